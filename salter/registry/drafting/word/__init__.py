"""A draft out to Word and back in, as a new version."""
