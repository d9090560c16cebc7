"""The head of a unit gives work by keyboard alone, on a Cyrillic keyboard and on a Latin one.

What has come to the unit is confirmed in the delivery book; the load is looked at, and the look is written down; cases
are ticked and given in bulk, where an absent colleague is told of and the deputy taken instead; one assignment is taken
back; one draft is returned with a comment, another approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from salter.journal.models import Entry
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.models import Role, Staff
from salter.organisations.tenancy import scope
from salter.registry import actions
from salter.registry.models import Act, ActReturn, ActStatus, Case, Handover, HandoverEnd
from tests.registry.scenes import act_of
from tests.support.browser import chromium, site
from tests.support.office import Office, found_office
from tests.support.person import Typist

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("giving-work"),
]
ABSENT, DEPUTY = "Ранка Одсутић", "Вера Заменић"
REMARK = "Наведите по ком основу је такса обрачуната."


@dataclass
class Unit:
    """A unit whose head comes in: three cases nobody has, two drafts to approve."""

    office: Office
    numbers: list[str]
    acts: list[Act]
    session: str


@pytest.fixture
def unit(transactional_db: None) -> Unit:
    """An office in which one handler is away and another stands in."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        absent, deputy = _hired(office, "ranka", ABSENT), _hired(office, "vera", DEPUTY)
        today = clock.today(office.organisation)
        organisations.give_mandate(
            office.viewer(Role.ADMINISTRATOR),
            absent=absent,
            deputy=deputy,
            number="031-7/2026",
            ground="Решење о замени",
            valid_from=today,
            valid_to=today + timedelta(days=6),
        )
        cases = [office.register(f"Захтев {place}").case for place in ("први", "други", "трећи")]
        for case in cases:
            actions.assign(office.viewer(Role.REGISTRY_CLERK), case=case, unit=office.units["IV-02"], staff=None)
        acts = [act_of(office, upto="submitted") for _act in range(2)]
    client = Client()
    client.force_login(office.account(Role.UNIT_HEAD))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Unit(office, [case.number for case in cases], acts, session)


def _hired(office: Office, username: str, name: str) -> Staff:
    """One more handler of the unit."""
    return organisations.add_staff(
        office.viewer(Role.ADMINISTRATOR),
        username=f"vedrovo-{username}",
        name=name,
        unit=office.units["IV-02"],
        title="Саветник",
        roles=[Role.HANDLER],
    )


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_a_head_of_unit_gives_the_work_of_a_day_by_keyboard(unit: Unit, language: str) -> None:
    with site() as address, chromium() as browser:
        head = Typist(browser, address, unit.session, language)
        confirm_what_has_come(head, unit)
        look_at_the_load(head)
        give_in_bulk(head, unit)
        take_one_back(head, unit)
        return_and_approve(head)
    with scope(unit.office.organisation.pk):
        first, second, third = (Case.objects.get(number=number) for number in unit.numbers)
        assert [case.handler and case.handler.name for case in (first, second, third)] == [DEPUTY, None, None]
        ends = Handover.objects.filter(assignment__case__in=[first, second])
        assert sorted(ends.values_list("end", flat=True)) == [
            *[HandoverEnd.CONFIRMED] * 3,  # the last one is the mark of what was confirmed before it was given
            HandoverEnd.UNDONE,
        ]
        assert not Handover.objects.filter(assignment__case=third).exists()
        looked = Entry.objects.get(verb="look.load")
        assert looked.actor == unit.office.account(Role.UNIT_HEAD)
        assert Entry.objects.filter(verb="case.taken-back", case_id=second.pk).count() == 1
        assert ActReturn.objects.get().note == REMARK
        states = {Act.objects.get(pk=act.pk).status for act in unit.acts}
        assert states == {ActStatus.DRAFT, ActStatus.APPROVED}


def confirm_what_has_come(head: Typist, unit: Unit) -> None:
    """Two of three are ticked and confirmed; the book says so."""
    head.open("/office/")
    head.sound("head-today")
    head.room("Handed over")
    expect(head.main.locator("[data-row]")).to_have_count(3)
    head.sound("head-inbox")
    head.key("j", "x", "j", "x")
    expect(head.main.locator("[data-checked-count]")).to_have_text("2")
    head.leads("d")
    expect(head.main.locator("[data-row]")).to_have_count(1)
    expect(head.main.locator("[data-row]")).to_contain_text(unit.numbers[2])
    head.room("Internal delivery book")
    book = head.main.locator("[data-row]")
    for number, name in zip(unit.numbers[:2], ["Лице unit-head"] * 2, strict=True):
        expect(book.filter(has_text=number).last).to_contain_text(name)
    head.sound("head-delivery-book")


def look_at_the_load(head: Typist) -> None:
    """Before work is given."""
    head.room("Cases")
    head.sound("head-desk")
    head.more("How much work everybody has")
    expect(head.main.locator("tbody")).to_contain_text(DEPUTY)
    head.sound("head-load")
    head.back()


def give_in_bulk(head: Typist, unit: Unit) -> None:
    """Two cases for somebody who is away: the page says it, and the deputy is one press away."""
    head.follow("Not assigned")
    rows = head.main.locator("[data-row]")
    expect(rows).to_have_count(3)
    head.sound("head-not-assigned")
    for number in unit.numbers[:2]:
        head.at(rows.filter(has_text=number).locator("[data-open]"))
        head.key("x")
    expect(head.main.locator("[data-checked-count]")).to_have_text("2")
    head.leads("a")
    expect(head.main.locator("tbody tr")).to_have_count(2)
    head.sound("head-assign-many")
    head.pick("to", ABSENT)
    head.follow("Show what will happen")
    expect(head.main.locator(".govuk-warning-text").first).to_contain_text(ABSENT)
    head.sound("head-assign-absent")
    expect(head.said("To %(name)s instead, who stands in", name=DEPUTY)).to_be_focused()  # not the button that assigns
    head.enter()
    expect(head.main.locator(".sl-head__note")).to_contain_text(DEPUTY)
    head.sound("head-assign-deputy")
    button = head.main.locator("form[method=post] button")
    expect(button).to_be_focused()
    head.enter()
    expect(head.main.locator(".govuk-notification-banner--success")).to_contain_text(DEPUTY)


def take_one_back(head: Typist, unit: Unit) -> None:
    """A case is found by its number, and its assignment is taken back: the unit has it again."""
    head.key("/")
    field = head.page.locator("input[name=q]:focus")
    expect(field).to_be_visible()
    head.page.keyboard.type(unit.numbers[1])
    head.enter()
    head.key("j")
    head.enter()
    expect(head.main.locator("h1")).to_contain_text(unit.numbers[1])
    expect(head.main.locator("aside")).to_contain_text(DEPUTY)
    head.more("Take the assignment back")
    head.sound("head-undo")
    head.follow("Take the assignment back")
    expect(head.main.locator("aside")).not_to_contain_text(DEPUTY)
    head.sound("head-undone")


def return_and_approve(head: Typist) -> None:
    """The first draft goes back with a comment, the second is approved."""
    head.room("Approval")
    head.sound("head-approval")
    expect(head.main.locator("[data-row] [data-open]").first).to_be_focused()
    head.enter()
    head.sound("head-act")
    head.write("note", REMARK)
    head.follow("Return")
    head.room("Approval")
    expect(head.main.locator("[data-row]")).to_have_count(1)
    expect(head.main.locator("[data-row] [data-open]").first).to_be_focused()
    head.enter()
    head.leads("d")
    expect(head.main).to_contain_text(head.words("The act is approved and waits for signature."))
    head.sound("head-approved")
