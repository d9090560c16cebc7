"""The form of one tick."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms import OfficeForm


class TickForm(OfficeForm):
    """Which line, and what is to be known of it."""

    codes: ClassVar = {"key": "", "found": "", "ticked": ""}
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note, if one is needed"),
        max_length=200,
        required=False,
        help_text=_("For example: number and date of the act, or on which machine it was restored."),
        error_messages={"max_length": _("At most 200 characters.")},
    )
