"""What the registry's pages share: a form is done once, a refusal lands at its field, results come after a redirect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from salter.journal import idempotency
from salter.journal.signing import StampUnavailable
from salter.organisations import clock, kept, presence
from salter.organisations.pages import OfficeRequest
from salter.registry.books.columns import BookKind
from salter.registry.forms import OfficeForm
from salter.registry.models import ActStatus, Case, CaseStatus, Submission
from salter.signatures.common import TimestampUnavailable

TONES = {
    CaseStatus.FORMED: "action",
    CaseStatus.IN_PROGRESS: "active",
    CaseStatus.INTERRUPTED: "waiting",
    CaseStatus.DISCONTINUED: "done",
    CaseStatus.DISMISSED: "done",
    CaseStatus.RESOLVED: "done",
    CaseStatus.ARCHIVED: "closed",
}
ACT_TONES = {
    ActStatus.DRAFT: "active",
    ActStatus.SUBMITTED: "waiting",
    ActStatus.APPROVED: "waiting",
    ActStatus.SIGNED: "action",
    ActStatus.DISPATCHED: "done",
    ActStatus.WITHDRAWN: "closed",
}


BOOK_NAMES: dict[BookKind, str | Promise] = {
    BookKind.BASIC: _lazy("Basic register"),
    BookKind.UP1: _lazy("Register of administrative cases UP-1"),
    BookKind.UP2: _lazy("Register of administrative cases UP-2"),
    BookKind.LIST: _lazy("List of acts"),
}


NO_BOOK = ("next-book", "register-closed")
"""Refusals of a registration for which no book is open."""


def book_name(kind: BookKind) -> str:
    """The name of a book on pages."""
    return str(BOOK_NAMES[kind])


def show(request: OfficeRequest, template: str, context: dict[str, Any], *, bad: bool = False) -> HttpResponse:
    """A page; what was typed wrongly is answered with 422, so nothing of it is written."""
    context.setdefault("today", clock.today(request.organisation))
    return render(request, template, context, status=422 if bad else 200)


def with_receipt(request: OfficeRequest, submission: Submission, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer that needs the receipt of a submission, or a page that says why it is not there and what to do."""
    try:
        return answer()
    except (StampUnavailable, TimestampUnavailable):
        reason = _("The time-stamp authority does not answer. Come back in a few minutes and ask for it again.")
        status = 503
    except ValidationError as error:
        reason, status = " ".join(error.messages), 422
    context = {"submission": submission, "reason": reason}
    return render(request, "registry/receipt_later.html", context, status=status)


def done_once(request: OfficeRequest, do: Callable[[], tuple[str, str | Promise]]) -> HttpResponse:
    """Do what the form says and go on; the same form sent again goes to where the first went, and does nothing.

    `do` gives the address to go to and the words for what has happened. Raises what `do` raises.
    """
    key = request.POST.get("form_key", "")

    def answer() -> idempotency.Answer:
        to, said = do()
        if said:
            messages.success(request, str(said))
        return 302, {"to": to}

    try:
        with transaction.atomic():  # what is refused leaves nothing behind, also where the page goes on
            _status, body = idempotency.once(
                request.viewer, f"form:{key}" if key else "", idempotency.form_fingerprint(request), answer
            )
    except idempotency.KeyReused:
        return render(request, "registry/sent_before.html", {"again": request.get_full_path()}, status=409)
    return redirect(body["to"])


def do_form(
    request: OfficeRequest, form: OfficeForm, do: Callable[[], tuple[str, str | Promise]]
) -> HttpResponse | None:
    """Run `do` for a valid form that was sent; None when the page with the form (and its errors) is to be shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return done_once(request, do)
    except ValidationError as error:
        if getattr(error, "code", "") in NO_BOOK:
            return keep_for_next_book(request)
        form.refuse(error)
    return None


def keep_for_next_book(request: OfficeRequest) -> HttpResponse:
    """What was typed while the book was closed waits, files too; the page that follows asks how it goes on."""
    account = request.viewer.account
    assert account is not None
    form = kept.keep(request, account)
    presence.record((request, account), "form.kept")
    return redirect(reverse("registry:next-book", args=[form.pk]))


def case_url(case: Case) -> str:
    """The page of a case."""
    return reverse("registry:case", args=[case.pk])


def case_step(
    request: OfficeRequest,
    case: Case,
    form: OfficeForm,
    do: Callable[[], str | Promise],
    template: str = "registry/do.html",
    **words: Any,
) -> HttpResponse:
    """The page of one deed at a case: `title`, `button`, `warning`, `text` are words; `do` gives those for after it.

    `template` is one that extends the page of every deed.
    """

    def run() -> tuple[str, str | Promise]:
        return case_url(case), do()

    answered = do_form(request, form, run)
    if answered:
        return answered
    context = {"case": case, "form": form, "tone": TONES[CaseStatus(case.status)], **words}
    return show(request, template, context, bad=bool(form.errors))
