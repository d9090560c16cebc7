"""A request from its first question to the page that says it was received: one question a page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from salter.documents.sending import send
from salter.organisations import clock
from salter.organisations.languages import in_use
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.portal import actions, queries
from salter.portal.answers import problems, summary
from salter.portal.definition import (
    Answers,
    Definition,
    Question,
    QuestionType,
    ex_officio,
    may_grow,
    next_question,
    path,
    previous_question,
    unanswered,
)
from salter.portal.forms import ANSWER, FilesForm, QuestionForm
from salter.portal.models import Draft, DraftFile
from salter.portal.views.common import as_uuid, paper_language, texts, uploads
from salter.ui.templatetags.salter import language

SENDERS = (Role.CITIZEN, Role.COMPANY)


@page(*SENDERS)
def start(request: OfficeRequest, code: str) -> HttpResponse:
    """Before the first question: in whose name, what was begun before, and the button."""
    procedure = queries.procedure(request.viewer, code)
    if request.method == "POST":
        try:
            draft = actions.start_draft(request.viewer, procedure=procedure)
        except ValidationError:
            return redirect("portal:service", code)
        return _go_on(draft, queries.definition_of(draft.form), {})
    if queries.form_of(request.viewer, procedure) is None:
        return redirect("portal:service", code)
    begun = queries.drafts(request.viewer, procedure)
    return render(request, "portal/start.html", {"procedure": procedure, "begun": begun})


def _go_on(draft: Draft, definition: Definition, answers: Answers, after: str = "") -> HttpResponse:
    following = next_question(definition, answers, after)
    if following:
        return redirect("portal:question", draft.pk, following.code)
    return redirect("portal:check", draft.pk)


@page(*SENDERS)
def resume(request: OfficeRequest, draft_id: UUID) -> HttpResponse:
    """Go on where it was left: the first question without an answer, the check, or what came of it."""
    draft = queries.draft(request.viewer, draft_id)
    if draft.sent_at:
        return redirect("portal:sent", draft.pk)
    definition = queries.definition_of(draft.form)
    return _go_on(draft, definition, queries.answers(draft, definition, queries.files(draft)))


def _level(request: OfficeRequest, values: dict[str, Any]) -> str:
    """What is read needs no more than a sign-in; what is written needs the level of the form."""
    if request.method != "POST":
        return ""
    draft = queries.draft(request.viewer, values["draft_id"])
    return queries.definition_of(draft.form).assurance


@page(*SENDERS, assurance=_level)
def question(request: OfficeRequest, draft_id: UUID, code: str) -> HttpResponse:
    """One question. What is not on the way leads to the first question without an answer."""
    draft = queries.draft(request.viewer, draft_id)
    if draft.sent_at:
        return redirect("portal:sent", draft.pk)
    definition, files = queries.definition_of(draft.form), queries.files(draft)
    answers = queries.answers(draft, definition, files)
    asked = next((each for each in path(definition, answers) if each.code == code), None)
    if asked is None:
        return _go_on(draft, definition, answers)
    if asked.type is QuestionType.FILES:
        own = [file for file in files if file.question == code]
        return _files(request, draft, definition, asked, answers, own)
    return _question(request, draft, definition, asked, answers)


def _question(
    request: OfficeRequest, draft: Draft, definition: Definition, asked: Question, answers: Answers
) -> HttpResponse:
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        question=asked,
        language=language(),
        today=clock.today(request.organisation),
        answers=answers,
        account=request.viewer.account,
    )
    if form.is_valid():
        value = form.cleaned_data[ANSWER]
        actions.answer(request.viewer, draft=draft, question=asked.code, raw=value)
        return _answered(request, draft, definition, asked, {**answers, asked.code: value})
    return _show(request, "portal/question.html", draft, definition, asked, answers, {"form": form})


def _files(
    request: OfficeRequest,
    draft: Draft,
    definition: Definition,
    asked: Question,
    answers: Answers,
    own: list[DraftFile],
) -> HttpResponse:
    posted = request.method == "POST"
    form = FilesForm(
        request.POST if posted else None, request.FILES if posted else None, question=asked, language=language()
    )
    if form.is_valid():
        try:
            return _attached(request, draft, definition, asked, form)
        except ValidationError as error:
            for text in texts(error):
                form.add_error(ANSWER, text)
    context = {"form": form, "files": own, "full": len(own) >= asked.max_files}
    return _show(request, "portal/files.html", draft, definition, asked, answers, context)


def _attached(
    request: OfficeRequest, draft: Draft, definition: Definition, asked: Question, form: FilesForm
) -> HttpResponse:
    """Store what was chosen, take out what was pointed at, then stay (for more) or go on."""
    stay = "more" in request.POST
    if remove := request.POST.get("remove"):
        actions.remove_file(request.viewer, draft=draft, file_id=as_uuid(remove))
        stay = True
    if form.cleaned_data[ANSWER]:
        chosen = uploads(form.cleaned_data[ANSWER])
        actions.attach(request.viewer, draft=draft, question=asked.code, uploads=chosen)
    if stay:
        return redirect(_address(request, draft, asked))
    actions.answer(request.viewer, draft=draft, question=asked.code, raw=[])
    draft.refresh_from_db()
    answers = queries.answers(draft, definition, queries.files(draft))
    return _answered(request, draft, definition, asked, answers)


def _address(request: OfficeRequest, draft: Draft, asked: Question) -> str:
    back = "?change=1" if "change" in request.GET else ""
    return reverse("portal:question", args=[draft.pk, asked.code]) + back


def _answered(
    request: OfficeRequest, draft: Draft, definition: Definition, asked: Question, answers: Answers
) -> HttpResponse:
    """On to the next question; after a change, to what the change has opened, or back to the check."""
    if "change" in request.GET:
        following = next_question(definition, answers)
        if following:
            return redirect(_address(request, draft, following))
        return redirect("portal:check", draft.pk)
    return _go_on(draft, definition, answers, after=asked.code)


def _show(
    request: OfficeRequest,
    template: str,
    draft: Draft,
    definition: Definition,
    asked: Question,
    answers: Answers,
    context: dict[str, Any],
) -> HttpResponse:
    before = previous_question(definition, answers, asked.code)
    if "change" in request.GET:
        back = reverse("portal:check", args=[draft.pk])
    elif before:
        back = reverse("portal:question", args=[draft.pk, before.code])
    else:
        back = reverse("portal:start", args=[draft.form.procedure.code])
    way = [each.code for each in path(definition, answers)]
    step = {
        "number": way.index(asked.code) + 1,
        "most": len(way),
        "more": may_grow(definition, answers),
        "procedure": draft.form.procedure,
        "draft": draft,
        "back": back,
    }
    status = 422 if context["form"].errors else 200
    return render(request, template, {**context, **step, "question": asked}, status=status)


@page(*SENDERS, assurance=_level)
def check(request: OfficeRequest, draft_id: UUID) -> HttpResponse:
    """Check your answers; sending is done once, however often the button is pressed."""
    draft = queries.draft(request.viewer, draft_id)
    if request.method == "POST":
        try:
            spoken = request.POST.get("spoken", "")
            actions.submit(request.viewer, draft=draft, language=paper_language(), spoken=spoken)
        except ValidationError as error:
            return _check(request, draft, [] if error.code == "incomplete" else texts(error), status=422)
        return redirect("portal:sent", draft.pk)
    if draft.sent_at:
        return redirect("portal:sent", draft.pk)
    return _check(request, draft, [])


def _check(request: OfficeRequest, draft: Draft, refusals: list[str], status: int = 200) -> HttpResponse:
    definition, chosen = queries.definition_of(draft.form), language()
    answers = queries.answers(draft, definition, queries.files(draft))
    wrong = problems(definition, answers, clock.today(request.organisation))
    sections: dict[str, list[dict[str, str]]] = {}
    errors: list[dict[str, str]] = [{"href": "", "text": text} for text in refusals]
    for line in summary(definition, answers, chosen):
        address = reverse("portal:question", args=[draft.pk, line.question.code]) + "?change=1"
        sections.setdefault(line.section, []).append({"label": line.label, "value": line.value, "change_url": address})
        if line.question.code in wrong:
            text = f"{line.label} – {texts(wrong[line.question.code])[0]}"
            errors.append({"href": address, "text": text})
    obtained = [
        {"name": each.name.read(chosen), "keeper": each.keeper.read(chosen) if each.keeper else ""}
        for each in ex_officio(definition, answers)
    ]
    last = path(definition, answers)[-1]
    context = {
        "draft": draft,
        "procedure": draft.form.procedure,
        "sections": sections,
        "errors": errors,
        "open_url": reverse("portal:resume", args=[draft.pk]) if unanswered(definition, answers) else "",
        "tried": status == 422,
        "obtained": obtained,
        "account": request.viewer.account,
        "spoken": in_use(request.organisation),
        "chosen": request.POST.get("spoken", language()),
        "back": reverse("portal:question", args=[draft.pk, last.code]),
    }
    return render(request, "portal/check.html", context, status=status)


@page(*SENDERS)
def sent(request: OfficeRequest, draft_id: UUID) -> HttpResponse:
    """The request was received: its numbers, what happens next, by when, how to come back, the receipt."""
    draft = queries.draft(request.viewer, draft_id)
    if draft.submission is None:
        return redirect("portal:check", draft.pk)
    afterwards = queries.definition_of(draft.form).afterwards.read(language())
    context = {"draft": draft, "submission": draft.submission, "case": draft.submission.case, "afterwards": afterwards}
    return render(request, "portal/sent.html", context)


@page(*SENDERS)
def leave(request: OfficeRequest, draft_id: UUID) -> HttpResponse:
    """Keep the request for later, or forget it."""
    draft = queries.draft(request.viewer, draft_id)
    if draft.sent_at:
        return redirect("portal:sent", draft.pk)
    if request.method == "POST":
        actions.discard(request.viewer, draft=draft)
        return redirect("portal:my")
    return render(request, "portal/leave.html", {"draft": draft, "procedure": draft.form.procedure})


@page(*SENDERS)
def file(request: OfficeRequest, draft_id: UUID, file_id: UUID) -> HttpResponse:
    """A file that the viewer has added, to look at."""
    return send(queries.draft_file(request.viewer, draft_id, file_id).document)
