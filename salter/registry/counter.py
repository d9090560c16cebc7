"""What the counter reads: its place, the day's entries, what looks registered already, what waits there.

As in queries.py the first argument is always the viewer, and permission is inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from salter.documents.models import Document
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.registry import queries
from salter.registry.duplicates import From, Reason, Traits, reasons
from salter.registry.models import (
    UNOPENED,
    Case,
    CaseLook,
    CounterPlace,
    CounterSeat,
    OutageSheet,
    Reception,
    Submission,
    SupplementNotice,
)
from salter.ui.script import fold

CLERKS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
PLACE_KEEPERS = (Role.REGISTRY_HEAD, Role.ADMINISTRATOR)
COMPARED = 200
"""Of so many newest papers of a sender, and of its namesakes, is asked whether one is the same."""
TOLD_FOR = timedelta(days=90)
"""For so long a supplement that nobody has looked at is shown to its handler."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A registered submission that looks like the paper in hand, and why."""

    submission: Submission
    reasons: tuple[Reason, ...]


def alike(viewer: Viewer, paper: Traits) -> list[Alike]:
    """What looks like this paper among the cases that the viewer may see, newest first. At most four queries."""
    require(viewer, *CLERKS)
    rows = Submission.objects.filter(organisation=viewer.organisation)
    rows = rows.filter(case__in=Case.objects.visible_to(viewer), case__cancelled_at__isnull=True)
    senders = _senders(viewer, paper.sender)
    same = Q(sender_id__in=senders)
    if paper.hashes:
        same |= Q(pk__in=_with_files(viewer, paper.hashes))
    if not senders and not paper.hashes:
        return []
    found = list(rows.filter(same).select_related("case", "sender").order_by("-id")[:COMPARED])
    hashes = _hashes(viewer, paper.hashes)
    likely = [(row, reasons(paper, traits(row, hashes.get(row.pk, frozenset())))) for row in found]
    return [Alike(row, why) for row, why in likely if why]


def traits(submission: Submission, hashes: frozenset[str] = frozenset()) -> Traits:
    """What of a registered submission is compared."""
    sender = submission.sender
    return Traits(
        received_on=timezone.localdate(submission.received_at),
        subject=submission.subject,
        sender=From(str(sender.pk), sender.name, sender.identifier) if sender else From(),
        reference=submission.sender_reference,
        written_on=submission.sender_date,
        hashes=hashes,
    )


def _senders(viewer: Viewer, sender: From) -> set[UUID]:
    """The parties that the sender may be: the chosen one, and those of the same name or number."""
    wanted = {UUID(sender.key)} if sender.key else set()
    for typed in filter(None, (sender.identifier, sender.name)):
        for party in queries.parties(viewer, typed):
            if party.identifier == sender.identifier or party.name_fold == fold(sender.name)[:250]:
                wanted.add(party.pk)
    return wanted


def _with_files(viewer: Viewer, hashes: Iterable[str]) -> QuerySet[Document, UUID | None]:
    rows = Document.objects.filter(organisation=viewer.organisation, sha256__in=sorted(hashes))
    return rows.filter(attachments__submission__isnull=False).values_list("attachments__submission_id", flat=True)


def _hashes(viewer: Viewer, hashes: frozenset[str]) -> dict[UUID, frozenset[str]]:
    """Which submissions hold which of these files."""
    if not hashes:
        return {}
    rows = Document.objects.filter(organisation=viewer.organisation, sha256__in=sorted(hashes))
    found: dict[UUID, frozenset[str]] = {}
    for submission, sha256 in rows.values_list("attachments__submission_id", "sha256"):
        if submission:
            found[submission] = found.get(submission, frozenset()) | {sha256}
    return found


def kept_documents(viewer: Viewer, identifiers: Sequence[UUID]) -> list[Document]:
    """Files that this clerk has just handed in and that hang on nothing yet, in the order in which they came."""
    rows = Document.objects.filter(organisation=viewer.organisation, pk__in=identifiers, attachments__isnull=True)
    return list(rows.filter(created_by=viewer.account).order_by("id")) if viewer.account else []


def place_of(viewer: Viewer) -> CounterPlace | None:
    """The counter at which the viewer sits; None where nobody has said."""
    if viewer.staff is None:
        return None
    seats = CounterSeat.objects.filter(organisation=viewer.organisation, staff=viewer.staff)
    seat = seats.select_related("place").first()
    return seat.place if seat else None


def places(viewer: Viewer, *, all_of_them: bool = False) -> QuerySet[CounterPlace]:
    """The counters of the office."""
    require(viewer, *CLERKS, *PLACE_KEEPERS)
    rows = CounterPlace.objects.filter(organisation=viewer.organisation)
    return (rows if all_of_them else rows.filter(active=True)).order_by("code")


def today(viewer: Viewer, *, most: int = queries.PAGE) -> list[Reception]:
    """What the viewer took in today, the newest first."""
    require(viewer, *CLERKS)
    begin = _midnight(viewer)
    rows = _seen(viewer).filter(by=viewer.account, at__gte=begin)
    return list(rows.order_by("-at", "-id")[:most])


