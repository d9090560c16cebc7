"""Pages of this room: signing in, and what everybody decides about the own account."""

from salter.organisations.passwords import DEMO_PASSWORD
from salter.organisations.views.entry import demo_people, passkey_options, second, sign_in, sign_in_passkey, sign_out

__all__ = [
    "DEMO_PASSWORD",
    "demo_people",
    "passkey_options",
    "second",
    "sign_in",
    "sign_in_passkey",
    "sign_out",
]
