"""The list of cases, and assigning many of them at once."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from salter.organisations.absence import away
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, desk, queries, saved_views, steps
from salter.registry.assigning import lacking, unauthorised
from salter.registry.desk import Narrow
from salter.registry.forms import AssignForm, Target
from salter.registry.models import Case, CaseStatus
from salter.registry.navigation import READERS
from salter.registry.seeing import sentences
from salter.registry.views.common import do_form, show

NAMES = ("who", "status", "due", "q")


def usual_views(viewer: Viewer) -> list[tuple[str, Narrow]]:
    """The lists that are always one click away, by role."""
    whose = "all" if viewer.has(Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION) else "unit"
    views = [(_("My desk"), Narrow("me", by_due=True))] if viewer.has(Role.HANDLER, Role.UNIT_HEAD) else []
    views += [(_("Late"), Narrow(whose, due="late", by_due=True))]
    views += [(label, Narrow(whose, status, by_due=True)) for status, label in told().items()]
    views += [(_("Wait for signature"), Narrow("all", status="signature"))]
    if steps.assigns(viewer):
        views += [(_("Not assigned"), Narrow("nobody"))]
    return [*views, (_("All open"), Narrow())]


def told() -> dict[str, str]:
    """The sentences that are among the usual lists as long as they have a case."""
    return {
        sentences.UNDELIVERED: _("Signed, not delivered"),
        sentences.SILENCE: _("Silence may be appealed now"),
        sentences.SILENCE_SOON: _("Silence within 15 days"),
    }


def address(narrow: Narrow, to: str = "registry:cases", **more: str) -> str:
    """The address of a list, or of another page about it."""
    fields = {name: value for name, value in asdict(narrow).items() if name in NAMES and value}
    sort = {"sort": "due"} if narrow.by_due else {}
    return f"{reverse(to)}?{urlencode({**fields, **sort, **more})}"


def read(request: OfficeRequest) -> Narrow:
    """The sentence of an address; without one, the viewer's first saved view."""
    given = request.GET
    if not any(name in given for name in (*NAMES, "sort")):
        return usual_views(request.viewer)[0][1]
    narrow = {name: given[name][:200] for name in NAMES if name in given}
    return Narrow(**narrow, by_due=given.get("sort") == "due")


def saveable(narrow: Narrow) -> Narrow:
    """The sentence with what stands in no field of it left out: an address can carry anything."""
    known = {
        part["name"]: {option["value"] for option in part["options"]} for part in filters_of(replace(narrow, due=""))
    }
    due = narrow.due if narrow.due in known["due"] or desk.is_day(narrow.due) else ""
    return replace(
        narrow,
        who=narrow.who if narrow.who in known["who"] else "all",
        status=narrow.status if narrow.status in known["status"] else "open",
        due=due,
        q=narrow.q.strip(),
    )


def in_words(narrow: Narrow) -> str:
    """The sentence as people read it above the list."""
    parts = [part for part in filters_of(narrow) if part["value"]]
    said = [f"{part['label']} {_chosen(part)}" for part in parts]
    said += [_("“%(words)s”") % {"words": narrow.q}] if narrow.q else []
    return ", ".join([*said, *([_("most urgent first")] if narrow.by_due else [])])


def _chosen(part: dict[str, Any]) -> str:
    return next((str(option["label"]) for option in part["options"] if option["value"] == part["value"]), part["value"])


@page(*READERS)
def cases(request: OfficeRequest) -> HttpResponse:
    """The list of cases."""
    viewer, narrow = request.viewer, read(request)
    before = request.GET.get("before", "")
    rows, following = desk.lines_of(viewer, narrow, before)
    widened = bool(narrow.q and not rows and not before)
    if widened:  # who looks for a case wants it wherever it is
        narrow = Narrow(status="all", q=narrow.q)
        rows, following = desk.lines_of(viewer, narrow)
    may_assign = steps.assigns(viewer)
    context = {
        "rows": rows,
        "tabs": counted_views(viewer, narrow),
        "filters": filters_of(narrow),
        "narrow": narrow,
        "keep": [{"name": "sort", "value": "due"}] if narrow.by_due else [],
        "next_url": address(narrow, before=following) if following else "",
        "previous_url": address(narrow) if before else "",
        "shown": ngettext("%(count)s case", "%(count)s cases", len(rows)) % {"count": len(rows)},
        "may_assign": may_assign,
        "may_register": viewer.has(*steps.CLERKS),
        "searched": bool(narrow.q),
        "widened": widened and bool(rows),
        "more": _more(viewer, narrow),
        "extra_keys": [{"key": "x", "label": _("tick the row")}, {"key": "v", "label": _("keep this list")}],
    }
    return show(request, "registry/cases.html", context)


def _more(viewer: Viewer, narrow: Narrow) -> list[dict[str, str]]:
    found = [
        {"label": _("Keep this list"), "url": address(narrow, to="registry:saved-view-new"), "key": "v"},
        {"label": _("Saved views"), "url": reverse("registry:saved-views")},
    ]
    if viewer.has(*queries.KEEPERS):
        found += [{"label": _("Cases with restricted access"), "url": reverse("registry:restricted")}]
    return found


