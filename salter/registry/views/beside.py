"""Beside the state's Pisarnica: its file brought in, and the day on which both registers are compared."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.documents.sending import send
from salter.organisations import clock
from salter.organisations.models import Function, Role
from salter.organisations.pages import OfficeRequest, page
from salter.organisations.queries import in_companion
from salter.registry import actions, queries
from salter.registry.beside import days
from salter.registry.beside.days import CLERKS, Day, Differing, Theirs
from salter.registry.beside.judging import FATES, Fate, Row, said
from salter.registry.beside.reading import judged, table_of
from salter.registry.beside.telling import to_enter
from salter.registry.beside.words import FACTS, shown
from salter.registry.forms.base import OfficeForm
from salter.registry.forms.beside import JoinForm, LeaveForm, StateColumnsForm, StateExportForm, TakeOverForm
from salter.registry.forms.cases import uuid_or_none
from salter.registry.models import ExportState, StateExport, StateRow
from salter.registry.views.common import do_form, show

TONES = {Fate.NEW: "active", Fate.CHANGED: "active", Fate.SAME: "done", Fate.PERHAPS: "action", Fate.WRONG: "action"}
ORDER = (Fate.WRONG, Fate.PERHAPS, Fate.CHANGED, Fate.NEW)
SHOWN = 60
"""So many rows of each fate are shown before they are brought in."""


@page(*CLERKS)
def state_days(request: OfficeRequest) -> HttpResponse:
    """The days of the last month: which were compared, which lack a file."""
    companion = in_companion(request.organisation, Function.REGISTER)
    lines = days.days(request.viewer) if companion else []
    lacking = [line for line in lines if line.missing]
    waiting = days.unfinished(request.viewer)[:10] if companion else []
    context = {"companion": companion, "lines": lines, "lacking": lacking, "waiting": waiting}
    return show(request, "registry/state_days.html", context)


@page(*CLERKS)
def new(request: OfficeRequest) -> HttpResponse:
    """Send a file of the state's system in."""
    asked = _day(request.GET.get("day", "")) or clock.today(request.organisation)
    form = StateExportForm(request.POST or None, request.FILES or None, day=asked)

    def do() -> tuple[str, str]:
        table, day = form.cleaned_data["table"], form.cleaned_data["day"]
        export = actions.send_export(request.viewer, name=table.name, content=table.file, day=day)
        return reverse("registry:state-export", args=[export.pk]), ""

    answered = do_form(request, form, do)
    return answered or show(request, "registry/state_export_new.html", {"form": form}, bad=bool(form.errors))


@page(*CLERKS)
def export(request: OfficeRequest, export_id: UUID) -> HttpResponse:
    """What a file would do, row by row, or what it has done; before that, what its columns mean."""
    found = days.export_of(request.viewer, export_id)
    if found.state == ExportState.MAPPING or ("columns" in request.GET and found.state == ExportState.CHECKED):
        return _columns(request, found)
    return show(request, "registry/state_export.html", {**_told(request, found), "form": OfficeForm()})


def _told(request: OfficeRequest, found: StateExport) -> dict[str, Any]:
    rows: list[Row] = []
    counts = found.counts
    if found.state == ExportState.CHECKED:  # others have worked since it was sent: judged anew
        _table, lines = table_of(found.document)
        now = judged(request.viewer, found, lines)
        counts, rows = now.counts, [row for fate in ORDER for row in now.of(fate)[:SHOWN]]
    return {
        "export": found,
        "ready": found.state == ExportState.CHECKED,
        "counts": [(FATES[Fate(fate)], number, TONES[Fate(fate)]) for fate, number in counts.items() if number],
        "good": counts.get(Fate.NEW, 0) + counts.get(Fate.CHANGED, 0),
        "nothing": not any(counts.get(fate, 0) for fate in (Fate.NEW, Fate.CHANGED, Fate.PERHAPS, Fate.WRONG)),
        "all_wrong": counts.get(Fate.WRONG, 0) == found.rows,
        "rows": [_line(row) for row in rows],
    }


