"""A party withdraws its request: a decision to discontinue is drafted when nobody asks any more; signed, it stops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions, moving
from salter.registry.clocks.actions import begin_ex_officio
from salter.registry.models import (
    Act,
    ActKind,
    ActStatus,
    Case,
    CaseStatus,
    Initiative,
    IntakeChannel,
    PartyChange,
    PartyRole,
    Procedure,
    Withdrawal,
)
from salter.registry.parties.changing import Known, join, leave
from salter.registry.parties.undoing import undo_change
from salter.registry.withdrawing.actions import take_back, withdraw_request
from tests.registry.scenes import SignIn, assigned, interrupted
from tests.support.office import Office

HOW = "Допис странке од данас."


def today(office: Office) -> date:
    return clock.today(office.organisation)


def of_two(office: Office) -> Case:
    """A case that two ask for and one opposes."""
    roles = (PartyRole.APPLICANT, PartyRole.APPLICANT, PartyRole.OPPOSING)
    parties = [
        actions.PartyInput(office.party(name), role=role)
        for name, role in zip(("Ана Анић", "Бора Борић", "Вера Верић"), roles, strict=True)
    ]
    intake = actions.Intake(
        subject="Захтев двоје",
        channel=IntakeChannel.COUNTER,
        received_at=clock.now(office.organisation),
        parties=parties,
        documents=[office.document()],
        procedure=Procedure.objects.get(organisation=office.organisation, code="P036"),
    )
    case = actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake).case
    unit, staff = office.units["IV-02"], office.people[Role.HANDLER]
    return actions.assign(office.viewer(Role.REGISTRY_CLERK), case=case, unit=unit, staff=staff)


def withdrawn(office: Office, case: Case, name: str = "", *, whole: bool = True) -> Withdrawal:
    parties = case.parties.order_by("id")
    party = parties.get(name=name) if name else parties[0]
    return withdraw_request(
        office.viewer(Role.HANDLER), case=case, party=party, on=today(office), whole=whole, note=HOW
    )


@pytest.mark.parametrize("rests", [False, True])
def test_the_drafted_decision_stops_the_procedure_when_it_is_signed(office: Office, rests: bool) -> None:
    case = assigned(office)
    if rests:
        case = interrupted(office, case)
    before = case.status
    act = withdrawn(office, case).act
    assert act
    assert (act.kind, act.outcome, act.status) == (ActKind.DECISION, "discontinued", ActStatus.DRAFT)
    for part in ("legal_basis", "disposition", "reasoning", "remedy"):
        assert act.content[part]
    assert case.parties.get().name in act.content["disposition"]
    assert Case.objects.get(pk=case.pk).status == before
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    actions.sign_act(office.viewer(Role.SIGNATORY), act=act)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.outcome) == (CaseStatus.DISCONTINUED, "discontinued")
    assert moving.history(case, "sr")[0].move.act == act
    assert not case.waits.filter(ended_at=None).exists()


def test_the_procedure_goes_on_for_who_still_asks(office: Office) -> None:
    case = of_two(office)
    assert withdrawn(office, case, "Ана Анић").act is None
    last = withdrawn(office, case, "Бора Борић").act
    assert last
    assert "Ана Анић, Бора Борић" in last.content["disposition"]
    assert "Вера Верић" not in last.content["disposition"]


def test_who_left_or_was_entered_by_mistake_asks_no_more(office: Office) -> None:
    case, handler = of_two(office), office.viewer(Role.HANDLER)
    known = Known(today(office), "изјава странке")
    stranger = office.party("Туђа Особа")
    join(handler, case=case, party=stranger, role=PartyRole.APPLICANT, known=known)
    undo_change(handler, change=PartyChange.objects.get(), reason="Погрешно лице.")
    leave(handler, case_party=case.parties.get(name="Бора Борић"), known=known)
    with pytest.raises(ValidationError) as refused:
        withdrawn(office, case, "Бора Борић")
    assert refused.value.code == "party"
    assert withdrawn(office, case, "Ана Анић").act, "nobody asks any more"


def test_a_part_that_is_withdrawn_stops_nothing_and_all_can_follow(office: Office) -> None:
    case = assigned(office)
    assert withdrawn(office, case, whole=False).act is None
    assert withdrawn(office, case).act


def test_what_was_withdrawn_is_taken_back_with_its_draft(office: Office) -> None:
    case, handler = of_two(office), office.viewer(Role.HANDLER)
    first, second = withdrawn(office, case, "Ана Анић"), withdrawn(office, case, "Бора Борић")
    take_back(handler, withdrawal=first, why="Усмено на записник.")
    assert second.act
    second.act.refresh_from_db()
    assert second.act.status == ActStatus.WITHDRAWN
    again = withdrawn(office, case, "Ана Анић").act
    assert again
    assert again.status == ActStatus.DRAFT
    actions.submit_act(handler, act=again)
    with pytest.raises(ValidationError) as refused:
        take_back(handler, withdrawal=second, why="Усмено.")
    assert refused.value.code == "act"
    with pytest.raises(ValidationError) as refused:
        take_back(handler, withdrawal=first, why="Усмено.")
    assert refused.value.code == "known"


def test_what_is_refused(office: Office) -> None:
    case, handler, now = of_two(office), office.viewer(Role.HANDLER), today(office)
    asks, opposes = case.parties.get(name="Ана Анић"), case.parties.get(name="Вера Верић")
    withdrawn(office, case, "Бора Борић")
    gone = case.parties.get(name="Бора Борић")
    said: dict[str, Any] = {"whole": True, "note": HOW}
    deeds: list[tuple[str, Callable[[], object]]] = [
        ("party", lambda: withdraw_request(handler, case=case, party=opposes, on=now, **said)),
        ("known", lambda: withdraw_request(handler, case=case, party=gone, on=now, **said)),
        ("on", lambda: withdraw_request(handler, case=case, party=asks, on=now + timedelta(days=1), **said)),
        ("note", lambda: withdraw_request(handler, case=case, party=asks, on=now, whole=True, note=" ")),
    ]
    for code, deed in deeds:
        with pytest.raises(ValidationError) as refused:
            deed()
        assert refused.value.code == code
    begin_ex_officio(handler, case=case, initiative=Initiative.AGAINST, on=now)
    with pytest.raises(ValidationError) as refused:
        withdraw_request(handler, case=case, party=asks, on=now, **said)
    assert refused.value.code == "initiative"
    for role in (Role.REGISTRY_CLERK, Role.SIGNATORY):
        with pytest.raises(NotAllowed):
            withdraw_request(office.viewer(role), case=case, party=asks, on=now, **said)


def test_the_pages_note_and_take_back(office: Office, client_as: SignIn) -> None:
    case, browser = assigned(office), client_as(Role.HANDLER)
    place, party = reverse("registry:withdrawal", args=[case.pk]), case.parties.get()
    on = f"{today(office):%d.%m.%Y}"
    wrong = browser.post(place, {"party": str(party.pk), "whole": "whole", "on": on, "note": ""})
    assert (wrong.status_code, "Упишите како" in wrong.content.decode()) == (422, True)
    filled = {"party": str(party.pk), "whole": "whole", "on": on, "note": HOW, "form_key": "one"}
    assert [browser.post(place, filled).status_code for _again in range(2)] == [302, 302]
    [act] = Act.objects.filter(case=case)
    page = browser.get(place).content.decode()
    assert HOW in page
    assert reverse("registry:act", args=[case.pk, act.pk]) in page
    back = reverse("registry:withdrawal-back", args=[case.pk, Withdrawal.objects.get().pk])
    assert browser.post(back, {"why": "Усмено.", "form_key": "two"}).status_code == 302
    act.refresh_from_db()
    assert act.status == ActStatus.WITHDRAWN
