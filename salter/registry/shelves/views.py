"""Pages of shelves and boxes, of the place of a case, and of loans."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.forms import OfficeForm
from salter.registry.looks import look_at_case
from salter.registry.models import Box, Shelf
from salter.registry.shelves import actions, loans, queries
from salter.registry.shelves.actions import KEEPERS
from salter.registry.shelves.forms import (
    BoxForm,
    CasePlaceForm,
    GiveBackForm,
    LendForm,
    MoveBoxForm,
    PutInForm,
    ShelfForm,
)
from salter.registry.views.common import case_step, do_form, show
from salter.ui.formats import format_date

COPIES = ("1", "2", "3")
"""A slip has three copies (regulation.md 1.9)."""


def _sent(request: OfficeRequest, deed: str) -> Any:
    """What was sent for one of several forms of a page."""
    return request.POST if request.POST.get("deed") == deed else None


@page(*KEEPERS)
def shelves(request: OfficeRequest) -> HttpResponse:
    """The tree of shelves; where a case or a box is; a new shelf at the top."""
    q = request.GET.get("q", "").strip()[:100]
    if q and request.method == "GET":
        box = queries.box_of_code(request.viewer, q)
        if box:
            return redirect("registry:box", box.pk)
        case = registry.case_of_code(request.viewer, q)
        if case:
            return redirect("registry:case", case.pk)
    form = ShelfForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        made = actions.add_shelf(request.viewer, parent=None, **_given(form, "code", "name"))
        return reverse("registry:shelf", args=[made.pk]), _("The shelf %(path)s is there.") % {"path": made.path}

    answered = do_form(request, form, do)
    if answered:
        return answered
    rows = [(row, count, row.path.count(" / ")) for row, count in queries.shelves(request.viewer)]
    context = {"rows": rows, "form": form, "q": q}
    return show(request, "registry/shelves.html", context, bad=bool(form.errors))


def _given(form: OfficeForm, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names}


@page(*KEEPERS)
def shelf(request: OfficeRequest, shelf_id: UUID) -> HttpResponse:
    """One shelf: its boxes; a new box on it, a new shelf inside it."""
    viewer, found = request.viewer, queries.shelf(request.viewer, shelf_id)
    box_form = BoxForm(_sent(request, "box"), auto_id="box_%s")
    shelf_form = ShelfForm(_sent(request, "shelf"), auto_id="shelf_%s")

    def add_box() -> tuple[str, str | Promise]:
        made = actions.add_box(viewer, shelf=found, **_given(box_form, "code", "title"))
        return reverse("registry:box", args=[made.pk]), _("The box %(code)s is there.") % {"code": made.code}

    def add_shelf() -> tuple[str, str | Promise]:
        made = actions.add_shelf(viewer, parent=found, **_given(shelf_form, "code", "name"))
        return reverse("registry:shelf", args=[made.pk]), _("The shelf %(path)s is there.") % {"path": made.path}

    answered = do_form(request, box_form, add_box) if box_form.is_bound else None
    answered = answered or (do_form(request, shelf_form, add_shelf) if shelf_form.is_bound else None)
    if answered:
        return answered
    after = request.GET.get("after", "")[:30]
    rows, following = queries.boxes(viewer, found, after)
    here = reverse("registry:shelf", args=[found.pk])
    context = {
        "shelf": found,
        "inside": queries.shelves_inside(viewer, found),
        "rows": rows,
        "box_form": box_form,
        "shelf_form": shelf_form,
        "form": shelf_form if shelf_form.is_bound else box_form,
        "next_url": f"{here}?after={following}" if following else "",
        "previous_url": here if after else "",
    }
    return show(request, "registry/shelf.html", context, bad=bool(box_form.errors or shelf_form.errors))


@require_POST
@page(*KEEPERS)
def remove(request: OfficeRequest, shelf_id: UUID) -> HttpResponse:
    """An empty shelf is taken away."""
    found: Shelf = queries.shelf(request.viewer, shelf_id)
    try:
        actions.remove_shelf(request.viewer, shelf=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("registry:shelf", found.pk)
    messages.success(request, _("The shelf %(path)s is taken away.") % {"path": found.path})
    return redirect("registry:shelves")


@page(*KEEPERS)
def box(request: OfficeRequest, box_id: UUID) -> HttpResponse:
    """What lies in a box; numbers are typed or scanned into it."""
    viewer, found = request.viewer, queries.box(request.viewer, box_id)
    here = reverse("registry:box", args=[found.pk])
    form = PutInForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        cases = queries.cases_of_lines(viewer, form.cleaned_data["numbers"])
        moved = len(actions.put_in(viewer, cases=cases, box=found))
        said = ngettext("%(count)s case lies in the box now.", "%(count)s cases lie in the box now.", moved)
        return here, said % {"count": moved}

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"box": found, "rows": queries.inside(viewer, found), "form": form}
    return show(request, "registry/box.html", context, bad=bool(form.errors))


@require_GET
@page(*KEEPERS)
def box_label(request: OfficeRequest, box_id: UUID) -> HttpResponse:
    """The label of a box and the list of what lies in it, to print."""
    found: Box = queries.box(request.viewer, box_id)
    return show(request, "registry/box_label.html", {"box": found, "rows": queries.inside(request.viewer, found)})


@page(*KEEPERS)
def move_box(request: OfficeRequest, box_id: UUID) -> HttpResponse:
    """A box stands on another shelf."""
    found = queries.box(request.viewer, box_id)
    rows = [row for row, _count in queries.shelves(request.viewer)]
    form = MoveBoxForm(request.POST or None, shelves=rows, initial={"shelf": str(found.shelf_id)})

    def do() -> tuple[str, str | Promise]:
        moved = actions.move_box(request.viewer, box=found, shelf=form.chosen())
        words = _("The box %(code)s stands on the shelf %(path)s.") % {"code": moved.code, "path": moved.shelf.path}
        return reverse("registry:box", args=[found.pk]), words

    answered = do_form(request, form, do)
    return answered or show(request, "registry/box_move.html", {"box": found, "form": form}, bad=bool(form.errors))


@page(*KEEPERS)
def place(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Into which box the papers of one case go, or that they lie in none."""
    viewer = request.viewer
    case = registry.case(viewer, case_id)
    lies = queries.place_of(case)
    form = CasePlaceForm(request.POST or None, initial={"box": lies.box.code if lies else ""})

    def do() -> str | Promise:
        if form.cleaned_data["reason"].strip():
            actions.take_out(viewer, case=case, reason=form.cleaned_data["reason"])
            return _("It is noted that the papers lie in no box.")
        found = queries.box_of_code(viewer, form.cleaned_data["box"])
        if found is None:
            raise ValidationError(_("There is no box with this code. Boxes are added on their shelf."), code="box")
        actions.put_in(viewer, cases=[case], box=found)
        return _("The papers lie in the box %(code)s.") % {"code": found.code}

    text = actions.where(lies) if lies else _("The papers lie in no box yet.")
    return case_step(request, case, form, do, title=_("Place of the papers"), button=_("Note it"), text=text)


