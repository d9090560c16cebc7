"""Checks a package folder against E-ARK CSIP/SIP/AIP 2.2.0 and against itself, without network.

What is checked: METS schema, the MUST requirements of the three profiles that one package can show (AIPM1, that OBJID
never changes, needs two), vocabularies, identifiers that are referred to, that every referenced file exists with the
size and SHA-256 that METS states, and that no other file lies in the folder. Source of the requirements: the
METS profiles E-ARK-CSIP-v2-2-0.xml, E-ARK-SIP-v2-2-0.xml, E-ARK-AIP-v2-2-0.xml of the DILCIS Board.
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias
from urllib.parse import unquote, urlsplit

from lxml import etree

from salter.archive.eark import SCHEMAS, SEAL
from salter.archive.mets import CSIP, NAMESPACE, PROFILES, XLINK
from salter.archive.package import ByteSource, Problem, digest_of, read_source
from salter.archive.xml import parse

METS = "METS.xml"
Files: TypeAlias = Mapping[str, ByteSource]
Scope = Literal["package", "representation", "any", "SIP", "AIP"]
_NS = {"m": NAMESPACE, "csip": CSIP, "xlink": XLINK}
_HASHES = {"SHA-256": "sha256", "SHA-512": "sha512", "SHA-384": "sha384"}
_CATEGORIES = (
    "Textual works – Print|Textual works – Digital|Textual works – Electronic Serials|"
    "Digital Musical Composition (score-based representations)|Photographs – Print|Photographs – Digital|"
    "Other Graphic Images – Print|Other Graphic Images – Digital|Microforms|"
    "Audio – On Tangible Medium (digital or analog)|Audio – Media-independent (digital)|"
    "Motion Pictures – Digital and Physical Media|Video – File-based and Physical Media|Software|Datasets|"
    "Geospatial Data|Databases|Websites|Collection|Event|Interactive resource|Physical object|Service|Mixed|Other|OTHER"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Requirements met when every `context` node fulfils `test` (both XPath); `ids`: their numbers."""

    ids: str
    scope: Scope
    context: str
    test: str


_SOFTWARE = "m:agent[@ROLE='CREATOR'][@TYPE='OTHER'][@OTHERTYPE='SOFTWARE']"
_SUBMITTER = "//m:agent[@ROLE='CREATOR'][@TYPE='ORGANIZATION']"
_DIV = "/m:mets/m:structMap[@LABEL='CSIP']/m:div"
_REP_DIV = f"{_DIV}/m:div[starts-with(@LABEL,'Representations/')]"
_FACTS = ("@MIMETYPE", "@SIZE", "@CREATED", "@CHECKSUM", "@CHECKSUMTYPE")


def _reference_rules(section: str, first: int) -> list[Rule]:
    """The nine attributes of mdRef, numbered alike in dmdSec, digiprovMD and rightsMD."""
    tests = ["@LOCTYPE='URL'", "@xlink:type='simple'", "string(@xlink:href)", "@MDTYPE", *_FACTS]
    return [Rule(f"CSIP{n}", "any", f"{section}/m:mdRef", test) for n, test in enumerate(tests, first)]


def _file_rules() -> list[Rule]:
    facts = [Rule(f"CSIP{n}", "any", "//m:fileGrp/m:file", test) for n, test in enumerate(("@ID", *_FACTS), 67)]
    places = ("@LOCTYPE='URL'", "@xlink:type='simple'", "string(@xlink:href)")
    return facts + [Rule(f"CSIP{n}", "any", "//m:file/m:FLocat", test) for n, test in enumerate(places, 77)]


