"""Forms beside the state's Pisarnica: its file, what its columns mean, and how a difference is settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.beside.columns import STATE_EXPORT
from salter.registry.beside.words import FACTS, shown
from salter.registry.forms.base import OfficeForm
from salter.registry.models import Case, StateExport
from salter.ui.forms import SerbianDateField


class StateExportForm(OfficeForm):
    """A file of the state's system, and the day that it is of."""

    codes: ClassVar = {"table": "table", "day": "day"}
    table = forms.FileField(
        label=_("The file (XLSX or CSV)"), widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        help_text=_("As the state's system gives it out. Nothing is written before you agree."),
        error_messages={"required": _("Choose the file.")},
    )  # fmt: skip
    day = SerbianDateField(
        label=_("Day that it is of"),
        help_text=_("The working day whose entries it holds, for example 23. 11. 2026."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, day: date) -> None:
        super().__init__(data, files, initial={"day": day})


class StateColumnsForm(OfficeForm):
    """What the columns of the file mean."""

    codes: ClassVar = {"columns": "number"}

    def __init__(self, data: Any = None, *, export: StateExport, columns: Mapping[str, int]) -> None:
        super().__init__(data, initial={name: str(place) for name, place in columns.items()})
        places = [(str(place), head or f"({place + 1})") for place, head in enumerate(export.heads)]
        for name, column in STATE_EXPORT.items():
            choices = [("", "–"), *places]
            self.fields[name] = forms.ChoiceField(label=column.words, choices=choices, required=column.needed)

    @property
    def columns(self) -> dict[str, int]:
        """The columns that were chosen."""
        return {name: int(self.cleaned_data[name]) for name in STATE_EXPORT if self.cleaned_data[name]}


class JoinForm(OfficeForm):
    """Which case of ours a row of theirs is, or that it is a new one."""

    codes: ClassVar = {"case": "case", "external": "case"}
    case = forms.ChoiceField(label=_("Which paper is it?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, perhaps: Sequence[Case]) -> None:
        super().__init__(data)
        ours = [(str(case.pk), f"{case.number} · {case.subject[:80]}") for case in perhaps]
        field = self.fields["case"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*ours, ("new", _("None of these: bring it in as a new case"))]
        if not ours:
            field.initial = "new"


class TakeOverForm(OfficeForm):
    """What is taken over from the state's system."""

    codes: ClassVar = {"facts": "facts", "served": "facts"}
    facts = forms.MultipleChoiceField(
        label=_("Take over from the state's system"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what is to be taken over.")},
    )

    def __init__(self, data: Any = None, *, facts: Sequence[tuple[str, str, str]]) -> None:
        super().__init__(data)
        field = self.fields["facts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, f"{FACTS[name]}: {shown(name, theirs)}") for name, theirs, _ours in facts]


class LeaveForm(OfficeForm):
    """Why something is left as it is."""

    codes: ClassVar = {"reason": "reason"}
    reason = forms.CharField(
        label=_("Why it is left as it is"),
        max_length=300,
        error_messages={"required": _("Write why it is left as it is.")},
    )
