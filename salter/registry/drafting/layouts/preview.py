"""Drawing a template while it is written: one at a time in an office, and its problems in words."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from salter.documents import office_templates
from salter.documents.office_templates import SECONDS, TemplateProblem
from salter.documents.rendering import Unprintable
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.drafting.layouts.sample import sample

LOCK = 43
"""The first key of the advisory lock; the second is the organisation."""
WORDS: dict[str, str | Promise] = {
    "empty": _lazy("The template is empty."),
    "long": _lazy("The template is longer than 40,000 characters."),
    "package": _lazy("“%(reason)s”: a template uses no packages and no other files. “base.typ” is at hand already."),
    "code": _lazy("“%(reason)s”: a template makes no code from text and asks nothing of the machine."),
    "file": _lazy("“%(reason)s”: a template reads no files. What it shows stands in “data”."),
    "clock": _lazy("“%(reason)s”: the date of the act stands in “data.date”."),
    "page": _lazy(
        "“%(reason)s”: page, letterhead and signatures are made by the office system. #colbreak() begins a new page."
    ),
    "outside": _lazy("“%(reason)s”: a template has no footnotes and nothing that floats. Write it into the text."),
    "signatures": _lazy("The text ends above the place where it begins, so the signatures would have no place."),
    "time": _lazy("It was not drawn within %(reason)s seconds: an endless loop, or far too many pages."),
    "typst": "%(reason)s",
}


def draw(viewer: Viewer, kind: str, source: str, language: str = "") -> list[bytes]:
    """The first pages as PNG pictures.

    Raises ValidationError: `busy` while another template of the office is drawn, `source` with line and reason.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, viewer.organisation.pk])
        [mine] = cursor.fetchone()
    if not mine:
        raise ValidationError(_("Another template of the office is being drawn. Try again in a moment."), code="busy")
    office = viewer.organisation
    try:
        return office_templates.preview(source, sample(office, kind, language), at=clock.now(office))
    except TemplateProblem as problem:
        raise ValidationError(said(problem), code="source") from problem
    except Unprintable as error:
        words = _("These characters cannot be printed: %(characters)s") % {
            "characters": " ".join(error.characters[:20])
        }
        raise ValidationError(words, code="source") from error


def said(problem: TemplateProblem) -> str:
    """What is wrong, with its line."""
    words = str(WORDS[problem.code]) % {"reason": problem.reason if problem.code != "time" else SECONDS}
    return _("Line %(line)s: %(words)s") % {"line": problem.line, "words": words} if problem.line else words
