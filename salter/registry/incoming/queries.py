"""Reading the incoming shelf; the first argument is always the viewer, permission is inside."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from salter.organisations.access import Viewer
from salter.organisations.statements import Statement, asked, counting
from salter.registry import numbers, queries
from salter.registry.models import Case, CaseStatus, Door, Incoming, IncomingFile, IncomingState

PAGE = queries.PAGE
TOKEN = re.compile(r"[\w./-]*\d[\w./-]*|\b\w{4}-\w{4}-\w{4}\b")
"""What may be a number: that of a submission has a digit but in one of a hundred."""
MOST_TOKENS = 6
_OF_IT = IncomingFile.objects.filter(organisation=OuterRef("organisation"), incoming=OuterRef("pk")).order_by()
_PAPERS = Coalesce(Subquery(_OF_IT.values("incoming").annotate(number=Count("pk")).values("number")), 0)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A list of the shelf as a sentence: in what state, by which door (empty: any)."""

    state: str = IncomingState.WAITING.value
    door: str = ""


def shelf(viewer: Viewer, narrow: Shelf, before: str = "") -> tuple[list[Incoming], str]:
    """One page, newest first, and the mark of the next one ("" on the last); a mark that cannot be read gives the
    first page."""
    rows = (
        _narrowed(viewer, narrow)
        .select_related("submission__case", "listed__act_list__case")
        .defer("text", "facts")
        .annotate(papers=_PAPERS)
    )
    with suppress(ValueError):
        rows = rows.filter(id__lt=UUID(before))
    found: list[Incoming] = list(rows.order_by("-id")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def _narrowed(viewer: Viewer, narrow: Shelf) -> QuerySet[Incoming]:
    rows = Incoming.objects.visible_to(viewer)
    if narrow.state in IncomingState.values:
        rows = rows.filter(state=narrow.state)
    return rows.filter(door=narrow.door) if narrow.door in Door.values else rows


def counts(viewer: Viewer) -> dict[str, int]:
    """How many wait and how many are unclear: what somebody must do."""
    rows = Incoming.objects.filter(Incoming.objects.all().rule_for(viewer))
    return rows.aggregate(
        waiting=Count("pk", filter=Q(state=IncomingState.WAITING)),
        unclear=Count("pk", filter=Q(state=IncomingState.UNCLEAR)),
    )


def to_do(viewer: Viewer) -> int:
    """How many somebody must look at, as far as is counted."""
    [(count,)] = asked(_counting(Incoming.objects.all().rule_for(viewer)))
    return int(count)


@lru_cache(maxsize=500)
def _counting(visible: Q) -> Statement:
    open_ones = Q(state__in=[IncomingState.WAITING, IncomingState.UNCLEAR])
    return counting(Incoming.objects.filter(visible).filter(open_ones), queries.MANY)


def one(viewer: Viewer, incoming_id: UUID) -> Incoming:
    """One that the viewer may see. Raises Incoming.DoesNotExist."""
    rows = Incoming.objects.visible_to(viewer).select_related(
        "submission__case", "listed__act_list__case", "settled_by"
    )
    return rows.get(pk=incoming_id)


def case_of(incoming: Incoming) -> UUID | None:
    """The case that it went into."""
    if incoming.submission:
        return incoming.submission.case_id
    return incoming.listed.act_list.case_id if incoming.listed else None


def files(incoming: Incoming) -> list[IncomingFile]:
    """Its files with their documents, the original first."""
    return list(incoming.files.select_related("document"))


def file(viewer: Viewer, incoming_id: UUID, file_id: UUID) -> IncomingFile:
    """One file of one that the viewer may see. Raises Incoming.DoesNotExist, IncomingFile.DoesNotExist."""
    return one(viewer, incoming_id).files.select_related("document").get(pk=file_id)


def parts(viewer: Viewer, incoming: Incoming) -> list[Incoming]:
    """The papers that a batch was split into, in its order."""
    keys = incoming.facts.get("parts", [])
    found = Incoming.objects.visible_to(viewer).filter(pk__in=keys).select_related("submission__case")
    rows = {str(row.pk): row for row in found}
    return [rows[key] for key in keys if key in rows]


def batch(viewer: Viewer, incoming: Incoming) -> Incoming | None:
    """The batch that a paper was cut from."""
    key = incoming.facts.get("batch")
    return Incoming.objects.visible_to(viewer).filter(pk=key).first() if key else None


def names_case(incoming: Incoming) -> bool:
    """Whether the cover sheet before it is that of a case."""
    return "batch" in incoming.facts and "case" in incoming.facts


def likely_case(viewer: Viewer, incoming: Incoming) -> Case | None:
    """The case of its cover sheet, or that its sender has chosen, else the one whose number, or the number of whose
    submission, stands in the subject: offered, never decided."""
    if (case := _chosen_case(viewer, incoming)) or names_case(incoming):
        return case
    for token in TOKEN.findall(incoming.subject)[:MOST_TOKENS]:
        token = token.strip("./-")
        if _may_be_ours(token) and (case := queries.case_of_code(viewer, token)):
            return case
    return None


def _chosen_case(viewer: Viewer, incoming: Incoming) -> Case | None:
    """The case of a letter from the mailbox, as long as papers can be added to it and the viewer may see it."""
    with suppress(ValueError, Case.DoesNotExist):
        case = queries.case(viewer, UUID(str(incoming.facts.get("case", ""))))
        return None if case.cancelled_at or case.status == CaseStatus.ARCHIVED else case
    return None


def _may_be_ours(token: str) -> bool:
    """Whether it is written as a number of ours; a bare one is a house, an amount or a day."""
    parsed = numbers.parse(token)
    return "-" in token or parsed.kind is numbers.NumberKind.NATIONAL or bool(parsed.year or parsed.classification)
