"""Tree heads: made, signed and time-stamped, exported, and compared with those that were given out before."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any

import structlog

from salter.journal import sealing
from salter.journal.canonical import moment
from salter.journal.head_format import FORMAT, is_hash, is_size, signed_bytes, stamped_bytes
from salter.journal.models import Head, Log
from salter.journal.signing import StampUnavailable, signer
from salter.organisations import clock
from salter.organisations.tenancy import relay_scope

log = structlog.get_logger()


class Comparison(StrEnum):
    """How this installation's log stands to a head that was given out earlier, or elsewhere."""

    SAME = "same"
    GROWN = "grown"
    OLDER = "older"
    FORK = "fork"
    OTHER = "other"


class NotAHead(ValueError):
    """The file is not a tree head of a Šalter log."""


def compare(exported: Mapping[str, Any]) -> Comparison:
    """Compare an exported head (the JSON of `salter log head`, or its `tree_head`) with this installation's log.

    - SAME: our log has that size and that root.
    - GROWN: our log is longer and begins with exactly what the head stood for. All is well.
    - OLDER: our log is shorter, so this installation is an older state (a restored backup): what came after is missing.
    - FORK: at that size our log has another root: one of the two histories was rewritten.
    - OTHER: the head is of another installation's log, or of a practice log that this one has not.

    Only looks; checks no signature (`salter verify` does), so a head from a stranger must be verified first.
    Raises NotAHead when it is not readable as a head.
    """
    head = exported.get("tree_head", exported)
    if not (isinstance(head, Mapping) and is_size(head.get("size")) and is_hash(head.get("root"))):
        raise NotAHead("no size or no root")
    ours = Log.objects.filter(origin__iexact=str(head.get("log"))).first() if _is_uuid(head.get("log")) else None
    if ours is None or ours.dropped_at:
        return Comparison.OTHER
    size = sealing.size_of(ours.pk)
    if size < head["size"]:
        return Comparison.OLDER
    if sealing.root_of(ours.pk, head["size"]).hex() != head["root"]:
        return Comparison.FORK
    return Comparison.SAME if size == head["size"] else Comparison.GROWN


def _is_uuid(value: object) -> bool:
    import uuid

    try:
        return isinstance(value, str) and bool(uuid.UUID(value))
    except ValueError:
        return False


def newest(log_id: int) -> Head | None:
    """The largest head of a log that is stamped; while none is, the largest."""
    rows = Head.objects.filter(log_id=log_id).order_by("-size").select_related("log")
    return rows.exclude(timestamp="").first() or rows.first()


def covering(log_id: int, size: int) -> Head:
    """A stamped head over at least `size` leaves: a kept one, else one made now.

    Raises StampUnavailable, and then nothing is made.
    """
    rows = Head.objects.filter(log_id=log_id, size__gte=size).exclude(timestamp="")
    found = rows.order_by("size").select_related("log").first()
    if found is None:
        found = make(log_id)
        stamp(found)
    return found


def make(log_id: int) -> Head:
    """Sign a head over all leaves that a log has now; the kept one when there is none more. Not stamped yet."""
    size = sealing.size_of(log_id)
    kept = Head.objects.filter(log_id=log_id, size=size).select_related("log").first()
    if kept:
        return kept
    head = Head(
        log=Log.objects.get(pk=log_id),
        size=size,
        root=sealing.root_of(log_id, size).hex(),
        at=clock.real_now(),
        certificates=[base64.b64encode(der).decode() for der in signer().certificates()],
    )
    _sign(head)
    with relay_scope():
        Head.objects.bulk_create([head], ignore_conflicts=True)  # two at once: the first counts
        return Head.objects.select_related("log").get(log_id=log_id, size=size)


def stamp(head: Head) -> None:
    """Time-stamp a head and sign it again with its time-stamp, unless it has one.

    Raises StampUnavailable.
    """
    if not head.timestamp:
        head.timestamp = base64.b64encode(signer().stamp(stamped_bytes(stated(head)))).decode()
        _sign(head)
        with relay_scope():
            Head.objects.filter(pk=head.pk, timestamp="").update(timestamp=head.timestamp, signature=head.signature)
        head.refresh_from_db(fields=["timestamp", "signature"])


def _sign(head: Head) -> None:
    head.signature = base64.b64encode(signer().sign(signed_bytes(stated(head)))).decode()


def keep_up(pause: timedelta) -> Head | None:
    """Make the next head of the offices' log when it has grown and the newest is older than `pause`; gives it.

    A head that lacks its time-stamp is stamped first: no further one is made until the authority answers. Practice
    logs get a head when somebody needs one.
    """
    last = Head.objects.filter(log_id=Log.OFFICES).order_by("-size").select_related("log").first()
    size = sealing.size_of(Log.OFFICES)
    if last and last.timestamp and (size == last.size or clock.real_now() - last.at < pause):
        return None
    if not size:
        return None
    head = last if last and not last.timestamp else make(Log.OFFICES)
    try:
        stamp(head)
    except StampUnavailable as error:
        log.warning("a tree head waits for its time-stamp", size=head.size, reason=str(error))
    return head


def stated(head: Head) -> dict[str, Any]:
    """A head as it is given out."""
    return {
        "log": str(head.log.origin),
        "size": head.size,
        "root": head.root,
        "at": moment(head.at),
        "timestamp": head.timestamp,
        "certificates": head.certificates,
        "signature": head.signature,
    }


def export(log_id: int, since: Sequence[int] = ()) -> dict[str, Any]:
    """The newest head for whoever witnesses this log, with proofs that it begins with the trees of the sizes `since`.

    Raises Head.DoesNotExist when there is none yet, ValueError for a size that the head has not.
    """
    head = newest(log_id)
    if head is None:
        raise Head.DoesNotExist
    return {"format": FORMAT, "tree_head": stated(head), "consistency": [_step(head, size) for size in since]}


def _step(head: Head, first: int) -> dict[str, Any]:
    proof = sealing.consistency_proof(head.log_id, first, head.size)
    return {
        "first": first,
        "first_root": sealing.root_of(head.log_id, first).hex(),
        "proof": [part.hex() for part in proof],
    }
