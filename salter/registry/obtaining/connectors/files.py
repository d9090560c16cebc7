"""The question goes out as a file and the answer comes back as one: for a keeper that works with files.

Both are JSON (docs/manual/ex-officio.md). What comes back is judged strictly: another question's answer, or one that
cannot be read, changes nothing.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Organisation
from salter.registry.obtaining.connectors.contract import Answer, Question, Sent

REQUEST, ANSWER = "salter-data-request-1", "salter-data-answer-1"
LIMIT, FACTS, LONGEST = 1_000_000, 200, 2_000


class FileConnector:
    """Asks by a file."""

    code = "file"
    label: str | Promise = _("by a file for the keeper of the record")

    def problems(self, organisation: Organisation) -> list[str]:
        """None: a file needs nothing."""
        return []

    def ask(self, organisation: Organisation, question: Question) -> Answer | Sent:
        """The question as a file."""
        said = {"format": REQUEST, "question": {**asdict(question)}}
        data = json.dumps(said, ensure_ascii=False, indent=2, default=str).encode()
        return Sent(f"zahtev-{question.id}.json", "application/json", data)


FILES = FileConnector()


def read_answer(data: bytes, question_id: str) -> Answer:
    """The answer in a file. Raises ValidationError (code `file`) that says what is wrong with it."""
    said = _parsed(data)
    if said.get("format") != ANSWER:
        raise _wrong(_("The file is not an answer: its format is not “%(format)s”.") % {"format": ANSWER})
    if said.get("question") != question_id:
        raise _wrong(_("The file answers another question. Nothing was changed."))
    found, facts = said.get("found"), said.get("facts", [])
    if not isinstance(found, bool) or not isinstance(facts, list) or len(facts) > FACTS:
        raise _wrong(_("The file does not say whether the record holds something, or what."))
    lines = tuple(_fact(one) for one in facts)
    if found and not lines:
        raise _wrong(_("The file does not say whether the record holds something, or what."))
    return Answer(found, lines)


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > LIMIT:
        raise _wrong(_("The file is too large for an answer."))
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise _wrong(_("The file cannot be read: it is not JSON in UTF-8.")) from None
    if not isinstance(said, dict):
        raise _wrong(_("The file is not an answer: its format is not “%(format)s”.") % {"format": ANSWER})
    return said


def _fact(one: Any) -> tuple[str, str]:
    label, value = (one.get("label"), one.get("value")) if isinstance(one, dict) else (None, None)
    if not isinstance(label, str) or not isinstance(value, str) or len(label) + len(value) > LONGEST:
        raise _wrong(_("A line of the answer lacks its label or its value, or is too long."))
    clean = "".join(letter for letter in f"{label}\x1f{value}" if letter.isprintable() or letter in " \x1f")
    left, _mark, right = clean.partition("\x1f")
    return left.strip(), right.strip()


def _wrong(words: str | Promise) -> ValidationError:
    return ValidationError(str(words), code="file")
