from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable

import pytest

from salter.signatures.pades import prepare, seal, sign
from salter.signatures.profile import (
    DECISION_FIELDS,
    OFFICIAL,
    SEAL,
    TIMESTAMP,
    fields_of,
    verify_decision,
    verify_sealed,
)
from salter.signatures.reasons import Outcome
from salter.signatures.validation import validate_pdf

from .bodies import AT, Body, Revisions, make_revisions, stamp
from .test_validation import ATTACKS, DAY
from .tools import hole_of_newest

STRUCTURES = (
    *(b"%PDF-", b"/ByteRange", b"/Contents <", b"/DocTimeStamp", b"/SubFilter", b"/AcroForm", b"/Fields", b"/DSS"),
    *(b"/CRLs", b"/Certs", b"/V ", b"/FT ", b"/Type /Sig", b"xref\n", b"trailer", b"/Prev", b"/Root", b"/Size"),
    *(b"startxref\n", b"%%EOF", b"endobj", b"stream\n", b"/Annots", b"/StructParent", b"/M (", b"/Extensions"),
)


def verdict(body: Body, pdf: bytes) -> str:
    """The reason of the verdict, without a register and offline."""
    return verify_decision(pdf, body.trust.anchors).reason


def test_a_finished_decision_is_valid(body: Body, revisions: Revisions) -> None:
    result = verify_decision(revisions.final, body.trust.anchors)
    assert (result.outcome, result.reason, result.sentence) == ("valid", "ok", "")


def test_every_earlier_revision_is_invalid(body: Body, revisions: Revisions, plain: bytes) -> None:
    ends = [match.end() for match in re.finditer(rb"%%EOF\n?", revisions.final)]
    assert ends == [len(r) for r in (revisions.prepared, revisions.signed, revisions.sealed, revisions.final)]
    for end in ends[:-1]:
        for cut in (end - 1, end, end + 1):
            assert verify_decision(revisions.final[:cut], body.trust.anchors).outcome == Outcome.INVALID
    assert verify_decision(plain, body.trust.anchors).outcome == Outcome.INVALID


def test_the_rollback_would_pass_a_common_validation(body: Body, revisions: Revisions) -> None:
    """The planted violation: what the profile refuses is flawless to a validator without it."""
    report = validate_pdf(revisions.sealed, body.trust.anchors, at=AT, crls=body.trust.crls(AT))
    assert report.outcome == Outcome.VALID
    assert verdict(body, revisions.sealed) == "empty_field"


def flipped(pdf: bytes, positions: Iterable[int], masks: tuple[int, ...]) -> Iterable[tuple[int, bytes]]:
    for position in positions:
        for mask in masks:
            yield position, pdf[:position] + bytes([pdf[position] ^ mask]) + pdf[position + 1 :]


def judge_flips(body: Body, pdf: bytes, positions: Iterable[int], masks: tuple[int, ...]) -> Counter[str]:
    """Outcomes of flips outside the newest container; fails at once on the first that is not invalid."""
    hole = hole_of_newest(pdf)
    outcomes: Counter[str] = Counter()
    for position, changed in flipped(pdf, (p for p in positions if p not in hole), masks):
        outcome = verify_decision(changed, body.trust.anchors).outcome
        assert outcome == Outcome.INVALID, f"byte {position}: {outcome}"
        outcomes[outcome] += 1
    return outcomes


def test_one_flipped_byte_is_never_valid(body: Body, revisions: Revisions) -> None:
    """A sample over the whole file, and every structure that a parser follows."""
    pdf = revisions.final
    places = [match.start() for word in STRUCTURES for match in re.finditer(re.escape(word), pdf)]
    assert len(places) >= 3 * len(STRUCTURES) // 2
    chosen = random.Random(2026)
    sample = (
        chosen.sample(range(len(pdf)), 130) + chosen.sample(places, 40) + [p + 3 for p in chosen.sample(places, 30)]
    )
    assert judge_flips(body, pdf, sample, (1,)).total() > 150


