"""E-ARK packages: what is written, what our check finds, and what eark-validator says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from salter.archive.csip import RULES, check_contents, check_package, folder_files
from salter.archive.eark import SEAL, build_package, safe_name
from salter.archive.erms import NAMESPACE as ERMS
from salter.archive.mets import CSIP, NAMESPACE, XLINK, PackageKind
from salter.archive.package import ARTICLE_FIVE, PackageError
from salter.archive.premis import NAMESPACE as PREMIS
from tests.support import eark_validator

from . import scenes

KINDS: tuple[PackageKind, ...] = ("SIP", "AIP")
NS = {"m": NAMESPACE, "csip": CSIP, "xlink": XLINK, "e": ERMS, "p": PREMIS}
ORIGINAL = "representations/original"


def written(folder: Path, kind: PackageKind = "SIP") -> Path:
    return build_package(scenes.case(), kind, at=scenes.AT, software=scenes.SOFTWARE).write_folder(folder)


@pytest.fixture
def sip(tmp_path: Path) -> Path:
    return written(tmp_path)


def values(path: Path, query: str) -> list[str]:
    found = etree.parse(str(path)).xpath(query, namespaces=NS)
    assert isinstance(found, list)
    return [each.text or "" if isinstance(each, etree._Element) else str(each) for each in found]


def codes(folder: Path) -> set[str]:
    return {code for problem in check_package(folder) for code in problem.code.split()}


# --- what is written --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_package_passes_our_own_checks(tmp_path: Path, kind: PackageKind) -> None:
    folder = written(tmp_path, kind)
    assert check_package(folder) == []
    assert check_contents(folder_files(folder)) == []
    assert folder.name == scenes.case().package_id


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_case_and_time_give_the_same_bytes(kind: PackageKind) -> None:
    first, second = (build_package(scenes.case(), kind, at=scenes.AT, software=scenes.SOFTWARE) for _ in range(2))
    assert first.files == second.files


def test_the_files_of_the_case_are_there_unchanged(sip: Path) -> None:
    data = sip / ORIGINAL / "data"
    assert (data / "0001/001-zahtev.pdf").read_bytes() == b"first"
    assert (data / "0001/002-zahtev.pdf").read_bytes() == b"second"
    assert (data / "0002/001-resenje.pdf").read_bytes() == b"third" * 4000
    assert (sip / "representations/renditions/data/0002/002-zahtev.pdf").read_bytes() == b"third as PDF/A"
    assert json.loads((sip / "metadata/other/journal.json").read_text()) == list(scenes.case().journal)


def test_agents_and_references_of_a_sip(sip: Path) -> None:
    agents = values(sip / "METS.xml", "//m:agent/@ROLE")
    assert agents == ["CREATOR", "ARCHIVIST", "CREATOR", "CREATOR", "PRESERVATION"]
    assert values(sip / "METS.xml", "//m:agent[@TYPE='INDIVIDUAL']/m:name") == ["Архивар Вежбић"]
    assert values(sip / "METS.xml", "//m:altRecordID/@TYPE") == ["SUBMISSIONAGREEMENT", "REFERENCECODE"]


def test_the_fifteen_metadata_stand_beside_every_document(sip: Path) -> None:
    erms = sip / ORIGINAL / "data/ERMS.xml"
    names = values(erms, "//e:record[1]/e:additionalInformation/e:ownElement[1]/e:ownElement/@name")
    assert names == [f"{number} {label}" for number, label in enumerate(ARTICLE_FIVE, 1)]
    texts = values(erms, "//e:ownElement[@name='13 статус предмета']/e:value")
    assert texts == ["архивиран"] * 4


def test_retention_stands_in_erms_and_premis(sip: Path) -> None:
    erms, premis = sip / ORIGINAL / "data/ERMS.xml", sip / "metadata/preservation/premis.xml"
    assert values(erms, "//e:disposal/@disposable") == ["true"]
    assert values(erms, "//e:disposalDate") == ["2027-01-01T00:00:00+00:00", "2031-12-31T00:00:00+00:00"]
    assert values(premis, "//p:termOfRestriction/*") == ["2027-01-01", "2031-12-31"]
    assert values(premis, "//p:statuteNote") == ["certainty: unverified"]


def test_permanent_material_is_not_disposable(tmp_path: Path) -> None:
    permanent = replace(scenes.case().retention, expression="трајно", expires_on=None)
    case = scenes.case(retention=permanent)
    folder = build_package(case, "AIP", at=scenes.AT, software=scenes.SOFTWARE).write_folder(tmp_path)
    assert values(folder / ORIGINAL / "data/ERMS.xml", "//e:disposal/@disposable") == ["false"]
    assert values(folder / "metadata/preservation/premis.xml", "//p:act") == ["retain"]
    assert check_package(folder) + check_contents(folder_files(folder)) == []


def test_premis_names_formats_and_sources_of_renditions(sip: Path) -> None:
    original = sip / ORIGINAL / "metadata/preservation/premis.xml"
    assert values(original, "//p:formatRegistryKey") == ["fmt/276"] * 3
    assert values(original, "//p:originalName") == ["Захтев.pdf", "Захтев.pdf", "Решење.pdf"]
    renditions = sip / "representations/renditions/metadata/preservation/premis.xml"
    assert values(renditions, "//p:relationship[p:relationshipType='derivation']//p:relatedObjectIdentifierValue") == [
        "d3"
    ]


def test_a_case_without_renditions_or_optional_data_is_a_package(tmp_path: Path) -> None:
    bare = replace(scenes.document("d1", b""), puid="", format_name="", format_version="")
    acts = (scenes.act(1, bare), replace(scenes.act(2), direction="internal", author=""))
    case = scenes.case(acts=acts, archive=None, contact="", agreement="", procedure="", journal=(), events=())
    folder = build_package(case, "SIP", at=scenes.AT, software=scenes.SOFTWARE).write_folder(tmp_path)
    assert check_package(folder) + check_contents(folder_files(folder)) == []
    assert not (folder / "representations/renditions").exists()


def test_a_seal_covers_the_bytes_of_mets(tmp_path: Path) -> None:
    package = build_package(scenes.case(), "SIP", at=scenes.AT, software=scenes.SOFTWARE, seal=lambda body: body[::-1])
    mets = package.files["METS.xml"]
    assert isinstance(mets, bytes)
    assert package.files[SEAL] == mets[::-1]
    assert check_package(package.write_folder(tmp_path)) == []


def test_documents_may_be_files_and_streams(tmp_path: Path) -> None:
    path = tmp_path / "source.pdf"
    path.write_bytes(b"from a file")
    by_path = scenes.document("d1", b"from a file", source=path)
    by_stream = scenes.document("d2", b"from a file", source=lambda: path.open("rb"))
    case = scenes.case(acts=(scenes.act(1, by_path, by_stream),))
    folder = build_package(case, "SIP", at=scenes.AT, software=scenes.SOFTWARE).write_folder(tmp_path / "out")
    assert check_package(folder) == []


def test_bytes_other_than_promised_are_refused() -> None:
    wrong = scenes.document("d1", b"promised", source=b"delivered")
    with pytest.raises(PackageError, match="d1"):
        build_package(scenes.case(acts=(scenes.act(1, wrong),)), "SIP", at=scenes.AT, software=scenes.SOFTWARE)


def test_a_package_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> object:
        raise OSError("the disk is gone")

    package = build_package(scenes.case(), "SIP", at=scenes.AT, software=scenes.SOFTWARE)
    with pytest.raises(OSError, match="gone"):
        replace(package, files={**package.files, "z": broken}).write_folder(tmp_path)  # type: ignore[dict-item]
    assert not (tmp_path / package.package_id).exists()
    package.write_folder(tmp_path)
    with pytest.raises(FileExistsError):
        package.write_folder(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"package_id": "2f1f7d3e"},
        {"package_id": "uuid 1"},
        {"acts": ()},
        {"acts": (scenes.act(1),)},
        {"acts": (scenes.act(1, scenes.document("d1", b"a"), scenes.document("d1", b"b")),)},
        {"acts": (scenes.act(1, scenes.document("d1", b"a", rendition_of="d9")),)},
        {"acts": (scenes.act(1, replace(scenes.document("d1", b"a"), sha256="ABC")),)},
        {"acts": (scenes.act(1, replace(scenes.document("d1", b"a"), created_at=scenes.AT.replace(tzinfo=None))),)},
    ],
)
def test_what_cannot_become_a_package_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(PackageError):
        replace(scenes.case(), **change)  # type: ignore[arg-type]  # fields of the dataclass


@given(st.text(max_size=200))
def test_any_name_becomes_a_safe_one(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9_-]{1,80}(\.[a-z0-9_-]{1,12})?", safe_name(name))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Решење о Ђурђу и Љубљани.PDF", "resenje-o-djurdju-i-ljubljani.pdf"),
        ("Đački džep.tar.gz", "djacki-dzep-tar.gz"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_names_become_latin(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("title", ["a\x00b\x0b", "<&\"'>", "\ud800", "Ω \U0001f5c4", "x" * 5000])
def test_any_title_can_be_carried(tmp_path: Path, title: str) -> None:
    case = scenes.case(title=title, journal=({"title": title},))
    folder = build_package(case, "SIP", at=scenes.AT, software=scenes.SOFTWARE).write_folder(tmp_path)
    assert check_package(folder) == []


# --- planted violations -----------------------------------------------------------------------------------------------


def test_a_changed_file_is_found(sip: Path) -> None:
    (sip / ORIGINAL / "data/0001/001-zahtev.pdf").write_bytes(b"First")
    assert [(p.code, p.path) for p in check_package(sip)] == [("checksum", f"{ORIGINAL}/data/0001/001-zahtev.pdf")]


@pytest.mark.parametrize(
    "path", ["metadata/descriptive/dc.xml", "metadata/other/journal.json", "schemas/mets.xsd", f"{ORIGINAL}/METS.xml"]
)
def test_a_changed_or_deleted_file_anywhere_is_found(sip: Path, path: str) -> None:
    (sip / path).write_bytes((sip / path).read_bytes() + b"\n")
    assert ("size", path) in [(p.code, p.path) for p in check_package(sip)]
    (sip / path).unlink()
    assert ("missing", path) in [(p.code, p.path) for p in check_package(sip)]


def test_an_extra_file_and_a_link_are_found(sip: Path, tmp_path: Path) -> None:
    (sip / "documentation/more.txt").write_text("more")
    outside = tmp_path / "outside"
    outside.write_text("x")
    (sip / "link").symlink_to(outside)
    assert [(p.code, p.path) for p in check_package(sip)] == [("extra", "documentation/more.txt"), ("extra", "link")]


def test_a_file_replaced_by_a_link_is_found(sip: Path, tmp_path: Path) -> None:
    path = sip / ORIGINAL / "data/0001/001-zahtev.pdf"
    path.rename(tmp_path / "moved")
    path.symlink_to(tmp_path / "moved")
    assert codes(sip) == {"extra", "missing"}


def test_without_mets_there_is_no_package(sip: Path) -> None:
    (sip / "METS.xml").unlink()
    assert codes(sip) == {"CSIPSTR4"}


@pytest.mark.parametrize(
    "body", [b"", b"not xml", b"<mets/>", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>']
)
def test_a_mets_that_is_none_is_found(sip: Path, body: bytes) -> None:
    (sip / "METS.xml").write_bytes(body)
    assert codes(sip) & {"xml", "schema"}


def change(folder: Path, edit: Callable[[etree._Element], None]) -> None:
    path = folder / "METS.xml"
    tree = etree.parse(str(path))
    edit(tree.getroot())
    path.write_bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8"))


def drop(query: str) -> Callable[[etree._Element], None]:
    """Removes the elements or attributes that the query finds."""

    def edit(root: etree._Element) -> None:
        path, _, attribute = query.partition("/@")
        for element in root.xpath(path, namespaces=NS):  # type: ignore[union-attr]  # finds elements
            assert isinstance(element, etree._Element)
            if attribute:
                prefix, _, name = attribute.rpartition(":")
                del element.attrib[f"{{{NS[prefix]}}}{name}" if prefix else name]
            else:
                parent = element.getparent()
                assert parent is not None
                parent.remove(element)

    return edit


def assign(query: str, name: str, value: str) -> Callable[[etree._Element], None]:
    def edit(root: etree._Element) -> None:
        for element in root.xpath(query, namespaces=NS):  # type: ignore[union-attr]  # finds elements
            assert isinstance(element, etree._Element)
            element.set(name, value)

    return edit


VIOLATIONS: list[tuple[str, Callable[[etree._Element], None]]] = [
    ("CSIP1", drop("/m:mets/@OBJID")),
    ("CSIP2", assign("/m:mets", "TYPE", "Stuff")),
    ("CSIP3", assign("/m:mets", "TYPE", "Other")),
    ("CSIP5", assign("/m:mets", f"{{{CSIP}}}CONTENTINFORMATIONTYPE", "OTHER")),
    ("CSIP6", drop("/m:mets/@PROFILE")),
    ("CSIP117", drop("//m:metsHdr")),
    ("CSIP7", drop("//m:metsHdr/@CREATEDATE")),
    ("CSIP9", drop("//m:metsHdr/@csip:OAISPACKAGETYPE")),
    ("CSIP10", drop("//m:agent[@OTHERTYPE]")),
    ("CSIP14", drop("//m:agent[@OTHERTYPE]/m:name")),
    ("CSIP15", drop("//m:agent[@OTHERTYPE]/m:note")),
    ("CSIP16", drop("//m:agent[@OTHERTYPE]/m:note/@csip:NOTETYPE")),
    ("CSIP18", drop("//m:dmdSec/@ID")),
    ("CSIP19", drop("//m:dmdSec/@CREATED")),
    ("CSIP22", assign("//m:dmdSec/m:mdRef", "LOCTYPE", "OTHER")),
    ("CSIP24", drop("//m:dmdSec/m:mdRef/@xlink:href")),
    ("CSIP27", drop("//m:dmdSec/m:mdRef/@SIZE")),
    ("CSIP30", drop("//m:dmdSec/m:mdRef/@CHECKSUMTYPE")),
    ("CSIP33", drop("//m:digiprovMD/@ID")),
    ("CSIP36", assign("//m:digiprovMD/m:mdRef", "LOCTYPE", "OTHER")),
    ("CSIP43", drop("//m:digiprovMD/m:mdRef/@CHECKSUM")),
    ("CSIP59", drop("//m:fileSec/@ID")),
    ("CSIP60", drop("//m:fileGrp[@USE='Documentation']")),
    ("CSIP113", drop("//m:fileGrp[@USE='Schemas']")),
    ("CSIP114", drop("//m:fileGrp[starts-with(@USE,'Representations')]")),
    ("CSIP64", drop("//m:fileGrp/@USE")),
    ("CSIP65", drop("//m:fileGrp/@ID")),
    ("CSIP66", drop("//m:fileGrp[@USE='Documentation']/m:file")),
    ("CSIP67", drop("//m:file/@ID")),
    ("CSIP71", drop("//m:file/@CHECKSUM")),
    ("CSIP76", drop("//m:file/m:FLocat")),
    ("CSIP77", assign("//m:FLocat", "LOCTYPE", "OTHER")),
    ("CSIP78", drop("//m:FLocat/@xlink:type")),
    ("CSIP80", drop("//m:structMap/@LABEL")),
    ("CSIP83", drop("//m:structMap/@ID")),
    ("CSIP84", drop("//m:structMap/m:div")),
    ("CSIP85", drop("//m:structMap/m:div/@ID")),
    ("CSIP88", drop("//m:div[@LABEL='Metadata']")),
    ("CSIP89", drop("//m:div[@LABEL='Metadata']/@ID")),
    ("CSIP94", drop("//m:div[@LABEL='Documentation']/@ID")),
    ("CSIP116", drop("//m:div[@LABEL='Documentation']/m:fptr/@FILEID")),
    ("CSIP98", drop("//m:div[@LABEL='Schemas']/@ID")),
    ("CSIP118", drop("//m:div[@LABEL='Schemas']/m:fptr/@FILEID")),
    ("CSIP107", assign("//m:div[m:mptr]", "LABEL", "Representations/else")),
    ("CSIP108", drop("//m:mptr/@xlink:title")),
    ("CSIP109", drop("//m:mptr")),
    ("CSIP110", drop("//m:mptr/@xlink:href")),
    ("CSIP111", drop("//m:mptr/@xlink:type")),
    ("CSIP112", assign("//m:mptr", "LOCTYPE", "OTHER")),
    ("SIP2", assign("/m:mets", "PROFILE", "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml")),
    ("SIP11", assign("//m:agent[@ROLE='ARCHIVIST']", "TYPE", "OTHER")),
    ("SIP12", drop("//m:agent[@ROLE='ARCHIVIST']/m:name")),
    ("SIP14", drop("//m:agent[@ROLE='ARCHIVIST']/m:note/@csip:NOTETYPE")),
    ("SIP15", drop("//m:agent[@ROLE='CREATOR'][not(@OTHERTYPE)]")),
    ("SIP20", drop("//m:agent[@ROLE='CREATOR'][@TYPE='ORGANIZATION']/m:note/@csip:NOTETYPE")),
    ("SIP28", assign("//m:agent[@ROLE='PRESERVATION']", "TYPE", "INDIVIDUAL")),
    ("SIP31", drop("//m:agent[@ROLE='PRESERVATION']/m:note/@csip:NOTETYPE")),
    ("ids", assign("//m:fptr", "FILEID", "uuid-nowhere")),
    ("ids", assign("//m:file", "ID", "same")),
    ("schema", assign("/m:mets", "NONSENSE", "1")),
    ("schema", assign("/m:mets", f"{{{CSIP}}}CONTENTINFORMATIONTYPE", "nonsense")),
    ("checksum-type", assign("//m:file", "CHECKSUMTYPE", "MD5")),
    ("size", assign("//m:file", "SIZE", "1")),
    ("checksum", assign("//m:file", "CHECKSUM", "0" * 64)),
    ("link", assign("//m:FLocat", f"{{{XLINK}}}href", "../outside.txt")),
    ("link", assign("//m:FLocat", f"{{{XLINK}}}href", "/etc/passwd")),
    ("link", assign("//m:FLocat", f"{{{XLINK}}}href", "https://example.com/x")),
    ("missing", assign("//m:FLocat", f"{{{XLINK}}}href", "nothing.txt")),
    ("missing", assign("//m:mptr", f"{{{XLINK}}}href", "nothing.xml")),
]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("pristine"))


@pytest.mark.parametrize(("code", "edit"), VIOLATIONS, ids=[f"{n}-{code}" for n, (code, _) in enumerate(VIOLATIONS)])
def test_a_planted_violation_is_found(pristine: Path, code: str, edit: Callable[[etree._Element], None]) -> None:
    body = (pristine / "METS.xml").read_bytes()
    try:
        change(pristine, edit)
        assert code in codes(pristine)
    finally:
        (pristine / "METS.xml").write_bytes(body)


@pytest.mark.parametrize(
    ("code", "edit"),
    [
        ("AIPM2", assign("/m:mets", "PROFILE", "https://earksip.dilcis.eu/profile/E-ARK-SIP-v2-2-0.xml")),
        ("AIPM5", drop("//m:amdSec")),
    ],
)
def test_a_planted_violation_in_an_aip_is_found(
    tmp_path: Path, code: str, edit: Callable[[etree._Element], None]
) -> None:
    folder = written(tmp_path, "AIP")
    change(folder, edit)
    assert code in codes(folder)


def test_every_must_of_the_profiles_has_a_rule() -> None:
    """The MUST requirements of the profiles 2.2.0: 86 of CSIP, 18 of SIP, 4 of AIP; AIPM1 needs two packages."""
    csip = [1, 2, 6, 7, *range(9, 17), 18, 19, *range(22, 31), 33, *range(36, 45), 46, *range(49, 58), 59, 60]
    csip += [*range(64, 73), *range(76, 86), 88, 89, 90, 94, 95, 98, 99, 102, 103, *range(106, 115), 116, 117, 118, 119]
    sip = [2, 4, 10, 11, 12, 14, 15, 16, 17, 18, 20, 22, 23, 24, 27, 28, 29, 31]
    assert (len(csip), len(sip)) == (86, 18)
    wanted = {*(f"CSIP{n}" for n in csip), *(f"SIP{n}" for n in sip), "AIPM2", "AIPM3", "AIPM5"}
    assert wanted <= {number for rule in RULES for number in rule.ids.split()}


@pytest.mark.parametrize(
    ("path", "parent"),
    [
        ("metadata/descriptive/dc.xml", "."),
        ("metadata/preservation/premis.xml", "p:event"),
        (f"{ORIGINAL}/metadata/preservation/premis.xml", "p:object/p:objectCharacteristics"),
        (f"{ORIGINAL}/data/ERMS.xml", "e:aggregations/e:aggregation/e:disposal"),
    ],
)
def test_contents_are_checked_against_their_schemas(sip: Path, path: str, parent: str) -> None:
    tree = etree.parse(str(sip / path))
    element = tree.getroot().find(parent, NS)
    assert element is not None
    etree.SubElement(element, "nonsense")
    tree.write(str(sip / path))
    assert {p.path for p in check_contents(folder_files(sip))} == {path}


# --- a second opinion -------------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.needs("eark-validator")
def test_eark_validator_finds_nothing_but_its_own_faults(tmp_path: Path) -> None:
    folders = [written(tmp_path / kind, kind) for kind in KINDS]
    for opinion in eark_validator.opinions(*folders):
        assert opinion.structure == "WellFormed"
        assert opinion.schema == ()
        assert opinion.unexplained == []


@pytest.mark.long
@pytest.mark.needs("eark-validator")
@pytest.mark.parametrize(
    ("rule", "edit"),
    [
        ("CSIP1", drop("/m:mets/@OBJID")),
        ("CSIP60", drop("//m:fileGrp[@USE='Documentation']")),
        ("", drop("//m:structMap")),
    ],
)
def test_eark_validator_is_really_asked(sip: Path, rule: str, edit: Callable[[etree._Element], None]) -> None:
    change(sip, edit)
    (opinion,) = eark_validator.opinions(sip)
    assert rule in [number for number, _ in opinion.unexplained] or (not rule and opinion.schema)
