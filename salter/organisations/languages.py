"""Languages in official use at an office beside Serbian: data of the office, with their ground (decision 051).

Serbian is always in use. Which other languages Šalter can write in is what it has words for: fixed words of papers
(documents/words), the first text of acts (registry/words) and the pages of citizens (locale).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Organisation

SERBIAN = "sr"


class Spoken(TextChoices):
    """The languages by their codes, as the journal keeps them."""

    SERBIAN = "sr", _("Serbian")
    HUNGARIAN = "hu", _("Hungarian")


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its code, what the office calls it, and what it calls itself."""

    code: str
    name: str | Promise
    own: str


LANGUAGES = {language.code: language for language in (Language("hu", Spoken.HUNGARIAN.label, "magyar"),)}
PARTS = ("ground", "name", "body", "seat")
"""What an office says of a language: by which act it is in use, and its own name, body and seat in it."""


def in_use(organisation: Organisation) -> list[Language]:
    """The languages beside Serbian that the office has in official use; reads nothing."""
    return [language for code, language in LANGUAGES.items() if code in organisation.languages]


def is_used(organisation: Organisation, code: str) -> bool:
    """Whether the office has a language in official use."""
    return code in LANGUAGES and code in organisation.languages


def said_in(organisation: Organisation, code: str) -> Mapping[str, str]:
    """Name, body and seat of the office in a language; empty for one that is not in use."""
    found: Mapping[str, str] = organisation.languages.get(code, {})
    return found


def name_of(code: str | None) -> str:
    """What the office calls a language; an empty code is Serbian alone."""
    return str(Spoken(code or SERBIAN).label)
