"""Parties that were entered twice: suggestions, both side by side, merging and undoing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from salter.organisations.models import Party, Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, twins
from salter.registry.actions.merging import served_since
from salter.registry.forms import ReasonForm
from salter.registry.forms.parties import PairForm
from salter.registry.views.common import do_form, show


@require_GET
@page(Role.REGISTRY_HEAD)
def suggestions(request: OfficeRequest) -> HttpResponse:
    """Entries that may be one, and what was merged."""
    found, following = twins.twins(request.viewer, request.GET.get("after", "").replace("\0", "")[:250])
    context = {
        "twins": found,
        "next": following,
        "merges": list(twins.merges(request.viewer)[:40]),
    }
    return show(request, "registry/twins.html", context)


@require_http_methods(["GET", "POST"])
@page(Role.REGISTRY_HEAD)
def compare(request: OfficeRequest, first_id: UUID, second_id: UUID) -> HttpResponse:
    """Both side by side; which one stays, or that they are two."""
    seen = twins.seen(request.viewer)
    pair = [get_object_or_404(seen, pk=first_id), get_object_or_404(seen, pk=second_id)]
    form = PairForm(request.POST or None, parties=pair, initial={"deed": str(pair[0].pk)})

    def do() -> tuple[str, str]:
        back, reason = reverse("registry:twins"), form.cleaned_data["reason"]
        if form.cleaned_data["deed"] == PairForm.APART:
            actions.keep_apart(request.viewer, kept=pair[0], other=pair[1], reason=reason)
            return back, _("They are noted as two different ones and are not suggested again.")
        kept, other = pair if form.cleaned_data["deed"] == str(pair[0].pk) else pair[::-1]
        actions.merge_parties(request.viewer, kept=kept, other=other, reason=reason)
        return back, _("%(kept)s stands for both from now on.") % {"kept": kept.name}

    sides = [_side(request, party) for party in pair]
    context = {"form": form, "sides": sides, "rows": _rows(pair)}
    return do_form(request, form, do) or show(request, "registry/twins_compare.html", context, bad=bool(form.errors))


def _side(request: OfficeRequest, party: Party) -> dict[str, Any]:
    return {"party": party, "cases": list(twins.cases_of(request.viewer, party))}


def _rows(pair: list[Party]) -> list[tuple[str, list[str]]]:
    """What is known of both, line by line."""
    yes, no = _("yes"), _("no")
    said = {
        _("Name"): [party.name for party in pair],
        _("Kind"): [party.get_kind_display() for party in pair],
        _("Number"): [party.identifier or "–" for party in pair],
        _("Address"): [party.address or "–" for party in pair],
        _("E-mail"): [party.email or "–" for party in pair],
        _("Account"): [yes if party.account_id else no for party in pair],
    }
    return list(said.items())


@require_http_methods(["GET", "POST"])
@page(Role.REGISTRY_HEAD)
def undo(request: OfficeRequest, pair_id: UUID) -> HttpResponse:
    """The two stand for themselves again."""
    pair = get_object_or_404(twins.merges(request.viewer), pk=pair_id)
    form = ReasonForm(request.POST or None)

    def do() -> tuple[str, str]:
        actions.undo_merge(request.viewer, pair=pair, reason=form.cleaned_data["reason"])
        return reverse("registry:twins"), _("They stand for themselves again, with everything that they had.")

    context = {"form": form, "pair": pair, "served": served_since(pair)}
    return do_form(request, form, do) or show(request, "registry/twins_undo.html", context, bad=bool(form.errors))
