"""The form of notices by e-mail: none, or in which script."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms import OfficeForm


class AlertForm(OfficeForm):
    """One question: none, or in which script."""

    mark_optional = False
    codes: ClassVar = {"language": "language"}
    language = forms.ChoiceField(
        label=_("Do you want notices by e-mail?"),
        choices=[
            ("", _("No notices")),
            ("sr", _("Yes, in Serbian, Cyrillic script")),
            ("sr-latn", _("Yes, in Serbian, Latin script")),
            ("en", _("Yes, in English")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