def _line(row: Row) -> dict[str, Any]:
    return {
        "line": row.line,
        "number": row.number,
        "subject": row.facts.get("subject", ""),
        "word": FATES[row.fate],
        "tone": TONES[row.fate],
        "why": [*map(said, row.faults)],
        "changes": [(FACTS[name], before, after) for name, before, after in row.said],
    }


def _columns(request: OfficeRequest, found: StateExport) -> HttpResponse:
    """What the columns mean: guessed, shown with the first rows, changed by the person."""
    form = StateColumnsForm(request.POST or None, export=found, columns=found.columns)

    def do() -> tuple[str, str]:
        actions.set_export_columns(request.viewer, export=found, columns=form.columns)
        return reverse("registry:state-export", args=[found.pk]), ""

    answered = do_form(request, form, do)
    context = {"form": form, "export": found, "book": found}
    return answered or show(request, "registry/state_export_columns.html", context, bad=bool(form.errors))


@page(*CLERKS)
def bring(request: OfficeRequest, export_id: UUID) -> HttpResponse:
    """The word to bring the good rows in; what follows is the comparison of that day."""
    found, form = (
        days.export_of(request.viewer, export_id),
        OfficeForm(request.POST if request.method == "POST" else None),
    )

    def do() -> tuple[str, str]:
        done = actions.bring_export(request.viewer, export=found)
        words = _("Brought in: %(new)s new cases, %(changed)s brought up to date.") % done.counts
        return reverse("registry:state-day", args=[done.day.isoformat()]), words

    return do_form(request, form, do) or redirect(reverse("registry:state-export", args=[export_id]))


@page(*CLERKS)
def errors(request: OfficeRequest, export_id: UUID) -> HttpResponseBase:
    """The wrong rows with their reasons, to mend and send again."""
    found = days.export_of(request.viewer, export_id)
    if found.errors is None:
        raise Http404
    return send(found.errors, download=True)


@page(*CLERKS)
def day(request: OfficeRequest, day: str) -> HttpResponse:
    """Both registers on one day: what one of them lacks, what they say differently, each with what to do."""
    found = days.day_of(request.viewer, _day_or_404(day))
    return show(request, "registry/state_day.html", _day_told(request, found))


def _day_told(request: OfficeRequest, found: Day) -> dict[str, Any]:
    return {
        "found": found,
        "missing": [(one, [*map(said, one.row.faults)]) for one in found.missing],
        "extra": found.extra,
        "differing": [
            (one, [(FACTS[name], shown(name, theirs), shown(name, ours)) for name, theirs, ours in one.facts])
            for one in found.differing
        ],
        "may_close": request.viewer.has(Role.REGISTRY_HEAD) and found.equal and not found.closed,
        "form": OfficeForm(),
    }


@page(Role.REGISTRY_HEAD)
def close_day(request: OfficeRequest, day: str) -> HttpResponse:
    """Close a day on which both registers say the same."""
    found, form = _day_or_404(day), OfficeForm(request.POST if request.method == "POST" else None)
    here = reverse("registry:state-day", args=[day])

    def do() -> tuple[str, str]:
        actions.close_day(request.viewer, day=found)
        return here, _("The day is closed.")

    answered = do_form(request, form, do)
    if answered or not form.errors:
        return answered or redirect(here)
    context = _day_told(request, days.day_of(request.viewer, found))
    return show(request, "registry/state_day.html", {**context, "form": form}, bad=True)


