"""The start page of the office: what waits for me."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from salter.journal import actions as journal
from salter.journal import queries as journal_queries
from salter.organisations import clock
from salter.organisations import queries as organisation_queries
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import counter, desk
from salter.registry.closing import queries as closings
from salter.registry.desk import Narrow
from salter.registry.dispatching import queries as results
from salter.registry.hearing import queries as hearings
from salter.registry.models import CaseStatus, HearingState
from salter.registry.navigation import APPROVERS, CLERKS, READERS, STAFF, navigation
from salter.registry.obtaining import queries as obtaining
from salter.registry.parallel import queries as parallel
from salter.registry.recusing import queries as recusing
from salter.registry.scans import queries as scans
from salter.registry.shelves import queries as shelves
from salter.registry.views.common import TONES, show
from salter.registry.views.lists import address, counted_views

WAITING = (
    "registry:inbox",
    "registry:my-tasks",
    "registry:incoming",
    "registry:approve",
    "registry:sign",
    "registry:dispatch",
)
HANDLERS = (Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)


@page(*STAFF)
def home(request: OfficeRequest) -> HttpResponse:
    """Counts of what waits, the next 14 working days, the newest cases, and what failed in the background."""
    viewer = request.viewer
    reads = viewer.has(*READERS)
    narrow = Narrow("me" if viewer.has(Role.HANDLER) else "unit" if viewer.has(*APPROVERS) else "all")
    strip = desk.calendar_strip(viewer, narrow) if reads else []
    newest = desk.page_of(viewer, Narrow(status="all"))[:8] if reads else []
    today = clock.today(viewer.organisation)
    soon = hearings.between(viewer, today, today + timedelta(days=6), narrow.who) if reads else []
    context = {
        "reads": reads,
        "hearings": [(row, "") for row in soon if row.state == HearingState.CONVENED][: hearings.SHOWN],
        "waiting": [entry for entry in navigation(viewer) if entry["name"] in WAITING],
        "scans": scans.check_counts(viewer)["mine"],
        "undelivered": results.count(viewer, desk.MANY) if viewer.has(*CLERKS) else 0,
        "retention_open": closings.count_unsettled(viewer),
        "late_loans": shelves.count_late(viewer),
        "recusals": recusing.to_decide(viewer).count() if viewer.has(*recusing.DECIDERS) else 0,
        "views": counted_views(viewer) if reads else [],
        "strip": [
            {"day": day.day, "due": day.due, "url": address(Narrow(narrow.who, due=day.day.isoformat()))}
            for day in strip
        ],
        "supplements": counter.supplements_told(viewer) if viewer.has(*HANDLERS) else [],
        "data": obtaining.counts(viewer) if viewer.has(*HANDLERS) else None,
        "newest": [{"case": case, "tone": TONES[CaseStatus(case.status)]} for case in newest],
        "books_apart": parallel.waiting(viewer) if viewer.has(*parallel.READERS) else None,
        "standing_in": organisation_queries.standing_in(viewer),
        "may_register": viewer.has(*CLERKS),
        "failures": journal_queries.failures(viewer) if viewer.has(Role.ADMINISTRATOR) else [],
        "administrator": viewer.has(Role.ADMINISTRATOR),
    }
    return show(request, "registry/home.html", context)


@require_POST
@page(Role.ADMINISTRATOR)
def retry(request: OfficeRequest, failure_id: UUID) -> HttpResponse:
    """Start a failed background job again."""
    journal.retry_failure(request.viewer, failure_id=failure_id)
    messages.success(request, _("The job is started again. If it succeeds, it leaves this list."))
    return redirect("registry:home")
