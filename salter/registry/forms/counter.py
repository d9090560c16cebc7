"""Forms of the counter beside the paper itself: places, sheets for an outage, envelopes, records, ceding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.actions.sheets import MOST_SHEETS
from salter.registry.forms.base import OfficeForm
from salter.registry.models import CounterPlace, EnvelopeEnd
from salter.ui.forms import MultipleFileField


class SeatForm(OfficeForm):
    """At which counter."""

    place = forms.ChoiceField(label=_("Counter"), required=False)

    def __init__(self, *args: Any, places: Iterable[CounterPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        options = [(key, f"{place.code} {place.name}") for key, place in self.places.items()]
        self.fields["place"].choices = [("", _("the registry office itself")), *options]  # type: ignore[attr-defined]

    def chosen(self) -> CounterPlace | None:
        """The place; None for the registry office."""
        return self.places.get(self.cleaned_data["place"])


class PlaceForm(OfficeForm):
    """A new counter."""

    codes: ClassVar = {"code": "code"}
    code = forms.SlugField(
        label=_("Mark of the counter"),
        max_length=10,
        allow_unicode=True,
        widget=forms.TextInput({"class": "govuk-input--width-5"}),
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)


class SheetsForm(OfficeForm):
    """How many sheets."""

    codes: ClassVar = {"count": "count"}
    count = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=MOST_SHEETS,
        initial=20,
        widget=forms.NumberInput({"class": "govuk-input--width-5"}),
    )


class SpoilForm(OfficeForm):
    """A sheet that nothing will be entered from."""

    codes: ClassVar = {"code": "code", "reason": "reason"}
    code = forms.CharField(label=_("Code of the sheet"), max_length=30)
    reason = forms.CharField(label=_("What happened to it"), max_length=300)


class EnvelopeForm(OfficeForm):
    """What became of a closed envelope."""

    codes: ClassVar = {"note": "note", "documents": "documents"}
    end = forms.ChoiceField(
        label=_("What became of it"), choices=EnvelopeEnd.choices, widget=forms.RadioSelect, initial=EnvelopeEnd.HANDED
    )
    note = forms.CharField(
        label=_("To whom it was handed, or before whom it was opened"),
        max_length=300,
        error_messages={"required": _("Write to whom it was handed, or before whom it was opened.")},
    )
    documents = MultipleFileField(label=_("What was in it"), required=False, help_text=_("Only when it was opened."))
    mark_optional = False


class RecordForm(OfficeForm):
    """That the party has signed, or why not."""

    note = forms.CharField(
        label=_("If it did not sign: why"), max_length=300, required=False, help_text=_("Empty: the party has signed.")
    )
    mark_optional = False


class UndoForm(OfficeForm):
    """Why an own entry is taken back."""

    codes: ClassVar = {"reason": "reason"}
    reason = forms.CharField(
        label=_("Why the entry is wrong"),
        max_length=300,
        error_messages={"required": _("Write why the entry is cancelled.")},
        widget=forms.TextInput({"autofocus": True}),
    )


class CedeForm(OfficeForm):
    """To whom a misdirected submission goes, and why."""

    codes: ClassVar = {"body": "body", "reason": "reason"}
    body = forms.CharField(label=_("The competent body"), max_length=200, widget=forms.TextInput({"autofocus": True}))
    address = forms.CharField(label=_("Its address"), max_length=300, required=False)
    reason = forms.CharField(
        label=_("Why that body is competent"),
        max_length=500,
        help_text=_("The party reads it in the notice, in Serbian Cyrillic."),
        widget=forms.Textarea({"rows": 3}),
    )
