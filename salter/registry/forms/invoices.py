"""Forms of the book of received invoices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Unit
from salter.registry.forms.base import OfficeForm, mark_text
from salter.registry.forms.books import NARROW
from salter.registry.models import ClassMark, InvoiceState
from salter.ui.forms import SerbianDateField
from salter.ui.templatetags.salter import script


class InvoiceFileForm(OfficeForm):
    """The XML of an invoice."""

    codes: ClassVar = {"file": "file"}
    file = forms.FileField(
        label=_("The invoice (XML)"), widget=forms.FileInput({"accept": ".xml", "autofocus": True}),
        help_text=_("As the system of e-invoices gives it out, in the form UBL 2.1. It is kept untouched."),
        error_messages={
            "required": _("Choose the XML of the invoice."), "empty": _("The file is empty. Choose another."),
        },
    )  # fmt: skip


class InvoiceBookForm(OfficeForm):
    """Under which class mark and with which unit the book of the year is kept."""

    codes: ClassVar = {"class-mark": "class_code"}
    class_code = forms.ChoiceField(label=_("Class mark"))
    unit = forms.ChoiceField(
        label=_("Unit"), required=False, help_text=_("Who works there sees the book and may accept or reject.")
    )

    def __init__(self, data: Any = None, *, marks: Iterable[ClassMark], units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.units = {str(unit.pk): unit for unit in units}
        code, unit = self.fields["class_code"], self.fields["unit"]
        assert isinstance(code, forms.ChoiceField)
        assert isinstance(unit, forms.ChoiceField)
        code.choices = [(mark.code, mark_text(mark)) for mark in marks]
        unit.choices = [("", "–"), *((key, f"{row.mark} · {script(row.name)}") for key, row in self.units.items())]


class DecideInvoiceForm(OfficeForm):
    """Whether an invoice was accepted or rejected, when, and why."""

    codes: ClassVar = {"note": "note", "day": "on"}
    state = forms.ChoiceField(
        label=_("What was done"), widget=forms.RadioSelect,
        choices=[
            (InvoiceState.ACCEPTED.value, _("It was accepted")),
            (InvoiceState.REJECTED.value, _("It was rejected")),
            (InvoiceState.RECEIVED.value, _("Neither: it is open again")),
        ],
        help_text=_("Only a note of this office: accept or reject it in the system of e-invoices itself."),
    )  # fmt: skip
    on = SerbianDateField(label=_("Date"))
    note = forms.CharField(
        label=_("Reason or note"), max_length=500, required=False, help_text=_("A rejection says why.")
    )


class InvoiceClockForm(OfficeForm):
    """How many days the office has to accept or reject."""

    codes: ClassVar = {"days": "days"}
    days = forms.IntegerField(label=_("Days"), widget=forms.TextInput(NARROW), help_text=_("0: no clock."))
