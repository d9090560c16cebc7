"""A delivery that does not wait any more, and the day on which it was sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from salter.mailbox import actions
from salter.mailbox.models import Delivery, DeliveryState
from salter.organisations import clock
from salter.organisations.models import Role
from tests.mailbox.test_pages import letter
from tests.registry.scenes import act_of
from tests.support.office import Office

ClientAs = Callable[[Role], Client]


def test_a_receipt_that_failed_meanwhile_is_told_and_not_opened(office: Office, client_as: ClientAs) -> None:
    delivery = letter(office)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.FAILED)
    client = client_as(Role.CITIZEN)
    client.raise_request_exception = False
    url = reverse("mailbox:message", args=[delivery.pk])
    assert client.post(url).headers["Location"] == url
    assert "не чека" in client.get(url).content.decode()
    assert Delivery.objects.get(pk=delivery.pk).state == DeliveryState.FAILED


def posted(office: Office) -> Delivery:
    return Delivery.objects.get(case_id=act_of(office, upto="dispatched").case_id)


def test_the_day_of_dispatch_is_the_day_in_belgrade(office: Office) -> None:
    """Half past midnight of 10 March is still 9 March in UTC."""
    delivery = posted(office)
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=datetime(2026, 3, 9, 23, 30, tzinfo=UTC))
    clerk = office.viewer(Role.REGISTRY_CLERK)
    with clock.at(office.organisation, datetime(2026, 3, 12, 10, tzinfo=UTC)):
        with pytest.raises(ValidationError) as refused:
            actions.record_handover(clerk, delivery=delivery, on=date(2026, 3, 9), note="")
        assert refused.value.code == "day"
        actions.record_handover(clerk, delivery=delivery, on=date(2026, 3, 10), note="")


def test_a_return_receipt_entered_twice_goes_where_the_first_went(office: Office, client_as: ClientAs) -> None:
    delivery, client = posted(office), client_as(Role.REGISTRY_CLERK)
    client.raise_request_exception = False
    url = reverse("registry:handover", args=[delivery.pk])
    day = clock.today(office.organisation).strftime("%d. %m. %Y.")
    answers = [client.post(url, {"result": "handed", "on": day, "form_key": "k"}) for _click in range(2)]
    assert [answer.headers.get("Location") for answer in answers] == [reverse("registry:dispatch")] * 2
    assert client.post(url, {"result": "handed", "on": day, "form_key": "other"}).status_code == 422
    assert client.get(url).status_code == 404


def test_an_act_dispatched_twice_goes_where_the_first_went(office: Office, client_as: ClientAs) -> None:
    act, client = act_of(office, upto="signed"), client_as(Role.REGISTRY_CLERK)
    client.raise_request_exception = False
    url = reverse("registry:dispatch-act", args=[act.pk])
    answers = [client.post(url, {"channel": "", "form_key": "k"}) for _click in range(2)]
    assert [answer.headers.get("Location") for answer in answers] == [reverse("registry:dispatch")] * 2
    assert Delivery.objects.count() == 1
    assert client.post(url, {"channel": "", "form_key": "other"}).status_code == 422
    assert client.get(url).status_code == 404
