"""What the desks of the office read: the file of one case, lists with their saved views, what waits for whom.

As in queries.py the first argument is always the viewer, and permission is inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from salter.documents.models import Document, Rendition
from salter.journal import queries as journal
from salter.journal.models import Entry
from salter.mailbox import queries as mailbox
from salter.mailbox.models import Channel, Delivery, DeliveryState, Medium
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Function, Party, Role, Staff
from salter.organisations.queries import in_companion
from salter.organisations.statements import NOTHING, Statement, asked, counting, written
from salter.registry import deadlines, queries
from salter.registry.lines import Line, as_lines, lines, read
from salter.registry.models import (
    KEPT_ELSEWHERE,
    RUNS,
    Act,
    ActStatus,
    Assignment,
    Attachment,
    Case,
    CaseParty,
    CaseStatus,
    ScanCheck,
    SheetPaper,
    Submission,
    Tickler,
    Wait,
)
from salter.registry.search import CaseFilter
from salter.registry.seeing import sentences
from salter.registry.waiting.queries import open_waits

PAGE = queries.PAGE
MANY = queries.MANY
BOOK_READERS = queries.BOOK_READERS


@dataclass(frozen=True, slots=True)
class Narrow:
    """A list of cases as a sentence: whose, in what state, due when, with which words; `by_due`: urgent ones first."""

    who: str = "all"  # me, unit, nobody, all, or as `sentences` has it: waiting, away, for
    status: str = "open"  # open, all, signature, tickler, a key of `sentences`, or a CaseStatus
    due: str = ""  # late, week, a number of days, or a date
    q: str = ""
    by_due: bool = False


def cases(viewer: Viewer, narrow: Narrow, *, before: UUID | None = None, most: int = MANY) -> QuerySet[Case]:
    """Cases of a sentence that the viewer may see, newest or (by_due) most urgent first; found ones newest first."""
    found = filter_of(viewer, narrow)
    rows = queries.cases(viewer, found, before=before, most=most) if found else Case.objects.none()
    return by_deadline(rows) if narrow.by_due and not narrow.q else rows


def by_deadline(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Most urgent first."""
    return rows.order_by(F("due_on").asc(nulls_last=True), "id")


def filter_of(viewer: Viewer, narrow: Narrow) -> CaseFilter | None:
    """The sentence as columns; None when it can give nothing."""
    if narrow.who == "me" and viewer.staff is None:
        return None
    office = viewer.organisation
    due_from, due_to = sentences.within(_due(viewer, narrow.due), sentences.window(office, narrow.status))
    return CaseFilter(
        q=narrow.q.strip(),
        status=narrow.status if narrow.status in CaseStatus.values else "",
        units=viewer.unit_ids if narrow.who == "unit" else None,
        assignee=viewer.staff.pk if narrow.who == "me" and viewer.staff else None,
        unassigned=narrow.who in ("nobody", sentences.WAITING),
        open_only=narrow.status == "open",
        due_from=due_from,
        due_to=due_to,
        among=_among(viewer, narrow.status),
        apart=sentences.apart(narrow.status),
        handlers=sentences.handlers(viewer, narrow.who),
        registered_before=sentences.registered_before(office, narrow.who),
        clock_until=sentences.clock_until(office, narrow.status),
    )


def _among(viewer: Viewer, status: str) -> str | None:
    """Cases of what is no status of a case: an act waits for a signature, or the day of the tickler has come."""
    if status == "signature":
        return _to_sign(viewer)
    if status == "tickler":
        [(found,)] = asked(_tickled(viewer.organisation.pk, clock.today(viewer.organisation)))
        return str(found)
    return None


def _to_sign(viewer: Viewer) -> str:
    """Cases with an act that waits for a signature, as an array of the database."""
    [(found,)] = asked(_signing(viewer.organisation.pk))
    return str(found)


