"""Forms of appeals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.appeals.actions import SECOND_INSTANCE
from salter.registry.appeals.receiving import Filing
from salter.registry.forms.base import OfficeForm
from salter.registry.models import AppealOutcome, CaseParty, DismissalGround, Filed, Submission
from salter.registry.parties.choosing import PartyField, offer_parties
from salter.ui.forms import SerbianDateField

WORDS: dict[str, Any] = {"lang": "sr-Cyrl", "spellcheck": "true"}


class FilingForm(OfficeForm):
    """How and when something was filed, by whom, in which paper of the case."""

    codes: ClassVar = {"received": "on", "posted": "posted_on", "day": "on", "submission": "submission"}
    on = SerbianDateField(label=_("Received on"))
    how = forms.ChoiceField(
        label=_("How it was filed"),
        choices=Filed.choices,
        widget=forms.RadioSelect,
        initial=Filed.OTHER,
        required=False,
    )
    posted_on = SerbianDateField(
        label=_("Posted on"),
        required=False,
        help_text=_("Only by registered post: the postmark. That day counts as the day of filing."),
    )
    filed_by = forms.CharField(
        label=_("Who filed it, where not the party itself"),
        max_length=200,
        required=False,
        help_text=_("For example: attorney Petar Petrović, by the authorisation of 3. 11. 2026."),
    )
    submission = forms.ChoiceField(label=_("By which paper of the case"), required=False)

    def __init__(self, *args: Any, submissions: Iterable[Submission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submissions = {str(row.pk): row for row in submissions}
        field = self.fields["submission"]
        assert isinstance(field, forms.ChoiceField)
        papers = [(key, f"{row.sub_number}. {row.subject}") for key, row in self.submissions.items()]
        field.choices = [("", _("none that came with the case")), *papers]

    def filing(self) -> Filing:
        """What `receive` takes; the form is valid."""
        data = self.cleaned_data
        return Filing(
            received_on=data["on"],
            how=Filed(data["how"] or Filed.OTHER),
            posted_on=data["posted_on"],
            filed_by=data["filed_by"],
            submission=self.submissions.get(data["submission"]),
        )


class OtherAppealForm(FilingForm):
    """An appeal because nothing was decided, or against an act that is not kept here."""

    codes: ClassVar = {**FilingForm.codes, "party": "party", "known": "party", "silence": "what", "status": "what"}
    party = PartyField(
        label=_("Which party appeals"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a party of this case.")},
    )
    what = forms.ChoiceField(
        label=_("What it is against"),
        choices=[("silence", _("nothing was decided in time")), ("elsewhere", _("an act that is not kept here"))],
        widget=forms.RadioSelect,
        initial="silence",
    )
    against = forms.CharField(
        label=_("Which act"),
        max_length=200,
        required=False,
        help_text=_("Only for an act that is not kept here: its number and day."),
    )
    field_order = ("party", "what", "against", "on", "how", "posted_on", "filed_by", "submission")

    def __init__(self, *args: Any, parties: Iterable[CaseParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_parties(self, parties)

    def clean(self) -> dict[str, Any]:
        """An act that is not kept here is named."""
        cleaned = super().clean() or {}
        if cleaned.get("what") == "elsewhere" and not cleaned.get("against", "").strip():
            self.add_error("against", _("Write the number and the day of the act."))
        return cleaned

    def given(self) -> dict[str, Any]:
        """What `receive_other` takes; the form is valid."""
        data = self.cleaned_data
        against = data["against"] if data["what"] == "elsewhere" else ""
        return {"party": data["party"], "filing": self.filing(), "against": against}


class DismissForm(OfficeForm):
    """Why the body itself dismisses an appeal."""

    codes: ClassVar = {"ground": "ground"}
    ground = forms.ChoiceField(
        label=_("Why it is dismissed"),
        choices=DismissalGround.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is dismissed.")},
    )
    why = forms.CharField(
        label=_("What stands in the explanation"),
        required=False,
        widget=forms.Textarea({"rows": 5, **WORDS}),
        help_text=_("The days of the party are written by themselves; you finish the draft."),
    )


class WhyForm(OfficeForm):
    """Why the body grants or refuses it."""

    codes: ClassVar = {"why": "why"}
    why = forms.CharField(
        label=_("What stands in the explanation"),
        widget=forms.Textarea({"rows": 6, **WORDS}),
        error_messages={"required": _("Write why.")},
    )


class ForwardForm(OfficeForm):
    """To whom an appeal goes, when, with what opinion."""

    codes: ClassVar = {"body": "to_body", "opinion": "opinion", "on": "on"}
    to_body = forms.CharField(
        label=_("Which body decides on it"),
        max_length=200,
        widget=forms.TextInput({"lang": "sr-Cyrl", "autocomplete": "off"}),
        help_text=_("As it stands on the letter."),
        error_messages={"required": _("Write which body decides on the appeal.")},
    )
    opinion = forms.CharField(
        label=_("Our opinion on the appeal"),
        widget=forms.Textarea({"rows": 8, **WORDS}),
        error_messages={"required": _("Write our opinion on the appeal.")},
    )
    on = SerbianDateField(label=_("Sent on"))


class OutcomeForm(OfficeForm):
    """How the second instance decided."""

    codes: ClassVar = {"outcome": "outcome", "on": "on", "reference": "reference", "told": "told_on"}
    outcome = forms.ChoiceField(
        label=_("How it decided"),
        choices=[(one.value, one.label) for one in SECOND_INSTANCE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the second instance decided.")},
    )
    reference = forms.CharField(
        label=_("Number of its decision"),
        max_length=100,
        error_messages={"required": _("Write the number of its decision.")},
    )
    on = SerbianDateField(label=_("We received it on"))
    told_on = SerbianDateField(
        label=_("The party was notified of it on"),
        required=False,
        help_text=_("Empty: not known yet. Until then nothing is said to be final for the party."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def given(self) -> dict[str, Any]:
        """What `decided` takes; the form is valid."""
        names = ("on", "reference", "told_on", "note")
        return {
            "outcome": AppealOutcome(self.cleaned_data["outcome"]),
            **{name: self.cleaned_data[name] for name in names},
        }


class WithdrawAppealForm(OfficeForm):
    """The party withdrew its appeal."""

    codes: ClassVar = {"on": "on", "note": "note"}
    on = SerbianDateField(label=_("Withdrawn on"))
    note = forms.CharField(
        label=_("How the party said so"),
        max_length=300,
        error_messages={"required": _("Write how the party said so.")},
    )


class AfterForm(OfficeForm):
    """What happened after the second instance decided."""

    codes: ClassVar = {"told": "told_on", "file": "file_back_on", "court": "disputed_on"}
    told_on = SerbianDateField(label=_("The party was notified of the decision on"), required=False)
    file_back_on = SerbianDateField(label=_("The file came back on"), required=False)
    disputed_on = SerbianDateField(
        label=_("The party went to court on"),
        required=False,
        help_text=_("The day on which the administrative dispute was started."),
    )


class WrongForm(OfficeForm):
    """What was entered wrongly."""

    codes: ClassVar = {"why": "why"}
    why = forms.CharField(
        label=_("What was entered wrongly"),
        max_length=300,
        error_messages={"required": _("Write what was entered wrongly.")},
    )
