"""Pages of dossiers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.filing import actions, queries
from salter.registry.filing.actions import WRITERS
from salter.registry.filing.forms import DossierForm, FileForm, IntoForm, WhyForm, as_it_is
from salter.registry.forms import OfficeForm
from salter.registry.models import CaseStatus, Dossier, DossierAccess, DossierKind
from salter.registry.navigation import READERS
from salter.registry.shelves.queries import cases_of_lines
from salter.registry.views.common import TONES, case_step, do_form, show


def dossier_url(row: Dossier) -> str:
    """The page of a dossier."""
    return reverse("registry:dossier", args=[row.pk])


@require_GET
@page(*READERS)
def dossiers(request: OfficeRequest) -> HttpResponse:
    """Dossiers by number or words of the name, in either script."""
    given = {name: request.GET.get(name, "").replace("\0", "").strip()[:200] for name in ("q", "kind", "state")}
    before = registry.identifier(request.GET.get("before", ""))
    rows, following = queries.found(request.viewer, **given, before=before)
    counted = queries.counts(request.viewer, rows)
    carried = urlencode({name: value for name, value in given.items() if value})
    context = {
        "rows": [(row, counted[row.pk]) for row in rows],
        "q": given["q"],
        "kind": given["kind"],
        "state": given["state"],
        "kinds": DossierKind.choices,
        "states": [("open", _("open dossiers")), ("closed", _("closed dossiers"))],
        "next_url": f"?{carried}&before={following}" if following else "",
        "keeps": request.viewer.has(*WRITERS),
    }
    return show(request, "registry/dossiers.html", context)


@page(*WRITERS)
def new(request: OfficeRequest) -> HttpResponse:
    """Open a dossier."""
    viewer = request.viewer
    staff = viewer.staff
    initial = {"keeper": str(staff.pk), "unit": str(staff.unit_id)} if staff else {}
    form = DossierForm(
        request.POST or None, units=registry.units(viewer), staff=registry.staff(viewer), initial=initial
    )

    def do() -> tuple[str, str | Promise]:
        made = actions.open_dossier(viewer, about=form.about())
        return dossier_url(made), _("Dossier %(number)s is opened.") % {"number": made.number}

    return _form(request, form, do, reverse("registry:dossiers"), title=_("Open a dossier"), button=_("Open it"))


@page(*READERS)
def dossier(request: OfficeRequest, dossier_id: UUID) -> HttpResponse:
    """A dossier: its cases by day, as far as the viewer sees them; cases are put in by their numbers."""
    viewer = request.viewer
    row = queries.dossier(viewer, dossier_id)
    keeps = viewer.has(*WRITERS)
    form = FileForm(request.POST if keeps and request.POST else None)

    def do() -> tuple[str, str | Promise]:
        cases = cases_of_lines(viewer, form.cleaned_data["numbers"])
        made = len(actions.put_in(viewer, dossier=row, cases=cases))
        words = ngettext("%(count)s case is put in.", "%(count)s cases are put in.", made) % {"count": made}
        return dossier_url(row), words

    answered = do_form(request, form, do) if form.is_bound else None
    if answered:
        return answered
    rows = queries.inside(viewer, row)
    context = {
        "dossier": row,
        "rows": [(one, TONES[CaseStatus(one.case.status)]) for one in rows],
        "named": queries.names(viewer, row.named) if row.access == DossierAccess.NAMED else [],
        "form": form,
        "keeps": keeps,
    }
    return show(request, "registry/dossier.html", context, bad=bool(form.errors))


@page(*WRITERS)
def change(request: OfficeRequest, dossier_id: UUID) -> HttpResponse:
    """Change what a dossier says of itself and who sees it."""
    viewer, row = request.viewer, queries.dossier(request.viewer, dossier_id)
    form = DossierForm(
        request.POST or None, units=registry.units(viewer), staff=registry.staff(viewer), initial=as_it_is(row)
    )

    def do() -> tuple[str, str | Promise]:
        made = actions.change_dossier(viewer, dossier=row, about=form.about())
        seen = queries.visible(viewer).filter(pk=made.pk).exists()
        return dossier_url(made) if seen else reverse("registry:dossiers"), _("The dossier is changed.")

    return _form(request, form, do, dossier_url(row), title=_("Change the dossier"), button=_("Change it"))


@page(*WRITERS)
def close(request: OfficeRequest, dossier_id: UUID) -> HttpResponse:
    """Close a dossier."""
    row = queries.dossier(request.viewer, dossier_id)
    form = WhyForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        actions.close_dossier(request.viewer, dossier=row, why=form.cleaned_data["why"])
        return dossier_url(row), _("The dossier is closed.")

    return _form(request, form, do, dossier_url(row), title=_("Close the dossier"), button=_("Close the dossier"))


@page(*WRITERS)
def reopen(request: OfficeRequest, dossier_id: UUID) -> HttpResponse:
    """Open a closed dossier again."""
    row = queries.dossier(request.viewer, dossier_id)
    form = WhyForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        actions.reopen_dossier(request.viewer, dossier=row, why=form.cleaned_data["why"])
        return dossier_url(row), _("The dossier is open again.")

    words = {"title": _("Open the dossier again"), "button": _("Open the dossier again")}
    return _form(request, form, do, dossier_url(row), **words)


@page(*WRITERS)
def take_out(request: OfficeRequest, dossier_id: UUID, row_id: UUID) -> HttpResponse:
    """Take a case out of a dossier."""
    one = queries.row(request.viewer, dossier_id, row_id)
    form = WhyForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        actions.take_out(request.viewer, row=one, why=form.cleaned_data["why"])
        return dossier_url(one.dossier), _("Case %(number)s is taken out.") % {"number": one.case.number}

    words = {"title": _("Take the case out"), "button": _("Take it out"), "text": one.case.number}
    return _form(request, form, do, dossier_url(one.dossier), **words)


@page(*WRITERS)
def into(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Put one case into a dossier by the number of that."""
    case = registry.case(request.viewer, case_id)
    form = IntoForm(request.POST or None)

    def do() -> str | Promise:
        row = queries.of_number(request.viewer, form.cleaned_data["number"])
        if row is None:
            words = _("You see no dossier with this number. Look it up among the dossiers.")
            raise ValidationError(words, code="number")
        actions.put_in(request.viewer, dossier=row, cases=[case])
        return _("The case lies in dossier %(number)s.") % {"number": row.number}

    text = _("The case stays as it is; the dossier shows it to who may see it.")
    return case_step(request, case, form, do, title=_("Put into a dossier"), button=_("Put it in"), text=text)


def _form(request: OfficeRequest, form: OfficeForm, do: Any, leave: str, **words: Any) -> HttpResponse:
    answered = do_form(request, form, do)
    if answered:
        return answered
    return show(request, "registry/dossier_do.html", {"form": form, "leave": leave, **words}, bad=bool(form.errors))
