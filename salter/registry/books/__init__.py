"""The books of the registry office as people read and keep them: their columns, their lines, their copies.

`columns` and `lines` are pure; `reading` reads the lines of a book for a viewer; `sheets` and `paper` write them as
XLSX and PDF/A; `work` makes a copy in the worker, piece by piece.
"""
