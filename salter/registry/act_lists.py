"""Reading lists of acts; the first argument is always the viewer, permission is that of the list's case."""

from __future__ import annotations

from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from salter.organisations.access import Viewer
from salter.registry.models import ActList, Case, ListedAct
from salter.registry.queries import PAGE
from salter.ui.script import fold


def act_lists(viewer: Viewer) -> QuerySet[ActList]:
    """The lists that the viewer may see, newest year first, by number, with their last sub-numbers."""
    rows = ActList.objects.filter(
        organisation=viewer.organisation, case__in=Case.objects.visible_to(viewer), case__cancelled_at__isnull=True
    )
    entered = ListedAct.objects.filter(organisation=OuterRef("organisation"), act_list=OuterRef("pk"))
    last = Subquery(entered.order_by("-sub_number").values("sub_number")[:1])
    return rows.select_related("case__unit").annotate(last=last).order_by("-case__year", "case__ordinal")


def act_list(viewer: Viewer, list_id: UUID) -> ActList:
    """A list that the viewer may see. Raises ActList.DoesNotExist."""
    rows = ActList.objects.filter(organisation=viewer.organisation, case__in=Case.objects.visible_to(viewer))
    return rows.select_related("case__unit", "case__register").get(pk=list_id)


def acts(viewer: Viewer, of: ActList, *, q: str = "", before: int = 0) -> tuple[list[ListedAct], int]:
    """A page of a list, newest first, found by words in either script; and where the next page begins (0: last)."""
    rows = ListedAct.objects.filter(organisation=viewer.organisation, act_list=of).select_related("cancelled_by")
    for word in fold(q).split():
        rows = rows.filter(search__contains=word)
    rows = rows.filter(sub_number__lt=before) if before else rows
    found = list(rows.order_by("-sub_number")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].sub_number if len(found) > PAGE else 0


def listed_act(viewer: Viewer, of: ActList, act_id: UUID) -> ListedAct:
    """A line of a list. Raises ListedAct.DoesNotExist."""
    return ListedAct.objects.get(organisation=viewer.organisation, act_list=of, pk=act_id)
