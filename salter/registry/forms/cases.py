"""Forms for what happens to a case after its registration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salter.mailbox.models import Channel
from salter.organisations.absence import Away
from salter.organisations.models import Staff, Unit
from salter.registry import rules
from salter.registry.forms.base import MomentField, OfficeForm
from salter.registry.models import Case, CaseParty, CaseStatus, Outcome
from salter.ui.formats import format_date
from salter.ui.forms import SerbianDateField
from salter.ui.templatetags.salter import language, script


@dataclass(frozen=True, slots=True)
class Target:
    """To whom a case is assigned."""

    unit: Unit
    staff: Staff | None

    def __str__(self) -> str:
        unit = f"{self.unit.mark} {script(self.unit.name)}"
        return f"{self.staff.name} ({unit})" if self.staff else unit


Choices = list[tuple[str, str | list[tuple[str, str]]]]


def assign_choices(units: Iterable[tuple[UUID, str, str]], staff: Iterable[tuple[UUID, UUID, str]]) -> Choices:
    """To whom cases can be assigned, by units (id, mark, name) with their staff (id, id of the unit, name)."""
    groups: dict[UUID, tuple[str, list[tuple[str, str]]]] = {}
    alone = gettext("%(unit)s, without a handler")
    for pk, mark, name in units:
        unit = f"{mark} {script(name)}"
        groups[pk] = unit, [(f"unit:{pk}", alone % {"unit": unit})]
    for pk, unit_id, name in staff:
        if unit_id in groups:
            groups[unit_id][1].append((f"staff:{pk}", name))
    return [("", gettext("Choose")), *groups.values()]


class AssignForm(OfficeForm):
    """One choice: a unit, or a person in it, found by typing.

    Somebody who is away is asked about first: to a deputy with one click (`instead`), or all the same (`anyway`).
    """

    codes: ClassVar = {"staff": "to"}
    to = forms.ChoiceField(label=_("Assign to"), error_messages={"required": _("Choose a unit or a person.")})
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        units: Iterable[Unit],
        staff: Iterable[Staff],
        away: Mapping[UUID, Away] | None = None,
        asks: bool = True,
        due_on: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_chosen_instead(data), **kwargs)
        self.away, self.asks, self.due_on = away or {}, asks, due_on
        places, people = list(units), list(staff)
        self.targets: dict[str, Target] = {f"unit:{unit.pk}": Target(unit, None) for unit in places}
        by_id = {unit.pk: unit for unit in places}
        for person in people:
            if unit := by_id.get(person.unit_id):
                self.targets[f"staff:{person.pk}"] = Target(unit, person)
        self.fields["to"].choices = assign_choices(  # type: ignore[attr-defined]
            ((unit.pk, unit.mark, unit.name) for unit in places),
            ((person.pk, person.unit_id, self._named(person)) for person in people),
        )

    def _named(self, person: Staff) -> str:
        away = self.away.get(person.pk)
        return f"{person.name} ({away.words})" if away else person.name

    def clean_to(self) -> str:
        """Who is away is asked about once; the answer holds for that person only."""
        chosen = str(self.cleaned_data["to"])
        away = self.asked_about(self.targets[chosen])
        if away and self.asks and self.data.get("anyway") != chosen:
            self.buttons = self._ways(chosen, away)
            raise ValidationError(self._told(away), code="away")
        return chosen

    def _told(self, away: Away) -> str:
        """Who is away, and whether the deadline of the case falls into it."""
        if self.due_on is None or not away.covers(self.due_on):
            return away.sentence
        day = format_date(self.due_on, language())
        words = gettext("The deadline of this case, %(day)s, falls into that absence.") % {"day": day}
        return f"{away.sentence} {words}"

    def asked_about(self, target: Target) -> Away | None:
        """What one should know of the person."""
        return self.away.get(target.staff.pk) if target.staff else None

    def _ways(self, chosen: str, away: Away) -> list[tuple[str, str, str]]:
        instead = [one for one in away.deputies if f"staff:{one.pk}" in self.targets]
        to_deputy = gettext("Assign to %(name)s, who stands in")
        ways = [("instead", f"staff:{one.pk}", to_deputy % {"name": one.name}) for one in instead]
        return [*ways, ("anyway", chosen, gettext("Assign to %(name)s all the same") % {"name": away.name})]

    def target(self) -> Target:
        """The chosen unit and person."""
        return self.targets[self.cleaned_data["to"]]


def _chosen_instead(data: QueryDict | None) -> QueryDict | None:
    """What was sent, with the person of the button that was pressed."""
    if data is None or not (data.get("instead") or data.get("anyway")):
        return data
    chosen = data.copy()
    chosen["to"] = str(data.get("instead") or data["anyway"])
    return chosen


class StatusForm(OfficeForm):
    """The statuses that may follow, how the case ended where it did, and the reason."""

    codes: ClassVar = {"status": "status", "outcome": "outcome"}
    status = forms.ChoiceField(
        label=_("New status"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the new status.")},
    )
    outcome = forms.ChoiceField(
        label=_("How the case ended"),
        help_text=_("Only for “resolved”: what stands in the register of administrative cases."),
        choices=[
            ("", _("without a decision: answered or taken note of")),
            *((one.value, one.label) for one in (Outcome.GRANTED, Outcome.PARTLY_GRANTED, Outcome.REFUSED)),
        ],
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The law or the event that it rests on. It stays in the history of the case."),
        max_length=300,
        error_messages={"required": _("Write why the status changes.")},
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hands_off = (rules.Status.ARCHIVED, rules.Status.INTERRUPTED)
        following = [CaseStatus(after.value) for after in rules.next_statuses(case.status) if after not in hands_off]
        self.fields["status"].choices = [(status.value, status.label) for status in following]  # type: ignore[attr-defined]
        if CaseStatus.RESOLVED not in following:
            del self.fields["outcome"]


class DispositionForm(OfficeForm):
    """The disposition (razvod) as it stands in the book: its kind and what it needs to say."""

    codes: ClassVar = {"detail": "detail", "on": "detail"}
    kind = forms.ChoiceField(
        label=_("Disposition"),
        widget=forms.RadioSelect,
        choices=[
            (rules.Disposition.TICKLER.value, _("R: waits for a day (tickler)")),
            (rules.Disposition.TRANSFERRED.value, _("transferred to a unit")),
            (rules.Disposition.ORIGINAL.value, _("sent out in the original to a body")),
        ],
        error_messages={"required": _("Choose the disposition.")},
    )
    detail = forms.CharField(
        label=_("Until which day, to which unit, or to which body"),
        max_length=80,
        error_messages={"required": _("Write the day, the unit or the body.")},
    )

    def clean(self) -> dict[str, Any]:
        """Adds `disposition`, the text for the book, and for a tickler `on`, its day."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") and cleaned.get("detail"):
            kind = rules.Disposition(cleaned["kind"])
            detail: Any = cleaned["detail"]
            if kind is rules.Disposition.TICKLER:
                try:
                    detail = SerbianDateField().clean(detail)
                except ValidationError as error:
                    self.add_error("detail", error)
                    return cleaned
                cleaned["on"] = detail
            cleaned["disposition"] = rules.write_disposition(kind, detail)
        return cleaned


