"""Reading what cases have to do with each other; of the other case only what the viewer may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from salter.organisations.access import Viewer
from salter.registry import queries
from salter.registry.models import OPEN, Act, ActKind, ActStatus, Case, CaseLink, Joining, LinkKind
from salter.registry.relating.rules import OPPOSITE

SIGNED = (ActStatus.SIGNED, ActStatus.DISPATCHED)


@dataclass(frozen=True, slots=True)
class Linked:
    """What another case is to the one that is looked at."""

    link: CaseLink
    case: Case
    kind: LinkKind

    @property
    def words(self) -> str:
        """What it is, in words."""
        return str(self.kind.label)


@dataclass(frozen=True, slots=True)
class Relations:
    """What a case has to do with others that the viewer may see."""

    linked: list[Linked] = field(default_factory=list)
    leads: list[Joining] = field(default_factory=list)
    led_by: Joining | None = None

    def __bool__(self) -> bool:
        return bool(self.linked or self.leads or self.led_by)


def of_case(viewer: Viewer, case: Case) -> Relations:
    """Two queries, however many other cases: the links, and the joinings that last."""
    joinings = _seen_joinings(viewer, Q(leading=case) | Q(joined=case)).filter(separated_on=None)
    rows = list(joinings.select_related("leading", "joined", "joined__handler", "ruling").defer("ruling__content"))
    return Relations(
        linked=linked(viewer, [case.pk])[case.pk],
        leads=[row for row in rows if row.leading_id == case.pk],
        led_by=next((row for row in rows if row.joined_id == case.pk), None),
    )


def linked(viewer: Viewer, cases: Iterable[UUID]) -> dict[UUID, list[Linked]]:
    """The links of cases that were found visible, to cases that the viewer may see: one query."""
    ours, visible = list(cases), Case.objects.visible_to(viewer).values("pk")
    rows = CaseLink.objects.filter(
        Q(case__in=ours, other__in=visible) | Q(other__in=ours, case__in=visible),
        organisation=viewer.organisation,
        removed_at=None,
    )
    found: dict[UUID, list[Linked]] = defaultdict(list)
    for row in rows.select_related("case", "other").order_by("id"):
        kind = LinkKind(row.kind)
        if row.case_id in ours:
            found[row.case_id].append(Linked(row, row.other, kind))
        if row.other_id in ours:
            found[row.other_id].append(Linked(row, row.case, OPPOSITE[kind]))
    return found


def led_by(viewer: Viewer, cases: Iterable[UUID]) -> dict[UUID, Case]:
    """The leading cases of those that are joined, where the viewer may see them: one query."""
    rows = _seen_joinings(viewer, Q(joined__in=list(cases))).filter(separated_on=None)
    return {row.joined_id: row.leading for row in rows.select_related("leading")}


def _seen_joinings(viewer: Viewer, which: Q) -> QuerySet[Joining]:
    """Joinings of which the viewer may see both cases."""
    visible = Case.objects.visible_to(viewer).values("pk")
    rows = Joining.objects.filter(which, organisation=viewer.organisation, leading__in=visible, joined__in=visible)
    return rows.order_by("id")


def separated(viewer: Viewer, case: Case) -> list[Joining]:
    """Joinings of a case that were ended, oldest first."""
    rows = _seen_joinings(viewer, Q(leading=case) | Q(joined=case)).filter(separated_on__isnull=False)
    return list(rows.select_related("leading", "joined"))


def link(viewer: Viewer, case_id: UUID, link_id: UUID) -> tuple[Case, CaseLink]:
    """A case that the viewer may see, and a link of it to another such.

    Raises Case.DoesNotExist, CaseLink.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    found = next((one.link for one in linked(viewer, [case.pk])[case.pk] if one.link.pk == link_id), None)
    if found is None:
        raise CaseLink.DoesNotExist
    return case, found


def joining(viewer: Viewer, case_id: UUID, joining_id: UUID) -> tuple[Case, Joining]:
    """A case that the viewer may see, and a joining of it that lasts.

    Raises Case.DoesNotExist, Joining.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    rows = _seen_joinings(viewer, Q(leading=case) | Q(joined=case)).filter(separated_on=None)
    return case, rows.select_related("leading", "joined").get(pk=joining_id)


def decision_of(case: Case) -> Act | None:
    """The newest signed decision of a case."""
    rows = case.acts.filter(kind=ActKind.DECISION, status__in=SIGNED)
    return rows.select_related("case").order_by("-sub_number").first()


def undecided(case: Case) -> int:
    """How many cases that are joined to this one are not decided, whoever may see them."""
    return case.joined_cases.filter(separated_on=None, joined__status__in=OPEN, joined__cancelled_at=None).count()
