"""Electronic invoices (UBL 2.1) that come in: read safely, kept as they came, put into the book of received invoices.

`xml` opens what a stranger wrote, `ubl` reads it, `rules` says what a person must look at; none of them writes.
"""
