"""Pages of hearings: those of some days, those of a case, convening, summoning, moving, calling off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salter.calendars import law
from salter.calendars.law import cited
from salter.organisations import clock
from salter.organisations.acting import find
from salter.organisations.models import Duty
from salter.organisations.pages import OfficeRequest, page
from salter.registry import deadlines
from salter.registry import queries as registry
from salter.registry.actions.cases import handled_by
from salter.registry.forms import OfficeForm
from salter.registry.hearing import actions, queries
from salter.registry.hearing.forms import ConveneForm, PostponeForm, SlotForm, SummonForm, WhyForm
from salter.registry.hearing.rules import Summoned
from salter.registry.looks import look_at_case
from salter.registry.models import Case, CaseStatus, Hearing, HearingOutcome, HearingState
from salter.registry.navigation import READERS
from salter.registry.parties.services import present_parties
from salter.registry.recusing.queries import who_can
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, do_form, show
from salter.ui.templatetags.salter import language, script

STATES = {
    HearingState.CONVENED: "active",
    HearingState.HELD: "done",
    HearingState.POSTPONED: "closed",
    HearingState.CALLED_OFF: "closed",
}
SUMMONED = {
    Summoned.NOT_SENT: "action",
    Summoned.ON_THE_WAY: "waiting",
    Summoned.SERVED: "done",
    Summoned.SHORT: "action",
}
WHOSE = ("me", "unit", "all")


def hearing_url(row: Hearing) -> str:
    """The page of a hearing."""
    return reverse("registry:hearing", args=[row.case_id, row.pk])


def in_words(state: Summoned) -> str:
    """How a summons stands."""
    return {
        Summoned.NOT_SENT: _("not sent yet"),
        Summoned.ON_THE_WAY: _("sent, service not entered"),
        Summoned.SERVED: _("served in time"),
        Summoned.SHORT: _("served too late"),
    }[state]


@require_GET
@page(*READERS)
def week(request: OfficeRequest) -> HttpResponse:
    """The hearings of a week: mine, of my unit, or all that the viewer may see."""
    today = clock.today(request.organisation)
    first = _monday(request.GET.get("from", ""), today)
    usual = "me" if request.viewer.has(HANDLERS[0]) else "unit" if request.viewer.has(*HANDLERS) else "all"
    who = request.GET.get("who", usual) if request.GET.get("who", usual) in WHOSE else usual
    rows = list(queries.between(request.viewer, first, first + timedelta(days=6), who))
    days: dict[date, list[tuple[Hearing, str]]] = {}
    for row in rows:
        days.setdefault(timezone.localdate(row.starts_at), []).append((row, STATES[HearingState(row.state)]))
    context = {
        "first": first,
        "last": first + timedelta(days=6),
        "before": (first - timedelta(days=7)).isoformat(),
        "after": (first + timedelta(days=7)).isoformat(),
        "who": who,
        "whose": [("me", _("mine")), ("unit", _("of my unit")), ("all", _("all"))],
        "days": sorted(days.items()),
    }
    return show(request, "registry/hearings_week.html", context)


def _monday(text: str, today: date) -> date:
    """The Monday of the week of a day in the address, else of today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    day = day if 2000 <= day.year <= 2098 else today
    return day - timedelta(days=day.weekday())


def about(request: OfficeRequest, case: Case) -> dict[str, Any]:
    """What every page of hearings of a case shows beside it, and whether the viewer may do something there."""
    over = bool(case.cancelled_at or case.closed_at) or case.status == CaseStatus.ARCHIVED
    handles = not over and request.viewer.staff is not None
    may = handles and find(request.viewer, Duty.HANDLE, handled_by(case)) is not None
    days = deadlines.settings_of(request.organisation).hearing_notice_days
    return {
        "case": case,
        "tone": TONES[CaseStatus(case.status)],
        "may": may,
        "convenes": may and case.status == CaseStatus.IN_PROGRESS,
        "days": days,
        "article": script(cited(law.HEARING_NOTICE.article, language())),
    }


