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
from salter.journal.head_format import FORMAT as HEAD
from salter.registry.receipt_check import attached_receipt
from salter.registry.receipt_format import NotAReceipt, check, read
from salter.signatures.asic import verify_asice
from salter.signatures.head_check import check_export
from salter.signatures.profile import SEAL, TIMESTAMP, fields_of, verify_decision, verify_sealed
from salter.signatures.reasons import Reason
from salter.signatures.trust import load_anchors

SEALED_FIELDS = frozenset({SEAL, TIMESTAMP})
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
        return _verify_pdf(data, anchors)
    if data.startswith(b"PK"):
        verdict = verify_asice(data, anchors)
        return Judgement(verdict.outcome.value, str(verdict.sentence or "every file is as it was sealed"))
    return _verify_json(data, anchors)


def _verify_pdf(data: bytes, anchors: Sequence[x509.Certificate]) -> Judgement:
    """The signatures; in a receipt also the proof that is attached, so that the PDF alone is as good as both files."""
    sealed = fields_of(data) == SEALED_FIELDS
    verdict = (verify_sealed if sealed else verify_decision)(data, anchors)
    judged = Judgement(verdict.outcome.value, str(verdict.sentence or "every signature and time-stamp holds"))
    attached = attached_receipt(data) if sealed else None
    if attached is None or judged.outcome == "invalid":
        return judged
    proof = _verify_json(attached, anchors)
    return proof if CODES[proof.outcome] in (1, CODES[judged.outcome]) else judged


def _verify_json(data: bytes, anchors: Sequence[x509.Certificate]) -> Judgement:
    """A receipt, or the head of a log with its proofs of growth."""
    try:
        stated = read(data)
    except NotAReceipt:
        return Judgement("invalid", "this is nothing that Šalter issues")
    if stated["format"] == HEAD:
        return _judged(check_export(stated, anchors), "the head is signed and stamped, and continues what it names")
    return _judged(check(stated, anchors), "every field is proved by the log")


def _judged(wrong: Reason | None, well: str) -> Judgement:
    return Judgement(wrong.outcome.value, str(wrong.sentence)) if wrong else Judgement("valid", well)
