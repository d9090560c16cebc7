"""Where a request comes from: the network address, and the device that has been used before."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from salter.organisations.models import Account

COOKIE = "salter_device"
AGE = timedelta(days=365)
MOST_ACCOUNTS = 50


@dataclass(frozen=True, slots=True)
class Device:
    """A browser, and the accounts that have signed in with it."""

    code: str
    accounts: tuple[int, ...] = ()


def address_of(request: HttpRequest) -> str:
    """The address of who asks; X-Forwarded-For is believed for as many proxies as the installation says it has."""
    meta = getattr(request, "META", {})
    hops = [hop.strip() for hop in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if hop.strip()]
    count = settings.SALTER_PROXIES
    found = hops[-count] if count and len(hops) >= count else str(meta.get("REMOTE_ADDR", ""))
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return "::"


def device_of(request: HttpRequest) -> Device:
    """The device by its signed cookie; a new one otherwise."""
    try:
        code, accounts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return Device(secrets.token_urlsafe(12))
    return Device(str(code), tuple(int(pk) for pk in accounts))


def known_to(request: HttpRequest, account: Account | None) -> str:
    """The code of the device when `account` has signed in with it before, else nothing."""
    device = device_of(request)
    return device.code if account and account.pk in device.accounts else ""


def remember(request: HttpRequest, response: HttpResponseBase, account: Account) -> None:
    """Note in the cookie that `account` has signed in with this device."""
    device = device_of(request)
    accounts = [account.pk, *(pk for pk in device.accounts if pk != account.pk)][:MOST_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps([device.code, accounts], salt=COOKIE),
        max_age=AGE,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
