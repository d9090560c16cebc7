"""Writing an official note, and noting that somebody inspected the file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.documents.actions import keep_own
from salter.documents.models import Document
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.actions.cases import lock, lock_open, may_handle
from salter.registry.actions.papers import CLERKS
from salter.registry.models import Attachment, Case, CaseParty, Inspection
from salter.ui.formats import format_datetime

POSITION = 1000
"""Behind whatever came with the submission that a paper of the office stands after."""
HEADING = "Службена белешка"


@transaction.atomic
def write_note(viewer: Viewer, *, case: Case, about: str, text: str) -> Document:
    """Write what an official saw, heard or did into an official note, kept as PDF/A among the papers of the case.

    Raises NotAllowed, and ValidationError with codes `about`, `text`.
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    if not about.strip():
        raise ValidationError(_("Write what the note is about."), code="about")
    if not text.strip():
        raise ValidationError(_("Write what you note."), code="text")
    label = f"{HEADING}: {about.strip()}"[:300]
    document = _note(viewer, case, label, text)
    Attachment.objects.create(
        organisation=viewer.organisation, case=case, document=document, position=POSITION, label=label
    )
    record(
        viewer,
        "note.written",
        subject=("document", document.pk),
        case_id=case.pk,
        body={},
        personal={"about": about.strip()[:300]},
    )
    return document


def _note(viewer: Viewer, case: Case, title: str, text: str) -> Document:
    now = clock.now(viewer.organisation)
    facts = [("Предмет", case.subject), ("Сачинио", viewer.name), ("Време", format_datetime(now))]
    unit = case.unit.name if case.unit else ""
    data: dict[str, Any] = {  # OfficialNote
        **letterhead(
            viewer.organisation, title=title, number=case.number, on=clock.today(viewer.organisation), unit=unit
        ),
        "facts": [{"label": label, "value": value} for label, value in facts],
        "paragraphs": [line.strip() for line in text.splitlines() if line.strip()],
    }
    name = f"sluzbena-beleska-{case.number.replace('/', '-')}.pdf"
    return keep_own(viewer, name=name, data=render("official_note", data, at=now), media_type="application/pdf")


@transaction.atomic
def note_inspection(
    viewer: Viewer,
    *,
    case: Case,
    person: str,
    right: str,
    on: date,
    what: str,
    copies: int = 0,
    party: CaseParty | None = None,
    note: str = "",
) -> Inspection:
    """Note that somebody inspected the file at the office; also of a closed case, whose file is inspected as well.

    Raises NotAllowed, and ValidationError with codes `person`, `right`, `on`, `what`, `party`.
    """
    if not viewer.has(*CLERKS):
        viewer = may_handle(viewer, case)
    case = lock(case)
    for value, code, words in (
        (person, "person", _("Write who inspected the file.")),
        (right, "right", _("Write by what right: as a party, by which authority, or what interest was shown.")),
        (what, "what", _("Write what was inspected: the whole file, or which papers.")),
    ):
        if not value.strip():
            raise ValidationError(words, code=code)
    if party and party.case_id != case.pk:
        raise ValidationError(_("Choose a party of this case."), code="party")
    if not timezone.localdate(case.received_at) <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the receipt of the case and today."), code="on")
    row = Inspection.objects.create(
        organisation=viewer.organisation,
        case=case,
        party=party,
        person=person.strip()[:200],
        right=right.strip()[:300],
        on=on,
        what=what.strip()[:300],
        copies=copies,
        note=note.strip()[:300],
        noted_at=clock.now(viewer.organisation),
        name=viewer.name,
    )
    record(
        viewer,
        "file.inspected",
        subject=("inspection", row.pk),
        case_id=case.pk,
        body={"on": on.isoformat(), "copies": copies},
        personal={"person": row.person, "what": row.what},
    )
    return row
