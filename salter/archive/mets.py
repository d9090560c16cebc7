"""METS 1.12 as E-ARK CSIP/SIP/AIP 2.2.0 want it (https://earkcsip.dilcis.eu/, profile E-ARK-CSIP-v2-2-0).

Two documents are written: the package's, which points to metadata, documentation, schemas and the METS of each
representation, and the representation's, which points to its files. Numbers like CSIP10 name the requirement met.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from lxml import etree

from salter.archive.package import Body, ByteSource, CasePackage
from salter.archive.xml import XSI, adder, put, root_element, serialise, stamp

NAMESPACE = "http://www.loc.gov/METS/"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
XLINK = "http://www.w3.org/1999/xlink"
PackageKind = Literal["SIP", "AIP"]
PROFILES: Mapping[PackageKind, str] = {
    "SIP": "https://earksip.dilcis.eu/profile/E-ARK-SIP-v2-2-0.xml",
    "AIP": "https://earkdip.dilcis.eu/profile/E-ARK-AIP-v2-2-0.xml",
}
CONTENT_CATEGORY = "Datasets"  # CITS ERMS 2.1, table 1; the vocabulary's plural
_SCHEMA_LOCATION = (
    f"{NAMESPACE} http://www.loc.gov/standards/mets/mets.xsd "
    f"{CSIP} https://earkcsip.dilcis.eu/schema/DILCISExtensionMETS.xsd"
)
_add = adder(NAMESPACE)


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of a package: path from the root, bytes, and what METS says of it. `created` is aware."""

    path: str
    source: ByteSource
    media_type: str
    size: int
    sha256: str
    created: datetime
    owner_id: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """A metadata file with the METS section it belongs to and its type in METS's vocabulary."""

    file: PackageFile
    section: Literal["dmdSec", "digiprovMD"]
    mdtype: str
    version: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A file group: its USE, its files, and for a representation the content information type (CSIP62)."""

    use: str
    files: tuple[PackageFile, ...]
    content: str = ""
    other_content: str = ""
    pointer: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What the header needs: identifier of this METS, kind of package, its time, the maker, and the content types."""

    objid: str
    kind: PackageKind
    at: datetime
    software: tuple[str, str]
    content: str
    other_content: str = ""


def package_mets(case: CasePackage, head: Head, metadata: Iterable[Metadata], groups: Iterable[Group]) -> bytes:
    """METS of the package; agents and references come from the case (SIP5, SIP7, SIP9-SIP31)."""
    root, header = _root(head, case.title)
    _agents(header, case)
    _references(header, case)
    _body(root, head, "", list(metadata), list(groups))
    return serialise(root)


def representation_mets(head: Head, base: str, metadata: Iterable[Metadata], groups: Iterable[Group]) -> bytes:
    """METS of one representation, whose paths are written relative to `base` (its folder in the package)."""
    root, _ = _root(head, head.objid)
    _body(root, head, base + "/", list(metadata), list(groups))
    return serialise(root)