def counted_views(viewer: Viewer, narrow: Narrow | None = None) -> list[dict[str, Any]]:
    """The saved views with how many cases each has, `1000+` beyond what is counted; `narrow` is the one on show.

    Of what law sets apart only what has a case: an office that is in time reads nothing of silence.
    """
    usual = usual_views(viewer)
    views = [*usual, *saved_views.named(viewer)]
    counted = [view for _label, view in views if not view.q]
    counts = dict(zip(counted, desk.counts(viewer, counted), strict=True))
    told_of = told()
    shown = [pair for pair in usual if pair[1].status not in told_of or counts[pair[1]] or pair[1] == narrow]
    return [
        {"label": label, "url": address(view), "current": view == narrow, "count": _count(counts.get(view))}
        for label, view in [*shown, *views[len(usual) :]]
    ]


def _count(count: int | None) -> str | None:
    """Cases of a search are not counted."""
    return None if count is None else f"{count}+" if count >= desk.MANY else str(count)


def filters_of(narrow: Narrow) -> list[dict[str, Any]]:
    """The sentence with its choices, as `ui/components/filters.html` takes it."""
    who = [("all", _("anybody")), ("me", _("me")), ("unit", _("my unit")), ("nobody", _("nobody yet"))]
    who += [(sentences.WAITING, _("nobody for over a day")), (sentences.AWAY, _("somebody absent without a deputy"))]
    states = [("open", _("open")), ("all", _("in any state")), ("signature", _("waiting for signature"))]
    states += [
        (sentences.UNDELIVERED, _("signed, not delivered")),
        (sentences.SILENCE, _("silent, to be appealed now")),
    ]
    states += [(sentences.SILENCE_SOON, _("silent within 15 days")), (sentences.EXTENDED, _("extended"))]
    states += [(sentences.AGAINST, _("begun ex officio against a party"))]
    states += [(sentences.CLOCK, _("with another period of ours that ends within a week"))]
    states += [(value, str(label)) for value, label in CaseStatus.choices]
    due = [("", _("any day")), ("late", _("a day that is past")), ("0", _("today")), ("3", _("within 3 days"))]
    due += [("week", _("today or on the next 6 days"))]
    due += [("7", _("within 7 days")), ("15", _("within 15 days")), ("30", _("within 30 days"))]
    if narrow.due not in dict(due):
        due.append((narrow.due, narrow.due))
    return [
        _part(_("cases that are"), "status", narrow.status, states),
        _part(_("handled by"), "who", narrow.who, who),
        _part(_("and due on"), "due", narrow.due, due),
    ]


def _part(label: str, name: str, value: str, options: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "label": label,
        "name": name,
        "value": value,
        "options": [{"value": option, "label": words} for option, words in options],
    }


@page(*steps.ASSIGNERS)
def assign_many(request: OfficeRequest) -> HttpResponse:
    """Show what assigning the ticked cases will do; a POST does it."""
    viewer = request.viewer
    sent = request.POST if request.method == "POST" else request.GET
    chosen = desk.chosen(viewer, sent.getlist("case"))
    form = AssignForm(
        sent if "to" in sent else None,
        units=queries.units(viewer),
        staff=queries.staff(viewer),
        away=away(request.organisation),
        asks=False,  # the preview says it before
    )
    target = form.target() if form.is_bound and form.is_valid() else None
    rows = [(case, _effect(case, target)) for case in chosen]
    moving = [case for case, effect in rows if effect["moves"]]

    def do() -> tuple[str, str]:
        assert target is not None
        for case in moving:
            _assign(viewer, case, target, form.cleaned_data["note"])
        said = ngettext(
            "%(count)s case assigned to %(target)s.", "%(count)s cases assigned to %(target)s.", len(moving)
        )
        return reverse("registry:cases"), said % {"count": len(moving), "target": target}

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"rows": rows, "form": form, "target": target, "moving": len(moving), "chosen": chosen}
    context |= _warnings(request, form, target, moving)
    return show(
        request, "registry/assign_many.html", context, bad=request.method == "POST" or (form.is_bound and not target)
    )


def _warnings(request: OfficeRequest, form: AssignForm, target: Target | None, moving: list[Case]) -> dict[str, Any]:
    """What one should know before: that the person is away and who stands in, or is not authorised."""
    if target is None or target.staff is None:
        return {}
    about = form.asked_about(target)
    missing = unauthorised(request.organisation, target.staff, moving)
    deputies = [one for one in about.deputies if f"staff:{one.pk}" in form.targets] if about else []
    return {"away": about, "deputies": deputies, "lacking": lacking(target.staff, missing)}


def _assign(viewer: Viewer, case: Case, target: Target, note: str) -> None:
    try:
        actions.assign(viewer, case=case, unit=target.unit, staff=target.staff, note=note)
    except ValidationError as error:
        words = {"number": case.number, "reason": " ".join(error.messages)}
        raise ValidationError(_("%(number)s: %(reason)s Nothing was assigned.") % words) from error


def _effect(case: Case, target: Target | None) -> dict[str, Any]:
    """What assigning will do to a case, in words."""
    if case.cancelled_at or case.closed_at or case.status == CaseStatus.ARCHIVED:
        return {"moves": False, "words": _("stays: it is closed or cancelled")}
    if target is None:
        return {"moves": True, "words": ""}
    if (case.unit_id, case.handler_id) == (target.unit.pk, target.staff.pk if target.staff else None):
        return {"moves": False, "words": _("stays: it is there already")}
    begins = target.staff and case.status == CaseStatus.FORMED
    return {"moves": True, "words": _("goes over and is then in progress") if begins else _("goes over")}
