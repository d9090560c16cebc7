"""Reading the statements of parties; cases were found visible."""

from __future__ import annotations

from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry import deadlines
from salter.registry.models import Act, Case, CaseParty, PartyRole, PartyStatement, StatementState
from salter.registry.parties.letters import one_each
from salter.registry.parties.services import parties_of
from salter.registry.stating import rules


def of_case(case: Case) -> list[PartyStatement]:
    """The statements of a case, oldest first: one query."""
    rows = case.statements.select_related("party", "act", "submission", "document", "wait")
    return list(rows.defer("act__content", "document__text").order_by("id"))


def those_to_hear(case: Case) -> list[CaseParty]:
    """The parties of a case, each person once; who only sent the paper is none beside those who are."""
    rows = one_each(parties_of(case))
    return [row for row in rows if row.role != PartyRole.SENDER] or rows


def unheard(viewer: Viewer, case: Case) -> list[CaseParty]:
    """The parties of a case that had no say yet: neither spoken, nor called until a day that has passed, nor left out
    with a reason."""
    today = clock.today(viewer.organisation)
    rows = case.statements.values_list("party", "state", "until")
    heard = [party for party, state, until in rows if rules.had_its_say(state, until, today)]
    parties = {row.pk: row for row in those_to_hear(case)}
    return [parties[key] for key in rules.unheard(parties, heard)]


def unheard_before(viewer: Viewer, act: Act, outcome: str = "") -> list[CaseParty]:
    """The parties that had no say before this act, when it decides against a party and the office minds that."""
    if not rules.adverse(act.kind, outcome or act.outcome, act.case.initiative):
        return []
    if not deadlines.settings_of(viewer.organisation).statement_before_adverse:
        return []
    return unheard(viewer, act.case)


def awaited(case: Case, party: CaseParty) -> PartyStatement | None:
    """The call of a party that it has not answered yet, the newest."""
    open_ = (StatementState.CALLED.value, StatementState.MISSED.value)
    return case.statements.filter(party=party, state__in=open_).order_by("-id").first()
