"""The form of a letter: about what, the text, files, and the own case that it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.portal.letters import rules
from salter.portal.models import Letter
from salter.registry.models import Case
from salter.ui.forms import MultipleFileField
from salter.ui.templatetags.salter import script

TOO_LONG = _("This has %(show_value)s characters; write it in %(limit_value)s or fewer.")


class LetterForm(forms.Form):
    """Nothing is required while it is written: what is missing is asked for before it is sent."""

    mark_optional = False
    subject = forms.CharField(
        label=_("What is it about?"),
        help_text=_("In a few words, for example: damaged pavement in Lipa Street."),
        required=False,
        max_length=rules.SUBJECT_LIMIT,
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    case = forms.ChoiceField(
        label=_("Is it about one of your requests?"),
        help_text=_("Then the official who handles it sees your letter with the case."),
        required=False,
    )
    text = forms.CharField(
        label=_("Your letter"),
        required=False,
        max_length=rules.TEXT_LIMIT,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea({"rows": 10}),
    )
    papers = MultipleFileField(
        label=_("Files"),
        help_text=_("PDF, JPG, PNG or Word, up to 20 MB each; at most 10 files, 50 MB together."),
        required=False,
        allow_empty_file=True,
        max_length=None,
    )

    def __init__(self, *args: Any, cases: Sequence[Case] = (), answering: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if answering:
            self.fields["subject"].help_text = ""
        self.cases = {str(case.pk): case for case in cases}
        if answering or not cases:  # the letter that it answers says it already
            del self.fields["case"]
            return
        options = [(key, f"{case.number}: {script(case.subject)}"[:90]) for key, case in self.cases.items()]
        self.fields["case"].choices = [("", _("No, about something else")), *options]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Case | None:
        """The case that it is about."""
        return self.cases.get(self.cleaned_data.get("case", ""))


def written(letter: Letter) -> dict[str, str]:
    """A letter as the form shows it."""
    return {"subject": letter.subject, "text": letter.text, "case": str(letter.case_id or "")}
