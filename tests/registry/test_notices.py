"""Public delivery: the board shows by date and little of anybody; on its last day the party is served."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from salter.calendars.deadlines import deemed_delivered_publicly
from salter.calendars.rules import WorkingCalendar
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.mailbox.actions import settle
from salter.mailbox.models import Channel, Delivery, DeliveryState, Medium, Result
from salter.mailbox.rules import WrongState
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.portal import queries as portal
from salter.portal.views.common import timeline
from salter.registry import actions
from salter.registry.dispatching import notices, queries
from salter.registry.dispatching.actions import send_again
from salter.registry.dispatching.notices import initials
from salter.registry.dispatching.tasks import take_notices_down
from salter.registry.history import sentence
from salter.registry.models import Case, CaseParty, NoticeGround, PartyRole, PublicNotice, Way
from tests.documents.test_rendering import text_of
from tests.registry.scenes import SignIn, act_of
from tests.registry.test_results import entered, sent, service
from tests.support.office import Office


def failed(office: Office) -> Delivery:
    """A decision that the post brought back."""
    return entered(office, sent(office), Result.MOVED)


def on_board(office: Office, delivery: Delivery | None = None, **other: Any) -> PublicNotice:
    clerk, row = office.viewer(Role.REGISTRY_CLERK), delivery or failed(office)
    return notices.publish(clerk, delivery=row, notice=replace(notices.usual(clerk, row), **other))


def after(office: Office, day: date) -> timedelta:
    """How far it is to the noon after a day."""
    return timedelta(days=(day - clock.today(office.organisation)).days + 1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Мила Ведрић", "М. В."), ("Ведрина ДОО", "В. Д."), ("мира", "М."), ("  ", ""), ("Ана-Марија (кћи)", "А.")],
)
def test_a_person_is_shown_by_initials(name: str, shown: str) -> None:
    assert initials(name) == shown


def test_what_was_tried_and_the_least_of_anybody_is_offered(office: Office) -> None:
    clerk, row = office.viewer(Role.REGISTRY_CLERK), failed(office)
    begun = notices.usual(clerk, row)
    assert (begun.ground, begun.addressee, begun.days) == (NoticeGround.NO_OTHER_WAY, "М. В.", 15)
    assert row.channel.name in begun.reason
    notice = on_board(office, row)
    assert notice.until == deemed_delivered_publicly(clock.today(office.organisation), 15, WorkingCalendar())
    assert not queries.undelivered(clerk).exists()
    with pytest.raises(WrongState):
        on_board(office, row)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"reason": " "}, "reason"),
        ({"addressee": ""}, "addressee"),
        ({"where": ""}, "where"),
        ({"days": 14}, "days"),
        ({"days": 366}, "days"),
    ],
)
def test_a_notice_that_lacks_something_is_refused(office: Office, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        on_board(office, **wrong)
    assert refused.value.code == code
    assert not PublicNotice.objects.exists()


def test_on_its_last_day_the_party_is_served_and_the_notice_comes_down(office: Office) -> None:
    notice = on_board(office)
    for ahead, state in ((notice.until - timedelta(days=1), "sent"), (notice.until, "deemed")):
        with clock.at(office.organisation, clock.real_now() + after(office, ahead)):
            take_notices_down(0)
            run_everything()
        notice.refresh_from_db()
        assert Delivery.objects.get(pk=notice.delivery_id).state == state
    row = service(notice.delivery)
    assert (row.served_on, row.way, row.starts_deadlines) == (notice.until, Way.PUBLISHED, True)
    assert row.until is not None
    assert row.until >= notice.until + timedelta(days=15)
    assert notice.taken_down_at is not None
    assert Delivery.objects.get(pk=notice.delivery_id).evidence is not None


def test_the_board_goes_by_the_date_also_when_no_worker_runs(office: Office) -> None:
    notice = on_board(office)
    assert list(notices.on_board(office.organisation)) == [notice]
    with clock.at(office.organisation, clock.real_now() + after(office, notice.until)):
        assert list(notices.on_board(office.organisation)) == []


def test_taken_down_early_it_serves_nobody_and_waits_for_a_person(office: Office) -> None:
    clerk, notice = office.viewer(Role.REGISTRY_CLERK), on_board(office)
    with pytest.raises(ValidationError):
        notices.take_down(clerk, notice=notice, reason=" ")
    notices.take_down(clerk, notice=notice, reason="Странка се јавила.")
    run_everything()
    [waits] = queries.undelivered(clerk)
    assert (waits.pk, waits.result) == (notice.delivery_id, Result.WITHDRAWN)
    assert service(waits).served_on is None
    with pytest.raises(WrongState):
        notices.take_down(clerk, notice=notice, reason="Опет.")
    with clock.at(office.organisation, clock.real_now() + after(office, notice.until)):
        assert take_notices_down(0) == 0


def test_only_the_party_that_it_serves_is_told_and_what_was_tried_can_be_erased(office: Office) -> None:
    row = failed(office)
    assert row.case_id
    case = Case.objects.get(pk=row.case_id)
    other = office.party("Сава Сусед")
    CaseParty.objects.create(
        organisation=office.organisation, case=case, party=other, role=PartyRole.INTERESTED, name=other.name
    )
    clerk = office.viewer(Role.REGISTRY_CLERK)
    notice = on_board(office, row, reason="Преминуо, по речима сина Марка.")

    def told(party: UUID) -> list[str]:
        found = portal.progress(Viewer(office.organisation), case, portal.Whose.of_party(frozenset({party})))
        return [said["title"] for said in timeline(found.entries)]

    assert any("огласн" in words for words in told(row.recipient_id))
    assert not any("огласн" in words for words in told(other.pk))
    notices.take_down(clerk, notice=notice, reason="Марко се јавио.")
    entries = Entry.objects.filter(case_id=case.pk)
    assert not [entry for entry in entries if "Марк" in str(entry.body)]
    staff = " ".join(sentence(entry) for entry in entries)
    assert "по речима сина Марка" in staff
    assert "Марко се јавио" in staff


def test_why_nothing_more_is_sent_can_be_erased(office: Office) -> None:
    row = failed(office)
    settle(office.viewer(Role.REGISTRY_CLERK), delivery=row, note="Преминуо, каже син Марко.")
    entry = Entry.objects.get(verb="delivery.left", case_id=row.case_id)
    assert (entry.personal, "Марко" in str(entry.body)) == ({"reason": "Преминуо, каже син Марко."}, False)
    assert "Марко" in sentence(entry)


def test_all_that_hang_can_be_reached_and_what_came_down_is_apart(
    office: Office, client_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "PAGE", 1)
    old, new, down = on_board(office), on_board(office), on_board(office)
    notices.take_down(office.viewer(Role.REGISTRY_CLERK), notice=down, reason="Странка се јавила.")
    browser, here = client_as(Role.REGISTRY_CLERK), reverse("registry:notices")
    pages = [browser.get(here)]
    while following := pages[-1].context["next_url"]:
        pages.append(browser.get(following))
    assert [[row.pk for row in page.context["rows"]] for page in pages] == [[new.pk], [old.pk]]
    assert pages[1].context["previous_url"] == here
    assert [row.pk for row in browser.get(f"{here}?state=down").context["rows"]] == [down.pk]
    assert [row.pk for row in browser.get(f"{here}?before=x").context["rows"]] == [new.pk]


def test_who_takes_it_while_it_hangs_is_served_that_day(office: Office) -> None:
    notice = on_board(office)
    entered(office, notice.delivery, Result.HANDED)
    assert service(notice.delivery).served_on == clock.today(office.organisation)
    assert not notices.on_board(office.organisation).exists()


def test_public_delivery_is_chosen_by_its_ground_only(office: Office) -> None:
    clerk, row = office.viewer(Role.REGISTRY_CLERK), failed(office)
    public = Channel.objects.get(organisation=office.organisation, medium=Medium.PUBLIC)
    assert public not in queries.ways(clerk, row.recipient)
    with pytest.raises(ValidationError) as refused:
        send_again(clerk, delivery=row, channel=public)
    assert refused.value.code == "no-channel"
    with pytest.raises(ValidationError):
        actions.dispatch_act(clerk, act=act_of(office, upto="signed"), channel=public)


def test_the_page_for_everybody_says_no_name_subject_or_reason(office: Office, client_as: SignIn) -> None:
    delivery, clerk = failed(office), client_as(Role.REGISTRY_CLERK)
    url = reverse("registry:publish", args=[delivery.pk])
    form = clerk.get(url).context["form"]
    given = {name: form[name].value() for name in ("ground", "reason", "addressee", "where", "days")}
    assert clerk.post(url, {**given, "days": "3"}).status_code == 422
    assert clerk.post(url, {**given, "ground": ""}).status_code == 422
    assert clerk.post(url, {**given, "form_key": "a"}).headers["Location"] == reverse("registry:notices")
    notice = PublicNotice.objects.get()
    seen = Client().get(reverse("portal:board")).content.decode()
    assert delivery.case_number in seen
    assert "М. В." in seen
    printed = text_of(clerk.get(reverse("registry:notice-pdf", args=[notice.pk])).content)
    for hidden in (delivery.recipient.name, delivery.title, notice.reason):
        assert hidden not in seen, hidden
        assert hidden not in printed, hidden
    assert clerk.get(url).status_code == 404
    down = reverse("registry:notice-down", args=[notice.pk])
    assert clerk.post(down, {"reason": "Странка се јавила.", "form_key": "b"}).status_code == 302
    assert delivery.case_number not in Client().get(reverse("portal:board")).content.decode()
    assert Delivery.objects.get(pk=notice.delivery_id).state == DeliveryState.FAILED


def test_the_board_of_one_office_shows_nothing_of_another(office: Office, other_office: Office) -> None:
    on_board(office)
    assert notices.on_board(office.organisation).count() == 1
    assert notices.on_board(other_office.organisation).count() == 0
