"""Forms of the turn of the year, and of the register of administrative cases."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.registry.actions.over import Carrying
from salter.registry.forms.base import OfficeForm
from salter.ui.formats import format_date
from salter.ui.forms import parse_date


class CarryForm(OfficeForm):
    """What becomes of the numbers of unfinished cases."""

    rule = forms.ChoiceField(
        label=_("Cases that are not finished"),
        choices=[
            (Carrying.KEEP.value, _("keep their number and go on under it")),
            (Carrying.CHANGE.value, _("get a new number in the next book; the old line stays and points to it")),
        ],
        widget=forms.RadioSelect,
    )


class RemediesForm(OfficeForm):
    """The line of a case in the register of administrative cases."""

    codes: ClassVar = {"instance": "instance"}
    instance = forms.ChoiceField(
        label=_("It stands in"),
        choices=[("", _("the basic register only")), ("1", _("UP-1")), ("2", _("UP-2"))],
        required=False,
    )
    ex_officio = forms.BooleanField(label=_("Initiated ex officio"), required=False)
    dispute = forms.CharField(label=_("Administrative dispute"), max_length=200, required=False)
    enforcement = forms.CharField(label=_("Enforcement"), max_length=200, required=False)


class CalendarForm(OfficeForm):
    """The days off that the Government has declared for a year, and where that is published."""

    codes: ClassVar = {"days": "days", "source": "source"}
    days = forms.CharField(
        label=_("Days off"), required=False, widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line, for example 4. 1. 2027. Empty: the Government has declared none."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Where it is published"), max_length=300, help_text=_("For example: Sl. glasnik RS 90/2026.")
    )

    def __init__(self, data: Any = None, *, year: int, initial: dict[str, Any]) -> None:
        days = "\n".join(format_date(day) for day in initial["days"])
        super().__init__(data, initial={**initial, "days": days})
        self.year = year

    def clean_days(self) -> list[date]:
        """The days, each once."""
        found = set()
        for line in self.cleaned_data["days"].splitlines():
            if not line.strip():
                continue
            try:
                day = parse_date(line.strip())
            except ValueError as error:
                words = _("“%(line)s” is no day. Write one a line, for example 4. 1. %(year)s.")
                raise ValidationError(words % {"line": line.strip()[:40], "year": self.year}, code="days") from error
            if day.year != self.year:
                raise ValidationError(_("Every day must lie in %(year)s.") % {"year": self.year}, code="days")
            found.add(day)
        return sorted(found)
