"""Who wants to know that the text of documents is there: rooms above, which this room may not import.

A room that searches texts installs its reader when the application starts, as rooms that keep work install their
counter (organisations/burdens.py). It runs in the transaction that has written the texts, in the organisation's scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from salter.documents.models import Document


class Reader(Protocol):
    """Takes documents of one organisation whose text was extracted; running it again changes nothing."""

    def __call__(self, documents: Sequence[Document]) -> None: ...


_readers: list[Reader] = []


def install(reader: Reader) -> None:
    """Called once by each room that reads texts."""
    if reader not in _readers:
        _readers.append(reader)


def tell(documents: Sequence[Document]) -> None:
    """Give the documents to everybody who wants them."""
    for reader in _readers:
        reader(documents)
