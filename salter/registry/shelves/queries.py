"""Reading shelves, boxes and loans; the first argument is always the viewer.

Where papers lie and who has borrowed them is known to who keeps them, by the number of the case; what the case is about
only to who may see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.registry import queries
from salter.registry.models import OUT, Box, Case, Loan, PaperPlace, Shelf
from salter.registry.shelves import rules
from salter.registry.shelves.actions import KEEPERS

PAGE = queries.PAGE
MANY = queries.MANY


@dataclass(frozen=True, slots=True)
class Lying:
    """A case in a box; without its subject for who may not see it."""

    case: Case
    subject: str
    place: PaperPlace


def shelves(viewer: Viewer) -> list[tuple[Shelf, int]]:
    """All shelves, each after the one it stands in, with their boxes: two queries."""
    require(viewer, *KEEPERS)
    rows = Shelf.objects.filter(organisation=viewer.organisation).order_by("path")
    counted = Box.objects.filter(organisation=viewer.organisation).values_list("shelf_id").annotate(Count("id"))
    boxes = dict(counted.order_by("shelf_id"))
    return [(row, boxes.get(row.pk, 0)) for row in sorted(rows, key=lambda row: row.path.split(rules.BETWEEN))]


def shelf(viewer: Viewer, shelf_id: UUID) -> Shelf:
    """One shelf. Raises NotAllowed, Shelf.DoesNotExist."""
    require(viewer, *KEEPERS)
    return Shelf.objects.get(organisation=viewer.organisation, pk=shelf_id)


def shelves_inside(viewer: Viewer, shelf: Shelf) -> list[Shelf]:
    """The shelves that stand inside one. Raises NotAllowed."""
    require(viewer, *KEEPERS)
    return list(Shelf.objects.filter(organisation=viewer.organisation, parent=shelf).order_by("code"))


def boxes(viewer: Viewer, on: Shelf, after: str = "") -> tuple[list[tuple[Box, int]], str]:
    """A page of the boxes of a shelf by code, each with how many cases lie in it, and the mark of the next page."""
    require(viewer, *KEEPERS)
    rows = Box.objects.filter(organisation=viewer.organisation, shelf=on, code__gt=after).order_by("code")
    found = list(rows[: PAGE + 1])
    inside = PaperPlace.objects.filter(organisation=viewer.organisation, box__in=found)
    counted = dict(inside.values_list("box_id").annotate(Count("id")).order_by("box_id"))
    return [(row, counted.get(row.pk, 0)) for row in found[:PAGE]], found[PAGE - 1].code if len(found) > PAGE else ""


def box(viewer: Viewer, box_id: UUID) -> Box:
    """One box. Raises NotAllowed, Box.DoesNotExist."""
    require(viewer, *KEEPERS)
    return Box.objects.select_related("shelf").get(organisation=viewer.organisation, pk=box_id)


def box_of_code(viewer: Viewer, code: str) -> Box | None:
    """The box with a code, as it was typed or scanned."""
    require(viewer, *KEEPERS)
    rows = Box.objects.filter(organisation=viewer.organisation, code__iexact=rules.clean(code))
    return rows.select_related("shelf").first()


def inside(viewer: Viewer, of: Box) -> list[Lying]:
    """What lies in a box, by number: two queries."""
    require(viewer, *KEEPERS)
    rows = PaperPlace.objects.filter(organisation=viewer.organisation, box=of).select_related("case")
    places = list(rows.order_by("case__year", "case__ordinal"))
    seen = _seen(viewer, [row.case_id for row in places])
    return [Lying(row.case, row.case.subject if row.case_id in seen else "", row) for row in places]


def _seen(viewer: Viewer, cases: Sequence[UUID]) -> set[UUID]:
    return set(Case.objects.visible_to(viewer).filter(pk__in=cases).values_list("pk", flat=True))


def cases_of_lines(viewer: Viewer, text: str) -> list[Case]:
    """The cases whose numbers were typed or scanned, a line each.

    Raises ValidationError (code `numbers`) that names every line with which no visible case is found.
    """
    lines = rules.typed(text)
    if not lines:
        raise ValidationError(_("Type or scan at least one number."), code="numbers")
    if len(lines) > rules.MOST:
        words = _("These are %(count)s numbers; at most %(most)s go at once.")
        raise ValidationError(words % {"count": len(lines), "most": rules.MOST}, code="numbers")
    found = {line: queries.case_of_code(viewer, line) for line in lines}
    unknown = [line for line, case in found.items() if case is None]
    if unknown:
        words = _("No case is found for: %(lines)s. Nothing was put in; mend or remove these lines.")
        raise ValidationError(words % {"lines": "; ".join(unknown)}, code="numbers")
    return list({case.pk: case for case in found.values() if case}.values())


def place_of(case: Case) -> PaperPlace | None:
    """Where the papers of a visible case lie."""
    return case.places.select_related("box__shelf").first()


def loan_of(case: Case) -> Loan | None:
    """The loan of a visible case that is out."""
    return case.loans.filter(OUT).first()


def loan(viewer: Viewer, loan_id: UUID) -> Loan:
    """A loan of a case that the viewer may see. Raises NotAllowed, Loan.DoesNotExist."""
    require(viewer, *KEEPERS)
    seen = Case.objects.visible_to(viewer)
    return Loan.objects.select_related("case").get(organisation=viewer.organisation, pk=loan_id, case__in=seen)


def loans(viewer: Viewer, *, late: bool = False, after: str = "") -> tuple[list[Loan], str]:
    """A page of what is lent, by the day on which it is to be back, and the mark of the next page."""
    require(viewer, *KEEPERS)
    seen = Case.objects.visible_to(viewer)
    rows = Loan.objects.filter(OUT, organisation=viewer.organisation, case__in=seen).select_related("case")
    if late:
        rows = rows.filter(until_on__lt=clock.today(viewer.organisation))
    mark = queries.identifier(after)
    last = Loan.objects.filter(organisation=viewer.organisation, pk=mark).first() if mark else None
    if last:
        rows = rows.filter(until_on__gte=last.until_on).exclude(until_on=last.until_on, id__lte=last.pk)
    found = list(rows.order_by("until_on", "id")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def count_late(viewer: Viewer) -> int:
    """How many loans are late, counted up to MANY; nobody else is told."""
    if not viewer.has(*KEEPERS):
        return 0
    seen = Case.objects.visible_to(viewer)
    rows = Loan.objects.filter(OUT, organisation=viewer.organisation, case__in=seen)
    return rows.filter(until_on__lt=clock.today(viewer.organisation))[:MANY].count()
