"""Pages about closing a case, settling its retention and opening it again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salter.calendars.law import FINAL_FOR_PARTY
from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.actions.closing import close_case
from salter.registry.closing import actions, queries
from salter.registry.closing.actions import SETTLES
from salter.registry.closing.forms import CloseForm, ReopenForm, RetentionForm
from salter.registry.legal.views import told
from salter.registry.models import Case, CaseStatus
from salter.registry.rules import Disposition
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, case_step, case_url, do_form, show
from salter.ui.formats import format_date

REOPENERS = (Role.REGISTRY_HEAD, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)


@page(*HANDLERS)
def close(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Put the case away; where something is missing, say what, and lead to where it is mended."""
    viewer = request.viewer
    case = registry.case(viewer, case_id)
    schedule = list(registry.retention_rules(viewer))
    form = CloseForm(
        request.POST or None,
        case=case,
        marks=registry.class_marks(viewer),
        schedule=schedule,
        initial=_known(request, case, schedule),
    )

    def do() -> tuple[str, str | Promise]:
        closed = close_case(viewer, case=case, **form.given())
        words = _("Case %(number)s is closed.")
        if closed.retention_open:
            words = _("Case %(number)s is closed. How long it is kept is to be determined.")
        return case_url(case), words % {"number": case.number}

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {
        "case": case,
        "form": form,
        "tone": TONES[CaseStatus(case.status)],
        "title": _("Closing the case"),
        "button": _("Close the case"),
        "lists": {"class-marks": form.datalist},
        "missing": queries.missing(case),
        "not_final": queries.not_final(case, clock.today(request.organisation)),
        "finality": told(FINAL_FOR_PARTY),
        "text": _("A closed case waits for the archive. Until the archive takes it over, a head can open it again."),
    }
    return show(request, "registry/closing.html", context, bad=bool(form.errors))


def _known(request: OfficeRequest, case: Case, schedule: list[Any]) -> dict[str, Any]:
    """What the form is filled in with."""
    offered = queries.usual(request.viewer, case, schedule)
    original = case.disposition.startswith(Disposition.ORIGINAL)
    return {
        "class_code": case.class_code,
        "retention": str(offered.pk) if offered else "",
        "disposition": (Disposition.ORIGINAL if original else Disposition.AD_ACTA).value,
        "body": case.disposition.partition(" – ")[2] if original else "",
    }


@page(*SETTLES)
def retention(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """How long a closed case is kept."""
    viewer = request.viewer
    case = registry.case(viewer, case_id)
    schedule = list(registry.retention_rules(viewer))
    until = queries.kept_until(case)
    offered = queries.usual(viewer, case, schedule) if case.retention_open else case.retention
    initial = {
        "retention": str(offered.pk) if offered else "",
        "kept_until": until[0] if until else None,
        "reason": until[1] if until else "",
    }
    form = RetentionForm(request.POST or None, schedule=schedule, class_code=case.class_code, initial=initial)

    def do() -> str | Promise:
        actions.settle_retention(viewer, case=case, **form.given())
        return _("It is settled how long the case is kept.")

    note = next((row.note for row in queries.history(case)), "")
    text = _("It was left open: %(note)s") % {"note": note} if case.retention_open and note else ""
    words = {"title": _("Retention of the closed case"), "button": _("Settle the retention"), "text": text}
    return case_step(request, case, form, do, **words)


@page(*REOPENERS)
def reopen(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Open a closed case again."""
    case = registry.case(request.viewer, case_id)
    viewer = actions.may_reopen(request.viewer, case)
    form = ReopenForm(request.POST or None)

    def do() -> str | Promise:
        actions.reopen(viewer, case=case, ground=form.chosen(), reason=form.cleaned_data["reason"])
        if case.handler and not case.handler.active:
            words = _("Case %(number)s is open again. %(name)s has left: assign it.")
            return words % {"number": case.number, "name": case.handler.name}
        return _("Case %(number)s is open again.") % {"number": case.number}

    text = _("What was decided, said and delivered stays in the case. The archive's cases are not opened again.")
    words = {"title": _("Open the case again"), "button": _("Open the case again"), "text": text}
    return case_step(request, case, form, do, warning=_strict(case), **words)


def _strict(case: Case) -> str:
    """The strict date does not move: whoever opens a case again knows it before."""
    if case.due_on is None:
        return ""
    words = _(
        "If work goes on, the case is undecided again and its strict date stays %(day)s. A period that begins with a "
        "return or a renewal is started as a clock of its own, with its article."
    )
    return words % {"day": format_date(case.due_on)}


@require_GET
@page(*SETTLES)
def unsettled(request: OfficeRequest) -> HttpResponse:
    """Closed cases whose retention is to be determined."""
    after = registry.identifier(request.GET.get("after", ""))
    rows, following = queries.unsettled(request.viewer, after)
    here = reverse("registry:retention-open")
    context = {
        "rows": rows,
        "next_url": f"{here}?after={following}" if following else "",
        "previous_url": here if after else "",
    }
    return show(request, "registry/retention_open.html", context)
