"""The book of received invoices: its list, a file sent in, one invoice with its view, and what was done with it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from salter.documents.sending import INLINE, send
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, number_of, page
from salter.registry import queries as registry
from salter.registry.actions.lists import may_enter
from salter.registry.forms import OfficeForm
from salter.registry.forms.invoices import DecideInvoiceForm, InvoiceBookForm, InvoiceClockForm, InvoiceFileForm
from salter.registry.incoming import queries as shelf
from salter.registry.incoming.reasons import said, tags
from salter.registry.invoices import actions, queries, reasons
from salter.registry.invoices.queries import LATE, Narrow
from salter.registry.looks import look_at_case
from salter.registry.models import ActList, Incoming, IncomingState, Invoice, InvoiceState
from salter.registry.navigation import CLERKS, READERS
from salter.registry.views.act_lists import WORKERS
from salter.registry.views.common import do_form, show

TONES = {InvoiceState.RECEIVED: "action", InvoiceState.ACCEPTED: "done", InvoiceState.REJECTED: "closed"}
CANCELLED = "closed"


@require_GET
@page(*READERS)
def invoices(request: OfficeRequest) -> HttpResponse:
    """The invoices of a year, newest number first."""
    viewer, given = request.viewer, request.GET
    books = queries.books(viewer)
    book = _chosen(books, given.get("year", ""))
    context: dict[str, Any] = {
        "books": books,
        "book": book,
        "may_add": viewer.has(*CLERKS),
        "may_set": viewer.has(Role.REGISTRY_HEAD),
        "days": actions.days_of(viewer.organisation),
        "current": actions.book_of(viewer.organisation, clock.today(viewer.organisation).year),
    }
    if book:
        context |= _page_of(request, book, books)
    return show(request, "registry/invoices.html", context)


def _chosen(books: list[ActList], year: str) -> ActList | None:
    return next((book for book in books if str(book.case.year) == year), books[0] if books else None)


def _page_of(request: OfficeRequest, book: ActList, books: list[ActList]) -> dict[str, Any]:
    viewer, given = request.viewer, request.GET
    narrow = Narrow(given.get("state", ""), given.get("q", "")[:200])
    before = number_of(given.get("before", ""))
    rows, following = queries.invoices(viewer, book, narrow, before)
    look_at_case(viewer, book.case_id)
    return {
        "rows": [_row(viewer, row) for row in rows],
        "tabs": _tabs(book, narrow, queries.counts(viewer, book)),
        "query": narrow.q,
        "keep": [{"name": "state", "value": narrow.state}],
        "filters": _years(book, books),
        "next_url": _address(book, narrow, before=str(following)) if following else "",
        "previous_url": _address(book, narrow) if before else "",
        "shown": ngettext("%(count)s invoice", "%(count)s invoices", len(rows)) % {"count": len(rows)},
        "narrowed": bool(narrow.q or narrow.state),
    }


def _address(book: ActList, narrow: Narrow, **more: str) -> str:
    said_so = {"year": str(book.case.year), "state": narrow.state, "q": narrow.q, **more}
    return f"{reverse('registry:invoices')}?{urlencode({key: value for key, value in said_so.items() if value})}"


def _tabs(book: ActList, narrow: Narrow, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = {
        "": _("All"),
        InvoiceState.RECEIVED.value: _("Open"),
        LATE: _("Late"),
        InvoiceState.ACCEPTED.value: _("Accepted"),
        InvoiceState.REJECTED.value: _("Rejected"),
    }
    return [
        {
            "label": label,
            "url": _address(book, Narrow(state, narrow.q)),
            "current": state == narrow.state,
            "count": counts.get(state),
        }
        for state, label in labels.items()
    ]


def _years(book: ActList, books: list[ActList]) -> list[dict[str, Any]]:
    years = sorted({str(one.case.year) for one in books}, reverse=True)
    options = [{"value": year, "label": year} for year in years]
    return [{"label": _("of the year"), "name": "year", "value": str(book.case.year), "options": options}]


def _row(viewer: Viewer, row: Invoice) -> dict[str, Any]:
    word, tone = _state(row)
    return {"row": row, "word": word, "tone": tone, "by": queries.answer_by(viewer, row)}


def _state(row: Invoice) -> tuple[str, str]:
    if row.listed.cancelled_at:
        return _("cancelled"), CANCELLED
    return row.get_state_display(), TONES[InvoiceState(row.state)]


@page(*CLERKS)
def new(request: OfficeRequest) -> HttpResponse:
    """Send the XML of an invoice in: a clear one stands in the book at once, another waits with its reason."""
    form = InvoiceFileForm(request.POST, request.FILES) if request.method == "POST" else InvoiceFileForm()

    def do() -> tuple[str, str | Promise]:
        given = form.cleaned_data["file"]
        row, fresh = actions.send_invoice(request.viewer, name=given.name, content=given.file)
        return _after(request.viewer, row, fresh=fresh)

    answered = do_form(request, form, do)
    return answered or show(request, "registry/invoice_new.html", {"form": form}, bad=bool(form.errors))


def _after(viewer: Viewer, row: Incoming, *, fresh: bool) -> tuple[str, str | Promise]:
    """Where a file that was sent in leads: into the book, to what it became before, or to what is wrong with it."""
    [file] = shelf.files(row)
    here = reverse("registry:invoice-enter", args=[row.pk, file.pk])
    entered = queries.of_papers(viewer, [file]).get(file.document_id)
    if entered:
        words = _("The same file came before: it stands in the book under %(place)s. Nothing was entered twice.")
        return reverse("registry:invoice", args=[entered.pk]), words % {"place": _place(entered)}
    if not fresh and row.state not in (IncomingState.WAITING, IncomingState.UNCLEAR):
        return reverse("registry:incoming-one", args=[row.pk]), _(
            "The same file came before; this is what became of it."
        )
    if row.state != IncomingState.WAITING:
        return here, ""
    try:
        with transaction.atomic():
            invoice = actions.enter_invoice(viewer, incoming=row, file=file)
    except ValidationError:
        return here, ""
    return reverse("registry:invoice", args=[invoice.pk]), _("Entered as %(number)s.") % {"number": _place(invoice)}


def _place(invoice: Invoice) -> str:
    return f"{invoice.listed.act_list.case.number}, {invoice.listed.sub_number}"


@page(*CLERKS)
def open_book(request: OfficeRequest) -> HttpResponse:
    """Open the book of the year under the next number of the basic register."""
    viewer = request.viewer
    form = InvoiceBookForm(request.POST or None, marks=registry.class_marks(viewer), units=registry.units(viewer))

    def do() -> tuple[str, str]:
        unit = form.units.get(form.cleaned_data["unit"])
        opened = actions.open_invoice_book(viewer, class_code=form.cleaned_data["class_code"], unit=unit)
        words = _("The book is open under number %(number)s.") % {"number": opened.case.number}
        return reverse("registry:invoices"), words

    answered = do_form(request, form, do)
    return answered or show(request, "registry/invoice_book.html", {"form": form}, bad=bool(form.errors))


@page(Role.REGISTRY_HEAD)
def set_clock(request: OfficeRequest) -> HttpResponse:
    """Set how many days the office has to accept or reject."""
    days = actions.days_of(request.organisation)
    form = InvoiceClockForm(request.POST or None, initial={"days": days})

    def do() -> tuple[str, str]:
        actions.set_clock(request.viewer, days=form.cleaned_data["days"])
        return reverse("registry:invoices"), _("The clock is set.")

    answered = do_form(request, form, do)
    return answered or show(request, "registry/invoice_clock.html", {"form": form}, bad=bool(form.errors))


@page(*CLERKS)
def enter(request: OfficeRequest, incoming_id: UUID, file_id: UUID) -> HttpResponse:
    """What the XML says and what is doubtful about it, before it is entered in the book."""
    viewer = request.viewer
    row, file = shelf.one(viewer, incoming_id), shelf.file(viewer, incoming_id, file_id)
    if entered := queries.of_papers(viewer, [file]).get(file.document_id):
        return redirect("registry:invoice", entered.pk)
    understood = actions.understand(viewer, actions.bytes_of(file))
    form = OfficeForm(request.POST or None)

    def do() -> tuple[str, str]:
        invoice = actions.enter_invoice(viewer, incoming=row, file=file)
        words = _("Entered as %(number)s.") % {"number": _place(invoice)}
        return reverse("registry:invoice", args=[invoice.pk]), words

    answered = do_form(request, form, do)
    year = clock.today(viewer.organisation).year
    context = {
        "row": row,
        "file": file,
        "form": form,
        "read": understood.read,
        "twin": understood.twin,
        "what": [said(code, words) for code, words in understood.remarks],
        "book": actions.book_of(viewer.organisation, year),
        "year": year,
        "open": row.state in (IncomingState.WAITING, IncomingState.UNCLEAR),
    }
    return answered or show(request, "registry/invoice_enter.html", context, bad=bool(form.errors))


@require_GET
@page(*READERS)
def invoice(request: OfficeRequest, invoice_id: UUID) -> HttpResponse:
    """One invoice: its view in the middle, its facts at the side, the untouched original to download."""
    viewer = request.viewer
    row = queries.invoice(viewer, invoice_id)
    look_at_case(viewer, row.listed.act_list.case_id)
    files = queries.files(row)
    word, tone = _state(row)
    context = {
        "row": row,
        "word": word,
        "tone": tone,
        "place": _place(row),
        "by": queries.answer_by(viewer, row),
        "days": actions.days_of(viewer.organisation),
        "remarks": reasons.told(row.remarks),
        "files": files,
        "inside": [(file, tags(file.findings), file.document.media_type in INLINE) for file in files.inside],
        "shown": _shown(request, files),
        "may_decide": _may_decide(request, row),
        "may_see_letter": viewer.has(*CLERKS),
    }
    return show(request, "registry/invoice.html", context)


def _shown(request: OfficeRequest, files: queries.Files) -> Any:
    """The document in the middle: the one asked for, else the view."""
    asked = request.GET.get("paper", "")
    inline = [document for document in files.all if document.media_type in INLINE]
    return next((document for document in inline if str(document.pk) == asked), None) or files.view


def _may_decide(request: OfficeRequest, row: Invoice) -> bool:
    try:
        may_enter(request.viewer, row.listed.act_list.case)
    except NotAllowed:
        return False
    return request.viewer.has(*WORKERS) and not row.listed.cancelled_at


@page(*WORKERS)
def decide(request: OfficeRequest, invoice_id: UUID) -> HttpResponse:
    """Note that it was accepted or rejected."""
    row = queries.invoice(request.viewer, invoice_id)
    may_enter(request.viewer, row.listed.act_list.case)
    today = clock.today(request.organisation)
    form = DecideInvoiceForm(request.POST or None, initial={"on": today, "note": row.note})

    def do() -> tuple[str, str]:
        given = form.cleaned_data
        state = InvoiceState(given["state"])
        actions.decide_invoice(request.viewer, invoice=row, state=state, on=given["on"], note=given["note"])
        return reverse("registry:invoice", args=[row.pk]), _("It is noted.")

    context = {"row": row, "place": _place(row), "form": form}
    return do_form(request, form, do) or show(request, "registry/invoice_decide.html", context, bad=bool(form.errors))


@require_GET
@page(*READERS)
def file(request: OfficeRequest, invoice_id: UUID, document_id: UUID) -> HttpResponse:
    """A file of it: the view and what can be shown safely, else (or with `?download`) to keep."""
    found = queries.document(request.viewer, invoice_id, document_id)
    return send(found, download="download" in request.GET)


@require_POST
@page(*CLERKS)
def view_again(request: OfficeRequest, invoice_id: UUID) -> HttpResponse:
    """Make the view anew."""
    row = queries.invoice(request.viewer, invoice_id)
    if actions.make_view(request.viewer, invoice=row):
        messages.success(request, _("The view was made."))
    else:
        messages.warning(request, _("The view could not be made. The original is untouched; download it."))
    return redirect("registry:invoice", row.pk)
