"""Reading dossiers; the first argument is always the viewer. Of cases, and of their count, only what that one sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from salter.organisations.access import Viewer, reach_of
from salter.registry import queries
from salter.registry.filing.rules import number_of
from salter.registry.models import INSIDE, Case, Dossier, DossierAccess, DossierCase
from salter.ui.script import fold

PAGE = queries.PAGE


def visible(viewer: Viewer) -> QuerySet[Dossier]:
    """Dossiers that the viewer may see: of the own units, or of all by role; kept, or named for, by oneself."""
    reach = reach_of(viewer)
    own = Q(keeper__in=reach.staff) | Q(named__overlap=reach.staff) if reach.staff else Q(pk__in=[])
    units = Q() if reach.all_units else Q(unit__in=reach.units)
    rule = own | (Q(access=DossierAccess.UNIT) & units)
    return Dossier.objects.filter(rule, organisation=viewer.organisation)


def dossier(viewer: Viewer, dossier_id: UUID) -> Dossier:
    """One dossier that the viewer may see. Raises Dossier.DoesNotExist."""
    return visible(viewer).select_related("unit", "keeper").get(pk=dossier_id)


def of_number(viewer: Viewer, typed: str) -> Dossier | None:
    """The dossier of a number in either script, if the viewer may see it."""
    found = number_of(typed)
    return visible(viewer).filter(ordinal=found[0], year=found[1]).first() if found else None


def found(
    viewer: Viewer, q: str = "", kind: str = "", state: str = "", before: UUID | None = None
) -> tuple[list[Dossier], UUID | None]:
    """A page of dossiers, newest first, by number or by words of the name in either script; the mark of the next."""
    rows = visible(viewer).select_related("unit", "keeper").order_by("-id")
    number = number_of(q)
    if number:
        rows = rows.filter(ordinal=number[0], year=number[1])
    else:
        for word in fold(q).split():
            rows = rows.filter(name_fold__contains=word)
    if kind:
        rows = rows.filter(kind=kind)
    if state in ("open", "closed"):
        rows = rows.filter(closed_at__isnull=state == "open")
    page = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


def counts(viewer: Viewer, dossiers: Iterable[Dossier]) -> Counter[UUID]:
    """How many cases of each the viewer sees: one query. What may not be seen is not counted."""
    seen = Case.objects.visible_to(viewer).values("pk")
    rows = DossierCase.objects.filter(INSIDE, dossier__in=[row.pk for row in dossiers], case__in=seen)
    return Counter(rows.values_list("dossier_id", flat=True))


def inside(viewer: Viewer, found: Dossier) -> list[DossierCase]:
    """The cases in a dossier that the viewer may see, by the day on which they came: one query."""
    seen = Case.objects.visible_to(viewer).values("pk")
    rows = DossierCase.objects.filter(INSIDE, dossier=found, case__in=seen).select_related(
        "case__unit", "case__handler"
    )
    return list(rows.order_by("case__received_at", "case_id"))


def row(viewer: Viewer, dossier_id: UUID, row_id: UUID) -> DossierCase:
    """A case in a dossier, both of which the viewer may see. Raises Dossier.DoesNotExist, DossierCase.DoesNotExist."""
    of = dossier(viewer, dossier_id)
    seen = Case.objects.visible_to(viewer).values("pk")
    one = DossierCase.objects.select_related("case").get(INSIDE, pk=row_id, dossier=of, case__in=seen)
    one.dossier = of
    return one


def of_case(viewer: Viewer, case: Case) -> list[Dossier]:
    """The dossiers in which a visible case lies, that the viewer may see: one query."""
    rows = DossierCase.objects.filter(INSIDE, case=case).values("dossier")
    return list(visible(viewer).filter(pk__in=rows).order_by("id"))


def names(viewer: Viewer, staff: Collection[UUID]) -> list[str]:
    """The names of people who were named."""
    return list(queries.all_staff(viewer).filter(pk__in=staff).values_list("name", flat=True))
