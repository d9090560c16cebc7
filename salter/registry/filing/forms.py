"""Forms of dossiers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Staff, Unit
from salter.registry.filing.actions import About
from salter.registry.forms.base import OfficeForm
from salter.registry.models import Dossier, DossierAccess, DossierKind
from salter.registry.shelves.forms import PutInForm
from salter.ui.templatetags.salter import script


class DossierForm(OfficeForm):
    """What a dossier is about, whose it is, who sees it."""

    codes: ClassVar = {"name": "name", "keeper": "keeper", "unit": "unit"}
    kind = forms.ChoiceField(
        label=_("What the dossier is about"),
        widget=forms.RadioSelect,
        choices=DossierKind.choices,
        error_messages={"required": _("Choose what the dossier is about.")},
    )
    name = forms.CharField(
        label=_("Name of the dossier"),
        max_length=200,
        help_text=_("The person, the parcel with its cadastral municipality, the address of the building."),
        error_messages={"required": _("Write whom or what the dossier is about.")},
    )
    note = forms.CharField(label=_("Remark"), max_length=500, required=False)
    unit = forms.ChoiceField(label=_("Unit"), error_messages={"required": _("Choose the unit.")})
    keeper = forms.ChoiceField(label=_("Who keeps it"), error_messages={"required": _("Choose who keeps the dossier.")})
    access = forms.ChoiceField(
        label=_("Who sees the dossier"),
        widget=forms.RadioSelect,
        choices=DossierAccess.choices,
        initial=DossierAccess.UNIT,
        help_text=_(
            "It gives nobody sight of a case: of the cases in it everybody sees the ones that he or she may see."
        ),
        error_messages={"required": _("Choose who sees the dossier.")},
    )
    named = forms.MultipleChoiceField(label=_("People named"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], staff: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(row.pk): row for row in units}
        self.staff = {str(row.pk): row for row in staff}
        people = [(key, row.name) for key, row in self.staff.items()]
        self._offer("unit", [(key, f"{row.mark} {script(row.name)}") for key, row in self.units.items()])
        self._offer("keeper", people)
        self._offer("named", people)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A dossier for people who are named alone names somebody, or only its keeper sees it: that is said."""
        cleaned = super().clean() or {}
        if cleaned.get("named") and cleaned.get("access") == DossierAccess.UNIT:
            words = _("People are named only where the keeper and they alone see it. Choose that, or name nobody.")
            self.add_error("access", ValidationError(words, code="named"))
        return cleaned

    def about(self) -> About:
        """What the dossier says of itself; the form is valid."""
        data = self.cleaned_data
        return About(
            kind=DossierKind(data["kind"]),
            name=data["name"],
            unit=self.units[data["unit"]],
            keeper=self.staff[data["keeper"]],
            access=DossierAccess(data["access"]),
            named=[self.staff[key] for key in data["named"]],
            note=data["note"],
        )


def as_it_is(row: Dossier) -> dict[str, Any]:
    """What the form of a dossier begins with."""
    return {
        "kind": row.kind,
        "name": row.name,
        "note": row.note,
        "unit": str(row.unit_id),
        "keeper": str(row.keeper_id),
        "access": row.access,
        "named": [str(key) for key in row.named],
    }


class WhyForm(OfficeForm):
    """A reason."""

    codes: ClassVar = {"why": "why", "closed": "why"}
    why = forms.CharField(label=_("Why"), max_length=300, error_messages={"required": _("Write the reason.")})


class FileForm(PutInForm):
    """Numbers of the cases that are put in."""

    codes: ClassVar = {**PutInForm.codes, "closed": "numbers"}


class IntoForm(OfficeForm):
    """The dossier into which one case is put, by its number."""

    codes: ClassVar = {"number": "number", "closed": "number", "cancelled": "number"}
    number = forms.CharField(
        label=_("Number of the dossier"),
        max_length=30,
        help_text=_("For example Д-12/2026, in either script."),
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": _("Write the number of the dossier, for example Д-12/2026.")},
    )
