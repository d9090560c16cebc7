"""The words of a ruling that corrects an error, and the note that goes with copies of the act that it corrects.

In Serbian Cyrillic, as everything that an office keeps. Nothing that was not read in the law is cited in them.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from salter.documents.actions import keep_own
from salter.documents.models import Document
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry import deadlines, numbering, wording
from salter.registry.models import Act, ActKind, CaseParty, ErrorKind, Rectification
from salter.ui.formats import format_date

TITLE = "Закључак о исправци грешке"
NOTE = "Белешка о исправци грешке"
WHAT = {
    ErrorKind.NAME: "грешка у имену",
    ErrorKind.NUMBER: "грешка у броју",
    ErrorKind.WRITING: "грешка у писању",
    ErrorKind.COUNTING: "грешка у рачунању",
    ErrorKind.OTHER: "очигледна нетачност",
}


def named(act: Act, *, genitive: bool = False) -> str:
    """An act as a paper speaks of it."""
    words = ("решења", "закључка") if genitive else ("решење", "закључак")
    number = numbering.sub_number(act.organisation, act.case, act.sub_number)
    signed = format_date(timezone.localdate(act.signed_at)) if act.signed_at else "–"
    return f"{words[act.kind == ActKind.CONCLUSION]} број {number} од {signed}"


def content(viewer: Viewer, row: Rectification, worse_for: Sequence[CaseParty]) -> dict[str, str]:
    """The parts of the ruling."""
    office, case = viewer.organisation, row.act.case
    parties = list(case.parties.select_related("party").order_by("id"))
    written = wording.content(ActKind.CONCLUSION, office, case, parties)
    kind, settings = WHAT[ErrorKind(row.kind)], deadlines.settings_of(office)
    effect = (
        f"Исправка дејствује од дана од кога дејствује исправљени акт: {named(row.act)}."
        if settings.rectified_from_act
        else "Исправка дејствује од дана када је странка обавештена о овом закључку."
    )
    said = f"У акту {named(row.act)}, {row.place}, уместо „{row.wrong}“ треба да стоји „{row.right}“."
    if settings.rectified_appeal_if_worse:
        written["remedy"] = _remedy(written["remedy"], worse_for)
    return {
        **written,
        "disposition": f"Исправља се {kind}. {said}\nУ осталом делу акт остаје неизмењен.\n{effect}",
        "reasoning": f"У акту је учињена очигледна грешка: {kind}. Оно о чему је одлучено исправком се не мења.",
    }


def _remedy(usual: str, worse_for: Sequence[CaseParty]) -> str:
    if not worse_for:
        return "Против овог закључка жалба није дозвољена, јер исправка није на штету ниједне странке."
    names = ", ".join(row.name for row in worse_for)
    return f"{usual} Жалбу може изјавити странка на чију је штету исправка: {names}."


def note(viewer: Viewer, row: Rectification) -> Document:
    """The page that is put to copies of the corrected act."""
    case, office = row.act.case, viewer.organisation
    on = timezone.localdate(row.ruling.signed_at) if row.ruling.signed_at else clock.today(office)
    unit = case.unit.name if case.unit else ""
    data = {  # DataRequest
        **letterhead(office, title=NOTE, number=case.number, on=on, unit=unit),
        "recipient": [],
        "facts": [
            {"label": "Исправља се", "value": named(row.act)},
            {"label": "Место", "value": row.place},
            {"label": "Уместо", "value": row.wrong},
            {"label": "Треба да стоји", "value": row.right},
        ],
        "paragraphs": [f"Исправљено је: {named(row.ruling)}. Ова белешка стоји уз сваки препис исправљеног акта."],
        "signature": {"name": viewer.name, "function": viewer.staff.title if viewer.staff else ""},
    }
    pdf = render("data_request", data, at=clock.now(office))
    plain = case.number.replace("/", "-").replace(" ", "-")
    name = f"ispravka-{plain}-{row.act.sub_number}-{row.ruling.sub_number}.pdf"
    return keep_own(viewer, name=name, data=pdf, media_type="application/pdf")
