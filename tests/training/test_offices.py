"""Practice offices: copies of the town that live on their own, and leave nothing but the heads of their log."""

from __future__ import annotations

import pytest
from django.db import connection

from salter.journal.models import Entry, Head
from salter.journal.tasks import relay
from salter.mailbox.models import Delivery
from salter.organisations import clock
from salter.organisations.models import Account, Organisation, Staff
from salter.organisations.tenancy import owned_models, scope
from salter.registry.models import Act, ActStatus, Case
from salter.training import deeds
from salter.training.offices import town
from salter.training.offices.actions import give_up, open_office
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


def test_everything_of_an_office_goes_but_the_heads_of_its_log() -> None:
    keeps = open_office()
    office = open_office()
    key = office.pk
    with scope(key):
        deeds.play(World.of(office), [("register", {"procedure": "P036", "from": "gradjanin1", "subject": "Захтев"})])
    while relay():
        pass
    give_up(office)
    assert not Organisation.objects.filter(pk=key).exists()
    assert not Account.objects.filter(organisation_id=key).exists()
    with scope(key):
        left = [row.__name__ for row in owned_models() if row._default_manager.filter(organisation_id=key).exists()]
    assert left == []
    assert Head.objects.filter(log_id=key).exists()
    with scope(keeps.pk):
        assert Case.objects.exists()
        assert Entry.objects.exists()


def test_copying_takes_few_statements() -> None:
    open_office()
    before = len(connection.queries_log)
    connection.force_debug_cursor = True
    try:
        open_office()
    finally:
        connection.force_debug_cursor = False
    assert len(connection.queries_log) - before < 60
