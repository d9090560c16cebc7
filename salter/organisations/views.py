"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from salter.organisations.forms import SignInForm
from salter.organisations.models import Account

DEMO_PASSWORD = "salter-demo"


def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. In a demo it shows who can sign in; nowhere else."""
    form = SignInForm(request.POST or None)
    target = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if account is not None:
            login(request, account)
            return redirect(_safe(request, target) or reverse("home"))
        form.add_error(None, form.wrong)
    context = {"form": form, "next": target, "people": demo_people() if settings.SALTER_MODE != "production" else []}
    return render(request, "organisations/sign_in.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("home")


def _safe(request: HttpRequest, target: str) -> str:
    same = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and same else ""


def demo_people() -> list[dict[str, str]]:
    """Accounts of demo and practice offices with their printed password."""
    rows = Account.objects.filter(is_active=True, demo=True).select_related("organisation").order_by("pk")
    return [
        {"username": row.username, "name": row.display_name, "does": row.demo_note, "password": DEMO_PASSWORD}
        for row in rows
    ]
