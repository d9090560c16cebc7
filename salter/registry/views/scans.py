"""The check of scans by a second person: what waits, one scan beside its facts, a batch confirmed by its sample."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salter.documents.pictures import NotDrawable, draw_page
from salter.documents.sending import secure, send
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry.forms.base import OfficeForm
from salter.registry.forms.cases import uuid_or_none
from salter.registry.forms.scans import AgainForm, FaultForm, RuleForm
from salter.registry.incoming import reasons
from salter.registry.models import INCOMING_READERS, Incoming, ScanCheck, ScanSample, ScanState
from salter.registry.papers import viewing
from salter.registry.scans import again, checks, queries
from salter.registry.scans.checks import CHECKERS
from salter.registry.views.common import do_form, show

TONES = {
    ScanState.WAITING: "waiting",
    ScanState.CONFIRMED: "done",
    ScanState.REFUSED: "action",
    ScanState.REPLACED: "closed",
}


@require_GET
@page(*CHECKERS)
def scan_checks(request: OfficeRequest) -> HttpResponse:
    """Scans by what is to be done with them."""
    viewer, given = request.viewer, request.GET
    state = ScanState(given["state"]) if given.get("state") in ScanState.values else ScanState.WAITING
    mark = given.get("after", "")
    rows, following = queries.checks(viewer, state, mark)
    counts = queries.check_counts(viewer)
    address = f"{reverse('registry:scan-checks')}?state={state.value}"
    context = {
        "rows": [_row(request, row) for row in rows],
        "state": state.value,
        "tabs": _tabs(state, counts),
        "mine": counts["mine"],
        "rule": checks.rule_of(viewer.organisation),
        "may_tick": state == ScanState.WAITING and any(row.scanned_by_id != _me(request) for row in rows),
        "more": _more(request),
        "next_url": f"{address}&after={following}" if following else "",
        "previous_url": address if mark else "",
        "shown": ngettext("%(count)s scan", "%(count)s scans", len(rows)) % {"count": len(rows)},
    }
    return show(request, "registry/scan_checks.html", context)


def _me(request: OfficeRequest) -> int | None:
    return request.viewer.account.pk if request.viewer.account else None


def _row(request: OfficeRequest, row: ScanCheck) -> dict[str, Any]:
    own = row.scanned_by_id is not None and row.scanned_by_id == _me(request)
    return {"check": row, "own": own, "tags": reasons.tags(row.findings), "tone": TONES[ScanState(row.state)]}


def _tabs(chosen: ScanState, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = {
        ScanState.WAITING: _("To be checked"),
        ScanState.REFUSED: _("To be scanned again"),
        ScanState.CONFIRMED: _("Checked"),
        ScanState.REPLACED: _("Replaced"),
    }
    return [
        {
            "label": label,
            "url": f"{reverse('registry:scan-checks')}?state={state.value}",
            "current": state == chosen,
            "count": counts.get(state.value),
        }
        for state, label in labels.items()
    ]


def _more(request: OfficeRequest) -> list[dict[str, str]]:
    if not request.viewer.has(Role.REGISTRY_HEAD):
        return []
    return [{"label": _("How scans are checked"), "url": reverse("registry:scan-rule")}]


@require_http_methods(["GET", "POST"])
@page(*CHECKERS)
def scan_check(request: OfficeRequest, check_id: UUID) -> HttpResponse:
    """One scan in the middle, its facts at the side; a POST confirms it."""
    viewer = request.viewer
    row = queries.check(viewer, check_id)
    sample = _sample(request)
    form = OfficeForm(request.POST if request.method == "POST" else None)

    def do() -> tuple[str, str]:
        checks.confirm(viewer, check=row)
        return _onward(request, row), _("The scan is confirmed.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    settled = row.state in (ScanState.CONFIRMED, ScanState.REPLACED)
    context = {
        **_row(request, row),
        **_view(request, row),
        "form": form,
        "sample": sample,
        "settled": settled,
        "refused": row.state == ScanState.REFUSED,
        "next": None if settled and not sample else queries.next_check(viewer, row, sample),
        "may_scan": viewer.has(*INCOMING_READERS),
        "carried": f"?sample={sample.pk}" if sample else "",
    }
    return show(request, "registry/scan_check.html", context, bad=bool(form.errors))


def _view(request: OfficeRequest, row: ScanCheck) -> dict[str, Any]:
    """What is shown and how: the scan itself, or its searchable copy when that was asked for or is all there is."""
    copy = queries.copy_of(row)
    shown = queries.shown(row)
    is_copy = shown is not None and copy is not None and (shown.pk == copy.pk or "copy" in request.GET)
    first = request.GET.get("pictures", "")
    found = copy if is_copy else shown
    view = viewing.view_of_document(found, pictures_from=int(first) if first.isdecimal() else 0) if found else None
    return {"view": view, "copy": copy, "is_copy": is_copy, "only_copy": is_copy and "copy" not in request.GET}


def _sample(request: OfficeRequest) -> ScanSample | None:
    """The batch whose sample is being viewed. Raises ScanSample.DoesNotExist."""
    key = uuid_or_none(request.GET.get("sample", ""))
    return queries.sample(request.viewer, key) if key else None


def _onward(request: OfficeRequest, row: ScanCheck) -> str:
    """Where the work goes on after a scan: its batch, the next one that waits for me, else the list."""
    if sample := _sample(request):
        return reverse("registry:scan-sample", args=[sample.pk])
    following = queries.next_check(request.viewer, row)
    return reverse("registry:scan-check", args=[following.pk]) if following else reverse("registry:scan-checks")


@require_GET
@page(*CHECKERS)
def scan_file(request: OfficeRequest, check_id: UUID) -> HttpResponse:
    """The scan itself, or (with `?copy`) its searchable copy; that it was shown is noted."""
    row = queries.check(request.viewer, check_id)
    found = queries.copy_of(row) if "copy" in request.GET else row.document
    if found is None:
        raise Http404
    checks.view(request.viewer, check=row, document=found)
    return send(found, download="download" in request.GET)


@require_GET
@page(*CHECKERS)
def scan_page(request: OfficeRequest, check_id: UUID, number: int) -> HttpResponse:
    """A page of it as a picture, for browsers that show no PDF; that it was shown is noted."""
    row = queries.check(request.viewer, check_id)
    found = queries.copy_of(row) if "copy" in request.GET else queries.shown(row)
    if found is None or found.media_type != "application/pdf":
        raise Http404
    try:
        data = draw_page(found, number)
    except NotDrawable as error:
        raise Http404(_("This page cannot be drawn. Download the document.")) from error
    checks.view(request.viewer, check=row, document=found)
    return secure(HttpResponse(data, content_type="image/png"), len(data), pdf=False)


@require_http_methods(["GET", "POST"])
@page(*CHECKERS)
def scan_refuse(request: OfficeRequest, check_id: UUID) -> HttpResponse:
    """Send the paper back to be scanned again, with what is wrong."""
    row = queries.check(request.viewer, check_id)
    form = FaultForm(request.POST or None)

    def do() -> tuple[str, str]:
        checks.refuse(request.viewer, check=row, reason=form.cleaned_data["reason"])
        return _onward(request, row), _(
            "The paper is to be scanned again. Nothing is lost: the scan stays in the case."
        )

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"check": row, "form": form, "carried": f"?{request.GET.urlencode()}" if request.GET else ""}
    return show(request, "registry/scan_refuse.html", context, bad=bool(form.errors))


@require_http_methods(["GET", "POST"])
@page(*INCOMING_READERS)
def scan_again(request: OfficeRequest, check_id: UUID) -> HttpResponse:
    """Say which scan of the shelf is the new scan of a paper that was sent back."""
    viewer = request.viewer
    row = queries.check(viewer, check_id)
    shelf = {str(one.pk): one for one in queries.scans_on_shelf(viewer)}
    form = AgainForm(request.POST or None, shelf=shelf.values())

    def do() -> tuple[str, str]:
        incoming: Incoming = shelf[form.cleaned_data["incoming"]]
        fresh = again.replace_scan(viewer, check=row, incoming=incoming)
        return reverse("registry:scan-check", args=[fresh.pk]), _("The new scan is beside the old one, and is checked.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"check": row, "form": form, "shelf": shelf, "refused": row.state == ScanState.REFUSED}
    return show(request, "registry/scan_again.html", context, bad=bool(form.errors))


@require_POST
@page(*CHECKERS)
def scan_draw(request: OfficeRequest) -> HttpResponse:
    """Draw the sample of the ticked scans."""
    chosen = queries.chosen_checks(request.viewer, request.POST.getlist("scan"))
    try:
        sample = checks.draw(request.viewer, checks=chosen)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("registry:scan-checks")
    return redirect("registry:scan-sample", sample.pk)


@require_http_methods(["GET", "POST"])
@page(*CHECKERS)
def scan_sample(request: OfficeRequest, sample_id: UUID) -> HttpResponse:
    """A batch: which of it are viewed, which of these were; a POST confirms all."""
    viewer = request.viewer
    sample = queries.sample(viewer, sample_id)
    form = OfficeForm(request.POST if request.method == "POST" else None)

    def do() -> tuple[str, str]:
        count = checks.confirm_sample(viewer, sample=sample)
        said = ngettext("%(count)s scan is confirmed.", "%(count)s scans are confirmed.", count)
        return reverse("registry:scan-checks"), said % {"count": count}

    answered = do_form(request, form, do)
    if answered:
        return answered
    rows = queries.sampled(viewer, sample)
    drawn = [one for one in rows if one.drawn]
    left = [one for one in drawn if not one.seen]
    context = {
        "sample": sample,
        "form": form,
        "rows": [{**_row(request, one.check), "drawn": one.drawn, "seen": one.seen} for one in rows],
        "drawn": len(drawn),
        "left": len(left),
        "first": left[0].check if left else None,
        "waiting": sum(one.check.state == ScanState.WAITING for one in rows),
        "bad": any(one.check.state in (ScanState.REFUSED, ScanState.REPLACED) for one in drawn),
    }
    return show(request, "registry/scan_sample.html", context, bad=bool(form.errors))


@require_http_methods(["GET", "POST"])
@page(Role.REGISTRY_HEAD)
def scan_rule(request: OfficeRequest) -> HttpResponse:
    """Set how scans are checked."""
    rule = checks.rule_of(request.organisation)
    initial = {"on": "yes" if rule.on else "no", "every": rule.every, "least": rule.least}
    form = RuleForm(request.POST or None, initial=initial)

    def do() -> tuple[str, str]:
        checks.set_rule(request.viewer, rule=form.rule())
        return reverse("registry:scan-checks"), _("The rule is set. It holds for scans registered from now on.")

    answered = do_form(request, form, do)
    return answered or show(request, "registry/scan_rule.html", {"form": form}, bad=bool(form.errors))