RULES = (
    Rule("CSIP1", "any", "/m:mets", "string(@OBJID)"),
    Rule("CSIP2", "any", "/m:mets", f"contains('|{_CATEGORIES}|', concat('|', @TYPE, '|'))"),
    Rule("CSIP3", "any", "/m:mets[@TYPE='OTHER' or @TYPE='Other']", "@csip:OTHERTYPE"),
    Rule("CSIP4", "representation", "/m:mets", "@csip:CONTENTINFORMATIONTYPE"),
    Rule("CSIP5", "any", "/m:mets[@csip:CONTENTINFORMATIONTYPE='OTHER']", "@csip:OTHERCONTENTINFORMATIONTYPE"),
    Rule("CSIP6", "any", "/m:mets", "string(@PROFILE)"),
    Rule("CSIP117", "any", "/m:mets", "count(m:metsHdr)=1"),
    Rule("CSIP7", "any", "/m:mets/m:metsHdr", "@CREATEDATE"),
    Rule("CSIP9", "any", "/m:mets/m:metsHdr", "@csip:OAISPACKAGETYPE"),
    Rule("CSIP10 CSIP11 CSIP12 CSIP13", "any", "/m:mets/m:metsHdr", f"count({_SOFTWARE})=1"),
    Rule("CSIP14", "any", f"/m:mets/m:metsHdr/{_SOFTWARE}", "count(m:name)=1"),
    Rule("CSIP15", "any", f"/m:mets/m:metsHdr/{_SOFTWARE}", "count(m:note)=1"),
    Rule("CSIP16", "any", f"/m:mets/m:metsHdr/{_SOFTWARE}/m:note", "@csip:NOTETYPE='SOFTWARE VERSION'"),
    Rule("CSIP18", "any", "/m:mets/m:dmdSec", "@ID"),
    Rule("CSIP19", "any", "/m:mets/m:dmdSec", "@CREATED"),
    *_reference_rules("/m:mets/m:dmdSec", 22),
    Rule("CSIP33", "any", "/m:mets/m:amdSec/m:digiprovMD", "@ID"),
    *_reference_rules("/m:mets/m:amdSec/m:digiprovMD", 36),
    Rule("CSIP46", "any", "/m:mets/m:amdSec/m:rightsMD", "@ID"),
    *_reference_rules("/m:mets/m:amdSec/m:rightsMD", 49),
    Rule("CSIP59", "any", "/m:mets/m:fileSec", "@ID"),
    Rule("CSIP60", "package", "/m:mets/m:fileSec", "m:fileGrp[@USE='Documentation']"),
    Rule("CSIP113", "package", "/m:mets/m:fileSec", "m:fileGrp[@USE='Schemas']"),
    Rule("CSIP114", "package", "/m:mets/m:fileSec", "m:fileGrp[starts-with(@USE,'Representations')]"),
    Rule("CSIP64", "any", "/m:mets/m:fileSec/m:fileGrp", "@USE"),
    Rule("CSIP65", "any", "/m:mets/m:fileSec/m:fileGrp", "@ID"),
    Rule("CSIP66", "any", "/m:mets/m:fileSec/m:fileGrp", "m:file"),
    *_file_rules(),
    Rule("CSIP76", "any", "//m:fileGrp/m:file", "count(m:FLocat)=1"),
    Rule("CSIP80 CSIP81 CSIP82", "any", "/m:mets", "count(m:structMap[@LABEL='CSIP'][@TYPE='PHYSICAL'])=1"),
    Rule("CSIP83", "any", "/m:mets/m:structMap[@LABEL='CSIP']", "@ID"),
    Rule("CSIP84", "any", "/m:mets/m:structMap[@LABEL='CSIP']", "count(m:div)=1"),
    Rule("CSIP85", "any", _DIV, "@ID"),
    Rule("CSIP88 CSIP90", "any", _DIV, "count(m:div[@LABEL='Metadata'])=1"),
    Rule("CSIP89", "any", f"{_DIV}/m:div[@LABEL='Metadata']", "@ID"),
    Rule("CSIP94 CSIP95", "any", f"{_DIV}/m:div[@LABEL='Documentation']", "@ID"),
    Rule("CSIP116", "any", f"{_DIV}/m:div[@LABEL='Documentation']/m:fptr", "@FILEID"),
    Rule("CSIP98 CSIP99", "any", f"{_DIV}/m:div[@LABEL='Schemas']", "@ID"),
    Rule("CSIP118", "any", f"{_DIV}/m:div[@LABEL='Schemas']/m:fptr", "@FILEID"),
    Rule("CSIP102 CSIP103", "any", f"{_DIV}/m:div[@LABEL='Representations']", "@ID"),
    Rule("CSIP119", "any", f"{_DIV}/m:div[@LABEL='Representations']/m:fptr", "@FILEID"),
    Rule("CSIP106", "any", f"{_DIV}/m:div", "@ID"),
    Rule("CSIP107", "package", _REP_DIV, "@LABEL=//m:fileGrp/@USE"),
    Rule("CSIP108", "package", f"{_REP_DIV}/m:mptr", "@xlink:title=//m:fileGrp/@ID"),
    Rule("CSIP109", "package", _REP_DIV, "count(m:mptr)=1"),
    Rule("CSIP110", "any", "//m:div/m:mptr", "string(@xlink:href)"),
    Rule("CSIP111", "any", "//m:div/m:mptr", "@xlink:type='simple'"),
    Rule("CSIP112", "any", "//m:div/m:mptr", "@LOCTYPE='URL'"),
    Rule("SIP2", "SIP", "/m:mets", f"@PROFILE='{PROFILES['SIP']}'"),
    Rule("SIP4", "SIP", "/m:mets/m:metsHdr", "@csip:OAISPACKAGETYPE='SIP'"),
    Rule("SIP10 SIP11", "SIP", "//m:agent[@ROLE='ARCHIVIST']", "@TYPE='ORGANIZATION' or @TYPE='INDIVIDUAL'"),
    Rule("SIP12 SIP18 SIP24 SIP29", "SIP", "//m:agent", "count(m:name)=1 and string(m:name)"),
    Rule("SIP14", "SIP", "//m:agent[@ROLE='ARCHIVIST']/m:note", "@csip:NOTETYPE='IDENTIFICATIONCODE'"),
    Rule(
        "SIP15 SIP16 SIP17 SIP22 SIP23",
        "package",
        "/m:mets/m:metsHdr[@csip:OAISPACKAGETYPE='SIP']",
        "m:agent[@ROLE='CREATOR'][@TYPE='ORGANIZATION' or @TYPE='INDIVIDUAL']",
    ),
    Rule("SIP20", "SIP", f"{_SUBMITTER}/m:note", "@csip:NOTETYPE='IDENTIFICATIONCODE'"),
    Rule("SIP27 SIP28", "SIP", "//m:agent[@ROLE='PRESERVATION']", "@TYPE='ORGANIZATION'"),
    Rule("SIP31", "SIP", "//m:agent[@ROLE='PRESERVATION']/m:note", "@csip:NOTETYPE='IDENTIFICATIONCODE'"),
    Rule("AIPM2", "AIP", "/m:mets", f"@PROFILE='{PROFILES['AIP']}'"),
    Rule("AIPM3", "AIP", "/m:mets/m:metsHdr", "@csip:OAISPACKAGETYPE='AIP'"),
    Rule("AIPM5", "AIP", "/m:mets", "m:amdSec/m:digiprovMD/m:mdRef"),
)


