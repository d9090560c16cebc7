"""After sending: where a request is, the viewer's own cases, receipts and supplements."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from salter.calendars import law
from salter.documents.sending import send, send_bytes
from salter.journal import idempotency
from salter.mailbox.models import DeliveryState
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.portal import actions, queries, rules, seats
from salter.portal.forms import StatusForm, SupplementForm
from salter.portal.letters import queries as letters
from salter.portal.seats import Seat
from salter.portal.views.common import as_uuid, paper_language, texts, timeline, uploads
from salter.registry import receipts
from salter.registry.models import CaseStatus
from salter.registry.rectifying.queries import for_parties
from salter.registry.views.common import with_receipt
from salter.registry.waiting.queries import asked_of
from salter.ui.templatetags.salter import language

SENDERS = (Role.CITIZEN, Role.COMPANY)
WORDS = {
    CaseStatus.FORMED: (gettext_lazy("received"), "waiting"),
    CaseStatus.IN_PROGRESS: (gettext_lazy("being handled"), "active"),
    CaseStatus.INTERRUPTED: (gettext_lazy("rests"), "waiting"),
    CaseStatus.RESOLVED: (gettext_lazy("decided"), "done"),
    CaseStatus.DISMISSED: (gettext_lazy("decided"), "done"),
    CaseStatus.DISCONTINUED: (gettext_lazy("decided"), "done"),
    CaseStatus.ARCHIVED: (gettext_lazy("finished"), "closed"),
}
ASKED = (gettext_lazy("waits for you"), "action")
CANCELLED = (gettext_lazy("entry cancelled"), "closed")


@page(public=True)
def status_search(request: OfficeRequest) -> HttpResponse:
    """Where is my request: ask for the number of the receipt."""
    form = StatusForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        number = rules.receipt_number(form.cleaned_data["number"])
        found = queries.progress_of(request.viewer, number) or letters.by_number(request.viewer, number)
        return redirect("portal:status", number) if found else _unknown(request, form)
    return render(request, "portal/status_search.html", {"form": form}, status=422 if form.errors else 200)


@page(public=True)
def status(request: OfficeRequest, number: str) -> HttpResponse:
    """Where the request of a receipt number is; nothing personal stands here."""
    found = queries.progress_of(request.viewer, number)
    if found is None:
        letter = letters.by_number(request.viewer, rules.receipt_number(number))
        if letter:
            return render(request, "portal/letter_status.html", {"letter": letter})
        return _unknown(request, StatusForm({"number": number}))
    context = {**_progress(found, anonymous=True), "number": rules.receipt_number(number)}
    return render(request, "portal/status.html", context)


def _unknown(request: OfficeRequest, form: StatusForm) -> HttpResponse:
    form.add_error(
        "number", _("We have no submission with this number. Compare it with the one on the receipt, sign by sign.")
    )
    return render(request, "portal/status_search.html", {"form": form}, status=404)


def _progress(found: queries.Progress, *, anonymous: bool) -> dict[str, Any]:
    """The sentence, and the line of what happened with what is still to come on top."""
    items, standing = timeline(found.entries, anonymous=anonymous), found.standing
    if standing.next_on and not standing.late:
        items.insert(0, {"title": standing.next, "at": standing.next_on, "coming": True})
    rule = law.cited(found.case.deadline_rule, language())
    told = {"case": found.case, "standing": standing, "rule": rule, "items": items}
    return {**told, "hearings": found.hearings, "anonymous": anonymous}


@page(*SENDERS)
def my(request: OfficeRequest) -> HttpResponse:
    """The viewer's requests: those that are not sent, and the cases, newest first."""
    before = request.GET.get("before", "")
    found = seats.seats(request.viewer, as_uuid(before) if before else None)
    shown = found[: seats.SHOWN_CASES]
    more = reverse("portal:my") + f"?before={shown[-1].case.pk}" if len(found) > len(shown) else ""
    parts = [part.pk for row in shown for part in row.stands_for]
    asked = asked_of(request.viewer, [row.case.pk for row in shown], request.viewer.party_ids, parts)
    context = {
        "drafts": [] if before else queries.drafts(request.viewer),
        "rows": [_row(taken, asked=taken.case.pk in asked) for taken in shown],
        "next_url": more,
        "waiting": queries.waiting_messages(request.viewer),
        "unsent": [] if before else letters.unsent(request.viewer),
    }
    return render(request, "portal/my.html", context)


