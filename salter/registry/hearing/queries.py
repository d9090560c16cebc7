"""Reading hearings: those of a case that was found visible, those of some days that the viewer may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.mailbox.models import Delivery, DeliveryState
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Absence, Staff
from salter.registry import deadlines, queries
from salter.registry.hearing import rules
from salter.registry.hearing.rules import Summoned, Wrong
from salter.registry.models import (
    Act,
    ActKind,
    ActStatus,
    Case,
    CaseParty,
    Hearing,
    HearingPerson,
    HearingState,
    Service,
)

SHOWN = 8
SENT = (ActStatus.DISPATCHED,)
DONE = (DeliveryState.OPENED, DeliveryState.DEEMED)


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is summoned, and how the summons stands."""

    person: HearingPerson
    state: Summoned
    served_on: date | None


@dataclass(frozen=True, slots=True)
class Slot:
    """When and where a hearing is to be, and who conducts it."""

    official: Staff
    starts_at: datetime
    minutes: int
    place: str

    @property
    def ends_at(self) -> datetime:
        """When it is planned to end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def on(self) -> date:
        """Its day."""
        return timezone.localdate(self.starts_at)


def of_case(case: Case) -> list[Hearing]:
    """The hearings of a case, newest first: one query."""
    return list(case.hearings.select_related("official").order_by("-starts_at", "-id"))


def convened_in(case: Case) -> bool:
    """Whether a hearing of the case is neither recorded nor off."""
    return case.hearings.filter(state=HearingState.CONVENED).exists()


def hearing(viewer: Viewer, case_id: UUID, hearing_id: UUID) -> Hearing:
    """A hearing of a case that the viewer may see. Raises Case.DoesNotExist, Hearing.DoesNotExist."""
    case = queries.case(viewer, case_id)
    found = Hearing.objects.select_related("official", "record", "follows").get(pk=hearing_id, case=case)
    found.case = case
    return found


def person(viewer: Viewer, case_id: UUID, hearing_id: UUID, person_id: UUID) -> HearingPerson:
    """Somebody who is summoned to such a hearing. Raises as `hearing`, and HearingPerson.DoesNotExist."""
    of = hearing(viewer, case_id, hearing_id)
    found = HearingPerson.objects.select_related("act", "case_party").get(pk=person_id, hearing=of)
    found.hearing = of
    return found


def invited(found: Hearing) -> list[Invited]:
    """Everybody who is summoned, in the order of entry: three queries, however many."""
    people = list(found.people.select_related("act", "notice", "case_party").order_by("id"))
    acts = [row.act_id for row in people if row.act_id]
    services = Service.objects.filter(act__in=acts, served_on__isnull=False).values_list("act_id", "served_on")
    served = {act: day for act, day in services if day is not None}
    rows = Delivery.objects.filter(subject_type="act", subject_id__in=acts, state__in=DONE)
    for act, day, opened in rows.values_list("subject_id", "served_on", "opened_at"):
        known = day or (timezone.localdate(opened) if opened else None)
        if known:
            served.setdefault(act, known)
    on, settings = timezone.localdate(found.starts_at), deadlines.settings_of(found.organisation)
    told = []
    for row in people:
        day = served.get(row.act_id) if row.act_id else None
        sent = row.act is not None and row.act.status in SENT
        told.append(Invited(row, rules.summoned(sent, day, on, settings), day))
    return told


def not_summoned(found: Hearing) -> list[CaseParty]:
    """Parties of the case that are in it and not summoned to the hearing."""
    there = found.people.filter(case_party__isnull=False, released="").values_list("case_party", flat=True)
    return [row for row in found.case.parties.exclude(pk__in=list(there)).order_by("id") if row.is_in]


def warnings(viewer: Viewer, slot: Slot, apart_from: Hearing | None = None) -> list[Wrong]:
    """What one should know before a hearing is convened so: three queries. Of other cases it tells nothing; of a
    time at which there can be none, nothing either: that is refused."""
    now, calendar = clock.now(viewer.organisation), deadlines.calendar_of(viewer.organisation)
    if rules.cannot_be(slot.starts_at, slot.on, now, calendar):
        return []
    office, today = viewer.organisation, timezone.localdate
    others = Hearing.objects.filter(organisation=office, state=HearingState.CONVENED, case__cancelled_at=None)
    others = others.filter(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at)
    if apart_from:
        others = others.exclude(pk=apart_from.pk)
    found = list(others.values_list("official", "place"))
    away = Absence.objects.filter(organisation=office, staff=slot.official, ended_at=None, from_on__lte=slot.on)
    away = away.filter(Q(until_on=None) | Q(until_on__gte=slot.on))
    settings, takes = deadlines.settings_of(office), deadlines.expected_days(office)
    told = [
        (Wrong.SHORT, rules.too_short(today(now), takes, slot.on, settings)),
        (Wrong.BUSY, any(official == slot.official.pk for official, _place in found)),
        (Wrong.PLACE, any(place.casefold() == slot.place.strip().casefold() for _official, place in found)),
        (Wrong.AWAY, away.exists()),
    ]
    return [wrong for wrong, holds in told if holds]


def between(viewer: Viewer, first: date, last: date, who: str) -> QuerySet[Hearing]:
    """Hearings from a day to a day of cases that the viewer may see, the earliest first; `who`: me, unit or all."""
    begins, ends = (timezone.make_aware(datetime.combine(day, datetime.min.time())) for day in (first, last))
    rows = Hearing.objects.filter(
        organisation=viewer.organisation,
        starts_at__gte=begins,
        starts_at__lt=ends + timedelta(days=1),
        state__in=[HearingState.CONVENED, HearingState.HELD],
        case__in=Case.objects.visible_to(viewer).filter(cancelled_at=None).values("pk"),
    )
    if who == "me":
        rows = rows.filter(Q(official=viewer.staff) | Q(case__handler=viewer.staff)) if viewer.staff else rows.none()
    elif who == "unit":
        rows = rows.filter(case__unit__in=viewer.unit_ids)
    return rows.select_related("case", "official").order_by("starts_at", "id")


def of_parties(case: Case, parties: Collection[UUID], now: datetime) -> list[Hearing]:
    """Hearings that are still to come, to which one of these parties of a case is summoned: one query."""
    rows = Hearing.objects.filter(case=case, state=HearingState.CONVENED, ends_at__gte=now)
    rows = rows.filter(people__case_party__party__in=parties, people__released="").distinct()
    return list(rows.order_by("starts_at"))


def check_convened(act: Act) -> None:
    """Raise ValidationError (code `hearing`) for a summons to a hearing that is not on that day any more."""
    if act.kind != ActKind.NOTICE:
        return
    rows = HearingPerson.objects.filter(act=act)
    if rows.exclude(released="").exists() or rows.exclude(hearing__state=HearingState.CONVENED).exists():
        words = _("This summons no longer holds: the hearing was moved or called off. Return it to its author.")
        raise ValidationError(words, code="hearing")
