"""Forms of the books and of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Unit
from salter.registry.forms.base import OfficeForm
from salter.registry.models import BookFormat, ClassMark, Procedure
from salter.ui.forms import SerbianDateField
from salter.ui.templatetags.salter import script

NARROW = {"class": "govuk-input--width-5", "inputmode": "numeric"}


class OpenBookForm(OfficeForm):
    """The book of a year, and where the old one ended."""

    codes: ClassVar = {"year": "year", "old_book_last": "old_book_last", "ground": "ground"}
    year = forms.IntegerField(label=_("Year"), widget=forms.TextInput(NARROW))
    old_book_last = forms.IntegerField(
        label=_("Last number of the old book"), min_value=0, initial=0, widget=forms.TextInput(NARROW),
        help_text=_("0: there is no old book, numbers begin with 1. Otherwise they go on from the next one."),
    )  # fmt: skip
    old_book = forms.CharField(
        label=_("The old book"), max_length=200, required=False,
        help_text=_("For example: деловодник 2026, or the name of the program."),
    )  # fmt: skip
    ground = forms.CharField(
        label=_("Ground"), max_length=300, required=False,
        help_text=_("The decision by which the old book is left, with its number and date."),
    )  # fmt: skip
    lists = forms.BooleanField(
        label=_("Open the lists of acts of last year again"), required=False,
        help_text=_("They get the first numbers of the new book."),
    )  # fmt: skip


class ListForm(OfficeForm):
    """A new list of acts."""

    codes: ClassVar = {"subject": "title", "class-mark": "class_code"}
    title = forms.CharField(
        label=_("What acts the list holds"), max_length=300, help_text=_("For example: уверења о месту становања.")
    )
    class_code = forms.ChoiceField(label=_("Class mark"))
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, data: Any = None, *, marks: Iterable[ClassMark], units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.units = {str(unit.pk): unit for unit in units}
        code, unit = self.fields["class_code"], self.fields["unit"]
        assert isinstance(code, forms.ChoiceField)
        assert isinstance(unit, forms.ChoiceField)
        known = {mark.code: f"{mark.code} · {script(mark.name)}" for mark in marks}
        code.choices = [*known.items()]
        unit.choices = [("", "–"), *((key, f"{row.mark} · {script(row.name)}") for key, row in self.units.items())]


class ListedActForm(OfficeForm):
    """One act of a list, typed with both hands on the keyboard."""

    codes: ClassVar = {"subject": "subject", "day": "day"}
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
    )
    subject = forms.CharField(label=_("What the act is about"), max_length=300)
    day = SerbianDateField(label=_("Date"))
    reference = forms.CharField(label=_("Sender's number and date"), max_length=100, required=False)


class ReasonForm(OfficeForm):
    """Why something is cancelled."""

    codes: ClassVar = {"reason": "reason"}
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ProcedureForm(OfficeForm):
    """Which unit conducts a procedure, and whether citizens see it."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    unit = forms.ChoiceField(label=_("Unit"))
    public = forms.BooleanField(
        label=_("Citizens see it and may hand in requests"), required=False,
        help_text=_("By this you answer for its name, ground, documents and deadline."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, units: list[Unit], procedure: Procedure) -> None:
        initial = {"unit": str(procedure.unit_id or ""), "public": procedure.public, "seen": procedure.revision}
        super().__init__(data, initial=initial)
        self.units = {str(unit.pk): unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, f"{unit.mark} · {script(unit.name)}") for key, unit in self.units.items()]


class CopyForm(OfficeForm):
    """In which format and script a copy of a book is wanted."""

    codes: ClassVar = {"language": "language"}
    format = forms.ChoiceField(label=_("Format"), choices=BookFormat.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Script"), choices=[("sr", _("Cyrillic")), ("sr-latn", _("Latin"))], widget=forms.RadioSelect
    )
