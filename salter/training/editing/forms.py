"""Forms of writing exercises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.organisations.administration.common import AdminForm
from salter.training.editing.models import NamedThere
from salter.training.exercises.format import LONGEST_CODE
from salter.training.exercises.tree import LARGEST
from salter.ui.forms import SerbianDateField


class NewForm(AdminForm):
    """What a new exercise begins as."""

    codes: ClassVar = {"many": ""}
    source = forms.ChoiceField(label=_("Begin with"), required=False)
    title = forms.CharField(label=_("Title"), max_length=200)
    code = forms.CharField(
        label=_("Code"),
        max_length=LONGEST_CODE,
        help_text=_("Small Latin letters, digits and dashes, for example nov-predmet. It stays as it is."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}),
    )

    def __init__(self, data: Any = None, *, sources: Sequence[tuple[str, str]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        copies = [(code, _("a copy of: %(title)s") % {"title": title}) for code, title in sources]
        self.fields["source"].choices = [("", _("the template")), *copies]  # type: ignore[attr-defined]


class TextForm(AdminForm):
    """The text of an exercise; `was` is the digest of the one that was opened."""

    codes: ClassVar = {"long": "text", "meanwhile": ""}
    text = forms.CharField(
        label=_("Text of the exercise"),
        strip=False,
        max_length=LARGEST,
        widget=forms.Textarea(
            {"class": "sl-lines__text", "spellcheck": "false", "autocapitalize": "off", "wrap": "off", "rows": 40}
        ),
    )
    was = forms.CharField(widget=forms.HiddenInput)


class ThereForm(AdminForm):
    """What one step is called in Pisarnica."""

    words = forms.CharField(
        label=_("What it is called there, and where it is found"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )
    checked_on = SerbianDateField(label=_("Checked on"), required=False)
    checked_by = forms.CharField(label=_("Checked by"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, note: NamedThere | None, step: str, auto: str) -> None:
        initial = {name: getattr(note, name) for name in ("words", "checked_on", "checked_by")} if note else {}
        super().__init__(data, initial=initial, auto_id=f"{auto}_%s")
        self.step = step
