"""Forms of withdrawals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.registry.models import CaseParty
from salter.registry.parties.choosing import PartyField, offer_parties
from salter.ui.forms import SerbianDateField


class WithdrawForm(OfficeForm):
    """Who withdraws, when, how much, and how that was said."""

    codes: ClassVar = {"party": "party", "known": "party", "on": "on", "note": "note"}
    party = PartyField(
        label=_("Which party withdraws"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a party whose request it is.")},
    )
    whole = forms.ChoiceField(
        label=_("How much of the request"),
        choices=[("whole", _("all of it")), ("part", _("a part of it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much is withdrawn.")},
    )
    on = SerbianDateField(label=_("Withdrawn on"))
    note = forms.CharField(
        label=_("How the party said so, and what it withdraws"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For example: by a letter under sub-number 3; orally at the counter, with a record."),
        error_messages={"required": _("Write how the party said so, and what it withdraws.")},
    )

    def __init__(self, *args: Any, parties: Iterable[CaseParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_parties(self, parties)

    def given(self) -> dict[str, Any]:
        """What `withdraw_request` takes; the form is valid."""
        data = self.cleaned_data
        whole = data["whole"] == "whole"
        return {"party": data["party"], "on": data["on"], "whole": whole, "note": data["note"]}


class TakeBackForm(OfficeForm):
    """When and how the party took its withdrawal back."""

    codes: ClassVar = {"why": "why", "act": "why"}
    why = forms.CharField(
        label=_("When and how the party took it back"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write when and how the party took it back.")},
    )
