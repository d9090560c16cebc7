"""Validation of signatures over the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import File, Router
from ninja.files import UploadedFile

from salter.organisations.api import needs
from salter.organisations.clock import real_now
from salter.organisations.models import TokenScope
from salter.signatures.actions import trust
from salter.signatures.reasons import Reason

if TYPE_CHECKING:
    from salter.signatures.validation import ValidationReport

router = Router(tags=["signatures"])


@router.post(
    "/signatures/validate", **needs(TokenScope.SIGNATURES_VALIDATE), summary="Validate the signatures of a file"
)
def validate(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    """A report: valid, invalid or indeterminate, for each signature with its reasons. Nothing of the file is kept."""
    from salter.signatures.asic import verify_asice
    from salter.signatures.validation import validate_pdf

    data = file.read()
    now = real_now()
    anchors, crls = trust().anchors, trust().crls(now)
    if data.startswith(b"PK"):
        verdict = verify_asice(data, anchors, at=now, crls=crls)
        return {"outcome": verdict.outcome, "reasons": _reasons(verdict.reasons), **_signatures(verdict.report)}
    report = validate_pdf(data, anchors, at=now, crls=crls)
    return {"outcome": report.outcome, "reasons": _reasons(report.reasons), **_signatures(report)}


def _signatures(report: ValidationReport) -> dict[str, Any]:
    rows = [
        {key: value for key, value in asdict(signature).items() if key != "reasons"}
        | {"outcome": signature.outcome, "reasons": _reasons(signature.reasons)}
        for signature in report.signatures
    ]
    return {"signatures": rows}


def _reasons(reasons: tuple[Reason, ...]) -> list[dict[str, str]]:
    return [{"code": reason.code, "message": str(reason.sentence)} for reason in reasons]
