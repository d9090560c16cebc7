"""The mailbox: the receipt first, then the letter; whose it is; what proves it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from salter.mailbox import actions, queries
from salter.mailbox.models import Channel, Delivery, DeliveryState
from salter.organisations import clock
from salter.organisations.access import viewer_of
from salter.organisations.actions import open_account, party_of_account
from salter.organisations.models import Role
from tests.portal.scenes import pdf
from tests.support.office import Office

ClientAs = Callable[[Role], Client]


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def letter(office: Office, title: str = "Решење о помоћи", **channel: Any) -> Delivery:
    """A letter in the citizen's mailbox."""
    row = Channel.objects.get(organisation=office.organisation, code="mailbox")
    if channel:
        Channel.objects.filter(pk=row.pk).update(**channel)
        row.refresh_from_db()
    party = party_of_account(office.viewer(Role.CITIZEN))
    case = office.register(party=party).case
    return actions.send(
        office.viewer(Role.REGISTRY_CLERK),
        channel=row,
        recipient=party,
        subject=("act", case.pk),
        case_id=case.pk,
        case_number=case.number,
        title=title,
        documents=[office.document(pdf(), "resenje.pdf")],
    )


def document_url(delivery: Delivery) -> str:
    return reverse("mailbox:document", args=[delivery.pk, delivery.documents.get().document_id])


def test_an_empty_mailbox_teaches(office: Office, client_as: ClientAs) -> None:
    words = text(client_as(Role.CITIZEN).get("/mailbox/"))
    assert "Овде ће бити писма" in words
    assert "еСандуче" not in words


def test_before_opening_the_page_says_what_it_means_and_shows_no_document(office: Office, client_as: ClientAs) -> None:
    delivery, client = letter(office), client_as(Role.CITIZEN)
    inbox = text(client.get("/mailbox/"))
    assert "Решење о помоћи" in inbox
    assert "чека вас" in inbox
    page = client.get(reverse("mailbox:message", args=[delivery.pk]))
    for expected in (
        "Шта значи отварање повратнице",
        delivery.channel.legal_effect,
        "теку рокови",
        delivery.channel.ground,
    ):
        assert expected in text(page), expected
    assert document_url(delivery) not in page.content.decode()
    refused = client.get(document_url(delivery))
    assert refused.headers["Location"] == reverse("mailbox:message", args=[delivery.pk])
    assert client.get(reverse("mailbox:evidence", args=[delivery.pk, "pdf"])).status_code == 404


def test_a_channel_without_ground_says_that_no_deadline_begins(office: Office, client_as: ClientAs) -> None:
    delivery = letter(office, starts_deadlines=False, ground="", legal_effect="")
    words = text(client_as(Role.CITIZEN).get(reverse("mailbox:message", args=[delivery.pk])))
    assert "не почиње да тече ниједан рок" in words
    assert "Од тог дана теку рокови" not in words


@pytest.mark.law("delivery.opened")
def test_looking_opens_nothing_and_opening_is_done_once(office: Office, client_as: ClientAs) -> None:
    delivery, client = letter(office), client_as(Role.CITIZEN)
    address = reverse("mailbox:message", args=[delivery.pk])
    client.get(address)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.IN_MAILBOX
    assert client.post(address).headers["Location"] == address
    delivery.refresh_from_db()
    first = (delivery.opened_at, delivery.evidence_id)
    assert client.post(address).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.opened_at, delivery.evidence_id) == first
    opened = text(client.get(address))
    for expected in ("Уручено вам је", "resenje.pdf", "Доказ о достављању", "уручено: повратница је отворена"):
        assert expected in opened, expected


def test_documents_and_proof_can_be_taken_after_opening(office: Office, client_as: ClientAs) -> None:
    delivery, client = letter(office), client_as(Role.CITIZEN)
    client.post(reverse("mailbox:message", args=[delivery.pk]))
    document = client.get(document_url(delivery))
    assert b"".join(document).startswith(b"%PDF")
    assert document.headers["X-Content-Type-Options"] == "nosniff"
    container = b"".join(client.get(reverse("mailbox:evidence", args=[delivery.pk, "asice"])))
    assert "evidence.pdf" in zipfile.ZipFile(BytesIO(container)).namelist()
    page = client.get(reverse("mailbox:evidence", args=[delivery.pk, "pdf"]))
    assert page.content.startswith(b"%PDF")
    assert client.get(f"/mailbox/{delivery.pk}/evidence.exe").status_code == 404


def test_anothers_letter_is_not_there(office: Office, client_as: ClientAs) -> None:
    delivery = letter(office)
    stranger = Client()
    stranger.force_login(open_account(username="stranac", name="Други Грађанин"))
    for address in (
        reverse("mailbox:message", args=[delivery.pk]),
        document_url(delivery),
        reverse("mailbox:evidence", args=[delivery.pk, "asice"]),
    ):
        assert stranger.get(address).status_code == 404, address
        assert Client().get(address).status_code == 302, address
        assert client_as(Role.REGISTRY_CLERK).get(address).status_code == 403, address
    assert stranger.post(reverse("mailbox:message", args=[delivery.pk])).status_code == 404
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.IN_MAILBOX
    assert "Решење о помоћи" not in text(stranger.get("/mailbox/"))


def test_the_ladder_tells_every_attempt_with_its_date(office: Office, client_as: ClientAs) -> None:
    delivery, organisation = letter(office), office.organisation
    clerk = office.viewer(Role.REGISTRY_CLERK)
    address = reverse("mailbox:message", args=[delivery.pk])
    client = client_as(Role.CITIZEN)
    with clock.at(organisation, clock.now(organisation) + timedelta(days=16)):
        actions.expire(clerk, delivery=delivery)
        words = text(client.get(address))
    for expected in ("није преузето на време", "послато још једном", "повратница чека да је отворите"):
        assert expected in words, expected
    with clock.at(organisation, clock.now(organisation) + timedelta(days=40)):
        actions.expire(clerk, delivery=delivery)
        words = text(client.get(address))
    assert "није достављено" in words
    assert "Ово писмо није преузето на време" in words
    verbs = [entry.verb.removeprefix("delivery.") for entry in queries.states(delivery)]
    assert verbs == ["sent", "arrived", "expired", "repeated", "arrived", "expired", "failed"]


def test_the_mailbox_comes_in_pages_at_a_constant_cost(office: Office, client_as: ClientAs) -> None:
    client = client_as(Role.CITIZEN)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/mailbox/").status_code == 200
        return len(seen)

    letter(office, "Прво писмо")
    client.get("/mailbox/")
    before = cost()
    for number in range(20):
        letter(office, f"Писмо {number}")
    assert cost() == before
    first = client.get("/mailbox/")
    assert "Прво писмо" not in text(first)
    more = re.search(r'href="(/mailbox/\?before=[^"]+)"', first.content.decode())
    assert more
    assert "Прво писмо" in text(client.get(more[1]))
    assert client.get("/mailbox/?before=x").status_code == 404


def test_a_person_of_two_offices_sees_here_only_what_is_from_here(office: Office, other_office: Office) -> None:
    letter(office)
    account = office.account(Role.CITIZEN)
    assert queries.inbox(viewer_of(account, office.organisation)).count() == 1
    assert queries.inbox(viewer_of(account, other_office.organisation)).count() == 0
