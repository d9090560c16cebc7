"""Hearings of a case."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from salter.organisations import clock
from salter.organisations.models import Role
from salter.registry import deadlines
from salter.registry.hearing.actions import convene, summon_also
from salter.registry.hearing.queries import Slot
from salter.registry.hearing.recording import Minutes, write_record
from salter.registry.models import Case, Hearing, HearingCame, HearingOutcome, HearingRole
from tests.support.office import Office


def hearing(office: Office, case: Case, about: str, days: int = 3) -> Hearing:
    """A hearing of the case, to which its parties and a witness are summoned."""
    handler, calendar = office.viewer(Role.HANDLER), deadlines.calendar_of(office.organisation)
    on = calendar.next_working(clock.today(office.organisation) + timedelta(days=days))
    starts_at = timezone.make_aware(datetime.combine(on, time(10)))
    slot = Slot(office.people[Role.HANDLER], starts_at, 60, "Велика сала")
    row = convene(handler, case=case, slot=slot, about=about, parties=list(case.parties.all()))
    summon_also(handler, hearing=row, role=HearingRole.WITNESS, other=office.party("Радојка Сведоковић"))
    return row


def heard(office: Office, case: Case, about: str) -> Hearing:
    """A hearing of the case that was held; who signed its record is not noted yet."""
    row = hearing(office, case, about)
    with clock.at(office.organisation, row.starts_at + timedelta(hours=2)):
        came = dict.fromkeys(row.people.values_list("pk", flat=True), HearingCame.PRESENT)
        minutes = Minutes(time(10), time(11), came, about, HearingOutcome.CONTINUES)
        return write_record(office.viewer(Role.HANDLER), hearing=row, minutes=minutes)
