"""Forms for what a case has on paper only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm


class PaperForm(OfficeForm):
    """What the paper is, how many sheets, where it lies, and what it came with."""

    codes: ClassVar = {"sheets": "sheets", "place": "place", "sub-number": "sub_number"}
    title = forms.CharField(
        label=_("What is it?"),
        max_length=300,
        help_text=_("For example: project of the building, original of the contract, a sample."),
        error_messages={"required": _("Write what the paper is.")},
    )
    sheets = forms.IntegerField(
        label=_("How many sheets?"),
        min_value=1,
        max_value=9999,
        widget=forms.TextInput({"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={
            "required": _("Write how many sheets the paper has, at least 1."),
            "invalid": _("Write how many sheets the paper has, at least 1."),
            "min_value": _("Write how many sheets the paper has, at least 1."),
        },
    )
    place = forms.CharField(
        label=_("Where does it lie?"),
        max_length=200,
        help_text=_("So that another person finds it: room, cabinet, folder."),
        error_messages={"required": _("Write where the paper lies, so that it is found.")},
    )
    sub_number = forms.TypedChoiceField(label=_("What did it come or go with?"), coerce=int)

    def __init__(self, *args: Any, papers: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sub_number"].choices = papers  # type: ignore[attr-defined]


class PlaceForm(OfficeForm):
    """Where a paper lies now, or why its note is withdrawn."""

    codes: ClassVar = {"place": "place", "reason": "reason"}
    place = forms.CharField(label=_("Where does it lie now?"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Or: the note was wrong, because"),
        max_length=300,
        required=False,
        help_text=_("With a reason the note is withdrawn; it stays in the history of the case."),
    )
