"""Second factors and passkeys: the only module that touches allauth's (decision 015).

allauth keeps them, makes and checks WebAuthn and gives recovery codes; pages, words and the journal are ours.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from salter.organisations.devices import address_of
from salter.organisations.levels import Method
from salter.organisations.models import Account

KIND = Authenticator.Type


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth asks where a session comes from; it never answers by pages, mail or messages of its own."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as the installation reckons it."""
        return address_of(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up through allauth's pages."""
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """What happens to factors is in the journal."""


def _fernet() -> Fernet:
    key = hashlib.sha256(b"second factors\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets of factors lie encrypted in the database; the names that a phone shows are the office's."""

    def encrypt(self, text: str) -> str:
        """Encrypted with the secret of the installation."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` was given."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def _get_site_name(self) -> str:
        return "Šalter"


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its owner sees it."""

    pk: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody has set up beside the password."""

    codes: bool
    recovery_left: int
    passkeys: Sequence[Passkey]

    def __bool__(self) -> bool:
        return self.codes or bool(self.passkeys)


def factors_of(account: Account) -> Factors:
    """Everything that `account` has set up; one query."""
    rows = list(Authenticator.objects.filter(user=account).order_by("pk"))
    recovery = next((row for row in rows if row.type == KIND.RECOVERY_CODES), None)
    return Factors(
        codes=any(row.type == KIND.TOTP for row in rows),
        recovery_left=len(RecoveryCodes(recovery).get_unused_codes()) if recovery else 0,
        passkeys=[
            Passkey(row.pk, str(row.data["name"]), row.created_at, row.last_used_at)
            for row in rows
            if row.type == KIND.WEBAUTHN
        ],
    )


def with_factors(accounts: Iterable[int]) -> set[int]:
    """Those of some accounts, by their keys, that have one-time codes or a passkey; one query."""
    rows = Authenticator.objects.filter(user__in=list(accounts), type__in=[KIND.TOTP, KIND.WEBAUTHN])
    return set(rows.values_list("user_id", flat=True))


def new_secret() -> str:
    """A fresh secret of one-time codes, to be shown once."""
    return str(generate_totp_secret())


def qr_of(account: Account, secret: str, issuer: str) -> SafeString:
    """The secret as a QR code: an SVG without a style of its own, to stand in the page."""
    from urllib.parse import quote, urlencode

    import segno

    label = quote(f"{issuer}:{account.username}")
    address = f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
    out = BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, scale=5, border=4, light="#fff", title=_("QR code"), omitsize=False
    )
    return mark_safe(out.getvalue().decode())  # made here, of escaped parts


def _matching_counter(secret: str, code: str) -> int | None:
    given = "".join(code.split())
    for counter in yield_hotp_counters_from_time():
        if constant_time_compare(format_hotp_value(hotp_value(secret, counter)), given):
            return int(counter)
    return None


def set_up_codes(account: Account, secret: str, code: str) -> None:
    """Turn one-time codes on, when `code` shows that the phone has the secret.

    Raises ValidationError (code `code`).
    """
    counter = _matching_counter(secret, code)
    if counter is None:
        raise ValidationError(_wrong_code(), code="code")
    Authenticator.objects.filter(user=account, type=KIND.TOTP).delete()
    row = TOTP.activate(account, secret).instance
    row.data["counter"] = counter
    row.save()
    RecoveryCodes.activate(account)


def _wrong_code() -> str:
    return _("The code is not right. Write the one that your phone shows now; its time must be that of the network.")


def check_code(account: Account, code: str) -> Method | None:
    """How `code` proves who it is: as a one-time code not used before, or as a recovery code; None when it does not."""
    rows = Authenticator.objects.select_for_update().filter(user=account)
    totp = rows.filter(type=KIND.TOTP).first()
    if totp is None:
        return None
    counter = _matching_counter(MfaAdapter().decrypt(totp.data["secret"]), code)
    if counter is not None and counter > totp.data.get("counter", 0):
        totp.data["counter"] = counter
        totp.save()
        totp.record_usage()
        return Method.CODE
    recovery = rows.filter(type=KIND.RECOVERY_CODES).first()
    if recovery and RecoveryCodes(recovery).validate_code("".join(code.split())):
        recovery.record_usage()
        return Method.RECOVERY
    return None


def recovery_codes(account: Account, *, anew: bool = False) -> list[str]:
    """The recovery codes that are left; `anew` makes ten new ones and the old ones void."""
    if anew:
        Authenticator.objects.filter(user=account, type=KIND.RECOVERY_CODES).delete()
    return list(RecoveryCodes.activate(account).get_unused_codes())


def remove_codes(account: Account) -> None:
    """Turn one-time codes off, their recovery codes too."""
    Authenticator.objects.filter(user=account, type__in=[KIND.TOTP, KIND.RECOVERY_CODES]).delete()


def begin_passkey(account: Account) -> dict[str, Any]:
    """What the browser is asked for to make a passkey; the challenge stays in the session."""
    from allauth.mfa.webauthn.internal import auth as webauthn

    return _plain(webauthn.begin_registration(account, passwordless=True))


def add_passkey(account: Account, name: str, answer: str) -> Passkey:
    """Keep the passkey that the browser has made.

    Raises ValidationError (code `passkey`).
    """
    from allauth.mfa.webauthn.internal import auth as webauthn

    credential = _parsed(answer)
    try:
        webauthn.parse_registration_response(credential)
        made = webauthn.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        raise ValidationError(_wrong_passkey(), code="passkey") from error
    if not made.is_user_verified():
        raise ValidationError(_wrong_passkey(), code="passkey")
    row = webauthn.WebAuthn.add(account, name, credential).instance
    return Passkey(row.pk, name, row.created_at, None)


def begin_proof(account: Account | None = None) -> dict[str, Any]:
    """What the browser is asked for to prove with a passkey; of anybody, or of one account."""
    from allauth.mfa.webauthn.internal import auth as webauthn

    return _plain(webauthn.begin_authentication(account))


def prove_by_passkey(answer: str, account: Account | None = None) -> Account:
    """Whose passkey has answered the challenge; `account` when only that one will do.

    Raises ValidationError (code `passkey`).
    """
    from allauth.mfa.webauthn.internal import auth as webauthn

    credential = _parsed(answer)
    try:
        webauthn.parse_authentication_response(credential)
        owner = account or webauthn.extract_user_from_response(credential)
        row = webauthn.complete_authentication(owner, credential)
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        raise ValidationError(_wrong_passkey(), code="passkey") from error
    row.record_usage()
    return Account.objects.get(pk=row.user_id)


def rename_passkey(account: Account, pk: int, name: str) -> Passkey:
    """Give a passkey another name. Raises Authenticator.DoesNotExist."""
    row = Authenticator.objects.get(user=account, type=KIND.WEBAUTHN, pk=pk)
    row.data["name"] = name
    row.save()
    return Passkey(row.pk, name, row.created_at, row.last_used_at)


def remove_passkey(account: Account, pk: int) -> None:
    """Remove a passkey. Raises Authenticator.DoesNotExist."""
    Authenticator.objects.get(user=account, type=KIND.WEBAUTHN, pk=pk).delete()


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    """As JSON would carry it."""
    return dict(json.loads(json.dumps(options, default=dict)))


def _parsed(answer: str) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ValidationError(_wrong_passkey(), code="passkey")
    return found


def _wrong_passkey() -> str:
    return _("The passkey was not accepted. Nothing has changed; try again, or choose another way.")
