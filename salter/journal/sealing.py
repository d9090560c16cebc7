"""The sealer: numbers committed entries densely, hashes them into the tree of their log.

It seals what the outbox holds, and an entry stands there from its own transaction on. So no watermark is needed under
which a late commit could slip, and nothing depends on identifiers of transactions: a restored dump simply goes on.
Sealers wait for each other on one lock; what a killed one had begun is rolled back as a whole.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from salter.journal import merkle
from salter.journal.canonical import hash_of
from salter.journal.merkle import LENGTH, Place
from salter.journal.models import Entry, Leaf, Log
from salter.organisations.models import Organisation
from salter.organisations.tenancy import relay_scope

LOCK = 0x53414C544552  # one number for the whole database; "SALTER"
Key = tuple[int, UUID]

UNSEALED = """
SELECT e.* FROM unnest(%s::bigint[], %s::uuid[]) AS wanted (organisation_id, id)
JOIN journal_entry e USING (organisation_id, id)
WHERE NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.entry_id = e.id) ORDER BY e.id
"""
APPEND = """
INSERT INTO journal_leaf (log_id, index, entry_id, nodes)
SELECT %s, * FROM unnest(%s::bigint[], %s::uuid[], %s::bytea[])
"""


def wait_for_turn() -> None:
    """Hold the sealer's lock to the end of the transaction. Taken before any row of the outbox, never after one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def seal(keys: Sequence[Key]) -> int:
    """Seal those of the entries that are not sealed yet; gives how many. In relay_scope, after `wait_for_turn`.

    `keys` are (organisation, entry). An entry of a transaction that is still in flight is not seen, and stays in the
    outbox.
    """
    by_log: dict[int, list[Entry]] = defaultdict(list)
    for entry in Entry.objects.raw(UNSEALED, [[key[0] for key in keys], [key[1] for key in keys]]):
        by_log[entry.organisation_id].append(entry)
    practice = _practice(by_log)
    offices = [entry for organisation in by_log if organisation not in practice for entry in by_log[organisation]]
    _append(Log.OFFICES, sorted(offices, key=lambda entry: entry.pk))
    for organisation in practice:
        _append(organisation, by_log[organisation])
    return sum(map(len, by_log.values()))


def seal_now(entry: Entry) -> Leaf:
    """The leaf of an entry, sealed at once if the worker has not come to it; in a scope of its organisation.

    The lock is held to the end of the running transaction, in which nobody else seals: do not linger.
    """
    found = Leaf.objects.filter(entry_id=entry.pk).first()
    if found is None:
        with relay_scope():
            wait_for_turn()
            seal([(entry.organisation_id, entry.pk)])
        found = Leaf.objects.get(entry_id=entry.pk)
    return found


def log_of(organisation: Organisation) -> int:
    """The log in which an organisation's entries stand."""
    return organisation.pk if organisation.practice else Log.OFFICES


def size_of(log: int) -> int:
    """How many leaves a log has."""
    newest = Leaf.objects.filter(log_id=log).order_by("-index").values_list("index", flat=True).first()
    return 0 if newest is None else newest + 1


def nodes(log: int, places: Iterable[Place]) -> dict[Place, bytes]:
    """The hashes of perfect subtrees, in one query."""
    rows = {place: ((place[1] + 1) << place[0]) - 1 for place in places}
    found = dict(Leaf.objects.filter(log_id=log, index__in=set(rows.values())).values_list("index", "nodes"))
    return {place: bytes(found[row])[place[0] * LENGTH : (place[0] + 1) * LENGTH] for place, row in rows.items()}


def root_of(log: int, size: int) -> bytes:
    """The root over the first `size` leaves of a log.

    Raises KeyError when it has not that many.
    """
    places = merkle.places(0, size)
    known = nodes(log, places)
    return merkle.fold([known[place] for place in places])


def inclusion_proofs(log: int, indexes: Iterable[int], size: int) -> dict[int, list[bytes]]:
    """The inclusion proofs of leaves in the tree of `size` leaves, in one query however many.

    Raises ValueError for a leaf that the tree of that size has not, KeyError when the log has not that many.
    """
    ranges = {index: merkle.inclusion(index, size) for index in indexes}
    known = nodes(log, {place for row in ranges.values() for place in merkle.needed(row)})
    return {index: merkle.roots(row, known.__getitem__) for index, row in ranges.items()}


def consistency_proof(log: int, first: int, second: int) -> list[bytes]:
    """That the tree of `second` leaves begins with that of `first`. Raises ValueError, KeyError."""
    ranges = merkle.consistency(first, second)
    return merkle.roots(ranges, nodes(log, merkle.needed(ranges)).__getitem__)


def _practice(organisations: Iterable[int]) -> list[int]:
    found = Organisation.objects.filter(pk__in=list(organisations), practice=True)
    return sorted(found.values_list("pk", flat=True))


def _append(log: int, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    tree = _edge(log)
    if not tree.size:
        Log.objects.bulk_create([Log(id=log, origin=uuid.uuid4())], ignore_conflicts=True)
    first = tree.size
    completed = [b"".join(tree.append(hash_of(entry))) for entry in entries]
    with connection.cursor() as cursor:
        ids = [entry.pk for entry in entries]
        cursor.execute(APPEND, [log, list(range(first, tree.size)), ids, completed])


def _edge(log: int) -> merkle.Tree:
    size = size_of(log)
    places = merkle.places(0, size)
    known = nodes(log, places)
    return merkle.Tree(size, [known[place] for place in places])
