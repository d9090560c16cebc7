"""Forms of the turn of the year, and of the register of administrative cases."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.actions.over import Carrying
from salter.registry.forms.base import OfficeForm
from salter.registry.models import AppealOutcome
from salter.ui.forms import SerbianDateField


class CarryForm(OfficeForm):
    """What becomes of the numbers of unfinished cases."""

    rule = forms.ChoiceField(
        label=_("Cases that are not finished"),
        choices=[
            (Carrying.KEEP.value, _("keep their number and go on under it")),
            (Carrying.CHANGE.value, _("get a new number in the next book; the old line stays and points to it")),
        ],
        widget=forms.RadioSelect,
    )


class RemediesForm(OfficeForm):
    """The line of a case in the register of administrative cases."""

    codes: ClassVar = {"instance": "instance", "forwarded": "forwarded_on"}
    instance = forms.ChoiceField(
        label=_("It stands in"),
        choices=[("", _("the basic register only")), ("1", "УП-1"), ("2", "УП-2")],
        required=False,
    )
    ex_officio = forms.BooleanField(label=_("Initiated ex officio"), required=False)
    appealed_on = SerbianDateField(label=_("Appeal received"), required=False)
    forwarded_on = SerbianDateField(label=_("Sent to the second instance"), required=False)
    appeal_outcome = forms.ChoiceField(
        label=_("Outcome of the appeal"), choices=[("", "–"), *AppealOutcome.choices], required=False
    )
    dispute = forms.CharField(label=_("Administrative dispute"), max_length=200, required=False)
    enforcement = forms.CharField(label=_("Enforcement"), max_length=200, required=False)
