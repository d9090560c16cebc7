"""A case to pack: small, complete, without any real person."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

from salter.archive.package import (
    ActRecord,
    ArticleFive,
    Body,
    ByteSource,
    CasePackage,
    CaseStatus,
    Classification,
    DocumentRecord,
    DocumentStatus,
    PreservationEvent,
    RetentionRecord,
)

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SOFTWARE = ("Šalter", "0.1.0")


def article_five(mark: str, kind: str = "захтев") -> ArticleFive:
    return ArticleFive(
        document_mark=mark,
        case_number="350-123/2026-IV-02",
        kind=kind,
        description="захтев за локацијске услове",
        original_form="електронски",
        stored_format="fmt/276",
        dated_on=date(2026, 3, 2),
        certificate_number="TEST 0A1B",
        retention="5 година",
        archived_on=date(2026, 11, 23),
        timestamped_on=date(2026, 3, 2),
        renew_by=date(2031, 3, 2),
        case_status=CaseStatus.ARCHIVED,
        document_status=DocumentStatus.SIGNED_AND_SEALED,
    )


def document(
    identifier: str, body: bytes, name: str = "Захтев.pdf", *, source: ByteSource | None = None, rendition_of: str = ""
) -> DocumentRecord:
    return DocumentRecord(
        id=identifier,
        name=name,
        media_type="application/pdf",
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        created_at=datetime(2026, 3, 2, 8, 15, tzinfo=UTC),
        source=body if source is None else source,
        metadata=article_five(identifier),
        puid="fmt/276",
        format_name="Acrobat PDF 1.7",
        format_version="1.7",
        signed=True,
        rendition_of=rendition_of,
    )


def act(number: int, *documents: DocumentRecord) -> ActRecord:
    direction = "incoming" if number == 1 else "outgoing"
    return ActRecord(
        id=f"act-{number}",
        number=f"350-123/2026-IV-02/{number}",
        title="Захтев за издавање локацијских услова",
        kind="захтев",
        direction=direction,  # type: ignore[arg-type]  # one of the three literals
        dated_at=datetime(2026, 3, number, 8, 15, tzinfo=UTC),
        documents=documents,
        author="Странка Вежбић",
    )


def case(package_id: str = "uuid-2f1f7d3e-0000-4000-8000-000000000001", **changes: object) -> CasePackage:
    made = CasePackage(
        package_id=package_id,
        case_id="case-1",
        number="350-123/2026-IV-02",
        title="Локацијски услови за помоћни објекат",
        status=CaseStatus.ARCHIVED,
        opened_at=datetime(2026, 3, 1, 8, 15, tzinfo=UTC),
        closed_at=datetime(2026, 6, 1, 12, 0, tzinfo=UTC),
        creator=Body("Општина Вежбалово", "00000001", "Вежбалово", "Одељење за урбанизам", "Службеник Вежбић"),
        submitter=Body("Општинска управа Вежбалово", "00000002"),
        archive=Body("Историјски архив Вежбалово", "00000003"),
        contact="Архивар Вежбић",
        classification=Classification("350", "Урбанизам", "План класификације, Уредба 14/2023"),
        retention=RetentionRecord(
            category="12",
            category_name="Предмети локацијских услова",
            expression="5 година",
            starts_on=date(2027, 1, 1),
            expires_on=date(2031, 12, 31),
            basis="Листа категорија, ред. бр. 12",
            certainty="unverified",
            approval="сагласност 12/2025",
        ),
        acts=(
            act(1, document("d1", b"first"), document("d2", b"second")),
            act(2, document("d3", b"third" * 4000, "Решење.pdf"), document("d4", b"third as PDF/A", rendition_of="d3")),
        ),
        journal=({"verb": "case.opened", "at": "2026-03-01T08:15:00+00:00"}, {"verb": "case.closed"}),
        events=(PreservationEvent("e1", "virus check", AT, "clamd", "success", "clamd 1.4"),),
        procedure="Издавање локацијских услова",
        agreement="споразум 1/2026",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name fields of the dataclass
