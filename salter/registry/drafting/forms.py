"""The form that chooses two versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.models import ActVersion
from salter.ui.formats import format_datetime
from salter.ui.templatetags.salter import language


class NumberForm(forms.Form):
    """The number of an earlier case."""

    mark_optional = False
    number = forms.CharField(
        label=_("Number of the case"),
        help_text=_("In any spelling, for example 352-12/2026. Empty: the newest ones."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )


class CompareForm(forms.Form):
    """Two versions of one act."""

    before = forms.TypedChoiceField(label=_("Earlier"), coerce=int)
    after = forms.TypedChoiceField(label=_("Later"), coerce=int)

    def __init__(self, *args: Any, versions: Sequence[ActVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (row.number, f"{row.number} · {row.by.name} · {format_datetime(row.at, language())}") for row in versions
        ]
        for name in ("before", "after"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField
            self.fields[name].error_messages = dict.fromkeys(
                ("required", "invalid_choice"), _("Choose one of the versions of this act.")
            )
