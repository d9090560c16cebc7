"""A handler with a full desk works by keyboard alone, on a Cyrillic keyboard and on a Latin one.

The most urgent case is opened and its receipt confirmed; a datum is asked for ex officio and comes; the decision is
drafted as in an earlier case, its gaps are filled in, its versions are compared, it is handed in; a tickler and a
comment are left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions
from salter.registry.models import Act, ActStatus, ActVersion, Case, CaseNote, DataRequest, DataState, Handover, Tickler
from salter.ui.formats import format_date
from tests.registry.test_as_in import earlier
from tests.support.browser import chromium, site
from tests.support.office import Office, found_office
from tests.support.person import Typist

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("handling"),
]
DATUM, KEEPER = "Извод из листа непокретности", "Републички геодетски завод"
FIRST = "Странка је поднела уредан захтев. Такса је плаћена."
SECOND = "Странка је поднела уредан захтев. Такса је плаћена у целини. Увидом је утврђено да је странка власник."
DISPOSITION = "Одобрава се заузеће јавне површине од 6 m².\nОдобрење важи тридесет дана."
WAITS, SAID = "стиже уплатница", "Скица је у плавој фасцикли."


@dataclass
class Desk:
    """The desk of a handler: the numbers from the most urgent on, the earlier decision, and who is signed in."""

    office: Office
    urgent: list[str]
    earlier: Act
    session: str
    day: date


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    """Three cases, the last one the most urgent, and an earlier decision of the same procedure."""
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        source, today = earlier(office), clock.today(office.organisation)
        cases = [_given(office, today + timedelta(days=days)) for days in (21, 9, 3)]
    client = Client()
    client.force_login(office.account(Role.HANDLER))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Desk(office, [case.number for case in cases[::-1]], source, session, today + timedelta(days=5))


def _given(office: Office, due_on: date) -> Case:
    """A case that was assigned to the handler and is due on a day."""
    case, unit, staff = office.register().case, office.units["IV-02"], office.people[Role.HANDLER]
    actions.assign(office.viewer(Role.UNIT_HEAD), case=case, unit=unit, staff=staff, note="хитно")
    Case.objects.filter(pk=case.pk).update(due_on=due_on, sign_by=due_on)
    return case


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_a_handler_works_through_a_case_by_keyboard(desk: Desk, language: str) -> None:
    with site() as address, chromium() as browser:
        handler = Typist(browser, address, desk.session, language)
        open_the_most_urgent(handler, desk)
        ask_for_a_datum(handler)
        draft_as_in_the_earlier_case(handler, desk)
        compare_and_hand_in(handler)
        note(handler, desk)
    with scope(desk.office.organisation.pk):
        case = Case.objects.get(number=desk.urgent[0])
        act = case.acts.get()
        assert (act.status, act.content["reasoning"], act.outcome) == (ActStatus.SUBMITTED, SECOND, "granted")
        assert act.content["disposition"] == DISPOSITION
        drafted, _typed = ActVersion.objects.filter(act=act).order_by("number")
        assert drafted.source == desk.earlier
        assert DataRequest.objects.get(case=case).state == DataState.GOT
        assert Handover.objects.filter(assignment__case=case).latest("id").name == desk.office.people[Role.HANDLER].name
        assert Tickler.objects.get(case=case).on == desk.day
        assert CaseNote.objects.get(case=case).text == SAID


def open_the_most_urgent(handler: Typist, desk: Desk) -> None:
    """My desk begins with what is due first; the case that has come is confirmed."""
    handler.open("/office/")
    handler.sound("handler-today")
    handler.room("Cases")
    listed = handler.main.locator("[data-row] [data-copy]")
    expect(listed.nth(2)).to_be_visible()
    assert [row.get_attribute("data-copy") for row in listed.all()][:3] == desk.urgent
    handler.sound("handler-desk")
    handler.key("j", "j", "k")
    expect(handler.main.locator("[data-row] [data-open]").first).to_be_focused()
    handler.enter()
    expect(handler.main.locator("h1")).to_contain_text(desk.urgent[0])
    handler.sound("handler-case")
    handler.follow("Confirm the receipt")
    expect(handler.main.locator(".govuk-notification-banner--success")).to_be_visible()


def ask_for_a_datum(handler: Typist) -> None:
    """What the body obtains itself is noted, asked for by a letter, and comes."""
    handler.more("Data ex officio")
    handler.sound("handler-data")
    handler.leads("n")
    handler.write("what", DATUM)
    handler.write("keeper", KEEPER)
    handler.choose("basis", "rule")
    handler.sound("handler-data-new")
    handler.follow("Note it")
    handler.follow("Ask for it")
    handler.choose("way", "letter")
    handler.sound("handler-data-ask")
    handler.follow("Ask for the datum")
    expect(handler.main).to_contain_text(handler.words("Answer due"))
    handler.sound("handler-data-asked")
    handler.follow("It came")
    handler.write("answer", "Странка је власник.")
    handler.follow("Note what came")
    expect(handler.main).to_contain_text("Странка је власник.")
    handler.back()


def draft_as_in_the_earlier_case(handler: Typist, desk: Desk) -> None:
    """The earlier words come without their people; what is missing is named, and written twice."""
    handler.leads("d")
    handler.follow("As in an earlier case")
    expect(handler.main.locator("tbody")).to_contain_text(desk.earlier.case.number)
    handler.sound("handler-as-in")
    handler.key("j")
    handler.enter()
    expect(handler.main).to_contain_text("[[име странке]]")
    expect(handler.main).not_to_contain_text("Звездић")
    expect(handler.main.locator("[name=outcome][value=granted]")).to_be_checked()
    handler.sound("handler-draft")
    handler.write("disposition", DISPOSITION)
    for text in (FIRST, SECOND):
        handler.write("reasoning", text)
        handler.follow("Save the draft")
        expect(handler.main.locator(".govuk-notification-banner--success")).to_be_visible()
        expect(handler.main.locator("[name=reasoning]")).to_have_value(text)


def compare_and_hand_in(handler: Typist) -> None:
    """Two versions by words, then back to the draft, which is handed in."""
    handler.follow("All versions, and two compared")
    handler.sound("handler-versions")
    handler.follow("Compare")
    expect(handler.main.locator("ins").first).to_contain_text("у целини")
    handler.sound("handler-compared")
    handler.back()
    handler.back()
    handler.follow("Submit for approval")
    expect(handler.main).to_contain_text(handler.words("The act is submitted for approval."))
    handler.sound("handler-submitted")
    handler.back()


def note(handler: Typist, desk: Desk) -> None:
    """The case waits for a day, and colleagues read why."""
    handler.more("Set a tickler")
    handler.write("on", format_date(desk.day))
    handler.write("note", WAITS)
    handler.sound("handler-tickler")
    handler.follow("Set the tickler")
    expect(handler.main.locator("aside")).to_contain_text(WAITS)
    handler.more("Comment")
    handler.write("text", SAID)
    handler.sound("handler-comment")
    handler.follow("Write the comment")
    expect(handler.main.locator(".sl-timeline")).to_contain_text(SAID)
    handler.back()
    expect(handler.main.locator("aside")).to_contain_text(SAID)
    handler.sound("handler-done")
