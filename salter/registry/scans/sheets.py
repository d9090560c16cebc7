"""Cover sheets: the code on them, written and read. Pure, but for the secret key that proves that we printed one.

`SALTER:1:OFFICE:CASE:PROOF`; CASE is that of a case, or `NEW`. Capitals and digits only, so that the code is coarse.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils.crypto import salted_hmac

from salter.organisations.models import Organisation
from salter.registry.models import Case
from salter.ui.script import fold

PREFIX, VERSION, NEW_PAPER = "SALTER", "1", "NEW"
HEADING = "РАЗДЕЛНИ ЛИСТ"
"""What stands on each sheet in letters, so that one is known when its code cannot be read."""
MOST_WORDS = 150
"""A page with more words than that is no sheet, whatever it speaks of."""
PROOF_BYTES = 10


class SheetKind(StrEnum):
    """What a sheet says of the pages behind it, or why it says nothing."""

    CASE = "case"
    NEW = "new"
    FOREIGN = "foreign"
    """Of another office of this installation."""
    NOT_OURS = "not-ours"
    """Not printed by this installation, or before its key was changed."""
    NOT_READ = "not-read"
    """By its letters a sheet; its code cannot be read."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read on a sheet."""

    kind: SheetKind
    case_id: UUID | None = None


def code_of(organisation: Organisation, case: Case | None) -> str:
    """The code of the sheet of a case, or of a new paper."""
    text = ":".join((PREFIX, VERSION, organisation.code.upper(), case.pk.hex.upper() if case else NEW_PAPER))
    return f"{text}:{_proof(text)}"


def _proof(text: str) -> str:
    made = salted_hmac("salter.registry.sheets", text, algorithm="sha256").digest()
    return base64.b32encode(made[:PROOF_BYTES]).decode()


def read(organisation: Organisation, codes: Sequence[str], text: str) -> Sheet | None:
    """The sheet that a page is, by its codes or else by its letters; None: it is none."""
    read = [sheet for code in codes if (sheet := _of_code(organisation, code))]
    if read:
        return min(
            read, key=lambda sheet: list(SheetKind).index(sheet.kind)
        )  # one that speaks before one that does not
    words = text.split()
    if len(words) <= MOST_WORDS and fold(HEADING) in fold(" ".join(words)):
        return Sheet(SheetKind.NOT_READ)
    return None


def _of_code(organisation: Organisation, code: str) -> Sheet | None:
    parts = code.split(":")
    if parts[0] != PREFIX:
        return None
    text, proof = ":".join(parts[:-1]), parts[-1]
    if len(parts) != 5 or not hmac.compare_digest(_proof(text).encode(), proof.encode()):
        return Sheet(SheetKind.NOT_OURS)
    _prefix, _version, office, case = parts[:4]
    if office != organisation.code.upper():
        return Sheet(SheetKind.FOREIGN)
    if case == NEW_PAPER:
        return Sheet(SheetKind.NEW)
    with suppress(ValueError):
        return Sheet(SheetKind.CASE, UUID(hex=case))
    return Sheet(SheetKind.NOT_OURS)
