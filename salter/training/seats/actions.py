"""Taking a seat: a practice office of one's own, by one click, and the way back.

A seat belongs to the office that somebody comes from; in the session of the browser stands only which seat it is. The
accounts of practice offices have no password: whoever acts by one has come through a seat.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Account, Organisation
from salter.organisations.tenancy import scope
from salter.training.classes import pushes
from salter.training.models import Seat
from salter.training.offices import actions as offices
from salter.training.offices.copying import Mould
from salter.training.offices.world import World

HOST, SEAT = "practice_host", "practice_seat"
"""In the settings of a practice office: whose seat it belongs to."""


@transaction.atomic
def take_seat(viewer: Viewer, *, name: str = "", anew: bool = False) -> Seat:
    """The seat of this person with a practice office that is open; `anew` begins with a fresh one.

    Who is not signed in gets a seat without an account. Raises NotAllowed inside a practice office.
    """
    if viewer.organisation.practice:
        raise NotAllowed
    seat = own_seat(viewer) or Seat(
        organisation=viewer.organisation, account=viewer.account, opened_at=clock.real_now()
    )
    seat.name = name or seat.name or viewer.name
    return with_office(seat, anew=anew)


def with_office(seat: Seat, *, anew: bool = False, mould: Mould | None = None) -> Seat:
    """The seat, saved, with an open practice office; `anew` in the place of the one that it has. In the scope of its
    own office. With a mould the old one is removed later: hundreds of others wait for theirs."""
    if anew and seat.practice:
        old, seat.practice = seat.practice, None
        seat.save()
        if mould:
            offices.retire(old)
        else:
            offices.give_up(old)
    if seat.practice is None:
        office = offices.open_office(mould)
        office.settings |= {HOST: seat.organisation_id, SEAT: str(seat.pk)}
        if seat.in_class:
            pushes.enter(office, seat, seat.in_class, clock.real_now())
        office.save(update_fields=["settings", "clock_stands"])
        seat.practice = office
    seat.seen_at = clock.real_now()
    seat.save()
    return seat


def refresh(office: Organisation, mould: Mould | None = None) -> Organisation:
    """A fresh practice office for the seat of this one, which is given up."""
    with scope(int(office.settings[HOST])):
        seat = with_office(_seat(office), anew=True, mould=mould)
    assert seat.practice is not None
    return seat.practice


def leave(office: Organisation) -> None:
    """Give a practice office up; a seat with an account, or of a class, stays with its results."""
    with scope(int(office.settings[HOST])):
        seat = _seat(office)
        seat.practice = None
        seat.save(update_fields=["practice"])
        if seat.account_id is None and seat.in_class_id is None:
            seat.delete()
        offices.give_up(office)


def _seat(office: Organisation) -> Seat:
    """The seat of a practice office, held; in the scope of its own office."""
    return held(int(office.settings[HOST]), UUID(str(office.settings[SEAT])))


def held(host: int, seat: UUID) -> Seat:
    """A seat, held; in the scope of its own office. Raises Seat.DoesNotExist.

    Its practice office is read afterwards: joined to a row that was waited for, it would be that of before the wait.
    """
    return Seat.objects.select_for_update().get(organisation_id=host, pk=seat)


def viewer_of_post(office: Organisation, post: str) -> Viewer:
    """Who holds a post of a practice office. Raises KeyError for a post that it has not."""
    return World.of(office).viewer(post)


def own_seat(viewer: Viewer) -> Seat | None:
    """The seat of who is signed in; in the scope of their office."""
    if viewer.account is None:
        return None
    return Seat.objects.filter(organisation=viewer.organisation, account=viewer.account).first()


def is_seated(office: Organisation) -> bool:
    """Whether an office is a practice office that belongs to a seat; that of a demo belongs to nobody."""
    return office.practice and HOST in office.settings


def seat_of(office: Organisation) -> Seat | None:
    """The seat that a practice office belongs to, read in the scope of its own office."""
    host, seat = office.settings.get(HOST), office.settings.get(SEAT)
    if not office.practice or host is None:
        return None
    with scope(int(host)):
        return Seat.objects.filter(organisation_id=host, pk=UUID(str(seat))).first()


def account_at(host: int, seat: UUID, post: str) -> Account | None:
    """Who holds a post of the practice office that a seat has now."""
    with scope(host):
        row = Seat.objects.select_related("practice").filter(organisation_id=host, pk=seat).first()
    if row is None or row.practice is None:
        return None
    return Account.objects.filter(organisation=row.practice, username=f"{row.practice.code}.{post}").first()


def note_page(office: Organisation) -> None:
    """Somebody has just looked at a page of this practice office."""
    host = int(office.settings[HOST])
    with scope(host):
        rows = Seat.objects.filter(organisation_id=host, pk=UUID(str(office.settings[SEAT])))
        rows.update(seen_at=clock.real_now())


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is, as the board of a class shows it."""

    step: int
    mistakes: int
    hints: int
    points: int
    done: bool


def keep_progress(office: Organisation, progress: Progress, *, moved: bool) -> None:
    """Keep how far somebody is with the seat, for the board; `moved`: it is another step than before."""
    host, now = int(office.settings[HOST]), clock.real_now()
    with scope(host):
        rows = Seat.objects.filter(organisation_id=host, pk=UUID(str(office.settings[SEAT])))
        rows.update(seen_at=now, **asdict(progress), **({"step_at": now} if moved else {}))


def keep_result(office: Organisation, *, exercise: str, result: dict[str, object]) -> None:
    """Keep the best result of an exercise with the seat; it stays when the practice office goes."""
    host, seat = office.settings[HOST], office.settings[SEAT]
    with scope(int(host)):
        row = Seat.objects.select_for_update(of=("self",)).get(organisation_id=host, pk=UUID(str(seat)))
        best = row.results.get(exercise)
        if best is None or (result["points"], result["version"]) >= (best["points"], best["version"]):
            row.results[exercise] = result
            row.save(update_fields=["results"])


def give_up_old(office: Organisation, before: datetime) -> int:
    """Give up practice offices of the seats of an office that were seen last before a moment, and those of classes
    that are closed; gives how many."""
    done = 0
    over = Q(seen_at__lt=before) | Q(in_class__closed_at__isnull=False)
    with scope(office.pk):
        for seat in Seat.objects.filter(over, organisation=office, practice__isnull=False)[:1000]:
            old, seat.practice = seat.practice, None
            assert old is not None
            seat.save(update_fields=["practice"])
            offices.give_up(old)
            done += 1
    return done
