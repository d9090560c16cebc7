"""Forms of clocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.calendars.rules import Unit
from salter.registry.clocks.actions import LONGEST, SpecialPeriod
from salter.registry.forms import OfficeForm
from salter.registry.models import CaseParty, Clock, Initiative, Whose
from salter.registry.parties.choosing import PartyField, offer_parties
from salter.ui.forms import SerbianDateField

DAYS = _("Write a number of days from 1 to %(most)s.") % {"most": LONGEST}
NUMBER = {"inputmode": "numeric", "class": "govuk-input--width-3"}


def _days(required: bool = True) -> forms.IntegerField:
    said = dict.fromkeys(("required", "invalid", "min_value", "max_value"), DAYS)
    return forms.IntegerField(
        label=_("Days"), min_value=1, max_value=LONGEST, required=required, widget=forms.TextInput(NUMBER),
        error_messages=said,
    )  # fmt: skip


class StartClockForm(OfficeForm):
    """A clock by a general law, or one by a special law with its own days and article."""

    codes: ClassVar = {"on": "on", "what": "what", "days": "days", "article": "article"}
    kind = forms.ChoiceField(label=_("What the period is for"), choices=Clock.choices, widget=forms.RadioSelect)
    on = SerbianDateField(
        label=_("From the day of"), help_text=_("Receipt, notification or request. The day itself is not counted.")
    )
    party = PartyField(label=_("For which party"), none=_("all, or none"))
    what = forms.CharField(
        label=_("By a special law: what has to be done"), max_length=200, required=False,
        help_text=_("This and the rest is only for a period by a special law."),
    )  # fmt: skip
    days = _days(required=False)
    unit = forms.ChoiceField(
        label=_("Counted in"), required=False,
        choices=[(Unit.DAYS.value, _("calendar days")), (Unit.WORKING_DAYS.value, _("working days"))],
    )  # fmt: skip
    whose = forms.ChoiceField(label=_("Who has to do it"), required=False, choices=Whose.choices)
    article = forms.CharField(
        label=_("Law and article"), max_length=200, required=False,
        help_text=_("A period by a special law is not taken without its article."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, parties: Iterable[CaseParty], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        offer_parties(self, parties)

    def given(self) -> dict[str, Any]:
        """What `start` takes; the form is valid."""
        data = self.cleaned_data
        kind = Clock(data["kind"])
        special = None
        if kind == Clock.SPECIAL:
            special = SpecialPeriod(
                what=data["what"], days=data["days"] or 0, article=data["article"],
                whose=Whose(data["whose"] or Whose.BODY), unit=Unit(data["unit"] or Unit.DAYS),
            )  # fmt: skip
        return {"kind": kind, "on": data["on"], "party": data["party"], "special": special}


class MeetClockForm(OfficeForm):
    """The day on which it was done."""

    codes: ClassVar = {"on": "on"}
    on = SerbianDateField(label=_("Done on"))


class DropClockForm(OfficeForm):
    """Why a clock no longer runs."""

    codes: ClassVar = {"why": "why"}
    why = forms.CharField(
        label=_("Why it no longer runs"), max_length=200,
        error_messages={"required": _("Write why the clock no longer runs.")},
    )  # fmt: skip


class ExtendForm(OfficeForm):
    """How many days a special law adds, by which article, and why."""

    codes: ClassVar = {"days": "days", "law": "law", "article": "article", "reason": "reason"}
    days = _days()
    law = forms.CharField(
        label=_("The special law"), max_length=200,
        error_messages={"required": _("Name the special law. The general law knows no extension.")},
    )  # fmt: skip
    article = forms.CharField(
        label=_("Its article"), max_length=60, help_text=_("For example: Art. 12(2)."),
        error_messages={"required": _("Write the article of the special law, for example: Art. 12(2).")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why the deadline is extended"), max_length=300, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write why the deadline is extended.")},
    )  # fmt: skip


class InitiativeForm(OfficeForm):
    """How the case was begun."""

    codes: ClassVar = {"on": "on"}
    initiative = forms.ChoiceField(
        label=_("How the case was begun"), choices=Initiative.choices, widget=forms.RadioSelect
    )
    on = SerbianDateField(
        label=_("Begun ex officio on"), required=False, help_text=_("Empty where a party asked for it.")
    )

    def clean(self) -> dict[str, Any]:
        """A case that was begun ex officio has its day."""
        data = super().clean() or {}
        if (
            data.get("initiative") not in ("", None, Initiative.REQUEST)
            and not data.get("on")
            and "on" not in self.errors
        ):
            self.add_error("on", _("Write on which day the case was begun."))
        return data
