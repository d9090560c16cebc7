"""Readers that take entries together: once each, and one bad entry keeps back no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from salter.journal import subscriptions, tasks
from salter.journal.actions import record
from salter.journal.models import Entry, Failure, Handled
from salter.organisations.tenancy import scope, uuid7
from salter.portal.founding import founder
from tests.support.office import Office

READS = "unit.created"


@pytest.fixture
def heard(office: Office) -> Iterator[list[list[str]]]:
    """What a reader of `unit.created` was given at once; it fails at the name “квар”."""
    given: list[list[str]] = []

    def listen(entries: Sequence[Entry]) -> None:
        names = [entry.body["name"] for entry in entries]
        if "квар" in names:
            raise RuntimeError("не може")
        given.append(names)

    tasks.run_everything()
    subscriptions.on_together(READS)(listen)
    yield given
    name = subscriptions.name_of(listen)  # type: ignore[arg-type]
    del subscriptions._by_verb[READS][name], subscriptions._together[name]


def unit(office: Office, name: str) -> Entry:
    """An entry that the reader reads."""
    body = {"mark": "X", "name": name}
    with scope(office.organisation.pk):
        return record(founder(office.organisation), READS, subject=("unit", uuid7()), body=body)


def work() -> None:
    """What the worker does with the waiting jobs, its own retries included."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true)")
        waiting = ProcrastinateJob.objects.filter(queue_name="journal", status="todo").order_by("id")
        jobs: list[tuple[str, dict[str, Any]]] = [(job.task_name, dict(job.args)) for job in waiting]
    for name, arguments in jobs:
        if name == "journal.deliver_together":
            tasks.deliver_together(**arguments)
        else:
            try:
                tasks.deliver(**arguments)
            except RuntimeError:
                continue


def test_waiting_entries_of_one_office_are_taken_together(
    office: Office, other_office: Office, heard: list[list[str]]
) -> None:
    tasks.run_everything()
    heard.clear()
    for name in ("прва", "друга"):
        unit(office, name)
    unit(other_office, "тамо")
    tasks.relay()
    work()
    assert sorted(heard) == [["прва", "друга"], ["тамо"]]
    work()  # told again, as after a crash
    assert sorted(heard) == [["прва", "друга"], ["тамо"]]


def test_many_are_taken_in_pieces(office: Office, heard: list[list[str]]) -> None:
    names = [str(number) for number in range(tasks.TOGETHER + 1)]
    for name in names:
        unit(office, name)
    tasks.relay()
    work()
    assert [len(given) for given in heard] == [tasks.TOGETHER, 1]
    assert [name for given in heard for name in given] == names


def test_one_bad_entry_keeps_back_no_other(office: Office, heard: list[list[str]]) -> None:
    good, bad, last = (unit(office, name) for name in ("прва", "квар", "трећа"))
    tasks.relay()
    work()  # together: fails as a whole
    assert heard == []
    assert not Handled.objects.filter(entry_id__in=[good.pk, bad.pk, last.pk]).exists()
    work()  # each alone
    assert heard == [["прва"], ["трећа"]]
    failure = Failure.objects.get()
    assert (failure.entry_id, failure.message, failure.resolved) == (bad.pk, "RuntimeError: не може", False)
    handled = Handled.objects.filter(entry_id__in=[good.pk, bad.pk, last.pk])
    assert {row.entry_id for row in handled} == {good.pk, last.pk}


def test_what_was_read_before_is_left_out(office: Office, heard: list[list[str]]) -> None:
    known, new = unit(office, "знана"), unit(office, "нова")
    reader = next(name for name in subscriptions.subscribers(READS) if name.endswith("listen"))
    Handled.objects.create(organisation=office.organisation, entry_id=known.pk, subscriber=reader)
    tasks.deliver_together(
        organisation=office.organisation.pk, entries=[str(known.pk), str(new.pk)], verb=READS, subscriber=reader
    )
    assert heard == [["нова"]]
