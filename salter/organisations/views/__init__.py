"""Pages of this room: signing in, and what everybody decides about the own account."""

from salter.organisations.fictional import DEMO_PASSWORD
from salter.organisations.views.confirming import confirm
from salter.organisations.views.entry import demo_people, passkey_options, second, sign_in, sign_in_passkey, sign_out
from salter.organisations.views.keeping import all_kept, csrf_failure, kept_form
from salter.organisations.views.provider import provider, provider_back, provider_link, provider_unlink
from salter.organisations.views.security import (
    codes,
    codes_remove,
    passkey,
    passkey_add,
    passkey_make,
    password,
    recovery,
    security,
    sessions_end,
    token_end,
)

__all__ = [
    "DEMO_PASSWORD",
    "all_kept",
    "codes",
    "codes_remove",
    "confirm",
    "csrf_failure",
    "demo_people",
    "kept_form",
    "passkey",
    "passkey_add",
    "passkey_make",
    "passkey_options",
    "password",
    "provider",
    "provider_back",
    "provider_link",
    "provider_unlink",
    "recovery",
    "second",
    "security",
    "sessions_end",
    "sign_in",
    "sign_in_passkey",
    "sign_out",
    "token_end",
]
