"""A party withdraws its request: noted, and the decision to discontinue is drafted (decision 042)."""
