"""Forms of two books that are kept side by side."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.actions.parallel import Theirs
from salter.registry.forms.base import OfficeForm
from salter.registry.parallel.rules import Said
from salter.ui.forms import SerbianDateField

NARROW = {"class": "govuk-input--width-5", "inputmode": "numeric"}


class BeginParallelForm(OfficeForm):
    """The old book is kept on beside ours."""

    codes: ClassVar = {"old_book": "old_book", "ground": "ground", "began_on": "began_on"}
    old_book = forms.CharField(
        label=_("The old book"), max_length=200,
        help_text=_("For example: деловодник 2026, or the name of the program."),
    )  # fmt: skip
    ground = forms.CharField(
        label=_("Ground"), max_length=300,
        help_text=_("The decision by which both books are kept, with its number and date."),
    )  # fmt: skip
    began_on = SerbianDateField(label=_("First day"))


class CompareDayForm(OfficeForm):
    """Their day: a table, or three figures."""

    codes: ClassVar = {"table": "table", "day": "day", "figures": "count"}
    day = SerbianDateField(label=_("Day"))
    table = forms.FileField(
        label=_("The day of the old book as a table (XLSX or CSV)"), required=False,
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        help_text=_("With the columns of the book. Rows of other days are left out."),
    )  # fmt: skip
    count = forms.IntegerField(
        label=_("New cases of that day"), required=False, min_value=0, widget=forms.TextInput(NARROW)
    )
    first = forms.IntegerField(label=_("First number"), required=False, min_value=1, widget=forms.TextInput(NARROW))
    last = forms.IntegerField(label=_("Last number"), required=False, min_value=1, widget=forms.TextInput(NARROW))

    def figures(self) -> list[forms.BoundField]:
        """What is written where there is no table."""
        return [self["count"], self["first"], self["last"]]

    @property
    def theirs(self) -> Theirs:
        """What was sent of their day."""
        given: dict[str, Any] = self.cleaned_data
        if given["table"]:
            return Theirs(given["table"].file, given["table"].name)
        if given["count"] is None:
            return Theirs()
        return Theirs(said=Said(given["count"], given["first"] or 0, given["last"] or 0))


class LookAtSheetForm(OfficeForm):
    """What becomes of what differs."""

    codes: ClassVar = {"remark": "remark"}
    remark = forms.CharField(
        label=_("What becomes of it"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("For example: entered later in our book."),
        error_messages={"required": _("Write what becomes of the differences.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, needed: bool) -> None:
        super().__init__(data)
        self.fields["remark"].required = needed


class EndParallelForm(OfficeForm):
    """Only our book is kept from now on."""

    codes: ClassVar = {"ending": "ending"}
    ending = forms.CharField(
        label=_("Why only one book is kept from now on"), max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=_("It stands in the official note."),
    )  # fmt: skip
