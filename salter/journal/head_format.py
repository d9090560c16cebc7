"""How a tree head is written, signed and exported: pure, no models, so that it can be verified without a database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from salter.journal.canonical import canonical

FORMAT = "salter-tree-head-1"
STATED = ("log", "size", "root", "at")
"""What is time-stamped; the signature covers the time-stamp and the certificates as well."""
FIELDS = frozenset({*STATED, "timestamp", "certificates", "signature"})
HASH = re.compile(r"[0-9a-f]{64}")


def stamped_bytes(head: Mapping[str, Any]) -> bytes:
    """What the time-stamp of a head is over."""
    return canonical({"format": FORMAT, **{name: head[name] for name in STATED}})


def signed_bytes(head: Mapping[str, Any]) -> bytes:
    """What the signature of a head is over: everything but itself."""
    return canonical({"format": FORMAT, **{name: head[name] for name in FIELDS - {"signature"}}})


def is_size(value: object) -> bool:
    """Whether it is a number of leaves; True is none."""
    return type(value) is int and value >= 0


def is_hash(value: object) -> bool:
    """Whether it is a SHA-256 in small hexadecimal letters."""
    return isinstance(value, str) and bool(HASH.fullmatch(value))


def is_proof(value: object) -> bool:
    """Whether it is a list of hashes."""
    return isinstance(value, list) and all(is_hash(part) for part in value)


def hashes(proof: list[str]) -> list[bytes]:
    """The hashes of a proof that `is_proof`."""
    return [bytes.fromhex(part) for part in proof]
