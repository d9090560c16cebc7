"""Standing practice: a practice office that is a copy of the office itself, to try its own plans and templates.

Read `copying.py` first: what is copied, column by column. Whatever is not named there stays where it is.
"""
