"""Why something that came in is unclear, and what was found about a file: codes in rows, words here.

A door adds its own with `reason` and `finding` where its module is loaded. Each reason says what happened and the one
thing to do; nothing of it is ever lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person must look: what happened, and the one thing to do."""

    what: str | Promise
    do: str | Promise


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about a file; `tone` is that of a tag (neutral, done, waiting, action)."""

    words: str | Promise
    tone: str = "neutral"


REASONS: dict[str, Reason] = {}
FINDINGS: dict[str, Finding] = {}


def reason(code: str, what: str | Promise, do: str | Promise) -> str:
    """Declare a reason; gives its code."""
    REASONS[code] = Reason(what, do)
    return code


def finding(code: str, words: str | Promise, tone: str = "neutral") -> str:
    """Declare a finding; gives its code."""
    FINDINGS[code] = Finding(words, tone)
    return code


def said(code: str, words: Words) -> tuple[str, str]:
    """What happened and what to do, in the reader's language."""
    known = REASONS.get(code, REASONS[UNKNOWN])
    return str(known.what) % {**words, "code": code}, str(known.do) % {**words, "code": code}


def tags(findings: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Findings as words and tones, in the reader's language; a code that no module declares any more stays a code."""
    found = [(FINDINGS.get(row["code"], Finding(row["code"])), row) for row in findings]
    return [(str(known.words) % row, known.tone) for known, row in found]


UNKNOWN = reason(
    "unknown",
    _("It could not be understood (%(code)s)."),
    _("Open the original and register it by hand, or set it aside."),
)
SIGNATURE_VALID = finding("signature-valid", _("signature valid"), "done")
SIGNATURE_INVALID = finding("signature-invalid", _("signature not valid"), "action")
SIGNATURE_UNSURE = finding("signature-unsure", _("signature: cannot tell"), "waiting")
NOT_CHECKED = finding("signature-not-checked", _("signature not checked yet"), "waiting")
ENCRYPTED = finding("encrypted", _("locked with a password"), "action")
UNREADABLE = finding("unreadable", _("cannot be opened"), "action")
EMPTY = finding("empty", _("empty file"), "action")