class ExternalForm(OfficeForm):
    """What the state's system says about the case."""

    codes: ClassVar = {"external": "number"}
    system = forms.ChoiceField(
        label=_("System"),
        choices=[("pisarnica", _("Pisarnica")), ("ceop", _("CEOP")), ("lpa", _("LPA")), ("other", _("another system"))],
    )
    number = forms.CharField(
        label=_("Number there"), max_length=80, error_messages={"required": _("Write the number.")}
    )
    status = forms.CharField(label=_("Status there"), required=False, max_length=80)
    at = MomentField(label=_("Since when"))


class CancelForm(OfficeForm):
    """Why the entry is wrong."""

    codes: ClassVar = {"reason": "reason"}
    reason = forms.CharField(
        label=_("Why is the entry cancelled?"),
        max_length=300,
        error_messages={"required": _("Write why the entry is cancelled.")},
    )


class DispatchForm(OfficeForm):
    """As usual for each party, or one channel for all of them; several parties may each get their own."""

    codes: ClassVar = {"no-mailbox": "channel", "no-channel": "channel"}
    mark_optional = False
    channel = forms.ChoiceField(label=_("How to send"), widget=forms.RadioSelect, required=False)

    def __init__(
        self, *args: Any, channels: Iterable[Channel], parties: Sequence[CaseParty] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.channels = {str(channel.pk): channel for channel in channels}
        self.parties = parties if len(parties) > 1 else ()
        usual = ("", str(_("as usual: to the mailbox of who has one, by post to the others")))
        named = [(key, script(channel.name)) for key, channel in self.channels.items()]
        self.fields["channel"].choices = [usual, *named]  # type: ignore[attr-defined]
        for party in self.parties:
            choices = [("", str(_("as for all"))), *named]
            label = _("Otherwise for %(name)s") % {"name": party.name}
            self.fields[f"channel_{party.pk.hex}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    def chosen(self) -> Channel | None:
        """The one channel for all, or None."""
        return self.channels.get(self.cleaned_data.get("channel", ""))

    def each(self) -> dict[UUID, Channel]:
        """The channel of each party that gets its own."""
        given = {party.pk: self.cleaned_data.get(f"channel_{party.pk.hex}", "") for party in self.parties}
        return {key: self.channels[chosen] for key, chosen in given.items() if chosen}

    @property
    def apart(self) -> list[BoundField]:
        """The fields of single parties."""
        return [self[f"channel_{party.pk.hex}"] for party in self.parties]


def uuid_or_none(text: str) -> UUID | None:
    """An identifier of an address, or None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