def _row(taken: Seat, *, asked: bool) -> dict[str, Any]:
    case = taken.case
    words, tone = CANCELLED if case.cancelled_at else ASKED if asked else WORDS[CaseStatus(case.status)]
    return {"case": case, "words": words, "tone": tone, "for": taken.names}


@page(*SENDERS)
def case(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """An own case, or one of a party that the viewer stands for: where it is, what happened, what was handed in."""
    taken = seats.seat(request.viewer, case_id)
    found = queries.progress(request.viewer, taken.case, queries.Whose.of_seat(request.viewer, taken))
    context = {
        **_progress(found, anonymous=False),
        "submissions": queries.handed_in(taken),
        "messages_here": [row for row in found.deliveries if row.account_id and row.arrived_at],
        "waits": any(row.state == DeliveryState.IN_MAILBOX for row in found.deliveries),
        "may_supplement": found.case.status != CaseStatus.ARCHIVED and not found.case.cancelled_at,
        "corrections": for_parties(taken.case, taken.parts),
        "stands_for": taken.names,
        "own": taken.own,
    }
    return render(request, "portal/case.html", context)


@page(*SENDERS)
def supplement(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Hand in a supplement to an own case, or for a party that one stands for; sent twice, it is registered once."""
    taken = seats.seat(request.viewer, case_id)
    posted = request.method == "POST"
    form = SupplementForm(request.POST if posted else None, request.FILES if posted else None, seat=taken)
    if form.is_valid():
        try:
            return _supplemented(request, taken, form)
        except ValidationError as error:
            for text in texts(error):
                form.add_error("text" if error.code in ("empty", "case-closed") else "papers", text)
        except idempotency.KeyReused:
            form.add_error(
                None, _("This form was sent before with another content. Look at the case before you send more.")
            )
    context = {"form": form, "case": taken.case, "form_key": request.POST.get("form_key") or uuid.uuid4().hex}
    return render(request, "portal/supplement.html", context, status=422 if form.errors else 200)


def _supplemented(request: OfficeRequest, taken: Seat, form: SupplementForm) -> HttpResponse:
    files, text = form.cleaned_data["papers"], form.cleaned_data["text"]

    def do() -> idempotency.Answer:
        made = actions.supplement(
            request.viewer,
            case=taken.case,
            text=text,
            uploads=uploads(files),
            language=paper_language(),
            stands_for=form.chosen_part,
        )
        return 302, {"submission": str(made.pk)}

    key = request.POST.get("form_key", "")[:64]
    _status, answer = idempotency.once(
        request.viewer, f"supplement:{key}" if key else "", idempotency.form_fingerprint(request), do
    )
    return redirect("portal:supplement-sent", answer["submission"])


@page(*SENDERS)
def supplement_sent(request: OfficeRequest, submission_id: UUID) -> HttpResponse:
    """The supplement was received: its number and the receipt."""
    found = queries.my_submission(request.viewer, submission_id)
    return render(request, "portal/supplement_sent.html", {"submission": found, "case": found.case})


@page(*SENDERS)
def receipt(request: OfficeRequest, submission_id: UUID, kind: str) -> HttpResponse:
    """The receipt of an own submission, as PDF or JSON."""
    submission = queries.my_submission(request.viewer, submission_id)

    def pdf() -> HttpResponse:
        return send(receipts.ensure(request.viewer, submission), download=True)

    def data() -> HttpResponse:
        name = f"potvrda-{submission.submission_number}.json"
        return send_bytes(receipts.as_json(request.viewer, submission), name=name, media_type="application/json")

    answers = {"pdf": pdf, "json": data}
    if kind not in answers:
        raise Http404
    return with_receipt(request, submission, answers[kind])


@page(*SENDERS)
def document(request: OfficeRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """A document that the viewer has handed in."""
    found = queries.my_case(request.viewer, case_id)
    return send(queries.my_document(request.viewer, found, document_id))
