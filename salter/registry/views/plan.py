"""The classification plan in its editions, with the retention of each class."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.organisations.access import Viewer
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions
from salter.registry import plan as queries
from salter.registry.actions.catalogue import CHANGES
from salter.registry.carrying import state
from salter.registry.carrying.columns import CLASSES, RETENTION, Kind
from salter.registry.forms import OfficeForm
from salter.registry.forms.catalogue import RowForm
from salter.registry.views.common import do_form, show
from salter.ui.templatetags.salter import script


@page(*queries.READERS)
def plan(request: OfficeRequest) -> HttpResponse:
    """One edition of the plan, whole or one main group, and the retention schedule beside it."""
    viewer = request.viewer
    editions = queries.editions(viewer)
    wanted = request.GET.get("edition", "") or next((one.code for one in editions if one.used), "")
    shown = next((one for one in editions if one.code == wanted), None)
    if request.GET.get("edition") and shown is None:
        raise Http404
    group = request.GET.get("group", "")[:3]
    schedule = queries.schedule(viewer, group)
    marks = list(queries.class_marks(viewer, wanted, group))
    listed = {mark.code for mark in marks}
    context = {
        "editions": editions,
        "shown": shown,
        "group": group,
        "groups": _groups(viewer, wanted),
        "marks": [(mark, schedule.get(mark.code, ())) for mark in marks],
        "elsewhere": [(code, rules) for code, rules in schedule.items() if code not in listed],
        "changes": viewer.has(*CHANGES),
    }
    return show(request, "registry/plan.html", context)


def _groups(viewer: Viewer, edition: str) -> list[dict[str, str]]:
    """The main groups of an edition to choose from, by their names where it has them."""
    names = {mark.code: script(mark.name) for mark in queries.class_marks(viewer, edition).filter(level=1)}
    every = {"value": "", "label": _("all")}
    return [every, *({"value": digit, "label": f"{digit} {names.get(digit, '')}"[:60]} for digit in "0123456789")]


@page(*CHANGES)
def edition(request: OfficeRequest) -> HttpResponse:
    """Take an edition into use, or out of it."""
    code = request.POST.get("edition", "") or request.GET.get("edition", "")
    found = next((one for one in queries.editions(request.viewer) if one.code == code), None)
    if found is None:
        raise Http404
    form = OfficeForm(request.POST or None)

    def do() -> tuple[str, str]:
        count = actions.set_edition(request.viewer, edition=found.code, in_use=not found.used)
        here = f"{reverse('registry:plan')}?edition={found.code}"
        return here, _("Done: %(count)s class marks.") % {"count": count}

    answered = do_form(request, form, do)
    return answered or show(
        request, "registry/plan_edition.html", {"form": form, "edition": found}, bad=bool(form.errors)
    )


@page(*CHANGES)
def new_class(request: OfficeRequest) -> HttpResponse:
    """A class mark that the plan does not have yet."""
    return _written(request, CLASSES, None)


@page(*CHANGES)
def change_class(request: OfficeRequest, mark_id: UUID) -> HttpResponse:
    """Change a class mark."""
    return _written(request, CLASSES, state.class_cells(queries.class_mark(request.viewer, mark_id)))


@page(*CHANGES)
def new_rule(request: OfficeRequest) -> HttpResponse:
    """A row that the retention schedule does not have yet."""
    return _written(request, RETENTION, None)


@page(*CHANGES)
def change_rule(request: OfficeRequest, rule_id: UUID) -> HttpResponse:
    """Change a row of the retention schedule."""
    return _written(request, RETENTION, state.retention_cells(queries.retention_rule(request.viewer, rule_id)))


def _written(request: OfficeRequest, kind: Kind, row: state.Cells | None) -> HttpResponse:
    form = RowForm(request.POST or None, kind=kind, row=row)

    def do() -> tuple[str, str]:
        done = actions.write_row(request.viewer, kind=kind, given=form.given())
        code = done.cells["code" if kind is CLASSES else "class_code"]
        edition = f"&edition={done.cells['edition']}" if kind is CLASSES else ""
        return f"{reverse('registry:plan')}?group={code[:1]}{edition}", _("Written.")

    answered = do_form(request, form, do)
    key = [(str(kind.column(name).label), kind.column(name).say(row[name])) for name in kind.key] if row else []
    context = {"form": form, "kind": kind, "key": key}
    return answered or show(request, "registry/plan_row.html", context, bad=bool(form.errors))
