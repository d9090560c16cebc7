"""Forms of official notes and of the log of inspections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.registry.models import CaseParty
from salter.registry.parties.choosing import NO_PARTY, PartyField, offer_parties
from salter.ui.forms import SerbianDateField


class NoteForm(OfficeForm):
    """What an official note is about, and what it says."""

    codes: ClassVar = {"about": "about", "text": "text"}
    about = forms.CharField(
        label=_("What the note is about"),
        max_length=250,
        error_messages={"required": _("Write what the note is about.")},
    )
    text = forms.CharField(
        label=_("What you note"),
        widget=forms.Textarea({"rows": 12, "lang": "sr-Cyrl", "spellcheck": "true"}),
        help_text=_("What you saw, heard or did, when and with whom; one paragraph in each line."),
        error_messages={"required": _("Write what you note.")},
    )


class InspectionForm(OfficeForm):
    """Who inspected the file, by what right, what of it, when."""

    codes: ClassVar = {"person": "person", "right": "right", "on": "on", "what": "what", "party": "party"}
    party = PartyField(label=_("Which party"), none=NO_PARTY)
    person = forms.CharField(
        label=_("Who inspected the file"),
        max_length=200,
        help_text=_("Name and surname of the person who came."),
        error_messages={"required": _("Write who inspected the file.")},
    )
    right = forms.CharField(
        label=_("By what right"),
        max_length=300,
        help_text=_("As a party, by an authority with its number, or the interest that was shown."),
        error_messages={
            "required": _("Write by what right: as a party, by which authority, or what interest was shown.")
        },
    )
    on = SerbianDateField(label=_("Inspected on"))
    what = forms.CharField(
        label=_("What was inspected"),
        max_length=300,
        error_messages={"required": _("Write what was inspected: the whole file, or which papers.")},
    )
    copies = forms.IntegerField(
        label=_("How many pages were copied"),
        min_value=0,
        max_value=9999,
        initial=0,
        widget=forms.TextInput({"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write how many pages were copied, 0 for none.")
        ),
    )
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def __init__(self, *args: Any, parties: Iterable[CaseParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_parties(self, parties)

    def given(self) -> dict[str, Any]:
        """What `note_inspection` takes; the form is valid."""
        return {key: value for key, value in self.cleaned_data.items() if key != "form_key"}
