"""Writing to the body: the letter, its check, and what became of it."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from salter.documents.sending import send
from salter.journal import idempotency
from salter.journal.signing import StampUnavailable
from salter.mailbox.models import Delivery
from salter.mailbox.queries import NotOpened
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.portal.letters import actions, queries
from salter.portal.letters.actions import Words
from salter.portal.letters.forms import LetterForm, written
from salter.portal.models import Letter
from salter.portal.views.common import as_uuid, paper_language, texts, uploads
from salter.registry import printing
from salter.registry.models import Case, IncomingState
from salter.signatures.common import TimestampUnavailable
from salter.ui.templatetags.salter import script

SENDERS = (Role.CITIZEN, Role.COMPANY)
STATES = {
    IncomingState.WAITING: (gettext_lazy("letter received"), "waiting"),
    IncomingState.UNCLEAR: (gettext_lazy("letter received"), "waiting"),
    IncomingState.REGISTERED: (gettext_lazy("registered"), "done"),
    IncomingState.SET_ASIDE: (gettext_lazy("not registered"), "closed"),
}
ABOUT_ALL = ("unsent", "sent")
"""Refusals of the whole letter; the others stand at the files, which they are about."""


@require_GET
@page(*SENDERS)
def letters(request: OfficeRequest) -> HttpResponse:
    """The viewer's letters: begun, sent, and what became of each."""
    rows, before = queries.letters(request.viewer), request.GET.get("before", "")
    if before:
        rows = rows.filter(pk__lt=as_uuid(before))
    found = list(rows[: queries.SHOWN + 1])
    shown = found[: queries.SHOWN]
    answered = queries.with_answers(request.viewer, shown)
    context = {
        "rows": [_row(request, letter, answered) for letter in shown],
        "next_url": reverse("portal:letters") + f"?before={shown[-1].pk}" if len(found) > len(shown) else "",
    }
    return render(request, "portal/letters.html", context)


def _row(request: OfficeRequest, letter: Letter, answered: set[UUID]) -> dict[str, Any]:
    words, tone = STATES[IncomingState(letter.incoming.state)] if letter.incoming else (_("not sent"), "action")
    if letter.pk in answered:
        words, tone = _("an answer waits for you"), "action"
    became = queries.registered(request.viewer, letter)
    number = printing.number_of(request.organisation, became.submission) if became else ""
    return {"letter": letter, "words": words, "tone": tone, "number": number}


@page(*SENDERS)
def write(request: OfficeRequest) -> HttpResponse:
    """A new letter: free, about a case (`?case=`), or in answer to a letter of the office (`?answer=`)."""
    try:
        answers = _answered(request)
    except NotOpened as waiting:
        return redirect("mailbox:message", waiting.args[0])
    form = _form(request, answers)
    if form.is_valid():
        try:
            return _begun(request, form, answers)
        except ValidationError as error:
            _refused(form, error)
        except idempotency.KeyReused:
            form.add_error(None, _("This letter was kept before with another content. Look at “My letters” first."))
    before = queries.answers_to(request.viewer, answers) if answers else []
    return _write(request, form, None, answers, {"before": before})


def _answered(request: OfficeRequest) -> Delivery | None:
    """The letter of the office that is answered. Raises Delivery.DoesNotExist, NotOpened."""
    key = request.GET.get("answer", "")
    return queries.answerable(request.viewer, as_uuid(key)) if key else None


def _form(request: OfficeRequest, answers: Delivery | None, letter: Letter | None = None) -> LetterForm:
    posted = request.method == "POST"
    initial = written(letter) if letter else {"case": request.GET.get("case", "")}
    if answers and not letter:
        initial["subject"] = _("Answer to: %(title)s") % {"title": script(answers.title)}
    return LetterForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        cases=_cases(request, letter),
        answering=answers is not None,
        initial=initial,
    )


def _cases(request: OfficeRequest, letter: Letter | None) -> list[Case]:
    """Those that can be chosen; the one chosen before stays, whatever became of it."""
    cases = queries.writable_cases(request.viewer)
    chosen = letter.case if letter else None
    return [*cases, chosen] if chosen and chosen not in cases else cases


def _begun(request: OfficeRequest, form: LetterForm, answers: Delivery | None) -> HttpResponse:
    """Keep it once, however often the form is sent."""

    def do() -> idempotency.Answer:
        files = uploads(form.cleaned_data["papers"])
        made = actions.begin(request.viewer, words=_words(form), answers=answers, uploads=files)
        return 302, {"letter": str(made.pk)}

    key = request.POST.get("form_key", "")[:64]
    fingerprint = idempotency.form_fingerprint(request)
    _status, answer = idempotency.once(request.viewer, f"letter:{key}" if key else "", fingerprint, do)
    return _on(request, queries.letter(request.viewer, UUID(answer["letter"])))


def _words(form: LetterForm) -> Words:
    return Words(form.cleaned_data["subject"], form.cleaned_data["text"], form.chosen)


def _on(request: OfficeRequest, letter: Letter) -> HttpResponse:
    """On to the check when nothing is missing; back to the letter for more files, or to be shown what is missing."""
    if "later" in request.POST:
        return redirect("portal:letters")
    address = reverse("portal:letter", args=[letter.pk])
    if "more" in request.POST or "remove" in request.POST:
        return redirect(address)
    return redirect(f"{address}?missing=1") if actions.problems(letter) else redirect("portal:letter-check", letter.pk)


