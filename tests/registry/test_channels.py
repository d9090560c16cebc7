"""Channels beside the post: the courier with its confirmation, e-mail as a notice only, the state's mailbox by hand."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from email.message import EmailMessage

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from salter.documents.actions import content
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.mailbox.models import Channel, Delivery, DeliveryState, Effect, Medium, Result
from salter.mailbox.noticing import How, send_notice
from salter.organisations import clock
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.dispatching.actions import enter_result, send_again
from salter.registry.models import Service, Way
from salter.signatures.asic import read_asice
from tests.ops.test_mail import Post, post
from tests.portal.scenes import pdf
from tests.registry.scenes import SignIn, act_of
from tests.registry.test_results import by, entered, recorded, sent, service
from tests.support.office import Office

__all__ = ["post"]
XML = b'<?xml version="1.0" encoding="UTF-8"?><povratnica status="Dostavljeno"/>'


def only_entry(delivery: Delivery) -> dict[str, object]:
    assert delivery.evidence is not None
    return dict(json.loads(read_asice(content(delivery.evidence))["handover.json"]))


def test_a_handover_by_courier_needs_its_confirmation(office: Office) -> None:
    delivery, clerk = sent(office, Medium.COURIER), office.viewer(Role.REGISTRY_CLERK)
    today = clock.today(office.organisation)
    assert delivery.slip_code
    with pytest.raises(ValidationError) as refused:
        entered(office, delivery, Result.HANDED)
    assert refused.value.code == "proof"
    proof = office.document(pdf(), "potvrda.pdf")
    done = enter_result(clerk, delivery=delivery, result=Result.HANDED, on=today, proof=proof)
    run_everything()
    assert (done.state, done.served_on, service(done).served_on) == (DeliveryState.OPENED, today, today)
    told = only_entry(done)
    assert told["proof"] == {"name": proof.name, "sha256": proof.sha256, "size": proof.size}


def test_what_a_courier_could_not_hand_over_waits_like_a_letter(office: Office) -> None:
    recorded(office, Medium.COURIER, Result.REFUSED, Effect.ON_DAY)
    delivery = entered(office, sent(office, Medium.COURIER), Result.MOVED)
    assert delivery.state == DeliveryState.FAILED
    done = entered(office, sent(office, Medium.COURIER), Result.REFUSED)
    assert (done.state, service(done).way) == (DeliveryState.DEEMED, Way.REFUSED)


def test_nothing_is_dispatched_by_email(office: Office) -> None:
    clerk, email = office.viewer(Role.REGISTRY_CLERK), by(office, Medium.EMAIL)
    act = act_of(office, upto="signed")
    with pytest.raises(ValidationError) as refused:
        actions.dispatch_act(clerk, act=act, channel=email)
    assert refused.value.code == "no-channel"
    failed = entered(office, sent(office), Result.MOVED)
    with pytest.raises(ValidationError):
        send_again(clerk, delivery=failed, channel=email)
    assert not Delivery.objects.filter(channel=email).exists()


def test_no_email_starts_a_deadline_whatever_is_recorded(office: Office) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.filter(pk=by(office, Medium.EMAIL).pk).update(starts_deadlines=True, ground="Одлука")


def test_a_notice_goes_by_email_and_serves_nobody(office: Office, post: Post) -> None:
    delivery, clerk = sent(office), office.viewer(Role.REGISTRY_CLERK)
    notice = send_notice(clerk, delivery=delivery, address=" mila@primer.rs ", how=How.OURS)
    run_everything()
    [(to, message)] = post.came
    assert to == ["mila@primer.rs"]
    text = text_of_mail(message)
    assert delivery.case_number in text
    assert delivery.title not in text
    assert (notice.state, notice.served_on) == (DeliveryState.NOTICED, None)
    assert Service.objects.get(act_id=delivery.subject_id).served_on is None
    assert Service.objects.get(act_id=delivery.subject_id).delivery_id == delivery.pk
    entry = Entry.objects.get(verb="delivery.noticed")
    assert "mila@primer.rs" not in json.dumps(entry.body)
    entered(office, delivery, Result.HANDED)
    assert service(delivery).served_on == clock.today(office.organisation)
    with pytest.raises(ValidationError):
        send_notice(clerk, delivery=delivery, address="mila@primer.rs", how=How.OURS)


def text_of_mail(message: EmailMessage) -> str:
    body = message.get_body()
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


def test_a_notice_that_was_sent_otherwise_is_only_noted(office: Office, post: Post) -> None:
    delivery, clerk = sent(office), office.viewer(Role.REGISTRY_CLERK)
    for bad in ("", "mila", "a@b@c"):
        with pytest.raises(ValidationError) as refused:
            send_notice(clerk, delivery=delivery, address=bad, how=How.BY_HAND)
        assert refused.value.code == "address"
    send_notice(clerk, delivery=delivery, address="mila@primer.rs", how=How.BY_HAND)
    run_everything()
    assert post.came == []


def test_the_page_of_the_notice_says_that_it_is_no_delivery(office: Office, client_as: SignIn) -> None:
    delivery, clerk = sent(office), client_as(Role.REGISTRY_CLERK)
    url = reverse("registry:email-notice", args=[delivery.pk])
    assert url in clerk.get(reverse("registry:handover", args=[delivery.pk])).content.decode()
    page = clerk.get(url).content.decode()
    assert "није достављање" in " ".join(page.split()), page[page.find("<main") :][:3000]
    assert 'value="ours"' not in page  # no mail is set up in the tests
    assert clerk.post(url, {"address": "mila", "how": "by-hand", "form_key": "a"}).status_code == 422
    assert clerk.post(url, {"address": "mila@primer.rs", "how": "by-hand", "form_key": "b"}).status_code == 302
    assert Delivery.objects.filter(state=DeliveryState.NOTICED).count() == 1
    channels = clerk.get(reverse("registry:channels")).content.decode()
    assert by(office, Medium.EMAIL).name in channels


def test_the_acts_for_the_states_mailbox_are_taken_along_with_their_list(office: Office, client_as: SignIn) -> None:
    first, second = sent(office, Medium.EXTERNAL), sent(office, Medium.EXTERNAL)
    clerk = client_as(Role.REGISTRY_CLERK)
    assert first.case_number in clerk.get(reverse("registry:state-mailbox")).content.decode()
    answer = clerk.get(reverse("registry:state-mailbox-all"))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        names = archive.namelist()
        [head, *rows] = csv.reader(io.StringIO(archive.read("spisak.csv").decode("utf-8-sig")), delimiter=";")
        acts = [row.document for row in first.documents.all()]
        assert archive.read(rows[0][4]) == content(acts[0])
    assert [row[0] for row in rows] == [first.case_number, second.case_number]
    assert {row[4] for row in rows} | {"spisak.csv"} == set(names)
    assert len(head) == len(rows[0])
    one = clerk.get(reverse("registry:state-mailbox-one", args=[second.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(one))) as archive:
        assert len(archive.namelist()) == 2
    for delivery in (first, second):
        entered(office, delivery, Result.OPENED)
    assert clerk.get(reverse("registry:state-mailbox-all")).status_code == 404
    assert clerk.get(reverse("registry:state-mailbox-one", args=[first.pk])).status_code == 404


@pytest.mark.parametrize(
    ("status", "state", "served"),
    [
        ("opened", DeliveryState.OPENED, True),
        ("no-pickup", DeliveryState.NO_PICKUP, False),
        ("state-fail", DeliveryState.FAILED, False),
    ],
)
def test_the_receipt_of_the_states_mailbox_is_entered_with_its_number_and_kept(
    office: Office, client_as: SignIn, status: str, state: DeliveryState, served: bool
) -> None:
    delivery, clerk = sent(office, Medium.EXTERNAL), client_as(Role.REGISTRY_CLERK)
    url = reverse("registry:handover", args=[delivery.pk])
    assert "достављено без преузимања" in clerk.get(url).content.decode().lower()
    today = clock.today(office.organisation)
    receipt = SimpleUploadedFile("povratnica.xml", XML, "application/xml")
    given = {"result": status, "on": today.strftime("%d. %m. %Y."), "number": "es 2026-77", "proof": receipt}
    assert clerk.post(url, {**given, "form_key": "a"}).status_code == 302
    run_everything()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.registered_number) == (state, "ES2026-77")
    assert delivery.proof is not None
    assert content(delivery.proof) == XML
    row = service(delivery)
    assert (row.served_on, row.way) == ((today, Way.STATE) if served else (None, ""))
    assert (row.until is not None) == served
    assert delivery.evidence is not None
    files = read_asice(content(delivery.evidence))
    last = json.loads(files["handover.json" if served else "handover-failure.json"])
    assert last["number"] == "ES2026-77"


def test_delivered_without_pickup_serves_after_the_period_that_the_office_recorded(office: Office) -> None:
    from datetime import timedelta

    recorded(office, Medium.EXTERNAL, Result.NO_PICKUP, Effect.AFTER_NOTICE)
    delivery, today = sent(office, Medium.EXTERNAL), clock.today(office.organisation)
    with pytest.raises(ValidationError):
        entered(office, delivery, Result.NO_PICKUP, on=today)
    with clock.at(office.organisation, clock.real_now() + timedelta(days=40)):
        done = entered(office, delivery, Result.NO_PICKUP, on=today)
    assert done.served_on is not None
    assert done.served_on >= today + timedelta(days=15)
    row = service(done)
    assert (row.served_on, row.way) == (done.served_on, Way.DEEMED)
    assert row.until is not None
    assert row.until > done.served_on
