"""The form of who decides on appeals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.registry.forms.base import OfficeForm, procedure_text
from salter.registry.models import Competence, Procedure
from salter.registry.second_instance.actions import Matter


class SecondInstanceForm(OfficeForm):
    """In what, which body, by what."""

    codes: ClassVar = {"body": "body", "to_body": "to_body", "ground": "ground", "class": "class_code"}
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    class_code = forms.CharField(
        label=_("Class"), max_length=20, required=False, help_text=_("With all below it: 35 also means 350 and 351.")
    )
    competence = forms.ChoiceField(
        label=_("Kind of tasks"),
        choices=[("", pgettext_lazy("kind of tasks", "any")), *Competence.choices],
        required=False,
    )
    body = forms.CharField(
        label=_("Which body decides"),
        max_length=200,
        help_text=_("As a letter to it begins, for example: Општинско веће Општине Примерово."),
        widget=forms.TextInput({"lang": "sr-Cyrl"}),
        error_messages={"required": _("Write which body decides on the appeal.")},
    )
    to_body = forms.CharField(
        label=_("To whom the party appeals"),
        max_length=200,
        help_text=_("As the instruction on the remedy says it, for example: Општинском већу Општине Примерово."),
        widget=forms.TextInput({"lang": "sr-Cyrl"}),
        error_messages={"required": _("Write the body as the instruction on the remedy names it.")},
    )
    address = forms.CharField(
        label=_("Address"), max_length=200, required=False, widget=forms.TextInput({"lang": "sr-Cyrl"})
    )
    ground = forms.CharField(
        label=_("By what law or act it decides"),
        max_length=300,
        widget=forms.Textarea({"rows": 2, "lang": "sr-Cyrl"}),
        error_messages={"required": _("Write by what law or act it decides.")},
    )

    def __init__(self, *args: Any, procedures: Iterable[Procedure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.procedures = {str(row.pk): row for row in procedures}
        field = self.fields["procedure"]
        assert isinstance(field, forms.ChoiceField)
        named = [(key, procedure_text(row)) for key, row in self.procedures.items()]
        field.choices = [("", pgettext_lazy("procedure", "any")), *named]

    def given(self) -> dict[str, Any]:
        """What `set_second_instance` takes; the form is valid."""
        data = self.cleaned_data
        matter = Matter(self.procedures.get(data["procedure"]), data["class_code"].strip(), data["competence"])
        return {"matter": matter, **{name: data[name] for name in ("body", "to_body", "address", "ground")}}
