"""Šalter's own profile of a signed decision, stricter than PAdES.

A decision is valid when every signature field is filled, an official has signed and the body has sealed, both with
time-stamps and validation data, and the newest revision is a document time-stamp over the whole file. So each earlier
revision of a decision is invalid, which no standard validation can tell (rollback), offline and without a register.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import tsp  # type: ignore[import-untyped]
from cryptography import x509
from django.utils.functional import Promise
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from .common import DECISION_FIELDS as DECISION_FIELDS
from .common import OFFICIAL as OFFICIAL
from .common import SEAL as SEAL
from .common import TIMESTAMP as TIMESTAMP
from .reasons import Outcome, Reason, worst
from .validation import ValidationReport, has_other_fields, holds_place, validate_pdf


@dataclass(frozen=True)
class Verdict:
    """The answer about one file: `outcome`, the reasons that decided it (empty when valid), and the whole report."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    report: ValidationReport

    @property
    def reason(self) -> str:
        """The stable code of the first reason; "ok" for a valid file."""
        return self.reasons[0].code if self.reasons else "ok"

    @property
    def sentence(self) -> Promise | str:
        """The first reason in the reader's language; empty for a valid file."""
        return self.reasons[0].sentence if self.reasons else ""


def verify_decision(
    pdf: bytes,
    anchors: Sequence[x509.Certificate],
    *,
    at: datetime | None = None,
    crls: Sequence[x509.CertificateRevocationList] = (),
) -> Verdict:
    """Judge a decision against the profile, offline. Never raises because of what the file contains.

    Indeterminate is left for what the file cannot be blamed for: unknown anchors, certificates expired since. Without
    `at` the newest time-stamp is judged at its own time.
    """
    reasons = _shape(pdf)
    if reasons:
        return Verdict(Outcome.INVALID, reasons, ValidationReport())
    return _verdict(validate_pdf(pdf, anchors, at=at, crls=crls))


def verify_sealed(
    pdf: bytes,
    anchors: Sequence[x509.Certificate],
    *,
    at: datetime | None = None,
    crls: Sequence[x509.CertificateRevocationList] = (),
) -> Verdict:
    """Judge a receipt or other document that only the body seals: as `verify_decision`, without the official."""
    reasons = _shape(pdf)
    if reasons:
        return Verdict(Outcome.INVALID, reasons, ValidationReport())
    return _verdict(validate_pdf(pdf, anchors, at=at, crls=crls), official=False)


def fields_of(pdf: bytes) -> frozenset[str]:
    """The names of the signature fields that were made beforehand; empty when the file cannot be read."""
    try:
        return frozenset(str(name) for name, *_rest in enumerate_sig_fields(PdfFileReader(BytesIO(pdf))))
    except Exception:  # pyHanko raises many kinds for malformed files
        return frozenset()


def _shape(pdf: bytes) -> tuple[Reason, ...]:
    """What can be told from the file's structure and digests alone, without any trust: quick and decisive."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        signatures = reader.embedded_signatures
        codes = {
            "not_a_decision": not signatures,
            "empty_field": any(enumerate_sig_fields(reader, filled_status=False)),
            "other_fields": has_other_fields(reader),
            "newest_not_timestamp": not (signatures and _stamps_whole_file(pdf, signatures[-1])),
        }
    except Exception as error:  # pyHanko raises many kinds for malformed files
        return (Reason("not_a_decision", f"{type(error).__name__}: {error}"),)
    return tuple(Reason(code) for code, wrong in codes.items() if wrong)


def _stamps_whole_file(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    if signature.sig_object_type != "/DocTimeStamp" or not holds_place(pdf, signature):
        return False
    if signature.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
        return False
    info = signature.signed_data["encap_content_info"]["content"].parsed
    imprint = info["message_imprint"] if isinstance(info, tsp.TSTInfo) else {}
    return bool(imprint and signature.compute_digest() == imprint["hashed_message"].native)


def _verdict(report: ValidationReport, *, official: bool = True) -> Verdict:
    """What trust and kinds add to the shape."""
    signed = [s for s in report.signatures if s.kind != "timestamp"]
    missing = {
        "no_official": official and all(s.kind != "signature" for s in signed),
        "no_seal": all(s.kind != "seal" for s in signed),
        "not_long_term": any(s.level != "B-LTA" for s in signed if s.outcome == Outcome.VALID),
    }
    found = [*report.reasons, *(reason for s in reversed(report.signatures) for reason in s.reasons)]
    if report.signatures:
        found += [Reason(code) for code, wrong in missing.items() if wrong]
    grave = sorted((r for r in found if r.outcome != Outcome.VALID), key=lambda r: r.outcome != Outcome.INVALID)
    return Verdict(worst(reason.outcome for reason in grave), tuple(grave), report)