@lru_cache(maxsize=500)
def _signing(organisation_id: int) -> Statement:
    rows = Act.objects.filter(
        organisation_id=organisation_id, status=ActStatus.APPROVED, case__cancelled_at__isnull=True
    )
    sql, values = written(rows.order_by("-id").values_list("case_id")[:MANY])
    return f"SELECT ARRAY({sql})::text", values


@lru_cache(maxsize=500)
def _tickled(organisation_id: int, today: date) -> Statement:
    rows = Tickler.objects.filter(
        RUNS,
        organisation_id=organisation_id,
        on__lte=today,
        case__cancelled_at__isnull=True,
        case__closed_at__isnull=True,
    )
    sql, values = written(rows.order_by("on", "id").values_list("case_id"))
    return f"SELECT ARRAY({sql})::text", values


def _due(viewer: Viewer, due: str) -> tuple[date | None, date | None]:
    """From which and to which day, both included."""
    today = clock.today(viewer.organisation)
    if due == "late":
        return None, today - timedelta(days=1)
    if due == "week":
        return today, today + timedelta(days=6)
    if due.isdecimal():
        return None, today + timedelta(days=min(int(due), 3650))
    day = _day(due)
    return day, day


def is_day(text: str) -> bool:
    """Whether this is a day as an address has it."""
    return _day(text) is not None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def page_of(viewer: Viewer, narrow: Narrow) -> list[Case]:
    """The first page of a list, with the parties of its cases."""
    return list(cases(viewer, narrow, most=PAGE).prefetch_related("parties")[:PAGE])


def lines_of(viewer: Viewer, narrow: Narrow, before: str = "") -> tuple[list[Line], str]:
    """One page of a list, and the mark of the next one ("" on the last).

    The mark is the last row's identifier, for lists by deadline after its date: `2026-11-23~<uuid>`. A mark that
    cannot be read gives the first page.
    """
    urgent = narrow.by_due and not narrow.q
    if narrow.q:
        found = lines(cases(viewer, narrow, before=_identifier(before), most=PAGE + 1)[: PAGE + 1])
    else:
        given = filter_of(viewer, narrow)
        found = read(_listing(Case.objects.all().rule_for(viewer), given, urgent, before)) if given else []
    if len(found) <= PAGE:
        return found, ""
    last = found[PAGE - 1]
    return found[:PAGE], f"{last.due_on or ''}~{last.pk}" if urgent else str(last.pk)


@lru_cache(maxsize=500)
def _listing(visible: Q, narrow: CaseFilter, urgent: bool, before: str) -> Statement:
    """The statement of one page of a list without words."""
    rows: QuerySet[Case] = Case.objects.filter(visible, queries.narrowed(narrow))
    if urgent:
        return _together([written(as_lines(by_deadline(part))[: PAGE + 1]) for part in _after(rows, before)])
    last = _identifier(before)
    rows = (rows.filter(id__lt=last) if last else rows).order_by("-id")
    return written(as_lines(rows)[: PAGE + 1])


def _together(parts: list[Statement]) -> Statement:
    """One page of stretches that follow each other by deadline, each read by the index up to a page."""
    parts = [part for part in parts if part != NOTHING]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    sql = " UNION ALL ".join(f"({part})" for part, _values in parts)
    values = tuple(value for _part, given in parts for value in given)
    return f"SELECT * FROM ({sql}) page ORDER BY due_on NULLS LAST, pk LIMIT {PAGE + 1}", values


def _identifier(mark: str) -> UUID | None:
    try:
        return UUID(mark.rpartition("~")[2])
    except ValueError:
        return None


def _after(rows: QuerySet[Case], mark: str) -> list[QuerySet[Case]]:
    """What follows a mark of a list by deadline: the rest of its day, the later days, what has no deadline."""
    day, tilde, _last = mark.rpartition("~")
    last, due = _identifier(mark), _day(day)
    if last is None or not tilde:
        return [rows]
    if due is None:
        return [rows.filter(due_on__isnull=True, id__gt=last)]
    return [rows.filter(due_on=due, id__gt=last), rows.filter(due_on__gt=due), rows.filter(due_on__isnull=True)]


