"""My security: what everybody decides about the own account."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salter.organisations import account, factors, kept, oidc, presence
from salter.organisations.actions import revoke_token
from salter.organisations.forms import FirstCodeForm, NewPasswordForm, PasskeyNameForm
from salter.organisations.models import Account, Role
from salter.organisations.pages import OfficeRequest, page

SECRET = "secret_of_codes"


def _own(request: OfficeRequest) -> Account:
    found = request.viewer.account
    assert found is not None  # the page is not public
    return found


@require_GET
@page(entry=True)
def security(request: OfficeRequest) -> HttpResponse:
    """Everything about the own account on one page."""
    own = _own(request)
    held = factors.factors_of(own)
    administrator = request.viewer.has(Role.ADMINISTRATOR)
    context = {
        "account": own,
        "factors": held,
        "must": bool(request.session.get(presence.MUST_SET_UP)),
        "assurance": presence.assurance_of(request),
        "level": presence.label_of(request),
        "sessions": account.sessions_of(request, own),
        "tokens": account.tokens(request.viewer),
        "all_tokens": account.tokens(request.viewer, of_all=True) if administrator else [],
        "administrator": administrator,
        "kept": len(kept.all_of(own)),
        "providers": oidc.links_of(own),
        "identifier": oidc.masked(own.identifier),
    }
    return render(request, "organisations/security.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(fresh=True, keeps=False, entry=True)
def password(request: OfficeRequest) -> HttpResponse:
    """Change the password; people of the demo keep theirs, for it is printed."""
    own = _own(request)
    if own.demo:
        raise PermissionDenied(_("The password of a demo account stays as it is printed."))
    form = NewPasswordForm(request.POST or None, account=own)
    if request.method == "POST" and form.is_valid():
        account.change_password(request.viewer, request, password=form.cleaned_data["new"])
        messages.success(request, _("The password is changed. Other sessions have ended."))
        return redirect("organisations:security")
    return render(request, "organisations/password.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page(fresh=True, keeps=False, entry=True)
def codes(request: OfficeRequest) -> HttpResponse:
    """Set up one-time codes: the secret as a picture and as text, and the first code in return."""
    secret = request.session.setdefault(SECRET, factors.new_secret())
    form = FirstCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            left = account.add_codes(request.viewer, secret=secret, code=form.cleaned_data["code"])
        except ValidationError as refused:
            form.add_error("code", refused)
        else:
            del request.session[SECRET]
            _is_set_up(request)
            return render(request, "organisations/recovery.html", {"codes": left, "fresh": True})
    own = _own(request)
    issuer = request.organisation.name_lat
    context = {
        "form": form,
        "qr": factors.qr_of(own, secret, issuer),
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
    }
    return render(request, "organisations/codes.html", context, status=422 if form.errors else 200)


def _is_set_up(request: OfficeRequest) -> None:
    request.session.pop(presence.MUST_SET_UP, None)


@require_POST
@page(fresh=True, keeps=False, entry=True)
def codes_remove(request: OfficeRequest) -> HttpResponse:
    """Turn one-time codes off."""
    account.remove_codes(request.viewer)
    _set_up_again(request)
    messages.success(request, _("One-time codes are off."))
    return redirect("organisations:security")


def _set_up_again(request: OfficeRequest) -> None:
    """Who has removed the last factor, and needs one, is led to set up another."""
    if presence.must_set_up(_own(request)):
        request.session[presence.MUST_SET_UP] = True


@require_http_methods(["GET", "HEAD", "POST"])
@page(fresh=True, keeps=False, entry=True)
def recovery(request: OfficeRequest) -> HttpResponse:
    """The recovery codes that are left; a press of the button makes new ones."""
    own = _own(request)
    if not factors.factors_of(own).codes:
        return redirect("organisations:security")
    anew = request.method == "POST"
    left = account.renew_recovery_codes(request.viewer) if anew else factors.recovery_codes(own)
    return render(request, "organisations/recovery.html", {"codes": left, "fresh": anew})


@require_http_methods(["GET", "HEAD", "POST"])
@page(fresh=True, keeps=False, entry=True)
def passkey_add(request: OfficeRequest) -> HttpResponse:
    """Add a passkey: the browser makes it, the owner names it."""
    form = PasskeyNameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account.add_passkey(request.viewer, name=form.cleaned_data["name"], answer=request.POST.get("answer", ""))
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            _is_set_up(request)
            messages.success(request, _("The passkey is added. From now on it opens the door by itself."))
            return redirect("organisations:security")
    return render(request, "organisations/passkey_add.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@page(fresh=True, keeps=False, entry=True)
def passkey_make(request: OfficeRequest) -> JsonResponse:
    """What the browser is asked for to make a passkey."""
    return JsonResponse(factors.begin_passkey(_own(request)), headers={"Cache-Control": "no-store"})


@require_http_methods(["GET", "HEAD", "POST"])
@page(fresh=True, keeps=False, entry=True)
def passkey(request: OfficeRequest, passkey_id: int) -> HttpResponse:
    """Rename a passkey, or remove it."""
    row = account.passkey_of(request.viewer, passkey_id)
    form = PasskeyNameForm(request.POST or None, initial={"name": row.data["name"]})
    if request.method == "POST" and "remove" in request.POST:
        account.remove_passkey(request.viewer, passkey=passkey_id)
        _set_up_again(request)
        messages.success(request, _("The passkey is removed."))
        return redirect("organisations:security")
    if request.method == "POST" and form.is_valid():
        factors.rename_passkey(_own(request), passkey_id, form.cleaned_data["name"])
        return redirect("organisations:security")
    return render(
        request, "organisations/passkey.html", {"form": form, "passkey": row}, status=422 if form.errors else 200
    )


@require_POST
@page(keeps=False, entry=True)
def sessions_end(request: OfficeRequest) -> HttpResponse:
    """End every other session."""
    account.end_other_sessions(request.viewer, request)
    messages.success(request, _("Other sessions have ended. Only this one goes on."))
    return redirect("organisations:security")


@require_POST
@page(keeps=False, entry=True)
def token_end(request: OfficeRequest, digest: str) -> HttpResponse:
    """End a token of the API."""
    revoke_token(request.viewer, digest=digest)
    messages.success(request, _("The token has ended. Programs that used it are refused from now on."))
    return redirect("organisations:security")
