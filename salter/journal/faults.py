"""Faults of the machinery, as the rooms above tell them to the journal."""

from __future__ import annotations


class Passing(Exception):
    """A disk, a network or another service does not do its part just now: what failed will succeed later, unchanged."""
