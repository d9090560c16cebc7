"""Forms of statements of parties."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.registry.models import StatementManner
from salter.ui.forms import SerbianDateField


class CallForm(OfficeForm):
    """On what a party is called to state, until when."""

    codes: ClassVar = {"about": "about", "until": "until", "kind": "about", "note": "about", "status": "about"}
    about = forms.CharField(
        label=_("On what the party is called to state"),
        widget=forms.Textarea({"rows": 6, "lang": "sr-Cyrl", "spellcheck": "true"}),
        help_text=_("The facts and the evidence that speak against it; they stand in the letter."),
        error_messages={"required": _("Write on what the party is called to state: the facts that speak against it.")},
    )
    until = SerbianDateField(
        label=_("Until"), help_text=_("The law as we know it names no number of days: you set the day.")
    )


class StatedForm(OfficeForm):
    """What a party stated, when and how."""

    codes: ClassVar = {"said": "said", "on": "on", "state": "said", "status": "said"}
    on = SerbianDateField(label=_("Stated on"))
    manner = forms.ChoiceField(
        label=_("How the party stated"),
        choices=StatementManner.choices,
        widget=forms.RadioSelect,
        help_text=_("Of an oral statement the record is made, to be read and signed."),
        error_messages={"required": _("Choose how the party stated.")},
    )
    said = forms.CharField(
        label=_("What the party said"),
        widget=forms.Textarea({"rows": 8, "lang": "sr-Cyrl", "spellcheck": "true"}),
        error_messages={"required": _("Write what the party said.")},
    )


class LeaveOutForm(OfficeForm):
    """Why a party is not called."""

    codes: ClassVar = {"why": "why"}
    why = forms.CharField(
        label=_("Why the party is not called"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("With the rule that allows it. The history of the case keeps it, and a decision no longer warns."),
        error_messages={"required": _("Write why the party is not called, with the rule that allows it.")},
    )
