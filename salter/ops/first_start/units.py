"""The units that an office starts with: a short proposal that can be changed; the rest is imported later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.organisations.rules import check_unit_mark

Answers = dict[str, Any]
PROPOSED = {
    "self-government": (
        ("IV", "Управа", ""),
        ("IV-01", "Одељење за општу управу", "IV"),
        ("IV-02", "Одељење за урбанизам и комуналне послове", "IV"),
        ("IV-03", "Одељење за финансије", "IV"),
        ("IV-04", "Одељење за друштвене делатности", "IV"),
    ),
    "company": (("01", "Дирекција", ""), ("02", "Правна служба", "01")),
    "other": (("01", "Управа", ""), ("02", "Писарница", "01")),
}
SPARE = 3


class UnitForm(forms.Form):
    """One row: mark, name, and the mark of the unit above."""

    mark_optional = False
    mark = forms.CharField(
        label=_("Mark"), max_length=10, required=False, widget=forms.TextInput({"class": "govuk-input--width-5"})
    )
    name = forms.CharField(label=_("Name of the unit"), max_length=200, required=False)
    under = forms.CharField(
        label=_("Under"), max_length=10, required=False, widget=forms.TextInput({"class": "govuk-input--width-5"})
    )

    def clean_mark(self) -> str:
        """A mark that can stand in a number, or nothing."""
        mark = self.cleaned_data["mark"]
        return check_unit_mark(mark) if mark.strip() else ""

    def clean(self) -> dict[str, Any]:
        """A row has both mark and name, or nothing."""
        cleaned = super().clean() or {}
        if cleaned.get("mark") and not cleaned.get("name"):
            self.add_error("name", _("Write the name of the unit, or clear the row."))
        if (cleaned.get("name") or cleaned.get("under")) and not (cleaned.get("mark") or self.errors):
            self.add_error("mark", _("Write the mark of the unit, or clear the row."))
        return cleaned


if TYPE_CHECKING:
    Rows = forms.BaseFormSet[UnitForm]
else:
    Rows = forms.BaseFormSet


class UnitFormSet(Rows):
    """All rows together: marks differ, and every unit stands under a row before it."""

    def clean(self) -> None:
        """Raises ValidationError at the row that is wrong."""
        seen: set[str] = set()
        for form in self.forms:
            cleaned = getattr(form, "cleaned_data", {})
            mark, under = cleaned.get("mark", ""), cleaned.get("under", "")
            if not mark:
                continue
            if mark in seen:
                form.add_error("mark", _("The mark %(mark)s stands in two rows.") % {"mark": mark})
            if under and under not in seen:
                form.add_error("under", _("There is no unit with this mark in a row above."))
            seen.add(mark)
        if not seen and not any(self.errors):
            raise ValidationError(_("Write at least one unit. You can change all of them later."))

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows that say something."""
        return [dict(form.cleaned_data) for form in self.forms if form.cleaned_data.get("mark")]


def formset(data: Any, answers: Answers) -> UnitFormSet:
    """The rows as kept, else as proposed for such a body."""
    kept = answers.get("units", {}).get("rows")
    kind = answers.get("kind", {}).get("kind", "other")
    rows = kept or [{"mark": mark, "name": name, "under": under} for mark, name, under in PROPOSED[kind]]
    factory = forms.formset_factory(UnitForm, UnitFormSet, extra=SPARE, max_num=40, absolute_max=60)
    return cast(UnitFormSet, factory(data, initial=None if data else rows, prefix="units"))
