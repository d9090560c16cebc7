"""What the pages of the classification plan and of the catalogue read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from salter.organisations.access import STAFF_ROLES, Viewer, require
from salter.organisations.models import Role, Unit
from salter.registry.actions.catalogue import CHANGES
from salter.registry.carrying import state
from salter.registry.carrying.cells import EDITIONS, edition_word, pairs
from salter.registry.carrying.columns import PROCEDURES, Column
from salter.registry.models import Case, ClassMark, Procedure, ProcedureRevision, RetentionRule

READERS = (*CHANGES, Role.HEAD_OF_ADMINISTRATION)
ORDER = tuple(EDITIONS)
"""Editions that come with Šalter, newest first; an office's own come after them."""
STAFF = tuple(role for role in Role if role in STAFF_ROLES)


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of the plan: how many marks it has, how many are in use, and how many were read in a source."""

    code: str
    marks: int
    used: int
    verified: int

    @property
    def name(self) -> str:
        """As people call it."""
        return edition_word(self.code)


def editions(viewer: Viewer) -> list[Edition]:
    """The editions that the office has."""
    require(viewer, *READERS)
    rows = ClassMark.objects.filter(organisation=viewer.organisation).values("edition").order_by("edition")
    counted = rows.annotate(
        marks=Count("pk"), used=Count("pk", filter=Q(active=True)), verified=Count("pk", filter=Q(verified=True))
    )
    found = [Edition(row["edition"], row["marks"], row["used"], row["verified"]) for row in counted]
    return sorted(found, key=lambda one: (one.code not in ORDER, ORDER.index(one.code) if one.code in ORDER else 0))


def class_marks(viewer: Viewer, edition: str, group: str = "") -> QuerySet[ClassMark]:
    """The marks of an edition, of one main group or all."""
    require(viewer, *READERS)
    rows = ClassMark.objects.filter(organisation=viewer.organisation, edition=edition)
    return rows.filter(code__startswith=group).order_by("code")


def class_mark(viewer: Viewer, mark_id: UUID) -> ClassMark:
    """One mark. Raises ClassMark.DoesNotExist."""
    require(viewer, *CHANGES)
    return ClassMark.objects.get(organisation=viewer.organisation, pk=mark_id)


def schedule(viewer: Viewer, group: str = "") -> dict[str, list[RetentionRule]]:
    """The retention schedule in use, by class."""
    require(viewer, *READERS)
    rows = RetentionRule.objects.filter(organisation=viewer.organisation, active=True, class_code__startswith=group)
    found: dict[str, list[RetentionRule]] = {}
    for row in rows.order_by("class_code", "category"):
        found.setdefault(row.class_code, []).append(row)
    return found


def retention_rule(viewer: Viewer, rule_id: UUID) -> RetentionRule:
    """One row of the schedule. Raises RetentionRule.DoesNotExist."""
    require(viewer, *CHANGES)
    return RetentionRule.objects.get(organisation=viewer.organisation, pk=rule_id)


def procedures(viewer: Viewer, *, active: bool = True) -> QuerySet[Procedure]:
    """The catalogue, for everybody in the office, or what is not in use any more."""
    require(viewer, *STAFF)
    rows = Procedure.objects.filter(organisation=viewer.organisation, active=active)
    return rows.select_related("unit").order_by("code")


def procedure(viewer: Viewer, procedure_id: UUID) -> Procedure:
    """One procedure, for everybody in the office: cases name it. Raises Procedure.DoesNotExist."""
    require(viewer, *STAFF)
    rows = Procedure.objects.filter(organisation=viewer.organisation).select_related("unit")
    return rows.get(pk=procedure_id)


def units(viewer: Viewer) -> list[Unit]:
    """Open units, for who changes a procedure."""
    require(viewer, *CHANGES)
    return list(Unit.objects.filter(organisation=viewer.organisation, active=True).order_by("mark"))


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision: what it says, and what of it the next one changed. `row` is None for the newest."""

    number: int
    cells: state.Cells
    row: ProcedureRevision | None
    changed: Sequence[tuple[Column, str, str]] = ()


def revisions(viewer: Viewer, procedure: Procedure) -> list[Revision]:
    """All revisions of a procedure, newest first, each with what its successor changed."""
    require(viewer, *STAFF)
    found = [Revision(procedure.revision, state.procedure_cells(procedure), None)]
    for row in procedure.revisions.select_related("replaced_by").order_by("-number"):
        after = found[-1].cells
        changed = [
            (column, row.content.get(column.field, ""), after.get(column.field, ""))
            for column in PROCEDURES.columns
            if column.field in row.content and row.content[column.field] != after.get(column.field, "")
        ]
        found.append(Revision(row.number, row.content, row, changed))
    return found


def acts_named(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    """Title and kind of the acts that the catalogue names for a case, in the revision that it began with."""
    began = began_with(viewer, case)
    return pairs(began.cells.get("templates", "")) if began else []


def began_with(viewer: Viewer, case: Case) -> Revision | None:
    """The revision that a case began with: its deadline, documents and fee as they were. None without a procedure.

    Cases that are older than revisions began with the first.
    """
    if case.procedure is None:
        return None
    number = case.procedure_revision or 1
    if number == case.procedure.revision:
        return Revision(number, state.procedure_cells(case.procedure), None)
    row = ProcedureRevision.objects.get(organisation=viewer.organisation, procedure=case.procedure, number=number)
    return Revision(number, row.content, row)