@require_GET
@page(*READERS)
def hearings(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """The hearings of a case."""
    case = registry.case(request.viewer, case_id)
    look_at_case(request.viewer, case_id)
    rows = [(row, STATES[HearingState(row.state)]) for row in queries.of_case(case)]
    return show(request, "registry/hearings.html", {**about(request, case), "rows": rows})


@require_GET
@page(*READERS)
def hearing(request: OfficeRequest, case_id: UUID, hearing_id: UUID) -> HttpResponse:
    """One hearing: who is summoned and how that stands, what can be done, the record."""
    row = queries.hearing(request.viewer, case_id, hearing_id)
    look_at_case(request.viewer, case_id)
    people = queries.invited(row)
    waits = [one for one in people if one.person.came == "present" and not one.person.signed]
    context = {
        **about(request, row.case),
        "hearing": row,
        "state_tone": STATES[HearingState(row.state)],
        "people": [(one, SUMMONED[one.state], in_words(one.state)) for one in people],
        "not_summoned": queries.not_summoned(row) if row.state == HearingState.CONVENED else [],
        "next": row.followed_by.order_by("-id").first(),
        "over": row.ends_at <= clock.now(request.organisation),
        "unsigned": waits if row.state == HearingState.HELD else [],
        "goes_on": row.outcome == HearingOutcome.CONTINUES,
    }
    return show(request, "registry/hearing.html", context)


@page(*HANDLERS)
def convene(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Convene a hearing."""
    return _convene(request, registry.case(request.viewer, case_id), None)


@page(*HANDLERS)
def go_on(request: OfficeRequest, case_id: UUID, hearing_id: UUID) -> HttpResponse:
    """Convene the hearing that continues one."""
    row = queries.hearing(request.viewer, case_id, hearing_id)
    return _convene(request, row.case, row)


def _convene(request: OfficeRequest, case: Case, continues: Hearing | None) -> HttpResponse:
    initial: dict[str, Any] = {"official": str(case.handler_id or "")}
    if continues:
        initial = _as_in(continues) | {"about": continues.about}
    form = ConveneForm(
        request.POST or None,
        staff=who_can(request.viewer, case),
        parties=present_parties(case),
        initial=initial,
    )

    def do() -> tuple[str, str | Promise]:
        made = actions.convene(
            request.viewer,
            case=case,
            slot=form.slot(),
            about=form.cleaned_data["about"],
            parties=form.chosen(),
            continues=continues,
        )
        return hearing_url(made), _("The hearing is convened and the summonses are drafted; submit them for approval.")

    words = {"title": _("Convene a hearing"), "button": _("Convene it")}
    return _timed(request, case, form, do, _("Convene it all the same"), None, **words)


def _as_in(row: Hearing) -> dict[str, Any]:
    """A form of a time begins with the place and the official that a hearing had."""
    minutes = int((row.ends_at - row.starts_at).total_seconds() // 60)
    return {"official": str(row.official_id), "place": row.place, "minutes": minutes}


@page(*HANDLERS)
def postpone(request: OfficeRequest, case_id: UUID, hearing_id: UUID) -> HttpResponse:
    """Move a hearing to another time."""
    row = queries.hearing(request.viewer, case_id, hearing_id)
    form = PostponeForm(request.POST or None, staff=who_can(request.viewer, row.case), initial=_as_in(row))

    def do() -> tuple[str, str | Promise]:
        made = actions.postpone(request.viewer, hearing=row, slot=form.slot(), why=form.cleaned_data["why"])
        return hearing_url(made), _("The hearing is postponed and everybody is summoned anew; submit the summonses.")

    words = {"title": _("Postpone the hearing"), "button": _("Postpone it")}
    return _timed(request, row.case, form, do, _("Postpone it all the same"), row, **words)


Do = Callable[[], tuple[str, str | Promise]]


def _timed(
    request: OfficeRequest, case: Case, form: SlotForm, do: Do, anyway: str, apart_from: Hearing | None, **words: Any
) -> HttpResponse:
    """A form of a time: what warns is said before it is done."""
    if request.method == "POST" and form.is_valid():
        form.asks(queries.warnings(request.viewer, form.slot(), apart_from), anyway)
    back = hearing_url(apart_from) if apart_from else ""
    return deed_page(request, case, form, do, back, **words)


@page(*HANDLERS)
def summon(request: OfficeRequest, case_id: UUID, hearing_id: UUID) -> HttpResponse:
    """Summon one more: a party, a witness, an expert, an interpreter, another body."""
    row = queries.hearing(request.viewer, case_id, hearing_id)
    parties = row.case.parties.select_related("party").filter(pk__in=[one.pk for one in queries.not_summoned(row)])
    form = SummonForm(request.POST or None, parties=parties.order_by("id"))

    def do() -> tuple[str, str | Promise]:
        made = actions.summon_also(request.viewer, hearing=row, **form.given(request.viewer))
        return hearing_url(row), _("%(name)s is summoned; submit the summons for approval.") % {"name": made.name}

    words = {"title": _("Summon somebody else"), "button": _("Draft the summons")}
    return deed_page(request, row.case, form, do, hearing_url(row), **words)


@page(*HANDLERS)
def release(request: OfficeRequest, case_id: UUID, hearing_id: UUID, person_id: UUID) -> HttpResponse:
    """Somebody need not come after all."""
    person = queries.person(request.viewer, case_id, hearing_id, person_id)
    row = person.hearing
    form = WhyForm(request.POST or None, label=_("Why the person need not come"))

    def do() -> tuple[str, str | Promise]:
        actions.release(request.viewer, person=person, why=form.cleaned_data["why"])
        return hearing_url(row), _("%(name)s need not come.") % {"name": person.name}

    words = {"title": _("Not summoned any more"), "button": _("Note it"), "text": person.name}
    return deed_page(request, row.case, form, do, hearing_url(row), **words)


@page(*HANDLERS)
def call_off(request: OfficeRequest, case_id: UUID, hearing_id: UUID) -> HttpResponse:
    """Call a hearing off."""
    row = queries.hearing(request.viewer, case_id, hearing_id)
    form = WhyForm(request.POST or None, label=_("Why the hearing is called off"))

    def do() -> tuple[str, str | Promise]:
        actions.call_off(request.viewer, hearing=row, why=form.cleaned_data["why"])
        return hearing_url(row), _("The hearing is called off. Letters to who has a summons are drafted; submit them.")

    words = {"title": _("Call the hearing off"), "button": _("Call it off"), "dangerous": True}
    return deed_page(request, row.case, form, do, hearing_url(row), **words)


def deed_page(
    request: OfficeRequest, case: Case, form: OfficeForm, do: Do, back: str = "", **words: Any
) -> HttpResponse:
    """The page of one deed at a hearing."""
    answered = do_form(request, form, do)
    if answered:
        return answered
    leave = back or reverse("registry:hearings", args=[case.pk])
    context = {**about(request, case), "form": form, "leave": leave, **words}
    return show(request, "registry/hearing_do.html", context, bad=bool(form.errors))
