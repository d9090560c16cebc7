"""Backup and restore of a whole installation (decision 017).

The order makes it sound: files are written before the row that names them and never changed, so a snapshot of the
database, taken first, names only files that are there. Everything is streamed; nothing grows with the installation.
"""
