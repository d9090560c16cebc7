"""Templates of the office for its own acts: written in typst, seen at once, approved before use."""
