"""Notices by e-mail: the page where they are chosen and stopped."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.portal.alerts import actions, queries
from salter.portal.alerts.forms import AlertForm
from salter.registry.views.common import do_form, show


@page(Role.CITIZEN, Role.COMPANY)
def alerts(request: OfficeRequest) -> HttpResponse:
    """Whether one wants a short e-mail when something happens with an own case, and in which script."""
    viewer = request.viewer
    choice = queries.choice_of(viewer)
    form = AlertForm(request.POST or None, initial={"language": choice.language if choice else ""})

    def do() -> tuple[str, str]:
        here, language = reverse("portal:alerts"), form.cleaned_data["language"]
        if not language:
            actions.stop(viewer)
            return here, _("You get no notices by e-mail.")
        actions.choose(viewer, language=language, site=request.build_absolute_uri("/").rstrip("/"))
        return here, _("You get a notice by e-mail when something happens with a case of yours.")

    context = {
        "form": form,
        "address": viewer.account.email if viewer.account else "",
        "no_server": not settings.EMAIL_HOST or request.organisation.practice,
    }
    return do_form(request, form, do) or show(request, "portal/alerts.html", context, bad=bool(form.errors))
