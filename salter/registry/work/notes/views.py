"""Pages of ticklers, comments and tasks."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from salter.organisations.acting import find
from salter.organisations.models import Duty
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.actions.cases import handled_by
from salter.registry.forms import OfficeForm
from salter.registry.looks import look_at_case
from salter.registry.models import CaseStatus
from salter.registry.navigation import READERS
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, case_step, do_form, done_once, show
from salter.registry.work.notes import actions, queries
from salter.registry.work.notes.forms import CommentForm, TaskForm, TicklerForm
from salter.registry.work.notes.rules import WRITERS
from salter.ui.formats import format_date


@page(*HANDLERS)
def tickler(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Let the case wait for a day."""
    case = registry.case(request.viewer, case_id)
    form = TicklerForm(request.POST or None)
    form.fields["on"].widget.attrs["autofocus"] = True

    def do() -> str | Promise:
        on, note = form.cleaned_data["on"], form.cleaned_data["note"]
        actions.set_tickler(request.viewer, case=case, on=on, note=note)
        return _("The case waits until %(day)s.") % {"day": format_date(on)}

    text = _("R and the day are entered into the book. The legal deadline is not moved.")
    return case_step(request, case, form, do, title=_("Tickler"), button=_("Set the tickler"), text=text)


@page(*HANDLERS)
def clear(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """The case waits no longer."""
    case = registry.case(request.viewer, case_id)
    form = OfficeForm(request.POST or None)

    def do() -> str | Promise:
        actions.clear_tickler(request.viewer, case=case)
        return _("The tickler is cleared.")

    return case_step(request, case, form, do, title=_("Clear the tickler"), button=_("Clear the tickler"))


@page(*READERS)
def comments(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """The comments on a case; a POST adds one."""
    viewer = request.viewer
    case = registry.case(viewer, case_id)
    look_at_case(viewer, case_id)
    here = reverse("registry:comments", args=[case.pk])
    form = CommentForm(request.POST or None)

    def do() -> tuple[str, str]:
        actions.comment(viewer, case=case, text=form.cleaned_data["text"])
        return here, _("The comment is written.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    may_write = viewer.has(*WRITERS) and not case.cancelled_at and case.status != CaseStatus.ARCHIVED
    context = {
        "case": case,
        "rows": queries.comments(case),
        "form": form,
        "may_write": may_write,
        "tone": TONES[CaseStatus(case.status)],
    }
    return show(request, "registry/case_comments.html", context, bad=bool(form.errors))


@page(*READERS)
def tasks(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """The tasks of a case; a POST adds one."""
    viewer = request.viewer
    case = registry.case(viewer, case_id)
    look_at_case(viewer, case_id)
    here = reverse("registry:tasks", args=[case.pk])
    may_add = find(viewer, Duty.HANDLE, handled_by(case)) is not None and not (case.closed_at or case.cancelled_at)
    people = queries.doers(viewer, case) if may_add else []
    form = TaskForm(request.POST or None, people=people, initial={"staff": case.handler_id})

    def do() -> tuple[str, str]:
        given = {"title": form.cleaned_data["title"], "due_on": form.cleaned_data["due_on"], "staff": form.chosen()}
        actions.add_task(viewer, case=case, **given)
        return here, _("The task is given.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    rows = [(row, queries.may_finish(viewer, row)) for row in queries.tasks_of(case)]
    context = {"case": case, "rows": rows, "form": form, "may_add": may_add, "once": OfficeForm()}
    context |= {"tone": TONES[CaseStatus(case.status)]}
    return show(request, "registry/case_tasks.html", context, bad=bool(form.errors))


@require_POST
@page(*WRITERS)
def finish(request: OfficeRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """A task is done."""
    task = queries.task(request.viewer, case_id, task_id)
    mine = reverse("registry:my-tasks")
    to = mine if request.POST.get("from") == "mine" else reverse("registry:tasks", args=[case_id])

    def do() -> tuple[str, str]:
        actions.finish_task(request.viewer, task=task)
        return to, _("Done: %(task)s.") % {"task": task.title}

    return done_once(request, do)


@page(*WRITERS)
def my_tasks(request: OfficeRequest) -> HttpResponse:
    """What I am to do, by its day."""
    context = {"rows": queries.my_tasks(request.viewer), "once": OfficeForm()}
    return show(request, "registry/my_tasks.html", context)
