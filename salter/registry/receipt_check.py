"""Judging a receipt that somebody brings, as JSON or as the PDF that carries it; no models."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from cryptography import x509

from salter.registry.receipt_format import ATTACHED, FORMAT, NotAReceipt, check, read
from salter.signatures.reasons import Outcome, Reason


def attached_receipt(pdf: bytes) -> bytes | None:
    """The data of a receipt that its PDF carries; None when there are none."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            attached = opened.attachments.get(ATTACHED)
            return bytes(attached.get_file().read_bytes()) if attached else None
    except pikepdf.PdfError:
        return None


def judge(data: bytes, anchors: Sequence[x509.Certificate]) -> tuple[Reason | None, dict[str, Any]]:
    """What is wrong with a receipt (None: nothing), and what it states. Of a PDF, seals and proof are both judged.

    Raises NotAReceipt.
    """
    from salter.signatures.profile import verify_sealed

    pdf = data if data.startswith(b"%PDF") else None
    stated = read((attached_receipt(pdf) or b"") if pdf else data)
    if stated["format"] != FORMAT:
        raise NotAReceipt("another format")
    found = [*(verify_sealed(pdf, anchors).reasons if pdf else ()), check(stated, anchors)]
    grave = [reason for reason in found if reason]
    worst = sorted(grave, key=lambda reason: reason.outcome != Outcome.INVALID)
    return (worst[0] if worst else None), stated
