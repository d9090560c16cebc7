"""One mail a day of what is due, for who wants it: choosing it, making it, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import acting, clock
from salter.organisations.access import NotAllowed, StandIn, Viewer, require, viewer_of
from salter.organisations.models import Duty, Organisation, Role, Staff
from salter.registry import deadlines, desk, queries
from salter.registry.desk import Narrow
from salter.registry.models import Case, Digest, DigestChoice

READERS = (Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)
"""Who has cases of their own that can be due."""
HOURS = range(5, 21)
MOST_DAYS = 30
LANGUAGES = ("sr", "sr-latn", "en")
NAMED = 50
"""So many cases stand in a mail one by one."""


def choice_of(viewer: Viewer) -> DigestChoice | None:
    """What the viewer has chosen; None for no mail."""
    return DigestChoice.objects.filter(organisation=viewer.organisation, staff=viewer.staff).first()


def _own(viewer: Viewer) -> Staff:
    """The post of who may get this mail: readers, and who stands in for one today."""
    if not acting.opens(viewer, READERS):
        require(viewer, *READERS)
    if viewer.staff is None:
        raise NotAllowed(_("Only staff of the office get this mail."))
    return viewer.staff


@transaction.atomic
def choose(viewer: Viewer, *, hour: int, days: int, language: str, site: str) -> DigestChoice:
    """Want one mail on each working day, from an hour on, of what is due within so many days.

    Raises NotAllowed, and ValidationError (codes `hour`, `days`, `language`).
    """
    staff = _own(viewer)
    if hour not in HOURS:
        raise ValidationError(_("Choose an hour of the list."), code="hour")
    if not 0 <= days <= MOST_DAYS:
        message = _("Write a number of days from 0 to %(most)s.") % {"most": MOST_DAYS}
        raise ValidationError(message, code="days")
    if language not in LANGUAGES:
        raise ValidationError(_("Choose the script of the mail."), code="language")
    given = {"hour": hour, "days": days, "language": language, "site": site[:200]}
    choice, _made = DigestChoice.objects.update_or_create(organisation=viewer.organisation, staff=staff, defaults=given)
    body = {"hour": hour, "days": days}
    record(viewer, "digest.chosen", subject=("digest-choice", choice.pk), body=body)
    return choice


@transaction.atomic
def stop(viewer: Viewer) -> None:
    """Want no mail any more; for who gets none nothing happens. Raises NotAllowed."""
    rows = DigestChoice.objects.filter(organisation=viewer.organisation, staff=_own(viewer))
    for choice in rows.select_for_update():
        record(viewer, "digest.stopped", subject=("digest-choice", choice.pk))
        choice.delete()


def due_cases(viewer: Viewer, choice: DigestChoice) -> list[Case]:
    """The viewer's own open cases that are due within the chosen days or are late, most urgent first."""
    rows = desk.cases(viewer, Narrow("me", due=str(choice.days), by_due=True))
    return list(rows.select_related("procedure"))


@dataclass(frozen=True, slots=True)
class InPlace:
    """What is due with somebody whom the reader stands in for, by a mandate of today to handle cases."""

    one: StandIn
    cases: list[Case]


def due_in_place(viewer: Viewer, choice: DigestChoice) -> list[InPlace]:
    """As `due_cases`, of each absent colleague whose cases the viewer handles; who has none due is left out."""
    ones = {one.absent: one for one in viewer.stand_ins if Duty.HANDLE in one.duties}
    narrow = desk.filter_of(viewer, replace(address_of(choice), who="all")) if ones else None
    if narrow is None:
        return []
    rows = queries.cases(viewer, replace(narrow, handlers=frozenset(ones)))
    cases = list(desk.by_deadline(rows).select_related("procedure"))
    found = [InPlace(one, [case for case in cases if case.handler_id == absent]) for absent, one in ones.items()]
    return [each for each in found if each.cases]


def address_of(choice: DigestChoice) -> Narrow:
    """The list that shows exactly what the mail is about."""
    return Narrow("me", due=str(choice.days), by_due=True)


def wanted_now(organisation: Organisation) -> Iterator[DigestChoice]:
    """Whose mail of today is to be made: the hour has come on a working day, and it was not made yet."""
    now = timezone.localtime(clock.now(organisation))
    if not deadlines.calendar_of(organisation).is_working(now.date()):
        return
    made = Digest.objects.filter(organisation=organisation, day=now.date()).values("staff")
    rows = DigestChoice.objects.filter(organisation=organisation, hour__lte=now.hour, staff__active=True)
    yield from rows.exclude(staff__in=made).select_related("staff__account").order_by("id")


@transaction.atomic
def make(choice: DigestChoice) -> Digest | None:
    """Make the mail of today for a person, once a day whoever asks; the worker sends it when this is committed.

    Gives None when it was made already. A day without anything due has no mail.
    """
    organisation = choice.organisation
    viewer = viewer_of(choice.staff.account, organisation)
    cases = len(due_cases(viewer, choice)) + sum(len(each.cases) for each in due_in_place(viewer, choice))
    row, made = Digest.objects.get_or_create(
        organisation=organisation,
        staff=choice.staff,
        day=clock.today(organisation),
        defaults={"cases": cases, "made_at": clock.now(organisation)},
    )
    if not made:
        return None
    if cases:
        record(Viewer(organisation), "digest.due", subject=("digest", row.pk), body={"cases": cases})
    return row
