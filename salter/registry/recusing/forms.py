"""Forms of recusals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.organisations.models import Staff
from salter.registry.forms.base import OfficeForm
from salter.registry.models import AskedBy, CaseParty
from salter.registry.parties.choosing import NO_PARTY, PartyField, offer_parties
from salter.registry.recusing.actions import Substitute
from salter.ui.forms import SerbianDateField


class AskForm(OfficeForm):
    """Who is to be recused, who asks, when and why."""

    codes: ClassVar = {"staff": "staff", "known": "staff", "party": "party", "on": "on", "reason": "reason"}
    staff = forms.ChoiceField(label=_("Which official"), error_messages={"required": _("Choose the official.")})
    asked_by = forms.ChoiceField(
        label=_("Who asks for it"),
        choices=AskedBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who asks for it.")},
    )
    party = PartyField(label=_("Which party"), help_text=_("Where a party asks."), none=NO_PARTY)
    on = SerbianDateField(label=_("Asked on"))
    reason = forms.CharField(
        label=_("The reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For example: related to a party, a witness in the matter, took part in the decision below."),
        error_messages={"required": _("Write the reason for the recusal.")},
    )

    def __init__(self, *args: Any, staff: Iterable[Staff], parties: Iterable[CaseParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(row.pk): row for row in staff}
        _offer(self.fields["staff"], [("", ""), *((key, _named(row)) for key, row in self.people.items())])
        offer_parties(self, parties)

    def given(self) -> dict[str, Any]:
        """What `ask_recusal` takes; the form is valid."""
        data = self.cleaned_data
        return {
            "staff": self.people[data["staff"]],
            "asked_by": AskedBy(data["asked_by"]),
            "party": data["party"],
            "on": data["on"],
            "reason": data["reason"],
        }


class DecideForm(OfficeForm):
    """Whether it is granted, by which ruling, and who goes on with the case."""

    codes: ClassVar = {"staff": "substitute", "note": "note"}
    granted = forms.ChoiceField(
        label=_("How it is decided"),
        choices=[("yes", _("granted: the official is recused")), ("no", _("refused: the official goes on"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it is decided.")},
    )
    substitute = forms.ChoiceField(
        label=_("Who goes on with the case"),
        help_text=_("Where it is granted to who handled the case."),
        required=False,
    )
    note = forms.CharField(
        label=_("Number of the ruling, and why it is decided so"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write the number of the ruling and why it is decided so.")},
    )

    def __init__(self, *args: Any, staff: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(row.pk): row for row in staff}
        none = ("", pgettext_lazy("person", "nobody yet"))
        _offer(self.fields["substitute"], [none, *((key, _named(row)) for key, row in self.people.items())])

    def given(self) -> dict[str, Any]:
        """What `decide_recusal` takes; the form is valid."""
        chosen = self.people.get(self.cleaned_data["substitute"])
        return {
            "granted": self.cleaned_data["granted"] == "yes",
            "note": self.cleaned_data["note"],
            "substitute": Substitute(chosen.unit, chosen) if chosen else None,
        }


def _named(person: Staff) -> str:
    return f"{person.name} ({person.unit.mark})"


def _offer(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
