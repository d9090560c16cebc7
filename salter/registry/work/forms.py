"""Forms of work."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.ui.forms import SerbianDateField


class ReturnForm(OfficeForm):
    """Why a case goes back."""

    codes: ClassVar = {"reason": "reason"}
    reason = forms.CharField(
        label=_("Why does the case go back?"),
        help_text=_("Who gets it back reads this. It stays in the internal delivery book."),
        max_length=300,
        error_messages={"required": _("Write why the case goes back.")},
    )


class DayForm(forms.Form):
    """A day of the internal delivery book."""

    day = SerbianDateField(label=_("Day"))
