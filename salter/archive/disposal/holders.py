"""Which documents are a case's own: what goes with it, and what stays because something else names it.

Every reference to a document in the whole project stands in one of the tables below; a test holds it so. What is
`ELSEWHERE` belongs to no single case, and keeps the document that it names.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from salter.archive.models import ArchiveUnit
from salter.documents.models import Document, Rendition
from salter.registry.models import Case

OF_CASE: dict[str, tuple[str, ...]] = {
    "mailbox.Delivery.evidence": ("case_id",),
    "mailbox.Delivery.proof": ("case_id",),
    "mailbox.DeliveryDocument.document": ("delivery__case_id",),
    "portal.DraftFile.document": ("draft__case",),
    "portal.Letter.confirmation": ("incoming__submission__case",),
    "portal.LetterFile.document": ("letter__incoming__submission__case",),
    "registry.Act.document": ("case",),
    "registry.Appeal.letter": ("case",),
    "registry.Attachment.document": ("case",),
    "registry.CaseCopy.document": ("case",),
    "registry.Clause.document": ("service__act__case",),
    "registry.DataRequest.document": ("case",),
    "registry.DataRequest.letter": ("case",),
    "registry.Hearing.record": ("case",),
    "registry.IncomingFile.document": ("incoming__submission__case", "incoming__listed__act_list__case"),
    "registry.Invoice.original": ("listed__act_list__case",),
    "registry.InvoiceFile.document": ("invoice__listed__act_list__case",),
    "registry.PartyChange.paper": ("case_party__case",),
    "registry.PartyStatement.document": ("case",),
    "registry.Reception.record": ("submission__case",),
    "registry.Rectification.note": ("act__case",),
    "registry.Representative.authority": ("case_party__case",),
    "registry.ScanCheck.document": ("case",),
    "registry.Service.waiver": ("act__case",),
    "registry.Submission.receipt": ("case",),
}
"""Model and field, and by what the row is its case's (one of them)."""

ELSEWHERE = frozenset(
    {
        "archive.Disposal.approval",
        "archive.Disposal.record",
        "registry.BookImport.document",
        "registry.BookImport.errors",
        "registry.BookImport.lines",
        "registry.BookVolume.document",
        "registry.DaySheet.document",
        "registry.LayoutVersion.document",
        "registry.MailingFile.document",
        "registry.ParallelRun.note",
        "registry.Register.closing_note",
        "registry.Register.opening_note",
        "registry.ReportCopy.document",
        "registry.StateExport.document",
        "registry.StateExport.errors",
    }
)
FOLLOWS = frozenset(
    {"documents.Rendition.document", "documents.Rendition.original", "signatures.SignedDocument.document"}
)
"""These say something of a document, and hold none."""

WORDS: dict[str, tuple[str, dict[str, object]]] = {
    "portal.Draft": ("case", {"answers": {}}),
    "portal.Letter": ("incoming__submission__case", {"text": ""}),
    "registry.Act": ("case", {"content": {}}),
    "registry.ActVersion": ("act__case", {"content": {}}),
    "registry.Hearing": ("case", {"said": "", "objections": ""}),
    "registry.Incoming": ("submission__case", {"text": ""}),
}
"""Papers whose words the database holds, too: they go with the paper."""


def documents_of(case: Case) -> QuerySet[Document]:
    """The documents that are this case's alone, with what was made of them."""
    own = {key for field, paths in OF_CASE.items() for key in _named(field, _is(paths, case)) if key}
    made = Rendition.objects.filter(organisation=case.organisation_id, original__in=own)
    own |= {*made.values_list("document_id", flat=True)}
    others = {key for rows in _others(case, own) for key in rows if key}
    others |= {*made.filter(original__in=others).values_list("document_id", flat=True)}
    return Document.objects.filter(organisation=case.organisation_id, pk__in=own - others)


def _others(case: Case, own: set[UUID]) -> Iterator[QuerySet[models.Model, UUID | None]]:
    """Of these documents, those that anything else names; a case that is destroyed itself keeps nothing."""
    gone = ArchiveUnit.objects.filter(organisation=case.organisation_id, destroyed_at__isnull=False).values("case")
    for field, paths in OF_CASE.items():
        mine = _rows(field).filter(_is(paths, case) | _any(paths, "__in", gone)).values("pk")
        yield _named(field, _among(field, case, own) & ~Q(pk__in=mine))
    for field in ELSEWHERE:
        yield _named(field, _among(field, case, own))


def _among(field: str, case: Case, own: set[UUID]) -> Q:
    return Q(organisation=case.organisation_id) & Q(**{f"{field.rpartition('.')[2]}__in": own})


def _is(paths: tuple[str, ...], case: Case) -> Q:
    return _any(paths, "", case.pk) & Q(organisation=case.organisation_id)


def _any(paths: tuple[str, ...], lookup: str, value: object) -> Q:
    rule = Q()
    for path in paths:
        rule |= Q(**{f"{path}{lookup}": value})
    return rule


def _rows(field: str) -> QuerySet[models.Model]:
    rows: QuerySet[models.Model] = apps.get_model(field.rpartition(".")[0])._base_manager.all()
    return rows


def _named(field: str, rule: Q) -> QuerySet[models.Model, UUID | None]:
    """What that field names in the rows of the rule."""
    name = field.rpartition(".")[2]
    return _rows(field).filter(rule).values_list(f"{name}_id", flat=True)


def forget_words(case: Case) -> None:
    """Empty what the database holds of the words of papers."""
    for model, (path, empty) in WORDS.items():
        rows = apps.get_model(model)._base_manager.filter(organisation=case.organisation_id, **{path: case.pk})
        rows.update(**empty)
