"""The form of the mail of what is due."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms import OfficeForm
from salter.registry.seeing.digest import HOURS, MOST_DAYS


def _hours() -> list[tuple[str, Any]]:
    return [("", _("no mail")), *((str(hour), f"{hour}:00") for hour in HOURS)]


class DigestForm(OfficeForm):
    """From which hour on, how many days ahead, in which script; without an hour no mail."""

    codes: ClassVar = {"hour": "hour", "days": "days", "language": "language"}
    hour = forms.ChoiceField(label=_("One mail on working days, from"), choices=_hours, required=False)
    days = forms.IntegerField(
        label=_("So many days ahead"), min_value=0, max_value=MOST_DAYS, required=False,
        help_text=_("0 is what is due today. What is late always stands in it."),
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Write a number of days from 0 to %(most)s.") % {"most": MOST_DAYS}
        ),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("In"),
        choices=[("sr", "ћирилица"), ("sr-latn", "latinica"), ("en", "English")],
        widget=forms.RadioSelect,
    )

    def given(self) -> dict[str, Any] | None:
        """What `choose` takes; None for no mail. The form is valid."""
        data = self.cleaned_data
        if not data["hour"]:
            return None
        return {"hour": int(data["hour"]), "days": data["days"] or 0, "language": data["language"]}
