"""The page of the head of administration: each count is the list that it leads to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.models import Role
from salter.portal.founding import founder
from salter.registry import actions, desk
from salter.registry.clocks.actions import start
from salter.registry.models import Case, CaseStatus, Clock
from salter.registry.seeing import queries
from tests.registry.scenes import SignIn, act_of, assigned
from tests.registry.test_clocks import older
from tests.registry.test_seeing import due, today
from tests.support.office import Office


def _late(office: Office) -> Case:
    return due(assigned(office), -3)


def _clock(office: Office) -> Case:
    case = older(office, days=9)
    on = timezone.localdate(case.received_at) + timedelta(days=1)
    start(office.viewer(Role.HANDLER), case=case, kind=Clock.CORRECTION_NOTICE, on=on)
    return case


def _waits(office: Office) -> Case:
    case = office.register().case
    Case.objects.filter(pk=case.pk).update(registered_at=clock.now(office.organisation) - timedelta(hours=30))
    return case


SCENES: dict[str, Callable[[Office], Case]] = {
    "unlawful": lambda office: due(assigned(office), 6),
    "silence": _late,
    "clock": _clock,
    "unsigned": lambda office: act_of(office, upto="approved").case,
    "undelivered": lambda office: act_of(office, upto="dispatched").case,
    "waiting": _waits,
}


def test_each_count_is_the_list_that_it_leads_to(office: Office, client_as: SignIn) -> None:
    made = {code: scene(office).number for code, scene in SCENES.items()}
    head = client_as(Role.HEAD_OF_ADMINISTRATION)
    found = queries.concerns(office.viewer(Role.HEAD_OF_ADMINISTRATION))
    shown = head.get(reverse("registry:head"))
    assert {one.code for one in found if not one.count} == {"away"}
    for one, told in zip(found, shown.context["concerns"], strict=True):
        lines, _more = desk.lines_of(office.viewer(Role.HEAD_OF_ADMINISTRATION), one.narrow)
        rows = head.get(told["url"]).context["rows"]
        assert [row.number for row in rows] == [line.number for line in lines]
        assert told["count"] == str(len(rows))
        if one.code in made:
            assert [row.number for row in rows] == [made[one.code]], one.code


def test_a_period_of_ours_that_was_not_ended_is_none_of_a_closed_case(office: Office) -> None:
    case = _clock(office)
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)

    def late() -> list[str]:
        [one] = [one for one in queries.concerns(head) if one.code == "clock"]
        return [line.number for line in desk.lines_of(head, one.narrow)[0]]

    assert late() == [case.number]
    handler = office.viewer(Role.HANDLER)
    status, why = CaseStatus.RESOLVED, "одлучено у систему државе"
    case = actions.change_status(handler, case=case, status=status, reason=why, outcome="granted")
    assert late() == [case.number]  # it may be the period to send an appeal on
    actions.close_case(handler, case=case, class_code=case.class_code, retention=None, note="чека листу")
    assert late() == []


def test_it_says_by_which_article_a_case_becomes_unlawful(office: Office, client_as: SignIn) -> None:
    inside, outside = due(assigned(office), 6), due(assigned(office), 7)
    page = client_as(Role.HEAD_OF_ADMINISTRATION).get(reverse("registry:head")).content.decode()
    assert inside.number in page
    assert outside.number not in page
    assert "чл. 145" in page
    assert page.count("непроверено") >= 1


def test_it_names_who_is_absent_without_a_deputy_and_holds_work(office: Office, client_as: SignIn) -> None:
    assigned(office)
    setting_up = founder(office.organisation)
    for role in (Role.HANDLER, Role.ARCHIVIST):
        organisations.deactivate_staff(setting_up, staff=office.people[role], reason="отишао")
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    assert queries.people_away(head) == [office.people[Role.HANDLER]]
    page = client_as(Role.HEAD_OF_ADMINISTRATION).get(reverse("registry:head")).content.decode()
    assert office.people[Role.HANDLER].name in page
    assert office.people[Role.ARCHIVIST].name not in page


def test_nobody_else_opens_it(office: Office, client_as: SignIn) -> None:
    for role in (Role.HANDLER, Role.UNIT_HEAD, Role.REGISTRY_HEAD, Role.MAYOR):
        assert client_as(role).get(reverse("registry:head")).status_code == 403


def test_the_week_begins_today(office: Office) -> None:
    case = due(assigned(office), 0)
    assert [one.pk for one in queries.unlawful(office.viewer(Role.HEAD_OF_ADMINISTRATION), 40)] == [case.pk]
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=1)):
        assert today(office) > case.due_on  # type: ignore[operator]
        assert queries.unlawful(office.viewer(Role.HEAD_OF_ADMINISTRATION), 40) == []
