from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from salter.signatures.asic import sign_detached
from salter.signatures.pades import prepare, seal, sign
from salter.signatures.profile import DECISION_FIELDS, OFFICIAL, SEAL, TIMESTAMP
from salter.signatures.reasons import REASONS, Outcome, Reason, worst
from salter.signatures.validation import SignatureReport, ValidationReport, validate_cms, validate_pdf

from .bodies import AT, Body, Revisions, stamp

DAY = timedelta(days=1)


def judged(body: Body, pdf: bytes, days: int = 0, *, fresh: bool = True) -> ValidationReport:
    """Validate at `days` after AT, with that day's revocation lists or without any."""
    when = AT + days * DAY
    return validate_pdf(pdf, body.trust.anchors, at=when, crls=body.trust.crls(when) if fresh else ())


def codes(report: ValidationReport) -> set[str]:
    """All codes of a report."""
    return {r.code for r in report.reasons} | {r.code for s in report.signatures for r in s.reasons}


def test_every_reason_has_a_sentence_that_ends() -> None:
    for code, (outcome, sentence) in REASONS.items():
        assert re.fullmatch(r"[a-z_]+", code)
        assert outcome in Outcome
        with override("en"):
            assert str(sentence).endswith(".")


@pytest.mark.parametrize(
    ("outcomes", "expected"), [("", "valid"), ("vv", "valid"), ("vn", "indeterminate"), ("nxv", "invalid")]
)
def test_the_worst_outcome_counts(outcomes: str, expected: str) -> None:
    letters = {"v": Outcome.VALID, "n": Outcome.INDETERMINATE, "x": Outcome.INVALID}
    assert worst(letters[letter] for letter in outcomes) == expected


def test_a_finished_decision(body: Body, revisions: Revisions) -> None:
    report = judged(body, revisions.final, fresh=False)
    assert report.outcome == Outcome.VALID
    assert [(s.field, s.kind, s.level, s.coverage, s.signer) for s in report.signatures] == [
        (OFFICIAL, "signature", "B-LTA", "revision", "Мила Примеровић TEST"),
        (SEAL, "seal", "B-LTA", "revision", "Општина Пример"),
        (TIMESTAMP, "timestamp", "", "whole", "Šalter Time-Stamping TEST"),
    ]
    assert {(s.signing_time, s.timestamp_time) for s in report.signatures[:2]} == {(AT, AT)}


@pytest.mark.parametrize(
    ("revision", "days", "fresh", "outcome", "code"),
    [
        ("signed", 1, True, "valid", ""),
        ("signed", 1, False, "indeterminate", "not_proved"),
        ("sealed", 1, True, "valid", ""),
        ("final", 1, False, "valid", ""),
        ("final", 400, False, "indeterminate", "no_revocation_data"),  # the last time-stamp needs living data
        ("final", 400, True, "valid", ""),
        ("final", 16 * 365, True, "indeterminate", "out_of_validity"),  # the authority has expired: renew before
        ("final", -1, False, "indeterminate", "time_order"),
        ("prepared", 0, True, "indeterminate", "not_signed"),
    ],
)
def test_time(body: Body, revisions: Revisions, revision: str, days: int, fresh: bool, outcome: str, code: str) -> None:
    report = judged(body, getattr(revisions, revision), days, fresh=fresh)
    assert (report.outcome, not code or code in codes(report)) == (outcome, True)


def test_strange_anchors_cannot_tell(stranger: Body, revisions: Revisions) -> None:
    report = judged(stranger, revisions.final)
    assert report.outcome == Outcome.INDETERMINATE
    assert "untrusted" in codes(report)


def test_without_a_timestamp_the_time_is_only_claimed(body: Body, revisions: Revisions) -> None:
    pdf = sign(revisions.prepared, OFFICIAL, body.official, at=AT)
    report = judged(body, pdf)
    assert (report.outcome, report.signatures[0].level, codes(report)) == ("valid", "B-B", {"no_timestamp"})
    assert report.signatures[0].signing_time == AT
    unproved = validate_pdf(pdf, body.trust.anchors, crls=body.trust.crls(AT))
    assert (unproved.outcome, codes(unproved)) == ("indeterminate", {"no_time"})


