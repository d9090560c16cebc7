"""Is this tree head signed and time-stamped by whom we trust? Offline, without models.

Every byte of a head counts: the signature covers all its other fields as they are written, and has one form only.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from asn1crypto import cms  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import ExpiredError, PathError, ValidationError

from salter.journal import merkle
from salter.journal.canonical import moment
from salter.journal.head_format import (
    FIELDS,
    FORMAT,
    is_hash,
    is_proof,
    is_size,
    signed_bytes,
    stamped_bytes,
)
from salter.journal.head_format import (
    hashes as hashes_of,
)

from .aio import run
from .keys import to_asn1
from .reasons import Outcome, Reason
from .timestamps import token_time
from .validation import TOLERANCE, TRUST

P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of the curve: s and order - s are the same signature; only the smaller one is written."""


def low_s(signature: bytes) -> bytes:
    """An ECDSA signature in its one form; anything else as it is."""
    try:
        r, s = decode_dss_signature(signature)
    except ValueError:
        return signature
    return encode_dss_signature(r, min(s, P256 - s))


def check_head(head: object, anchors: Sequence[x509.Certificate]) -> Reason | None:
    """What is wrong with a stated head; None when it is signed and time-stamped by keys that lead to `anchors`."""
    if not isinstance(head, Mapping) or not _is_whole(head):
        return Reason("head_malformed")
    certificates = [x509.load_der_x509_certificate(_bytes(text)) for text in head["certificates"]]
    if not _is_signed(head, certificates[0]):
        return Reason("head_changed")
    if not head["timestamp"]:
        return Reason("head_unstamped")
    try:
        token = cms.ContentInfo.load(_bytes(head["timestamp"]), strict=True)["content"]
        stamped = token_time(token)
        wrong = _stamp(token, stamped_bytes(head), anchors)
    except Exception as error:  # asn1crypto and pyHanko raise many kinds for malformed tokens
        return Reason("timestamp_changed", f"{type(error).__name__}: {error}")
    return wrong or _trust(head, certificates, anchors, stamped)


def check_export(exported: object, anchors: Sequence[x509.Certificate]) -> Reason | None:
    """What is wrong with the file of `salter log head`: its head, or a proof that it continues an earlier one."""
    if not isinstance(exported, Mapping) or set(exported) != {"format", "tree_head", "consistency"}:
        return Reason("head_malformed")
    steps, head = exported["consistency"], exported["tree_head"]
    if exported["format"] != FORMAT or not isinstance(steps, list):
        return Reason("head_malformed")
    wrong = check_head(head, anchors)
    if wrong and wrong.outcome == Outcome.INVALID:
        return wrong
    return next((found for step in steps if (found := check_step(step, head["size"], head["root"]))), wrong)


def check_step(step: object, size: int, root: str) -> Reason | None:
    """What is wrong with the proof that a tree begins with an earlier one (`first`, `first_root`, `proof`)."""
    if not isinstance(step, Mapping) or set(step) != {"first", "first_root", "proof"}:
        return Reason("head_malformed")
    if not (is_size(step["first"]) and is_hash(step["first_root"]) and is_proof(step["proof"])):
        return Reason("head_malformed")
    old, new = bytes.fromhex(step["first_root"]), bytes.fromhex(root)
    holds = merkle.verify_consistency(step["first"], size, old, new, hashes_of(step["proof"]))
    return None if holds else Reason("consistency_broken")


def _is_whole(head: Mapping[str, Any]) -> bool:
    """Whether every field is there, of its kind, in its one form."""
    if set(head) != FIELDS or not all(isinstance(head[name], str) for name in ("log", "at", "timestamp", "signature")):
        return False
    listed = head["certificates"]
    if not (isinstance(listed, list) and listed and is_size(head["size"]) and is_hash(head["root"])):
        return False
    try:
        texts = [*listed, head["signature"], head["timestamp"]]
        if any(base64.b64encode(_bytes(text)).decode() != text for text in texts):
            return False
        for text in listed:
            x509.load_der_x509_certificate(_bytes(text))
        return moment(datetime.fromisoformat(head["at"])) == str(head["at"])
    except (ValueError, TypeError):
        return False


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def _is_signed(head: Mapping[str, Any], certificate: x509.Certificate) -> bool:
    signature, data = _bytes(head["signature"]), signed_bytes(head)
    try:
        key = certificate.public_key()
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
            return low_s(signature) == signature
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
            return True
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        pass
    return False


def _stamp(token: cms.SignedData, data: bytes, anchors: Sequence[x509.Certificate]) -> Reason | None:
    context = _context(anchors, [], token_time(token))
    judged = run(validate_tst_signed_data(token, context, lambda kind: hashlib.new(kind, data).digest()))
    status = TimestampSignatureStatus(**judged)
    if not (status.intact and status.valid):
        return Reason("timestamp_changed")
    if status.trusted:
        return None
    indication = status.trust_problem_indic
    return Reason(TRUST.get(indication, "not_proved") if indication else "not_proved")


def _trust(
    head: Mapping[str, Any],
    certificates: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    stamped: datetime,
) -> Reason | None:
    """Judged at the time that the time-stamp proves."""
    if datetime.fromisoformat(head["at"]) > stamped + TOLERANCE:
        return Reason("time_order")
    own, *others = (to_asn1(certificate) for certificate in certificates)
    try:
        run(CertificateValidator(own, others, _context(anchors, others, stamped)).async_validate_path())
    except ExpiredError as error:
        return Reason("out_of_validity", str(error))
    except (ValidationError, PathError) as error:
        return Reason("untrusted", str(error))
    return None


def _context(
    anchors: Sequence[x509.Certificate], others: Sequence[asn1.Certificate], at: datetime
) -> ValidationContext:
    """Heads carry no revocation lists: a log's key is withdrawn by withdrawing its anchor."""
    return ValidationContext(
        trust_roots=[to_asn1(anchor) for anchor in anchors],
        other_certs=list(others),
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
