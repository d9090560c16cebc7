"""The answers in words, for the last page before the office is founded."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from salter.ops.first_start import steps
from salter.organisations import reference
from salter.organisations.models import Function, Mode
from salter.ui.formats import format_date
from salter.ui.templatetags.salter import language, script, unverified

Row = dict[str, Any]


def sections(answers: steps.Answers) -> list[tuple[str, list[Row]]]:
    """Headings with their rows, each with the way to change it."""
    body, contact, person = answers["name"], answers["contact"], answers["administrator"]
    place = answers["place"]
    numbers = [_row(_("Registration number (MB)"), place.get("registration_number"), "place")]
    numbers += [_row(_("Tax number (PIB)"), place.get("tax_number"), "place")]
    whose = [_row(_("Municipality or city"), script(place["place"]), "place")] if place.get("code") else numbers
    return [
        (
            _("The body"),
            [
                *whose,
                _row(_("Name, in Cyrillic"), body["name_cyr"], "name"),
                _row(_("Name, in Latin"), body["name_lat"], "name"),
                _row(_("The body that acts"), script(body["body_cyr"]), "name"),
                _row(_("Seat"), script(body["seat_cyr"]), "name"),
                _row(_("Address"), script(contact["address_cyr"]), "contact"),
                _row(_("Contact"), " · ".join(filter(None, (contact["email"], contact["phone"]))), "contact"),
            ],
        ),
        (_("Units"), [_row(_("Units"), _units(answers["units"]["rows"]), "units")]),
        (_("How it works"), [*(_mode(answers, each) for each in Function), _numbers(answers)]),
        (
            _("First administrator"),
            [
                _row(_("Name and surname"), person["name"], "administrator"),
                _row(_("User name"), person["username"], "administrator"),
                _row(_("E-mail"), person["email"], "administrator"),
            ],
        ),
    ]


def _row(label: str, value: object, step: str) -> Row:
    return {"label": label, "value": value, "change_url": reverse("set-up:step", args=[step])}


def _units(rows: list[dict[str, str]]) -> str:
    return format_html_join("", "{} · {}<br>", ((row["mark"], script(row["name"])) for row in rows))


def _mode(answers: steps.Answers, function: Function) -> Row:
    answer = answers[f"mode-{function.value}"]
    words = str(steps.MEANING[Mode(answer["mode"])][function])
    if answer.get("decided_on"):
        day = format_date(date.fromisoformat(answer["decided_on"]), language())
        words = format_html("{}<br>{}, {}<br>{}", words, answer["decision"], day, answer["ground"])
    return _row(str(function.label).capitalize(), words, f"mode-{function.value}")


def _numbers(answers: steps.Answers) -> Row:
    shown = steps.example(answers["numbers"]["number_format"], answers["year"])
    return _row(_("Numbers of cases"), shown, "numbers")


def facts_of_place(answers: steps.Answers) -> list[Row]:
    """What is known of a self-government beforehand, and how sure it is."""
    code = answers.get("place", {}).get("code")
    if not code:
        return []
    row = reference.municipality(code)
    archive, certainty = reference.archive_of(code)
    districts = {each.code: each for each in reference.districts()}
    district = districts.get(row.district_code)
    name = "name_cyr" if language() == "sr" else "name_lat"
    known = [(_("Code of the self-government"), row.code, row.certainty)]
    known += [(_("District"), getattr(district, name), district.certainty)] if district else []
    known += [(_("Competent archive"), getattr(archive, name), certainty)] if archive else []
    return [{"label": label, "value": _sure(value, how)} for label, value, how in known]


def _sure(value: str, certainty: str) -> object:
    if certainty.startswith(reference.VERIFIED):
        return value
    return format_html("{} {}", value, unverified(certainty))
