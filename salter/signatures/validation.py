"""Validation of PDF signatures, detached CMS signatures and time-stamps, offline, with three outcomes.

Time is walked backwards: the newest document time-stamp is judged at `at`, what lies before it at the time that it
proves, and so on (the long-term model of ETSI EN 319 142). Nothing is fetched: chains rest on the given anchors and
lists and on what the file itself carries.
"""

from __future__ import annotations

import binascii
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Literal

from asn1crypto import cms, crl, ocsp  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESStatus, AdESSubIndic
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    async_validate_detached_cms,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.status import (
    ModificationInfo,
    SignatureCoverageLevel,
    SignatureStatus,
    StandardCMSSignatureStatus,
)
from pyhanko_certvalidator import ValidationContext

from .aio import run
from .keys import kind_of, to_asn1
from .reasons import Outcome, Reason, worst
from .timestamps import token_time

Coverage = Literal["whole", "revision", "partial"]
TOLERANCE = timedelta(seconds=1)

for _library in ("pyhanko.sign.validation", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)  # a refusal is an answer here, in `reasons`, not an event

TRUST: dict[AdESSubIndic, str] = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: "untrusted",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "unsuitable",
    AdESIndeterminate.REVOKED_NO_POE: "revoked",
    AdESIndeterminate.REVOKED_CA_NO_POE: "revoked",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "out_of_validity",
    AdESIndeterminate.TRY_LATER: "no_revocation_data",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: "weak",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: "weak",
}


