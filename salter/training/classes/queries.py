"""Reading classes: those of the trainer's office, and the board. One statement a refresh, however many places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.training.classes.rules import Look, Pace, look, spoken, typed
from salter.training.editing.library import offered
from salter.training.exercises.format import Exercise
from salter.training.models import LiveClass, Seat

LEADERS = (Role.TRAINER, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR)
"""Who leads classes in an office."""
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A place as the board shows it."""

    id: UUID
    number: int
    name: str
    codes: tuple[str, ...]
    look: Look
    here: int
    step: int
    minutes: int
    mistakes: int
    hints: int
    points: int
    wanted: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """A class as its trainer sees it now."""

    live: LiveClass
    exercise: Exercise
    rows: list[Row]

    @property
    def counts(self) -> Counter[str]:
        """How many places look how."""
        return Counter(row.look.value for row in self.rows)

    @property
    def joined(self) -> int:
        """How many places somebody has taken."""
        return len(self.rows) - self.counts[Look.FREE.value]

    @property
    def at_steps(self) -> list[int]:
        """How many places work at each step."""
        works = Counter(row.step for row in self.rows if row.look not in (Look.FREE, Look.DONE))
        return [works[step] for step in range(self.most)]

    @property
    def being_set(self) -> int:
        """How many places are being set to a step just now."""
        return sum(row.wanted is not None for row in self.rows)

    @property
    def most(self) -> int:
        """How many steps there are."""
        return len(self.exercise.steps)


def classes(viewer: Viewer) -> QuerySet[LiveClass]:
    """The classes of the viewer's office, newest first, of exercises that this release has. Raises NotAllowed."""
    require(viewer, *LEADERS)
    rows = LiveClass.objects.filter(organisation=viewer.organisation, exercise__in=list(offered(viewer.organisation)))
    return rows.order_by("-id")


def live_class(viewer: Viewer, class_id: UUID) -> LiveClass:
    """One of them. Raises LiveClass.DoesNotExist, NotAllowed."""
    return classes(viewer).select_related("organisation").get(pk=class_id)


def exercise_of(live: LiveClass) -> Exercise:
    """The exercise of a class as its office offers it now; in the scope of that office. Raises KeyError."""
    return offered(live.organisation)[live.exercise]


def seats(viewer: Viewer, live: LiveClass) -> QuerySet[Seat]:
    """The places of a class, in order."""
    require(viewer, *LEADERS)
    return Seat.objects.filter(organisation=viewer.organisation, in_class=live).order_by("number")


def board(viewer: Viewer, live: LiveClass) -> Board:
    """How everybody stands, as it was graded last."""
    now, stuck = live.paused_at or clock.real_now(), timedelta(minutes=live.stuck_minutes)
    rows = [_row(seat, now, stuck) for seat in seats(viewer, live)]
    return Board(live, exercise_of(live), rows)


def _row(seat: Seat, now: datetime, stuck: timedelta) -> Row:
    here = look(Pace(seat.joined_at, seat.step_at, seat.seen_at, seat.done), now, stuck)
    since = seat.step_at or seat.joined_at
    return Row(
        id=seat.pk,
        number=seat.number or 0,
        name=seat.name,
        codes=tuple(spoken(code) for code in (seat.code, seat.partner_code) if code),
        look=here,
        here=sum(moment is not None for moment in (seat.joined_at, seat.partner_at)),
        step=seat.step,
        minutes=max(0, int((now - since).total_seconds() // 60)) if since and here != Look.DONE else 0,
        mistakes=seat.mistakes,
        hints=seat.hints,
        points=seat.points,
        wanted=seat.wanted,
    )


def of_code(host: int, text: str) -> tuple[LiveClass, Seat | None] | None:
    """The open class, and the place in it, of a code that somebody typed; in the scope of the office `host`.

    Without a place the code is that of the class, by which people without a slip come in.
    """
    code = typed(text)
    if not code:
        return None
    rows = Seat.objects.filter(Q(code=code) | Q(partner_code=code), organisation_id=host, in_class__closed_at=None)
    seat = rows.select_related("in_class", "practice").first()
    if seat is not None and seat.in_class is not None:
        return seat.in_class, seat
    live = LiveClass.objects.filter(organisation_id=host, code=code, closed_at=None).first()
    return (live, None) if live else None


def names_of(text: str) -> list[str]:
    """Names that somebody wrote into a field, one a line."""
    return [line.strip()[:200] for line in text.splitlines() if line.strip()]


def taken_codes(host: int, codes: Collection[str]) -> set[str]:
    """Those of the codes that somebody has already."""
    found = Seat.objects.filter(Q(code__in=codes) | Q(partner_code__in=codes), organisation_id=host)
    pairs = found.values_list("code", "partner_code")
    lives = LiveClass.objects.filter(organisation_id=host, code__in=codes).values_list("code", flat=True)
    return {code for pair in pairs for code in pair} | set(lives)
