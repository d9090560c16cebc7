"""Proofs from the log, as pages and the API give them out: numbers and hashes, nothing of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from salter.journal import heads, merkle, sealing
from salter.journal.models import Head, Leaf
from salter.organisations.models import Organisation


def newest_head(organisation: Organisation) -> Head:
    """The newest head of the log in which an organisation's entries stand.

    Raises Head.DoesNotExist while there is none.
    """
    found = heads.newest(sealing.log_of(organisation))
    if found is None:
        raise Head.DoesNotExist
    return found


def of_entries(organisation: Organisation, entries: Sequence[UUID]) -> tuple[Head | None, dict[UUID, dict[str, Any]]]:
    """The newest head, and the proof of each entry that it covers; three queries, however many entries."""
    head = heads.newest(sealing.log_of(organisation))
    if head is None:
        return None, {}
    leaves = list(Leaf.objects.filter(log_id=head.log_id, entry_id__in=entries, index__lt=head.size))
    paths = sealing.inclusion_proofs(head.log_id, [leaf.index for leaf in leaves], head.size)
    return head, {leaf.entry_id: _proof(leaf, paths[leaf.index]) for leaf in leaves}


def of_entry(entry: UUID) -> dict[str, Any]:
    """The proof of one entry of any log, with the head that it leads to.

    Raises Leaf.DoesNotExist, Head.DoesNotExist while it is not sealed, or not covered by a head.
    """
    leaf = Leaf.objects.get(entry_id=entry)
    head = heads.newest(leaf.log_id)
    if head is None or head.size <= leaf.index:
        raise Head.DoesNotExist
    path = sealing.inclusion_proofs(leaf.log_id, [leaf.index], head.size)[leaf.index]
    return {"entry": str(entry), **_proof(leaf, path), "tree_head": heads.stated(head)}


def of_growth(organisation: Organisation, first: int, second: int) -> dict[str, Any]:
    """That the log of `second` entries begins with that of `first`.

    Raises ValueError unless 0 < first <= second <= size of the log.
    """
    log = sealing.log_of(organisation)
    if second > sealing.size_of(log):
        raise ValueError("the log is not that long")
    proof = sealing.consistency_proof(log, first, second)
    return {
        "first": first,
        "second": second,
        "first_root": sealing.root_of(log, first).hex(),
        "second_root": sealing.root_of(log, second).hex(),
        "proof": [part.hex() for part in proof],
    }


def _proof(leaf: Leaf, path: Sequence[bytes]) -> dict[str, Any]:
    return {
        "leaf_index": leaf.index,
        "leaf_hash": bytes(leaf.nodes)[: merkle.LENGTH].hex(),
        "inclusion_proof": [part.hex() for part in path],
    }
