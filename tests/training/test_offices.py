"""Practice offices: copies of the town that live on their own. What they leave: test_given_up.py."""

from __future__ import annotations

import pytest
from django.db import connection

from salter.mailbox.models import Delivery
from salter.organisations import clock
from salter.organisations.models import Account, Staff
from salter.organisations.tenancy import scope
from salter.registry.models import Act, ActStatus, Case
from salter.training import deeds
from salter.training.offices import town
from salter.training.offices.actions import open_office
from salter.training.offices.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_town")]


def test_an_office_begins_as_the_town_is_on_its_monday() -> None:
    office = open_office()
    assert office.practice
    assert clock.now(office).isoformat()[:16] == "2026-03-02T07:00"  # in UTC
    with scope(office.pk):
        assert Staff.objects.count() >= 8
        assert Account.objects.filter(organisation=office, citizen=True).count() >= 6
        assert Case.objects.count() >= 10
        assert Act.objects.filter(status=ActStatus.DISPATCHED).exists()
        assert {row.organisation_id for row in Delivery.objects.all()} == {office.pk}
        assert not Account.objects.filter(organisation=office, username__contains=town.CODE).exists()


def test_what_is_done_in_one_is_not_done_in_another() -> None:
    one, other = open_office(), open_office()
    with scope(one.pk):
        world = World.of(one, {"case": str(Case.objects.get(subject__startswith="Захтев за летњу башту").pk)})
        deeds.play(world, [("dispatch", {"channel": "mailbox"}), ("open_letter", {"by": "firma1"})])
        world.tell()
        assert world.act("case").status == ActStatus.DISPATCHED
    with scope(other.pk):
        same = Act.objects.get(case__subject__startswith="Захтев за летњу башту")
        assert same.status == ActStatus.SIGNED


def test_copying_takes_few_statements() -> None:
    open_office()
    before = len(connection.queries_log)
    connection.force_debug_cursor = True
    try:
        open_office()
    finally:
        connection.force_debug_cursor = False
    assert len(connection.queries_log) - before < 15
