"""E-ARK packages 2.2.0 (CSIP, SIP, AIP): a closed case as METS, PREMIS, Dublin Core, CITS ERMS and its files.

Descriptive metadata is simple Dublin Core: every receiver reads it, METS has a type for it, and the finding aid (EAD3)
is the public archive's own work; everything that Dublin Core cannot say stands in the ERMS document. The same case and
the same time give the same bytes.

    METS.xml                       metadata/descriptive/dc.xml      metadata/preservation/premis.xml
    METS.xml.p7s (when sealed)     metadata/other/journal.json      documentation/README.txt      schemas/*.xsd
    representations/original/      METS.xml, metadata/preservation/premis.xml, data/ERMS.xml, data/0001/001-….pdf
    representations/renditions/    the same without ERMS.xml, only when the case has preservation renditions
"""

import json
import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from lxml import etree

from salter.archive.erms import CONTENT_TYPE, erms_xml
from salter.archive.mets import Group, Head, Metadata, PackageFile, PackageKind, package_mets, representation_mets
from salter.archive.package import ByteSource, CasePackage, DocumentRecord, PackageError, chunks, digest_of
from salter.archive.premis import package_premis, representation_premis
from salter.archive.xml import adder, serialise, text_of
from salter.ui.script import to_latin

SCHEMAS = Path(__file__).parent / "schemas"
SEAL = "METS.xml.p7s"
DC = "http://purl.org/dc/elements/1.1/"
Sealer = Callable[[bytes], bytes]
_XML = "application/xml"
_TYPES = {".xsd": _XML, ".md": "text/markdown"}


@dataclass(frozen=True, slots=True)
class EarkPackage:
    """A finished package: its identifier (the folder's name) and every file by path, METS included."""

    package_id: str
    kind: PackageKind
    files: Mapping[str, ByteSource]

    def write_folder(self, parent: Path) -> Path:
        """Writes the package as `parent/<package_id>` and returns it: whole or not at all (a hidden folder is renamed).

        Raises FileExistsError when it is there already, PackageError when bytes differ from their promised SHA-256.
        """
        target = parent / self.package_id
        if target.exists():
            raise FileExistsError(target)
        draft = parent / f".{self.package_id}.part"
        shutil.rmtree(draft, ignore_errors=True)
        for path, source in self.files.items():
            _write(draft / path, source)
        os.rename(draft, target)
        return target


def build_package(
    case: CasePackage, kind: PackageKind, *, at: datetime, software: tuple[str, str], seal: Sealer | None = None
) -> EarkPackage:
    """Packs a case as SIP or AIP. `at` is the aware time of packing, `software` (name, version) of the maker.

    `seal` makes a detached CMS signature over METS.xml (whose digests cover every other file): the confirmation that
    Article 5 of the e-archiving decree asks for. Raises PackageError when a document's bytes are not those promised.
    """
    if at.tzinfo is None:
        raise PackageError("the time of packing needs a time zone")
    draft = _Draft(case, kind, at, software)
    groups = [draft.documentation(), draft.schemas(), *draft.representations()]
    metadata = draft.metadata()
    head = Head(case.package_id, kind, at, software, CONTENT_TYPE)
    mets = package_mets(case, head, metadata, groups)
    files = {"METS.xml": mets, **draft.files}
    if seal:
        files[SEAL] = seal(mets)
    return EarkPackage(case.package_id, kind, files)


class _Draft:
    """A package in the making: collects files while their METS entries are made."""

    def __init__(self, case: CasePackage, kind: PackageKind, at: datetime, software: tuple[str, str]) -> None:
        self.case, self.kind, self.at, self.software = case, kind, at, software
        self.files: dict[str, ByteSource] = {}
        self.names: list[str] = []

    def add(self, path: str, body: bytes, media_type: str = _XML, known: tuple[str, int] | None = None) -> PackageFile:
        """Takes in a file that Šalter made; `known` spares hashing (SHA-256, length)."""
        sha256, size = known or digest_of(body)
        self.files[path] = body
        return PackageFile(path, body, media_type, size, sha256, self.at)

    def documentation(self) -> Group:
        readme = self.add("documentation/README.txt", _readme(self.case).encode(), "text/plain")
        return Group("Documentation", (readme,))

    def schemas(self) -> Group:
        found = _schemas().items()
        files = [self.add(f"schemas/{name}", body, _TYPES[Path(name).suffix], known) for name, (body, known) in found]
        return Group("Schemas", tuple(files))

    def metadata(self) -> list[Metadata]:
        premis = package_premis(self.case, self.names, at=self.at, software=self.software)
        journal = json.dumps(self.case.journal, ensure_ascii=False, indent=1, sort_keys=True)
        body = journal.encode(errors="backslashreplace") + b"\n"  # half a surrogate pair becomes JSON's own escape
        journal_file = self.add("metadata/other/journal.json", body, "application/json")
        return [
            Metadata(self.add("metadata/descriptive/dc.xml", _dublin_core(self.case)), "dmdSec", "DC"),
            Metadata(self.add("metadata/preservation/premis.xml", premis), "digiprovMD", "PREMIS", "3.0"),
            Metadata(journal_file, "digiprovMD", "OTHER", other="SALTER-JOURNAL"),
        ]

    def representations(self) -> list[Group]:
        """Originals with the ERMS document, then renditions if any; returns the groups of the package's METS."""
        placed = list(_places(self.case))
        paths = {document.id: path for path, document in placed}
        erms = erms_xml(self.case, paths, at=self.at, software=self.software)
        first = self.add("representations/original/data/ERMS.xml", erms)
        originals = [(path, document) for path, document in placed if not document.rendition_of]
        groups = [self._representation("original", [first], originals, CONTENT_TYPE, "")]
        if renditions := [(path, document) for path, document in placed if document.rendition_of]:
            groups.append(self._representation("renditions", [], renditions, "OTHER", "preservation renditions"))
        return groups

    def _representation(
        self, name: str, made: list[PackageFile], placed: list[tuple[str, DocumentRecord]], content: str, other: str
    ) -> Group:
        self.names.append(name)
        base = f"representations/{name}"
        files = made + [self._document(path, document) for path, document in placed]
        below = [(path.removeprefix(base + "/"), document) for path, document in placed]
        premis = self.add(f"{base}/metadata/preservation/premis.xml", representation_premis(name, self.case, below))
        head = Head(name, self.kind, self.at, self.software, content, other)
        data = Group(f"Representations/{name}/data", tuple(files), content, other)
        body = representation_mets(head, base, [Metadata(premis, "digiprovMD", "PREMIS", "3.0")], [data])
        mets = self.add(f"{base}/METS.xml", body)
        return Group(f"Representations/{name}", (mets,), content, other, pointer=True)

    def _document(self, path: str, document: DocumentRecord) -> PackageFile:
        source = document.source
        sha256, size = digest_of(source)
        if (sha256, size) != (document.sha256, document.size):
            raise PackageError(f"document {document.id} ({document.name}): not the bytes of its SHA-256 and size")
        self.files[path] = source
        created, mime = document.created_at, document.media_type
        return PackageFile(path, source, mime, size, sha256, created, owner_id=document.id)


