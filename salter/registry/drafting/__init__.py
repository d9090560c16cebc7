"""Drafting: the versions of an act, their comparison, and what goes on from them."""
