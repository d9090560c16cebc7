"""Reading the books of received invoices; the first argument is always the viewer, permission is that of the book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from salter.documents.models import Document, Rendition, RenditionKind
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.act_lists import act_lists
from salter.registry.invoices.actions import days_of
from salter.registry.models import ActList, Case, IncomingFile, Invoice, InvoiceFile, InvoiceState
from salter.registry.queries import PAGE
from salter.ui.script import fold

LATE = "late"


@dataclass(frozen=True, slots=True)
class Narrow:
    """A list as a sentence: in what state (empty: any; `late`: past the clock), with what words."""

    state: str = ""
    q: str = ""


def books(viewer: Viewer) -> list[ActList]:
    """The books of received invoices that the viewer may see, newest first."""
    return list(act_lists(viewer).filter(invoices=True).order_by("-case__year", "-id")[:40])


def invoices(viewer: Viewer, book: ActList, narrow: Narrow, before: int = 0) -> tuple[list[Invoice], int]:
    """A page of a book, newest number first, and where the next one begins (0: it is the last)."""
    rows = _of(viewer, book).filter(_narrowed(viewer, narrow.state))
    for word in fold(narrow.q).split():
        rows = rows.filter(listed__search__contains=word)
    rows = rows.filter(listed__sub_number__lt=before) if before else rows
    found = list(rows.select_related("listed").order_by("-listed__sub_number")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].listed.sub_number if len(found) > PAGE else 0


def _of(viewer: Viewer, book: ActList) -> QuerySet[Invoice]:
    return Invoice.objects.filter(organisation=viewer.organisation, listed__act_list=book)


def _narrowed(viewer: Viewer, state: str) -> Q:
    if state == LATE:
        return late(viewer)
    return Q(state=state, listed__cancelled_at__isnull=True) if state in InvoiceState.values else Q()


def late(viewer: Viewer) -> Q:
    """What is still open after the clock of the office has run out; nothing where it has none."""
    days = days_of(viewer.organisation)
    last = clock.today(viewer.organisation) - timedelta(days=days)
    still_open = Q(state=InvoiceState.RECEIVED, listed__cancelled_at__isnull=True, received_on__lt=last)
    return still_open if days else Q(pk__in=[])


def counts(viewer: Viewer, book: ActList) -> dict[str, int]:
    """How many are open, and how many of those are late."""
    open_ones = Q(state=InvoiceState.RECEIVED, listed__cancelled_at__isnull=True)
    return _of(viewer, book).aggregate(
        received=Count("pk", filter=open_ones), late=Count("pk", filter=late(viewer) & open_ones)
    )


def answer_by(viewer: Viewer, invoice: Invoice) -> date | None:
    """Until when the office wants to have accepted or rejected it; None when it has, or has no clock."""
    days = days_of(viewer.organisation)
    still_open = invoice.state == InvoiceState.RECEIVED and not invoice.listed.cancelled_at
    return invoice.received_on + timedelta(days=days) if days and still_open else None


def invoice(viewer: Viewer, invoice_id: UUID) -> Invoice:
    """One that the viewer may see. Raises Invoice.DoesNotExist."""
    rows = Invoice.objects.filter(
        organisation=viewer.organisation, listed__act_list__case__in=Case.objects.visible_to(viewer)
    )
    related = ("listed__act_list__case__unit", "listed__cancelled_by", "original", "decided_by", "incoming")
    return rows.select_related(*related).get(pk=invoice_id)


@dataclass(frozen=True, slots=True)
class Files:
    """The original, the view of it that this office made (None: not yet), and what was inside it."""

    original: Document
    view: Document | None
    inside: list[InvoiceFile]

    @property
    def all(self) -> list[Document]:
        """Every document."""
        view = [self.view] if self.view else []
        return [self.original, *view, *(file.document for file in self.inside)]


def files(found: Invoice) -> Files:
    """The documents of an invoice that the viewer may see."""
    made = Rendition.objects.filter(organisation=found.organisation, original=found.original)
    view = made.filter(kind=RenditionKind.READABLE).select_related("document").first()
    inside = found.files.select_related("document")
    return Files(found.original, view.document if view else None, list(inside))


def document(viewer: Viewer, invoice_id: UUID, document_id: UUID) -> Document:
    """A document of an invoice that the viewer may see. Raises Invoice.DoesNotExist, Document.DoesNotExist."""
    for one in files(invoice(viewer, invoice_id)).all:
        if one.pk == document_id:
            return one
    raise Document.DoesNotExist


def of_papers(viewer: Viewer, papers: list[IncomingFile]) -> dict[UUID, Invoice]:
    """Which files of something that came in are in the book already, by document."""
    rows = Invoice.objects.filter(organisation=viewer.organisation).select_related("listed__act_list__case", "original")
    same = Q(original__sha256__in=[file.document.sha256 for file in papers], listed__cancelled_at__isnull=True)
    found = rows.filter(Q(original__in=[file.document_id for file in papers]) | same)
    by_bytes = {row.original.sha256: row for row in found}
    return {file.document_id: by_bytes[file.document.sha256] for file in papers if file.document.sha256 in by_bytes}