def counts(viewer: Viewer, narrows: Iterable[Narrow]) -> list[int]:
    """How many cases each sentence without words gives, counted up to MANY, in one query."""
    wanted = []
    for narrow in narrows:
        assert not narrow.q
        given = filter_of(viewer, narrow)
        wanted.append(queries.narrowed(given) if given else Q(pk__in=[]))
    [found] = asked(_counting(Case.objects.all().rule_for(viewer), tuple(wanted)))
    return list(found)


@lru_cache(maxsize=500)
def _counting(visible: Q, wanted: tuple[Q, ...]) -> Statement:
    """The statement of `counts`."""
    parts = [counting(Case.objects.filter(visible, narrow), MANY) for narrow in wanted]
    values = tuple(value for _part, given in parts for value in given)
    return f"SELECT {', '.join(f'({part})' for part, _given in parts)}", values


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the deadline strip."""

    day: date
    due: int


def calendar_strip(viewer: Viewer, narrow: Narrow, days: int = 14) -> list[Day]:
    """How many cases of a sentence are due on each of the next working days, today included."""
    calendar = deadlines.calendar_of(viewer.organisation)
    first = calendar.next_working(clock.today(viewer.organisation))
    working = [first, *(calendar.add_working_days(first, step) for step in range(1, days))]
    rows = cases(viewer, narrow).filter(due_on__range=(working[0], working[-1]))
    counts = dict(rows.order_by("due_on").values_list("due_on").annotate(Count("pk")))
    return [Day(day, counts.get(day, 0)) for day in working]


@dataclass(slots=True)
class CaseFile:
    """Everything that the page of a case shows."""

    case: Case
    parties: list[CaseParty]
    submissions: list[Submission]
    acts: list[Act]
    attachments: list[Attachment]
    deliveries: list[Delivery] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    named: list[Staff] = field(default_factory=list)
    on_paper: list[SheetPaper] = field(default_factory=list)
    renditions: Mapping[UUID, list[Document]] = field(default_factory=dict)
    scans: Mapping[UUID, ScanCheck] = field(default_factory=dict)
    held: Assignment | None = None
    companion: bool = False
    waits: list[Wait] = field(default_factory=list)

    @property
    def held_since(self) -> datetime | None:
        """Since when it is with whom it is now."""
        return self.held.at if self.held else None


def case_file(viewer: Viewer, case_id: UUID) -> CaseFile:
    """A case that the viewer may see, with what belongs to it: fifteen queries, however many papers it has. The words
    inside documents are left in the database.

    Raises Case.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    acts = case.acts.select_related("document", "author", "signatory").defer("document__text")
    attached = case.attachments.select_related("document", "submission").defer("document__text")
    handed_in = case.submissions.select_related("receipt", "sender").defer("receipt__text")
    attachments = list(attached.order_by("submission_id", "position", "id"))
    return CaseFile(
        case=case,
        parties=list(case.parties.select_related("party").order_by("id")),
        submissions=list(handed_in.order_by("sub_number")),
        acts=list(acts.order_by("sub_number")),
        attachments=attachments,
        deliveries=list(mailbox.of_case(viewer, case.pk).defer("evidence__text", "proof__text")),
        entries=journal.of_case(viewer, case.pk),
        named=queries.named(viewer, case),
        on_paper=list(case.on_paper.filter(withdrawn_at=None).order_by("id")),
        renditions=_renditions(viewer, [row.document_id for row in attachments]),
        scans={row.document_id: row for row in case.scans.select_related("settled_by")},
        held=case.assignments.select_related("by").order_by("-id").first(),
        companion=case.register.kind not in KEPT_ELSEWHERE and in_companion(viewer.organisation, Function.REGISTER),
        waits=open_waits(case),
    )


