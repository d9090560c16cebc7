"""What the pages of this room share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404
from django.utils.translation import gettext

from salter.documents.paper import Language
from salter.journal import queries as journal
from salter.journal.models import Entry
from salter.journal.verbs import verb
from salter.portal.actions import Upload
from salter.registry.history import CHOICES
from salter.ui.templatetags.salter import language, script, sr_date


def paper_language() -> Language:
    """The script of papers made for the reader: Latin for who reads Latin, else the official Cyrillic."""
    return "sr-latn" if language() == "sr-latn" else "sr"


def uploads(files: Iterable[UploadedFile[bytes]]) -> list[Upload]:
    """Files of a form as actions take them."""
    return [Upload(file.name or "", file.content_type or "", cast(BinaryIO, file)) for file in files]


def as_uuid(text: str) -> UUID:
    """An identifier from a form or an address. Raises Http404 for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def texts(error: ValidationError) -> list[str]:
    """The messages of a refusal."""
    return [str(message) for message in error.messages]


_OFFICE_WORDS = frozenset({"unit"})


def told(entry: Entry, *, anonymous: bool) -> str:
    """What the party is told of an entry; to whoever only has the receipt number, nothing that a clerk has typed."""
    if entry.verb == "case.cancelled" and not anonymous:
        return gettext("The entry was cancelled: %(reason)s") % {"reason": entry.personal.get("reason", "")}
    values: defaultdict[str, str] = defaultdict(lambda: "–")
    known = entry.body if anonymous else journal.words_of(entry)
    values.update({name: _word(name, value) for name, value in known.items()})
    said = str(verb(entry.verb).public) % values
    return re.sub(r"(?<!\.)\.\.(?!\.)", ".", said)  # a day ends with a point of its own


def _word(name: str, value: object) -> str:
    choices = CHOICES.get(name)
    if choices and value in choices.values:
        return str(choices(value).label)
    if name in _OFFICE_WORDS:
        return script(value)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        with suppress(ValueError):  # a note of a clerk may look like a date
            return sr_date(date.fromisoformat(value)).replace(" ", "\N{NO-BREAK SPACE}")
    return str(value)


def timeline(entries: Iterable[Entry], *, anonymous: bool = False) -> list[dict[str, Any]]:
    """What a party is told, newest first; names of officials are left out. To whoever only has the receipt number,
    nothing of what tells what somebody has typed."""
    shown = [entry for entry in entries if not (anonymous and _tells_typed(entry))]
    return [{"title": told(entry, anonymous=anonymous), "at": entry.at} for entry in shown][::-1]


def _tells_typed(entry: Entry) -> bool:
    """Whether what a party is told of it has words that somebody has typed."""
    words = str(verb(entry.verb).public)
    return any(f"%({name})s" in words for name in entry.personal)
