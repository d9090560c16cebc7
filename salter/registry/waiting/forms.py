"""Forms for what a case waits for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.registry.models import CaseParty, WaitEnd, WaitKind
from salter.registry.parties.choosing import NO_PARTY, PartyField, offer_parties
from salter.ui.forms import SerbianDateField


class WaitForm(OfficeForm):
    """What is awaited, of whom, until when."""

    codes: ClassVar = {"kind": "kind", "status": "kind", "party": "party", "until": "until", "note": "note"}
    kind = forms.ChoiceField(
        label=_("What the case waits for"),
        help_text=_(
            "A preliminary question and another legal ground interrupt the procedure, a correction where the office "
            "has set that. The legal deadline is not moved."
        ),
        widget=forms.RadioSelect,
        choices=WaitKind.choices,
        error_messages={"required": _("Choose what the case waits for.")},
    )
    party = PartyField(
        label=_("Of which party"),
        help_text=_("For a correction or a statement. Only a supplement of this party ends the waiting."),
        none=NO_PARTY,
    )
    until = SerbianDateField(label=_("Until"), help_text=_("The day that was set, if one was."), required=False)
    note = forms.CharField(
        label=_("What exactly, and on what ground"),
        help_text=_("It stays in the history of the case."),
        max_length=300,
        error_messages={"required": _("Write what is awaited, and on what ground.")},
    )

    def __init__(self, *args: Any, parties: Iterable[CaseParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_parties(self, parties)


class WaitEndForm(OfficeForm):
    """How a wait ended."""

    codes: ClassVar = {"note": "note", "wait-over": "end"}
    end = forms.ChoiceField(
        label=_("How the waiting ended"),
        widget=forms.RadioSelect,
        choices=[(end.value, end.label) for end in (WaitEnd.ANSWERED, WaitEnd.EXPIRED, WaitEnd.WITHDRAWN)],
        error_messages={"required": _("Choose how the waiting ended.")},
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("What came, or why the case waits no longer. It stays in the history of the case."),
        max_length=300,
        required=False,
    )
