"""The one-time set-up code: printed by `salter serve`, kept in SALTER_HOME for its owner only, gone afterwards."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.utils.crypto import constant_time_compare

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else
GROUPS, LETTERS = 4, 5
NAME = "set-up.code"


def fresh(home: Path) -> str:
    """Make a new code; an earlier one no longer counts."""
    code = "-".join("".join(secrets.choice(ALPHABET) for _letter in range(LETTERS)) for _group in range(GROUPS))
    path = home / NAME
    new = path.with_name(f"{NAME}.{os.getpid()}")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(code + "\n")
    new.replace(path)
    return code


def current(home: Path) -> str:
    """The code that counts now; empty when there is none."""
    path = home / NAME
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def fits(home: Path, typed: str) -> bool:
    """Whether it is the code, however it was typed."""
    wanted = plain(current(home))
    return bool(wanted) and constant_time_compare(plain(typed), wanted)


def plain(code: str) -> str:
    """Letters and digits only, in capitals."""
    return "".join(sign for sign in code.upper() if sign in ALPHABET)


def forget(home: Path) -> None:
    """The code is used up."""
    (home / NAME).unlink(missing_ok=True)
