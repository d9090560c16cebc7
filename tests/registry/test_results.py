"""What became of letters: the result is a fact, its meaning is what the office has recorded, and what fails waits for a
person."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from salter.calendars.rules import WorkingCalendar
from salter.documents.actions import content
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.mailbox import actions as mailbox
from salter.mailbox import rules as mailbox_rules
from salter.mailbox.models import Channel, Delivery, DeliveryState, Effect, Medium, Result
from salter.mailbox.queries import attempts
from salter.mailbox.rules import WrongState
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.dispatching import queries
from salter.registry.dispatching.actions import enter_result, send_again
from salter.registry.dispatching.rules import served_on
from salter.registry.models import Service, Way
from salter.signatures.actions import trust
from salter.signatures.asic import read_asice, verify_asice
from salter.signatures.reasons import Outcome
from tests.mailbox.test_pages import letter
from tests.portal.scenes import pdf
from tests.registry.scenes import SignIn, act_of
from tests.support.office import Office

CALENDAR = WorkingCalendar()
GROUND = "ЗУП, члан непроверен; мишљење правобраниоца 12/2026"


@pytest.mark.parametrize(
    ("effect", "on", "expected"),
    [
        ("none", date(2026, 11, 2), None),
        ("on-day", date(2026, 11, 2), date(2026, 11, 2)),
        ("on-day", date(2026, 11, 1), date(2026, 11, 1)),  # a Sunday: the day of the fact itself
        ("after-notice", date(2026, 11, 2), date(2026, 11, 17)),
        ("after-notice", date(2026, 11, 6), date(2026, 11, 23)),  # the 21st is a Saturday
        ("after-notice", date(2026, 10, 27), date(2026, 11, 12)),  # the 11th is a holiday
    ],
)
def test_when_a_letter_that_nobody_took_counts_as_served(effect: str, on: date, expected: date | None) -> None:
    assert served_on(effect, on, 15, CALENDAR) == expected


def by(office: Office, medium: Medium) -> Channel:
    return Channel.objects.get(organisation=office.organisation, medium=medium)


def sent(office: Office, medium: Medium = Medium.POST) -> Delivery:
    """A decision that went to its party by a channel."""
    act = act_of(office, upto="signed")
    [delivery] = actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=act, channel=by(office, medium))
    return delivery


def entered(office: Office, delivery: Delivery, result: Result, on: date | None = None, note: str = "") -> Delivery:
    """The clerk enters what became of it, and the registry learns of it."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    done = enter_result(clerk, delivery=delivery, result=result, on=on or clock.today(office.organisation), note=note)
    run_everything()
    return done


def recorded(office: Office, medium: Medium, result: Result, effect: Effect) -> None:
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    mailbox.set_consequence(head, channel=by(office, medium), result=result, effect=effect, ground=GROUND)


def service(delivery: Delivery) -> Service:
    return Service.objects.get(act_id=delivery.subject_id)


@pytest.mark.parametrize(
    ("medium", "result", "state"),
    [
        (Medium.POST, Result.REFUSED, DeliveryState.FAILED),
        (Medium.POST, Result.UNCLAIMED, DeliveryState.FAILED),
        (Medium.POST, Result.MOVED, DeliveryState.FAILED),
        (Medium.POST, Result.UNKNOWN, DeliveryState.FAILED),
        (Medium.POST, Result.LOST, DeliveryState.FAILED),
        (Medium.EXTERNAL, Result.NO_PICKUP, DeliveryState.NO_PICKUP),
    ],
)
def test_what_did_not_arrive_serves_nobody_is_proved_and_waits_for_a_person(
    office: Office, medium: Medium, result: Result, state: DeliveryState
) -> None:
    delivery = entered(office, sent(office, medium), result, note="Потражни поступак 14/2026.")
    assert (delivery.state, delivery.result, delivery.served_on) == (state, result, None)
    assert service(delivery).served_on is None
    assert list(queries.undelivered(office.viewer(Role.REGISTRY_CLERK))) == [delivery]
    assert delivery.evidence is not None
    container = content(delivery.evidence)
    assert verify_asice(container, trust().anchors).outcome == Outcome.VALID
    last = json.loads(read_asice(container)["handover-failure.json"])
    assert (last["event"], last["result"]) == ("ContentHandoverFailure", result.value)
    assert "counts_as_served_on" not in last


