"""What goes into a package: a closed case as plain data, free of database and clock.

The words follow the e-archiving decree (Uredba o jedinstvenim tehničko-tehnološkim zahtevima i procedurama za čuvanje
…, Sl. glasnik RS 107/2021, 94/2022, 116/2023): the fifteen metadata of Article 5, the values of status, the data on the
creator. Their lists come from secondary sources; the text of the decree was not at hand.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

ByteSource: TypeAlias = bytes | Path | Callable[[], BinaryIO]
CHUNK = 1 << 20
_NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding of a check: a stable code, where (path inside the object or package), and what in plain words."""

    code: str
    path: str
    detail: str


class PackageError(ValueError):
    """The data given cannot become a package; the message names the field."""


def open_source(source: ByteSource) -> BinaryIO:
    """A fresh binary stream over bytes, a file or a factory; the caller closes it."""
    if isinstance(source, bytes):
        return BytesIO(source)
    return source.open("rb") if isinstance(source, Path) else source()


def chunks(source: ByteSource) -> Iterator[bytes]:
    """The bytes of a source in pieces of at most 1 MiB."""
    with open_source(source) as stream:
        while piece := stream.read(CHUNK):
            yield piece


def read_source(source: ByteSource) -> bytes:
    """All bytes of a source at once (for METS and other small files)."""
    return source if isinstance(source, bytes) else b"".join(chunks(source))


def digest_of(source: ByteSource, algorithm: str = "sha256") -> tuple[str, int]:
    """(digest as hex, length in bytes) of a source; `algorithm` is a name of hashlib."""
    digest, length = hashlib.new(algorithm), 0
    for piece in [source] if isinstance(source, bytes) else chunks(source):
        digest.update(piece)
        length += len(piece)
    return digest.hexdigest(), length


class CaseStatus(StrEnum):
    """Status of a case, Article 5 no. 13; the value is the word that the decree prescribes."""

    FORMED = "формиран"
    IN_PROGRESS = "у обради"
    INTERRUPTED = "прекинут"
    DISCONTINUED = "обустављен"
    DISMISSED = "одбачен"
    DECIDED = "решен"
    ARCHIVED = "архивиран"


class DocumentStatus(StrEnum):
    """Status of a document, Article 5 no. 14."""

    SIGNED_OR_SEALED = "потписан односно печатиран"
    SIGNED_AND_SEALED = "потписан и печатиран"
    RENEWED = "надограђен/обновљен"
    DESTROYED = "уништен"
    TRANSFERRED = "предат јавном архиву"


@dataclass(frozen=True, slots=True)
class Body:
    """A body as creator, submitter or public archive, with what the decree asks to record of the creator."""

    name: str
    identifier: str
    seat: str = ""
    unit: str = ""
    authorised_person: str = ""


@dataclass(frozen=True, slots=True)
class ArticleFive:
    """The fifteen metadata of one document (decree, Article 5). A date that does not exist is None, a text is empty."""

    document_mark: str
    case_number: str
    kind: str
    description: str
    original_form: Literal["папирни", "електронски"]
    stored_format: str
    dated_on: date | None
    certificate_number: str
    retention: str
    archived_on: date
    timestamped_on: date | None
    renew_by: date | None
    case_status: CaseStatus
    document_status: DocumentStatus | None
    note: str = ""

    def rows(self) -> list[tuple[int, str, str]]:
        """(number in Article 5, its Serbian name, value as text); all fifteen, in order."""
        values: list[object] = [getattr(self, item.name) for item in fields(self)]
        texts = [value.isoformat() if isinstance(value, date) else str(value or "") for value in values]
        return [(n, label, text) for n, (label, text) in enumerate(zip(ARTICLE_FIVE, texts, strict=True), 1)]


