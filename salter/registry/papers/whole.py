"""The whole case as one ZIP: the originals under their names, a list with their hashes, the receipts; streamed.

Nothing is gathered: each file goes from the store into the answer piece by piece, so a case of any size needs the
memory of one piece. The files are not packed smaller: most of them are packed already.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from salter.documents import blobs
from salter.documents.actions import storage
from salter.documents.models import Document
from salter.documents.paper import Language, in_script
from salter.documents.storage import StorageError, chunks
from salter.registry.papers.cover import DRAFT, KINDS
from salter.registry.papers.listing import Paper, PaperKind
from salter.ui.formats import format_datetime

FOLDERS = {PaperKind.RECEIPT: "potvrde", PaperKind.EVIDENCE: "dostave"}
HEAD = (
    "Р. бр.",
    "Датум",
    "Спис",
    "Врста",
    "Подброј",
    "Датотека",
    "SHA-256",
    "Величина",
    "Листова",
    "Место",
    "Напомена",
)
MISSING = "Датотека се сада не може прочитати из складишта; јавите администратору."
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the ZIP."""

    name: str
    document: Document
    at: datetime


def members(papers: Sequence[Paper]) -> list[Member]:
    """The files of the papers under names that say their place; receipts and evidence in folders of their own."""
    found = []
    for paper in papers:
        if paper.document is None:
            continue
        folder = FOLDERS.get(paper.kind, "spisi")
        found.append(Member(f"{folder}/{paper.ordinal:03} {safe_name(paper.document.name)}", paper.document, paper.at))
        for made in paper.renditions:
            found.append(Member(f"pretrazivo/{paper.ordinal:03} {safe_name(made.name)}", made, made.created_at))
    return found


def safe_name(name: str) -> str:
    """The name of a file as every system can unpack it: no folders, nothing that Windows refuses, not too long."""
    plain = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", name).strip(" .") or "dokument"
    stem, dot, ending = plain.rpartition(".")
    return plain if len(plain) <= LONGEST else f"{(stem or ending)[: LONGEST - 12]}{dot}{ending[:11]}"


def readable(found: Iterable[Member]) -> list[Member]:
    """Those whose bytes the store has."""
    return [member for member in found if _is_there(member.document)]


def _is_there(document: Document) -> bool:
    try:
        return storage().size(blobs.key_of(document.sha256)) == document.size
    except StorageError:
        return False


def contents(papers: Sequence[Paper], kept: Iterable[Member], language: Language) -> bytes:
    """The list of acts and attachments as a table (CSV for spreadsheets): each paper, its file, its hash."""
    names = {member.document.pk: member.name for member in kept}
    target = io.StringIO()
    table = csv.writer(target, delimiter=";", lineterminator="\r\n")
    table.writerow([in_script(word, language) for word in HEAD])
    for paper in papers:
        document = paper.document
        kind = KINDS[paper.kind.value] + (f" – {DRAFT}" if paper.act and not document else "")
        row = [paper.ordinal, format_datetime(paper.at, language), paper.title, in_script(kind, language)]
        row += [paper.sub_number or "", names.get(document.pk, "") if document else ""]
        row += [document.sha256, document.size] if document else ["", ""]
        row += [paper.sheets or "", paper.sheet.place if paper.sheet else ""]
        row.append(in_script(MISSING, language) if document and document.pk not in names else "")
        table.writerow([_plain(cell) for cell in row])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _plain(cell: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t")) else cell


def sums(kept: Iterable[Member]) -> bytes:
    """What `sha256sum -c` checks."""
    return "".join(f"{member.document.sha256}  {member.name}\n" for member in kept).encode()


class _Pipe(io.RawIOBase):
    """Takes what the ZIP writes and gives it away; it cannot go back, so the ZIP says sizes behind each file."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: object) -> int:
        """Take a piece."""
        piece = memoryview(data).cast("B")  # type: ignore[arg-type]
        self.waiting += piece
        return len(piece)

    def take(self) -> bytes:
        """Give away what waits."""
        piece = bytes(self.waiting)
        self.waiting.clear()
        return piece


def stream(texts: Sequence[tuple[str, bytes]], kept: Sequence[Member], at: datetime) -> Iterator[bytes]:
    """The ZIP, piece by piece: first what we say of the case, then the files. Reads the store only, no database."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name, data in texts:
            archive.writestr(_info(name, at), data)
            yield pipe.take()
        for member in kept:
            info = _info(member.name, member.at)
            info.file_size = member.document.size
            with blobs.load(storage(), member.document.sha256) as source, archive.open(info, "w") as target:
                for chunk in chunks(source):
                    target.write(chunk)
                    yield pipe.take()
            yield pipe.take()
    yield pipe.take()


def _info(name: str, at: datetime) -> zipfile.ZipInfo:
    local = timezone.localtime(at)
    info = zipfile.ZipInfo(
        name, (max(local.year, 1980), local.month, local.day, local.hour, local.minute, local.second)
    )
    info.external_attr = 0o644 << 16
    return info
