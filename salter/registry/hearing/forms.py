"""Forms of hearings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.organisations.access import Viewer
from salter.organisations.models import Staff
from salter.registry.forms.base import OfficeForm
from salter.registry.hearing.queries import Slot
from salter.registry.hearing.rules import LONGEST, Wrong
from salter.registry.models import CaseParty, HearingRole
from salter.registry.parties.forms import SomebodyForm
from salter.ui.forms import SerbianDateField

WARNINGS: dict[Wrong, str | Promise] = {
    Wrong.SHORT: _("The summons may come too late: fewer days to prepare are left than the legal setting says."),
    Wrong.BUSY: _("Who conducts it has another hearing at this time."),
    Wrong.PLACE: _("Another hearing is at this place at this time."),
    Wrong.AWAY: _("Who conducts it is away on this day."),
}
CLOCK: dict[str, Any] = {
    "input_formats": ["%H:%M", "%H.%M", "%H"],
    "widget": forms.TimeInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off"}, format="%H:%M"),
    "error_messages": dict.fromkeys(("invalid", "required"), _("Write the hour, for example 10:00.")),
}


class SlotForm(OfficeForm):
    """When, for how long and where a hearing is, and who conducts it. What warns is asked about once."""

    codes: ClassVar = {
        "on": "on", "minutes": "minutes", "place": "place", "about": "about", "official": "official", "why": "why",
        "parties": "parties", "status": "on", "state": "on",
    }  # fmt: skip
    on = SerbianDateField(label=_("Day of the hearing"))
    at = forms.TimeField(label=_("Begins at"), **CLOCK)
    minutes = forms.IntegerField(
        label=_("How many minutes it lasts"),
        initial=60,
        min_value=1,
        max_value=LONGEST,
        widget=forms.TextInput({"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Write how many minutes it lasts, from 1 to 720."),
        ),
    )
    place = forms.CharField(
        label=_("Where"),
        max_length=200,
        help_text=_("The building and the room, or the address of an inspection on the spot."),
        error_messages={"required": _("Write where the hearing is.")},
    )
    official = forms.ChoiceField(
        label=_("Who conducts it"), error_messages={"required": _("Choose who conducts the hearing.")}
    )

    def __init__(self, *args: Any, staff: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = {str(person.pk): person for person in staff}
        field = self.fields["official"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *((key, person.name) for key, person in self.staff.items())]

    def slot(self) -> Slot:
        """When and where; the form is valid."""
        data = self.cleaned_data
        starts = timezone.make_aware(datetime.combine(data["on"], data["at"]))
        return Slot(self.staff[data["official"]], starts, data["minutes"], data["place"])

    def asks(self, found: Sequence[Wrong], button: str | Promise) -> bool:
        """Whether the person is asked first, since something warns; the answer holds for that time alone."""
        slot = self.slot()
        mark = f"{slot.starts_at:%Y%m%d%H%M}-{slot.official.pk.hex}"
        if not found or self.data.get("anyway") == mark:
            return False
        for wrong in found:
            self.add_error("official" if wrong in (Wrong.BUSY, Wrong.AWAY) else "on", str(WARNINGS[wrong]))
        self.buttons = [("anyway", mark, str(button))]
        return True


class ConveneForm(SlotForm):
    """A new hearing: when and where, what about, which parties are summoned."""

    mark_optional = False
    about = forms.CharField(
        label=_("What is discussed"),
        widget=forms.Textarea({"rows": 5, "lang": "sr-Cyrl", "spellcheck": "true"}),
        help_text=_("It stands in the summons: the facts that are to be established, the evidence that is taken."),
        error_messages={"required": _("Write what is discussed.")},
    )
    parties = forms.MultipleChoiceField(
        label=_("Parties who are summoned"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "The summons goes to who receives letters for a party. Witnesses, experts and others are added next."
        ),
    )
    field_order = ("on", "at", "minutes", "place", "official", "about", "parties")

    def __init__(self, *args: Any, parties: Iterable[CaseParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {str(row.pk): row for row in parties}
        if not self.parts:
            del self.fields["parties"]
            return
        field = self.fields["parties"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, f"{row.name} ({row.get_role_display()})") for key, row in self.parts.items()]
        self.initial.setdefault("parties", list(self.parts))

    def chosen(self) -> list[CaseParty]:
        """The parties who are summoned."""
        return [self.parts[key] for key in self.cleaned_data.get("parties", [])]


class PostponeForm(SlotForm):
    """Another time, and why."""

    why = forms.CharField(
        label=_("Why the hearing is postponed"),
        max_length=300,
        help_text=_("It stands in the new summons and in the history of the case."),
        error_messages={"required": _("Write why the hearing is postponed.")},
    )
    field_order = ("why", "on", "at", "minutes", "place", "official")


class WhyForm(OfficeForm):
    """A reason."""

    codes: ClassVar = {"why": "why", "state": "why"}
    why = forms.CharField(max_length=300, help_text=_("It stands in the letter and in the history of the case."))

    def __init__(self, *args: Any, label: str | Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = str(label)
        self.fields["why"].error_messages["required"] = _("Write the reason.")


class SummonForm(SomebodyForm):
    """One more who is summoned: a party of the case that is not yet, or somebody else as what."""

    codes: ClassVar = {**SomebodyForm.codes, "state": "name"}
    role = forms.ChoiceField(
        label=_("As what"),
        widget=forms.RadioSelect,
        choices=[(role.value, role.label) for role in HearingRole],
        error_messages={"required": _("Choose as what the person is summoned.")},
    )
    field_order = ("role", "who", "name", "identifier", "address")

    def __init__(self, *args: Any, parties: Iterable[CaseParty], **kwargs: Any) -> None:
        rows = list(parties)
        super().__init__(*args, known=rows, **kwargs)
        self.parts = {str(row.party_id): row for row in rows}
        del self.fields["paper"], self.fields["email"]
        if "who" in self.fields:
            self.fields["who"].label = pgettext_lazy("hearing", "Which party")
        else:
            self.fields["role"].choices = [  # type: ignore[attr-defined]
                (role.value, role.label) for role in HearingRole if role != HearingRole.PARTY
            ]

    def clean(self) -> dict[str, Any]:
        """A party is chosen, anybody else is named."""
        cleaned = super().clean()
        if cleaned.get("role") == HearingRole.PARTY and not cleaned.get("who"):
            self.add_error("who", ValidationError(_("Choose which party is summoned."), code="who"))
        if cleaned.get("role") not in (None, "", HearingRole.PARTY) and cleaned.get("who"):
            self.add_error("role", ValidationError(_("Who is a party is summoned as a party."), code="who"))
        return cleaned

    def given(self, viewer: Viewer) -> dict[str, Any]:
        """What `summon_also` takes; somebody new is entered. Raises ValidationError (code `identifier`)."""
        role = HearingRole(self.cleaned_data["role"])
        part = self.parts.get(self.cleaned_data.get("who", "")) if role == HearingRole.PARTY else None
        data = {**self.cleaned_data, "email": ""}
        self.cleaned_data = data
        return {"role": role, "party": part, "other": None if part else self.somebody(viewer)}
