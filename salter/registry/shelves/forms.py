"""Forms of shelves, boxes, places and loans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.registry.models import Shelf
from salter.ui.forms import SerbianDateField

_SHORT = {"class": "govuk-input--width-10", "autocomplete": "off"}


class ShelfForm(OfficeForm):
    """A new shelf, at the top or inside the one of the page."""

    codes: ClassVar = {"code": "code"}
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Short, as it stands on the shelf, for example: A2."),
        widget=forms.TextInput(_SHORT),
        error_messages={"required": _("Write a short code without a slash, for example: A2.")},
    )
    name = forms.CharField(label=_("What it is"), max_length=200, required=False)


class BoxForm(OfficeForm):
    """A new box on the shelf of the page."""

    codes: ClassVar = {"code": "code"}
    code = forms.CharField(
        label=_("Code of the box"),
        max_length=30,
        help_text=_("As it stands on its label; no two boxes have the same."),
        widget=forms.TextInput(_SHORT),
        error_messages={"required": _("Write a short code without a slash, for example: A2.")},
    )
    title = forms.CharField(label=_("What lies in it"), max_length=200, required=False)


class MoveBoxForm(OfficeForm):
    """On which shelf a box stands."""

    codes: ClassVar = {"same": "shelf"}
    shelf = forms.ChoiceField(label=_("Shelf"), error_messages={"required": _("Choose the shelf.")})

    def __init__(self, *args: Any, shelves: Iterable[Shelf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shelves = {str(row.pk): row for row in shelves}
        choices = [(key, f"{row.path} {row.name}".strip()) for key, row in self.shelves.items()]
        self.fields["shelf"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Shelf:
        """The shelf; the form is valid."""
        return self.shelves[self.cleaned_data["shelf"]]


class PutInForm(OfficeForm):
    """Numbers of cases, each in its own line: a scanner types a line for every code."""

    codes: ClassVar = {"numbers": "numbers", "cancelled": "numbers"}
    numbers = forms.CharField(
        label=_("Numbers of the cases, each in its own line"),
        help_text=_("Type them or scan the codes of the labels. Any spelling of a number is understood."),
        widget=forms.Textarea({"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        max_length=20_000,
        error_messages={"required": _("Type or scan at least one number.")},
    )


class CasePlaceForm(OfficeForm):
    """The box of one case, or why it lies in none any more."""

    codes: ClassVar = {"box": "box", "reason": "reason", "place": "box", "cancelled": "box"}
    box = forms.CharField(
        label=_("Code of the box"), max_length=30, required=False, widget=forms.TextInput(_SHORT),
        help_text=_("Type it or scan it from the label of the box."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Or: it lies in no box any more, because"), max_length=300, required=False)


class LendForm(OfficeForm):
    """To whom, for what and until when papers are lent."""

    codes: ClassVar = {"to": "to", "until": "until_on"}
    to = forms.CharField(
        label=_("Who borrows it"),
        max_length=200,
        help_text=_("Name and unit, or the body."),
        error_messages={"required": _("Write to whom the papers are lent.")},
    )
    purpose = forms.CharField(label=_("What for"), max_length=300, required=False)
    until_on = SerbianDateField(label=_("Until which day"))


class GiveBackForm(OfficeForm):
    """When the papers came back, and in what state."""

    codes: ClassVar = {"on": "on"}
    on = SerbianDateField(label=_("Day of return"))
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("For example: two sheets are missing.")
    )
