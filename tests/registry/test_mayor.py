"""The mayor's page: counted by the day of notification, over all cases, telling of nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from salter.mailbox.models import Channel, Medium
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.models import ActKind, Case
from salter.registry.seeing import mayor
from salter.registry.seeing.charts import WIDTH, bar
from tests.registry.scenes import SignIn, act_of, assigned
from tests.registry.test_seeing import due, today
from tests.support.office import Office
from tests.support.scene import citizen, registered


def _issued(office: Office, days: int, over: int) -> Case:
    """A case that took so many days until its party was notified today, so many after its legal date."""
    case = assigned(office)
    received = office.ago(days=days)
    Case.objects.filter(pk=case.pk).update(
        received_at=received,
        notified_on=today(office),
        due_on=today(office) - timedelta(days=over),
        status="resolved",
        resolved_at=received,
    )
    return case


def test_numbers_are_those_of_the_day_of_notification(office: Office) -> None:
    due(assigned(office), -1)
    due(assigned(office), 30)
    for days, over in ((10, -5), (20, 0), (40, 1)):
        _issued(office, days, over)
    found = mayor.standing(office.viewer(Role.MAYOR))
    assert (found.open, found.late, found.in_time, found.days) == (2, 1, 67, 20)
    assert found.received == 4
    assert (found.months[-1].in_time, found.months[-1].late) == (2, 1)
    assert [month.total for month in found.months[:-1]] == [0] * 11
    assert found.risk is not None
    assert (found.risk.unit, found.risk.cases) == (office.units["IV-02"], 1)


def test_what_is_signed_and_not_delivered_is_open(office: Office) -> None:
    act_of(office, upto="dispatched")
    found = mayor.standing(office.viewer(Role.MAYOR))
    assert (found.open, found.in_time, found.days, found.risk) == (1, None, None, None)


def test_a_letter_by_post_to_who_has_a_mailbox_could_be_saved(office: Office) -> None:
    for medium in (Medium.POST, Medium.MAILBOX):
        case = registered(office, "Захтев", citizen(office)).case
        act = actions.draft_act(
            office.viewer(Role.HANDLER),
            case=case,
            kind=ActKind.NOTICE,
            title="Обавештење",
            content={"text": "Обавештење."},
        )
        for step, role in (("submit_act", Role.HANDLER), ("approve_act", Role.UNIT_HEAD), ("sign_act", Role.SIGNATORY)):
            act = getattr(actions, step)(office.viewer(role), act=act)
        channel = Channel.objects.get(organisation=office.organisation, medium=medium)
        actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=act, channel=channel)
    saving = mayor.standing(office.viewer(Role.MAYOR)).saving
    assert (saving.without_paper, saving.avoidable) == (1, 1)


@pytest.mark.parametrize(
    ("day", "first"), [((2026, 11, 26), (2025, 12, 1)), ((2026, 12, 31), (2026, 1, 1)), ((2027, 1, 1), (2026, 2, 1))]
)
def test_twelve_months_end_with_the_running_one(day: tuple[int, int, int], first: tuple[int, int, int]) -> None:
    assert mayor.first_month(date(*day)) == date(*first)


def test_the_page_has_a_chart_and_its_table_and_opens_no_case(office: Office, client_as: SignIn) -> None:
    case = _issued(office, 10, -5)
    page = client_as(Role.MAYOR).get(reverse("registry:mayor")).content.decode()
    assert page.count('<svg width="180"') == mayor.MONTHS
    assert "<dd>10</dd>" in page
    assert f"{timezone.localdate(case.received_at).year}" in page
    assert case.number not in page
    assert reverse("registry:case", args=[case.pk]) not in page
    with pytest.raises(NotAllowed):
        mayor.standing(office.viewer(Role.HANDLER))


@pytest.mark.parametrize(
    ("lower", "upper", "most", "full", "hatched"),
    [(0, 0, 0, 0, False), (4, 0, 4, WIDTH, False), (1, 3, 4, WIDTH / 4, True), (0, 2, 4, 0, True)],
)
def test_a_bar_is_as_long_as_its_number_and_hatched_where_it_is_late(
    lower: int, upper: int, most: int, full: float, hatched: bool
) -> None:
    drawn = bar(lower, upper, most)
    assert f'<rect width="{full:.1f}"' in drawn
    assert ("<path" in drawn) == hatched
    assert "nan" not in drawn.lower()


def test_a_decision_of_the_same_day_took_no_days(office: Office, client_as: SignIn) -> None:
    _issued(office, 0, -5)
    page = client_as(Role.MAYOR).get(reverse("registry:mayor")).content.decode()
    assert "<dd>0</dd>" in page
