"""Forms of an old book that is brought in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Unit
from salter.registry.bringing.columns import LISTED, OLD_BOOK
from salter.registry.forms.base import OfficeForm
from salter.registry.models import BookImport
from salter.ui.templatetags.salter import script


class OldBookForm(OfficeForm):
    """The table of an old book."""

    codes: ClassVar = {"table": "table"}
    table = forms.FileField(
        label=_("The table (XLSX or CSV)"), widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        help_text=_("Its first row names the columns, as the old book has them. Nothing is written before you agree."),
        error_messages={"required": _("Choose the table.")},
    )  # fmt: skip


class ColumnsForm(OfficeForm):
    """What the columns of the table mean, and what holds where a row says nothing."""

    codes: ClassVar = {"columns": "number"}
    year = forms.IntegerField(
        label=_("Year of the book"), required=False, min_value=1900, max_value=2099,
        widget=forms.TextInput({"class": "govuk-input--width-5", "inputmode": "numeric"}),
        help_text=_("Holds for numbers without a year."),
    )  # fmt: skip
    class_code = forms.RegexField(
        r"^\d{3}(-\d{2})?$", label=_("Class mark"), required=False,
        widget=forms.TextInput({"class": "govuk-input--width-5"}), help_text=_("Holds for numbers without one."),
        error_messages={"invalid": _("Write the three digits of the mark, for example 350.")},
    )  # fmt: skip
    usual_unit = forms.ChoiceField(label=_("Unit"), required=False, help_text=_("Holds for rows that name no unit."))

    def __init__(
        self, data: Any = None, *, book: BookImport, columns: Mapping[str, int], units: list[Unit], year: int
    ) -> None:
        said = book.defaults
        initial: dict[str, Any] = {name: str(place) for name, place in columns.items()}
        initial |= {"year": said.get("year") or year, "class_code": said.get("class"), "usual_unit": said.get("unit")}
        super().__init__(data, initial=initial)
        places = [(str(place), head or f"({place + 1})") for place, head in enumerate(book.heads)]
        for name, column in OLD_BOOK.items():
            choices = [("", "–"), *places]
            self.fields[name] = forms.ChoiceField(label=column.words, choices=choices, required=column.needed)
        unit = self.fields["usual_unit"]
        assert isinstance(unit, forms.ChoiceField)
        unit.choices = [("", "–"), *((one.mark, f"{one.mark} · {script(one.name)}") for one in units)]

    def meanings(self) -> list[forms.BoundField]:
        """The fields that say what a column is."""
        return [self[name] for name in OLD_BOOK]

    def usual(self) -> list[forms.BoundField]:
        """The fields that hold where a row says nothing."""
        return [self["year"], self["class_code"], self["usual_unit"]]

    @property
    def columns(self) -> dict[str, int]:
        """The columns that were chosen."""
        return {name: int(self.cleaned_data[name]) for name in OLD_BOOK if self.cleaned_data[name]}


class ListTableForm(OfficeForm):
    """A table of acts."""

    codes: ClassVar = {"table": "table"}
    table = forms.FileField(
        label=_("The table (XLSX or CSV)"), widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        help_text=_("Its first row names the columns: subject, date, name. You see every row before it is entered."),
        error_messages={"required": _("Choose the table.")},
    )  # fmt: skip


class ListColumnsForm(OfficeForm):
    """What the columns of a table of acts mean."""

    codes: ClassVar = {"columns": "subject"}

    def __init__(self, data: Any = None, *, book: BookImport, columns: Mapping[str, int]) -> None:
        super().__init__(data, initial={name: str(place) for name, place in columns.items()})
        places = [(str(place), head or f"({place + 1})") for place, head in enumerate(book.heads)]
        for name, column in LISTED.items():
            self.fields[name] = forms.ChoiceField(
                label=column.words, choices=[("", "–"), *places], required=column.needed
            )

    @property
    def columns(self) -> dict[str, int]:
        """The columns that were chosen."""
        return {name: int(self.cleaned_data[name]) for name in LISTED if self.cleaned_data[name]}
