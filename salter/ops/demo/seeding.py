"""Filling the fictional offices, step by step, so that an interrupted start goes on where it stopped.

One case is one transaction together with the note that it is done. Readers of the journal that depend on the office's
clock (receipts, days of delivery) run in it, at the moment of the deed; formats and texts are left to the worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from salter.journal.models import Outbox
from salter.journal.subscriptions import subscribers
from salter.journal.tasks import run_subscriber
from salter.ops.demo import office
from salter.ops.demo.moments import CALENDAR
from salter.ops.demo.stories import Life, rows
from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope

LEFT_TO_THE_WORKER = frozenset({"document.stored"})
FILES = {office.CODE: "cases.csv", office.PRACTICE_CODE: "practice.csv"}
Say = Callable[[str], None]


def seed(say: Say, *, at_least: int | None = None) -> int:
    """Found the offices if they are not there, and let cases live; with `at_least`, stop after so many.

    Gives how many cases still wait to live. A second call goes on; when all is done it does nothing.
    """
    say_once = say
    if not Organisation.objects.filter(code=office.PRACTICE_CODE).exists():
        say("  founding the municipality of Vedrovo (fictional)")
        with transaction.atomic():
            begin = first_day(clock.real_now())
            office.found(begin)
            office.found_practice(begin)
    waiting = 0
    for code in FILES:
        organisation = Organisation.objects.get(code=code)
        waiting += _fill(organisation, say_once, at_least)
    return waiting


def first_day(now: datetime) -> date:
    """The day on which the offices are founded: a week before the first case."""
    oldest = max(row.days for row in rows())
    return CALENDAR.previous_working(timezone.localdate(now) - timedelta(days=oldest + 7))


def progress(organisation: Organisation) -> tuple[int, int]:
    """How many cases have lived, of how many."""
    return int(organisation.settings.get("demo", {}).get("lived", 0)), len(rows(FILES[organisation.code]))


def _fill(organisation: Organisation, say: Say, at_least: int | None) -> int:
    done = dict(organisation.settings.get("demo", {}))
    if not done:
        done = {"today": timezone.localdate(clock.real_now()).isoformat(), "cases": [], "lived": 0}
    lives = _lives(organisation, done)
    if len(done["cases"]) < len(lives):
        say(f"  registering {len(lives)} cases in {organisation.name_cyr}")
        _register(organisation, done, lives)
    order = _interesting_first(lives)
    target = len(order) if at_least is None else min(at_least, len(order))
    if done["lived"] < target:
        say(f"  letting {target - done['lived']} cases live (decisions, signatures, deliveries)")
    while done["lived"] < target:
        _live(organisation, done, *order[done["lived"]])
    return len(order) - int(done["lived"])
