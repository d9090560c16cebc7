"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.organisations.actions import check_password
from salter.organisations.models import Account


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )
    wrong = _("User name or password is wrong. Check both and try again.")


class CodeForm(forms.Form):
    """A one-time code, or a recovery code."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=20,
        help_text=_("Six digits from the application on your phone. If the phone is gone: one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}
        ),
    )


class FirstCodeForm(forms.Form):
    """The code that shows that the phone has the secret."""

    code = forms.CharField(
        label=_("The code that the application shows now"),
        max_length=10,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}
        ),
    )


class PasswordForm(forms.Form):
    """The own password, once more."""

    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )


class NewPasswordForm(forms.Form):
    """The new password, twice."""

    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 signs; any sort will do. A sentence that only you know is easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("New password, once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_new(self) -> str:
        """Raises ValidationError for what the rules refuse."""
        new = str(self.cleaned_data["new"])
        check_password(new, self.account)
        return new

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        found = super().clean() or {}
        if "new" in found and found.get("again") not in (None, found["new"]):
            self.add_error("again", _("The two are not the same. Write the new password twice."))
        return found


class PasskeyNameForm(forms.Form):
    """What the owner calls a passkey."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=60,
        help_text=_("For yourself, for example: my phone, key on the ring."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
