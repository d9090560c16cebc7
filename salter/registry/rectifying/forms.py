"""The form of a correction of an error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.registry.models import CaseParty, ErrorKind
from salter.registry.rectifying.actions import Mistake


class RectifyForm(OfficeForm):
    """What kind of an error, where, what stands and what should, and to whose disadvantage that is."""

    codes: ClassVar = {"place": "place", "wrong": "wrong", "right": "right", "worse": "worse_for"}
    kind = forms.ChoiceField(
        label=_("What kind of an error"),
        choices=ErrorKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of an error it is.")},
    )
    place = forms.CharField(
        label=_("Where in the act"),
        max_length=200,
        help_text=_("For example: operative part, point 2; explanation, third paragraph."),
        error_messages={"required": _("Write where in the act the error stands.")},
    )
    wrong = forms.CharField(
        label=_("What stands there"),
        max_length=500,
        widget=forms.Textarea({"rows": 2, "lang": "sr-Cyrl"}),
        error_messages={"required": _("Write the words as they stand in the act.")},
    )
    right = forms.CharField(
        label=_("What should stand there"),
        max_length=500,
        widget=forms.Textarea({"rows": 2, "lang": "sr-Cyrl"}),
        error_messages={"required": _("Write the words as they should stand.")},
    )
    worse_for = forms.MultipleChoiceField(
        label=_("To whose disadvantage it is"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("These parties can appeal against the ruling. Leave it empty where it is to nobody's."),
    )

    def __init__(self, *args: Any, parties: Iterable[CaseParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {str(row.pk): row for row in parties}
        field = self.fields["worse_for"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, row.name) for key, row in self.parties.items()]

    def given(self) -> dict[str, Any]:
        """What `draft_rectification` takes; the form is valid."""
        data = self.cleaned_data
        mistake = Mistake(ErrorKind(data["kind"]), data["place"], data["wrong"], data["right"])
        return {"mistake": mistake, "worse_for": [self.parties[key] for key in data["worse_for"]]}
