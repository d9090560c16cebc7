"""The papers of a case in one list, in the order in which they came and went; files and sheets of paper mixed.

Reads nothing: everything comes from the case file that `desk.case_file` has read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.mailbox.models import Delivery
from salter.registry.models import Act, Attachment, ScanCheck, SheetPaper, Submission

if TYPE_CHECKING:
    from salter.registry.desk import CaseFile


class PaperKind(TextChoices):
    """What a paper is in its case."""

    SUBMISSION = "submission", _("submission")
    SUPPLEMENT = "supplement", _("supplement")
    ATTACHMENT = "attachment", _("attachment")
    OFFICE = "office", _("paper of the office")
    ACT = "act", _("act")
    ON_PAPER = "on-paper", _("on paper only")
    RECEIPT = "receipt", _("receipt")
    EVIDENCE = "evidence", _("evidence of delivery")


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. `key` names it in addresses; a paper without `document` is a draft, a record, or sheets of paper.

    `sheets` and `place` are those of paper; `act` is the act itself; `renditions` are files made of the same paper;
    `scan` is its check by a second person.
    """

    key: str
    kind: PaperKind
    title: str
    at: datetime
    sub_number: int
    order: tuple[int, int, str]
    document: Document | None = None
    act: Act | None = None
    submission: Submission | None = None
    sheet: SheetPaper | None = None
    renditions: tuple[Document, ...] = ()
    scan: ScanCheck | None = None
    ordinal: int = 0

    @property
    def sheets(self) -> int:
        """Sheets of paper; 0 for a file."""
        return self.sheet.sheets if self.sheet else 0


RECEIPTS, EVIDENCE, SHEETS, OBTAINED = 60_000, 61_000, 50_000, 55_000
"""Where these stand among the papers of one sub-number: behind what came or went itself."""


def papers_of(file: CaseFile) -> list[Paper]:
    """Every paper of the case, numbered from 1: by sub-number, within it the act or submission first."""
    found = [
        *_submissions(file.submissions, file.attachments),
        *_attachments(file),
        *_acts(file.acts),
        *_sheets(file.on_paper),
        *_receipts(file.submissions),
        *_evidence(file.deliveries, file.acts),
    ]
    found.sort(key=lambda paper: paper.order)
    return [_placed(file, paper, place) for place, paper in enumerate(found, 1)]


def _placed(file: CaseFile, paper: Paper, place: int) -> Paper:
    """The paper with its number, what was made of it, and how the check of its scan stands."""
    if paper.document is None:
        return replace(paper, ordinal=place)
    key = paper.document.pk
    return replace(paper, ordinal=place, renditions=tuple(file.renditions.get(key, ())), scan=file.scans.get(key))


def _submissions(submissions: Iterable[Submission], attachments: Iterable[Attachment]) -> Iterator[Paper]:
    """A submission without any file: an oral request, an envelope, what is only on paper."""
    with_files = {row.submission_id for row in attachments}
    for row in submissions:
        if row.pk not in with_files:
            yield Paper(
                key=str(row.pk),
                kind=PaperKind.SUPPLEMENT if row.sub_number else PaperKind.SUBMISSION,
                title=row.subject,
                at=row.received_at,
                sub_number=row.sub_number,
                order=(row.sub_number, 0, ""),
                submission=row,
            )


def _attachments(file: CaseFile) -> Iterator[Paper]:
    came = sorted(_came(file), reverse=True)
    acts = {act.pk: act for act in file.acts}
    first: set[UUID] = set()
    for row in file.attachments:
        submission, act = row.submission, acts.get(row.act_id) if row.act_id else None
        if submission is None and act is None:
            yield _of_office(row, came)
            continue
        sub = submission.sub_number if submission else act.sub_number if act else 0
        leads = submission is not None and submission.pk not in first
        if leads and submission is not None:
            first.add(submission.pk)
        kind = (PaperKind.SUPPLEMENT if sub else PaperKind.SUBMISSION) if leads else PaperKind.ATTACHMENT
        yield Paper(
            key=str(row.document_id),
            kind=kind,
            title=row.label or row.document.name,
            at=submission.received_at if submission else row.document.created_at,
            sub_number=sub,
            order=(sub, 0 if leads else 1 + row.position, str(row.pk)),
            document=row.document,
            submission=submission,
        )


def _came(file: CaseFile) -> Iterator[tuple[datetime, int]]:
    """When each sub-number of the case came about."""
    yield from ((row.received_at, row.sub_number) for row in file.submissions)
    yield from ((act.created_at, act.sub_number) for act in file.acts)


def _of_office(row: Attachment, came: list[tuple[datetime, int]]) -> Paper:
    """What the office made or obtained itself: it stands after what came before it."""
    at = row.document.created_at
    sub = next((number for moment, number in came if moment <= at), 0)
    return Paper(
        key=str(row.document_id),
        kind=PaperKind.OFFICE,
        title=row.label or row.document.name,
        at=at,
        sub_number=sub,
        order=(sub, OBTAINED, str(row.pk)),
        document=row.document,
    )


def _acts(acts: Iterable[Act]) -> Iterator[Paper]:
    for act in acts:
        yield Paper(
            key=str(act.document_id or act.pk),
            kind=PaperKind.ACT,
            title=act.title,
            at=act.signed_at or act.created_at,
            sub_number=act.sub_number,
            order=(act.sub_number, 0, ""),
            document=act.document,
            act=act,
        )


def _sheets(rows: Iterable[SheetPaper]) -> Iterator[Paper]:
    for row in rows:
        yield Paper(
            key=str(row.pk),
            kind=PaperKind.ON_PAPER,
            title=row.title,
            at=row.noted_at,
            sub_number=row.sub_number,
            order=(row.sub_number, SHEETS, str(row.pk)),
            sheet=row,
        )


def _receipts(submissions: Iterable[Submission]) -> Iterator[Paper]:
    for row in submissions:
        if row.receipt:
            yield Paper(
                key=str(row.receipt_id),
                kind=PaperKind.RECEIPT,
                title=row.submission_number,
                at=row.registered_at,
                sub_number=row.sub_number,
                order=(row.sub_number, RECEIPTS, ""),
                document=row.receipt,
                submission=row,
            )


def _evidence(deliveries: Iterable[Delivery], acts: Iterable[Act]) -> Iterator[Paper]:
    subs = {act.pk: act.sub_number for act in acts}
    for row in deliveries:
        sub = subs.get(row.subject_id, 0)
        for place, document in enumerate((row.evidence, row.proof)):
            if document:
                yield Paper(
                    key=str(document.pk),
                    kind=PaperKind.EVIDENCE,
                    title=f"{row.title}, {row.recipient.name}",
                    at=document.created_at,
                    sub_number=sub,
                    order=(sub, EVIDENCE, f"{row.pk} {place}"),
                    document=document,
                )
