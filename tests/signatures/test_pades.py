from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import AdESLTAValidationResult

from salter.signatures.aio import run
from salter.signatures.pades import NotSignable, ValidationDataMissing, prepare, seal, sign
from salter.signatures.profile import DECISION_FIELDS, OFFICIAL, SEAL, TIMESTAMP, verify_decision
from salter.signatures.validation import Evidence

from .. import verapdf
from .bodies import AT, Body, Revisions, make_revisions, stamp
from .tools import extract, long_term, openssl_cms, openssl_ts


def test_each_revision_only_adds(revisions: Revisions) -> None:
    assert revisions.signed.startswith(revisions.prepared)
    assert revisions.sealed.startswith(revisions.signed)
    assert revisions.final.startswith(revisions.sealed)
    assert revisions.final.count(b"%%EOF") == 4


def test_all_fields_exist_before_the_first_signature(revisions: Revisions) -> None:
    with pikepdf.open(BytesIO(revisions.prepared)) as document:
        assert [str(field.T) for field in document.Root.AcroForm.Fields] == [OFFICIAL, SEAL, TIMESTAMP]
        assert not any("/V" in field for field in document.Root.AcroForm.Fields)


def test_fields_whose_names_begin_alike_are_refused(plain: bytes) -> None:
    with pytest.raises(NotSignable, match="beginning"):
        prepare(plain, {"Seal": "a", "Seal2": "b"})


def test_a_document_with_a_form_is_refused(revisions: Revisions) -> None:
    with pytest.raises(NotSignable, match="form"):
        prepare(revisions.prepared, {"Another": "x"})
    with pytest.raises(NotSignable):
        prepare(b"no PDF", DECISION_FIELDS)


def test_the_kind_of_certificate_must_fit(body: Body, revisions: Revisions) -> None:
    with pytest.raises(NotSignable, match="for seals"):
        sign(revisions.prepared, OFFICIAL, body.seal, at=AT)
    with pytest.raises(NotSignable, match="for signatures"):
        seal(revisions.prepared, SEAL, body.official, at=AT)


@pytest.mark.parametrize("field", ["Unforeseen", OFFICIAL])
def test_only_empty_foreseen_fields_can_be_signed(body: Body, revisions: Revisions, field: str) -> None:
    with pytest.raises(NotSignable):
        sign(revisions.signed, field, body.official, at=AT)


def test_no_document_timestamp_without_proof(body: Body, stranger: Body, revisions: Revisions) -> None:
    with pytest.raises(ValidationDataMissing):
        stamp(stranger, revisions.sealed, TIMESTAMP)


def test_signing_in_threads_and_beside_a_running_loop(body: Body, plain: bytes) -> None:
    async def inside() -> bytes:
        return make_revisions(body, plain).final

    finals = [asyncio.run(inside())]
    with ThreadPoolExecutor(4) as pool:
        finals += pool.map(lambda _: make_revisions(body, plain).final, range(4))
    assert [verify_decision(final, body.trust.anchors).reason for final in finals] == ["ok"] * 5


def test_decision_with_rsa(tmp_path: Path, plain: bytes) -> None:
    body = Body.open(tmp_path / "trust", algorithm="rsa3072")
    assert verify_decision(make_revisions(body, plain).final, body.trust.anchors).reason == "ok"


@pytest.mark.needs("openssl")
def test_openssl_accepts_every_container(body: Body, revisions: Revisions, tmp_path: Path) -> None:
    (by_official, signature), (by_body, sealing), (whole, token) = extract(revisions.final)
    assert openssl_cms(tmp_path, body.trust, by_official, signature)
    assert openssl_cms(tmp_path, body.trust, by_body, sealing)
    assert openssl_ts(tmp_path, body.trust, whole, token)
    assert not openssl_cms(tmp_path, body.trust, by_official[:-1], signature)
    assert not openssl_ts(tmp_path, body.trust, whole[:-1], token)


async def _ades(pdf: bytes, body: Body, days: int) -> list[AdESLTAValidationResult]:
    """pyHanko's own long-term validation, offline, `days` later with that day's revocation lists."""
    when = AT + timedelta(days=days)
    return await long_term(pdf, Evidence.of(body.trust.anchors, body.trust.crls(when)), when)


@pytest.mark.parametrize("days", [1, 365, 16 * 365])
def test_long_term_validation_by_pyhanko_itself(body: Body, revisions: Revisions, days: int) -> None:
    passed = [result.ades_subindic == AdESPassed.OK for result in run(_ades(revisions.final, body, days))]
    assert passed == [days < 15 * 365] * 2
    assert not any(result.ades_subindic == AdESPassed.OK for result in run(_ades(revisions.signed, body, 16 * 365)))


def test_an_archive_renews_before_the_authority_expires(body: Body, revisions: Revisions) -> None:
    later, latest = AT + timedelta(days=14 * 365), AT + timedelta(days=14 * 365 + 20)
    renewed = stamp(body, revisions.final, None, later)
    lists = body.trust.crls(latest)
    verdict = verify_decision(renewed, body.trust.anchors, at=latest, crls=lists)
    assert verdict.reason == "ok"
    assert verdict.report.signatures[-1].timestamp_time == later


def _violated(pdf: bytes) -> bytes:
    """Take the widget out of its Form element, and its page's tab order away."""
    with pikepdf.open(BytesIO(pdf)) as document:
        page = document.pages[-1]
        del page.obj["/Tabs"]
        del page.obj.Annots[0]["/StructParent"]
        output = BytesIO()
        document.save(output)
    return output.getvalue()


@pytest.mark.needs("java")
def test_every_revision_is_pdf_a_and_pdf_ua(body: Body, revisions: Revisions, plain: bytes, tmp_path: Path) -> None:
    renewed = stamp(body, revisions.final, None, AT + timedelta(days=9))
    files = {
        "typst": plain,
        "prepared": revisions.prepared,
        "final": revisions.final,
        "renewed": renewed,
        "violated": _violated(revisions.prepared),
        "no-newline": revisions.final.replace(b"%%EOF\n", b"%%EOF"),
    }
    for name, content in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(content)
    found = verapdf.check(tmp_path / f"{name}.pdf" for name in files)
    results = {(Path(path).stem, flavour): finding for (path, flavour), finding in found.items()}
    for name in ("typst", "prepared", "final", "renewed"):
        assert results[name, "3a"].failed_rules == ()
        assert results[name, "ua1"].failed_rules == ()
        assert results[name, "3a"].passed
        assert results[name, "ua1"].passed
    assert results["violated", "ua1"].failed_rules == ("7.18.3-1",)
    assert not results["no-newline", "3a"].passed
