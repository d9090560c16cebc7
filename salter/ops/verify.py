"""`salter verify`: whatever Šalter issues, checked offline and without a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import django
from cryptography import x509
from django.conf import settings

if not settings.configured:
    # The reasons are translatable; nothing else of Django is used, and no database is touched.
    settings.configure(USE_I18N=False, LANGUAGE_CODE="en")
    django.setup()

from salter.archive.fixity import verify_package
from salter.signatures.asic import verify_asice
from salter.signatures.profile import SEAL, TIMESTAMP, fields_of, verify_decision, verify_sealed
from salter.signatures.trust import load_anchors

RECEIPT_FIELDS = frozenset({SEAL, TIMESTAMP})
CODES = {"valid": 0, "invalid": 1, "indeterminate": 4}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of one file."""

    outcome: str
    reason: str


def exit_code(judgements: Iterable[Judgement]) -> int:
    """0 valid, 1 invalid, 4 cannot tell; of several the worst counts: 1, then 4."""
    found = {CODES[judgement.outcome] for judgement in judgements}
    return 1 if 1 in found else 4 if 4 in found else 0


def verify_file(path: Path, trust: Path | None) -> Judgement:
    """Judge one file or package folder against the anchors in `trust`."""
    if not path.exists():
        return Judgement("invalid", "there is no such file")
    anchors = load_anchors(trust) if trust else []
    if path.is_dir() or path.suffix == ".zip":
        package = verify_package(path, anchors)
        return Judgement(package.outcome, package.reason)
    return _verify_bytes(path.read_bytes(), anchors)


def _verify_bytes(data: bytes, anchors: Sequence[x509.Certificate]) -> Judgement:
    if data.startswith(b"%PDF"):
        judge = verify_sealed if fields_of(data) == RECEIPT_FIELDS else verify_decision
        verdict = judge(data, anchors)
        return Judgement(verdict.outcome.value, str(verdict.sentence or "every signature and time-stamp holds"))
    if data.startswith(b"PK"):
        verdict = verify_asice(data, anchors)
        return Judgement(verdict.outcome.value, str(verdict.sentence or "every file is as it was sealed"))
    return _verify_receipt(data, anchors)


def _verify_receipt(data: bytes, anchors: Sequence[x509.Certificate]) -> Judgement:
    from salter.registry.receipt_format import verify

    report = verify(data, anchors)
    if report is None:
        return Judgement("invalid", "this is nothing that Šalter issues")
    reasons = [reason for signature in report.signatures for reason in signature.reasons] + list(report.reasons)
    grave = [str(reason.sentence) for reason in reasons if reason.outcome != "valid"]
    return Judgement(report.outcome.value, grave[0] if grave else "the seal covers every field")
