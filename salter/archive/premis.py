"""PREMIS 3.0 for a package and its representations (http://www.loc.gov/standards/premis/v3/).

The package's file holds the intellectual entity (the case), the events, the agents and the rights, with retention and
disposal as rights granted by statute; a representation's file holds its files with fixity and format.
"""

from collections.abc import Iterable
from datetime import datetime

from lxml import etree

from salter.archive.package import CasePackage, DocumentRecord, PreservationEvent
from salter.archive.xml import XSI, adder, serialise, stamp

NAMESPACE = "http://www.loc.gov/premis/v3"
SCHEMA_LOCATION = f"{NAMESPACE} http://www.loc.gov/standards/premis/premis.xsd"
_JURISDICTION = "rs"
_add = adder(NAMESPACE)


def package_premis(
    case: CasePackage, representations: Iterable[str], *, at: datetime, software: tuple[str, str]
) -> bytes:
    """PREMIS of the whole package. `software` is (name, version) of the maker, `at` the time of packing."""
    root = _root()
    _entity(root, case, list(representations))
    made = PreservationEvent(
        id=f"{case.package_id}-creation",
        kind="information package creation",
        at=at,
        detail="the closed case was packed with its files, metadata and journal",
        outcome="success",
        agent=software[0],
    )
    for event in (*case.events, made):
        _event(root, event, case)
    _agents(root, case, software)
    _rights(root, case)
    return serialise(root)


def representation_premis(name: str, case: CasePackage, files: Iterable[tuple[str, DocumentRecord]]) -> bytes:
    """PREMIS of one representation; `files` are (path below the representation, document)."""
    root = _root()
    entity = _object(root, "representation", f"{case.package_id}/representations/{name}")
    _relate(entity, "structural", "is part of", [case.package_id])
    for path, document in files:
        _file(root, name, path, document, case)
    return serialise(root)


def _root() -> "etree._Element":
    root = etree.Element(f"{{{NAMESPACE}}}premis", nsmap={"premis": NAMESPACE, "xsi": XSI}, version="3.0")
    root.set(f"{{{XSI}}}schemaLocation", SCHEMA_LOCATION)
    return root


def _object(root: "etree._Element", kind: str, identifier: str) -> "etree._Element":
    element = _add(root, "object")
    element.set(f"{{{XSI}}}type", f"premis:{kind}")
    _identifier(element, "object", identifier)
    return element


def _identifier(parent: "etree._Element", what: str, value: str, kind: str = "local") -> None:
    block = _add(parent, f"{what}Identifier")
    _add(block, f"{what}IdentifierType", kind)
    _add(block, f"{what}IdentifierValue", value)


def _relate(element: "etree._Element", kind: str, subtype: str, others: Iterable[str]) -> None:
    relation = _add(element, "relationship")
    _add(relation, "relationshipType", kind)
    _add(relation, "relationshipSubType", subtype)
    for other in others:
        _identifier(relation, "relatedObject", other)


def _entity(root: "etree._Element", case: CasePackage, representations: list[str]) -> None:
    entity = _object(root, "intellectualEntity", case.package_id)
    _identifier(entity, "object", case.number, "case number")
    _add(entity, "originalName", case.title)
    _relate(entity, "structural", "has part", [f"{case.package_id}/representations/{name}" for name in representations])


def _file(root: "etree._Element", name: str, path: str, document: DocumentRecord, case: CasePackage) -> None:
    element = _object(root, "file", document.id)
    _identifier(element, "object", f"representations/{name}/{path}", "path in package")
    traits = _add(element, "objectCharacteristics")
    _add(traits, "compositionLevel", "0")
    fixity = _add(traits, "fixity")
    _add(fixity, "messageDigestAlgorithm", "SHA-256")
    _add(fixity, "messageDigest", document.sha256)
    _add(traits, "size", document.size)
    _format(traits, document)
    _add(element, "originalName", document.name)
    _relate(element, "structural", "is part of", [f"{case.package_id}/representations/{name}"])
    if document.rendition_of:
        _relate(element, "derivation", "has source", [document.rendition_of])


def _format(traits: "etree._Element", document: DocumentRecord) -> None:
    block = _add(traits, "format")
    designation = _add(block, "formatDesignation")
    _add(designation, "formatName", document.format_name or document.media_type)
    if document.format_version:
        _add(designation, "formatVersion", document.format_version)
    if document.puid:
        registry = _add(block, "formatRegistry")
        _add(registry, "formatRegistryName", "PRONOM")
        _add(registry, "formatRegistryKey", document.puid)
    else:
        _add(block, "formatNote", "not identified in PRONOM")


def _event(root: "etree._Element", event: PreservationEvent, case: CasePackage) -> None:
    element = _add(root, "event")
    _identifier(element, "event", event.id)
    _add(element, "eventType", event.kind)
    _add(element, "eventDateTime", stamp(event.at))
    _add(_add(element, "eventDetailInformation"), "eventDetail", event.detail)
    _add(_add(element, "eventOutcomeInformation"), "eventOutcome", event.outcome)
    _identifier(element, "linkingAgent", event.agent)
    _identifier(element, "linkingObject", case.package_id)


def _agents(root: "etree._Element", case: CasePackage, software: tuple[str, str]) -> None:
    name, version = software
    _agent(root, name, name, "software", version)
    _agent(root, case.creator.identifier, case.creator.name, "organization")
    if case.submitter.identifier != case.creator.identifier:
        _agent(root, case.submitter.identifier, case.submitter.name, "organization")
    known = {name, case.creator.identifier, case.submitter.identifier}
    for agent in sorted({event.agent for event in case.events} - known):
        _agent(root, agent, agent, "unspecified")


def _agent(root: "etree._Element", identifier: str, name: str, kind: str, version: str = "") -> None:
    element = _add(root, "agent")
    _identifier(element, "agent", identifier)
    _add(element, "agentName", name)
    if kind != "unspecified":
        _add(element, "agentType", kind)
    if version:
        _add(element, "agentVersion", version)


def _rights(root: "etree._Element", case: CasePackage) -> None:
    statement = _add(_add(root, "rights"), "rightsStatement")
    _identifier(statement, "rightsStatement", f"{case.package_id}-retention")
    _add(statement, "rightsBasis", "statute")
    statute = _add(statement, "statuteInformation")
    _add(statute, "statuteJurisdiction", _JURISDICTION)
    _add(statute, "statuteCitation", case.retention.basis)
    _add(statute, "statuteNote", f"certainty: {case.retention.certainty}")
    _granted(statement, case)
    _identifier(statement, "linkingObject", case.package_id)


def _granted(statement: "etree._Element", case: CasePackage) -> None:
    retention = case.retention
    granted = _add(statement, "rightsGranted")
    _add(granted, "act", "retain" if retention.permanent else "delete")
    for restriction in case.restrictions:
        _add(granted, "restriction", restriction)
    term = _add(granted, "termOfRestriction")
    _add(term, "startDate", retention.starts_on.isoformat())
    if retention.expires_on is not None:
        _add(term, "endDate", retention.expires_on.isoformat())
    _add(granted, "rightsGrantedNote", f"{retention.expression}; {retention.category} {retention.category_name}")
