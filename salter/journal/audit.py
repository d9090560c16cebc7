"""Is the log still what was sealed? Recomputed from the entries, and compared with every head that is kept."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from salter.journal import merkle, sealing
from salter.journal.canonical import hash_of
from salter.journal.models import Entry, Head, Leaf, Log
from salter.organisations.tenancy import relay_scope

WHOLE = 50_000
NEWEST, SAMPLE, BATCH = 10_000, 2_000, 1_000
TOLD = 5  # wrong entries that are named

WAITING = """
SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (
    SELECT 1 FROM journal_outbox b WHERE b.organisation_id = e.organisation_id AND b.entry_id = e.id))
FROM journal_entry e WHERE NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.entry_id = e.id)
"""


@dataclass(frozen=True, slots=True)
class Audit:
    """How many leaves a log has, how many were recomputed, and what is wrong."""

    size: int
    looked_at: int
    wrong: tuple[str, ...]


def audit(log: int, *, whole: int = WHOLE) -> Audit:
    """Recompute a log: all of it up to `whole` leaves, else the newest and a random sample of the others."""
    size = sealing.size_of(log)
    heads = dict(Head.objects.filter(log_id=log).order_by("size").values_list("size", "root"))
    if size <= whole:
        wrong = list(_all(log, heads))
        return Audit(size, size, _told(wrong))
    chosen = [*range(size - NEWEST, size), *random.sample(range(size - NEWEST), SAMPLE)]
    wrong = [*_some(log, sorted(chosen)), *_heads(log, size, list(heads.items())[-TOLD:])]
    return Audit(size, len(chosen), _told(wrong))


def logs() -> list[int]:
    """The logs that are kept."""
    return list(Log.objects.filter(dropped_at__isnull=True).order_by("pk").values_list("pk", flat=True))


def waiting() -> tuple[int, int]:
    """How many entries are not sealed yet, and how many of those no sealer will ever find."""
    with relay_scope(), connection.cursor() as cursor:
        cursor.execute(WAITING)
        unsealed, lost = cursor.fetchone() or (0, 0)
    return unsealed, lost


def _told(wrong: Sequence[str]) -> tuple[str, ...]:
    more = (f"and {len(wrong) - TOLD} more",) if len(wrong) > TOLD else ()
    return (*wrong[:TOLD], *more)


def _all(log: int, heads: dict[int, str]) -> Iterator[str]:
    tree = merkle.Tree()
    for leaf, entry in _pairs(log, None):
        yield from _compare(leaf, entry, tree.size)
        completed = tree.append(hash_of(entry) if entry else bytes(leaf.nodes)[: merkle.LENGTH])
        if b"".join(completed) != bytes(leaf.nodes):
            yield f"the tree at entry {leaf.index} is not that of its entries"
        if heads.get(tree.size, tree.root.hex()) != tree.root.hex():
            yield f"the head of {tree.size} entries has another root"
    yield from (f"the head of {size} entries is larger than the log" for size in heads if size > tree.size)


def _some(log: int, indexes: list[int]) -> Iterator[str]:
    for begin in range(0, len(indexes), BATCH):
        part = indexes[begin : begin + BATCH]
        pairs = list(_pairs(log, part))
        yield from (f"entry {index} is missing in the log" for index in set(part) - {leaf.index for leaf, _ in pairs})
        for leaf, entry in pairs:
            yield from _compare(leaf, entry, leaf.index)


def _heads(log: int, size: int, heads: list[tuple[int, str]]) -> Iterator[str]:
    for length, root in heads:
        if length > size or sealing.root_of(log, length).hex() != root:
            yield f"the head of {length} entries does not fit the log"


def _compare(leaf: Leaf, entry: Entry | None, expected: int) -> Iterator[str]:
    if leaf.index != expected:
        yield f"number {expected} is missing in the log"
    if entry is None:
        yield f"entry {leaf.index} was removed from the journal"
    elif hash_of(entry) != bytes(leaf.nodes)[: merkle.LENGTH]:
        yield f"entry {leaf.index} ({entry.verb}, {entry.pk}) was changed after it was sealed"


def _pairs(log: int, indexes: list[int] | None) -> Iterator[tuple[Leaf, Entry | None]]:
    """Leaves in their order, each with its entry; batch by batch."""
    after = -1
    while True:
        rows = Leaf.objects.filter(log_id=log).order_by("index")
        chosen = rows.filter(index__in=indexes) if indexes is not None else rows.filter(index__gt=after)[:BATCH]
        leaves = list(chosen)
        with relay_scope():
            found = {entry.pk: entry for entry in _entries(log, [leaf.entry_id for leaf in leaves])}
        yield from ((leaf, found.get(leaf.entry_id)) for leaf in leaves)
        if indexes is not None or len(leaves) < BATCH:
            return
        after = leaves[-1].index


def _entries(log: int, ids: list[UUID]) -> list[Entry]:
    """By organisation first, as the primary key begins."""
    from salter.organisations.models import Organisation

    offices = Organisation.objects.filter(pk=log) if log else Organisation.objects.filter(practice=False)
    return list(Entry.objects.filter(organisation__in=list(offices.values_list("pk", flat=True)), pk__in=ids))
