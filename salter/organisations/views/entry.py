"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salter.organisations import attempts, factors, kept, oidc, presence
from salter.organisations.devices import address_of, known_to, remember
from salter.organisations.fictional import DEMO_PASSWORD
from salter.organisations.forms import CodeForm, SignInForm
from salter.organisations.levels import Method
from salter.organisations.models import Account

TOLD_AT = (5, 10, 20, 50, 100, 500, 1000)
"""Failures in a row that the journal is told of."""


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. In a demo it shows who can sign in; nowhere else."""
    form = SignInForm(request.POST or None)
    target = request.POST.get("next") or request.GET.get("next", "")
    status = 200
    if request.method == "POST" and form.is_valid():
        account, wait = _tried(request, **form.cleaned_data)
        if account is not None:
            return admitted(request, account, Method.PASSWORD, target)
        form.add_error(None, words_of_wait(wait) if wait else form.wrong)
        status = 429 if wait else 422
    context = {
        "form": form,
        "next": safe(request, target),
        "kept": "/kept/" in target,
        "providers": oidc.providers(),
        "people": demo_people() if settings.SALTER_MODE != "production" else [],
    }
    response = render(request, "organisations/sign_in.html", context, status=422 if form.errors else 200)
    return counted(response, status)


def counted(response: HttpResponse, status: int, wait: int = 0) -> HttpResponse:
    """The same answer with a status that must not undo the count of failures."""
    if status >= 400:
        response.status_code = status
        response.keeps_writes = True  # type: ignore[attr-defined]  # OrganisationMiddleware reads it
    return response


@transaction.atomic
def _tried(request: HttpRequest, *, username: str, password: str) -> tuple[Account | None, int]:
    """The account, when the password is right; else the seconds to wait, 0 when it was simply wrong."""
    name = username.strip()
    account = Account.objects.filter(username__iexact=name).order_by("pk").first()
    attempt = attempts.Try(f"password {name.casefold()}", address_of(request), known_to(request, account))
    if wait := attempts.seconds_to_wait(attempt):
        return None, wait
    found = authenticate(request, username=name, password=password)
    if isinstance(found, Account):
        attempts.succeeded(attempt)
        return found, 0
    tell_failure(request, account, attempts.failed(attempt))
    return None, 0


def tell_failure(request: HttpRequest, account: Account | None, failures: int) -> None:
    """The journal of the account's office hears of a row of failures."""
    if account and failures in TOLD_AT:
        presence.record((request, account), "sign-in.failing", body={"failures": failures})


def words_of_wait(seconds: int) -> str:
    """How long to wait, and that nothing is shut."""
    return ngettext(
        "There were several failed attempts. Wait %(seconds)s second, then try again: the right password works then.",
        "There were several failed attempts. Wait %(seconds)s seconds, then try again: the right password works then.",
        seconds,
    ) % {"seconds": seconds}


def admitted(
    request: HttpRequest, account: Account, method: Method, target: str, level: str = "", *, whole: bool = False
) -> HttpResponse:
    """Signed in, or led to the second step; `whole` is what needs none."""
    if not whole and presence.asks_second_step(account, level or presence.level_by(method)):
        presence.begin_second_step(request, account, safe(request, target))
        return redirect("organisations:second")
    presence.enter(request, account, method, level)
    response = redirect(safe(request, target) or reverse("home"))
    remember(request, response, account)
    if "/kept/" not in target and kept.all_of(account):
        link = format_html('<a class="govuk-link" href="{}">{}</a>', reverse("organisations:kept-all"), _("Show them"))
        messages.info(request, format_html("{} {}", _("Forms that you could not send are kept for you."), link))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The second step: a one-time code, a recovery code, or a passkey."""
    waiting = presence.second_step(request)
    if waiting is None:
        return redirect("organisations:sign-in")
    account, target = waiting
    form, status = CodeForm(request.POST if "code" in request.POST else None), 200
    if request.method == "POST":
        method, status = proven(request, account, form)
        if method is not None:
            return admitted(request, account, method, target, whole=True)
    context = {"form": form, "factors": factors.factors_of(account), "person": account.display_name}
    response = render(request, "organisations/second.html", context, status=422 if form.errors else 200)
    return counted(response, status)


def proven(request: HttpRequest, account: Account, form: CodeForm) -> tuple[Method | None, int]:
    """How somebody has proven who they are, by passkey or code; else the form says why not. Also the status."""
    attempt = attempts.Try(f"second step {account.pk}", address_of(request), known_to(request, account))
    if wait := attempts.seconds_to_wait(attempt):
        messages.error(request, words_of_wait(wait))
        return None, 429
    if "answer" in request.POST:
        try:
            factors.prove_by_passkey(request.POST["answer"], account)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
            return None, 422
        return Method.PASSKEY, 200
    method = factors.check_code(account, form.cleaned_data["code"]) if form.is_valid() else None
    if method is None:
        if form.is_valid():
            tell_failure(request, account, attempts.failed(attempt))
            form.add_error("code", _("The code is not right, or was used already. Write the next one that appears."))
        return None, 422
    attempts.succeeded(attempt)
    return method, 200


@require_GET
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What the browser is asked for: the passkey of who is signed in or between the steps, else anybody's."""
    waiting = presence.second_step(request)
    account = request.user if isinstance(request.user, Account) else waiting[0] if waiting else None
    return JsonResponse(factors.begin_proof(account), headers={"Cache-Control": "no-store"})


@require_POST
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: it is two factors in one."""
    target = request.POST.get("next", "")
    try:
        account = factors.prove_by_passkey(request.POST.get("answer", ""))
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect("organisations:sign-in")
    if not account.is_active or (account.demo and settings.SALTER_MODE == "production"):
        messages.error(request, _("This account is closed. Ask the administrator of your office."))
        return redirect("organisations:sign-in")
    return admitted(request, account, Method.PASSKEY, target, whole=True)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("home")


def safe(request: HttpRequest, target: str) -> str:
    """The address when it is one of this site, else nothing."""
    same = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and same else ""


def demo_people() -> list[dict[str, str]]:
    """Accounts of demo and practice offices with their printed password."""
    rows = Account.objects.filter(is_active=True, demo=True).select_related("organisation").order_by("pk")
    return [
        {"username": row.username, "name": row.display_name, "does": row.demo_note, "password": DEMO_PASSWORD}
        for row in rows
    ]