@dataclass(frozen=True)
class SignatureReport:
    """One signature, seal or document time-stamp.

    `signing_time` is what the signer claims, `timestamp_time` what a time-stamp states. `level` is B-B, B-T, B-LT or
    B-LTA, empty for time-stamps and for signatures that are not AdES.
    """

    field: str
    signer: str
    kind: Literal["signature", "seal", "timestamp"]
    signing_time: datetime | None
    timestamp_time: datetime | None
    level: str
    coverage: Coverage
    reasons: tuple[Reason, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst that the reasons say."""
        return worst(reason.outcome for reason in self.reasons)


@dataclass(frozen=True)
class ValidationReport:
    """A whole file: its signatures in the order in which they were made, and reasons about the file itself."""

    signatures: tuple[SignatureReport, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The worst of the file's reasons and of all its signatures."""
        return worst([*(r.outcome for r in self.reasons), *(s.outcome for s in self.signatures)])


@dataclass(frozen=True)
class Evidence:
    """What a judgement may rest on: anchors, other certificates, revocation data."""

    roots: list[asn1.Certificate]
    crls: list[crl.CertificateList]
    ocsps: list[ocsp.OCSPResponse] = field(default_factory=list)
    certificates: list[asn1.Certificate] = field(default_factory=list)

    @classmethod
    def of(cls, anchors: Sequence[x509.Certificate], crls: Sequence[x509.CertificateRevocationList]) -> Evidence:
        """Evidence given from outside the file."""
        lists = [crl.CertificateList.load(c.public_bytes(Encoding.DER)) for c in crls]
        return cls([to_asn1(anchor) for anchor in anchors], lists)

    def at(self, moment: datetime) -> ValidationContext:
        """A context that judges chains at `moment`; revocation data made later also counts, being better informed."""
        return ValidationContext(
            trust_roots=self.roots,
            other_certs=self.certificates,
            crls=self.crls,
            ocsps=self.ocsps,
            moment=moment,
            allow_fetching=False,
            revocation_mode="require",
            retroactive_revinfo=True,
        )


def validate_pdf(
    pdf: bytes,
    anchors: Sequence[x509.Certificate],
    *,
    at: datetime | None = None,
    crls: Sequence[x509.CertificateRevocationList] = (),
) -> ValidationReport:
    """Judge every signature of a PDF at the time `at`, offline. Never raises because of what the file contains.

    Without `at` the newest time-stamp is judged at the time which it states itself.
    """
    try:
        return run(_validate_pdf(pdf, Evidence.of(anchors, crls), at))
    except Exception as error:  # pyHanko raises many kinds, not only PdfError (facts: 11 of 39 flips)
        return ValidationReport(reasons=(Reason("unreadable", _describe(error)),))


async def _validate_pdf(pdf: bytes, evidence: Evidence, at: datetime | None) -> ValidationReport:
    reader = PdfFileReader(BytesIO(pdf))
    reasons = [] if len(reader.embedded_signatures) == _filled(reader) else [Reason("unknown_kind")]
    if not reader.embedded_signatures:
        return ValidationReport(reasons=(*reasons, Reason("not_signed")))
    if _has_uncovered_tail(pdf, reader.embedded_signatures[-1]):
        reasons.append(Reason("uncovered"))
    evidence, has_store = _with_store(reader, evidence)
    walk = _Walk(pdf, evidence, other_fields=has_other_fields(reader), has_store=has_store, control=at)
    found = [await walk.judge(signature) for signature in reversed(reader.embedded_signatures)]
    return ValidationReport(tuple(reversed(found)), tuple(reasons))


def _has_uncovered_tail(pdf: bytes, newest: EmbeddedPdfSignature) -> bool:
    """Whether something follows the newest signature that is no revision; revisions are compared elsewhere."""
    tail = pdf[int(newest.byte_range[2]) + int(newest.byte_range[3]) :]
    return bool(tail.strip()) and b"startxref" not in tail


def _filled(reader: PdfFileReader) -> int:
    return sum(1 for _ in enumerate_sig_fields(reader, filled_status=True))


def has_other_fields(reader: PdfFileReader) -> bool:
    """Whether the form has terminal fields that are not signatures: only those can be filled in after signing."""
    form = _entry(reader.root, "/AcroForm", {})
    waiting = [(kid.get_object(), None) for kid in _entry(form, "/Fields", ())]
    while waiting:
        entry, inherited = waiting.pop()
        kind = _entry(entry, "/FT", inherited)
        fields = [kid.get_object() for kid in _entry(entry, "/Kids", ()) if "/T" in kid.get_object()]
        if not fields and kind != "/Sig":
            return True
        waiting += [(kid, kind) for kid in fields]
    return False


def _entry(dictionary: Mapping[str, Any], key: str, default: Any = None) -> Any:
    """An entry with its reference resolved, which `.get` of pyHanko does not do."""
    try:
        return dictionary[key]
    except KeyError:
        return default


def _with_store(reader: PdfFileReader, evidence: Evidence) -> tuple[Evidence, bool]:
    """Add what the document's own security store (DSS) carries; also tell whether it has revocation data."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return evidence, False
    lists = [crl.CertificateList.load(_stream(c, DecodePurpose.CRL)) for c in store.crls]
    answers = [ocsp.OCSPResponse.load(_stream(o, DecodePurpose.OCSP_RESPONSE)) for o in store.ocsps]
    found = Evidence(
        evidence.roots,
        [*evidence.crls, *lists],
        [*evidence.ocsps, *answers],
        [*evidence.certificates, *store.load_certs()],
    )
    return found, bool(lists or answers)


def _stream(reference: object, purpose: DecodePurpose) -> bytes:
    return bytes(reference.get_object().read_data(purpose))  # type: ignore[attr-defined]


@dataclass
class _Walk:
    """The walk from the newest signature to the oldest; `control` is the time proved so far."""

    pdf: bytes
    evidence: Evidence
    other_fields: bool
    has_store: bool
    control: datetime | None
    archived: bool = False

    async def judge(self, signature: EmbeddedPdfSignature) -> SignatureReport:
        """Judge one signature at the time proved so far, and move that time back if it proves an earlier one."""
        try:
            is_timestamp = signature.sig_object_type == "/DocTimeStamp"
            return await (self._timestamp(signature) if is_timestamp else self._signature(signature))
        except Exception as error:  # see validate_pdf
            reason = Reason("malformed", _describe(error))
            if isinstance(error, SignatureValidationError) and error.ades_status == AdESStatus.FAILED:
                reason = Reason("broken", _describe(error))
            return SignatureReport(signature.field_name, "", "signature", None, None, "", "partial", (reason,))

    async def _timestamp(self, signature: EmbeddedPdfSignature) -> SignatureReport:
        stated = token_time(signature.signed_data)
        control = self.control or stated
        status = await async_validate_pdf_timestamp(signature, self.evidence.at(control))
        reasons = [*self._bytes(signature, status), *_trust(status, proven=False)]
        if stated > control + TOLERANCE:
            reasons.append(Reason("time_order"))
        if not reasons:
            self.control, self.archived = stated, True
        return _report(signature, status, "timestamp", reasons, timestamp=stated)

    async def _signature(self, signature: EmbeddedPdfSignature) -> SignatureReport:
        stated = stated_time(signature.signed_data)
        claimed = signature.self_reported_timestamp
        timing = Timing.of(signature.signed_data, self.control, claimed)
        status = await async_validate_pdf_signature(
            signature, self.evidence.at(timing.moment), self.evidence.at(timing.control)
        )
        reasons = [*self._bytes(signature, status), *timing.reasons(status)]
        kind = kind_of(x509.load_der_x509_certificate(signature.signer_cert.dump()))
        level = self._level(signature, stated)
        return _report(signature, status, kind, reasons, claimed, stated, level)

    def _level(self, signature: EmbeddedPdfSignature, stated: datetime | None) -> str:
        if _entry(signature.sig_object, "/SubFilter") != "/ETSI.CAdES.detached":
            return ""
        if stated is None:
            return "B-B"
        if not self.has_store:
            return "B-T"
        return "B-LTA" if self.archived else "B-LT"

    def _bytes(self, signature: EmbeddedPdfSignature, status: ModificationInfo) -> list[Reason]:
        reasons = [] if holds_place(self.pdf, signature) else [Reason("container")]
        level = status.modification_level
        if status.coverage is None or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
            reasons.append(Reason("container", "coverage"))
        elif level is None or level == ModificationLevel.OTHER or status.docmdp_ok is False:
            reasons.append(Reason("changed_after_signing", str(status.diff_result)))
        elif level == ModificationLevel.ANNOTATIONS:
            reasons.append(Reason("changed_after_signing", "annotations"))
        elif level == ModificationLevel.FORM_FILLING and self.other_fields:
            reasons.append(Reason("form_changed"))
        return reasons


@dataclass(frozen=True)
class Timing:
    """When to judge a signature: its time-stamp at `control`, its certificate at `moment`."""

    stated: datetime | None
    known: bool
    control: datetime
    moment: datetime

    @classmethod
    def of(cls, data: cms.SignedData, control: datetime | None, claimed: datetime | None) -> Timing:
        """The best times that a signature offers, given the time proved so far."""
        stated = stated_time(data)
        known = control is not None or stated is not None
        judged = control or stated or claimed or data["certificates"][0].chosen.not_valid_before
        return cls(stated, known, judged, stated or judged)

    def reasons(self, status: StandardCMSSignatureStatus) -> list[Reason]:
        """What time and trust say about a signature."""
        reasons = _trust(status, proven=self.stated is not None)
        if self.stated is None:
            return [*reasons, Reason("no_timestamp" if self.known else "no_time")]
        token = status.timestamp_validity
        if token is None or not (token.intact and token.valid):
            return [*reasons, Reason("timestamp_changed")]
        if not token.trusted:
            reasons.append(Reason("timestamp_unproven", _indication(token)))
        if self.stated > self.control + TOLERANCE:
            reasons.append(Reason("time_order"))
        return reasons


def stated_time(data: cms.SignedData) -> datetime | None:
    """The time that a signature's time-stamp states, if it has one (not checked here)."""
    token = next(iter(extract_tst_data_iter(data["signer_infos"][0], signed=False)), None)
    return None if token is None else token_time(token)


def holds_place(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Whether the only bytes left out by a signature are exactly its own container, padded with nothing but zeros."""
    start, first, second, _ = (int(part) for part in signature.byte_range)
    hole = pdf[start + first : second]
    if start != 0 or hole[:1] != b"<" or hole[-1:] != b">":
        return False
    try:
        content = binascii.unhexlify(hole[1:-1])
    except binascii.Error:
        return False
    der = cms.ContentInfo.load(content).dump()
    return content == signature.pkcs7_content and content.startswith(der) and not content[len(der) :].strip(b"\0")


def _trust(status: SignatureStatus, *, proven: bool) -> list[Reason]:
    if not status.intact:
        return [Reason("changed")]
    if not status.valid:
        return [Reason("broken")]
    if status.trusted:
        return []
    indication = status.trust_problem_indic
    code = TRUST.get(indication, "not_proved") if indication else "not_proved"
    if code == "revoked" and not proven:
        code = "revoked_unproven"
    return [Reason(code, _indication(status))]


def _indication(status: SignatureStatus) -> str:
    indication = status.trust_problem_indic
    return str(indication.standard_name) if indication else ""


def _report(
    signature: EmbeddedPdfSignature,
    status: ModificationInfo,
    kind: Literal["signature", "seal", "timestamp"],
    reasons: Sequence[Reason],
    claimed: datetime | None = None,
    timestamp: datetime | None = None,
    level: str = "",
) -> SignatureReport:
    coverage: Coverage = "partial"
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        coverage = "whole"
    elif status.coverage == SignatureCoverageLevel.ENTIRE_REVISION:
        coverage = "revision"
    name = signer_name(signature.signer_cert)
    return SignatureReport(signature.field_name, name, kind, claimed, timestamp, level, coverage, tuple(reasons))


def signer_name(certificate: asn1.Certificate) -> str:
    """Whose certificate it is: a body's full name for seals (common names are short), else the common name."""
    subject = certificate.subject.native
    seal = kind_of(x509.load_der_x509_certificate(certificate.dump())) == "seal"
    name = (seal and subject.get("organization_name")) or subject.get("common_name")
    return str(name or certificate.subject.human_friendly)


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def validate_cms(
    signature: bytes,
    data: bytes,
    anchors: Sequence[x509.Certificate],
    *,
    at: datetime | None = None,
    crls: Sequence[x509.CertificateRevocationList] = (),
) -> ValidationReport:
    """Judge a detached CMS or CAdES signature (DER) over `data`, offline. Never raises because of the input.

    Revocation data inside the signature counts. Without `at` the signature's own time-stamp gives the time.
    """
    try:
        return ValidationReport((run(_validate_cms(signature, data, Evidence.of(anchors, crls), at)),))
    except Exception as error:  # see validate_pdf
        return ValidationReport(reasons=(Reason("unreadable", _describe(error)),))


async def _validate_cms(signature: bytes, data: bytes, evidence: Evidence, at: datetime | None) -> SignatureReport:
    signed: cms.SignedData = cms.ContentInfo.load(signature, strict=True)["content"]
    embedded = [choice.chosen for choice in signed["crls"]]
    evidence = Evidence(evidence.roots, [*evidence.crls, *embedded])
    timing = Timing.of(signed, at, None)
    status = await async_validate_detached_cms(data, signed, evidence.at(timing.moment), evidence.at(timing.control))
    level = "B-B" if timing.stated is None else "B-LT" if embedded else "B-T"
    return SignatureReport(
        "",
        signer_name(status.signing_cert),
        kind_of(x509.load_der_x509_certificate(status.signing_cert.dump())),
        status.signer_reported_dt,
        timing.stated,
        level,
        "whole",
        tuple(timing.reasons(status)),
    )
