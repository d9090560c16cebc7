"""What the log hashes of an entry: one byte form, with personal data behind salted digests. Pure, no I/O.

docs/manual/log.md gives the format byte by byte; changing anything here breaks every receipt that was given out.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from salter.journal.merkle import leaf_hash

if TYPE_CHECKING:
    from salter.journal.models import Entry

ACTOR, PERSONAL = "actor", "personal"


def canonical(value: Any) -> bytes:
    """The one byte form of JSON: keys sorted, no spaces, UTF-8 (RFC 8785 for objects whose numbers are whole)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def moment(at: datetime) -> str:
    """A time in UTC with six decimals: 2026-11-25T19:36:01.000042Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def part_salt(salt: UUID, part: str) -> bytes:
    """The salt of one part of an entry; giving it away tells nothing of the other part's."""
    return hashlib.sha256(part.encode() + salt.bytes).digest()


def part_digest(salt: bytes, value: Any) -> str:
    """The salted digest that stands for a part in the leaf: SHA-256(salt ‖ canonical(value)), in hexadecimal."""
    return hashlib.sha256(salt + canonical(value)).hexdigest()


def digests(entry: Entry) -> dict[str, str]:
    """The salted digests of who did it and of the personal data; what was erased keeps its digests in `erased`."""
    if entry.erased:
        return {part: str(entry.erased[part]) for part in (ACTOR, PERSONAL)}
    return {
        ACTOR: part_digest(part_salt(entry.salt, ACTOR), {"id": entry.actor_id, "name": entry.actor_name}),
        PERSONAL: part_digest(part_salt(entry.salt, PERSONAL), entry.personal),
    }


def leaf(entry: Entry) -> dict[str, Any]:
    """Every column of an entry, as its leaf states it."""
    return {
        "at": moment(entry.at),
        "body": entry.body,
        "case_id": str(entry.case_id) if entry.case_id else None,
        "id": str(entry.pk),
        "organisation_id": entry.organisation_id,
        "recorded_at": moment(entry.recorded_at),
        "subject_id": str(entry.subject_id),
        "subject_type": entry.subject_type,
        "verb": entry.verb,
        **digests(entry),
    }


def hash_of(entry: Entry) -> bytes:
    """The leaf hash of an entry as it is in the database now."""
    return leaf_hash(canonical(leaf(entry)))