def test_what_the_office_has_recorded_serves_the_party_and_starts_its_period(office: Office) -> None:
    recorded(office, Medium.POST, Result.REFUSED, Effect.ON_DAY)
    today = clock.today(office.organisation)
    delivery = entered(office, sent(office), Result.REFUSED)
    row = service(delivery)
    assert (delivery.state, delivery.served_on) == (DeliveryState.DEEMED, today)
    assert (row.served_on, row.way, row.ground, row.starts_deadlines) == (today, Way.REFUSED, GROUND, True)
    assert row.until is not None
    assert not queries.undelivered(office.viewer(Role.REGISTRY_CLERK)).exists()
    assert delivery.evidence is not None
    last = json.loads(read_asice(content(delivery.evidence))["handover-failure.json"])
    assert (last["counts_as_served_on"], last["ground"]) == (today.isoformat(), GROUND)


def test_the_period_after_the_notice_must_be_over(office: Office) -> None:
    recorded(office, Medium.POST, Result.UNCLAIMED, Effect.AFTER_NOTICE)
    delivery, today = sent(office), clock.today(office.organisation)
    with pytest.raises(ValidationError) as refused:
        entered(office, delivery, Result.UNCLAIMED, on=today)
    assert refused.value.code == "day"
    with clock.at(office.organisation, clock.real_now() + timedelta(days=40)):
        done = entered(office, delivery, Result.UNCLAIMED, on=today)
    assert done.served_on is not None
    assert today + timedelta(days=15) <= done.served_on <= today + timedelta(days=25)
    assert service(done).way == Way.DEEMED


def test_what_means_what_is_recorded_by_the_head_with_a_ground(office: Office) -> None:
    channel = by(office, Medium.POST)
    given: dict[str, Any] = {"result": Result.REFUSED, "effect": Effect.ON_DAY}
    with pytest.raises(NotAllowed):
        mailbox.set_consequence(office.viewer(Role.REGISTRY_HEAD), channel=channel, ground=GROUND, **given)
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    no_ground: dict[str, Any] = {**given, "ground": " "}
    no_failure: dict[str, Any] = {**given, "ground": GROUND, "result": Result.HANDED}
    for wrong, code in ((no_ground, "ground"), (no_failure, "result")):
        with pytest.raises(ValidationError) as refused:
            mailbox.set_consequence(head, channel=channel, **wrong)
        assert refused.value.code == code
    mailbox.set_consequence(head, channel=channel, ground=GROUND, **given)
    assert Entry.objects.get(verb="channel.effect").body["effect"] == "on-day"