@page(*CLERKS)
def row(request: OfficeRequest, row_id: UUID) -> HttpResponse:
    """One row of theirs that is not here, or says something else: joined, brought in, taken over, or left."""
    one = days.row_of(request.viewer, row_id)
    found = days.day_of(request.viewer, one.day)
    here = reverse("registry:state-day", args=[one.day.isoformat()])
    missing = next((each for each in found.missing if each.row.pk == one.pk), None)
    differing = next((each for each in found.differing if each.row.pk == one.pk), None)
    if missing is None and differing is None:
        return redirect(here)
    deed, forms = request.POST.get("deed", ""), dict[str, OfficeForm]()
    leave = LeaveForm(request.POST if deed == "leave" else None)
    forms["leave"] = leave
    if differing:
        forms["take"] = TakeOverForm(request.POST if deed == "take" else None, facts=differing.facts)
    elif missing and not one.faults:
        forms["join"] = JoinForm(request.POST if deed == "join" else None, perhaps=missing.perhaps)
    about = differing.about if differing else ""
    form = forms.get(deed)

    def do() -> tuple[str, str]:
        assert form is not None
        if deed == "leave":
            reason = form.cleaned_data["reason"]
            actions.leave_as_is(request.viewer, day=one.day, subject=one, reason=reason, about=about)
            return here, _("It is left as it is, with the reason.")
        return here, _settle(request, one, deed, form)

    answered = do_form(request, form, do) if form else None
    bad = bool(form and form.errors)
    return answered or show(request, "registry/state_row.html", _row_told(one, missing, differing, forms), bad=bad)


def _settle(request: OfficeRequest, one: StateRow, deed: str, form: OfficeForm) -> str:
    if deed == "take":
        case = actions.take_over(request.viewer, row=one, facts=form.cleaned_data["facts"])
        return _("Case %(number)s is corrected.") % {"number": case.number}
    chosen = form.cleaned_data["case"]
    if chosen == "new":
        return _("Brought in: %(number)s.") % {"number": actions.open_row(request.viewer, row=one).number}
    key = uuid_or_none(chosen)
    assert key is not None
    case = actions.join_row(request.viewer, row=one, case=queries.case(request.viewer, key))
    return _("Case %(number)s bears the number %(external)s now.") % {
        "number": case.number,
        "external": case.external_number,
    }


def _row_told(
    one: StateRow, missing: Theirs | None, differing: Differing | None, forms: dict[str, OfficeForm]
) -> dict[str, Any]:
    facts = [(FACTS[name], shown(name, str(one.facts[name]))) for name in FACTS if one.facts.get(name)]
    differs = differing.facts if differing else []
    return {
        "row": one,
        "case": differing.case if differing else None,
        "facts": facts,
        "faults": [*map(said, one.faults)],
        "differs": [(FACTS[name], shown(name, theirs), shown(name, ours)) for name, theirs, ours in differs],
        "reason": (missing.reason if missing else None) or (differing.reason if differing else None),
        **{f"{name}_form": form for name, form in forms.items()},
    }


@page(*CLERKS)
def extra(request: OfficeRequest, day: str, case_id: UUID) -> HttpResponse:
    """A case of ours that their files do not name: what to type there, or why it stays as it is."""
    found = days.day_of(request.viewer, _day_or_404(day))
    here = reverse("registry:state-day", args=[day])
    one = next((each for each in found.extra if each.case.pk == case_id), None)
    if one is None:
        queries.case(request.viewer, case_id)  # 404 for what is not the viewer's
        return redirect(here)
    form = LeaveForm(request.POST or None)

    def do() -> tuple[str, str]:
        reason = form.cleaned_data["reason"]
        actions.leave_as_is(request.viewer, day=found.day, subject=one.case, reason=reason)
        return here, _("It is left as it is, with the reason.")

    answered = do_form(request, form, do)
    telling = to_enter(one.case, list(one.case.parties.order_by("id")))
    context = {"one": one, "case": one.case, "day": found.day, "form": form, "telling": telling}
    return answered or show(request, "registry/state_extra.html", context, bad=bool(form.errors))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day_or_404(text: str) -> date:
    found = _day(text)
    if found is None:
        raise Http404
    return found
