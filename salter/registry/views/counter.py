"""What goes on at the counter beside entering papers: places, outage sheets, envelopes, records, labels, undoing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, number_of, page
from salter.registry import actions, counter, printing, queries
from salter.registry.forms.cases import uuid_or_none
from salter.registry.forms.counter import (
    CedeForm,
    EnvelopeForm,
    PlaceForm,
    RecordForm,
    SeatForm,
    SheetsForm,
    SpoilForm,
    UndoForm,
)
from salter.registry.looks import look_at_case
from salter.registry.models import CounterPlace, EnvelopeEnd, IntakeChannel
from salter.registry.navigation import CLERKS
from salter.registry.views.common import case_step, do_form, show
from salter.registry.views.paper import take_in_all

CEDERS = (*CLERKS, Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)


@page(*CLERKS, Role.ADMINISTRATOR)
def place(request: OfficeRequest) -> HttpResponse:
    """Where the clerk sits; for who keeps them, also the counters of the office."""
    viewer, deed = request.viewer, request.POST.get("deed", "")
    if closing := uuid_or_none(request.POST.get("close", "")):
        return _close(request, closing)
    places = list(counter.places(viewer, all_of_them=True))
    here = counter.place_of(viewer)
    seat = SeatForm(
        request.POST if deed == "sit" else None,
        places=[row for row in places if row.active],
        initial={"place": str(here.pk) if here else ""},
    )
    new = PlaceForm(request.POST if deed == "open" else None)

    def sit() -> tuple[str, str]:
        actions.sit_down(viewer, place=seat.chosen())
        return reverse("registry:intake"), _("From now on your papers are taken in there.")

    def opened() -> tuple[str, str]:
        row = actions.open_place(viewer, **{name: new.cleaned_data[name] for name in ("code", "name", "address")})
        return reverse("registry:place"), _("The counter “%(name)s” is open.") % {"name": row.name}

    answered = do_form(request, seat, sit) or do_form(request, new, opened)
    if answered:
        return answered
    sits = bool(places) and viewer.has(*CLERKS) and viewer.staff is not None
    context = {
        "form": seat if sits else None,
        "new": new,
        "places": places,
        "may_keep": viewer.has(*counter.PLACE_KEEPERS),
    }
    return show(request, "registry/place.html", context, bad=bool(seat.errors or new.errors))


def _close(request: OfficeRequest, place_id: UUID) -> HttpResponse:
    row = CounterPlace.objects.get(organisation=request.organisation, pk=place_id)
    actions.close_place(request.viewer, place=row)
    messages.success(request, _("The counter “%(name)s” is closed.") % {"name": row.name})
    return redirect("registry:place")


@page(*CLERKS)
def sheets(request: OfficeRequest) -> HttpResponse:
    """Sheets for an outage: printing them, which are unused, and which are spoiled."""
    viewer, deed = request.viewer, request.POST.get("deed", "")
    form = SheetsForm(request.POST if deed == "print" else None)
    spoil = SpoilForm(request.POST if deed == "spoil" else None)

    def printed() -> tuple[str, str]:
        batch = actions.print_sheets(viewer, count=form.cleaned_data["count"], place=counter.place_of(viewer))
        return reverse("registry:sheets-pdf", args=[batch]), ""

    def spoiled() -> tuple[str, str]:
        row = actions.spoil_sheet(viewer, code=spoil.cleaned_data["code"], reason=spoil.cleaned_data["reason"])
        return reverse("registry:sheets"), _("Nothing can be entered under %(code)s any more.") % {"code": row.code}

    answered = do_form(request, form, printed) or do_form(request, spoil, spoiled)
    if answered:
        return answered
    context = {"form": form, "spoil": spoil, "batches": counter.sheets(viewer)}
    return show(request, "registry/sheets.html", context, bad=bool(form.errors or spoil.errors))


@page(*CLERKS)
def sheets_pdf(request: OfficeRequest, batch: UUID) -> HttpResponse:
    """The sheets of one printing."""
    found = counter.sheets_of(request.viewer, batch)
    if not found:
        raise Http404
    return _pdf(printing.sheets_pdf(request.viewer, found), "listovi.pdf")


def _pdf(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, "application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@page(*CLERKS)
def labels(request: OfficeRequest) -> HttpResponse:
    """Labels of ticked entries, for the label printer or on A4."""
    wanted = [key for text in request.GET.getlist("submission")[:200] if (key := uuid_or_none(text))]
    found = counter.submissions(request.viewer, wanted)
    if not found:
        raise Http404
    for case_id in {row.case_id for row in found}:
        look_at_case(request.viewer, case_id)
    data = printing.labels_pdf(
        request.viewer,
        found,
        sheet=request.GET.get("paper") == "a4",
        first=number_of(request.GET.get("first", "")) or 1,
        at=clock.now(request.organisation),
    )
    return _pdf(data, "nalepnice.pdf")


@page(*CLERKS)
def envelopes(request: OfficeRequest) -> HttpResponse:
    """Closed envelopes that nobody has taken, and records that wait for a signature."""
    context = {
        "envelopes": counter.envelopes(request.viewer),
        "records": counter.unsigned_records(request.viewer),
    }
    return show(request, "registry/envelopes.html", context)


@page(*CLERKS)
def envelope(request: OfficeRequest, reception_id: UUID) -> HttpResponse:
    """A closed envelope is handed over, or opened."""
    viewer = request.viewer
    reception = counter.reception(viewer, reception_id)
    form = EnvelopeForm(request.POST or None, request.FILES or None)

    def do() -> tuple[str, str]:
        data = form.cleaned_data
        documents = take_in_all(viewer, data["documents"], IntakeChannel.COUNTER)
        end = EnvelopeEnd(data["end"])
        actions.end_envelope(viewer, reception=reception, end=end, note=data["note"], documents=documents)
        return reverse("registry:envelopes"), _("It is noted what became of the envelope.")

    words = {"title": _("Closed envelope"), "button": _("Note it"), "text": reception.get_manner_display()}
    return _at_reception(request, reception, form, do, **words)


@page(*CLERKS)
def record(request: OfficeRequest, reception_id: UUID) -> HttpResponse:
    """The party signs the record of what it said, or does not."""
    reception = counter.reception(request.viewer, reception_id)
    if reception.record is None:
        raise Http404
    form = RecordForm(request.POST or None)
    submission = reception.submission

    def do() -> tuple[str, str]:
        actions.note_signed_record(request.viewer, reception=reception, note=form.cleaned_data["note"])
        return reverse("registry:registered", args=[submission.case_id, submission.pk]), _("It is noted.")

    words: dict[str, Any] = {
        "title": _("Record for signature"),
        "button": _("Note it"),
        "text": _("Print the record, let the party read it, and let it sign."),
        "record_url": reverse("registry:document", args=[submission.case_id, reception.record_id]),
    }
    return _at_reception(request, reception, form, do, **words)


def _at_reception(request: OfficeRequest, reception: Any, form: Any, do: Any, **words: Any) -> HttpResponse:
    answered = do_form(request, form, do)
    if answered:
        return answered
    look_at_case(request.viewer, reception.submission.case_id)
    context = {"case": reception.submission.case, "form": form, **words}
    return show(request, "registry/envelope.html", context, bad=bool(form.errors))


@page(*CLERKS)
def undo(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Take an own entry of today back: it is cancelled with a reason, and its number stays in the book."""
    case = queries.case(request.viewer, case_id)
    form = UndoForm(request.POST or None)

    def do() -> str:
        actions.undo_entry(request.viewer, case=case, reason=form.cleaned_data["reason"])
        return _("The entry %(number)s is cancelled.") % {"number": case.number}

    return case_step(
        request,
        case,
        form,
        do,
        title=_("Cancel the entry"),
        button=_("Cancel the entry"),
        warning=_("The number stays in the book, marked as cancelled, and is never used again."),
        dangerous=True,
    )


@page(*CEDERS)
def cede(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Cede a misdirected submission to the competent body, with notice to the party."""
    case = queries.case(request.viewer, case_id)
    form = CedeForm(request.POST or None)

    def do() -> str:
        data = form.cleaned_data
        actions.cede_case(request.viewer, case=case, **{name: data[name] for name in ("body", "address", "reason")})
        return _("The case is ceded. The notice to the party waits for approval, signature and dispatch.")

    text = _("The case ends here; the original goes to the competent body, and the party is told.")
    return case_step(request, case, form, do, title=_("Cede the case"), button=_("Cede the case"), text=text)
