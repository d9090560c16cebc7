"""The incoming shelf: what came in by doors that nobody was standing at, until a clerk registers it.

A door reads its source, stores what came and calls `actions.take_in`; it never decides what becomes a case.
"""
