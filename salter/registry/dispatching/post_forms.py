"""Forms of the post of a day: which letters go, their registered numbers, and the code of a slip that came back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from salter.mailbox import rules
from salter.registry.dispatching.letters import Letter
from salter.registry.forms import OfficeForm

SCANNED = {"autofocus": True, "data-scan": True}
"""A scanner types here, code after code, also after one that was not known."""
NUMBER = {"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}


class PostForm(OfficeForm):
    """A registered number for each letter and, where it is to be chosen, whether the letter goes."""

    def __init__(self, *args: Any, letters: Sequence[Letter], choose: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letters = letters
        for one in letters:
            key = one.delivery.pk.hex
            named = {"who": one.name, "number": one.delivery.case_number}
            if choose:
                label = _("%(who)s, %(number)s goes to the post") % named
                self.fields[f"take_{key}"] = forms.BooleanField(label=label, required=False, initial=True)
            label = _("Registered number: %(who)s, %(number)s") % named
            self.fields[f"number_{key}"] = forms.CharField(
                label=label, required=False, max_length=60, initial=one.delivery.registered_number,
                show_hidden_initial=True,
                widget=forms.TextInput({**NUMBER, "aria-label": label}),
            )  # fmt: skip

    def rows(self) -> Iterator[tuple[Letter, BoundField | None, BoundField]]:
        """Each letter with its fields."""
        for one in self.letters:
            key = one.delivery.pk.hex
            box = self[f"take_{key}"] if f"take_{key}" in self.fields else None
            yield one, box, self[f"number_{key}"]

    def clean(self) -> dict[str, Any]:
        """A number that cannot be right is said at its letter."""
        data = super().clean() or {}
        for one in self.letters:
            name = f"number_{one.delivery.pk.hex}"
            try:
                rules.registered_number(data.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
        return data

    def chosen(self) -> dict[UUID, str]:
        """The letters that go, with their numbers; the form is valid."""
        data = self.cleaned_data
        keys = [one.delivery.pk for one in self.letters]
        return {key: data[f"number_{key.hex}"] for key in keys if data.get(f"take_{key.hex}", True)}

    def changed(self) -> dict[UUID, str]:
        """The numbers that were changed on the page that was shown; what a colleague has entered meanwhile stays."""
        return {key: number for key, number in self.chosen().items() if f"number_{key.hex}" in self.changed_data}


class StrikeForm(OfficeForm):
    """Why a line of the delivery book is struck."""

    codes: ClassVar = {"reason": "reason"}
    reason = forms.CharField(
        label=_("Why the line is struck"),
        max_length=300,
        help_text=_("For example: the letter stayed on the table. The line stays in the book, struck."),
        error_messages={"required": _("Write why the line is struck.")},
    )


class SlipForm(OfficeForm):
    """The code of a return slip, read by a scanner or typed."""

    codes: ClassVar = {"slip": "code"}
    code = forms.CharField(
        label=_("Code of the return slip"), max_length=60,
        help_text=_("Read it with the scanner, or type it. The registered number will do, too."),
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off", **SCANNED}),
        error_messages={"required": _("Read or type the code of the slip.")},
    )  # fmt: skip
