"""Forms of the record of a hearing and of who signed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.registry.hearing import rules
from salter.registry.hearing.forms import CLOCK
from salter.registry.hearing.queries import Invited
from salter.registry.hearing.recording import Minutes
from salter.registry.models import HearingCame, HearingOutcome, HearingPerson, RecordSigned
from salter.ui.templatetags.salter import sr_date

LONG: dict[str, Any] = {"lang": "sr-Cyrl", "spellcheck": "true"}


class RecordForm(OfficeForm):
    """From when to when, who came, what was said, what was objected to, how it ended."""

    codes: ClassVar = {"began": "began", "ended": "ended", "said": "said", "state": "said", "came": "said"}
    began = forms.TimeField(label=_("Begun at"), **CLOCK)
    ended = forms.TimeField(label=_("Ended at"), **CLOCK)
    others_present = forms.CharField(
        label=_("Who else was present"),
        max_length=500,
        required=False,
        help_text=_("Representatives with the party and the authority, the keeper of the minutes, the public."),
    )
    said = forms.CharField(
        label=_("What was said and shown"),
        widget=forms.Textarea({"rows": 12, **LONG}),
        help_text=_("Who stated what, which evidence was taken; one paragraph in each line."),
        error_messages={"required": _("Write what was said at the hearing.")},
    )
    objections = forms.CharField(
        label=_("Objections to the record"),
        widget=forms.Textarea({"rows": 3, **LONG}),
        required=False,
        help_text=_("Whose, and what. Empty: there were none."),
    )
    outcome = forms.ChoiceField(
        label=_("How the hearing ended"),
        widget=forms.RadioSelect,
        choices=HearingOutcome.choices,
        error_messages={"required": _("Choose how the hearing ended.")},
    )

    def __init__(self, *args: Any, people: Sequence[Invited], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for one in people:
            self.fields[_came(one.person)] = forms.ChoiceField(
                label=f"{one.person.name} ({one.person.get_role_display()})",
                widget=forms.RadioSelect,
                choices=HearingCame.choices,
                help_text=_told(one),
                error_messages={"required": _("Say whether %(name)s came.") % {"name": one.person.name}},
            )
        self.order_fields(["began", "ended", *(_came(one.person) for one in people)])

    def minutes(self) -> Minutes:
        """What the record says; the form is valid."""
        data = self.cleaned_data
        return Minutes(
            began=data["began"],
            ended=data["ended"],
            came={one.person.pk: HearingCame(data[_came(one.person)]) for one in self.people},
            said=data["said"],
            outcome=HearingOutcome(data["outcome"]),
            objections=data["objections"],
            others_present=data["others_present"],
        )


def _came(person: HearingPerson) -> str:
    return f"came_{person.pk.hex}"


def _told(one: Invited) -> Any:
    match one.state:
        case rules.Summoned.NOT_SENT:
            return _("The summons was not sent.")
        case rules.Summoned.ON_THE_WAY:
            return _("The summons was sent; its service is not entered.")
        case rules.Summoned.SHORT:
            return _("Served on %(day)s, too late by the legal setting.") % {"day": sr_date(one.served_on)}
    return _("Served on %(day)s, in time.") % {"day": sr_date(one.served_on)}


class SignaturesForm(OfficeForm):
    """Of each who was present, whether the person signed the record by hand, or why not."""

    codes: ClassVar = {}

    def __init__(self, *args: Any, people: Sequence[HearingPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for one in people:
            self.fields[f"signed_{one.pk.hex}"] = forms.ChoiceField(
                label=one.name,
                widget=forms.RadioSelect,
                choices=RecordSigned.choices,
                error_messages={"required": _("Say whether %(name)s signed.") % {"name": one.name}},
            )
            self.fields[f"why_{one.pk.hex}"] = forms.CharField(
                label=_("If not: why %(name)s did not sign") % {"name": one.name}, max_length=300, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Who did not sign gave a reason, or gave none, which is a reason to be written."""
        cleaned = super().clean() or {}
        for one in self.people:
            refused = cleaned.get(f"signed_{one.pk.hex}") == RecordSigned.REFUSED
            if refused and not cleaned.get(f"why_{one.pk.hex}", "").strip():
                words = _("Write why %(name)s did not sign.") % {"name": one.name}
                self.add_error(f"why_{one.pk.hex}", ValidationError(words, code="why"))
        return cleaned

    def signed(self) -> dict[UUID, tuple[RecordSigned, str]]:
        """Who signed, and why who did not; the form is valid."""
        data = self.cleaned_data
        return {one.pk: (RecordSigned(data[f"signed_{one.pk.hex}"]), data[f"why_{one.pk.hex}"]) for one in self.people}

    @property
    def rows(self) -> list[BoundField]:
        """The fields, in the order of the people."""
        return list(self.visible_fields())
