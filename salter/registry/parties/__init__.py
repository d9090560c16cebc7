"""The parties of a case: each with its own dates of each act (decision 033)."""
