"""Forms of data ex officio."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.registry.models import CaseParty, DataBasis, DataEnd, DataWay
from salter.registry.obtaining.actions import Needed
from salter.registry.obtaining.connectors.contract import Connector
from salter.registry.obtaining.rules import Proposal
from salter.registry.parties.choosing import NO_PARTY, PartyField, offer_parties
from salter.ui.forms import SerbianDateField

BY = "connector:"
"""Before the code of a connector among the ways."""


class ProposedForm(OfficeForm):
    """Which of the proposed data are noted, ticked by name."""

    codes: ClassVar = {"what": "chosen", "known": "chosen"}
    chosen = forms.MultipleChoiceField(
        label=_("What the body obtains itself"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the body obtains itself.")},
    )

    def __init__(self, *args: Any, proposals: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = {one.what: one for one in proposals if one.basis}
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, _said(one)) for name, one in self.proposals.items()]
        self.initial.setdefault("chosen", list(self.proposals))

    def picked(self) -> list[Proposal]:
        """The ticked ones; the form is valid."""
        return [self.proposals[name] for name in self.cleaned_data["chosen"]]


def _said(one: Proposal) -> str:
    keeper = f" · {one.keeper}" if one.keeper else ""
    return f"{one.what}{keeper} · {one.label}"


class DataForm(OfficeForm):
    """A datum that the body obtains itself, or that the party wishes to bring."""

    codes: ClassVar = {
        "what": "what", "known": "what", "party": "party", "consent": "consent_on",
    }  # fmt: skip
    what = forms.CharField(
        label=_("Which datum"),
        max_length=300,
        help_text=_("For example: extract from the cadastre, certificate of no tax debt."),
        error_messages={"required": _("Write which datum is needed.")},
    )
    register = forms.CharField(label=_("From which official record"), max_length=200, required=False)
    keeper = forms.CharField(
        label=_("Which body keeps it"), max_length=200, required=False, help_text=_("A letter is addressed to it.")
    )
    ground = forms.CharField(
        label=_("On what legal ground"),
        max_length=300,
        required=False,
        help_text=_("The rule of the procedure with its article. Empty: the general law."),
    )
    basis = forms.ChoiceField(
        label=_("Why the body obtains it"),
        choices=DataBasis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the body obtains it.")},
    )
    consent_on = SerbianDateField(label=_("The party agreed on"), required=False)
    party = PartyField(label=_("About which party"), none=NO_PARTY)

    def __init__(self, *args: Any, parties: Iterable[CaseParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_parties(self, parties)

    def needed(self) -> Needed:
        """What `note_needed` takes; the form is valid."""
        data = self.cleaned_data
        words = {name: data[name] for name in ("what", "register", "keeper", "ground", "consent_on")}
        return Needed(basis=DataBasis(data["basis"]), party=data["party"], **words)


class AskForm(OfficeForm):
    """By which way a datum is asked for, and when."""

    codes: ClassVar = {"way": "way", "keeper": "way", "on": "on"}
    way = forms.ChoiceField(
        label=_("How it is asked for"),
        widget=forms.RadioSelect,
        help_text=_(
            "A letter is made here; you sign it and send it. eZUP you open yourself: nothing is sent from here."
        ),
        error_messages={"required": _("Choose how it is asked for.")},
    )
    on = SerbianDateField(label=_("Asked for on"), help_text=_("The keeper's period runs from the next day."))

    def __init__(self, *args: Any, connectors: Iterable[Connector], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        ways = [(way.value, way.label) for way in (DataWay.LETTER, DataWay.EZUP)]
        field.choices = [*ways, *((f"{BY}{one.code}", one.label) for one in connectors)]

    def connector(self) -> str:
        """The code of the chosen connector, "" for another way."""
        way = str(self.cleaned_data["way"])
        return way.removeprefix(BY) if way.startswith(BY) else ""


class CameForm(OfficeForm):
    """What came: its day, its words, its file."""

    codes: ClassVar = {"answer": "answer", "on": "on", "documents": "document"}
    on = SerbianDateField(label=_("It came on"))
    answer = forms.CharField(
        label=_("What the record says"),
        widget=forms.Textarea({"rows": 6}),
        required=False,
        help_text=_("In words, or add the file that came, or both."),
    )
    document = forms.FileField(label=_("The file that came"), required=False)


class AccessForm(OfficeForm):
    """To whom a request for standing access goes, and under which number."""

    codes: ClassVar = {"recipient": "recipient", "matters": "recipient"}
    recipient = forms.CharField(
        label=_("To whom the request goes"),
        widget=forms.Textarea({"rows": 3, "lang": "sr-Cyrl"}),
        help_text=_("Name and address, each in a line of its own."),
        error_messages={"required": _("Write to whom the request goes.")},
    )
    number = forms.CharField(
        label=_("Its number in the register"), max_length=60, required=False, help_text=_("Register it first.")
    )


class AnswerFileForm(OfficeForm):
    """The keeper's answer to the file of a question."""

    codes: ClassVar = {"file": "file", "state": "file"}
    file = forms.FileField(
        label=_("The answer (JSON)"),
        widget=forms.FileInput({"accept": ".json,application/json"}),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty. Choose another one.")},
    )


class SeenForm(OfficeForm):
    """What was seen in the record, and when."""

    codes: ClassVar = {"answer": "answer", "on": "on"}
    on = SerbianDateField(label=_("Looked at on"))
    answer = forms.CharField(
        label=_("What stands in the record"),
        widget=forms.Textarea({"rows": 8, "lang": "sr-Cyrl", "spellcheck": "true"}),
        help_text=_("The official note is made of these words."),
        error_messages={"required": _("Write what stands in the record.")},
    )


class EndForm(OfficeForm):
    """Why a datum is no longer awaited."""

    codes: ClassVar = {"note": "note", "consent": "why", "state": "why"}
    why = forms.ChoiceField(
        label=_("Why it is no longer awaited"),
        choices=DataEnd.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is no longer awaited.")},
    )
    note = forms.CharField(
        label=_("What happened, and how the case goes on"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write what happened, and how the case goes on without it.")},
    )
