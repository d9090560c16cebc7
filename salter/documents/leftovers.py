"""Removing from the store what no row names any more (decision 062).

Bytes are stored before the row that names them is written, so they go the other way round. Whoever removes rows notes
in the same transaction what they named (`note`). A day later a task looks at the note: what a row of any organisation
names again, or still, stays, and so does what was stored again meanwhile; the rest goes. Whatever is killed, the note
is still there the next night.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from salter.documents.models import Leftover
from salter.documents.removal import removing
from salter.organisations import clock

GRACE = timedelta(days=1)
"""So long after its last row, and after it was stored last, everything stays: no transaction lives as long."""
BATCH = 200
BYTES = "bytes"
"""The kind of stored documents, by their SHA-256 (documents/unnamed.py)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what lies in the store: the names that the rows of an organisation give (read in its scope), which
    of some names a row of any organisation gives, and how one goes unless it was stored since a moment."""

    of: Callable[[int], Iterable[str]]
    named: Callable[[Sequence[str]], set[str]]
    remove: Callable[[str, datetime], bool]


_kinds: dict[str, Kind] = {}


def install(name: str, kind: Kind) -> None:
    """Called once by each room that keeps something in the store."""
    _kinds[name] = kind


def note(kind: str, names: Iterable[str]) -> None:
    """These names have lost a row. In the transaction that removes it, so that both happen or neither."""
    assert kind in _kinds, kind
    now = clock.real_now()
    Leftover.objects.bulk_create(Leftover(kind=kind, name=name, since=now) for name in names)


def note_all(organisation_id: int) -> None:
    """All rows of an organisation are about to go. In its scope, in the transaction that removes them."""
    for name, kind in _kinds.items():
        note(name, kind.of(organisation_id))


def waits(kind: str, names: Iterable[str]) -> bool:
    """Whether any of the names was not looked at yet: it may still lie in the store without a row."""
    return Leftover.objects.filter(kind=kind, name__in=[*names]).exists()


def remove_noted(before: datetime) -> int:
    """Remove what was noted before that moment and no row names; gives how much went. Outside any transaction.

    While a backup runs nothing goes. Raises StorageError; what is left then goes another time.
    """
    gone = 0
    for name, kind in _kinds.items():
        last = ""
        while names := _due(name, before, after=last):
            with removing() as allowed:
                if not allowed:
                    return gone
                gone += _remove(name, kind, names, before)
            last = names[-1]
    return gone


def _due(kind: str, before: datetime, *, after: str = "", among: Iterable[str] | None = None) -> list[str]:
    """The next names that were noted last before that moment, in the database's order."""
    rows = Leftover.objects.filter(kind=kind, name__gt=after)
    if among is not None:
        rows = rows.filter(name__in=among)
    newest = rows.values("name").annotate(newest=Max("since")).filter(newest__lt=before)
    return list(newest.order_by("name").values_list("name", flat=True)[:BATCH])


def _remove(name: str, kind: Kind, names: Sequence[str], before: datetime) -> int:
    """One batch, in a transaction that has the lock. What lost another row while we asked is left to its new note."""
    named = kind.named(names)
    gone = [one for one in _due(name, before, among={*names} - named) if kind.remove(one, before)]
    Leftover.objects.filter(kind=name, name__in=[*named, *gone], since__lt=before).delete()
    return len(gone)
