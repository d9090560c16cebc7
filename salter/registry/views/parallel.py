"""Two books side by side: which days are compared, what differs, and the end of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.documents.sending import send
from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions
from salter.registry.forms.parallel import BeginParallelForm, CompareDayForm, EndParallelForm, LookAtSheetForm
from salter.registry.models import DaySheet
from salter.registry.parallel import queries
from salter.registry.views.common import do_form, show
from salter.ui.formats import format_date
from salter.ui.forms import parse_date

FACTS: dict[str, str | Promise] = {
    "received": _("Received"),
    "subject": _("Subject matter"),
    "sender": _("Sender"),
    "unit": _("Unit"),
    "class": _("Class mark"),
    "count": _("New cases of that day"),
    "first": _("First number"),
    "last": _("Last number"),
}
KINDS: dict[str, str | Promise] = {
    "missing": _("In the old book, not in ours"),
    "extra": _("In ours, not in the old book"),
    "doubled": _("In the old book twice"),
}
LISTED = ("received", "subject", "sender")
SHOWN = 30


@page(*queries.READERS)
def parallel(request: OfficeRequest) -> HttpResponse:
    """The run that is on, or the last one: days that are not compared, and the newest sheet of each that is."""
    viewer = request.viewer
    run = queries.newest(viewer)
    left = queries.not_compared(viewer, run) if run else []
    context = {
        "run": run,
        "running": bool(run and not run.ended_at),
        "left": left[-SHOWN:][::-1],
        "left_count": len(left),
        "sheets": queries.sheets(viewer, run) if run else [],
        "may_begin": viewer.has(*queries.HEADS),
        "may_compare": viewer.has(*queries.COMPARES),
    }
    return show(request, "registry/parallel_run.html", context)


@page(*queries.HEADS)
def begin(request: OfficeRequest) -> HttpResponse:
    """Keep the old book beside ours from a day on."""
    form = BeginParallelForm(request.POST or None, initial={"began_on": clock.today(request.organisation)})

    def do() -> tuple[str, str | Promise]:
        given = form.cleaned_data
        actions.begin_parallel_run(
            request.viewer, old_book=given["old_book"], ground=given["ground"], began_on=given["began_on"]
        )
        return reverse("registry:parallel"), _("Both books are kept from now on. Compare them every day.")

    words = {"title": _("Keep both books for a while"), "button": _("Keep both books")}
    context = {"form": form, **words, "text": _("Every paper is entered in both books until the head ends it.")}
    return do_form(request, form, do) or show(request, "registry/parallel_do.html", context, bad=bool(form.errors))


@page(*queries.COMPARES)
def compare(request: OfficeRequest) -> HttpResponse:
    """Send their day in, as a table or in three figures."""
    sent = request.method == "POST"
    form = CompareDayForm(request.POST, request.FILES) if sent else CompareDayForm(initial={"day": _asked(request)})

    def do() -> tuple[str, str | Promise]:
        sheet = actions.compare_day(request.viewer, day=form.cleaned_data["day"], theirs=form.theirs)
        return reverse("registry:day-sheet", args=[sheet.pk]), ""

    answered = do_form(request, form, do)
    return answered or show(request, "registry/parallel_compare.html", {"form": form}, bad=bool(form.errors))


def _asked(request: OfficeRequest) -> object:
    try:
        return parse_date(request.GET.get("day", ""))
    except ValueError:
        return clock.today(request.organisation)


@page(*queries.READERS)
def day_sheet(request: OfficeRequest, sheet_id: UUID) -> HttpResponse:
    """The sheet of a day: what stands differently, to be printed, and the word of who has looked at it."""
    viewer, sheet = request.viewer, queries.sheet(request.viewer, sheet_id)
    form = LookAtSheetForm(request.POST or None, needed=bool(sheet.differences))

    def do() -> tuple[str, str | Promise]:
        actions.look_at_sheet(viewer, sheet=sheet, remark=form.cleaned_data["remark"])
        return reverse("registry:day-sheet", args=[sheet.pk]), _("Noted, with your name.")

    context = {"sheet": sheet, "form": form, "may_look": viewer.has(*queries.COMPARES) and not sheet.seen_at}
    context |= _told(sheet)
    return do_form(request, form, do) or show(request, "registry/day_sheet.html", context, bad=bool(form.errors))


def _told(sheet: DaySheet) -> dict[str, Any]:
    """What was found, with the words for what is compared."""
    found = sheet.found
    differing = [
        {
            "number": row["ours"]["number"],
            "facts": [(FACTS[name], _said(row["theirs"], name), _said(row["ours"], name)) for name in row["facts"]],
        }
        for row in found.get("differing", [])
    ]
    lists = [
        (
            words,
            [{"number": row["number"], **{name: _said(row, name) for name in LISTED}} for row in found.get(kind, [])],
        )
        for kind, words in KINDS.items()
    ]
    return {
        "lists": [(words, rows) for words, rows in lists if rows],
        "differing": differing,
        "figures": [(FACTS[row["name"]], row["theirs"], row["ours"]) for row in found.get("figures", [])],
        "unreadable": found.get("unreadable", []),
        "other_days": found.get("other_days", 0),
    }


def _listed(row: dict[str, Any]) -> dict[str, str]:
    return {"number": row["number"], **{name: _said(row, name) for name in LISTED}}


def _said(line: dict[str, Any], name: str) -> str:
    """What a book says of a fact, days as people write them."""
    text = str(line["facts"].get(name, ""))
    return format_date(date.fromisoformat(text)) if name == "received" and text else text


@page(*queries.HEADS)
def end(request: OfficeRequest) -> HttpResponse:
    """Only our book is kept from now on."""
    form = EndParallelForm(request.POST or None)
    run = queries.running(request.viewer)
    left = len(queries.not_compared(request.viewer, run)) if run else 0

    def do() -> tuple[str, str | Promise]:
        actions.end_parallel_run(request.viewer, ending=form.cleaned_data["ending"])
        return reverse("registry:parallel"), _("Only our book is kept from now on. The note is kept here.")

    words = {"title": _("Keep only our book"), "button": _("End it with a note")}
    text = _("This cannot be taken back. Days that are not compared: %(days)s; the note says so.") % {"days": left}
    context = {"form": form, **words, "text": text}
    return do_form(request, form, do) or show(request, "registry/parallel_do.html", context, bad=bool(form.errors))


@page(*queries.READERS)
def note(request: OfficeRequest, run_id: UUID) -> HttpResponseBase:
    """The official note with which it ended."""
    run = queries.run(request.viewer, run_id)
    if run.note is None:
        raise Http404
    return send(run.note, download="download" in request.GET)
