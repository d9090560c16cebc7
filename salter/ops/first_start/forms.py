"""The form of the code."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The one-time code."""

    code = forms.CharField(
        label=_("Set-up code"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}),
        help_text=_("Four groups of letters and digits, for example K7PWM-…"),
        error_messages={"required": _("Write the set-up code.")},
    )
    wrong = _("This is not the code. It is the one printed last by “salter serve”.")