@pytest.mark.parametrize(
    ("revoked", "stamped", "outcome", "code"),
    [
        (-1, True, "invalid", "revoked"),
        (+1, True, "valid", ""),
        (+1, False, "indeterminate", "revoked_unproven"),
    ],
)
def test_revocation(tmp_path: Path, plain: bytes, revoked: int, stamped: bool, outcome: str, code: str) -> None:
    body = Body.open(tmp_path / "trust")
    body.trust.revoke(body.official.serial, AT + revoked * DAY)
    tsa = body.authority() if stamped else None
    pdf = sign(prepare(plain, DECISION_FIELDS), OFFICIAL, body.official, at=AT, timestamper=tsa)
    report = judged(body, pdf, 2)
    assert (report.outcome, not code or code in codes(report)) == (outcome, True)


def test_revocation_after_a_finished_decision_does_not_touch_it(tmp_path: Path, plain: bytes) -> None:
    body = Body.open(tmp_path / "trust")
    signed = sign(prepare(plain, DECISION_FIELDS), OFFICIAL, body.official, at=AT, timestamper=body.authority())
    sealed = seal(signed, SEAL, body.seal, at=AT, timestamper=body.authority())
    final = stamp(body, sealed, TIMESTAMP)
    body.trust.revoke(body.official.serial, AT + DAY)
    assert judged(body, final, 5).outcome == Outcome.VALID
    body.trust.revoke(body.trust.tsa.serial, AT + 2 * DAY)
    assert judged(body, final, 5).outcome == Outcome.INDETERMINATE


