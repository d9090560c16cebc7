"""Reading data ex officio; the first argument is always the viewer, or a case that was found visible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.registry import plan, queries
from salter.registry.carrying.cells import pairs
from salter.registry.models import Case, DataBasis, DataRequest, DataState, Submission
from salter.registry.obtaining import rules
from salter.registry.obtaining.rules import Proposal

SOON = timedelta(days=3)
"""So long before its day an office is told that an answer is due."""
OPEN = (DataState.NEEDED.value, DataState.ASKED.value)


def of_case(case: Case) -> list[DataRequest]:
    """The data of a case, in the order in which they were noted: one query."""
    rows = case.data_requests.select_related("deadline", "party", "document", "letter", "submission")
    return list(rows.defer("document__text", "letter__text").order_by("id"))


def one(viewer: Viewer, case_id: UUID, data_id: UUID) -> DataRequest:
    """A datum of a case that the viewer may see.

    Raises Case.DoesNotExist, DataRequest.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    found = case.data_requests.select_related("deadline", "party").get(pk=data_id)
    found.case = case
    return found


@dataclass(frozen=True, slots=True)
class Needs:
    """What a case needs and nobody has noted yet, and the submission with which the party chose."""

    proposals: list[Proposal]
    submission: Submission | None


def needs(viewer: Viewer, case: Case, noted: Iterable[str]) -> Needs:
    """What the form of the request and the catalogue name; the catalogue in the revision that the case began with."""
    told, submission = _told(case.submissions.order_by("sub_number"))
    began = plan.began_with(viewer, case)
    catalogue = rules.of_catalogue(pairs(began.cells.get("required_documents", ""))) if began else []
    return Needs(rules.proposed(told, catalogue, noted, by_form=bool(told)), submission)


def _told(submissions: Iterable[Submission]) -> tuple[list[Proposal], Submission | None]:
    for row in submissions:
        if told := rules.told(row.answers):
            return told, row
    return [], None


def hinted(case: Case, submissions: Sequence[Submission]) -> int:
    """How many data the body obtains itself in a case of which none is noted; reads nothing."""
    told, _submission = _told(submissions)
    rows = case.procedure.required_documents if case.procedure else []
    catalogue = rules.of_catalogue((row.get("name", ""), row.get("by", "")) for row in rows)
    found = rules.proposed(told, catalogue, [], by_form=bool(told))
    return sum(one.basis not in ("", DataBasis.WISH) for one in found)


def own(viewer: Viewer, case: Case) -> list[str]:
    """The data of a case that the body must obtain itself and has not obtained yet (Art. 9(3)–(4) ZUP)."""
    rows = of_case(case)
    noted = [row.what for row in rows if row.basis != DataBasis.WISH and row.state in OPEN]
    proposals = needs(viewer, case, [row.what for row in rows]).proposals
    return noted + [one.what for one in proposals if one.basis not in ("", DataBasis.WISH)]


def asked_of_party(viewer: Viewer, case: Case, text: str) -> list[str]:
    """Which of them a text to the party asks for."""
    return rules.asked_of_party(text, own(viewer, case))


def _living(viewer: Viewer) -> QuerySet[DataRequest]:
    """Data of cases that the viewer may see and that are still worked on."""
    cases = Case.objects.visible_to(viewer).filter(cancelled_at__isnull=True, closed_at__isnull=True)
    return DataRequest.objects.filter(organisation=viewer.organisation, case__in=cases)


def _of(viewer: Viewer, rows: QuerySet[DataRequest], who: str) -> QuerySet[DataRequest]:
    if who == "me":
        return rows.filter(case__handler=viewer.staff) if viewer.staff else rows.none()
    return rows.filter(case__unit__in=viewer.unit_ids) if who == "unit" else rows


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which open data: whose, asked for or not yet, and from where the page begins."""

    who: str = "me"
    state: str = DataState.ASKED.value
    after: str = ""


def open_data(viewer: Viewer, narrow: Narrow) -> tuple[list[DataRequest], str]:
    """A page of the open data of the office, the most urgent first, and the mark of the next page ("" on the last)."""
    state = narrow.state if narrow.state in OPEN else DataState.ASKED.value
    rows = _of(viewer, _living(viewer), narrow.who).filter(state=state)
    rows = _after(rows.select_related("case__handler", "case__unit", "deadline", "party"), narrow.after)
    found = list(rows.order_by("deadline__due_on", "id")[: queries.PAGE + 1])
    if len(found) <= queries.PAGE:
        return found, ""
    last = found[queries.PAGE - 1]
    return found[: queries.PAGE], f"{last.deadline.due_on if last.deadline else ''}~{last.pk}"


def _after(rows: QuerySet[DataRequest], mark: str) -> QuerySet[DataRequest]:
    """What follows a mark: later days, and the rest of its day. A mark that cannot be read gives the first page."""
    day, tilde, last = mark.partition("~")
    try:
        key = UUID(last)
        due = date.fromisoformat(day) if day else None
    except ValueError:
        return rows
    if not tilde:
        return rows
    if due is None:
        return rows.filter(deadline__isnull=True, id__gt=key)
    same = Q(deadline__due_on=due, id__gt=key)
    return rows.filter(same | Q(deadline__due_on__gt=due) | Q(deadline__isnull=True))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many answers of one's own cases are late, come soon, or were not asked for yet."""

    late: int
    soon: int
    needed: int

    @property
    def any(self) -> bool:
        """Whether there is something to be told."""
        return bool(self.late or self.soon or self.needed)


def counts(viewer: Viewer) -> Counts:
    """What a handler, or the head of a unit, is reminded of: one query."""
    who = "me" if viewer.has(Role.HANDLER) else "unit"
    today = clock.today(viewer.organisation)
    asked = Q(state=DataState.ASKED)
    found = _of(viewer, _living(viewer).filter(state__in=OPEN), who).aggregate(
        late=Count("pk", filter=asked & Q(deadline__due_on__lt=today)),
        soon=Count("pk", filter=asked & Q(deadline__due_on__range=(today, today + SOON))),
        needed=Count("pk", filter=Q(state=DataState.NEEDED) & ~Q(basis=DataBasis.WISH)),
    )
    return Counts(**found)