def _refused(form: LetterForm, error: ValidationError) -> None:
    """At its field; the words stay in the form, so that only the file must be chosen again."""
    field = None if getattr(error, "code", None) in ABOUT_ALL else "papers"
    for text in texts(error):
        form.add_error(field, text)


@page(*SENDERS)
def letter(request: OfficeRequest, letter_id: UUID) -> HttpResponse:
    """One letter: to go on writing while it is not sent, then where it is."""
    found = queries.letter(request.viewer, letter_id)
    if found.sent_at:
        return _sent(request, found)
    form = _form(request, found.delivery, found)
    if form.is_valid():
        try:
            return _kept(request, found, form)
        except ValidationError as error:
            _refused(form, error)
    return _write(request, form, found, found.delivery, {})


def _kept(request: OfficeRequest, found: Letter, form: LetterForm) -> HttpResponse:
    files = uploads(form.cleaned_data["papers"])
    row = actions.write(request.viewer, letter=found, words=_words(form), uploads=files)
    if remove := request.POST.get("remove"):
        actions.remove_file(request.viewer, letter=row, file_id=as_uuid(remove))
    return _on(request, row)


def _write(
    request: OfficeRequest, form: LetterForm, found: Letter | None, answers: Delivery | None, more: dict[str, Any]
) -> HttpResponse:
    missing = actions.problems(found) if found and "missing" in request.GET and not form.is_bound else {}
    if missing and found:
        form = LetterForm(written(found), cases=list(form.cases.values()), answering=answers is not None)
        for field, text in missing.items():
            form.add_error(field, text)
    context = {
        "form": form,
        "letter": found,
        "answers": answers,
        "files": queries.files(found) if found else [],
        "form_key": request.POST.get("form_key") or uuid.uuid4().hex,
        "beside": queries.beside_the_state(request.viewer),
        "files_again": form.is_bound and bool(request.FILES),
        **more,
    }
    return render(request, "portal/letter_write.html", context, status=422 if form.errors and not missing else 200)


@page(*SENDERS)
def check(request: OfficeRequest, letter_id: UUID) -> HttpResponse:
    """The letter once more before it is sent; sent once, however often the button is pressed."""
    found = queries.letter(request.viewer, letter_id)
    refusals: list[str] = []
    if request.method == "POST":
        try:
            actions.send(request.viewer, letter=found, language=paper_language())
            return redirect(reverse("portal:letter", args=[found.pk]) + "?sent=1")
        except ValidationError as error:
            refusals = texts(error)
    if found.sent_at:
        return redirect("portal:letter", found.pk)
    if actions.problems(found):
        return redirect(reverse("portal:letter", args=[found.pk]) + "?missing=1")
    context = {
        "letter": found,
        "files": queries.files(found),
        "account": request.viewer.account,
        "errors": [{"href": "", "text": text} for text in refusals],
        "beside": queries.beside_the_state(request.viewer),
    }
    return render(request, "portal/letter_check.html", context, status=422 if refusals else 200)


def _sent(request: OfficeRequest, found: Letter) -> HttpResponse:
    """Where a letter is: received, registered under a number, or set aside with the reason."""
    became = queries.registered(request.viewer, found)
    assert found.incoming is not None
    words, tone = STATES[IncomingState(found.incoming.state)]
    context = {
        "letter": found,
        "incoming": found.incoming,
        "fresh": "sent" in request.GET,
        "words": words,
        "tone": tone,
        "became": became,
        "number": printing.number_of(request.organisation, became.submission) if became else "",
        "answered": bool(queries.with_answers(request.viewer, [found])),
        "files": queries.files(found),
        "beside": queries.beside_the_state(request.viewer),
    }
    return render(request, "portal/letter_sent.html", context)


@page(*SENDERS)
def forget(request: OfficeRequest, letter_id: UUID) -> HttpResponse:
    """Forget a letter that was not sent, after a question."""
    found = queries.letter(request.viewer, letter_id)
    if found.sent_at:
        return redirect("portal:letter", found.pk)
    if request.method == "POST":
        actions.forget(request.viewer, letter=found)
        return redirect("portal:letters")
    return render(request, "portal/letter_forget.html", {"letter": found})


@require_GET
@page(*SENDERS)
def file(request: OfficeRequest, letter_id: UUID, file_id: UUID) -> HttpResponse:
    """A file of an own letter, to look at."""
    return send(queries.file(request.viewer, letter_id, file_id).document)


@require_GET
@page(*SENDERS)
def confirmation(request: OfficeRequest, letter_id: UUID) -> HttpResponse:
    """The sealed confirmation that the letter was received."""
    found = queries.letter(request.viewer, letter_id)
    try:
        return send(actions.confirmation(request.viewer, letter=found), download=True)
    except (StampUnavailable, TimestampUnavailable):
        reason, status = _("The time-stamp authority does not answer. Ask for it again in a few minutes."), 503
    except ValidationError as error:
        reason, status = " ".join(texts(error)), 422
    return render(request, "portal/letter_later.html", {"letter": found, "reason": reason}, status=status)
