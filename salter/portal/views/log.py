"""The log for everybody: its newest head in plain words, checking a receipt, downloads, and whether it only grew."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from salter.documents.sending import send_bytes
from salter.journal import heads, proofs, sealing, witness
from salter.journal.head_format import FORMAT
from salter.journal.models import Head
from salter.organisations.pages import OfficeRequest, page
from salter.portal import queries, rules
from salter.portal.forms import GrowthForm, ReceiptForm
from salter.registry.receipt_check import judge
from salter.registry.receipt_format import NotAReceipt
from salter.signatures import log_key
from salter.signatures.reasons import Outcome

SHOWN_HEADS = 10


@page(public=True)
def log(request: OfficeRequest) -> HttpResponse:
    """The newest head and what it means; earlier heads; the proof between two sizes, when asked for."""
    organisation = request.organisation
    form = GrowthForm(request.GET if "first" in request.GET else None)
    growth = _growth(request, form) if form.is_valid() else None
    kept = Head.objects.filter(log_id=sealing.log_of(organisation)).exclude(timestamp="").order_by("-size")
    context = {
        "newest": heads.newest(sealing.log_of(organisation)),
        "heads": kept[:SHOWN_HEADS],
        "form": form,
        "growth": growth,
        "forks": witness.forks(),
    }
    return render(request, "portal/log.html", context, status=422 if form.errors else 200)


def _growth(request: OfficeRequest, form: GrowthForm) -> dict[str, Any] | None:
    try:
        return proofs.of_growth(request.organisation, form.cleaned_data["first"], form.cleaned_data["second"])
    except ValueError:
        words = _("Choose two sizes from 1 up to the size of the log, the smaller one first.")
        form.add_error("second", words)
        return None


@page(public=True)
def head(request: OfficeRequest, size: int) -> HttpResponse:
    """A head as a file, for whoever keeps it."""
    rows = Head.objects.filter(log_id=sealing.log_of(request.organisation), size=size).exclude(timestamp="")
    found = rows.select_related("log").first()
    if found is None:
        raise Http404
    exported = {"format": FORMAT, "tree_head": heads.stated(found), "consistency": []}
    data = json.dumps(exported, ensure_ascii=False, indent=1).encode()
    return send_bytes(data, name=f"dnevnik-{size}.json", media_type="application/json")


@page(public=True)
def anchors(request: OfficeRequest) -> HttpResponse:
    """The certificates to which the signatures of this log lead; only certificates, no key."""
    data = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in log_key.anchors())
    return send_bytes(data, name="dnevnik-sertifikati.pem", media_type="application/x-pem-file")


@page(public=True)
def check(request: OfficeRequest) -> HttpResponse:
    """Check a receipt: a file, which is judged and forgotten, or the number of a submission."""
    form = ReceiptForm(request.POST, request.FILES) if request.method == "POST" else ReceiptForm()
    found: dict[str, Any] | None = None
    if form.is_valid():
        found = _by_file(form) if form.cleaned_data["file"] else _by_number(request, form)
    context = {"form": form, "found": found}
    return render(request, "portal/log_check.html", context, status=422 if form.errors else 200)


def _by_file(form: ReceiptForm) -> dict[str, Any] | None:
    try:
        wrong, stated = judge(form.cleaned_data["file"].read(), log_key.anchors())
    except NotAReceipt:
        form.add_error("file", _("This file is no receipt of ours. Choose the JSON or the PDF as you downloaded it."))
        return None
    outcome = wrong.outcome if wrong else Outcome.VALID
    found: dict[str, Any] = {"outcome": outcome.value, "reason": wrong.sentence if wrong else ""}
    if outcome == Outcome.INVALID:
        return found
    return found | {"stated": stated, "at": datetime.fromisoformat(stated["at"])}


def _by_number(request: OfficeRequest, form: ReceiptForm) -> dict[str, Any] | None:
    proof = queries.registration_proof(request.viewer, rules.receipt_number(form.cleaned_data["number"]))
    if proof is None:
        form.add_error(
            "number", _("We have no submission with this number. Compare it with the one on the receipt, sign by sign.")
        )
    return {"outcome": "number", "proof": proof} if proof else None
