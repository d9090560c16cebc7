"""Reading what may be disposed of, what is held back and why, and the lists; of units that the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from salter.archive import queries
from salter.archive.disposal.rules import MOST, Hold
from salter.archive.models import LISTED, ArchiveUnit, BookLine, Disposal, DisposalItem, DisposalState
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Organisation, Role
from salter.registry.models import INSIDE, Appeal, AppealState, CaseLink, DossierCase, Joining, Loan

SHOWN = 200
"""So many units that are held back stand on the page."""
PAGE = 100
LISTS = 50
PROPOSERS = (Role.ARCHIVIST, Role.REGISTRY_HEAD)
COMMISSION = (*PROPOSERS, Role.HEAD_OF_ADMINISTRATION)


@dataclass(frozen=True, slots=True)
class Group:
    """Units of one line of the archive book: of one class mark, category and span of years."""

    line: BookLine
    units: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Held:
    """An expired unit that is not proposed, and why."""

    unit: ArchiveUnit
    why: list[Hold]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a list is: cases on it, excluded, no longer named by any row, and gone from the store."""

    listed: int
    excluded: int
    destroyed: int
    removed: int


HELD = Q(lent=True) | Q(appealed=True) | Q(filed=True) | Q(linked=True) | Q(listed=True)


def with_holds(rows: QuerySet[ArchiveUnit]) -> QuerySet[ArchiveUnit]:
    """Each unit with what holds it: lent papers, an appeal under way, an open dossier, an open case that needs it, or a
    list that it stands on already."""
    case = {"organisation": OuterRef("organisation"), "case": OuterRef("case")}
    office = {"organisation": OuterRef("organisation")}
    running = Appeal.objects.filter(**case, mistaken_on=None).exclude(state=AppealState.ENDED)
    here, there = Q(case=OuterRef("case"), other__closed_at=None), Q(other=OuterRef("case"), case__closed_at=None)
    linked = CaseLink.objects.filter(here | there, **office, removed_at=None)
    joined = Joining.objects.filter(Q(joined=OuterRef("case")) | Q(leading=OuterRef("case")), **office)
    joined = joined.filter(Q(leading__closed_at=None) | Q(joined__closed_at=None), separated_on=None)
    return rows.annotate(
        lent=Exists(Loan.objects.filter(**case, returned_on=None)),
        appealed=Exists(running),
        filed=Exists(DossierCase.objects.filter(INSIDE, **case, dossier__closed_at=None)),
        linked=Exists(linked) | Exists(joined),
        listed=Exists(DisposalItem.objects.filter(LISTED, archive_unit=OuterRef("pk"), **office)),
    )


def holds_of(unit: ArchiveUnit) -> list[Hold]:
    """What holds a unit that `with_holds` has read."""
    return [hold for hold in Hold if getattr(unit, hold.value)]


def over(organisation: Organisation) -> QuerySet[ArchiveUnit]:
    """Units whose last day has passed. What is kept permanently has none, so it never stands here."""
    rows = ArchiveUnit.objects.filter(organisation=organisation, destroyed_at=None)
    return rows.filter(keep_until__lt=clock.today(organisation))


def _expired(viewer: Viewer) -> QuerySet[ArchiveUnit]:
    return with_holds(over(viewer.organisation).filter(pk__in=queries.visible(viewer).values("pk")))


def free(viewer: Viewer) -> QuerySet[ArchiveUnit]:
    """Expired units that nothing holds, those that expired first leading; as many as fit on a list."""
    return _expired(viewer).exclude(HELD).order_by("keep_until", "id")[:MOST]


def groups(viewer: Viewer) -> list[Group]:
    """What may be proposed, by lines of the archive book in their order: two queries."""
    return _grouped(viewer, _expired(viewer).exclude(HELD))


def _grouped(viewer: Viewer, rows: QuerySet[ArchiveUnit]) -> list[Group]:
    counted = {
        row["line"]: (row["count"], row["size_of_all"])
        for row in rows.order_by().values("line").annotate(count=Count("pk"), size_of_all=Sum("size"))
    }
    lines = BookLine.objects.filter(organisation=viewer.organisation, pk__in=list(counted)).order_by("ordinal")
    return [Group(line, *counted[line.pk]) for line in lines]


def total(found: Iterable[Group]) -> tuple[int, int]:
    """Units and bytes of all groups."""
    rows = list(found)
    return sum(row.units for row in rows), sum(row.bytes for row in rows)


def held(viewer: Viewer) -> list[Held]:
    """Expired units that are held back, oldest first, but for those on a list: one query."""
    rows = _expired(viewer).filter(HELD & Q(listed=False)).select_related("case", "line").order_by("keep_until", "id")
    return [Held(row, holds_of(row)) for row in rows[:SHOWN]]


# --- lists ------------------------------------------------------------------------------------------------------------


def lists(viewer: Viewer) -> list[Disposal]:
    """The newest lists of the office: one query."""
    require(viewer, *COMMISSION)
    return list(Disposal.objects.filter(organisation=viewer.organisation).order_by("-id")[:LISTS])


def one(viewer: Viewer, disposal_id: UUID) -> Disposal:
    """A list. Raises Disposal.DoesNotExist, and NotAllowed for who may not see every case on it."""
    require(viewer, *COMMISSION)
    rows = Disposal.objects.select_related("approval", "record")
    found = rows.get(organisation=viewer.organisation, pk=disposal_id)
    sees_all(viewer, found)
    return found


def sees_all(viewer: Viewer, disposal: Disposal) -> None:
    """Raises NotAllowed when the list has a case that the viewer may not see: nobody judges what they cannot read."""
    if disposal.items.exclude(archive_unit__in=queries.visible(viewer).values("pk")).exists():
        raise NotAllowed(_("A case on this list has restricted access. Somebody who may see it deals with the list."))


def items(viewer: Viewer, disposal: Disposal, *, after: UUID | None = None) -> list[DisposalItem]:
    """A page of a list, and one more where there is a next page: one query."""
    rows = disposal.items.filter(organisation=viewer.organisation).select_related(*ITEM).order_by("id")
    return list((rows.filter(id__gt=after) if after else rows)[: PAGE + 1])


ITEM = ("archive_unit__case", "archive_unit__line", "archive_unit__retention")


def item(viewer: Viewer, disposal_id: UUID, item_id: UUID) -> DisposalItem:
    """A case on a list. Raises Disposal.DoesNotExist, DisposalItem.DoesNotExist, NotAllowed."""
    found = one(viewer, disposal_id)
    row = found.items.select_related(*ITEM).get(pk=item_id)
    row.disposal = found
    return row


def listed(viewer: Viewer, disposal: Disposal) -> list[Group]:
    """What stands on a list, by lines of the archive book: two queries."""
    rows = disposal.items.filter(LISTED).values("archive_unit")
    return _grouped(viewer, ArchiveUnit.objects.filter(organisation=viewer.organisation, pk__in=rows))


def progress(disposal: Disposal) -> Progress:
    """How far a list is: one query."""
    counted = disposal.items.aggregate(
        listed=Count("pk", filter=LISTED),
        excluded=Count("pk", filter=~LISTED),
        destroyed=Count("pk", filter=Q(destroyed_at__isnull=False)),
        removed=Count("pk", filter=Q(removed_at__isnull=False)),
    )
    return Progress(**counted)


def unfinished(organisation: Organisation) -> list[UUID]:
    """Lists whose destruction was ordered and is not done."""
    rows = Disposal.objects.filter(organisation=organisation, state=DisposalState.DESTROYING)
    return list(rows.order_by("id").values_list("pk", flat=True))
