"""Forms of public delivery."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.dispatching.notices import Notice
from salter.registry.forms import OfficeForm
from salter.registry.models import NoticeGround

AREA = {"rows": 3}


class NoticeForm(OfficeForm):
    """The ground of public delivery, and what the notice says."""

    codes: ClassVar = {name: name for name in ("reason", "addressee", "where", "days")}
    ground = forms.ChoiceField(
        label=_("Ground of public delivery"), choices=NoticeGround.choices, widget=forms.RadioSelect,
        help_text=_("Art. 78(1) of the General Administrative Procedure Act."),
        error_messages={"required": _("Choose the ground.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("What was tried, or which law"), max_length=300, widget=forms.Textarea(AREA),
        help_text=_("It stays in the history of the case; it is not published."),
        error_messages={"required": _("Write what was tried, or which law orders it.")},
    )  # fmt: skip
    addressee = forms.CharField(
        label=_("For whom, as the notice says it"), max_length=200,
        help_text=_("Everybody can read it: no more than is needed, for example initials."),
        error_messages={"required": _("Write how the notice calls whom it is for, for example by initials.")},
    )  # fmt: skip
    where = forms.CharField(
        label=_("Where and when the act can be taken"), max_length=300, widget=forms.Textarea(AREA),
        error_messages={"required": _("Write where and when the act can be taken.")},
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Days on the board"), widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"}),
        help_text=_("The legal period, or longer."),
        error_messages=dict.fromkeys(("required", "invalid"), _("Write a number of days.")),
    )  # fmt: skip

    def notice(self) -> Notice:
        """What is put on the board; the form is valid."""
        data: dict[str, Any] = {**self.cleaned_data, "ground": NoticeGround(self.cleaned_data["ground"])}
        return Notice(**{name: data[name] for name in ("ground", "reason", "addressee", "where", "days")})


class TakeDownForm(OfficeForm):
    """Why a notice is taken down before its day."""

    codes: ClassVar = {"reason": "reason"}
    reason = forms.CharField(
        label=_("Why it is taken down"), max_length=300,
        error_messages={"required": _("Write why the notice is taken down before its day.")},
    )  # fmt: skip
