"""The form of one row of the plan, the schedule or the catalogue, made from its columns; files for carrying them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Unit
from salter.registry.carrying import cells
from salter.registry.carrying.columns import CLASSES, PROCEDURES, Column, Kind, What
from salter.registry.carrying.state import Cells
from salter.registry.forms.base import OfficeForm
from salter.ui.templatetags.salter import script

NARROW = {What.NUMBER: "5", What.MONEY: "10", What.DAY: "10", What.CLASS: "5", What.KEPT: "5", What.EDITION: "10"}
HINTS = {
    (CLASSES.code, "edition"): _("The number of the official gazette, for example 14/2023."),
    (CLASSES.code, "minimum"): _("A number of years, or “трајно”. A case of the class is not closed with less."),
    (PROCEDURES.code, "deadline_days"): _(
        "Only a period of a special law. Empty: the general 30 or 60 days, a setting."
    ),
    (PROCEDURES.code, "deadline_article"): _("The law and the article that set this period."),
    (PROCEDURES.code, "required_documents"): _(
        "One a line, then who obtains it: странка, орган, or избор странке. For example: Извод из матичне књиге | орган"
    ),
    (PROCEDURES.code, "templates"): _("One a line, its title and its kind. For example: Решење о заузећу | решење"),
    (PROCEDURES.code, "form"): _("The paper form, or the address where it stands."),
    (PROCEDURES.code, "fee"): _("In dinars, for example 1.200,00. Empty: not entered."),
}


class RowForm(OfficeForm):
    """One row, judged as a row of a file would be; what is wrong stands at its field."""

    mark_optional = False

    def __init__(
        self,
        data: Any = None,
        *,
        kind: Kind,
        row: Cells | None = None,
        units: Iterable[Unit] = (),
        seen: int | None = None,
        asks: bool = False,
    ) -> None:
        super().__init__(data)
        self.kind, self.row = kind, row
        for column in kind.columns:
            if row is not None and column.field in kind.key:
                continue
            field = _field(kind, column, list(units))
            field.initial = _initial(column, row)
            self.fields[column.field] = field
        if seen is not None:
            self.fields["seen"] = forms.IntegerField(required=False, widget=forms.HiddenInput, initial=seen)
            self.fields["reason"] = forms.CharField(
                label=_("Why is it changed?"), max_length=300, required=False,
                help_text=_("Stays with the revision. Cases that have begun keep the one that they began with."),
            )  # fmt: skip
        if asks:
            self.fields["confirm"] = forms.BooleanField(
                label=_("I confirm it: citizens see it"), required=False,
                help_text=_("By this you answer for its name, ground, documents and deadline."),
            )  # fmt: skip

    def given(self) -> Cells:
        """The cells as they were written; the key of a row that is changed stays."""
        written = dict(self.row or {})
        for column in self.kind.columns:
            if column.field in self.fields:
                value = self.cleaned_data.get(column.field)
                written[column.field] = (cells.YES if value else cells.NO) if isinstance(value, bool) else str(value)
        return written

    def refuse(self, error: ValidationError) -> None:
        """Every fault at the field of its column."""
        for one in error.error_list:
            name = one.code if one.code in self.fields else None
            self.add_error(name, one)


def _initial(column: Column, row: Cells | None) -> Any:
    """As people write it; choices by their code."""
    if row is None and column.what is What.LINES:  # there the default is what a line without a word means
        return ""
    canonical = row[column.field] if row else column.default
    if column.what is What.YES_NO:
        return canonical == cells.YES
    return canonical if column.what is What.CHOICE else column.write(canonical)


def _field(kind: Kind, column: Column, units: list[Unit]) -> forms.Field:
    words: dict[str, Any] = {
        "label": str(column.label)[:1].upper() + str(column.label)[1:],
        "help_text": HINTS.get((kind.code, column.field), ""),
        "required": False,
    }
    if column.what is What.YES_NO:
        return forms.BooleanField(**words)
    if column.what is What.CHOICE:
        empty = [] if column.required else [("", "–")]
        return forms.ChoiceField(choices=[*empty, *(column.labels or {}).items()], **words)
    if column.field == "unit":
        choices = [("", "–"), *((unit.mark, f"{unit.mark} {script(unit.name)}") for unit in units)]
        return forms.ChoiceField(choices=choices, **words)
    if column.what in (What.LINES, What.LONG):
        return forms.CharField(widget=forms.Textarea({"rows": 5 if column.what is What.LINES else 3}), **words)
    width = NARROW.get(column.what)
    return forms.CharField(widget=forms.TextInput({"class": f"govuk-input--width-{width}"} if width else {}), **words)


class CarryForm(OfficeForm):
    """A file to look at."""

    table = forms.FileField(
        label=_("The file (XLSX, CSV, ZIP of CSV, YAML)"),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.zip,.yaml,.yml"}),
        error_messages={"required": _("Choose the file.")},
    )
    remove = forms.BooleanField(
        label=_("What the file does not name goes out of use"),
        required=False,
        help_text=_("Nothing is deleted: cases keep what they have. Of the plan only the editions in the file count."),
    )
