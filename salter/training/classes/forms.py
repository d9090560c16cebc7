"""Forms of classes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.registry.forms import OfficeForm
from salter.training.classes.actions import MOST, Plan
from salter.training.classes.queries import names_of
from salter.training.classes.rules import typed
from salter.training.exercises.format import Exercise
from salter.training.models import Mode
from salter.ui.templatetags.salter import script

ALONE, IN_PAIRS = "alone", "pairs"


class ClassForm(OfficeForm):
    """What a class is to be."""

    codes: ClassVar = {"name": "name", "exercise": "exercise", "pair": "together", "places": "places", "stuck": "stuck"}
    name = forms.CharField(
        label=_("Name of the class"),
        max_length=100,
        help_text=_("What the trainees see, for example the place and the day."),
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": _("Write what the class is called.")},
    )
    exercise = forms.ChoiceField(label=_("Exercise"), error_messages={"required": _("Choose an exercise.")})
    mode = forms.ChoiceField(
        label=_("How it is done"), widget=forms.RadioSelect, choices=Mode.choices, initial=Mode.LEARNING
    )
    together = forms.ChoiceField(
        label=_("Alone or in pairs"),
        widget=forms.RadioSelect,
        choices=[
            (ALONE, _("everybody in an office of their own")),
            (IN_PAIRS, _("in pairs: an official and a citizen in one office, each at a device")),
        ],
        initial=ALONE,
    )
    places = forms.IntegerField(
        label=_("How many places"),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=_("A slip is printed for each; a pair is one place with two slips. Not needed with a list of names."),
        widget=forms.NumberInput({"class": "govuk-input--width-4"}),
    )
    names = forms.CharField(
        label=_("Names, one a line"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("No name is needed: a number is enough."),
    )
    free = forms.BooleanField(
        label=_("People without a slip come in by the code of the class"), required=False, initial=True
    )
    stuck = forms.IntegerField(
        label=_("Minutes at one step after which somebody counts as stuck"),
        min_value=1,
        max_value=120,
        initial=8,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )

    def __init__(self, *args: Any, exercises: Iterable[Exercise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["exercise"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, script(one.title)) for one in exercises]

    def plan(self) -> Plan:
        """The class as it was asked for; the form is valid."""
        data = self.cleaned_data
        names = names_of(data["names"])
        empty = [""] * max(0, (data["places"] or 0) - len(names))
        return Plan(
            name=data["name"],
            exercise=data["exercise"],
            mode=Mode(data["mode"]),
            pair=data["together"] == IN_PAIRS,
            free=data["free"],
            stuck_minutes=data["stuck"],
            names=[*names, *empty],
        )


class SayForm(OfficeForm):
    """What is said to everybody, or to one."""

    codes: ClassVar = {"text": "text"}
    text = forms.CharField(
        label=_("Say to everybody"),
        max_length=500,
        required=False,
        help_text=_("It stands on every open page within ten seconds. Empty takes it away."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class StepForm(OfficeForm):
    """To which step everybody, or one, is set."""

    codes: ClassVar = {"step": "step", "nobody": "step"}
    step = forms.TypedChoiceField(label=_("Set to step"), coerce=int, error_messages={"required": _("Choose a step.")})

    def __init__(self, *args: Any, exercise: Exercise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["step"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(number, str(number)) for number in range(1, len(exercise.steps) + 1)]


class CodeForm(forms.Form):
    """The code of a slip."""

    code = forms.CharField(
        label=_("Code from your slip"),
        max_length=40,
        help_text=_("Or the code of the class that is on the wall. Cyrillic or Latin, with or without the line."),
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": _("Type the code from your slip.")},
    )

    def clean_code(self) -> str:
        """The code as it is kept. Raises ValidationError when nothing of it can be one."""
        code = typed(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("A code has letters only. Look at your slip again."), code="code")
        return code


class EnterForm(forms.Form):
    """How somebody wants to be called."""

    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=100,
        help_text=_("Only the trainer sees it. It is not needed."),
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
