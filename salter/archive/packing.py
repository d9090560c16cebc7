"""From a closed case to what is packed: the rows of the registry as the plain record that package writers take."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any, Literal
from uuid import uuid5

from django.core.exceptions import ValidationError
from django.utils import timezone

from salter.archive.package import (
    ActRecord,
    ArticleFive,
    Body,
    CasePackage,
    CaseStatus,
    Classification,
    DocumentRecord,
    DocumentStatus,
    PackageError,
    PreservationEvent,
    RetentionRecord,
)
from salter.archive.retention import Expiry, expiry, parse_retention, until_day
from salter.documents import blobs
from salter.documents.actions import storage
from salter.documents.models import Document
from salter.journal import queries as journal
from salter.mailbox.models import Delivery
from salter.organisations import reference
from salter.organisations.access import Confidentiality, Viewer
from salter.organisations.models import Organisation
from salter.registry import numbering, receipts
from salter.registry.closing import queries as closings
from salter.registry.models import Act, Attachment, Case, ClassMark, RetentionRule, Submission
from salter.signatures.models import Credential, SignedDocument

RESTRICTED = "ограничен приступ"
"""What a package says of a case with restricted access."""


def package_id(organisation: Organisation, case: Case) -> str:
    """The identifier of the package, for its whole life. Practice offices are copies, so they have the same cases."""
    return f"uuid-{uuid5(case.pk, organisation.code) if organisation.practice else case.pk}"


def retention_ends(case: Case, retention: RetentionRule) -> Expiry:
    """When the retention of a closed case begins and ends (a proposal, not law: regulation.md 5.4), or on the last day
    that somebody has set with a reason."""
    closed = timezone.localdate(case.closed_at) if case.closed_at else timezone.localdate(case.registered_at)
    computed = expiry(parse_retention(retention.expression), closed)
    chosen = closings.kept_until(case)
    return until_day(computed, *chosen) if chosen else computed


def case_package(viewer: Viewer, case: Case, *, archived_at: datetime) -> CasePackage:
    """Everything that belongs to `case`, with its bytes to be read from the store when they are written.

    Raises PackageError for a case without documents or without closing data.
    """
    if case.closed_at is None:
        raise PackageError("only a closed case is packed")
    records = _Records(viewer, case, archived_at)
    return CasePackage(
        package_id=package_id(viewer.organisation, case),
        case_id=str(case.pk),
        number=case.number,
        title=case.subject,
        status=CaseStatus.ARCHIVED,
        opened_at=timezone.localtime(case.registered_at),  # their days are written into the package
        closed_at=timezone.localtime(case.closed_at),
        creator=_creator(viewer, case),
        submitter=_creator(viewer, case),
        classification=_classification(viewer, case),
        retention=_retention(case),
        acts=(*records.submissions(), *records.acts(), *records.of_office(), *records.evidence()),
        journal=tuple(_entries(viewer, case)),
        events=(_packed(viewer, archived_at),),
        procedure=case.procedure.name_cyr if case.procedure else "",
        archive=_public_archive(viewer),
        contact=viewer.name,
        restrictions=(RESTRICTED,) if case.confidentiality == Confidentiality.RESTRICTED else (),
    )


class _Records:
    """The acts of a case as records; the fifteen metadata of the decree are the same for all but a few fields."""

    def __init__(self, viewer: Viewer, case: Case, at: datetime) -> None:
        self.viewer, self.case, self.at = viewer, case, at
        documents = {row.document_id for row in case.attachments.all()} | set(
            case.acts.exclude(document=None).values_list("document_id", flat=True)
        )
        rows = SignedDocument.objects.filter(organisation=viewer.organisation, document_id__in=documents)
        self.signed = {row.document_id: row for row in rows}

    def submissions(self) -> list[ActRecord]:
        """What came in, each with its attachments and its receipt, which is made now if nobody has asked for it."""
        rows = self.case.submissions.order_by("sub_number").prefetch_related("attachments__document")
        records = []
        for row in rows.select_related("receipt", "sender"):
            documents = [attachment.document for attachment in row.attachments.all()]
            documents += self._receipt(row)
            records.append(self._act(row.pk, self._number(row), row.subject, "поднесак", "incoming", row, documents))
        return [record for record in records if record.documents]

    def _receipt(self, submission: Submission) -> list[Document]:
        """None for what was registered before there was a log."""
        try:
            return [submission.receipt or receipts.ensure(self.viewer, submission)]
        except ValidationError:
            return []

    def acts(self) -> list[ActRecord]:
        """What the office made and signed."""
        rows = self.case.acts.exclude(document=None).select_related("document", "author").order_by("sub_number")
        return [
            self._act(row.pk, self._number(row), row.title, row.get_kind_display(), "outgoing", row, [row.document])
            for row in rows
        ]

    def of_office(self) -> list[ActRecord]:
        """What the office obtained or noted itself, beside what came in and its acts."""
        rows = self.case.attachments.filter(submission=None, act=None).select_related("document").order_by("id")
        return [
            self._act(row.pk, self.case.number, row.label, "службена белешка, податак", "internal", row, [row.document])
            for row in rows
        ]

    def evidence(self) -> list[ActRecord]:
        """Evidence of every delivery, with the return receipt where it was scanned."""
        rows = Delivery.objects.filter(organisation=self.viewer.organisation, case_id=self.case.pk)
        return [
            self._act(row.pk, row.case_number, "Доказ о достављању", "доказ", "internal", row, _proofs(row))
            for row in rows.exclude(evidence=None).select_related("evidence", "proof").order_by("id")
        ]

    def _number(self, row: Submission | Act) -> str:
        if not row.sub_number:
            return self.case.number
        return numbering.sub_number(self.viewer.organisation, self.case, row.sub_number)

    def _act(
        self,
        identifier: Any,
        number: str,
        title: str,
        kind: str,
        direction: Literal["incoming", "outgoing", "internal"],
        row: Submission | Act | Delivery | Attachment,
        documents: list[Any],
    ) -> ActRecord:
        return ActRecord(
            id=f"uuid-{identifier}",
            number=number,
            title=title,
            kind=str(kind),
            direction=direction,
            dated_at=_dated(row),
            documents=tuple(self._document(document, number, str(kind), title) for document in documents),
            author=row.author.name if isinstance(row, Act) else "",
        )

    def _document(self, document: Document, number: str, kind: str, title: str) -> DocumentRecord:
        return DocumentRecord(
            id=f"uuid-{document.pk}",
            name=document.name,
            media_type=document.media_type,
            size=document.size,
            sha256=document.sha256,
            created_at=document.created_at,
            source=partial(blobs.load, storage(), document.sha256),
            metadata=self._article_five(document, number, kind, title),
            puid=document.puid,
            format_name=document.format_name,
            signed=document.pk in self.signed,
        )

    def _article_five(self, document: Document, number: str, kind: str, title: str) -> ArticleFive:
        signed = self.signed.get(document.pk)
        assert self.case.retention is not None
        return ArticleFive(
            document_mark=str(document.pk),
            case_number=number,
            kind=kind,
            description=title,
            original_form="папирни" if document.source == "scan" else "електронски",
            stored_format=document.puid or document.media_type,
            dated_on=timezone.localdate(signed.signed_at if signed else document.created_at),
            certificate_number=_certificate(self.viewer) if signed else "",
            retention=self.case.retention.expression,
            archived_on=timezone.localdate(self.at),
            timestamped_on=timezone.localdate(signed.signed_at) if signed else None,
            renew_by=signed.archive_renewal_due if signed else None,
            case_status=CaseStatus.ARCHIVED,
            document_status=_document_status(signed),
        )


def _document_status(signed: SignedDocument | None) -> DocumentStatus | None:
    if signed is None:
        return None
    return DocumentStatus.SIGNED_AND_SEALED if len(signed.fields) > 2 else DocumentStatus.SIGNED_OR_SEALED


def _certificate(viewer: Viewer) -> str:
    seal = Credential.objects.filter(organisation=viewer.organisation, staff=None).first()
    return seal.key_reference.upper() if seal else ""


def _dated(row: Submission | Act | Delivery | Attachment) -> datetime:
    if isinstance(row, Attachment):
        made: datetime = row.document.created_at
        return made
    at = row.received_at if isinstance(row, Submission) else row.signed_at if isinstance(row, Act) else row.closed_at
    assert at is not None, "a packed act is finished"
    return at


def _creator(viewer: Viewer, case: Case) -> Body:
    organisation = viewer.organisation
    return Body(
        name=organisation.body_cyr,
        identifier=organisation.registration_number or organisation.code,
        seat=organisation.seat_cyr,
        unit=case.unit.name if case.unit else "",
        authorised_person=viewer.name,
    )


def _classification(viewer: Viewer, case: Case) -> Classification:
    marks = ClassMark.objects.filter(organisation=viewer.organisation, code=case.class_code)
    mark = marks.order_by("-active", "-verified", "-edition").first()
    return Classification(case.class_code, mark.name if mark else "", mark.source if mark else "")


def _retention(case: Case) -> RetentionRecord:
    retention = case.retention
    assert retention is not None
    ends = retention_ends(case, retention)
    return RetentionRecord(
        category=retention.class_code or "–",
        category_name=retention.category,
        expression=retention.expression,
        starts_on=ends.starts_on,
        expires_on=ends.expires_on,
        basis=_basis(retention, ends),
        certainty="проверено" if retention.verified else "непроверено",
    )


def _public_archive(viewer: Viewer) -> Body | None:
    code = viewer.organisation.municipality_code
    if not code:
        return None
    archive, _certainty = reference.archive_of(code)
    return Body(archive.name_cyr, archive.name_lat, archive.seat_cyr) if archive else None


def _entries(viewer: Viewer, case: Case) -> list[dict[str, object]]:
    return [
        {
            "id": str(entry.pk),
            "verb": entry.verb,
            "at": entry.at.isoformat(),
            "actor": entry.actor_name,
            "body": entry.body,
        }
        for entry in journal.of_case(viewer, case.pk)
    ]


def _basis(retention: RetentionRule, ends: Expiry) -> str:
    """Where the retention stands, and why its last day is another one than the computed."""
    own = ends.rule.certainty == "setting"
    return f"{retention.source}; {ends.rule.source}" if own else retention.source


def _packed(viewer: Viewer, at: datetime) -> PreservationEvent:
    return PreservationEvent(
        id=f"event-{at:%Y%m%dT%H%M%S}",
        kind="ingestion",
        at=at,
        detail="Предмет је преузет у архиву канцеларије.",
        outcome="success",
        agent=viewer.name or "Šalter",
    )


def years_of(case: Case) -> tuple[int, int]:
    """The years in which a case arose and ended, for the archive book."""
    ended: date = timezone.localdate(case.closed_at or case.registered_at)
    return case.year, ended.year


def _proofs(row: Delivery) -> list[Document]:
    return [document for document in (row.evidence, row.proof) if document]
