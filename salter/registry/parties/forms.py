"""Forms of what a party did after it was served, of a remedy that a special law gives, and of representatives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.access import Viewer
from salter.organisations.actions import enter_party
from salter.organisations.models import Party, PartyKind
from salter.organisations.rules import guess_kind
from salter.registry.forms.base import OfficeForm
from salter.registry.forms.intake import party_text
from salter.registry.models import Attachment, CaseParty, ChangeKind, PartyRole, Remedy, RepresentativeKind
from salter.registry.parties.actions import MOST_DAYS
from salter.registry.parties.changing import Known
from salter.ui.forms import SerbianDateField
from salter.ui.templatetags.salter import sr_date

NO_HELP = {"autocomplete": "off"}
KNOWN_BY: dict[str, Any] = {
    "max_length": 300,
    "help_text": _("For example: the extract from the register of deaths of 3. 11. 2026. It stays in the history."),
    "error_messages": {"required": _("Write by what it is known.")},
}


class DayForm(OfficeForm):
    """The day on which a party did something."""

    codes: ClassVar = {"day": "on"}
    on = SerbianDateField(label=_("On which day"), help_text=_("When it came by registered post, the day of posting."))


class WaiverForm(DayForm):
    """The day on which a party gave its remedy up, and the paper in which it did."""

    codes: ClassVar = {"day": "on", "paper": "paper"}
    paper = forms.ChoiceField(label=_("By which paper"), required=False)

    def __init__(self, *args: Any, papers: Iterable[Attachment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = offer_papers(self.fields["paper"], papers)

    def chosen_paper(self) -> Document | None:
        """The paper that was chosen."""
        return self.papers.get(self.cleaned_data["paper"])


def _said(paper: Attachment) -> str:
    """A paper as people know it: its name, and the day on which it came."""
    return f"{paper.label}, {sr_date(paper.submission.received_at)}" if paper.submission else paper.label


def offer_papers(field: forms.Field, papers: Iterable[Attachment]) -> dict[str, Document]:
    """Offer the papers that came with a case in a field of choice; gives them by the value of their option."""
    rows = {str(row.document_id): row for row in papers}
    options = [(key, _said(row)) for key, row in rows.items()]
    field.choices = [("", _("none that came with the case")), *options]  # type: ignore[attr-defined]
    return {key: row.document for key, row in rows.items()}


class SomebodyForm(OfficeForm):
    """A person or company that comes into a case: one that the case knows already, or another one by its name."""

    codes: ClassVar = {"who": "who", "identifier": "identifier", "paper": "paper", "name": "name"}
    who = forms.ChoiceField(label=_("Who"), required=False)
    name = forms.CharField(label=_("Name"), max_length=200, required=False, widget=forms.TextInput(NO_HELP))
    identifier = forms.CharField(
        label=_("JMBG, PIB or MB"),
        help_text=_("Finds the person or company if the office knows it already."),
        max_length=25,
        required=False,
        widget=forms.TextInput({**NO_HELP, "class": "govuk-input--width-10"}),
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    paper = forms.ChoiceField(label=_("By which paper"), required=False)

    def __init__(
        self, *args: Any, known: Iterable[CaseParty] = (), papers: Iterable[Attachment] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(row.party_id): row.party for row in known}
        self.papers = offer_papers(self.fields["paper"], papers)
        options = [(key, party_text(party)) for key, party in self.known.items()]
        if options:
            self.fields["who"].choices = [("", _("somebody else, named below")), *options]  # type: ignore[attr-defined]
        else:
            del self.fields["who"]

    def clean(self) -> dict[str, Any]:
        """Who is not known to the case is named."""
        cleaned = super().clean() or {}
        if not cleaned.get("who") and not cleaned.get("name", "").strip():
            self.add_error("name", ValidationError(_("Write the name of the person or company."), code="name"))
        return cleaned

    def somebody(self, viewer: Viewer) -> Party:
        """The person that was chosen or named, entered if it is new. Raises ValidationError (code `identifier`)."""
        data = self.cleaned_data
        return self.known.get(data.get("who", "")) or enter_party(
            viewer,
            kind=PartyKind(guess_kind(data["name"], data["identifier"])),
            name=data["name"],
            identifier=data["identifier"],
            address=data["address"],
            email=data["email"],
        )

    def chosen_paper(self) -> Document | None:
        """The paper that was chosen."""
        return self.papers.get(self.cleaned_data["paper"])


class RepresentativeForm(SomebodyForm):
    """Who stands for a party, by what, from when until when, and whether letters go there."""

    codes: ClassVar = {**SomebodyForm.codes, "ground": "ground", "until": "until_on"}
    kind = forms.ChoiceField(
        label=_("How the person represents the party"), widget=forms.RadioSelect, choices=RepresentativeKind.choices
    )
    ground = forms.CharField(
        label=_("By what"),
        help_text=_("For example: the authorisation of 3. 11. 2026, the entry in the register of companies."),
        max_length=300,
        error_messages={"required": _("Write by what the person represents the party.")},
    )
    from_on = SerbianDateField(label=_("From which day"))
    until_on = SerbianDateField(label=_("Last day"), help_text=_("Empty: until further notice."), required=False)
    receives = forms.ChoiceField(
        label=_("Whom letters for the party go to"),
        widget=forms.RadioSelect,
        choices=[("yes", _("the representative")), ("no", _("the party itself"))],
        initial="yes",
    )
    field_order = ("who", "name", "identifier", "address", "email", "kind", "ground", "paper")


class EndForm(OfficeForm):
    """The last day of a representation, and why it ends."""

    codes: ClassVar = {"on": "on", "reason": "reason"}
    on = SerbianDateField(label=_("Last day"))
    reason = forms.CharField(
        label=_("Why it ends"),
        max_length=300,
        help_text=_("It stays in the history of the case."),
        error_messages={"required": _("Write why the representation ends.")},
    )


class SuccessorForm(SomebodyForm):
    """Who comes in the place of a party, from which day, by what it is known."""

    codes: ClassVar = {**SomebodyForm.codes, "on": "on", "reason": "reason"}
    on = SerbianDateField(label=_("From which day"))
    reason = forms.CharField(label=_("By what it is known"), **KNOWN_BY)
    field_order = ("who", "name", "identifier", "address", "email", "role", "on", "reason", "paper")

    def known_by(self) -> Known:
        """Since when, and by what it is known."""
        return Known(self.cleaned_data["on"], self.cleaned_data["reason"], self.chosen_paper())


class NewPartyForm(SuccessorForm):
    """Who comes into the case beside those who are in it, and in which part."""

    role = forms.ChoiceField(
        label=_("Part in the case"), widget=forms.RadioSelect, choices=PartyRole.choices, initial=PartyRole.INTERESTED
    )


class HappenedForm(OfficeForm):
    """What happened to a party on a day, and by what it is known."""

    codes: ClassVar = {"on": "on", "reason": "reason", "paper": "paper", "gone": "kind", "last": "kind"}
    kind = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    on = SerbianDateField(label=_("On which day"))
    reason = forms.CharField(label=_("By what it is known"), **KNOWN_BY)
    paper = forms.ChoiceField(label=_("By which paper"), required=False)
    kinds: ClassVar[tuple[tuple[str, Any], ...]] = (
        (ChangeKind.LEFT.value, _("The party left the case")),
        (ChangeKind.DEATH.value, _("The party died, or the company ceased to exist")),
    )

    def __init__(self, *args: Any, papers: Iterable[Attachment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = self.kinds  # type: ignore[attr-defined]
        self.papers = offer_papers(self.fields["paper"], papers)

    def known_by(self) -> Known:
        """Since when, and by what it is known."""
        data = self.cleaned_data
        return Known(data["on"], data["reason"], self.papers.get(data["paper"]))


class RewriteForm(HappenedForm):
    """Another name or address of a party."""

    codes: ClassVar = {**HappenedForm.codes, "after": "after"}
    kinds: ClassVar = (
        (ChangeKind.NAME.value, _("Another name")),
        (ChangeKind.ADDRESS.value, _("Another address")),
    )
    after = forms.CharField(
        label=_("The new name or address"),
        max_length=300,
        error_messages={"required": _("Write the new name or address.")},
    )
    field_order = ("kind", "after", "on", "reason", "paper")


class MistakeForm(OfficeForm):
    """What was entered wrongly."""

    codes: ClassVar = {"reason": "reason"}
    reason = forms.CharField(
        label=_("What was entered wrongly"),
        max_length=300,
        help_text=_("It stays in the history of the case."),
        error_messages={"required": _("Write what was entered wrongly.")},
    )


class RemedyForm(OfficeForm):
    """What a party can do against an act, within how many days, by which law."""

    codes: ClassVar = {"days": "days", "rule": "rule"}
    remedy = forms.ChoiceField(label=_("What the party can do"), widget=forms.RadioSelect, choices=Remedy.choices)
    days = forms.IntegerField(
        label=_("Within how many days"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.TextInput({"class": "govuk-input--width-3", "inputmode": "numeric", "autocomplete": "off"}),
    )
    rule = forms.CharField(
        label=_("By which law"),
        max_length=200,
        help_text=_("The law and its article. It stays in the journal."),
        error_messages={"required": _("Write the law and the article that say so.")},
    )
    enforce_note = forms.CharField(
        label=_("By which law the remedy does not stay enforcement"),
        max_length=200,
        required=False,
        help_text=_("Empty: the act is enforceable when the period has expired."),
    )