def _root(head: Head, label: str) -> tuple["etree._Element", "etree._Element"]:
    root = root_element(NAMESPACE, "mets", csip=CSIP, xlink=XLINK, xsi=XSI)
    put(root, {"OBJID": head.objid, "LABEL": label, "TYPE": CONTENT_CATEGORY, "PROFILE": PROFILES[head.kind]})
    _content_type(root, head.content, head.other_content)
    root.set(f"{{{XSI}}}schemaLocation", _SCHEMA_LOCATION)
    header = _add(root, "metsHdr", CREATEDATE=stamp(head.at), LASTMODDATE=stamp(head.at))
    header.set(f"{{{CSIP}}}OAISPACKAGETYPE", head.kind)
    if head.kind == "SIP":
        header.set("RECORDSTATUS", "NEW")
    name, version = head.software
    _agent(header, name, version, "SOFTWARE VERSION", ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    return root, header


def _content_type(element: "etree._Element", content: str, other: str) -> None:
    if content:
        element.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", content)
    if content == "OTHER":
        element.set(f"{{{CSIP}}}OTHERCONTENTINFORMATIONTYPE", other)


def _agents(header: "etree._Element", case: CasePackage) -> None:
    """Archival creator (SIP9), submitting agent (SIP15), contact (SIP21), preservation agent (SIP26)."""
    _organisation(header, case.creator, "ARCHIVIST")
    _organisation(header, case.submitter, "CREATOR")
    if case.contact:
        _agent(header, case.contact, "", "", ROLE="CREATOR", TYPE="INDIVIDUAL")
    if case.archive:
        _organisation(header, case.archive, "PRESERVATION")


def _organisation(header: "etree._Element", body: Body, role: str) -> None:
    _agent(header, body.name, body.identifier, "IDENTIFICATIONCODE", ROLE=role, TYPE="ORGANIZATION")


def _agent(header: "etree._Element", name: str, note: str, note_type: str, **attributes: str) -> None:
    agent = _add(header, "agent", **attributes)
    _add(agent, "name", name)
    if note:
        _add(agent, "note", note).set(f"{{{CSIP}}}NOTETYPE", note_type)


def _references(header: "etree._Element", case: CasePackage) -> None:
    if case.agreement:
        _add(header, "altRecordID", case.agreement, TYPE="SUBMISSIONAGREEMENT")
    _add(header, "altRecordID", case.number, TYPE="REFERENCECODE")


def _body(root: "etree._Element", head: Head, base: str, metadata: list[Metadata], groups: list[Group]) -> None:
    ids = _Ids(head.objid)
    described = [item for item in metadata if item.section == "dmdSec"]
    for item in described:
        _md_ref(_add(root, "dmdSec", **_section(ids("dmd", item.file.path), item)), item, base)
    proven = [item for item in metadata if item.section == "digiprovMD"]
    if proven:
        administrative = _add(root, "amdSec", ID=ids("amd", ""))
        for item in proven:
            _md_ref(_add(administrative, "digiprovMD", **_section(ids("prov", item.file.path), item)), item, base)
    _file_sec(root, ids, base, groups)
    _struct_map(root, ids, head, described, proven, groups)


def _section(identifier: str, item: Metadata) -> dict[str, str]:
    return {"ID": identifier, "CREATED": stamp(item.file.created), "STATUS": "CURRENT"}


def _md_ref(section: "etree._Element", item: Metadata, base: str) -> None:
    reference = _add(section, "mdRef", MDTYPE=item.mdtype, **_facts(item.file))
    if item.other:
        reference.set("OTHERMDTYPE", item.other)
    if item.version:
        reference.set("MDTYPEVERSION", item.version)
    _locate(reference, item.file.path, base)


def _facts(file: PackageFile) -> dict[str, str]:
    return {
        "MIMETYPE": file.media_type,
        "SIZE": str(file.size),
        "CREATED": stamp(file.created),
        "CHECKSUM": file.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }


def _locate(element: "etree._Element", path: str, base: str) -> None:
    href = quote(path.removeprefix(base))
    put(element, {"LOCTYPE": "URL", f"{{{XLINK}}}type": "simple", f"{{{XLINK}}}href": href})


def _file_sec(root: "etree._Element", ids: "_Ids", base: str, groups: list[Group]) -> None:
    section = _add(root, "fileSec", ID=ids("fileSec", ""))
    for group in groups:
        element = _add(section, "fileGrp", ID=ids("group", group.use), USE=group.use)
        _content_type(element, group.content, group.other_content)
        for file in group.files:
            entry = _add(element, "file", ID=ids("file", file.path), **_facts(file))
            if file.owner_id:
                entry.set("OWNERID", file.owner_id)
            _locate(_add(entry, "FLocat"), file.path, base)


def _struct_map(
    root: "etree._Element",
    ids: "_Ids",
    head: Head,
    described: list[Metadata],
    proven: list[Metadata],
    groups: list[Group],
) -> None:
    top = _add(root, "structMap", ID=ids("map", ""), TYPE="PHYSICAL", LABEL="CSIP")
    main = _add(top, "div", ID=ids("div", ""), LABEL=head.objid)
    entry = _add(main, "div", ID=ids("div", "Metadata"), LABEL="Metadata")
    if proven:
        entry.set("ADMID", " ".join(ids("prov", item.file.path) for item in proven))
    if described:
        entry.set("DMDID", " ".join(ids("dmd", item.file.path) for item in described))
    for group in groups:
        _division(main, ids, group)


def _division(main: "etree._Element", ids: "_Ids", group: Group) -> None:
    """One division per file group: a pointer to the METS of a representation (CSIP105-112), else to the group."""
    division = _add(main, "div", ID=ids("div", group.use), LABEL=group.use)
    if not group.pointer:
        _add(division, "fptr", FILEID=ids("group", group.use))
        return
    pointer = _add(division, "mptr")
    put(pointer, {f"{{{XLINK}}}title": ids("group", group.use)})
    _locate(pointer, group.files[0].path, "")


class _Ids:
    """XML identifiers: the same for the same package, kind and path; they never begin with a digit."""

    def __init__(self, objid: str) -> None:
        self._space = uuid.uuid5(uuid.NAMESPACE_URL, objid)

    def __call__(self, kind: str, name: str) -> str:
        return f"uuid-{uuid.uuid5(self._space, f'{kind}:{name}')}"
