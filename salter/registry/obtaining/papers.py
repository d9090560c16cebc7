"""What is printed about data ex officio: the letter to the keeper of a record, and the note of a look into one.

In Serbian Cyrillic, as everything that an office keeps; the letter is signed by hand and sent by the office's own way.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from salter.calendars import law
from salter.calendars.law import cited
from salter.documents.actions import keep_own
from salter.documents.models import Document
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry import deadlines
from salter.registry.models import Case, DataBasis, DataRequest
from salter.ui.formats import format_date, plural

LETTER = "Захтев за уступање података"
NOTE = "Службена белешка о увиду у службену евиденцију"
IDENTIFIERS = {"jmbg": "ЈМБГ", "pib": "ПИБ", "mb": "МБ"}


def letter(viewer: Viewer, row: DataRequest) -> Document:
    """The letter that asks the keeper of a record for a datum, free of charge and by a day."""
    days = deadlines.settings_of(viewer.organisation).ex_officio_days
    assert row.asked_on
    assert row.deadline
    paragraphs = [
        f"У предмету број {row.case.number} потребан нам је податак о коме водите службену евиденцију. Молимо вас да "
        f"нам га уступите бесплатно ({cited(law.EX_OFFICIO.article)}), најкасније {format_date(row.deadline.due_on)}: "
        f"у року од {days} {plural(days, 'дана', 'дана', 'дана')} од дана овог захтева.",
        "Ако у евиденцији нема тражених података, молимо вас да нас и о томе обавестите.",
    ]
    if row.times > 1:
        paragraphs.insert(0, "Овај захтев упућујемо поново, јер на ранији нисмо добили одговор.")
    data: dict[str, Any] = {  # DataRequest
        **_head(viewer, row.case, LETTER, row.asked_on),
        "recipient": [row.keeper],
        "facts": _facts(row),
        "paragraphs": paragraphs,
        "signature": {"name": viewer.name, "function": viewer.staff.title if viewer.staff else ""},
    }
    return _kept(viewer, "data_request", data, f"zahtev-za-podatke-{_plain(row.case.number)}.pdf")


def note_of_looking(viewer: Viewer, row: DataRequest, on: date, answer: str) -> Document:
    """The official note that somebody looked into a record, and what stands in it."""
    said = [("Увид извршио", viewer.name), ("Дан увида", format_date(on))]
    data: dict[str, Any] = {  # OfficialNote
        **_head(viewer, row.case, NOTE, on),
        "facts": _facts(row) + [{"label": label, "value": value} for label, value in said],
        "paragraphs": [
            f"Увид је извршен по службеној дужности ({cited(law.EX_OFFICIO_DUTY.article)}).",
            *_lines(answer),
        ],
    }
    return _kept(viewer, "official_note", data, f"beleska-o-uvidu-{_plain(row.case.number)}.pdf")


def _head(viewer: Viewer, case: Case, title: str, on: date) -> dict[str, Any]:
    unit = case.unit.name if case.unit else ""
    return dict(letterhead(viewer.organisation, title=title, number=case.number, on=on, unit=unit))


def _facts(row: DataRequest) -> list[dict[str, str]]:
    said = [
        ("Предмет", row.case.subject),
        ("Податак", row.what),
        ("Службена евиденција", row.register),
        ("Евиденцију води", row.keeper),
        ("Односи се на", _person(row)),
        ("Правни основ", row.ground or cited(law.EX_OFFICIO_DUTY.article)),
        ("Прибавља се", _basis(row)),
    ]
    return [{"label": label, "value": value} for label, value in said if value]


def _person(row: DataRequest) -> str:
    if row.party is None:
        return ""
    party = row.party.party
    known = IDENTIFIERS.get(party.identifier_kind, "")
    number = f"{known} {party.identifier}" if known and party.identifier else ""
    return ", ".join(filter(None, (row.party.name, number, row.party.address)))


def _basis(row: DataRequest) -> str:
    if row.basis == DataBasis.CONSENT and row.consent_on:
        return f"уз пристанак странке од {format_date(row.consent_on)}"
    return "по службеној дужности" if row.basis == DataBasis.RULE else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _plain(number: str) -> str:
    return number.replace("/", "-").replace(" ", "-")


def _kept(viewer: Viewer, template: str, data: dict[str, Any], name: str) -> Document:
    pdf = render(template, data, at=clock.now(viewer.organisation))
    return keep_own(viewer, name=name, data=pdf, media_type="application/pdf")
