"""Pages of the statements of parties before a decision against them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salter.calendars import law
from salter.calendars.law import cited
from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.looks import look_at_case
from salter.registry.models import OPEN, Case, CaseParty, CaseStatus, PartyStatement, StatementManner, StatementState
from salter.registry.stating import actions, queries, rules
from salter.registry.stating.forms import CallForm, LeaveOutForm, StatedForm
from salter.registry.views.acts import act_url
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, do_form, show
from salter.ui.templatetags.salter import language, script

STATE_TONES = {
    StatementState.CALLED: "waiting",
    StatementState.GIVEN: "done",
    StatementState.MISSED: "closed",
    StatementState.LEFT_OUT: "closed",
}


def _at(case: Case) -> str:
    return reverse("registry:statements", args=[case.pk])


@require_GET
@page(*HANDLERS)
def statements(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Each party of a case, and whether it had its say."""
    case = registry.case(request.viewer, case_id)
    look_at_case(request.viewer, case_id)
    rows = queries.of_case(case)
    today = clock.today(request.organisation)
    parties = [
        (party, own := _of(rows, party), any(rules.had_its_say(row.state, row.until, today) for row, _tone in own))
        for party in queries.those_to_hear(case)
    ]
    context = {**_about(case), "parties": parties}
    return show(request, "registry/statements.html", context)


def _of(rows: list[PartyStatement], party: CaseParty) -> list[tuple[PartyStatement, str]]:
    return [(row, STATE_TONES[StatementState(row.state)]) for row in rows if row.party_id == party.pk]


def _about(case: Case) -> dict[str, Any]:
    works = case.status in OPEN and not (case.closed_at or case.cancelled_at)
    article = script(cited(law.STATEMENT_BEFORE_ADVERSE.article, language()))
    return {"case": case, "tone": TONES[CaseStatus(case.status)], "works": works, "article": article}


def _party(request: OfficeRequest, case_id: UUID, party_id: UUID) -> tuple[Case, CaseParty]:
    """Raises Case.DoesNotExist, CaseParty.DoesNotExist."""
    case = registry.case(request.viewer, case_id)
    return case, case.parties.select_related("party").get(pk=party_id)


@page(*HANDLERS)
def call(request: OfficeRequest, case_id: UUID, party_id: UUID) -> HttpResponse:
    """Call a party to state; the letter is drafted."""
    case, party = _party(request, case_id, party_id)
    form = CallForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        given = form.cleaned_data
        row = actions.call_statement(request.viewer, case=case, party=party, about=given["about"], until=given["until"])
        assert row.act
        return act_url(row.act), _("The call is noted and its letter drafted; check it and submit it for approval.")

    words = {"title": _("Call the party to state"), "button": _("Draft the call")}
    return _deed(request, case, party, form, do, **words)


@page(*HANDLERS)
def stated(request: OfficeRequest, case_id: UUID, party_id: UUID) -> HttpResponse:
    """Note what a party stated, called or not."""
    case, party = _party(request, case_id, party_id)
    form = StatedForm(request.POST or None, initial={"on": clock.today(request.organisation)})

    def do() -> tuple[str, str | Promise]:
        given = form.cleaned_data
        manner = StatementManner(given["manner"])
        actions.note_statement(
            request.viewer, case=case, party=party, on=given["on"], said=given["said"], manner=manner,
            called=queries.awaited(case, party),
        )  # fmt: skip
        oral = manner == StatementManner.ORAL
        words = _("The record is made and is among the papers of the case; print it and let the party sign it.")
        return _at(case), words if oral else _("What the party said is noted.")

    words = {"title": _("What the party said"), "button": _("Note it")}
    return _deed(request, case, party, form, do, **words)


@page(*HANDLERS)
def leave_out(request: OfficeRequest, case_id: UUID, party_id: UUID) -> HttpResponse:
    """Say why a party is not called."""
    case, party = _party(request, case_id, party_id)
    form = LeaveOutForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        actions.leave_out(request.viewer, case=case, party=party, why=form.cleaned_data["why"])
        return _at(case), _("It is noted why the party is not called.")

    words = {"title": _("Why the party is not called"), "button": _("Note it")}
    return _deed(request, case, party, form, do, **words)


def _deed(request: OfficeRequest, case: Case, party: CaseParty, form: Any, do: Any, **words: Any) -> HttpResponse:
    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {**_about(case), "party": party, "form": form, **words}
    return show(request, "registry/statement_do.html", context, bad=bool(form.errors))
