"""The data format of a submission receipt: no models, so that it can be verified without a database."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from cryptography import x509

from salter.signatures.validation import ValidationReport, validate_cms

FORMAT = "salter-submission-receipt-1"


def canonical(stated: dict[str, Any]) -> bytes:
    """The one byte form of a JSON object: sorted keys, no spaces, UTF-8 (as RFC 8785 for an object without numbers)."""
    return json.dumps(stated, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def verify(data: bytes, anchors: Sequence[x509.Certificate]) -> ValidationReport | None:
    """Judge the JSON of a receipt offline; None when the bytes are not a receipt at all."""
    try:
        stated = json.loads(data)
        if not isinstance(stated, dict) or stated.get("format") != FORMAT:
            return None
        seal = base64.b64decode(stated.pop("seal"), validate=True)
    except (ValueError, KeyError, TypeError):
        return None
    return validate_cms(seal, canonical(stated), anchors)
