"""The log over the API: public, and nothing in it tells of a person."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from salter.journal import heads, proofs
from salter.journal.models import Head
from salter.organisations.models import Organisation
from salter.organisations.pages import OfficeRequest

router = Router(tags=["log"])


@router.get("/log/head", auth=None, summary="The newest signed head of the log")
def get_head(request: HttpRequest) -> dict[str, Any]:
    """Size, root and time, with time-stamp, certificates and signature; of a practice office, that of its own log."""
    return heads.stated(proofs.newest_head(_office(request)))


@router.get("/log/proof", auth=None, summary="The inclusion proof of an entry")
def get_proof(request: HttpRequest, entry: UUID) -> dict[str, Any]:
    """Number and hash of the entry's leaf, and the hashes that lead to the newest head; not what it says."""
    return proofs.of_entry(entry)


@router.get("/log/consistency", auth=None, summary="The proof that the log has only grown")
def get_consistency(request: HttpRequest, first: int, second: int) -> dict[str, Any]:
    """The hashes which show that the log of `second` entries begins with the log of `first` entries."""
    try:
        return proofs.of_growth(_office(request), first, second)
    except ValueError as error:
        words = _("Choose two sizes from 1 up to the size of the log, the smaller one first.")
        raise ValidationError(words, code="sizes") from error


def _office(request: HttpRequest) -> Organisation:
    found: Organisation | None = cast(OfficeRequest, request).organisation
    if found is None:
        raise Head.DoesNotExist
    return found
