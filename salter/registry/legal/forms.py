"""The form of one legal setting."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms import OfficeForm
from salter.registry.legal.rules import RANGES, Kind, Setting

LABELS = {Kind.DAYS: _("Days"), Kind.YEARS: _("Years"), Kind.TIMES: _("Times")}


class LegalSettingForm(OfficeForm):
    """What is set, and why."""

    codes: ClassVar = {"value": "value", "same": "value", "reason": "reason"}
    reason = forms.CharField(
        label=_("Why, and where it was read"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For example: Art. 145 in Sl. glasnik RS 18/2016, read by the legal service."),
        error_messages={"required": _("Write why, and where it was read.")},
    )

    def __init__(self, data: Any = None, *, setting: Setting, value: int | bool) -> None:
        super().__init__(data, initial={"value": _initial(value)})
        self.fields["value"] = _field(setting)
        self.order_fields(["form_key", "value", "reason"])

    def chosen(self) -> int | bool:
        """The value; the form is valid."""
        value = self.cleaned_data["value"]
        return value if isinstance(value, int) else value == "yes"


def _initial(value: int | bool) -> int | str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _field(setting: Setting) -> forms.Field:
    if setting.kind is Kind.YES_NO:
        return forms.ChoiceField(
            label=_("Does it hold in this office?"), choices=[("yes", _("yes")), ("no", _("no"))],
            widget=forms.RadioSelect, error_messages={"required": _("Choose yes or no.")},
        )  # fmt: skip
    least, most = RANGES[setting.kind]
    words = _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
    said = dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)
    widget = forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"})
    return forms.IntegerField(
        label=LABELS[setting.kind], min_value=least, max_value=most, widget=widget, error_messages=said
    )
