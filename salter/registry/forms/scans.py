"""Forms of the check of scans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.registry.models import Incoming
from salter.registry.scans.checks import Rule
from salter.ui.formats import format_datetime


class FaultForm(OfficeForm):
    """What is wrong with a scan."""

    codes: ClassVar = {"reason": "reason"}
    reason = forms.CharField(
        label=_("What is wrong with the scan?"),
        help_text=_("For example: page 3 is missing, the lower edge is cut off. Who scans it again reads this."),
        max_length=300,
        error_messages={"required": _("Write what is wrong with the scan.")},
    )


class AgainForm(OfficeForm):
    """Which scan of the shelf is the new scan of a paper."""

    codes: ClassVar = {"incoming": "incoming"}
    incoming = forms.ChoiceField(
        label=_("Which one is the new scan of this paper?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the new scan.")},
    )

    def __init__(self, *args: Any, shelf: Iterable[Incoming], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["incoming"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(row.pk), f"{row.subject}, {format_datetime(row.received_at)}") for row in shelf]


class RuleForm(OfficeForm):
    """How scans are checked."""

    codes: ClassVar = {"rule": "every"}
    on = forms.TypedChoiceField(
        label=_("Is a registered scan compared with its paper by a second person?"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    every = forms.IntegerField(
        label=_("Of a batch, one scan is viewed in"),
        min_value=1,
        max_value=100,
        help_text=_("1 means: each is viewed."),
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )
    least = forms.IntegerField(
        label=_("But never fewer than"),
        min_value=1,
        max_value=200,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )

    def rule(self) -> Rule:
        """The rule that was typed."""
        return Rule(**{name: self.cleaned_data[name] for name in ("on", "every", "least")})