def _midnight(viewer: Viewer) -> datetime:
    return timezone.localtime(clock.now(viewer.organisation)).replace(hour=0, minute=0, second=0, microsecond=0)


def _seen(viewer: Viewer) -> QuerySet[Reception]:
    """Receptions of cases that the viewer may see, with what a list shows of them."""
    rows = Reception.objects.filter(organisation=viewer.organisation)
    rows = rows.filter(submission__case__in=Case.objects.visible_to(viewer))
    return rows.select_related(
        "submission__case__unit", "submission__case__procedure", "submission__sender", "place", "record"
    )


def reception_of(viewer: Viewer, submission: Submission) -> Reception | None:
    """How a submission was taken in; None when it came by another door."""
    return _seen(viewer).filter(submission=submission).first()


def receptions(viewer: Viewer, submissions: Sequence[Submission]) -> list[Reception]:
    """How these were taken in, as far as it was at a counter."""
    return list(_seen(viewer).filter(submission__in=submissions))


def submissions(viewer: Viewer, identifiers: Sequence[UUID]) -> list[Submission]:
    """Submissions of cases that the viewer may see, in the order of the book."""
    require(viewer, *CLERKS)
    rows = Submission.objects.filter(organisation=viewer.organisation, pk__in=identifiers)
    rows = rows.filter(case__in=Case.objects.visible_to(viewer)).select_related("case__unit")
    return list(rows.order_by("case__year", "case__ordinal", "sub_number"))


def own_submission(viewer: Viewer, submission_id: UUID) -> Submission | None:
    """A submission that the viewer took in."""
    row = _seen(viewer).filter(by=viewer.account, submission_id=submission_id).first()
    return row.submission if row else None


def reception(viewer: Viewer, reception_id: UUID) -> Reception:
    """One reception. Raises NotAllowed, Reception.DoesNotExist."""
    require(viewer, *CLERKS)
    return _seen(viewer).get(pk=reception_id)


def envelopes(viewer: Viewer) -> QuerySet[Reception]:
    """Envelopes that the registry office did not open and that nobody has taken yet, the oldest first."""
    require(viewer, *CLERKS)
    rows = _seen(viewer).filter(manner__in=[manner.value for manner in UNOPENED], ended_at__isnull=True)
    return rows.filter(submission__case__cancelled_at__isnull=True).order_by("id")[: queries.PAGE]


def unsigned_records(viewer: Viewer) -> QuerySet[Reception]:
    """Records of what was said at the counter that the party has not signed yet, the newest first."""
    require(viewer, *CLERKS)
    return _seen(viewer).filter(record__isnull=False, signed_at__isnull=True).order_by("-id")[: queries.PAGE]


@dataclass(frozen=True, slots=True)
class Batch:
    """Sheets that were printed together."""

    batch: UUID
    place: str
    printed_at: datetime
    codes: list[str]
    unused: int


def sheets(viewer: Viewer, *, most: int = 400) -> list[Batch]:
    """The newest sheets for an outage, by printing."""
    require(viewer, *CLERKS)
    used = Exists(Reception.objects.filter(organisation=viewer.organisation, sheet=OuterRef("pk")))
    rows = OutageSheet.objects.filter(organisation=viewer.organisation).annotate(used=used).select_related("place")
    batches: dict[UUID, Batch] = {}
    for row in rows.order_by("-printed_at", "code")[:most]:
        known = batches.get(row.batch)
        codes = [*(known.codes if known else ()), row.code]
        free = (known.unused if known else 0) + (not row.used and row.spoiled_at is None)
        batches[row.batch] = Batch(row.batch, row.place.name if row.place else "", row.printed_at, codes, free)
    return list(batches.values())


def sheets_of(viewer: Viewer, batch: UUID) -> list[OutageSheet]:
    """The sheets of one printing, in the order of their codes."""
    require(viewer, *CLERKS)
    rows = OutageSheet.objects.filter(organisation=viewer.organisation, batch=batch)
    return list(rows.select_related("place").order_by("code"))


def supplements_told(viewer: Viewer, *, most: int = 20) -> list[Submission]:
    """Supplements of which the viewer is told and whose case was not looked at since, the newest first."""
    if viewer.staff is None or viewer.account is None:
        return []
    looks = CaseLook.objects.filter(
        organisation=viewer.organisation,
        case_id=OuterRef("case_id"),
        account=viewer.account,
        last_at__gte=OuterRef("at"),
    )
    rows = SupplementNotice.objects.filter(
        organisation=viewer.organisation,
        staff_id__in=[viewer.staff.pk, *viewer.stands_in_for],
        at__gte=clock.now(viewer.organisation) - TOLD_FOR,
    )
    rows = rows.filter(~Exists(looks), case__in=Case.objects.visible_to(viewer))
    rows = rows.select_related("submission__case", "submission__sender").order_by("-at", "-id")
    return [row.submission for row in rows[:most]]
