"""The papers of a case: one list in order, ways to look at each, and the whole case as one file."""