def _places(case: CasePackage) -> list[tuple[str, DocumentRecord]]:
    """Where each document lies: numbered by act and by file, so that equal names never meet."""
    places = []
    for act_number, act in enumerate(case.acts, 1):
        for number, document in enumerate(act.documents, 1):
            name = "renditions" if document.rendition_of else "original"
            folder = f"representations/{name}/data/{act_number:04d}"
            places.append((f"{folder}/{number:03d}-{safe_name(document.name)}", document))
    return places


def safe_name(name: str) -> str:
    """A file name that every system and URL carries unchanged: ASCII letters, digits, `-`, `_`, at most 80 characters.

    Cyrillic becomes Latin; the name as it was stands in PREMIS and ERMS.
    """
    latin = to_latin(name).lower().replace("đ", "dj")
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    match = re.fullmatch(r"(.*?)(\.[a-z0-9]{1,12})?", plain, re.DOTALL)
    stem, suffix = (match[1], match[2] or "") if match else (plain, "")
    return (re.sub(r"[^a-z0-9_]+", "-", stem).strip("-")[:64] or "file") + suffix


def _dublin_core(case: CasePackage) -> bytes:
    add = adder(DC)
    root = etree.Element(f"{{{DC}}}simpledc", nsmap={"dc": DC})
    add(root, "identifier", case.package_id)
    add(root, "identifier", case.number)
    add(root, "title", case.title)
    add(root, "creator", case.creator.name)
    add(root, "subject", f"{case.classification.mark} {case.classification.name}")
    if case.procedure:
        add(root, "description", case.procedure)
    if case.archive:
        add(root, "publisher", case.archive.name)
    add(root, "date", f"{case.opened_at.date().isoformat()}/{case.closed_at.date().isoformat()}")
    add(root, "type", "Collection")
    for language in case.languages:
        add(root, "language", language)
    for restriction in case.restrictions:
        add(root, "rights", restriction)
    return serialise(root)


def _readme(case: CasePackage) -> str:
    texts = {"number": case.number, "title": case.title, "creator": case.creator.name, "package": case.package_id}
    return _README.format(**{name: text_of(text) for name, text in texts.items()})


@cache
def _schemas() -> dict[str, tuple[bytes, tuple[str, int]]]:
    bodies = {path.name: path.read_bytes() for path in sorted(SCHEMAS.iterdir()) if path.suffix in _TYPES}
    return {name: (body, digest_of(body)) for name, body in bodies.items()}


def _write(path: Path, source: ByteSource) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as out:
        for piece in chunks(source):
            out.write(piece)


_README = """ПАКЕТ АРХИВИРАНОГ ПРЕДМЕТА

Предмет: {number}
Садржај: {title}
Стваралац: {creator}
Ознака пакета: {package}

METS.xml                        попис свих датотека пакета са величином и отиском SHA-256
METS.xml.p7s                    електронски печат над METS.xml, ако је пакет печатиран
metadata/descriptive/dc.xml     опис предмета (Dublin Core)
metadata/preservation/          подаци о чувању: настанак, рок чувања, поступци (PREMIS 3.0)
metadata/other/journal.json     дневник свих радњи у предмету
representations/original/       изворни документи; data/ERMS.xml садржи предмет, акте, класификацију,
                                рок чувања и петнаест метаподатака о сваком документу
representations/renditions/     преписи докумената у облику за трајно чување, ако постоје
schemas/                        шеме по којима су XML датотеке писане

---

PACKAGE OF AN ARCHIVED CASE (E-ARK CSIP 2.2.0, CITS ERMS 2.1)

METS.xml lists every file of the package with its size and SHA-256. METS.xml.p7s, when present, is a detached
CMS seal over METS.xml. data/ERMS.xml of the original representation holds the case, its acts, classification,
retention and the fifteen metadata of each document; documents keep their original names there and in PREMIS.
"""
