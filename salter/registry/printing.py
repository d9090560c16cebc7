"""What a counter prints: the record of what a party says, sheets for an outage, labels with the intake stamp."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from salter.documents.actions import keep_own
from salter.documents.models import Document
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.registry import counter, numbering
from salter.registry.models import OutageSheet, Reception, Submission
from salter.ui.formats import format_datetime

LABELS_ON_A4 = 24
MISREAD = str.maketrans("OIL", "011")  # Crockford's base 32: what people read in its digits
FIELDS = (
    "Примљено (дан, сат, минут)",
    "Подносилац: име и адреса, ЈМБГ, ПИБ или МБ",
    "Број и датум на акту пошиљаоца",
    "Прилози (број листова) и вредност",
    "Предмет: шта се тражи",
)
SHEET_NOTE = "Чим систем проради, лист се уписује под правим временом пријема. Код важи једном."
STUB_NOTE = (
    "Поднесак је примљен док систем није радио. Биће заведен под горњим бројем поднеска, "
    "са временом пријема које овде стоји; по том броју се прати."
)


def clean_code(text: str) -> str:
    """A code as it is printed, however it was typed: `7f3k 92qd oa1b` is 7F3K-92QD-0A1B."""
    letters = re.sub("[^0-9A-Z]", "", text.upper().translate(MISREAD))
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def number_of(organisation: Organisation, submission: Submission) -> str:
    """The number of a submission: that of its case, or a sub-number of it."""
    if not submission.sub_number:
        return str(submission.case.number)
    return numbering.sub_number(organisation, submission.case, submission.sub_number)


def oral_record(viewer: Viewer, reception: Reception, statement: str) -> Document:
    """The record (zapisnik) of what a party has said, kept as PDF/A; it is printed, read and signed by hand."""
    submission, organisation = reception.submission, viewer.organisation
    number = number_of(organisation, submission)
    party = submission.sender.name if submission.sender else ""
    address = submission.sender.address if submission.sender else ""
    title = "Записник о усмено изјављеном поднеску"
    facts = [
        ("Састављено", _where(organisation, reception)),
        ("Почето", format_datetime(submission.received_at)),
        ("Странка", ", ".join(filter(None, (party, address))) or "непозната"),
        ("Предмет", submission.subject),
        ("Број поднеска", submission.submission_number),
        ("Службено лице", reception.name),
    ]
    data: dict[str, Any] = {  # OralRecord
        **letterhead(organisation, title=title, number=number, on=timezone.localdate(submission.received_at)),
        "facts": [{"label": label, "value": value} for label, value in facts],
        "statement": [line.strip() for line in statement.splitlines() if line.strip()],
        "paragraphs": ["Записник је прочитан странци, која на њега нема примедби и потписује га."],
        "party": party,
        "clerk": reception.name,
    }
    pdf = render("oral_record", data, at=submission.registered_at)
    return keep_own(viewer, name=f"zapisnik-{number.replace('/', '-')}.pdf", data=pdf, media_type="application/pdf")


def _where(organisation: Organisation, reception: Reception) -> str:
    place = reception.place
    return ", ".join(filter(None, (place.name, place.address))) if place else organisation.body_cyr


def sheets_pdf(viewer: Viewer, sheets: Sequence[OutageSheet]) -> bytes:
    """The sheets of a batch, one a page, to be kept at the counter."""
    first = sheets[0]
    title = "Пријем поднеска док систем не ради"
    head = letterhead(viewer.organisation, title=title, number="", on=timezone.localdate(first.printed_at))
    data: dict[str, Any] = {  # OutageSheets
        **head,
        "title": title,
        "sheets": [{"code": sheet.code, "qr_svg": code_picture(sheet.code)} for sheet in sheets],
        "fields": list(FIELDS),
        "note": f"{first.place.name}. {SHEET_NOTE}" if first.place else SHEET_NOTE,
        "stub": "Потврда за странку",
        "stub_note": STUB_NOTE,
    }
    return render("outage_sheet", data, at=first.printed_at)


def labels_pdf(viewer: Viewer, submissions: Sequence[Submission], *, sheet: bool, first: int, at: datetime) -> bytes:
    """Labels with the intake stamp, for a label printer or on A4 beginning at label `first` (1 to 24)."""
    receptions = {row.submission_id: row for row in counter.receptions(viewer, submissions)}
    data: dict[str, Any] = {  # StampLabels
        **letterhead(viewer.organisation, title="Пријемни штамбиљ", number="", on=timezone.localdate(at)),
        "sheet": sheet,
        "first": min(max(first, 1), LABELS_ON_A4),
        "items": [_label(viewer.organisation, row, receptions.get(row.pk)) for row in submissions],
    }
    return render("labels", data, at=at)


def _label(organisation: Organisation, submission: Submission, reception: Reception | None) -> dict[str, str]:
    """The fields of the intake stamp (regulation.md 1.8)."""
    count = reception.enclosures if reception and reception.enclosures is not None else submission.attachments.count()
    return {
        "body": f"{organisation.name_cyr}, {organisation.body_cyr}",
        "received": format_datetime(submission.received_at),
        "number": number_of(organisation, submission),
        "submission": submission.submission_number,
        "unit": submission.case.unit.mark if submission.case.unit else "–",
        "enclosures": str(count),
        "value": reception.value if reception else "",
        "place": reception.place.name if reception and reception.place else "",
        "qr_svg": code_picture(submission.submission_number),
    }


def code_picture(text: str, error: str = "m") -> str:
    """The QR code of a number, as SVG that fills the place it is given."""
    import segno

    made = segno.make_qr(text, error=error)  # telephones do not read micro QR codes
    return str(made.svg_inline(border=0, omitsize=True))
