"""Lists of acts: opening one, entering acts by keyboard, cancelling a line, closing with the count, a copy."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, number_of, page
from salter.registry import act_lists as reading
from salter.registry import actions, numbering, queries
from salter.registry.actions.lists import may_enter
from salter.registry.books.columns import BookKind
from salter.registry.books.reading import cancelled_text
from salter.registry.forms import OfficeForm
from salter.registry.forms.books import ListedActForm, ListForm, ReasonForm
from salter.registry.looks import look_at_case
from salter.registry.models import ActList
from salter.registry.navigation import CLERKS, READERS
from salter.registry.views.common import do_form, show
from salter.registry.views.copies import asked

WORKERS = (*CLERKS, Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)
"""Who may enter acts, when the list is of their own work."""


@page(*READERS)
def lists(request: OfficeRequest) -> HttpResponse:
    """The lists of acts of all years."""
    context = {"lists": list(reading.act_lists(request.viewer)[:200]), "may_open": request.viewer.has(*CLERKS)}
    return show(request, "registry/lists.html", context)


@page(*CLERKS)
def new(request: OfficeRequest) -> HttpResponse:
    """Open a list under the next number of the book."""
    viewer = request.viewer
    form = ListForm(request.POST or None, marks=queries.class_marks(viewer), units=queries.units(viewer))

    def do() -> tuple[str, str]:
        data = form.cleaned_data
        unit = form.units.get(data["unit"])
        opened = actions.open_list(viewer, title=data["title"], class_code=data["class_code"], unit=unit)
        return reverse("registry:list", args=[opened.pk]), _("The list is open.")

    answered = do_form(request, form, do)
    return answered or show(request, "registry/list_new.html", {"form": form}, bad=bool(form.errors))


@page(*READERS)
def act_list(request: OfficeRequest, list_id: UUID) -> HttpResponse:
    """A list with its newest acts, and the line for the next one."""
    viewer = request.viewer
    found = reading.act_list(viewer, list_id)
    look_at_case(viewer, found.case_id)
    here = reverse("registry:list", args=[list_id])
    allowed = _may_enter(request, found)
    today = clock.today(request.organisation)
    form = ListedActForm((request.POST or None) if allowed else None, initial={"day": today})

    def do() -> tuple[str, str]:
        data = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}
        [act] = actions.enter_acts(viewer, act_list=found, rows=[actions.ListRow(**data)])
        number = numbering.sub_number(viewer.organisation, found.case, act.sub_number)
        return here, _("Entered as %(number)s.") % {"number": number}

    answered = do_form(request, form, do) if allowed else None
    if answered:
        return answered
    q, before = request.GET.get("q", "")[:200], number_of(request.GET.get("before", ""))
    acts, following = reading.acts(viewer, found, q=q, before=before)
    context = {
        "list": found,
        "form": form,
        "may_enter": allowed,
        "may_copy": viewer.has(*queries.BOOK_READERS),
        "q": q,
        "acts": [(act, cancelled_text(act)) for act in acts],
        "next_url": f"{here}?q={q}&before={following}" if following else "",
    }
    return show(request, "registry/list.html", context, bad=bool(form.errors))


def _may_enter(request: OfficeRequest, found: ActList) -> bool:
    """Whether the viewer enters acts here, and the list is open."""
    try:
        may_enter(request.viewer, found.case)
    except NotAllowed:
        return False
    return not (found.closed_at or found.case.closed_at or found.case.cancelled_at) and request.viewer.has(*WORKERS)


@page(*WORKERS)
def cancel(request: OfficeRequest, list_id: UUID, act_id: UUID) -> HttpResponse:
    """Cancel a wrong line with a reason."""
    found = reading.act_list(request.viewer, list_id)
    act = reading.listed_act(request.viewer, found, act_id)
    may_enter(request.viewer, found.case)
    form = ReasonForm(request.POST or None)

    def do() -> tuple[str, str]:
        actions.cancel_listed(request.viewer, act=act, reason=form.cleaned_data["reason"])
        return reverse("registry:list", args=[list_id]), _("The line is cancelled; its sub-number stays.")

    context = {"list": found, "act": act, "form": form}
    return do_form(request, form, do) or show(request, "registry/list_cancel.html", context, bad=bool(form.errors))


@page(*WORKERS)
def close(request: OfficeRequest, list_id: UUID) -> HttpResponse:
    """Close a list: its count is entered in the book."""
    found = reading.act_list(request.viewer, list_id)
    may_enter(request.viewer, found.case)
    form = OfficeForm(request.POST or None)

    def do() -> tuple[str, str]:
        closed = actions.close_list(request.viewer, act_list=found)
        return reverse("registry:list", args=[list_id]), _("The list is closed with %(count)s acts.") % {
            "count": closed.count
        }

    context = {"list": found, "count": found.acts.count(), "form": form}
    return do_form(request, form, do) or show(request, "registry/list_close.html", context, bad=bool(form.errors))


@page(*queries.BOOK_READERS)
def copy(request: OfficeRequest, list_id: UUID) -> HttpResponse:
    """In which format and script a copy of the list is wanted."""
    found = reading.act_list(request.viewer, list_id)
    return asked(request, BookKind.LIST, found.case.register, found, reverse("registry:list", args=[list_id]))
