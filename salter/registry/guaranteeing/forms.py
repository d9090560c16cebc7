"""Forms of guarantee acts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from salter.registry.forms.base import OfficeForm
from salter.registry.guaranteeing.actions import Promised
from salter.registry.models import GuaranteeGround
from salter.ui.forms import SerbianDateField

CYRILLIC = {"lang": "sr-Cyrl", "spellcheck": "true"}


class GuaranteeForm(OfficeForm):
    """The special law, what is promised on which facts, and for how long."""

    codes: ClassVar = {name: name for name in ("law", "article", "promised", "facts", "months", "months_law")}
    law = forms.CharField(
        label=_("Special law"),
        max_length=300,
        help_text=_("The law that provides for guarantee acts in this matter, with its gazette."),
        widget=forms.TextInput(CYRILLIC),
        error_messages={
            "required": _("Name the special law that provides for guarantee acts; without one none is issued.")
        },
    )
    article = forms.CharField(
        label=_("Article"),
        max_length=100,
        widget=forms.TextInput({"class": "govuk-input--width-10", "lang": "sr-Cyrl"}),
        error_messages={"required": _("Write the article of the special law.")},
    )
    promised = forms.CharField(
        label=_("What the body binds itself to issue"),
        max_length=1000,
        help_text=_("The kind of the act and its content, in one sentence. It is printed in the operative part."),
        widget=forms.Textarea({"rows": 4, **CYRILLIC}),
        error_messages={"required": _("Write what the act will contain that the body binds itself to issue.")},
    )
    facts = forms.CharField(
        label=_("Facts that it assumes"),
        max_length=1000,
        help_text=_("As the request describes them: a later decision is compared with them."),
        widget=forms.Textarea({"rows": 4, **CYRILLIC}),
        error_messages={"required": _("Write the facts that the promise assumes.")},
    )
    months = forms.IntegerField(
        label=_("Another period for the request, in months"),
        required=False,
        min_value=1,
        max_value=600,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )
    months_law = forms.CharField(
        label=_("Law and article of the other period"),
        max_length=300,
        required=False,
        widget=forms.TextInput(CYRILLIC),
    )

    def __init__(self, *args: Any, usual: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("Only where the special law sets one. Left empty, it is %(months)s months by the legal settings.")
        self.fields["months"].help_text = words % {"months": usual}

    def promise(self) -> Promised:
        """What the act promises; the form is valid."""
        data = self.cleaned_data
        named = {name: data[name] for name in ("law", "article", "promised", "facts", "months", "months_law")}
        return Promised(**named)


class AnswerForm(OfficeForm):
    """Whether the decision is as promised, or on which ground it departs."""

    codes: ClassVar = {"ground": "ground", "why": "why", "law": "law"}
    ground = forms.ChoiceField(
        label=_("Is the decision as the guarantee act promised?"),
        choices=GuaranteeGround.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the decision is as promised, or why it is not.")},
    )
    why = forms.CharField(
        label=_("Why it departs"),
        max_length=1000,
        required=False,
        help_text=_("Only where it departs. It goes into the explanation of the decision."),
        widget=forms.Textarea({"rows": 4, **CYRILLIC}),
    )
    law = forms.CharField(
        label=_("Law and article of another ground"),
        max_length=300,
        required=False,
        widget=forms.TextInput(CYRILLIC),
    )

    def given(self) -> dict[str, Any]:
        """What `answer` takes; the form is valid."""
        data = self.cleaned_data
        return {"ground": GuaranteeGround(data["ground"]), "why": data["why"], "law": data["law"]}


class EndForm(OfficeForm):
    """When and by what a guarantee act was annulled or revoked."""

    codes: ClassVar = {"on": "on", "why": "why", "over": "why"}
    on = SerbianDateField(label=_("Since which day it no longer stands"))
    why = forms.CharField(
        label=_("By which act, and on what ground"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write by which act it was annulled or revoked, and on what ground.")},
    )


class TakeBackForm(OfficeForm):
    """Why a case does not refer to a guarantee act after all."""

    codes: ClassVar = {"why": "why"}
    why = forms.CharField(
        label=_("Why"),
        max_length=300,
        error_messages={"required": _("Write why the case does not refer to it.")},
    )
