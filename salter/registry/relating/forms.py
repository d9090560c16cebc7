"""Forms of related and joined cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.registry.forms.base import OfficeForm
from salter.registry.models import Act, Case, LinkKind
from salter.ui.forms import SerbianDateField

Finder = Callable[[str], Case | None]
"""The case of a number in any spelling, that the viewer may see."""


class _OtherForm(OfficeForm):
    """A form that asks for another case by its number."""

    other = forms.CharField(
        label=_("Number of the other case"),
        max_length=80,
        help_text=_("In any spelling. A case that you may not see is not found."),
        error_messages={"required": _("Write the number of the other case.")},
    )

    def __init__(self, *args: Any, find: Finder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.find = find

    def clean_other(self) -> Case:
        """The case itself. Raises ValidationError."""
        found = self.find(self.cleaned_data["other"])
        if found is None:
            raise ValidationError(_("No case with this number is found. Look at the number again."), code="other")
        return found


class RelateForm(_OtherForm):
    """Which case, and what it is to this one."""

    codes: ClassVar = {"other": "other"}
    kind = forms.ChoiceField(
        label=_("What it is to this one"),
        choices=LinkKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is to this one.")},
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def given(self) -> dict[str, Any]:
        """What `relate` takes; the form is valid."""
        data = self.cleaned_data
        return {"other": data["other"], "kind": LinkKind(data["kind"]), "note": data["note"]}


class JoinForm(_OtherForm):
    """Which case is joined to this one, by which ruling."""

    codes: ClassVar = {
        **{"same": "other", "status": "other", "joined": "other"},
        **{"on": "on", "ground": "ground", "ruling": "ruling"},
    }
    on = SerbianDateField(label=_("Joined on"))
    ruling = forms.ChoiceField(label=_("The ruling, where it is an act of this case"), required=False)
    ground = forms.CharField(
        label=_("Number of the ruling, and why"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write the number of the ruling and why the cases are joined.")},
    )

    def __init__(self, *args: Any, rulings: Iterable[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rulings = {str(row.pk): row for row in rulings}
        field = self.fields["ruling"]
        assert isinstance(field, forms.ChoiceField)
        named = [(key, f"{row.sub_number}: {row.title}") for key, row in self.rulings.items()]
        field.choices = [("", pgettext_lazy("act", "none")), *named]

    def given(self) -> dict[str, Any]:
        """What `join` takes; the form is valid."""
        data = self.cleaned_data
        ruling = self.rulings.get(data["ruling"])
        return {"joined": data["other"], "on": data["on"], "ground": data["ground"], "ruling": ruling}


class SeparateForm(OfficeForm):
    """When and by which ruling."""

    codes: ClassVar = {"on": "on", "ground": "ground"}
    on = SerbianDateField(label=_("Separated on"))
    ground = forms.CharField(
        label=_("Number of the ruling, and why"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write the number of the ruling and why the cases are separated.")},
    )


class UnrelateForm(OfficeForm):
    """Why a link is taken off."""

    codes: ClassVar = {"why": "why"}
    why = forms.CharField(
        label=_("Why the link is taken off"),
        max_length=300,
        error_messages={"required": _("Write why the link is taken off.")},
    )