@page(*KEEPERS)
def lend(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Lend the papers of a case; its slip is printed next."""
    viewer = request.viewer
    case = registry.case(viewer, case_id)
    last = loans.longest_for(request.organisation)
    form = LendForm(request.POST or None, initial={"until_on": last})

    def do() -> tuple[str, str | Promise]:
        loan = loans.lend(viewer, case=case, **_given(form, "to", "purpose", "until_on"))
        words = _("The papers are lent by slip %(number)s. Print its three copies.") % {"number": loan.number}
        return reverse("registry:slip", args=[loan.pk]), words

    answered = do_form(request, form, do)
    if answered:
        return answered
    text = _("No slip may name a later day than %(day)s (unverified, a legal setting).") % {"day": format_date(last)}
    words = {"title": _("Lend the papers"), "button": _("Lend, and print the slip"), "text": text}
    return show(request, "registry/do.html", {"case": case, "form": form, **words}, bad=bool(form.errors))


@require_GET
@page(*KEEPERS)
def slip(request: OfficeRequest, loan_id: UUID) -> HttpResponse:
    """The slip in three copies, to print and sign."""
    loan = queries.loan(request.viewer, loan_id)
    look_at_case(request.viewer, loan.case_id)
    context = {"loan": loan, "lies": queries.place_of(loan.case), "copies": COPIES}
    return show(request, "registry/loan_slip.html", context)


@page(*KEEPERS)
def give_back(request: OfficeRequest, loan_id: UUID) -> HttpResponse:
    """The papers are back."""
    loan = queries.loan(request.viewer, loan_id)
    case = registry.case(request.viewer, loan.case_id)
    form = GiveBackForm(request.POST or None, initial={"on": clock.today(request.organisation)})

    def do() -> str | Promise:
        loans.give_back(request.viewer, loan=loan, **_given(form, "on", "note"))
        lies = queries.place_of(case)
        return (
            _("It is back. It belongs into: %(place)s") % {"place": actions.where(lies)} if lies else _("It is back.")
        )

    text = _("Slip %(number)s: %(to)s, until %(day)s") % {
        "number": loan.number, "to": loan.to, "day": format_date(loan.until_on),
    }  # fmt: skip
    return case_step(request, case, form, do, title=_("The papers are back"), button=_("Note the return"), text=text)


@require_GET
@page(*KEEPERS)
def lent(request: OfficeRequest) -> HttpResponse:
    """What is lent, or only what is late."""
    late = request.GET.get("late", "") == "1"
    after = request.GET.get("after", "")
    rows, following = queries.loans(request.viewer, late=late, after=after)
    here = reverse("registry:loans") + ("?late=1" if late else "")
    go_on = f"{here}{'&' if late else '?'}after={following}" if following else ""
    context = {"rows": rows, "late": late, "next_url": go_on, "previous_url": here if after else ""}
    return show(request, "registry/loans.html", context)