def _update(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    output = BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def _replace_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 0 rg 0 0 600 800 re f"))
    writer.update_container(page)


def _change_language(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Lang"] = generic.pdf_string("en")
    writer.update_root()  # type: ignore[no-untyped-call]


def _named(names: dict[str, str]) -> generic.DictionaryObject:
    entries = {generic.pdf_name(key): generic.pdf_name(value) for key, value in names.items()}
    return generic.DictionaryObject(entries)  # type: ignore[no-untyped-call]


def _overlay(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    annotation = _named({"/Type": "/Annot", "/Subtype": "/FreeText"})
    annotation["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 300)))
    annotation["/Contents"] = generic.pdf_string("Одбија се")
    page["/Annots"].append(writer.add_object(annotation))
    writer.update_container(page["/Annots"])


def _flip(pdf: bytes) -> bytes:
    position = len(pdf) // 5
    return pdf[:position] + bytes([pdf[position] ^ 1]) + pdf[position + 1 :]


ATTACKS: dict[str, Callable[[bytes], bytes]] = {
    "page replaced": lambda pdf: _update(pdf, _replace_page),
    "language changed": lambda pdf: _update(pdf, _change_language),
    "text laid over": lambda pdf: _update(pdf, _overlay),
    "byte flipped": _flip,
    "uncovered bytes": lambda pdf: re.sub(rb"0{60}>", b"0" * 40 + b">/Reason (No)       ", pdf),
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("revision", ["signed", "final"])
def test_attacks_are_invalid(body: Body, revisions: Revisions, attack: str, revision: str) -> None:
    attacked = ATTACKS[attack](getattr(revisions, revision))
    assert attacked != getattr(revisions, revision)
    report = judged(body, attacked)
    assert report.outcome == (Outcome.INVALID if report.signatures else Outcome.INDETERMINATE)
    assert not codes(report) <= {"unreadable"} or attack == "uncovered bytes"


def test_garbage_at_the_end_is_not_valid(body: Body, revisions: Revisions) -> None:
    assert judged(body, revisions.final + b"garbage" * 300).outcome != Outcome.VALID
    report = judged(body, revisions.final + b"% note\n")
    assert (report.outcome, codes(report)) == ("indeterminate", {"uncovered"})


def _with_text_field(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        field = _named({"/FT": "/Tx"})
        field["/T"] = generic.pdf_string("Amount")
        field["/V"] = generic.pdf_string("100")
        writer.root["/AcroForm"]["/Fields"].append(writer.add_object(field))
        writer.update_container(writer.root["/AcroForm"]["/Fields"])

    return _update(pdf, change)


def _fill(pdf: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][-1].get_object()
        field["/V"] = generic.pdf_string("900")
        writer.update_container(field)

    return _update(pdf, change)


def test_text_fields_filled_after_signing_make_it_doubtful(body: Body, revisions: Revisions) -> None:
    signed = sign(_with_text_field(revisions.prepared), OFFICIAL, body.official, at=AT)
    assert judged(body, signed).outcome == Outcome.VALID
    report = judged(body, _fill(signed))
    assert (report.outcome, "form_changed" in codes(report)) == ("indeterminate", True)


def test_a_signature_of_unknown_kind_is_not_passed_over(body: Body, revisions: Revisions) -> None:
    unknown = revisions.signed.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.unknown.")
    assert unknown != revisions.signed
    report = judged(body, unknown)
    assert (report.outcome, codes(report)) == ("indeterminate", {"unknown_kind", "not_signed"})


def test_fields_made_on_the_fly_after_an_approval_signature_are_accepted(body: Body, revisions: Revisions) -> None:
    pdf = _update(revisions.signed, lambda writer: append_signature_field(writer, SigFieldSpec("Citizen")))
    report = judged(body, sign(pdf, "Citizen", body.official, at=AT))
    assert report.outcome == Outcome.VALID


@given(st.binary(max_size=300))
def test_no_input_raises(data: bytes) -> None:
    for candidate in (data, b"%PDF-1.7\n" + data, data + b"\nstartxref\n0\n%%EOF\n"):
        report = validate_pdf(candidate, [])
        assert report.outcome == Outcome.INDETERMINATE
        assert codes(report) <= {"unreadable", "not_signed"}
        assert validate_cms(candidate, b"", []).outcome == Outcome.INDETERMINATE


def detached(body: Body, *, stamped: bool = True, listed: bool = True) -> bytes:
    return sign_detached(
        b"data",
        body.seal,
        at=AT,
        timestamper=body.authority() if stamped else None,
        crls=body.trust.crls(AT) if listed else (),
    )


def test_detached_signatures(body: Body, stranger: Body) -> None:
    report = validate_cms(detached(body), b"data", body.trust.anchors)
    found: SignatureReport = report.signatures[0]
    assert (report.outcome, found.level, found.kind, found.signing_time) == ("valid", "B-LT", "seal", AT)
    changed = validate_cms(detached(body), b"Data", body.trust.anchors)
    assert (changed.outcome, codes(changed)) == ("invalid", {"changed"})
    assert validate_cms(detached(body), b"data", stranger.trust.anchors).outcome == Outcome.INDETERMINATE
    short = detached(body, stamped=False, listed=False)
    assert validate_cms(short, b"data", body.trust.anchors).outcome == Outcome.INDETERMINATE
    given_lists = validate_cms(short, b"data", body.trust.anchors, at=AT, crls=body.trust.crls(AT))
    assert (given_lists.outcome, given_lists.signatures[0].level) == ("valid", "B-B")


def test_a_foreign_timestamp_in_a_signature_is_found(body: Body, stranger: Body) -> None:
    mixed = sign_detached(b"data", body.seal, at=AT, timestamper=stranger.authority(), crls=body.trust.crls(AT))
    report = validate_cms(mixed, b"data", body.trust.anchors)
    assert (report.outcome, codes(report)) == ("indeterminate", {"timestamp_unproven"})


def test_reasons_are_translated_lazily() -> None:
    assert Reason("revoked").sentence is REASONS["revoked"][1]
