"""The form of a joint decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.registry.models import Joining


class JointForm(OfficeForm):
    """Which of the joined cases are decided with the leading one."""

    codes: ClassVar = {"cases": "cases"}
    cases = forms.MultipleChoiceField(
        label=_("Which cases are decided with this one"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one of the cases that are conducted with this one.")},
    )

    def __init__(self, *args: Any, joinings: Iterable[Joining], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.joinings = {str(row.joined_id): row for row in joinings}
        field = self.fields["cases"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, f"{row.joined.number}, {row.joined.subject}") for key, row in self.joinings.items()]

    def chosen(self) -> list[Joining]:
        """The joinings; the form is valid."""
        return [self.joinings[key] for key in self.cleaned_data["cases"]]
