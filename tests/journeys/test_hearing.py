"""A handler holds a hearing by keyboard alone, on a Cyrillic keyboard and on a Latin one.

It is convened and its warning answered, a witness is summoned, it is postponed; when it is over the record is made and
who signed it is noted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions, deadlines
from salter.registry.models import Act, ActStatus, Case, Hearing, HearingState, RecordSigned
from salter.ui.formats import format_date
from tests.support.browser import chromium, site
from tests.support.office import Office, found_office
from tests.support.person import Typist

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("hearing"),
]
ABOUT, PLACE, WITNESS = "Да ли башта смета пролазу.", "Велика сала", "Радојка Сведоковић"
SAID, WHY, NOT_SIGNED = "Странка остаје при захтеву.", "Вештак је болестан.", "Не слаже се са исказом."


@dataclass
class Desk:
    """A case of the handler, and who is signed in."""

    office: Office
    case: Case
    session: str


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    """A case in progress with the handler."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        case, unit, staff = office.register().case, office.units["IV-02"], office.people[Role.HANDLER]
        actions.assign(office.viewer(Role.UNIT_HEAD), case=case, unit=unit, staff=staff)
    client = Client()
    client.force_login(office.account(Role.HANDLER))
    return Desk(office, case, client.cookies[settings.SESSION_COOKIE_NAME].value)


def working_day(desk: Desk, days: int) -> str:
    """A working day so many days from now, as people write it."""
    office = desk.office.organisation
    with scope(office.pk):
        day = deadlines.calendar_of(office).next_working(clock.today(office) + timedelta(days=days))
    return format_date(day)


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_a_handler_holds_a_hearing_by_keyboard(desk: Desk, language: str) -> None:
    soon, later = working_day(desk, 3), working_day(desk, 30)
    with site() as address, chromium() as browser:
        handler = Typist(browser, address, desk.session, language)
        convene(handler, desk, soon)
        summon(handler)
        postpone(handler, later)
    moved = over(desk)
    with site() as address, chromium() as browser:
        record(Typist(browser, address, desk.session, language), moved)
    with scope(desk.office.organisation.pk):
        old, new = Hearing.objects.order_by("id")
        assert (old.state, new.state, new.follows) == (HearingState.POSTPONED, HearingState.HELD, old)
        party, witness = new.people.order_by("id")
        assert (party.signed, witness.signed, witness.sign_note) == (
            RecordSigned.SIGNED, RecordSigned.REFUSED, NOT_SIGNED,
        )  # fmt: skip
        assert new.said == SAID
        assert Act.objects.filter(summoned__hearing=new, status=ActStatus.DRAFT).count() == 2


def over(desk: Desk) -> str:
    """The hearing is over: its time lies in the past; gives its page."""
    with scope(desk.office.organisation.pk):
        row = Hearing.objects.latest("id")
        day = clock.today(desk.office.organisation) - timedelta(days=1)
        row.starts_at = timezone.make_aware(datetime.combine(day, time(10)))
        row.ends_at = row.starts_at + timedelta(hours=1)
        row.save()
        return f"/cases/{row.case_id}/hearings/{row.pk}/"


def convene(handler: Typist, desk: Desk, day: str) -> None:
    """A hearing in a few days: the summons may come too late, which is known."""
    handler.open(f"/cases/{desk.case.pk}/")
    handler.more("Convene a hearing")
    handler.write("on", day)
    handler.write("at", "10:00")
    handler.write("place", PLACE)
    handler.write("about", ABOUT)
    handler.sound("hearing-new")
    handler.follow("Convene it")
    expect(handler.main.locator(".govuk-error-summary")).to_be_visible()
    handler.sound("hearing-warned")
    handler.follow("Convene it all the same")
    expect(handler.main).to_contain_text(PLACE)
    handler.sound("hearing")


def summon(handler: Typist) -> None:
    """A witness is summoned as well."""
    handler.follow("Summon somebody else")
    handler.choose("role", "witness")
    handler.write("name", WITNESS)
    handler.write("address", "Улица брестова 3, Ведрово")
    handler.sound("hearing-summon")
    handler.follow("Draft the summons")
    expect(handler.main.locator("tbody")).to_contain_text(WITNESS)


def postpone(handler: Typist, day: str) -> None:
    """It is moved to a day that leaves time."""
    handler.follow("Postpone the hearing")
    handler.write("why", WHY)
    handler.write("on", day)
    handler.write("at", "11:30")
    handler.sound("hearing-postpone")
    handler.follow("Postpone it")
    expect(handler.main.locator("tbody")).to_contain_text(WITNESS)
    handler.room("Hearings")
    handler.sound("hearings-week")


def record(handler: Typist, page: str) -> None:
    """The record is made, and it is noted who signed."""
    handler.open(page)
    handler.leads("d")
    for box in handler.main.locator("input[type=radio][value=present]").all():
        handler.choose(box.get_attribute("name") or "", "present")
    handler.write("said", SAID)
    handler.choose("outcome", "concluded")
    handler.sound("hearing-record")
    handler.follow("Make the record")
    expect(handler.main).to_contain_text(SAID)
    handler.leads("d")
    first, second = (
        box.get_attribute("name") or "" for box in handler.main.locator("input[type=radio][value=signed]").all()
    )
    handler.choose(first, "signed")
    handler.choose(second, "refused")
    handler.write(second.replace("signed_", "why_"), NOT_SIGNED)
    handler.sound("hearing-signatures")
    handler.follow("Note it")
    expect(handler.main.locator("tbody")).to_contain_text(NOT_SIGNED)
    handler.sound("hearing-held")
