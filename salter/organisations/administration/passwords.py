"""Pages on which people set their own passwords: by a one-time link, which the administrator or an e-mail gave them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from salter.organisations import actions
from salter.organisations.actions.accounts import LinkRefused, link_of
from salter.organisations.administration.common import site_of
from salter.organisations.administration.forms import ForgottenForm, PasswordForm
from salter.organisations.pages import OfficeRequest, page


@page(public=True)
def forgotten(request: OfficeRequest) -> HttpResponse:
    """Ask for a link by e-mail; the answer is the same whether there is such an account or not."""
    form = ForgottenForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked and settings.EMAIL_HOST:
        name = form.cleaned_data["username"]
        actions.ask_reset(request.organisation, username=name, site=site_of(request))
    context = {"form": form, "asked": asked, "mail": bool(settings.EMAIL_HOST)}
    return render(request, "organisations/forgotten.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password", "again")
@page(public=True, keeps=False)
def set_password(request: OfficeRequest, token: str) -> HttpResponse:
    """Set the password that the link stands for, once. Looking at the page uses nothing up."""
    try:
        link = link_of(token)
    except LinkRefused as refused:
        return _shown(request, {"refused": refused.messages[0]}, 404)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_password(token=token, password=form.cleaned_data["password"])
        except LinkRefused as refused:
            return _shown(request, {"refused": refused.messages[0]}, 404)
        except ValidationError as error:
            form.refuse(ValidationError(error.messages, code="password"))
        else:
            messages.success(request, _("The password is set. Sign in with it."))
            return redirect("organisations:sign-in")
    return _shown(request, {"form": form, "account": link.account}, 422 if form.errors else 200)


def _shown(request: OfficeRequest, context: dict[str, object], status: int) -> HttpResponse:
    response = render(request, "organisations/set_password.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
