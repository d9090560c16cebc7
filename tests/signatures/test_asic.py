from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.signatures.asic import (
    MANIFEST,
    MEDIA_TYPE,
    SIGNATURE,
    read_asice,
    sign_detached,
    verify_asice,
    write_asice,
)
from salter.signatures.reasons import Outcome

from .bodies import AT, Body
from .tools import openssl_cms

FILES = {"evidence.pdf": b"%PDF-1.7 evidence", "доказ о уручењу/предаја.json": b'{"at": "2025-06-02"}'}
Members = dict[str, bytes]


def sealed(body: Body, files: Members = FILES) -> bytes:
    """A container as a delivery makes it: sealed, time-stamped, with revocation lists."""
    return write_asice(files, body.seal, at=AT, timestamper=body.authority(), crls=body.trust.crls(AT))


@pytest.fixture(scope="module")
def container(body: Body) -> bytes:
    return sealed(body)


def unpack(data: bytes) -> Members:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(members: Members, method: int = zipfile.ZIP_STORED) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def test_a_container_is_valid_and_readable(body: Body, container: bytes) -> None:
    verdict = verify_asice(container, body.trust.anchors)
    assert (verdict.outcome, verdict.reason) == ("valid", "ok")
    (seal,) = verdict.report.signatures
    assert (seal.kind, seal.level, seal.timestamp_time, seal.signing_time) == ("seal", "B-LT", AT, AT)
    assert read_asice(container) == FILES
    assert container[30:38] == b"mimetype"
    assert container[38 : 38 + len(MEDIA_TYPE)] == MEDIA_TYPE.encode()


@pytest.mark.needs("openssl")
def test_openssl_accepts_the_signature_over_the_manifest(body: Body, container: bytes, tmp_path: Path) -> None:
    members = unpack(container)
    assert openssl_cms(tmp_path, body.trust, members[MANIFEST], members[SIGNATURE])
    assert not openssl_cms(tmp_path, body.trust, members[MANIFEST] + b" ", members[SIGNATURE])


def test_the_same_files_and_key_repeat_the_same_manifest(body: Body) -> None:
    assert unpack(sealed(body))[MANIFEST] == unpack(sealed(body))[MANIFEST]


@pytest.mark.parametrize(
    "name", ["", "mimetype", "META-INF/x.xml", "meta-inf/x", "../x", "/x", "a//b", "a\\b", "a/./b"]
)
def test_bad_names_are_refused(body: Body, name: str) -> None:
    with pytest.raises(ValueError, match="Not usable"):
        sealed(body, {name: b"x"})


def test_nothing_to_seal_is_refused(body: Body) -> None:
    with pytest.raises(ValueError, match="Not usable"):
        sealed(body, {})


def _changed(name: str, change: Callable[[bytes], bytes]) -> Callable[[Members], Members]:
    return lambda members: {**members, name: change(members[name])}


def _without(name: str) -> Callable[[Members], Members]:
    return lambda members: {key: value for key, value in members.items() if key != name}


def _flip(content: bytes) -> bytes:
    return content[:-3] + bytes([content[-3] ^ 1]) + content[-2:]


TAMPERED: dict[str, tuple[Callable[[Members], Members], str, str]] = {
    "content": (_changed("evidence.pdf", _flip), "invalid", "file_changed"),
    "content emptied": (_changed("evidence.pdf", lambda _: b""), "invalid", "file_changed"),
    "file removed": (_without("evidence.pdf"), "invalid", "file_missing"),
    "file added": (lambda members: {**members, "extra.txt": b"x"}, "invalid", "file_unlisted"),
    "hidden in META-INF": (lambda members: {**members, "META-INF/x.xml": b"x"}, "invalid", "file_unlisted"),
    "second signature": (lambda m: {**m, "META-INF/signature002.p7s": m[SIGNATURE]}, "invalid", "file_unlisted"),
    "manifest space": (_changed(MANIFEST, lambda m: m.replace(b"/><", b" /><", 1)), "invalid", "changed"),
    "manifest line less": (
        lambda m: _without("evidence.pdf")(
            {**m, MANIFEST: m[MANIFEST][: m[MANIFEST].index(b"<asic:Data")] + _second_reference(m[MANIFEST])}
        ),
        "invalid",
        "changed",
    ),
    "manifest with a DTD": (
        _changed(MANIFEST, lambda m: m.replace(b"?>", b"?><!DOCTYPE x [<!ENTITY e 'x'>]>", 1)),
        "invalid",
        "manifest",
    ),
    "weak digest method": (
        _changed(MANIFEST, lambda m: m.replace(b"xmlenc#sha256", b"xmlenc#sha1")),
        "invalid",
        "manifest",
    ),
    "no XML": (_changed(MANIFEST, lambda _: b"nothing"), "invalid", "manifest"),
    "no manifest": (_without(MANIFEST), "invalid", "manifest"),
    "no signature": (_without(SIGNATURE), "invalid", "manifest"),
    "signature cut": (_changed(SIGNATURE, lambda p7s: p7s[:-20]), "indeterminate", "unreadable"),
    "other type": (_changed("mimetype", lambda _: b"application/zip"), "invalid", "not_a_container"),
    "mimetype not first": (lambda m: {"evidence.pdf": m["evidence.pdf"], **_moved(m)}, "invalid", "not_a_container"),
    "XAdES": (
        lambda m: {"mimetype": m["mimetype"], "META-INF/signatures.xml": b"<x/>"},
        "indeterminate",
        "unknown_kind",
    ),
}


