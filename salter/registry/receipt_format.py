"""The data format of a submission receipt: no models, so that it can be verified without a database.

What a receipt shows is what the journal entry of the registration says, and the entry stands in the log: the proof
leads from it to a signed head. Nothing is shown that the proof does not cover.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography import x509

from salter.journal import merkle
from salter.journal.canonical import canonical, part_digest
from salter.journal.head_format import FORMAT as HEAD
from salter.journal.head_format import hashes, is_hash, is_proof, is_size
from salter.signatures.reasons import Outcome, Reason

FORMAT = "salter-submission-receipt-2"
ATTACHED = "submission-receipt.json"
REGISTRATIONS = ("case.registered", "case.supplemented")
SHOWN = ("organisation", "submission_number", "case_number", "at", "documents")
FIELDS = frozenset({"format", *SHOWN, "entry", "leaf_index", "inclusion_proof", "tree_head"})
LEAF = frozenset(
    {
        *("actor", "at", "body", "case_id", "id", "organisation_id"),
        *("personal", "recorded_at", "subject_id", "subject_type", "verb"),
    }
)


class NotAReceipt(ValueError):
    """The bytes are something else, or nothing."""


def shown(leaf: Mapping[str, Any], personal: Mapping[str, Any]) -> dict[str, Any]:
    """What a receipt shows, by what the entry of the registration says.

    Raises KeyError, TypeError or ValueError for an entry that says it not (of an earlier version, or a forged one).
    """
    body = leaf["body"]
    named = zip(personal["documents"], body["documents"], strict=True)
    return {
        "organisation": body["organisation"],
        "submission_number": body["submission"],
        "case_number": body["number"],
        "at": body["received_at"],
        "documents": [{"name": name, "sha256": sha256} for name, sha256 in named],
    }


def read(data: bytes) -> dict[str, Any]:
    """The JSON of a receipt, or of another file of ours that names its format.

    Raises NotAReceipt, also for a name that stands twice: readers could disagree which one counts.
    """
    try:
        stated = json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise NotAReceipt(str(error)) from error
    if not isinstance(stated, dict) or stated.get("format") not in (FORMAT, HEAD):
        raise NotAReceipt("another format")
    return stated


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def check(stated: Mapping[str, Any], anchors: Sequence[x509.Certificate]) -> Reason | None:
    """What is wrong with a receipt; None when every field is covered by a proof to a head that we trust."""
    from salter.signatures.head_check import check_head

    wrong = _shape(stated) or _entry(stated)
    if wrong:
        return wrong
    head, proof = stated["tree_head"], hashes(stated["inclusion_proof"])
    wrong = check_head(head, anchors)
    if wrong and wrong.outcome == Outcome.INVALID:
        return wrong
    leaf = merkle.leaf_hash(canonical(stated["entry"]["leaf"]))
    root = bytes.fromhex(head["root"])
    return wrong if merkle.verify_inclusion(leaf, stated["leaf_index"], head["size"], proof, root) else Reason("proof")


def _shape(stated: Mapping[str, Any]) -> Reason | None:
    """Nothing is missing, nothing is added, everything is of its kind."""
    entry = stated.get("entry")
    whole = (
        stated.get("format") == FORMAT
        and set(stated) == FIELDS
        and isinstance(entry, Mapping)
        and set(entry) == {"leaf", "personal", "salt"}
        and isinstance(entry["leaf"], Mapping)
        and set(entry["leaf"]) == LEAF
        and is_hash(entry["salt"])
        and is_size(stated["leaf_index"])
        and is_proof(stated["inclusion_proof"])
    )
    return None if whole else Reason("receipt_malformed")


def _entry(stated: Mapping[str, Any]) -> Reason | None:
    """The entry is of a registration, its personal part is the one of the leaf, and it says what is shown."""
    leaf, personal, salt = (stated["entry"][part] for part in ("leaf", "personal", "salt"))
    try:
        if leaf["verb"] not in REGISTRATIONS or part_digest(bytes.fromhex(salt), personal) != leaf["personal"]:
            return Reason("entry_differs")
        same = canonical(shown(leaf, personal)) == canonical({name: stated[name] for name in SHOWN})
    except (KeyError, TypeError, ValueError, RecursionError):
        same = False
    return None if same else Reason("entry_differs")
