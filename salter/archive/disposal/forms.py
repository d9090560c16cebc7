"""Forms of the steps of a list for disposal."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms import OfficeForm
from salter.ui.forms import SerbianDateField

CYRILLIC: dict[str, Any] = {"lang": "sr-Cyrl", "spellcheck": "true"}


class ProposeForm(OfficeForm):
    """What the list is to be known by."""

    codes: ClassVar = {"none": "note"}
    note = forms.CharField(
        label=_("A note about the list"),
        max_length=300,
        required=False,
        help_text=_("For the commission, for example which years it is about."),
        widget=forms.TextInput(CYRILLIC),
    )


class WhyForm(OfficeForm):
    """A reason: why a case is excluded, or a list withdrawn."""

    codes: ClassVar = {"why": "why", "state": "why"}
    why = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("It stays in the list and stands in the record of destruction."),
        widget=forms.TextInput(CYRILLIC),
        error_messages={"required": _("Write why.")},
    )


class ReviewForm(OfficeForm):
    """What the commission finds."""

    codes: ClassVar = {"comment": "comment", "own": "found", "empty": "found", "state": "found"}
    found = forms.ChoiceField(
        label=_("What the commission finds"),
        choices=(
            ("accept", _("it may be destroyed: the public archive is asked")),
            ("return", _("it is to be put together otherwise")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the commission finds.")},
    )
    comment = forms.CharField(
        label=_("Comment"),
        max_length=1000,
        required=False,
        help_text=_("What is to be changed, where the list goes back."),
        widget=forms.Textarea({"rows": 4, **CYRILLIC}),
    )


class ApprovalForm(OfficeForm):
    """The written approval of the public archive."""

    codes: ClassVar = {"number": "number", "on": "on", "by": "by", "documents": "file", "empty": "number"}
    by = forms.CharField(
        label=_("Which public archive"),
        max_length=200,
        widget=forms.TextInput(CYRILLIC),
        error_messages={"required": _("Write which archive approved it.")},
    )
    number = forms.CharField(
        label=_("Number of the approval"),
        max_length=60,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": _("Write the number of the approval.")},
    )
    on = SerbianDateField(label=_("Date of the approval"))
    file = forms.FileField(
        label=_("The approval, scanned or as it came"),
        help_text=_("Without it nothing is destroyed."),
        widget=forms.FileInput,
        error_messages={
            "required": _("Add the approval itself."),
            "empty": _("The file is empty. Choose another one."),
        },
    )


class OrderForm(OfficeForm):
    """That nobody destroys by a slip of the hand: the number of the list is typed."""

    codes: ClassVar = {"own": "number", "empty": "number", "recused": "number", "state": "number"}
    number = forms.CharField(
        label=_("Type the number of the list"),
        max_length=20,
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": _("Type the number of the list, as it stands above.")},
    )

    def __init__(self, *args: Any, wanted: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted

    def clean_number(self) -> str:
        """The number, when it is that of the list. Raises ValidationError."""
        typed = str(self.cleaned_data["number"]).strip()
        if typed != self.wanted:
            raise forms.ValidationError(
                _("This is not the number of the list. It is %(number)s.") % {"number": self.wanted}
            )
        return typed
