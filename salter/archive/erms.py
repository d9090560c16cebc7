"""The case as CITS ERMS 2.1 XML (schema 2.1.2): the format in which records systems hand over their cases.

The case is one aggregation (caseFile), each act a record, each file an appendix; the fifteen metadata of Article 5 of
the e-archiving decree stand as own elements beside their file. CITS ERMS places the document among the data of a
representation.
"""

from collections.abc import Mapping
from datetime import datetime

from lxml import etree

from salter.archive.package import ActRecord, Body, CasePackage, DocumentRecord
from salter.archive.xml import XSI, adder, day_start, root_element, serialise, stamp

NAMESPACE = "https://DILCIS.eu/XML/ERMS"
SCHEMA_LOCATION = f"{NAMESPACE} https://earkerms.dilcis.eu/schema/ERMS.xsd"
CONTENT_TYPE = "citserms_v2_1"
_add = adder(NAMESPACE)


def erms_xml(case: CasePackage, paths: Mapping[str, str], *, at: datetime, software: tuple[str, str]) -> bytes:
    """The ERMS document of a case. `paths` maps document id → its path in the package; `at` is the time of export."""
    root = root_element(NAMESPACE, "erms", xsi=XSI)
    root.set(f"{{{XSI}}}schemaLocation", SCHEMA_LOCATION)
    _control(root, case, at, software)
    _aggregation(_add(root, "aggregations"), case, paths)
    return serialise(root)


def _control(root: "etree._Element", case: CasePackage, at: datetime, software: tuple[str, str]) -> None:
    control = _add(root, "control")
    _add(control, "identification", case.package_id, identificationType="package")
    schema = _add(_add(control, "classificationSchema"), "textualDescriptionOfClassificationSchema")
    _add(schema, "p", case.classification.plan)
    maintenance = _add(control, "maintenanceInformation")
    _add(maintenance, "maintenanceStatus", value="created")
    agency = _add(maintenance, "maintenanceAgency")
    _add(agency, "otherAgencyCode", case.creator.identifier, type="registration number")
    _add(agency, "agencyName", case.creator.name)
    event = _add(_add(maintenance, "maintenanceHistory"), "maintenanceEvent")
    _add(event, "eventType", value="created")
    _add(event, "eventDateTime", stamp(at))
    agent = _add(event, "agent", agentType="other", otherAgentType="software")
    _add(agent, "name", " ".join(software))


def _aggregation(parent: "etree._Element", case: CasePackage, paths: Mapping[str, str]) -> None:
    element = _add(parent, "aggregation", systemIdentifier=case.case_id, aggregationType="caseFile")
    _add(element, "objectId", case.case_id)
    _add(element, "extraId", case.number, extraIdType="case number")
    mark = case.classification.mark
    _add(element, "classification", case.classification.name, classificationCode=mark)
    _add(element, "title", case.title)
    if case.procedure:
        _add(element, "subject", case.procedure)
    _add(element, "status", value="closed")
    for restriction in case.restrictions:
        _add(_add(element, "restriction", restrictionType="confidential"), "regulation", restriction)
    _disposal(element, case)
    _agents(element, case)
    dates = _add(element, "dates")
    _add(dates, "date", stamp(case.opened_at), dateType="opened")
    _add(dates, "date", stamp(case.closed_at), dateType="closed")
    _add(_add(element, "notes"), "note", case.status.value, noteType="статус предмета")
    for number, act in enumerate(case.acts, 1):
        _record(element, number, act, paths)


def _disposal(parent: "etree._Element", case: CasePackage) -> None:
    retention, zone = case.retention, case.closed_at.tzinfo
    element = _add(parent, "disposal", disposable="false" if retention.permanent else "true")
    _add(element, "disposalScheduleId", retention.category)
    _add(element, "disposalAction", "transfer to the public archive" if retention.permanent else "destroy")
    _add(element, "disposalPeriod", retention.expression)
    _add(element, "disposalMandate", retention.basis)
    _add(element, "disposalDescription", retention.category_name)
    if retention.approval:
        _add(_add(element, "disposalComments"), "disposalComment", retention.approval)
    dates = _add(element, "dates")
    _add(dates, "disposalDate", stamp(day_start(retention.starts_on, zone)), dateType="retention_period_start")
    if retention.expires_on is not None:
        _add(dates, "disposalDate", stamp(day_start(retention.expires_on, zone)), dateType="retention_period_end")


def _agents(parent: "etree._Element", case: CasePackage) -> None:
    agents = _add(parent, "agents")
    _agent(agents, case.creator, "creator")
    _agent(agents, case.submitter, "deliverer")
    if case.archive:
        _agent(agents, case.archive, "archiver")


def _agent(parent: "etree._Element", body: Body, kind: str) -> None:
    agent = _add(parent, "agent", agentType=kind)
    _add(agent, "name", body.authorised_person or body.name)
    _add(agent, "organisation", ", ".join(part for part in (body.name, body.seat) if part))
    if body.unit:
        _add(agent, "unitName", body.unit)
    _add(agent, "idNumber", body.identifier, idNumberType="registration number")


def _record(parent: "etree._Element", number: int, act: ActRecord, paths: Mapping[str, str]) -> None:
    record = _add(parent, "record", systemIdentifier=act.id, recordType=act.kind)
    _add(record, "objectId", act.id)
    _add(record, "extraId", act.number, extraIdType="act number")
    _add(record, "title", act.title)
    _add(record, "runningNumber", number)
    _add(record, "direction", **_direction(act))
    if act.author:
        _add(_add(_add(record, "agents"), "agent", agentType="creator"), "name", act.author)
    dates = _add(record, "dates")
    _add(dates, "date", stamp(act.dated_at), dateType="received" if act.direction == "incoming" else "originated")
    _files(record, act, paths)


def _direction(act: ActRecord) -> dict[str, str]:
    if act.direction == "internal":
        return {"directionDefinition": "other", "otherDirectionDefinition": act.direction}
    return {"directionDefinition": act.direction}


def _files(record: "etree._Element", act: ActRecord, paths: Mapping[str, str]) -> None:
    more = _add(record, "additionalInformation")
    for document in act.documents:
        _appendix(more, document, paths[document.id])
    for document in act.documents:
        _article_five(more, document)


def _appendix(parent: "etree._Element", document: DocumentRecord, path: str) -> None:
    appendix = _add(parent, "appendix", name=document.name, path=path, fileFormat=document.puid or document.media_type)
    _add(appendix, "eSignature", present="true" if document.signed else "false")


def _article_five(parent: "etree._Element", document: DocumentRecord) -> None:
    group = _add(parent, "ownElement")
    _add(group, "ownElementDescription", f"Метаподаци о документу {document.id} (Уредба 107/2021, члан 5)")
    for number, label, text in document.metadata.rows():
        _add(_add(group, "ownElement", name=f"{number} {label}"), "value", text)
