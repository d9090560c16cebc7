"""Forms of what a party did after it was served, and of a remedy that a special law gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.registry.forms.base import OfficeForm
from salter.registry.models import Attachment, Remedy
from salter.registry.parties.actions import MOST_DAYS
from salter.ui.forms import SerbianDateField
from salter.ui.templatetags.salter import sr_date


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
