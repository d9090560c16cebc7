"""Deliveries by the clock: not opened in time, sent once more, then noted as failed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from salter.mailbox.actions import expire as really
from salter.mailbox.models import Delivery, DeliveryState, Result
from salter.mailbox.tasks import expire_due
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import PartyKind, Role
from salter.registry import actions
from tests.mailbox.test_pages import letter
from tests.registry.test_actions import assigned, signed
from tests.support.office import Office


@pytest.mark.law("delivery.repeated")
def test_expired_twice_is_failed_and_nothing_is_deemed_delivered(office: Office) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    party = organisations.enter_party(clerk, kind=PartyKind.PERSON, name="Мила Ведрић", account=office.citizen)
    act = signed(office, assigned(office, office.register(party=party)))
    [delivery] = actions.dispatch_act(clerk, act=act)
    states = []
    for days in (15, 16, 32):
        with clock.at(office.organisation, clock.real_now() + timedelta(days=days)):
            expire_due(0)
        delivery = Delivery.objects.get(pk=delivery.pk)
        states.append((delivery.state, delivery.attempt))
    assert states == [
        (DeliveryState.IN_MAILBOX, 1),
        (DeliveryState.IN_MAILBOX, 2),
        (DeliveryState.FAILED, 2),
    ]
    assert act.case.parties.get().delivered_on is None
    assert (delivery.result, delivery.served_on, delivery.settled_at) == (Result.UNCLAIMED, None, None)
    assert delivery.evidence is not None, "what failed is proved, too"


def test_a_delivery_that_fails_stops_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = letter(office), letter(office)
    Delivery.objects.update(expires_on=date(2026, 1, 5))

    def expire(viewer: Viewer, *, delivery: Delivery) -> Delivery:
        if delivery.pk == broken.pk:
            raise RuntimeError("its party is gone")
        return really(viewer, delivery=delivery)

    monkeypatch.setattr("salter.mailbox.tasks.expire", expire)
    assert expire_due(timestamp=0) == 1
    assert set(Delivery.objects.filter(attempt=2)) == {sound}