def check_package(folder: Path) -> list[Problem]:
    """Everything wrong with a package folder; an empty list means complete, unchanged and conforming.

    The bytes of METS.xml itself are vouched for by a seal or by the inventory of the object that holds the package, not
    here. A link in the folder counts as an extra file, and as missing where METS wants a file.
    """
    links = [path for path in folder.rglob("*") if path.is_symlink()]
    problems = [Problem("extra", path.relative_to(folder).as_posix(), "a link, not a file") for path in links]
    return sorted(problems + check_files(folder_files(folder)))


def folder_files(folder: Path) -> dict[str, ByteSource]:
    """The files of a folder by their path in it; links are left out."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path for path in files}


def check_files(files: Files) -> list[Problem]:
    """check_package for files that lie anywhere: path in the package → where its bytes come from."""
    if METS not in files:
        return [Problem("CSIPSTR4", METS, "the package has no METS.xml")]
    problems: list[Problem] = []
    referenced = {METS, SEAL}
    queue = [(METS, True)]
    for path, is_package in queue:
        body = read_source(files[path])
        problems += _validate(body, "csip.xsd", path)
        root = _parsed(body)
        if root is None:
            continue
        problems += _check_rules(root, path, is_package)
        problems += _check_identifiers(root, path)
        problems += _check_references(files, path, root, referenced)
        if is_package:
            queue += [(target, False) for target in _pointers(path, root) if target in files]
    problems += [Problem("extra", path, "there, but no METS names it") for path in set(files) - referenced]
    return sorted(problems)


def check_contents(files: Files) -> list[Problem]:
    """For packages that Šalter wrote: Dublin Core, PREMIS and ERMS against the schemas that travel in the package."""
    schemas = {"dc.xml": "dc.xsd", "premis.xml": "premis.xsd", "ERMS.xml": "erms.xsd"}
    named = [(path, schemas.get(PurePosixPath(path).name)) for path in sorted(files)]
    return [p for path, schema in named if schema for p in _validate(read_source(files[path]), schema, path)]


# --- METS itself ------------------------------------------------------------------------------------------------------


def _parsed(body: bytes) -> "etree._Element | None":
    try:
        return parse(body)
    except etree.XMLSyntaxError:
        return None


def _validate(body: bytes, schema: str, path: str) -> list[Problem]:
    try:
        root = parse(body)
    except etree.XMLSyntaxError as error:
        return [Problem("xml", path, f"cannot be read: {error.msg}")]
    validator = _schema(schema)
    if validator.validate(root):
        return []
    entries: list[etree._LogEntry] = list(validator.error_log)  # type: ignore[call-overload]  # not iterable in the stubs
    return [Problem("schema", path, f"line {entry.line}: {entry.message}") for entry in entries]


@cache
def _schema(name: str) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Catalogue())
    return etree.XMLSchema(etree.parse(str(SCHEMAS / name), parser))


class _Catalogue(etree.Resolver):
    """Finds every imported schema by its file name among ours; nothing is fetched."""

    def resolve(self, system_url: str, public_id: str, context: object) -> object:  # type: ignore[override]  # the stubs
        name = PurePosixPath(urlsplit(system_url).path).name
        return self.resolve_filename(str(SCHEMAS / name), context)  # type: ignore[attr-defined]  # missing in the stubs


def _check_rules(root: "etree._Element", path: str, is_package: bool) -> Iterator[Problem]:
    header = root.find(f"{{{NAMESPACE}}}metsHdr")
    kind = header.get(f"{{{CSIP}}}OAISPACKAGETYPE") if header is not None else None
    scopes = {"any", "package" if is_package else "representation", kind}
    for rule, failing in _compiled():
        if rule.scope in scopes and failing(root):
            yield Problem(rule.ids, path, f"{rule.context} must satisfy: {rule.test}"[:300])


@cache
def _compiled() -> list[tuple[Rule, etree.XPath]]:
    return [(rule, etree.XPath(f"{rule.context}[not({rule.test})]", namespaces=_NS)) for rule in RULES]


def _check_identifiers(root: "etree._Element", path: str) -> Iterator[Problem]:
    """Identifiers are unique, and every FILEID, ADMID and DMDID meets one (libxml2 does not check IDREF)."""
    ids = [value for element in root.iter() if (value := element.get("ID"))]
    if len(ids) != len(set(ids)):
        yield Problem("ids", path, "an identifier occurs twice")
    for element in root.iter():
        for name in ("FILEID", "ADMID", "DMDID"):
            for target in (element.get(name) or "").split():
                if target not in ids:
                    yield Problem("ids", path, f"{name} refers to {target}, which is not there")


# --- files ------------------------------------------------------------------------------------------------------------


def _pointers(path: str, root: "etree._Element") -> list[str]:
    found = (_target(path, element) for element in root.iter(f"{{{NAMESPACE}}}mptr"))
    return [target for target in found if target]


def _target(path: str, link: "etree._Element | None") -> str | None:
    """The path from the root that a link in the METS at `path` means; None when it is none or leaves the package."""
    href = unquote(link.get(f"{{{XLINK}}}href") or "") if link is not None else ""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
    outside = joined.startswith(("/", "..")) or "://" in href
    return None if outside or not href else joined


def _check_references(files: Files, path: str, root: "etree._Element", referenced: set[str]) -> Iterator[Problem]:
    for element in root.iter(f"{{{NAMESPACE}}}mdRef", f"{{{NAMESPACE}}}file"):
        link = element if element.tag == f"{{{NAMESPACE}}}mdRef" else element.find(f"{{{NAMESPACE}}}FLocat")
        target = _target(path, link)
        if target is None:
            yield Problem("link", path, f"{element.get('ID') or element.tag} leads nowhere or out of the package")
            continue
        referenced.add(target)
        yield from _check_file(files, target, element)
    for target in _pointers(path, root):
        referenced.add(target)
        if target not in files:
            yield Problem("missing", target, "named by METS, not there")


def _check_file(files: Files, target: str, element: "etree._Element") -> Iterator[Problem]:
    algorithm = _HASHES.get(element.get("CHECKSUMTYPE") or "")
    if target not in files:
        yield Problem("missing", target, "named by METS, not there")
    elif algorithm is None:
        yield Problem("checksum-type", target, f"cannot be checked: {element.get('CHECKSUMTYPE')}")
    else:
        digest, size = digest_of(files[target], algorithm)
        if str(size) != element.get("SIZE"):
            yield Problem("size", target, f"has {size} bytes, METS says {element.get('SIZE')}")
        elif digest != (element.get("CHECKSUM") or "").lower():
            yield Problem("checksum", target, f"the bytes are not those of its {element.get('CHECKSUMTYPE')}")
