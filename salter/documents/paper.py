"""The letterhead that all printed documents of an organisation share."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, cast

from django.conf import settings

from salter.documents.templates import Paper
from salter.organisations.languages import said_in
from salter.organisations.models import Organisation
from salter.ui.formats import format_date
from salter.ui.script import to_latin

Language = Literal["sr", "sr-latn"]
Spoken = Literal["sr", "sr-latn", "hu"]
"""A language that a paper can be written in: Serbian in a script, or one beside it (organisations.languages)."""


def in_script(text: str, language: Language) -> str:
    """`text` in the script of the document."""
    return to_latin(text) if language == "sr-latn" else text


def second_head(organisation: Organisation, code: str, *, title: str, number: str, on: date) -> Paper:
    """The same in a language beside Serbian: what the office is called in it, else its Serbian name in Latin."""
    said = said_in(organisation, code)
    names = (("name", organisation.name_lat), ("authority", to_latin(organisation.body_cyr)))
    known = {"name": said.get("name"), "authority": said.get("body")}
    body: Any = {part: known[part] or latin for part, latin in names}
    return Paper(
        language=cast(Spoken, code),
        title=title,
        body=body,
        number=number,
        date=format_date(on, code),
        place=said.get("seat") or to_latin(organisation.seat_cyr),
    )


def letterhead(
    organisation: Organisation, *, title: str, number: str, on: date, unit: str = "", language: Language = "sr"
) -> Paper:
    """What every document begins with; `on` is its date."""
    body: dict[str, Any] = {
        "name": organisation.name_cyr,
        "state": "Република Србија" if not (organisation.demo or organisation.practice) else "",
        "authority": organisation.body_cyr,
        "unit": unit,
        "contact": " · ".join(
            part for part in (organisation.address_cyr, organisation.phone, organisation.email) if part
        ),
    }
    shown: Any = {key: in_script(value, language) for key, value in body.items() if value}
    return Paper(
        language=language,
        title=title,
        body=shown,
        number=number,
        date=format_date(on, language),
        place=in_script(organisation.seat_cyr, language),
        practice=organisation.practice,
        demo_signatures=organisation.demo or organisation.practice or settings.SALTER_MODE != "production",
    )
