"""The record (zapisnik) of a hearing, to be printed, read and signed by hand."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from salter.documents.actions import keep_own
from salter.documents.models import Document
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.hearing import wording
from salter.registry.models import Hearing, HearingCame, HearingPerson
from salter.ui.formats import format_date


def record_of(viewer: Viewer, hearing: Hearing, people: list[HearingPerson]) -> Document:
    """The record of a hearing, kept as PDF/A; a place to sign for each who was present and for the official."""
    case, began, ended = hearing.case, timezone.localtime(hearing.starts_at), timezone.localtime(hearing.ends_at)
    facts = [
        ("Састављено", viewer.organisation.body_cyr),
        ("Место", hearing.place),
        ("Дан", format_date(began.date())),
        ("Почето", f"{began:%H:%M}"),
        ("Завршено", f"{ended:%H:%M}"),
        ("Предмет", case.subject),
        ("О чему", hearing.about),
        ("Расправу води", hearing.official.name),
        ("Присутни и", hearing.others_present),
    ]
    data: dict[str, Any] = {  # HearingRecord
        **letterhead(viewer.organisation, title=wording.RECORD, number=case.number, on=began.date()),
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "people": [wording.line_of(one) for one in people],
        "statement": [line.strip() for line in hearing.said.splitlines() if line.strip()],
        "paragraphs": list(wording.closing_words(hearing)),
        "signing": [*(one.name for one in people if one.came == HearingCame.PRESENT), hearing.official.name],
    }
    pdf = render("hearing_record", data, at=clock.now(viewer.organisation))
    name = f"zapisnik-o-raspravi-{case.number.replace('/', '-')}.pdf"
    return keep_own(viewer, name=name, data=pdf, media_type="application/pdf")
