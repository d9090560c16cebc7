"""Public delivery: the board shows by date and little of anybody; on its last day the party is served."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from salter.calendars.deadlines import deemed_delivered_publicly
from salter.calendars.rules import WorkingCalendar
from salter.journal.tasks import run_everything
from salter.mailbox.models import Channel, Delivery, DeliveryState, Medium, Result
from salter.mailbox.rules import WrongState
from salter.organisations import clock
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.dispatching import notices, queries
from salter.registry.dispatching.actions import send_again
from salter.registry.dispatching.notices import initials
from salter.registry.dispatching.tasks import take_notices_down
from salter.registry.models import NoticeGround, PublicNotice, Way
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
