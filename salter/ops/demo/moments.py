"""When things happen in the demo: on working days, in office hours, one after another, never in the future."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from salter.calendars.rules import WorkingCalendar

OPENS = time(8, 5)
OFFICE_MINUTES = 400
BETWEEN = timedelta(minutes=4)
CALENDAR = WorkingCalendar(frozenset())


@dataclass(slots=True)
class Moments:
    """The clock of one case: every `after` lies behind the one before it and before `now`."""

    registered_on: date
    now: datetime
    chance: random.Random
    last: datetime | None = field(default=None)

    def after(self, days: int) -> datetime:
        """A moment `days` after the registration, moved to the next working day (the past wins over that)."""
        day = CALENDAR.next_working(self.registered_on + timedelta(days=days))
        wanted = timezone.make_aware(datetime.combine(day, OPENS))
        wanted += timedelta(minutes=self.chance.randrange(OFFICE_MINUTES))
        if self.last is not None and wanted < self.last + BETWEEN:
            wanted = self.last + BETWEEN
        if wanted >= self.now:
            begin = self.last or self.now - timedelta(hours=2)
            wanted = begin + (self.now - begin) / 3
        self.last = wanted
        return wanted