def _renditions(viewer: Viewer, originals: list[UUID]) -> dict[UUID, list[Document]]:
    found: dict[UUID, list[Document]] = {}
    rows = Rendition.objects.filter(organisation=viewer.organisation, original__in=originals)
    for row in rows.select_related("document").defer("document__text").order_by("kind"):
        found.setdefault(row.original_id, []).append(row.document)
    return found


def sheet_paper(viewer: Viewer, case_id: UUID, paper_id: UUID) -> SheetPaper:
    """A paper that a case has on paper only, of a case that the viewer may see.

    Raises Case.DoesNotExist, SheetPaper.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    return SheetPaper.objects.select_related("case").get(pk=paper_id, case=case, withdrawn_at=None)


def document_of_case(viewer: Viewer, case_id: UUID, document_id: UUID) -> Document:
    """A document that hangs on a case that the viewer may see: attachment, its rendition, act, receipt or evidence.

    Raises Case.DoesNotExist, Document.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    document = Document.objects.get(pk=document_id, organisation=viewer.organisation)
    holders: Sequence[QuerySet[Attachment] | QuerySet[Act] | QuerySet[Submission] | QuerySet[Delivery]] = (
        Attachment.objects.filter(case=case, document=document),
        Attachment.objects.filter(case=case, document__renditions__document=document),
        Act.objects.filter(case=case, document=document),
        Submission.objects.filter(case=case, receipt=document),
        Delivery.objects.filter(Q(evidence=document) | Q(proof=document), case_id=case.pk),
    )
    if not any(rows.exists() for rows in holders):
        raise Document.DoesNotExist
    return document


def submission(viewer: Viewer, case_id: UUID, submission_id: UUID) -> Submission:
    """A submission of a case that the viewer may see.

    Raises Case.DoesNotExist, Submission.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    found = Submission.objects.select_related("receipt", "sender").get(pk=submission_id, case_id=case.pk)
    found.case = case
    return found


def known_party(viewer: Viewer, party_id: UUID) -> QuerySet[Party]:
    """The party of an identifier, if there is one; registry office only."""
    require(viewer, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
    return Party.objects.filter(organisation=viewer.organisation, pk=party_id)


def chosen_acts(viewer: Viewer, status: ActStatus, identifiers: Iterable[str]) -> list[Act]:
    """Ticked acts of a waiting list, in its order."""
    wanted = set(identifiers)
    return [act for act in queries.acts_waiting(viewer, status)[:MANY] if str(act.pk) in wanted]


def acts_to_dispatch(viewer: Viewer) -> QuerySet[Act]:
    """Signed acts that wait for the registry office to send them."""
    require(viewer, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
    rows = queries.acts_waiting(viewer, ActStatus.SIGNED).select_related(
        "case", "author", "document", "signatory", "for_other"
    )
    return rows.prefetch_related("case__parties__party")


def receipts_awaited(viewer: Viewer) -> QuerySet[Delivery]:
    """Consignments that left by post, by hand or by eSanduče and whose day of handover is not entered yet."""
    return _by_hand(viewer).filter(state=DeliveryState.SENT).exclude(channel__medium=Medium.PUBLIC).order_by("id")


def _by_hand(viewer: Viewer) -> QuerySet[Delivery]:
    require(viewer, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
    rows = Delivery.objects.filter(organisation=viewer.organisation)
    rows = rows.filter(case_id__in=Case.objects.visible_to(viewer).values("pk"))
    return rows.exclude(channel__medium=Medium.MAILBOX).select_related("channel", "recipient")


def delivery(viewer: Viewer, delivery_id: UUID) -> Delivery:
    """A consignment whose return receipt is entered by hand, also when it has come.

    Raises NotAllowed, Delivery.DoesNotExist.
    """
    return _by_hand(viewer).get(pk=delivery_id)


def usual_channel(channels: Iterable[Channel], account_id: int | None) -> Channel | None:
    """The channel that dispatch takes when none is chosen: the mailbox of who has one, the post for the others."""
    medium = Medium.MAILBOX if account_id else Medium.POST
    return next((channel for channel in channels if channel.medium == medium), None)
