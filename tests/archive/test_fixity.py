"""Verdicts about packages handed over, and re-hashing of what is kept."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from salter.archive import fixity
from salter.archive.eark import SEAL, build_package
from salter.archive.fixity import check_objects, verify_package
from salter.archive.mets import PackageKind
from salter.archive.ocfl import add_version, list_objects, object_prefix, open_content, write_object
from salter.documents.storage import FolderStorage, Storage
from salter.signatures.reasons import Outcome

from . import scenes
from .conftest import SealingBody

ID = "urn:uuid:2f1f7d3e-0000-4000-8000-000000000001"
DATA = "representations/original/data/0001/001-zahtev.pdf"


@dataclass(frozen=True)
class Handed:
    """A package as it is handed over, and where one of its documents lies."""

    path: Path
    document: Path


def sip(folder: Path, body: SealingBody | None) -> Handed:
    path = build_package(
        scenes.case(), "SIP", at=scenes.AT, software=scenes.SOFTWARE, seal=body.seal if body else None
    ).write_folder(folder)
    return Handed(path, path / DATA)


def keep(storage: Storage, object_id: str = ID, body: SealingBody | None = None, kind: PackageKind = "AIP") -> str:
    package = build_package(
        scenes.case(), kind, at=scenes.AT, software=scenes.SOFTWARE, seal=body.seal if body else None
    )
    info = write_object(
        storage,
        object_id,
        package.files,
        message="archived",
        user_name="Šalter",
        user_address="https://salter.example",
        at=scenes.AT,
    )
    return info.prefix


def aip(folder: Path, body: SealingBody | None) -> Handed:
    path = folder / keep(FolderStorage(folder), body=body)
    return Handed(path, path / "v1/content" / DATA)


def zipped(folder: Path, body: SealingBody | None) -> Handed:
    made = sip(folder, body)
    path = folder / "sip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(made.path.rglob("*")):
            archive.write(file, file.relative_to(folder))
    return Handed(path, made.document)


Shape = Callable[[Path, SealingBody | None], Handed]
SHAPES = pytest.mark.parametrize("shape", [sip, aip, zipped])
FOLDERS = pytest.mark.parametrize("shape", [sip, aip])


@SHAPES
def test_a_sealed_package_is_valid(tmp_path: Path, body: SealingBody, shape: Shape) -> None:
    verdict = verify_package(shape(tmp_path, body).path, body.anchors)
    assert (verdict.outcome, verdict.problems) == (Outcome.VALID, ())
    assert "Вежбалово" in verdict.reason


@SHAPES
def test_without_a_seal_nobody_can_tell(tmp_path: Path, body: SealingBody, shape: Shape) -> None:
    verdict = verify_package(shape(tmp_path, None).path, body.anchors)
    assert verdict.outcome is Outcome.INDETERMINATE
    assert "not sealed" in verdict.reason


@SHAPES
def test_a_seal_that_leads_to_no_given_anchor_proves_nothing(
    tmp_path: Path, body: SealingBody, stranger: SealingBody, shape: Shape
) -> None:
    path = shape(tmp_path, body).path
    assert verify_package(path, stranger.anchors).outcome is Outcome.INDETERMINATE
    assert verify_package(path).outcome is Outcome.INDETERMINATE


@FOLDERS
def test_a_changed_document_makes_it_invalid(tmp_path: Path, body: SealingBody, shape: Shape) -> None:
    handed = shape(tmp_path, body)
    handed.document.write_bytes(b"First")
    verdict = verify_package(handed.path, body.anchors)
    assert verdict.outcome is Outcome.INVALID
    assert DATA in verdict.reason


@FOLDERS
def test_a_missing_and_an_added_file_make_it_invalid(tmp_path: Path, body: SealingBody, shape: Shape) -> None:
    handed = shape(tmp_path, body)
    added = handed.document.with_name("added.txt")
    added.write_text("added")
    assert verify_package(handed.path, body.anchors).outcome is Outcome.INVALID
    added.unlink()
    assert verify_package(handed.path, body.anchors).outcome is Outcome.VALID
    handed.document.unlink()
    assert verify_package(handed.path, body.anchors).outcome is Outcome.INVALID


def test_a_document_and_its_digest_changed_together_break_the_seal(tmp_path: Path, body: SealingBody) -> None:
    """The forger rewrites file, METS of the representation and METS: consistent, but not what was sealed."""
    handed = sip(tmp_path, body)
    handed.document.write_bytes(b"FIRST")
    forge(handed.path / "representations/original/METS.xml", b"first", b"FIRST")
    verdict = verify_package(handed.path, body.anchors)
    assert verdict.outcome is Outcome.INVALID
    assert "METS.xml" in verdict.reason  # the package's METS still names the old METS of the representation
    original = handed.path / "representations/original/METS.xml"
    root = handed.path / "METS.xml"
    root.write_bytes(
        re.sub(
            rb'CHECKSUM="[0-9a-f]{64}"(?=[^>]*>\s*<FLocat [^>]*representations/original/METS)',
            digest(original),
            root.read_bytes(),
        )
    )
    verdict = verify_package(handed.path, body.anchors)
    assert verdict.outcome is Outcome.INVALID
    assert "the seal: changed" in verdict.reason


def forge(mets: Path, old: bytes, new: bytes) -> None:
    before, after = (hashlib.sha256(body).hexdigest().encode() for body in (old, new))
    assert before in mets.read_bytes()
    mets.write_bytes(mets.read_bytes().replace(before, after))


def digest(path: Path) -> bytes:
    return b'CHECKSUM="' + hashlib.sha256(path.read_bytes()).hexdigest().encode() + b'"'


def test_the_seal_of_another_package_does_not_fit(tmp_path: Path, body: SealingBody) -> None:
    handed = sip(tmp_path, body)
    (handed.path / SEAL).write_bytes(body.seal(b"something else"))
    assert verify_package(handed.path, body.anchors).outcome is Outcome.INVALID


def test_a_seal_that_is_none_is_not_accepted(tmp_path: Path, body: SealingBody) -> None:
    handed = sip(tmp_path, body)
    (handed.path / SEAL).write_bytes(b"nonsense")
    assert verify_package(handed.path, body.anchors).outcome is not Outcome.VALID


def test_an_aip_whose_object_is_sound_but_whose_package_is_not(tmp_path: Path) -> None:
    """OCFL vouches for what was stored, not for what it means."""
    storage = FolderStorage(tmp_path)
    write_object(
        storage,
        ID,
        {"METS.xml": b"<mets/>"},
        message="m",
        user_name="n",
        user_address="https://salter.example",
        at=scenes.AT,
    )
    assert verify_package(tmp_path / object_prefix(ID)).outcome is Outcome.INVALID


@pytest.mark.parametrize("name", ["file.txt", "empty", "nothing", "broken.zip"])
def test_what_is_no_package_cannot_be_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("text")
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    verdict = verify_package(tmp_path / name)
    assert verdict.outcome is Outcome.INDETERMINATE
    assert verdict.reason


def test_an_archive_that_would_fill_the_disk_is_not_unpacked(
    tmp_path: Path, body: SealingBody, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path, body).path
    monkeypatch.setattr(fixity, "MAX_UNPACKED", 1000)
    assert "larger" in verify_package(path, body.anchors).reason


def test_members_of_an_archive_cannot_leave_it(tmp_path: Path) -> None:
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../escaped.txt", "x")
    verify_package(path)
    assert not list(tmp_path.parent.rglob("escaped.txt"))


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_objects_are_hashed_anew(storage: Storage) -> None:
    keep(storage)
    keep(storage, "urn:example:2")
    report = check_objects(storage, list_objects(storage))
    assert (report.objects, report.sound) == (2, True)
    assert report.size > 200_000


def test_a_damaged_object_is_named_and_the_others_are_still_checked(storage: Storage) -> None:
    for number in range(3):
        keep(storage, f"urn:example:{number}")
    storage.put(f"{object_prefix('urn:example:1')}/v1/content/{DATA}", b"First")
    storage.put(f"{object_prefix('urn:example:2')}/inventory.json", b"{}")
    report = check_objects(storage, list_objects(storage))
    assert report.objects == 3
    assert set(report.problems) == {"urn:example:1", "urn:example:2"}
    assert report.problems["urn:example:1"][0].path == f"v1/content/{DATA}"


def test_an_object_that_is_missing_is_a_problem(tmp_path: Path) -> None:
    assert not check_objects(FolderStorage(tmp_path), ["urn:example:lost"]).sound


def test_a_later_version_is_a_package_too(tmp_path: Path, body: SealingBody) -> None:
    """A renewed AIP stores only what changed; the package is read from both versions."""
    storage = FolderStorage(tmp_path)
    prefix = keep(storage, body=body)
    later = build_package(
        scenes.case(journal=({"verb": "integrity.renewed"},)),
        "AIP",
        at=scenes.AT,
        software=scenes.SOFTWARE,
        seal=body.seal,
    )
    who = {"user_name": "Šalter", "user_address": "https://salter.example"}
    add_version(storage, ID, later.files, message="renewed", at=scenes.AT, **who)
    stored = {key.split("/v2/content/")[1] for key in storage.list(prefix) if "/v2/content/" in key}
    assert stored == {"METS.xml", SEAL, "metadata/other/journal.json"}
    assert check_objects(storage, [ID]).sound
    assert verify_package(tmp_path / prefix, body.anchors).outcome is Outcome.VALID
    with open_content(storage, ID, DATA) as stream:
        assert stream.read() == b"first"
