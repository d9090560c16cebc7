"""What a clerk does with electronic invoices: a file sent in, the book opened, an invoice entered, accepted, rejected.

Nothing here speaks to the state's system of invoices: what is noted is this office's own note.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.documents.actions import content, keep_as_it_came, keep_rendition, take_in
from salter.documents.blobs import TooLarge
from salter.documents.intake import Policy, UploadRefused, safe_name
from salter.documents.models import Document, RenditionKind, Source
from salter.documents.rendering import RenderFailed
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation, Role, Unit
from salter.organisations.tenancy import uuid7
from salter.registry.actions.lists import CLERKS, ListRow, enter_acts, may_enter, open_list
from salter.registry.incoming import actions as shelf
from salter.registry.incoming.actions import Content, FileInput, Unclear
from salter.registry.incoming.reasons import said
from salter.registry.invoices import paper, reasons, rules, ubl
from salter.registry.invoices.rules import Ground, Remark
from salter.registry.invoices.xml import NotRead
from salter.registry.models import (
    ActList,
    Case,
    Door,
    Incoming,
    IncomingFile,
    IncomingState,
    Invoice,
    InvoiceFile,
    InvoiceState,
)
from salter.ui.formats import format_date, format_money

log = structlog.get_logger()
XML, UNKNOWN = "application/xml", "application/octet-stream"
KEY = "invoice:"
EMBEDDED = Policy(64 << 20, restricted_pdf=True)
DAYS, SETTING = 15, "invoice_days"
"""How many days an office has to accept or reject: not verified (a blog of a vendor), so a setting. 0: no clock."""
LONGEST_CLOCK = 365
TITLE = "Књига примљених фактура"
WORDS = {ubl.Kind.INVOICE: "фактура", ubl.Kind.CREDIT_NOTE: "књижно одобрење"}


def days_of(organisation: Organisation) -> int:
    """The clock that the office has set, in calendar days from receipt; 0: none."""
    return int(organisation.settings.get(SETTING, DAYS))


@transaction.atomic
def set_clock(viewer: Viewer, *, days: int) -> Organisation:
    """Set how many days the office gives itself to accept or reject; 0 sets the clock out.

    Raises NotAllowed, ValidationError (code `days`).
    """
    require(viewer, Role.REGISTRY_HEAD)
    if not 0 <= days <= LONGEST_CLOCK:
        raise ValidationError(_("Write a number of days from 0 to %(most)s.") % {"most": LONGEST_CLOCK}, code="days")
    office = Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    office.settings = {**office.settings, SETTING: days}
    office.save(update_fields=["settings"])
    viewer.organisation.settings = office.settings
    record(viewer, "invoice.clock", subject=("invoice-rule", uuid7()), body={"days": days})
    return office


def bytes_of(file: IncomingFile) -> bytes:
    """What a file of the shelf holds. Raises storage.StorageError."""
    return content(file.document)


def book_of(organisation: Organisation, year: int) -> ActList | None:
    """The book of a year in which invoices can be entered."""
    rows = ActList.objects.filter(
        organisation=organisation,
        invoices=True,
        case__year=year,
        case__cancelled_at__isnull=True,
        case__closed_at__isnull=True,
        closed_at__isnull=True,
    )
    return rows.select_related("case").order_by("id").first()


@transaction.atomic
def open_invoice_book(viewer: Viewer, *, class_code: str, unit: Unit | None = None) -> ActList:
    """Open this year's book of received invoices: a list of acts under the next number of the basic register.

    Raises NotAllowed, and ValidationError with code `book` when it is open, else as `open_list`.
    """
    require(viewer, *CLERKS)
    Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    year = clock.today(viewer.organisation).year
    if book_of(viewer.organisation, year):
        raise ValidationError(_("The book of received invoices for %(year)s is open.") % {"year": year}, code="book")
    opened = open_list(viewer, title=TITLE, class_code=class_code, unit=unit)
    opened.invoices = True
    opened.save(update_fields=["invoices"])
    return opened


@dataclass(frozen=True, slots=True)
class Understood:
    """What an XML says, and what a person must look at first; `read` is None where it cannot be read."""

    read: ubl.Read | None
    remarks: list[Remark]
    twin: Invoice | None = None


def understand(viewer: Viewer, data: bytes) -> Understood:
    """Read it and judge it against our own numbers and our book; it never raises."""
    organisation = viewer.organisation
    try:
        read = ubl.read(data)
    except NotRead as error:
        return Understood(None, [(error.code, error.words)])
    ground = Ground(organisation.tax_number, organisation.registration_number, clock.today(organisation))
    found, twin = rules.remarks(read, ground), twin_of(viewer, read)
    if twin:
        place = f"{twin.listed.act_list.case.number}, {twin.listed.sub_number}"
        words = {"number": read.number, "place": place}
        if twin.state == InvoiceState.REJECTED:  # suppliers send a rejected one mended, under the same number
            return Understood(read, [("invoice-rejected", words), *found])
        found = [("invoice-again", words), *found]
    return Understood(read, found, twin)


def twin_of(viewer: Viewer, read: ubl.Read) -> Invoice | None:
    """The same invoice in the book, whose line was not cancelled; it may have been rejected."""
    rows = Invoice.objects.filter(organisation=viewer.organisation, fingerprint=rules.fingerprint(read))
    return rows.filter(listed__cancelled_at__isnull=True).select_related("listed__act_list__case").first()


@transaction.atomic
def send_invoice(viewer: Viewer, *, name: str, content: BinaryIO) -> tuple[Incoming, bool]:
    """Keep a file that a clerk sends in as an invoice, whatever it is, on the incoming shelf; the same one once.

    What is wrong with it is said there. Raises NotAllowed, ValidationError (code `file`).
    """
    require(viewer, *CLERKS)
    data = content.read(settings.SALTER_UPLOAD_LIMIT + 1)
    if not data:
        raise ValidationError(_("The file is empty. Choose the XML of the invoice."), code="file")
    key = KEY + hashlib.sha256(data).hexdigest()
    if before := shelf.found(viewer, door=Door.SYSTEM, source_key=key):
        return before, False
    try:
        original = keep_as_it_came(
            viewer,
            name=_safe(name, "faktura.xml"),
            content=io.BytesIO(data),
            source=Source.UPLOAD,
            media_type=XML if data.lstrip()[:1] == b"<" or ubl.looks_like(data) else UNKNOWN,
        )
    except TooLarge as error:
        limit = settings.SALTER_UPLOAD_LIMIT >> 20
        words = _("The file is larger than %(limit)s MB. Nothing was kept. Send a smaller one.") % {"limit": limit}
        raise ValidationError(words, code="file") from error
    understood = understand(viewer, data)
    return shelf.take_in(
        viewer,
        door=Door.SYSTEM,
        source_key=key,
        received_at=clock.now(viewer.organisation),
        content=_content(understood, original.name),
        files=[FileInput(original, findings(data, understood))],
    )


def _safe(name: str, otherwise: str) -> str:
    try:
        return safe_name(name)
    except UploadRefused:
        return otherwise


def findings(data: bytes, understood: Understood | None = None) -> list[dict[str, Any]]:
    """What is said of a file beside its name, for every door: whether it is an invoice, and can be read."""
    if understood is None:
        if not ubl.looks_like(data):
            return []
        try:
            ubl.read(data)
        except NotRead:
            return [{"code": reasons.UNREAD}]
        return [{"code": reasons.FOUND}]
    return [{"code": reasons.FOUND if understood.read else reasons.UNREAD}]


def _content(understood: Understood, name: str) -> Content:
    read = understood.read
    unclear = Unclear(*understood.remarks[0]) if understood.remarks else None
    if read is None:
        return Content(subject=name, unclear=unclear)
    return Content(subject=subject_of(read), sender_name=read.supplier.name, unclear=unclear)


def read_invoice_again(viewer: Viewer, *, incoming: Incoming) -> Incoming:
    """Read the kept original once more, when somebody has asked for that."""
    original = incoming.files.select_related("document").get(position=0)
    data = content(original.document)
    understood = understand(viewer, data)
    IncomingFile.objects.filter(organisation=viewer.organisation, pk=original.pk).update(
        findings=findings(data, understood)
    )
    content_now = _content(understood, original.document.name)
    return shelf.read_again(viewer, incoming=incoming, content=content_now, files=[])


def subject_of(read: ubl.Read) -> str:
    """What the line of the book says, in Cyrillic: kind, number, day, amount, day it falls due."""
    due = f", доспева {format_date(read.due_on)}" if read.due_on else ""
    money = format_money(rules.rounded(read.payable), read.currency)
    said_so = f"{WORDS[read.kind]} {read.number} од {format_date(read.issued_on)}, {money}{due}"
    return said_so[:1].upper() + said_so[1:300]


@transaction.atomic
def enter_invoice(viewer: Viewer, *, incoming: Incoming, file: IncomingFile) -> Invoice:
    """Enter an invoice that came in under the next number of this year's book, and take it from the shelf.

    Raises NotAllowed, and ValidationError with codes `incoming`, `invoice` (cannot be read), `again`, `no-book`, and
    those of `enter_acts`. What was doubtful stays said with it.
    """
    require(viewer, *CLERKS)
    row = shelf.to_settle(viewer, incoming)
    book = book_of(viewer.organisation, clock.today(viewer.organisation).year)
    if book:  # who enters the same one at the same time waits here, and then sees it
        Case.objects.select_for_update(of=("self",)).get(organisation=viewer.organisation, pk=book.case_id)
    understood = understand(viewer, content(file.document))
    read = understood.read
    if read is None or understood.twin:
        words = " ".join(said(*understood.remarks[0]))
        raise ValidationError(words, code="again" if understood.twin else "invoice")
    if book is None:
        year = {"year": clock.today(viewer.organisation).year}
        raise ValidationError(" ".join(said("invoice-no-book", year)), code="no-book")
    try:
        with transaction.atomic():
            invoice = _enter(viewer, book, row, file.document, understood, read)
    except IntegrityError as error:  # entered in the book of another year since it was looked for
        raise ValidationError(
            _("Somebody was faster: the invoice stands in the book already."), code="again"
        ) from error
    _take_out(viewer, invoice, read)
    make_view(viewer, invoice=invoice, read=read)
    _settle_shelf(viewer, row, invoice)
    return invoice


def _enter(
    viewer: Viewer, book: ActList, row: Incoming, original: Document, understood: Understood, read: ubl.Read
) -> Invoice:
    received = min(timezone.localdate(row.received_at), clock.today(viewer.organisation))
    mark = rules.fingerprint(read)
    same = Invoice.objects.filter(organisation=viewer.organisation, fingerprint=mark)
    same.filter(Q(listed__cancelled_at__isnull=False) | Q(state=InvoiceState.REJECTED)).update(fingerprint="")
    reference = f"{read.number} од {format_date(read.issued_on)}"[:100]
    line = ListRow(received, subject_of(read), read.supplier.name, reference)
    [listed] = enter_acts(viewer, act_list=book, rows=[line])
    invoice = Invoice.objects.create(
        organisation=viewer.organisation,
        listed=listed,
        incoming=row,
        original=original,
        kind=read.kind.value,
        number=read.number,
        supplier=read.supplier.name,
        supplier_pib=read.supplier.pib,
        supplier_mb=read.supplier.mb,
        supplier_address=read.supplier.address,
        buyer=read.buyer.name,
        buyer_pib=read.buyer.pib,
        issued_on=read.issued_on,
        due_on=read.due_on,
        amount=read.payable,
        currency=read.currency,
        sef_id=read.sef_id,
        received_on=received,
        fingerprint=mark,
        remarks=[list(remark) for remark in understood.remarks],
    )
    record(
        viewer,
        "invoice.entered",
        subject=("invoice", invoice.pk),
        case_id=book.case_id,
        body={
            "line": listed.sub_number,
            "sha256": original.sha256,
            "remarks": [code for code, _w in understood.remarks],
        },
        personal={"supplier": invoice.supplier, "number": invoice.number},
    )
    return invoice


def _take_out(viewer: Viewer, invoice: Invoice, read: ubl.Read) -> None:
    """The files inside the XML, as documents of their own; what may not come in as a paper is kept as it came."""
    rows = []
    for position, held in enumerate((one for one in read.embedded if one.data), 1):
        name = _safe(held.name, f"prilog-{position}.bin")
        data = held.data or b""
        try:
            with transaction.atomic():
                document = take_in(
                    viewer,
                    name=name,
                    content=io.BytesIO(data),
                    source=Source.UPLOAD,
                    declared_media_type=held.media_type,
                    policy=EMBEDDED,
                )
            found: list[dict[str, Any]] = []
        except UploadRefused as refused:
            document = keep_as_it_came(
                viewer, name=name, content=io.BytesIO(data), source=Source.UPLOAD, media_type=UNKNOWN
            )
            found = [{"code": "unreadable", "why": refused.code}]
        rows.append(
            InvoiceFile(
                organisation=viewer.organisation,
                invoice=invoice,
                document=document,
                position=position,
                findings=found,
            )
        )
    InvoiceFile.objects.bulk_create(rows)


def make_view(viewer: Viewer, *, invoice: Invoice, read: ubl.Read | None = None) -> bool:
    """Make the PDF view beside the original; gives whether that worked. It may be asked for again."""
    data = content(invoice.original)
    try:
        pdf = paper.view(viewer.organisation, read or ubl.read(data), original=invoice.original, data=data)
    except (RenderFailed, NotRead):
        log.exception("the view of an invoice could not be made", invoice=str(invoice.pk))
        return False
    keep_rendition(
        viewer,
        original=invoice.original,
        kind=RenditionKind.READABLE,
        name=f"prikaz-{invoice.listed.sub_number}.pdf",
        data=pdf,
        media_type="application/pdf",
    )
    return True


def _settle_shelf(viewer: Viewer, row: Incoming, invoice: Invoice) -> None:
    """The paper leaves the shelf when all its files are entered invoices; a letter may bring other papers too.

    The letter itself, under position 0, is no paper of its own; a copy of an entered file is none either.
    """
    entered = Invoice.objects.filter(organisation=viewer.organisation, incoming=row).values("original__sha256")
    if row.files.exclude(position=0).exclude(document__sha256__in=entered).exists():
        return
    row.state, row.listed = IncomingState.REGISTERED, invoice.listed
    shelf.settle(viewer, row)
    record(
        viewer,
        "incoming.listed",
        subject=("incoming", row.pk),
        case_id=invoice.listed.act_list.case_id,
        body={"door": row.door, "line": invoice.listed.sub_number},
    )


@transaction.atomic
def decide_invoice(viewer: Viewer, *, invoice: Invoice, state: InvoiceState, on: date, note: str = "") -> Invoice:
    """Note that an invoice was accepted or rejected, or (`received`) that it is open again.

    Who enters in the book may, or who handles its unit's work. Raises NotAllowed, and ValidationError with codes
    `note` (a rejection says why), `day`, `cancelled`.
    """
    row = Invoice.objects.select_for_update(of=("self",)).get(organisation=viewer.organisation, pk=invoice.pk)
    case = row.listed.act_list.case
    viewer = may_enter(viewer, case)
    if row.listed.cancelled_at:
        raise ValidationError(_("The line of this invoice is cancelled."), code="cancelled")
    if state is InvoiceState.REJECTED and not note.strip():
        raise ValidationError(_("Write why it is rejected."), code="note")
    if not row.received_on <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies before receipt or in the future."), code="day")
    before, row.state, row.note = row.state, state, note.strip()[:500]
    still_open = state is InvoiceState.RECEIVED
    row.decided_on = None if still_open else on
    row.decided_at = None if still_open else clock.now(viewer.organisation)
    row.decided_by = None if still_open else viewer.account
    row.save(update_fields=["state", "note", "decided_on", "decided_at", "decided_by"])
    record(
        viewer,
        "invoice.decided",
        subject=("invoice", row.pk),
        case_id=case.pk,
        body={"before": before, "state": state.value, "line": row.listed.sub_number, "on": on.isoformat()},
        personal={"note": row.note},
    )
    return row
