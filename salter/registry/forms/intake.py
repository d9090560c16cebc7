"""Forms of the counter: a paper becomes a case, or a supplement to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.organisations import rules
from salter.organisations.models import Party, PartyKind, Unit
from salter.registry.forms.base import MomentField, OfficeForm, mark_text, procedure_text, resolve
from salter.registry.models import Case, CaseParty, ClassMark, IntakeChannel, Manner, PartyRole, Procedure
from salter.ui.forms import MultipleFileField, SerbianDateField
from salter.ui.templatetags.salter import script

DOORS = (IntakeChannel.COUNTER, IntakeChannel.POST, IntakeChannel.EMAIL)
CHOICES = [(door.value, door.label) for door in DOORS]
HANDED_IN = [(manner.value, manner.label) for manner in Manner if manner != Manner.ORAL]
PARTIES = 4


class Way(StrEnum):
    """By which page a paper is entered."""

    COUNTER = "counter"
    POST = "post"
    ORAL = "oral"


class PaperForm(OfficeForm):
    """What every incoming paper has. What an ordinary paper needs comes first; `rare` fields wait under “More”."""

    codes: ClassVar = {
        "subject": "subject",
        "received": "received_at",
        "documents": "documents",
        "posted": "posted_on",
        "envelope": "envelope_kept",
        "sheet": "sheet",
        "statement": "statement",
    }
    rare: ClassVar[tuple[str, ...]] = ("posted_on", "envelope_kept", "manner", "enclosures", "value", "sheet")
    subject = forms.CharField(
        label=_("What it is about"), max_length=500, required=False, help_text=_("Empty: the name of the procedure.")
    )
    channel = forms.ChoiceField(label=_("How it came"), choices=CHOICES, initial=IntakeChannel.COUNTER)
    received_at = MomentField(label=_("Received at"))
    sender_reference = forms.CharField(label=_("Sender's number"), max_length=100, required=False)
    sender_date = SerbianDateField(label=_("Date on the paper"), required=False)
    book_year = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    documents = MultipleFileField(label=_("Documents"), required=False, help_text=_("Scans or files; several at once."))
    posted_on = SerbianDateField(label=_("Postmark (registered post)"), required=False)
    envelope_kept = forms.BooleanField(label=_("The envelope is kept: the postmark counts"), required=False)
    manner = forms.ChoiceField(label=_("What was handed in"), choices=HANDED_IN, initial=Manner.PAPER, required=False)
    enclosures = forms.IntegerField(label=_("Enclosures"), min_value=0, max_value=9999, required=False)
    value = forms.CharField(label=_("Fees or valuables"), max_length=100, required=False)
    sheet = forms.CharField(
        label=_("Code of the outage sheet"),
        max_length=30,
        required=False,
        help_text=_("Only for a paper taken in while the system was down; then write the true time of receipt above."),
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-10"}),
    )
    statement = forms.CharField(
        label=_("What the party says"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("In the party's own words; it is printed as a record that the party reads and signs."),
        error_messages={"required": _("Write what the party says, as it says it.")},
    )
    mark_optional = False

    def __init__(self, *args: Any, way: Way = Way.COUNTER, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way = way
        if way == Way.ORAL:
            del self.fields["manner"], self.fields["channel"], self.fields["envelope_kept"], self.fields["posted_on"]
        else:
            del self.fields["statement"]
        if way == Way.POST:
            self.fields["channel"].widget = forms.HiddenInput()
            self.fields["channel"].initial = IntakeChannel.POST

    @property
    def rare_fields(self) -> list[forms.BoundField]:
        """What an ordinary paper does not need."""
        return [self[name] for name in self.rare if name in self.fields]

    @property
    def open_rare(self) -> bool:
        """Whether something stands there, or is wrong there."""
        standing = (name for name in self.rare if name in self.fields and name != "manner")
        return any(self[name].value() or self[name].errors for name in standing) or bool(
            "manner" in self.fields and self["manner"].value() not in (None, "", Manner.PAPER)
        )


class IntakeForm(PaperForm):
    """A new case; in the morning's post also a supplement, by the number of the case that it belongs to."""

    codes: ClassVar = {**PaperForm.codes, "class-mark": "matter", "case-closed": "belongs"}
    rare: ClassVar[tuple[str, ...]] = (*PaperForm.rare, "language", "external_number", "unit")
    matter = forms.CharField(
        label=_("Procedure or class mark"),
        help_text=_("Its code, or words of its name in either script."),
        widget=forms.TextInput({"list": "matters", "autocomplete": "off", "autofocus": True}),
        error_messages={"required": _("Choose a procedure or a class mark.")},
    )
    language = forms.ChoiceField(label=_("In which language the party wants the procedure"), required=False)
    external_number = forms.CharField(label=_("Number in the state's system"), max_length=80, required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    anonymous = forms.BooleanField(label=_("The sender is not known"), required=False)
    belongs = forms.CharField(
        label=_("Supplement to the case"),
        max_length=80,
        required=False,
        help_text=_("Its number in any spelling, or the code on our letter. Empty: a new case."),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )
    same = forms.BooleanField(label=_("Keep procedure and subject for the next entry"), required=False)

    def __init__(
        self,
        *args: Any,
        procedures: Iterable[Procedure],
        marks: Iterable[ClassMark],
        units: Iterable[Unit],
        languages: Sequence[tuple[str, Any]] = (),
        find_case: Callable[[str], Case | None],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.procedures = list(procedures)
        self.marks = list({mark.code: mark for mark in marks}.values())
        self.units = {str(unit.pk): unit for unit in units}
        self.find_case = find_case
        options = [(key, f"{unit.mark} {script(unit.name)}") for key, unit in self.units.items()]
        self.fields["unit"].choices = [("", _("by the procedure")), *options]  # type: ignore[attr-defined]
        if languages:
            self.fields["language"].choices = languages  # type: ignore[attr-defined]
        else:
            del self.fields["language"]
        if self.way == Way.POST:
            self.fields["matter"].required = False
            del self.fields["matter"].widget.attrs["autofocus"]
        else:
            del self.fields["belongs"], self.fields["same"]
        self.order_fields(["belongs", "matter", "subject", "channel", "received_at"])
        self.procedure: Procedure | None = None
        self.class_code = ""
        self.case: Case | None = None

    @property
    def datalist(self) -> list[str]:
        """What is offered while typing."""
        return [*map(procedure_text, self.procedures), *map(mark_text, self.marks)]

    def clean_belongs(self) -> str:
        """Finds the case."""
        text = str(self.cleaned_data["belongs"]).strip()
        self.case = self.find_case(text) if text else None
        if text and self.case is None:
            raise ValidationError(
                _("No case has the number or code %(text)s. Correct it, or empty the field for a new case.")
                % {"text": text},
                code="belongs",
            )
        return text

    def clean_matter(self) -> str:
        """Finds the procedure or class mark; a supplement needs none."""
        text = str(self.cleaned_data["matter"])
        if text or not (self.case or self["belongs"].errors):
            self.procedure, self.class_code = resolve(text, self.procedures, self.marks)
        return text

    def clean(self) -> dict[str, Any]:
        """A case by class mark needs a subject; one by a procedure takes its name."""
        cleaned = super().clean() or {}
        if not cleaned.get("subject") and self.case:
            cleaned["subject"] = "Допуна"
        elif not cleaned.get("subject") and self.procedure:
            cleaned["subject"] = self.procedure.name_cyr
        elif not cleaned.get("subject") and self.class_code:
            self.add_error(
                "subject", ValidationError(_("Write what the paper is about, in a few words."), code="subject")
            )
        return cleaned

    def chosen_unit(self) -> Unit | None:
        """The chosen unit, None for the one of the procedure."""
        return self.units.get(self.cleaned_data.get("unit", ""))


class PartyForm(forms.Form):
    """A party: one that is known already, or a new one."""

    mark_optional = False
    known = forms.ChoiceField(label=_("Known parties"), widget=forms.RadioSelect, required=False)
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("by number and name")), *PartyKind.choices], required=False
    )
    identifier = forms.CharField(
        label=_("JMBG, PIB or MB"),
        max_length=25,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-10"}),
    )
    identifier_kept = forms.CharField(
        label=_("Why a number that fails its check is kept"), max_length=200, required=False
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    role = forms.ChoiceField(label=_("Part in the case"), choices=PartyRole.choices, required=False)
    representative = forms.CharField(label=_("Representative"), max_length=200, required=False)

    def __init__(self, *args: Any, found: Sequence[Party] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(party.pk): party for party in found}
        options = [(key, party_text(party)) for key, party in self.found.items()]
        self.fields["known"].choices = [("", _("a new party")), *options]  # type: ignore[attr-defined]
        self.needs_reason = False

    @property
    def filled(self) -> bool:
        """Whether a party is named here."""
        return bool(self.cleaned_data.get("known") or self.cleaned_data.get("name"))

    @property
    def open_more(self) -> bool:
        """Whether something stands in, or is wrong with, what an ordinary party does not need."""
        rare = (self["kind"], self["email"], self["representative"], self["role"])
        return any(field.errors for field in rare) or any(
            field.value() not in (None, "", PartyRole.APPLICANT) for field in rare
        )

    def party(self) -> Party | None:
        """The known party that was chosen."""
        return self.found.get(self.cleaned_data.get("known", ""))

    def clean(self) -> dict[str, Any]:
        """A new party needs a name, and a number that holds or a reason to keep it; its kind may follow from them."""
        cleaned = super().clean() or {}
        if cleaned.get("known"):
            return cleaned
        number = cleaned.get("identifier", "")
        cleaned["kind"] = cleaned.get("kind") or rules.guess_kind(cleaned.get("name", ""), number)
        if not cleaned.get("name") and (number or cleaned.get("address") or cleaned.get("email")):
            self.add_error("name", ValidationError(_("Write the name of the party."), code="name"))
        try:
            rules.check_identifier(cleaned["kind"], number, kept=cleaned.get("identifier_kept", ""))
        except ValidationError as error:
            self.needs_reason = True
            self.add_error("identifier", error)
        return cleaned


def party_text(party: Party) -> str:
    """A known party as one line, so that two of the same name can be told apart."""
    return ", ".join(filter(None, (party.name, party.identifier, party.address)))


def party_forms(
    data: Any, *, found: Sequence[Sequence[Party]] = (), initial: Sequence[dict[str, Any]] = ()
) -> list[PartyForm]:
    """The forms of up to PARTIES parties; `found` are the known parties to offer in each."""
    return [
        PartyForm(
            data,
            prefix=f"party-{place}",
            found=found[place] if place < len(found) else (),
            initial=initial[place] if place < len(initial) else {},
            auto_id="id_%s",
        )
        for place in range(PARTIES)
    ]


class SupplementForm(PaperForm):
    """A paper that belongs to a case."""

    codes: ClassVar = PaperForm.codes
    sender = forms.ChoiceField(label=_("Who sends it"), required=False)

    def __init__(self, *args: Any, parties: Iterable[CaseParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {str(row.party_id): row for row in parties}
        options = [(key, row.name) for key, row in self.parties.items()]
        self.fields["sender"].choices = [*options, ("", _("somebody else"))]  # type: ignore[attr-defined]
        self.order_fields(["subject", "sender", "channel", "received_at"])
        self.fields["subject"].help_text = ""
        self.fields["subject"].required = True
        self.fields["subject"].error_messages["required"] = _("Write what the paper is about, in a few words.")
        self.fields["subject"].widget.attrs["autofocus"] = True

    def party(self) -> CaseParty | None:
        """The party of the case that sends it."""
        return self.parties.get(self.cleaned_data.get("sender", ""))
