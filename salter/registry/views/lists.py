"""The list of cases."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import desk, queries, saved_views, steps
from salter.registry.desk import Narrow
from salter.registry.models import CaseStatus
from salter.registry.navigation import READERS
from salter.registry.seeing import sentences
from salter.registry.views.common import show

NAMES = ("who", "status", "due", "q")
TICKLED = (Role.HANDLER, Role.UNIT_HEAD)


def usual_views(viewer: Viewer) -> list[tuple[str, Narrow]]:
    """The lists that are always one click away, by role."""
    whose = "all" if viewer.has(Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION) else "unit"
    views = [(_("My desk"), Narrow("me", by_due=True))] if viewer.has(Role.HANDLER, Role.UNIT_HEAD) else []
    views += [(_("Late"), Narrow(whose, due="late", by_due=True))]
    if viewer.stand_ins:
        views.insert(1, (_("In the place of others"), Narrow(sentences.STANDS_IN, by_due=True)))
    views += [(label, Narrow(whose, status, by_due=True)) for status, label in told().items()]
    views += [(_("Ticklers of today"), Narrow(_own(viewer), status="tickler"))] if viewer.has(*TICKLED) else []
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


def _own(viewer: Viewer) -> str:
    """Whose ticklers come first: one's own, for a head those of the unit."""
    return "unit" if viewer.has(Role.UNIT_HEAD) else "me"


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
        "whole_url": address(narrow, to="registry:assign-many", whole="1") if may_assign else "",
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
    if steps.assigns(viewer):
        found += [{"label": _("How much work everybody has"), "url": reverse("registry:load")}]
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
    who += [(sentences.STANDS_IN, _("somebody I stand in for"))]
    states = [("open", _("open")), ("all", _("in any state")), ("signature", _("waiting for signature"))]
    states += [
        (sentences.UNDELIVERED, _("signed, not delivered")),
        (sentences.SILENCE, _("silent, to be appealed now")),
    ]
    states += [(sentences.SILENCE_SOON, _("silent within 15 days")), (sentences.EXTENDED, _("extended"))]
    states += [(sentences.AGAINST, _("begun ex officio against a party"))]
    states += [(sentences.CLOCK, _("with another period of ours that ends within a week"))]
    states += [("tickler", _("with a tickler whose day has come"))]
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