@pytest.mark.long
def test_flipped_bytes_over_the_whole_file(body: Body, revisions: Revisions) -> None:
    pdf = revisions.final
    outside = [p for p in range(len(pdf)) if pdf[p : p + 1] != b"0"]  # padding and offsets: sampled by the stride
    judge_flips(body, pdf, outside[:: len(outside) // 1000], (1,))
    judge_flips(body, pdf, outside[7 :: len(outside) // 500], (0x20,))
    judge_flips(body, pdf, range(0, len(pdf), 211), (0x80,))


def test_flips_inside_the_newest_container_never_raise(body: Body, revisions: Revisions) -> None:
    """Inside, some bits mean nothing (letter case of hexadecimal digits), so only the shape of the answer is fixed."""
    hole = hole_of_newest(revisions.final)
    for _, changed in flipped(revisions.final, hole[:: len(hole) // 12], (1,)):
        assert verify_decision(changed, body.trust.anchors).outcome in Outcome


def test_flips_are_caught_by_the_whole_validation_too(body: Body, revisions: Revisions) -> None:
    """The profile refuses most flips early; the layers below must not rely on that."""
    hole = hole_of_newest(revisions.final)
    positions = [p for p in range(1000, len(revisions.final), 7001) if p not in hole]
    for _, changed in flipped(revisions.final, positions, (1,)):
        assert validate_pdf(changed, body.trust.anchors).outcome != Outcome.VALID


@pytest.mark.parametrize("tail", [b"\n", b" ", b"\0", b"% note\n", b"%%EOF\n", b"\nstartxref\n0\n%%EOF\n"])
def test_appended_bytes_are_invalid(body: Body, revisions: Revisions, tail: bytes) -> None:
    assert verify_decision(revisions.final + tail, body.trust.anchors).outcome == Outcome.INVALID
    assert verify_decision(tail + revisions.final, body.trust.anchors).outcome == Outcome.INVALID


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_invalid(body: Body, revisions: Revisions, attack: str) -> None:
    assert verify_decision(ATTACKS[attack](revisions.final), body.trust.anchors).outcome == Outcome.INVALID


def test_bytes_that_no_range_covers_are_invalid(body: Body, revisions: Revisions) -> None:
    """Hexadecimal padding of the newest container given up for other content: no digest changes."""
    hole = hole_of_newest(revisions.final)
    for smuggled in (b">/Reason (Refused)", b"> ", b">>"):
        start = hole.stop - len(smuggled)
        changed = revisions.final[:start] + smuggled + revisions.final[hole.stop :]
        assert len(changed) == len(revisions.final)
        assert verdict(body, changed) in {"newest_not_timestamp", "not_a_decision"}


def test_padding_may_hold_nothing(body: Body, revisions: Revisions) -> None:
    last = hole_of_newest(revisions.final).stop - 2
    changed = revisions.final[:last] + b"7" + revisions.final[last + 1 :]
    assert verdict(body, changed) == "newest_not_timestamp"


def test_a_seal_instead_of_the_official(body: Body, plain: bytes) -> None:
    prepared = prepare(plain, DECISION_FIELDS)
    pdf = seal(prepared, OFFICIAL, body.seal, at=AT, timestamper=body.authority())
    pdf = seal(pdf, SEAL, body.seal, at=AT, timestamper=body.authority())
    assert verdict(body, stamp(body, pdf, TIMESTAMP)) == "no_official"


def test_two_officials_without_a_seal(body: Body, plain: bytes) -> None:
    pdf = sign(prepare(plain, DECISION_FIELDS), OFFICIAL, body.official, at=AT, timestamper=body.authority())
    pdf = sign(pdf, SEAL, body.official, at=AT, timestamper=body.authority())
    assert verdict(body, stamp(body, pdf, TIMESTAMP)) == "no_seal"


def test_a_signature_without_its_own_timestamp(body: Body, plain: bytes) -> None:
    pdf = sign(prepare(plain, DECISION_FIELDS), OFFICIAL, body.official, at=AT)
    pdf = seal(pdf, SEAL, body.seal, at=AT, timestamper=body.authority())
    assert verdict(body, stamp(body, pdf, TIMESTAMP)) == "not_long_term"


def test_a_foreseen_field_left_empty(body: Body, plain: bytes) -> None:
    pdf = prepare(plain, {**DECISION_FIELDS, "Countersignature": "Супотпис"})
    pdf = sign(pdf, OFFICIAL, body.official, at=AT, timestamper=body.authority())
    pdf = seal(pdf, SEAL, body.seal, at=AT, timestamper=body.authority())
    assert verdict(body, stamp(body, pdf, TIMESTAMP)) == "empty_field"


def test_a_receipt_that_only_the_body_seals(body: Body, plain: bytes) -> None:
    fields = {SEAL: "Печат органа", TIMESTAMP: "Временски жиг"}
    prepared = prepare(plain, fields)
    sealed = seal(prepared, SEAL, body.seal, at=AT, timestamper=body.authority())
    final = stamp(body, sealed, TIMESTAMP)
    assert fields_of(final) == set(fields)
    assert fields_of(b"nothing") == frozenset()
    assert verify_sealed(final, body.trust.anchors).reason == "ok"
    assert verify_decision(final, body.trust.anchors).reason == "no_official"
    for earlier in (plain, prepared, sealed):
        assert verify_sealed(earlier, body.trust.anchors).outcome == Outcome.INVALID


def test_a_seal_after_the_timestamp(body: Body, plain: bytes) -> None:
    pdf = sign(prepare(plain, DECISION_FIELDS), OFFICIAL, body.official, at=AT, timestamper=body.authority())
    pdf = stamp(body, pdf, TIMESTAMP)
    assert verdict(body, seal(pdf, SEAL, body.seal, at=AT, timestamper=body.authority())) == "newest_not_timestamp"


def test_only_anchors_and_time_leave_it_undecided(body: Body, stranger: Body, plain: bytes) -> None:
    foreign = make_revisions(stranger, plain).final
    assert verify_decision(foreign, body.trust.anchors).outcome == Outcome.INDETERMINATE
    assert verify_decision(foreign, []).outcome == Outcome.INDETERMINATE
    final = make_revisions(body, plain).final
    then = AT + 6000 * DAY
    late = verify_decision(final, body.trust.anchors, at=then, crls=body.trust.crls(then))
    assert (late.outcome, late.reason) == ("indeterminate", "out_of_validity")
