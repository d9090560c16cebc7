"""Who is away and who stands in: what one should know before work is given to somebody (decision 034)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Absence, Duty, Mandate, Organisation, Role, Staff
from salter.ui.formats import format_date
from salter.ui.templatetags.salter import language

NOTES_ABSENCE = (Role.ADMINISTRATOR, Role.HEAD_OF_ADMINISTRATION, Role.REGISTRY_HEAD, Role.UNIT_HEAD)
EVERYWHERE = (Role.ADMINISTRATOR, Role.HEAD_OF_ADMINISTRATION)
"""These note anybody's absence; heads of units that of their own people."""
SHOWN = timedelta(days=30)
"""So long an absence that is over stays on the page."""


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away, or leaves: until when, and who stands in for handling cases."""

    staff: UUID
    name: str
    from_on: date
    until_on: date | None
    deputies: tuple[Staff, ...] = ()

    @property
    def words(self) -> str:
        """What one should know, without the name."""
        if self.until_on is None:
            day = format_date(self.from_on - timedelta(days=1), language())
            return _("works here until %(day)s") % {"day": day}
        return _("away until %(day)s") % {"day": format_date(self.until_on, language())}

    def covers(self, day: date) -> bool:
        """Whether the person is away on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    @property
    def sentence(self) -> str:
        """What one should know, as a sentence, with who stands in."""
        said = f"{self.name}: {self.words}".removesuffix(".") + "."
        names = ", ".join(deputy.name for deputy in self.deputies)
        stands_in = _("Stands in: %(names)s.") % {"names": names} if names else _("Nobody stands in.")
        return f"{said} {stands_in}"


def away(organisation: Organisation) -> dict[UUID, Away]:
    """Everybody who is away today or whose service ends, by person: two queries.

    Who is away by a mandate of today is away too, noted or not.
    """
    today = clock.today(organisation)
    rows = Absence.objects.filter(organisation=organisation, ended_at=None, staff__active=True)
    rows = rows.filter(Q(from_on__lte=today, until_on__gte=today) | Q(until_on=None)).select_related("staff")
    deputies: dict[UUID, list[Staff]] = {}
    found: dict[UUID, Away] = {}
    for mandate in _mandates(organisation, today):
        absent = mandate.absent
        found[absent.pk] = Away(absent.pk, absent.name, mandate.valid_from, mandate.valid_to)
        if Duty.HANDLE in mandate.duties and mandate.deputy.active:
            deputies.setdefault(absent.pk, []).append(mandate.deputy)
    for row in rows.order_by("until_on"):  # the end of the service, which has no last day of absence, comes last
        found[row.staff_id] = Away(row.staff_id, row.staff.name, row.from_on, row.until_on)
    return {pk: replace(one, deputies=_free(deputies.get(pk, ()), found, today)) for pk, one in found.items()}


def _mandates(organisation: Organisation, today: date) -> Iterable[Mandate]:
    rows = Mandate.objects.filter(organisation=organisation, ended_at=None, valid_from__lte=today, valid_to__gte=today)
    return rows.filter(absent__active=True).select_related("absent", "deputy__unit").order_by("valid_to", "id")


def _free(deputies: Iterable[Staff], found: dict[UUID, Away], today: date) -> tuple[Staff, ...]:
    """Deputies who are here today themselves."""
    gone = {pk for pk, one in found.items() if one.from_on <= today}
    return tuple(deputy for deputy in deputies if deputy.pk not in gone)


def may_note(viewer: Viewer, staff: Staff) -> bool:
    """Whether the viewer notes this person's absence."""
    return viewer.has(*EVERYWHERE) or (viewer.has(*NOTES_ABSENCE) and staff.unit_id in viewer.unit_ids)


def people(viewer: Viewer) -> QuerySet[Staff]:
    """Whose absence the viewer notes, by name."""
    require(viewer, *NOTES_ABSENCE)
    rows = Staff.objects.filter(organisation=viewer.organisation, active=True).order_by("name")
    return rows if viewer.has(*EVERYWHERE) else rows.filter(unit_id__in=sorted(viewer.unit_ids))


def absences(viewer: Viewer) -> list[Absence]:
    """Absences of whom the viewer keeps, those to come first; what has been over for long is not shown."""
    require(viewer, *NOTES_ABSENCE)
    since = clock.today(viewer.organisation) - SHOWN
    rows = Absence.objects.filter(organisation=viewer.organisation, staff__active=True).select_related("staff__unit")
    rows = rows.filter(Q(until_on__gte=since) | Q(until_on=None))
    rows = rows.exclude(ended_at__lt=clock.now(viewer.organisation) - SHOWN)
    if not viewer.has(*EVERYWHERE):
        rows = rows.filter(staff__unit_id__in=sorted(viewer.unit_ids))
    return list(rows.order_by("-from_on", "-id"))


def absence(viewer: Viewer, absence_id: UUID) -> Absence:
    """One of them. Raises Absence.DoesNotExist, also for one that another head keeps."""
    require(viewer, *NOTES_ABSENCE)
    row = Absence.objects.select_related("staff").get(organisation=viewer.organisation, pk=absence_id)
    if not may_note(viewer, row.staff):
        raise Absence.DoesNotExist
    return row