ARTICLE_FIVE = (
    "јединствена ознака документа",
    "број предмета",
    "врста документа",
    "опис",
    "изворни облик",
    "формат у коме се чува",
    "датум настанка, потписивања или печатирања",
    "број квалификованог електронског сертификата",
    "рок чувања",
    "датум архивирања",
    "датум придруживања квалификованог временског жига",
    "рок за обнову интегритета",
    "статус предмета",
    "статус документа",
    "напомена",
)


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One file of an act. `created_at` is aware; the bytes must have the promised `sha256` and `size`.

    `rendition_of` names the id of the document of which this is a preservation rendition; then it goes to the second
    representation. `puid` is the PRONOM identifier, empty when the format was not identified.
    """

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime
    source: ByteSource
    metadata: ArticleFive
    puid: str = ""
    format_name: str = ""
    format_version: str = ""
    signed: bool = False
    rendition_of: str = ""


@dataclass(frozen=True, slots=True)
class ActRecord:
    """One act or submission of the case with its files; `dated_at` is when it was received or issued (aware)."""

    id: str
    number: str
    title: str
    kind: str
    direction: Literal["incoming", "outgoing", "internal"]
    dated_at: datetime
    documents: tuple[DocumentRecord, ...]
    author: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """Mark and name in the classification plan, and which plan."""

    mark: str
    name: str
    plan: str


@dataclass(frozen=True, slots=True)
class RetentionRecord:
    """The retention that was set for the case. Retention runs from `starts_on`; `expires_on` is None for permanent."""

    category: str
    category_name: str
    expression: str
    starts_on: date
    expires_on: date | None
    basis: str
    certainty: str
    approval: str = ""

    @property
    def permanent(self) -> bool:
        """Whether the material is archival material, never destroyed."""
        return self.expires_on is None


@dataclass(frozen=True, slots=True)
class PreservationEvent:
    """Something that happened to the material and belongs in PREMIS (event types of id.loc.gov, e.g. "virus check")."""

    id: str
    kind: str
    at: datetime
    detail: str
    outcome: str
    agent: str


@dataclass(frozen=True, slots=True)
class CasePackage:
    """A closed case, ready to be packed. Raises PackageError when something that the package needs is missing or wrong.

    `package_id` never changes in the life of the AIP (E-ARK AIPM1) and is an XML name, so prefix a UUID with "uuid-".
    `journal` are the entries of the case as JSON objects.
    """

    package_id: str
    case_id: str
    number: str
    title: str
    status: CaseStatus
    opened_at: datetime
    closed_at: datetime
    creator: Body
    submitter: Body
    classification: Classification
    retention: RetentionRecord
    acts: tuple[ActRecord, ...]
    journal: tuple[Mapping[str, object], ...] = ()
    events: tuple[PreservationEvent, ...] = ()
    procedure: str = ""
    languages: tuple[str, ...] = ("sr",)
    archive: Body | None = None
    contact: str = ""
    agreement: str = ""
    restrictions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _NCNAME.fullmatch(self.package_id):
            raise PackageError(f"package_id is not an XML name: {self.package_id!r}")
        documents = self.documents()
        if not documents:
            raise PackageError("acts: a case without any document cannot be packed")
        for document in documents:
            _check_document(document)
        ids = [document.id for document in documents]
        if len(set(ids)) != len(ids):
            raise PackageError("acts: two documents have the same id")
        if unknown := {d.rendition_of for d in documents if d.rendition_of} - set(ids):
            raise PackageError(f"rendition_of: no such document: {', '.join(sorted(unknown))}")

    def documents(self) -> list[DocumentRecord]:
        """All documents of all acts, in the order of the case."""
        return [document for act in self.acts for document in act.documents]


def _check_document(document: DocumentRecord) -> None:
    if not _SHA256.fullmatch(document.sha256):
        raise PackageError(f"sha256 of document {document.id} is not 64 lower-case hex digits")
    if document.created_at.tzinfo is None:
        raise PackageError(f"created_at of document {document.id} has no time zone")
