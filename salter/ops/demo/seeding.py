"""Filling the fictional offices, case by case, so that an interrupted start goes on where it stopped.

First every case of both years gets its number, in the order in which they came in. Then they live, in turns: the newest
ones; those of last year up to its end; the closing of its book; what is left. One turn is one transaction,
together with the note that it is done. Readers of the journal that depend on the office's clock (days of
delivery) run in it, at the moment of the deed; formats and texts of documents are left to the worker.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NotRequired, TypedDict, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from salter.journal.models import Entry, Outbox
from salter.journal.subscriptions import subscribers
from salter.journal.tasks import run_subscriber
from salter.ops.demo import office
from salter.ops.demo.moments import CALENDAR
from salter.ops.demo.past import past_rows
from salter.ops.demo.rows import SHOWN, Row, written_rows
from salter.ops.demo.stories import Life
from salter.organisations import clock
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import scope
from salter.registry.actions import close_register
from salter.registry.models import Case, Register

LEFT_TO_THE_WORKER = frozenset({"document.stored"})
OFFICES = (office.PRACTICE_CODE, office.CODE)
CLOSES = time(15, 40)
ALWAYS = (
    datetime.min.replace(tzinfo=timezone.get_default_timezone()),
    datetime.max.replace(tzinfo=timezone.get_default_timezone()),
)
Say = Callable[[str], None]


class Progress(TypedDict):
    """What is done already; kept in the organisation's settings."""

    begun: str
    small: NotRequired[bool]
    registered: int
    turns: int
    of: NotRequired[int]
    lived: int
    cases: int


def rows_of(code: str, today: date, *, small: bool = False) -> list[Row]:
    """The cases of an office: those of the municipality are written by hand and (unless `small`) the earlier drawn."""
    if code == office.PRACTICE_CODE:
        return written_rows("practice.csv")
    return [*written_rows("cases.csv"), *(() if small else past_rows(today))]


def found_offices(say: Say, *, small: bool = False) -> None:
    """The two offices with their people, and not one case; nothing when they are there."""
    if not Organisation.objects.filter(code=office.PRACTICE_CODE).exists():
        say("  founding the fictional municipality of Vedrovo and its practice office")
        with transaction.atomic():
            now = clock.real_now()
            begin = first_day(now, small=small)
            office.send_on_leave(office.found(begin), now)
            office.found_practice(begin)


def seed(say: Say, *, first: int | None = None, small: bool = False) -> int:
    """Found the offices, register their cases and let those of the municipality live, with `first` only so many.

    A `small` office has no earlier cases. Gives how many turns still wait (`go_on`); a second call does only what is
    not done yet.
    """
    found_offices(say, small=small)
    seeders = [Seeder(Organisation.objects.get(code=code), small=small) for code in OFFICES if _is_ours(code)]
    for seeder in seeders:
        seeder.register_all(say)
    if first is None:
        while go_on():
            pass
        return 0
    if seeders:
        municipality = seeders[-1]
        wanted = min(first - municipality.progress["turns"], municipality.waiting)
        if wanted > 0:
            say(f"  letting the first {wanted} of them live: decisions, signatures, deliveries")
        for _case in range(wanted):
            municipality.take_turn()
    return sum(seeder.waiting for seeder in seeders)


def _is_ours(code: str) -> bool:
    """Whether the office is one that this release fills; what an earlier one has filled stays as it is."""
    kept = Organisation.objects.values_list("settings", flat=True).filter(code=code).first() or {}
    return "demo" not in kept or "turns" in kept["demo"]


def go_on() -> bool:
    """Take one more turn, in the background; False when none waits any more."""
    for code in OFFICES:
        with transaction.atomic():
            organisation = Organisation.objects.select_for_update(no_key=True).filter(code=code).first()
            kept = organisation.settings.get("demo", {}) if organisation else {}
            if organisation and "turns" in kept and kept["turns"] < kept.get("of", math.inf):
                seeder = Seeder(organisation)
                if seeder.waiting:
                    seeder.take_turn()
                    return True
    return False


def first_day(now: datetime, *, small: bool = False) -> date:
    """The day on which the offices are founded: a week before the first case."""
    today = timezone.localdate(now)
    oldest = max(row.days for row in rows_of(office.CODE, today, small=small))
    return CALENDAR.previous_working(today - timedelta(days=oldest + 7))


