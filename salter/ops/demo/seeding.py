"""Filling the fictional offices, case by case, so that an interrupted start goes on where it stopped.

One step of one case is one transaction, together with the note that it is done. Readers of the journal that depend on
the office's clock (receipts, days of delivery) run in it, at the moment of the deed; formats and texts of documents
are left to the worker.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypedDict, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from salter.journal.models import Entry, Outbox
from salter.journal.subscriptions import subscribers
from salter.journal.tasks import run_subscriber
from salter.ops.demo import office
from salter.ops.demo.moments import CALENDAR
from salter.ops.demo.stories import SHOWN, Life, Row, rows
from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.registry.models import Case

LEFT_TO_THE_WORKER = frozenset({"document.stored"})
FILES = {office.PRACTICE_CODE: "practice.csv", office.CODE: "cases.csv"}
Say = Callable[[str], None]


class Progress(TypedDict):
    """What is done already; kept in the organisation's settings."""

    today: str
    cases: list[str]
    lived: int


def found_offices(say: Say) -> None:
    """The two offices with their people, and not one case; nothing when they are there."""
    if not Organisation.objects.filter(code=office.PRACTICE_CODE).exists():
        say("  founding the fictional municipality of Vedrovo and its practice office")
        with transaction.atomic():
            begin = first_day(clock.real_now())
            office.found(begin)
            office.found_practice(begin)


def seed(say: Say, *, first: int | None = None) -> int:
    """Found the offices, register their cases and let those of the municipality live, with `first` only so many.

    Gives how many cases still wait to live (`go_on`); a second call does only what is not done yet.
    """
    found_offices(say)
    seeders = [Seeder(Organisation.objects.get(code=code)) for code in FILES]
    for seeder in seeders:
        seeder.register_all(say)
    if first is None:
        while go_on():
            pass
        return 0
    municipality = seeders[-1]
    wanted = min(first, len(municipality.order)) - municipality.progress["lived"]
    if wanted > 0:
        say(f"  letting the first {wanted} of them live: decisions, signatures, deliveries")
    for _case in range(wanted):
        municipality.live_one()
    return sum(seeder.waiting for seeder in seeders)


def go_on() -> bool:
    """Let one more case live, in the background; False when none waits any more."""
    for code in FILES:
        with transaction.atomic():
            organisation = Organisation.objects.select_for_update(no_key=True).filter(code=code).first()
            if organisation and "demo" in organisation.settings:
                seeder = Seeder(organisation)
                if seeder.waiting:
                    seeder.live_one()
                    return True
    return False


def first_day(now: datetime) -> date:
    """The day on which the offices are founded: a week before the first case."""
    oldest = max(row.days for row in rows())
    return CALENDAR.previous_working(timezone.localdate(now) - timedelta(days=oldest + 7))


def progress_of(organisation: Organisation) -> tuple[int, int]:
    """How many cases of a demo office have lived, of how many; (0, 0) for an office that is not seeded."""
    if organisation.code not in FILES or "demo" not in organisation.settings:
        return 0, 0
    return organisation.settings["demo"]["lived"], len(rows(FILES[organisation.code]))


class Seeder:
    """The seeding of one office; `progress` is kept with every step."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        fresh = Progress(today=timezone.localdate(clock.real_now()).isoformat(), cases=[], lived=0)
        self.progress = cast(Progress, organisation.settings.setdefault("demo", fresh))
        with scope(organisation.pk):
            self.cast = office.cast_of(organisation)
        today = date.fromisoformat(self.progress["today"])
        lives = [
            Life(self.cast, row, place, today) for place, row in enumerate(rows(FILES[organisation.code]), start=1)
        ]
        self.arrivals = sorted(((life.moments.after(0), life) for life in lives), key=lambda pair: pair[0])
        self.order = in_order([life.row for _at, life in self.arrivals])

    @property
    def waiting(self) -> int:
        """How many cases have not lived yet."""
        return len(self.order) - self.progress["lived"]

    def register_all(self, say: Say) -> None:
        """Give every case its number, in the order in which they came in; their receipts are made as they live."""
        begin = len(self.progress["cases"])
        if begin < len(self.arrivals):
            say(f"  registering {len(self.arrivals) - begin} cases of {self.organisation.name_lat}")
        for at, life in self.arrivals[begin:]:
            with scope(self.organisation.pk):
                life.register(at)
                _unread(self.organisation).update(told=True)
                self.progress["cases"].append(str(life.case.pk))
                self._keep()

    def live_one(self) -> None:
        """Let the next case live."""
        place = self.order[self.progress["lived"]]
        at, life = self.arrivals[place]
        with scope(self.organisation.pk):
            life.case = Case.objects.get(pk=UUID(self.progress["cases"][place]))
            with clock.at(self.organisation, at + timedelta(minutes=1)):
                _catch_up(life.case)
            life.live(lambda: tell_readers(self.organisation))
            self.progress["lived"] += 1
            self._keep()

    def _keep(self) -> None:
        self.organisation.save(update_fields=["settings"])


def in_order(cases: list[Row]) -> list[int]:
    """Places of cases: those of the people shown first, then one of every story, then the others."""
    seen: set[str] = set()
    ranks = []
    for place, row in enumerate(cases):
        rank = 0 if row.party in SHOWN else 1 if row.story not in seen else 2
        seen.add(row.story)
        ranks.append((rank, place))
    return [place for _rank, place in sorted(ranks)]


def tell_readers(organisation: Organisation) -> None:
    """Run the readers of what has just been written, here, in the running transaction and at the running clock."""
    while waiting := list(_unread(organisation).order_by("id")):
        _unread(organisation).filter(pk__in=[row.pk for row in waiting]).update(told=True)
        for row in waiting:
            for name in subscribers(row.verb):
                run_subscriber(organisation.pk, row.entry_id, row.verb, name)


def _unread(organisation: Organisation) -> QuerySet[Outbox]:
    return Outbox.objects.filter(organisation=organisation, told=False).exclude(verb__in=LEFT_TO_THE_WORKER)


def _catch_up(case: Case) -> None:
    """Run the readers of the registration, which waited until the case lives. What has run is not run again."""
    for entry in Entry.objects.filter(organisation=case.organisation, case_id=case.pk).order_by("id"):
        for name in subscribers(entry.verb):
            run_subscriber(case.organisation_id, entry.pk, entry.verb, name)
    tell_readers(case.organisation)