@pytest.mark.parametrize(
    ("medium", "result", "note", "code"),
    [
        (Medium.POST, Result.NO_PICKUP, "", "result"),
        (Medium.EXTERNAL, Result.REFUSED, "", "result"),
        (Medium.POST, Result.LOST, " ", "note"),
    ],
)
def test_what_cannot_have_happened_is_refused(
    office: Office, medium: Medium, result: Result, note: str, code: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        entered(office, sent(office, medium), result, note=note)
    assert refused.value.code == code


def test_what_happens_in_our_own_mailbox_nobody_enters(office: Office) -> None:
    for result in Result:
        with pytest.raises(ValidationError):
            entered(office, letter(office), result)


def test_it_is_sent_again_by_another_way_and_the_second_letter_serves(office: Office) -> None:
    clerk, first = office.viewer(Role.REGISTRY_CLERK), entered(office, sent(office), Result.MOVED)
    again = send_again(clerk, delivery=first, channel=by(office, Medium.COUNTER))
    assert (again.again_of_id, again.recipient_id, again.state) == (first.pk, first.recipient_id, DeliveryState.SENT)
    assert service(first).delivery_id == again.pk
    assert not queries.undelivered(clerk).exists()
    with pytest.raises(WrongState):
        send_again(clerk, delivery=first, channel=by(office, Medium.POST))
    entered(office, again, Result.HANDED)
    assert service(first).served_on == clock.today(office.organisation)
    assert [row.pk for row in attempts(first)] == [first.pk, again.pk]


def test_a_letter_that_turns_up_is_entered_once_more(office: Office) -> None:
    delivery = entered(office, sent(office), Result.LOST, note="Потражни поступак.")
    done = entered(office, delivery, Result.HANDED)
    assert (done.state, service(done).served_on) == (DeliveryState.OPENED, clock.today(office.organisation))
    with pytest.raises(WrongState):
        entered(office, delivery, Result.REFUSED)


def test_nothing_more_is_sent_only_with_a_reason(office: Office) -> None:
    clerk, delivery = office.viewer(Role.REGISTRY_CLERK), entered(office, sent(office), Result.UNKNOWN)
    with pytest.raises(ValidationError) as refused:
        mailbox.settle(clerk, delivery=delivery, note=" ")
    assert refused.value.code == "note"
    mailbox.settle(clerk, delivery=delivery, note="Странка је преузела препис на шалтеру.")
    assert not queries.undelivered(clerk).exists()
    with pytest.raises(WrongState):
        mailbox.settle(clerk, delivery=delivery, note="Опет.")


def test_the_states_that_follow_end_where_nothing_is_on_its_way() -> None:
    for result in Result:
        for served in (True, False):
            state = mailbox_rules.state_after(result, served=served)
            assert mailbox_rules.ALLOWED["sent"] >= {state}
    assert mailbox_rules.state_after("no-pickup", served=False) != mailbox_rules.state_after("unclaimed", served=False)


def test_the_clerk_enters_a_refusal_with_its_scan_and_says_what_is_done_next(office: Office, client_as: SignIn) -> None:
    delivery, clerk = sent(office), client_as(Role.REGISTRY_CLERK)
    url = reverse("registry:handover", args=[delivery.pk])
    day = clock.today(office.organisation).strftime("%d. %m. %Y.")
    given = {"result": "refused", "on": day, "note": "Одбио отац."}
    data = pdf()
    scan = SimpleUploadedFile("povratnica.pdf", data, "application/pdf")
    following = reverse("registry:undelivered-one", args=[delivery.pk])
    assert clerk.post(url, {**given, "form_key": "a", "proof": scan}).headers["Location"] == following
    delivery.refresh_from_db()
    assert delivery.proof is not None
    assert content(delivery.proof) == data
    assert delivery.evidence is not None
    failure = json.loads(read_asice(content(delivery.evidence))["handover-failure.json"])
    assert failure["proof"]["sha256"] == delivery.proof.sha256
    case_page = clerk.get(reverse("registry:case", args=[delivery.case_id]))
    assert following in case_page.content.decode()
    for document in (delivery.proof_id, delivery.evidence_id):
        assert clerk.get(reverse("registry:document", args=[delivery.case_id, document])).status_code == 200
    assert reverse("registry:undelivered") in clerk.get(reverse("registry:home")).content.decode()
    listed = clerk.get(reverse("registry:undelivered")).content.decode()
    assert following in listed
    assert "одбио" in listed
    assert clerk.post(following, {"way": "leave", "note": "", "form_key": "b"}).status_code == 422
    way = str(by(office, Medium.COUNTER).pk)
    assert clerk.post(following, {"way": way, "form_key": "c"}).headers["Location"] == reverse("registry:undelivered")
    assert Delivery.objects.filter(again_of=delivery).count() == 1
    assert clerk.get(following).status_code == 404
    assert reverse("registry:undelivered") not in clerk.get(reverse("registry:home")).content.decode()


def test_an_empty_or_dangerous_scan_is_refused_and_nothing_is_entered(office: Office, client_as: SignIn) -> None:
    delivery, clerk = sent(office), client_as(Role.REGISTRY_CLERK)
    url = reverse("registry:handover", args=[delivery.pk])
    day = clock.today(office.organisation).strftime("%d. %m. %Y.")
    for name, data in (("prazno.pdf", b""), ("povratnica.exe", b"MZ" + bytes(100))):
        given = {"result": "refused", "on": day, "proof": SimpleUploadedFile(name, BytesIO(data).read())}
        answer = clerk.post(url, given)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"proof"}
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_the_head_records_on_a_page_what_a_refusal_means(office: Office, client_as: SignIn) -> None:
    head, clerk = client_as(Role.HEAD_OF_ADMINISTRATION), client_as(Role.REGISTRY_CLERK)
    url = reverse("registry:channel-result", args=[by(office, Medium.POST).pk, "refused"])
    assert clerk.get(url).status_code == 403
    assert head.post(url, {"effect": "on-day", "ground": ""}).status_code == 422
    assert head.post(url, {"effect": "on-day", "ground": GROUND, "form_key": "a"}).status_code == 302
    assert GROUND in clerk.get(reverse("registry:channels")).content.decode()
    assert GROUND in clerk.get(reverse("registry:handover", args=[sent(office).pk])).content.decode()
    wrong = reverse("registry:channel-result", args=[by(office, Medium.POST).pk, "handed"])
    assert head.get(wrong).status_code == 404
