"""The one box, and the page of what it finds."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from salter.organisations.pages import OfficeRequest, page
from salter.registry.desk import Narrow
from salter.registry.finding import queries
from salter.registry.finding.words import problem
from salter.registry.models import WordsWalk
from salter.registry.navigation import READERS
from salter.registry.views.common import show
from salter.registry.views.lists import filters_of

FIELDS = ("status", "who", "due")
ALL = Narrow(status="all")


@page(*READERS)
def find(request: OfficeRequest) -> HttpResponse:
    """What the box finds: cases with the found words marked, newest first."""
    typed = request.GET.get("q", "").strip()
    narrow = _narrow(request)
    wrong = problem(typed) if typed else ""
    before, how = queries.mark_of(request.GET.get("before", ""))
    found = None
    if typed and not wrong:
        found = queries.find(request.viewer, typed, narrow, before=before, how=how)
    address = _address(typed, narrow)
    context = {
        "finding": True,
        "typed": typed,
        "problem": wrong,
        "filters": filters_of(narrow),
        "found": found,
        "meant": ", ".join(found.meant) if found else "",
        "next_url": f"{address}&before={found.how}~{found.following}" if found and found.following else "",
        "previous_url": address if before else "",
        "no_number": found is not None and found.how == queries.WORDS and queries.is_number(typed),
        "shown": _shown(found) if found else "",
        "narrowed": narrow != ALL,
        "everywhere": _address(typed, ALL),
        "walk": _walked(queries.still_walking(request.viewer)),
        "unread": queries.unread(request.viewer) if found and not found.hits else 0,
    }
    return show(request, "registry/find.html", context, bad=bool(wrong))


def _narrow(request: OfficeRequest) -> Narrow:
    """The filters of an address; without one, all cases in any state."""
    status, who, due = (request.GET.get(name, "")[:40] for name in FIELDS)
    return Narrow(who or ALL.who, status or ALL.status, due)


def _address(typed: str, narrow: Narrow) -> str:
    fields: dict[str, Any] = {"q": typed, **{name: getattr(narrow, name) for name in FIELDS}}
    return f"{reverse('registry:find')}?{urlencode({name: value for name, value in fields.items() if value})}"


def _shown(found: queries.Found) -> str:
    count = len(found.hits)
    return ngettext("%(count)s case", "%(count)s cases", count) % {"count": count}


def _walked(walk: WordsWalk | None) -> str:
    """How far the words of older cases are known, while they are not yet."""
    if walk is None:
        return ""
    words = _("The words of papers are known for %(passed)s of %(total)s cases, the newest first. The rest follows.")
    return words % {"passed": walk.passed, "total": walk.total}
