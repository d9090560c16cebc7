"""The scope of a transaction: where it begins and ends, whatever happens inside; and the machine's clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from salter.organisations import clock
from salter.organisations.models import Unit
from salter.organisations.tenancy import current_organisation_id, relay_scope, scope, uuid7
from tests.support.office import Office


def settings() -> tuple[str, str]:
    """Role and organisation as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text, current_setting('app.org', true)")
        role, organisation = cursor.fetchone() or ("", "")
    return str(role), str(organisation or "")


def test_a_scope_ends_where_the_outer_one_was(office: Office, other_office: Office) -> None:
    mine, theirs = str(office.organisation.pk), str(other_office.organisation.pk)
    with scope(other_office.organisation.pk):
        assert settings() == ("salter_app", theirs)
        with relay_scope():
            assert (settings(), current_organisation_id()) == (("salter_relay", ""), None)
        assert settings() == ("salter_app", theirs)
    assert settings() == ("salter_app", mine)


def test_a_scope_within_the_relay_leaves_the_relay_what_it_was(office: Office) -> None:
    with relay_scope():
        with scope(office.organisation.pk):
            assert settings() == ("salter_app", str(office.organisation.pk))
        assert settings() == ("salter_relay", "")


def test_an_error_of_the_database_stays_itself(office: Office, other_office: Office) -> None:
    with pytest.raises(IntegrityError, match="unit_mark_once"), scope(office.organisation.pk):
        Unit.objects.create(organisation=office.organisation, mark="IV", name="други пут")
    assert settings() == ("salter_app", str(office.organisation.pk))


def test_what_is_rolled_back_takes_its_organisation_with_it(office: Office, other_office: Office) -> None:
    with scope(other_office.organisation.pk):
        transaction.set_rollback(True)
    assert settings() == ("salter_app", str(office.organisation.pk))


def test_outside_every_scope_nothing_is_carried_on(transactional_db: None) -> None:
    before = settings()
    with scope(1):
        assert settings() == ("salter_app", "1")
    assert (settings()[0], current_organisation_id()) == (before[0], None)
    assert settings()[1] == ""


def test_another_thread_is_in_no_scope(office: Office) -> None:
    found: list[int | None] = []
    with scope(office.organisation.pk):
        thread = Thread(target=lambda: found.append(current_organisation_id()))
        thread.start()
        thread.join()
    assert found == [None]


def test_identifiers_follow_time() -> None:
    made = [uuid7() for _n in range(1000)]
    assert made == sorted(made)
    assert {one.version for one in made} == {7}


def test_a_real_office_has_the_real_clock_only(office: Office) -> None:
    office.organisation.demo = False
    moment = timezone.now() - timedelta(days=100)
    with pytest.raises(clock.ClockRefused), clock.at(office.organisation, moment):
        pass
    office.organisation.clock_shift = timedelta(days=-1)
    with pytest.raises(IntegrityError, match="organisation_real_clock"), transaction.atomic():
        office.organisation.save()


def test_a_fictional_office_travels_alone_and_comes_back(office: Office, other_office: Office) -> None:
    moment = datetime.fromisoformat("2026-03-29T00:30:00+01:00")
    with clock.at(office.organisation, moment):
        assert clock.now(office.organisation) == moment
        assert clock.today(office.organisation).isoformat() == "2026-03-29"
        assert clock.now(other_office.organisation) > moment
    assert abs(clock.now(office.organisation) - clock.real_now()) < timedelta(minutes=1)


def test_the_day_is_that_of_belgrade(office: Office) -> None:
    with clock.at(office.organisation, datetime.fromisoformat("2026-07-01T22:30:00+00:00")):
        assert clock.today(office.organisation).isoformat() == "2026-07-02"