def progress_of(organisation: Organisation) -> tuple[int, int]:
    """How many cases of a demo office have lived, of how many; (0, 0) for an office that is not filled by us."""
    kept = organisation.settings.get("demo", {})
    return kept.get("lived", 0), kept.get("cases", 0)


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of the life of a case (None: the closing of last year's book): its deeds after `since`, to `until`."""

    life: Life | None
    since: datetime
    until: datetime

    @property
    def begins(self) -> bool:
        """Whether the case begins to live in it."""
        return self.since == ALWAYS[0]

    @property
    def ends(self) -> bool:
        """Whether the case has lived after it."""
        return self.life is not None and self.until == ALWAYS[1]


class Seeder:
    """The seeding of one office; `progress` is kept with every step."""

    def __init__(self, organisation: Organisation, *, small: bool = False) -> None:
        self.organisation = organisation
        fresh = Progress(begun=clock.real_now().isoformat(), small=small, registered=0, turns=0, lived=0, cases=0)
        self.progress = cast(Progress, organisation.settings.setdefault("demo", fresh))
        with scope(organisation.pk):
            self.cast = office.cast_of(organisation)
        self.begun = datetime.fromisoformat(self.progress["begun"])
        rows = rows_of(organisation.code, timezone.localdate(self.begun), small=self.progress.get("small", False))
        self.lives = [Life(self.cast, row, place, self.begun) for place, row in enumerate(rows, start=1)]
        self.arrivals = sorted(self.lives, key=lambda life: life.arrival)
        self.turns = list(turns(self.lives, self.begun))

    @property
    def waiting(self) -> int:
        """How many turns have not been taken yet."""
        return len(self.turns) - self.progress["turns"]

    def register_all(self, say: Say) -> None:
        """Give every case its number, in the order in which they came in."""
        done = self.progress["registered"]
        if done < len(self.arrivals):
            say(f"  registering {len(self.arrivals) - done} cases of {self.organisation.name_lat}")
        for life in self.arrivals[done:]:
            with scope(self.organisation.pk):
                life.register()
                _unread(self.organisation).update(told=True)
                self.progress["registered"] += 1
                self.progress |= {"cases": len(self.arrivals), "of": len(self.turns)}
                self._keep()

    def take_turn(self) -> None:
        """Let the next case live, or close the book."""
        turn = self.turns[self.progress["turns"]]
        with scope(self.organisation.pk):
            if turn.life is None:
                self._close_book(turn.until)
            else:
                self._live(turn.life, turn)
            self.progress["turns"] += 1
            self.progress["lived"] += turn.ends
            self._keep()

    def _live(self, life: Life, turn: Turn) -> None:
        life.case = self._case_of(life)
        if turn.begins:
            with clock.at(self.organisation, life.arrival + timedelta(minutes=1)):
                _catch_up(life.case)
        life.live(lambda: tell_readers(self.organisation), turn.since, turn.until)

    def _case_of(self, life: Life) -> Case:
        """The case of a life: nobody else could register before all of them were, so its number is its place."""
        year = timezone.localdate(life.arrival).year
        book = [other for other in self.arrivals if timezone.localdate(other.arrival).year == year]
        return Case.objects.get(organisation=self.organisation, year=year, ordinal=book.index(life) + 1)

    def _close_book(self, at: datetime) -> None:
        """The head of the registry office closes last year's book."""
        with clock.at(self.organisation, at):
            register = Register.objects.get(organisation=self.organisation, year=timezone.localdate(at).year)
            close_register(self.cast.role(Role.REGISTRY_HEAD), register=register)

    def _keep(self) -> None:
        self.organisation.save(update_fields=["settings"])


def turns(lives: list[Life], begun: datetime) -> Iterator[Turn]:
    """Who lives when: first the cases written by hand, the newest; then the others as the years went."""
    closing = timezone.make_aware(datetime.combine(date(timezone.localdate(begun).year - 1, 12, 31), CLOSES))
    written = [life for life in lives if not life.is_old]
    drawn = sorted((life for life in lives if life.is_old), key=lambda life: life.arrival)
    split = [
        life for life in lives if life.arrival <= closing < max((at for at, _deed in life.schedule), default=closing)
    ]

    def whole(life: Life) -> Turn:
        return Turn(life, ALWAYS[0], closing if life in split else ALWAYS[1])

    yield from (whole(written[place]) for place in in_order([life.row for life in written]))
    yield from (whole(life) for life in drawn if life.arrival <= closing)
    if drawn:
        yield Turn(None, ALWAYS[0], closing)
    yield from (Turn(life, closing, ALWAYS[1]) for life in split)
    yield from (whole(life) for life in drawn if life.arrival > closing)


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
