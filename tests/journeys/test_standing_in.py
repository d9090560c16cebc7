"""A deputy acts in the place of an absent colleague by keyboard alone, on a Cyrillic keyboard and on a Latin one.

Each page says in whose place, the history says both names. The mandate ends while the deputy writes: what was written
is refused, kept, and sent as it is once there is a new mandate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from salter.journal.models import Entry
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.models import Account, Role
from salter.organisations.tenancy import scope
from salter.registry.models import Act, Handover
from salter.ui.formats import format_date
from tests.registry.scenes import assigned
from tests.support.browser import chromium, site
from tests.support.office import Office, found_office
from tests.support.person import Typist

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("standing-in"),
]
ABSENT, DEPUTY, FIRST, SECOND = "Лице handler", "Вера Заменић", "031-7/2026", "031-8/2026"
WRITTEN, LATER = "Странка је уредно поднела захтев.", "Странка је уредно поднела захтев и платила таксу."


@dataclass
class Place:
    """An empty place and who sits there instead; the sessions of the deputy and of the administrator."""

    office: Office
    number: str
    deputy: str
    administrator: str
    today: date


@pytest.fixture
def place(transactional_db: None) -> Place:
    """The deputy works in another unit: by the own post nothing of it would be seen."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        admin, today = office.viewer(Role.ADMINISTRATOR), clock.today(office.organisation)
        deputy = organisations.add_staff(
            admin,
            username="vedrovo-deputy",
            name=DEPUTY,
            unit=office.units["IV-01"],
            title="Саветница",
            roles=[Role.HANDLER],
        )
        case = assigned(office)
        organisations.give_mandate(
            admin,
            absent=office.people[Role.HANDLER],
            deputy=deputy,
            number=FIRST,
            ground="Решење о замени",
            valid_from=today,
            valid_to=today + timedelta(days=6),
        )
    administrator = _session(office.account(Role.ADMINISTRATOR))
    return Place(office, case.number, _session(deputy.account), administrator, today)


def _session(account: Account) -> str:
    client = Client()
    client.force_login(account)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_a_deputy_acts_for_somebody_until_the_mandate_ends_and_loses_nothing(place: Place, language: str) -> None:
    with site() as address, chromium() as browser:
        deputy = Typist(browser, address, place.deputy, language)
        find_the_case(deputy, place)
        draft(deputy)
        admin = Typist(browser, address, place.administrator, language)
        end_the_mandate(admin)
        find_it_kept(deputy)
        give_another(admin, place)
        send_what_was_kept(deputy)
    with scope(place.office.organisation.pk):
        act = Act.objects.get()
        assert (act.author.name, act.author_for) == (DEPUTY, place.office.people[Role.HANDLER])
        assert act.content["reasoning"] == LATER
        signed = Handover.objects.get()
        assert (signed.name, signed.for_name) == (DEPUTY, ABSENT)
        told = Entry.objects.filter(verb__startswith="act.", actor=act.author.account).order_by("id")
        assert [(entry.body["for"], entry.body["mandate"]) for entry in told] == [(ABSENT, FIRST), (ABSENT, SECOND)]


def in_place(deputy: Typist, number: str = FIRST) -> None:
    """The page says in whose place the deputy acts, and by what right."""
    said = "You act here in the place of %(name)s, mandate no. %(number)s: the history will say both names."
    expect(deputy.main).to_contain_text(deputy.words(said, name=ABSENT, number=number))


def find_the_case(deputy: Typist, place: Place) -> None:
    """The first page tells of the mandate and leads to the cases; the receipt is confirmed in the place of."""
    deputy.open("/office/")
    expect(deputy.main).to_contain_text(ABSENT)
    deputy.sound("deputy-today")
    deputy.follow("In the place of others")
    expect(deputy.main.locator("[data-row]")).to_have_count(1)
    deputy.sound("deputy-list")
    deputy.key("j")
    deputy.enter()
    expect(deputy.main.locator("h1")).to_contain_text(place.number)
    in_place(deputy)
    deputy.sound("deputy-case")
    deputy.follow("Confirm the receipt")


def draft(deputy: Typist) -> None:
    """The draft is the deputy's for somebody; so says the history."""
    deputy.leads("d")
    in_place(deputy)
    deputy.sound("deputy-draft-new")
    deputy.choose("outcome", "granted")
    deputy.write("disposition", "Одобрава се заузеће јавне површине.")
    deputy.write("reasoning", WRITTEN)
    deputy.follow("Save the draft")
    in_place(deputy)
    expect(deputy.main.locator(".sl-head__note")).to_contain_text(deputy.words("in the place of %(name)s", name=ABSENT))
    deputy.sound("deputy-draft")
    deputy.back()
    both = "%(deputy)s in the place of %(absent)s, mandate no. %(number)s"
    expect(deputy.main.locator(".sl-history .sl-timeline")).to_contain_text(
        deputy.words(both, deputy=DEPUTY, absent=ABSENT, number=FIRST)
    )
    deputy.leads("d")
    deputy.write("reasoning", LATER)


def end_the_mandate(admin: Typist) -> None:
    """The colleague is back sooner."""
    admin.open("/office/administration/mandates/")
    admin.sound("mandates")
    admin.follow("End now")
    expect(admin.main.locator("tbody")).not_to_contain_text(admin.words("End now"))


def find_it_kept(deputy: Typist) -> None:
    """Nothing is changed, nothing is lost."""
    deputy.follow("Save the draft")
    expect(deputy.main.locator("h1")).to_have_text(deputy.words("Your mandate has ended"))
    expect(deputy.main).to_contain_text(FIRST)
    deputy.sound("deputy-mandate-over")
    deputy.follow("See what is kept")
    expect(deputy.main).to_contain_text(LATER)
    deputy.sound("deputy-kept")


def give_another(admin: Typist, place: Place) -> None:
    """It was too early."""
    admin.leads("n")
    admin.pick("absent", ABSENT)
    admin.pick("deputy", DEPUTY)
    admin.write("valid_from", format_date(place.today))
    admin.write("valid_to", format_date(place.today + timedelta(days=2)))
    admin.write("number", SECOND)
    admin.write("ground", "Ново решење о замени")
    admin.sound("mandate-new")
    admin.go(admin.main.locator("form[method=post] button"))
    expect(admin.main.locator("tbody")).to_contain_text(SECOND)


def send_what_was_kept(deputy: Typist) -> None:
    """Sent from where it waits, under the new mandate."""
    deputy.follow("Send it now as it is")
    expect(deputy.main.locator("[name=reasoning]")).to_have_value(LATER)
    in_place(deputy, SECOND)
    deputy.sound("deputy-sent")
