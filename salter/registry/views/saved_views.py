"""Lists of cases that people keep under a name: all of them, a new one, another name, letting one go."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from salter.organisations.pages import OfficeRequest, page
from salter.registry import saved_views
from salter.registry.actions import saved_views as deeds
from salter.registry.desk import Narrow
from salter.registry.forms.saved_views import SavedViewForm
from salter.registry.navigation import READERS
from salter.registry.saved_views import HEADS
from salter.registry.views.common import do_form, show
from salter.registry.views.lists import address, in_words, read, saveable


@page(*READERS)
def saved_views_page(request: OfficeRequest) -> HttpResponse:
    """The viewer's own views and the shared ones."""
    viewer = request.viewer
    rows = [
        {
            "view": view,
            "url": address(saved_views.sentence(view)),
            "words": in_words(saved_views.sentence(view)),
            "own": viewer.staff is not None and view.owner_id == viewer.staff.pk,
            "may_change": saved_views.may_change(viewer, view),
        }
        for view in saved_views.seen(viewer)
    ]
    return show(request, "registry/saved_views.html", {"rows": rows})


@page(*READERS)
def new(request: OfficeRequest) -> HttpResponse:
    """Keep the list of the address under a name."""
    viewer, narrow = request.viewer, saveable(read(request))
    form = SavedViewForm(request.POST or None, may_share=viewer.has(*HEADS))

    def do() -> tuple[str, str]:
        given = {"name": form.cleaned_data["name"], "shared": form.shared_now(before=False)}
        view = deeds.save_view(viewer, narrow=narrow, **given)
        return address(narrow), _("The view “%(name)s” is kept; it stands above the list.") % {"name": view.name}

    answered = do_form(request, form, do)
    return answered or _form(request, form, narrow)


@page(*READERS)
def change(request: OfficeRequest, view_id: UUID) -> HttpResponse:
    """Another name, or shared in the unit."""
    view = saved_views.one(request.viewer, view_id)
    before = view.unit_id is not None
    may_share = before or request.viewer.has(*HEADS)  # taking back what is shared is open to its owner, too
    initial = {"name": view.name, "shared": before}
    form = SavedViewForm(request.POST or None, initial=initial, may_share=may_share)

    def do() -> tuple[str, str]:
        shared = form.shared_now(before=before)
        changed = deeds.change_view(request.viewer, view=view, name=form.cleaned_data["name"], shared=shared)
        return reverse("registry:saved-views"), _("The view “%(name)s” is changed.") % {"name": changed.name}

    answered = do_form(request, form, do)
    return answered or _form(request, form, saved_views.sentence(view), view_id)


@require_POST
@page(*READERS)
def remove(request: OfficeRequest, view_id: UUID) -> HttpResponse:
    """Let a view go; the cases stay."""
    view = saved_views.one(request.viewer, view_id)
    deeds.remove_view(request.viewer, view=view)
    messages.success(request, _("The view “%(name)s” is removed. No case has changed.") % {"name": view.name})
    return redirect("registry:saved-views")


def _form(request: OfficeRequest, form: SavedViewForm, narrow: Narrow, view_id: UUID | None = None) -> HttpResponse:
    context = {"form": form, "words": in_words(narrow), "list_url": address(narrow), "view_id": view_id}
    return show(request, "registry/saved_view_form.html", context, bad=bool(form.errors))
