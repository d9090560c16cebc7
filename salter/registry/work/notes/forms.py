"""Forms of ticklers, comments and tasks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Staff
from salter.registry.forms.base import OfficeForm
from salter.registry.work.notes.rules import LONGEST
from salter.ui.forms import SerbianDateField


class TicklerForm(OfficeForm):
    """Until which day, and for what."""

    codes: ClassVar = {"on": "on"}
    on = SerbianDateField(label=_("Until which day"), help_text=_("On that day the case stands in your list."))
    note = forms.CharField(label=_("Why it waits"), max_length=300, required=False)


class CommentForm(OfficeForm):
    """A comment."""

    codes: ClassVar = {"text": "text"}
    text = forms.CharField(
        label=_("New comment"),
        help_text=_("Everybody in the office who may see the case reads it. No party does."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write the comment.")},
    )


class TaskForm(OfficeForm):
    """What, who, until when."""

    codes: ClassVar = {"title": "title", "staff": "staff", "due_on": "due_on"}
    title = forms.CharField(
        label=_("What is to be done"), max_length=200, error_messages={"required": _("Write what is to be done.")}
    )
    staff = forms.ChoiceField(label=_("Who does it"), error_messages={"required": _("Choose who does it.")})
    due_on = SerbianDateField(label=_("Until which day"))

    def __init__(self, *args: Any, people: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        options = [(key, person.name) for key, person in self.people.items()]
        self.fields["staff"].choices = options  # type: ignore[attr-defined]

    def chosen(self) -> Staff:
        """Who does it."""
        return self.people[self.cleaned_data["staff"]]