def _second_reference(manifest: bytes) -> bytes:
    return manifest[manifest.rindex(b"<asic:DataObjectReference") :]


def _moved(members: Members) -> Members:
    return {name: content for name, content in members.items() if name != "evidence.pdf"}


def test_repacking_alone_changes_nothing(body: Body, container: bytes) -> None:
    assert verify_asice(pack(unpack(container)), body.trust.anchors).reason == "ok"


@pytest.mark.parametrize("case", TAMPERED)
def test_tampering_is_found(body: Body, container: bytes, case: str) -> None:
    tamper, outcome, reason = TAMPERED[case]
    verdict = verify_asice(pack(tamper(unpack(container))), body.trust.anchors)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


def test_a_seal_of_another_manifest_does_not_fit(body: Body, container: bytes) -> None:
    other = unpack(sealed(body, {"evidence.pdf": b"other"}))
    mixed = {**unpack(container), SIGNATURE: other[SIGNATURE]}
    assert verify_asice(pack(mixed), body.trust.anchors).reason == "changed"


def test_compressed_mimetype_is_refused(body: Body, container: bytes) -> None:
    packed = pack(unpack(container), zipfile.ZIP_DEFLATED)
    assert verify_asice(packed, body.trust.anchors).reason == "not_a_container"


def test_the_same_name_twice_is_refused(body: Body, container: bytes) -> None:
    output = BytesIO(container)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(output, "a") as archive:
        archive.writestr("evidence.pdf", b"another")
    assert verify_asice(output.getvalue(), body.trust.anchors).reason == "not_a_container"


def test_anchors_and_lists_decide(body: Body, stranger: Body, container: bytes) -> None:
    assert verify_asice(container, stranger.trust.anchors).outcome == Outcome.INDETERMINATE
    bare = write_asice(FILES, body.seal, at=AT, timestamper=body.authority())
    assert verify_asice(bare, body.trust.anchors).outcome == Outcome.INDETERMINATE
    assert verify_asice(bare, body.trust.anchors, at=AT, crls=body.trust.crls(AT)).outcome == Outcome.VALID


def test_a_seal_revoked_before_is_invalid(tmp_path: Path) -> None:
    body = Body.open(tmp_path / "trust")
    body.trust.revoke(body.seal.serial, AT - timedelta(seconds=1))
    assert verify_asice(sealed(body), body.trust.anchors).reason == "revoked"


def test_flipped_bytes_never_change_what_is_read(body: Body, container: bytes) -> None:
    """ZIP has bytes that mean nothing (dates, versions), so a flip may stay valid, but then the files are the same."""
    for position in range(0, len(container), 41):
        changed = container[:position] + bytes([container[position] ^ 1]) + container[position + 1 :]
        if verify_asice(changed, body.trust.anchors).outcome == Outcome.VALID:
            assert read_asice(changed) == FILES


@given(st.binary(max_size=200))
def test_no_input_raises(data: bytes) -> None:
    assert verify_asice(data, []).reason == "not_a_container"
    assert verify_asice(b"PK\x03\x04" + data + b"PK\x05\x06" + bytes(18), []).reason == "not_a_container"
    with pytest.raises(ValueError, match="not_a_container"):
        read_asice(data)


def test_detached_signatures_of_many_documents_stay_quick(body: Body) -> None:
    """asn1crypto can re-encode exponentially; building one took 25 s once."""
    signature = sign_detached(b"x", body.seal, at=AT, timestamper=body.authority(), crls=body.trust.crls(AT) * 10)
    assert 2000 < len(signature) < 20000
