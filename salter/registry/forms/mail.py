"""The form of a mailbox that the office's e-mail comes to."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.registry.models import Afterwards, MailAccount, Security, SignIn

WHERE = ("name", "host", "port", "security", "sign_in", "username", "client_id", "token_url", "token_scope")
FIELDS = (*WHERE, "folder", "afterwards", "moved_to", "confirms", "active")
NARROW = {"class": "govuk-input--width-5", "autocomplete": "off"}


class MailAccountForm(OfficeForm):
    """Where it is, as whom, and what becomes of a message once it is kept here."""

    codes: ClassVar = {
        name: name for name in ("password", "security", "moved_to", "username", "token_url", "client_id")
    }
    name = forms.CharField(label=_("Name in this office"), max_length=100, help_text=_("For example: Registry office."))
    host = forms.CharField(label=_("Mail server"), max_length=255, widget=forms.TextInput({"autocomplete": "off"}))
    port = forms.IntegerField(
        label=_("Port"), min_value=1, max_value=65535, initial=993, widget=forms.TextInput(NARROW)
    )
    security = forms.ChoiceField(label=_("Protection"), choices=Security.choices, initial=Security.TLS)
    sign_in = forms.ChoiceField(label=_("Signing in"), choices=SignIn.choices, initial=SignIn.PASSWORD)
    username = forms.CharField(
        label=_("User name at the server"), max_length=255, widget=forms.TextInput({"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Password, or the client's secret"),
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    client_id = forms.CharField(
        label=_("Id of the client (OAuth only)"),
        max_length=255,
        required=False,
        help_text=_("As this installation is registered at the sign-in service of the mail server."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    token_url = forms.URLField(
        label=_("Address for tokens (OAuth only)"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "url"}),
    )
    token_scope = forms.CharField(
        label=_("Scope (OAuth only)"), max_length=255, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    folder = forms.CharField(label=_("Folder"), max_length=200, initial="INBOX")
    afterwards = forms.ChoiceField(
        label=_("What becomes of a message once it is kept here"), choices=Afterwards.choices, initial=Afterwards.SEEN
    )
    moved_to = forms.CharField(label=_("Folder that it is moved into"), max_length=200, required=False)
    confirms = forms.BooleanField(
        label=_("Confirm receipt by e-mail"),
        required=False,
        help_text=_("A short answer that the letter has come. Never to programs and lists (RFC 3834)."),
    )
    active = forms.BooleanField(label=_("Fetch mail every minute"), required=False, initial=True)

    def __init__(self, data: Any = None, *, account: MailAccount | None = None) -> None:
        initial = {name: getattr(account, name) for name in FIELDS} if account else {}
        super().__init__(data, initial=initial)
        self.fields["password"].help_text = (
            _("Leave it empty to keep the one that is set.")
            if account
            else _("It is kept encrypted and never shown again.")
        )

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in (*FIELDS, "password")}
