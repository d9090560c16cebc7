"""Forms of closing a case, of settling its retention and of opening it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from salter.calendars.law import Rule
from salter.registry.closing.rules import GROUNDS
from salter.registry.forms import OfficeForm
from salter.registry.forms.base import mark_text, resolve
from salter.registry.models import Case, ClassMark, RetentionRule
from salter.registry.rules import Disposition
from salter.ui.forms import SerbianDateField
from salter.ui.templatetags.salter import language, script

OPEN = "open"


def rule_text(rule: RetentionRule) -> str:
    """A row of the retention schedule as one line, with its certainty."""
    unverified = "" if rule.verified else f" [{pgettext('a fact', 'unverified')}]"
    return f"{script(rule.expression)} – {script(rule.category)}{unverified}"


def retention_choices(schedule: Iterable[RetentionRule], class_code: str) -> list[tuple[str, Any]]:
    """The rows of the schedule, those for the class first."""
    rows = list(schedule)
    fits = [rule for rule in rows if rule.class_code and class_code.startswith(rule.class_code)]
    groups = [
        (gettext("For class %(code)s") % {"code": class_code}, fits),
        (gettext("Other rows of the schedule"), [rule for rule in rows if rule not in fits]),
    ]
    grouped = [(name, [(str(rule.pk), rule_text(rule)) for rule in given]) for name, given in groups if given]
    return [("", gettext("Choose")), *grouped]


class CloseForm(OfficeForm):
    """Class mark, retention and disposition, which no closed case may lack; what is known is filled in."""

    codes: ClassVar = {"class-mark": "class_code", "retention": "retention"}
    mark_optional = False
    class_code = forms.CharField(
        label=_("Class mark"),
        help_text=_("Its number, or words of its name."),
        widget=forms.TextInput({"list": "class-marks", "autocomplete": "off"}),
        error_messages={"required": _("Choose the class mark.")},
    )
    retention = forms.ChoiceField(
        label=_("Retention"),
        help_text=_(
            "Rows marked as unverified are drafts: check them against your approved retention schedule. If none fits, "
            "choose “to be determined”: the case is closed and kept, and whoever answers for the archive settles it."
        ),
        error_messages={"required": _("Choose how long the case is kept.")},
    )
    note = forms.CharField(
        label=_("What is not known about the retention"),
        help_text=_("Only for “to be determined”, for whoever settles it."),
        required=False,
        max_length=300,
    )
    disposition = forms.ChoiceField(
        label=_("Disposition"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            (Disposition.AD_ACTA.value, _("a/a: put away")),
            (Disposition.ORIGINAL.value, _("sent out in the original to a body")),
        ],
        initial=Disposition.AD_ACTA.value,
    )
    body = forms.CharField(
        label=_("To which body"), help_text=_("Only for originals that were sent out."), required=False, max_length=80
    )

    def __init__(
        self,
        *args: Any,
        marks: Iterable[ClassMark],
        schedule: Iterable[RetentionRule],
        case: Case,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.marks, self.case = list(marks), case
        self.rules = {str(rule.pk): rule for rule in schedule}
        self.fields["retention"].choices = [  # type: ignore[attr-defined]
            *retention_choices(self.rules.values(), case.class_code),
            (OPEN, gettext("to be determined: nobody knows it yet")),
        ]

    @property
    def datalist(self) -> list[str]:
        """Class marks to offer while typing."""
        return [mark_text(mark) for mark in self.marks]

    def clean_class_code(self) -> str:
        """The mark that was typed, by number or words; the case's own mark is always known."""
        text = str(self.cleaned_data["class_code"])
        if text.strip() == self.case.class_code:
            return self.case.class_code
        return resolve(text, [], self.marks)[1]

    def clean(self) -> dict[str, Any]:
        """Originals go to somebody."""
        cleaned = super().clean() or {}
        if cleaned.get("disposition") == Disposition.ORIGINAL and not cleaned.get("body", "").strip():
            self.add_error("body", _("Write to which body the originals were sent."))
        return cleaned

    def given(self) -> dict[str, Any]:
        """What the action takes; the form is valid."""
        data = self.cleaned_data
        return {
            "class_code": data["class_code"],
            "retention": self.rules.get(data["retention"]),
            "note": data["note"],
            "sent_to": data["body"] if data["disposition"] == Disposition.ORIGINAL else "",
        }


class RetentionForm(OfficeForm):
    """How long a closed case is kept, by the schedule or until another day, and why."""

    codes: ClassVar = {"retention": "retention", "until": "kept_until", "reason": "reason"}
    retention = forms.ChoiceField(
        label=_("Retention"), error_messages={"required": _("Choose how long the case is kept.")}
    )
    kept_until = SerbianDateField(
        label=_("Last day, if it is another one"),
        help_text=_("Empty: it is computed from the retention. The law's least retention of the class holds always."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed for another last day, and where something known is changed."),
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, schedule: Iterable[RetentionRule], class_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = {str(rule.pk): rule for rule in schedule}
        choices = retention_choices(self.rules.values(), class_code)
        self.fields["retention"].choices = choices  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What the action takes; the form is valid."""
        data = self.cleaned_data
        kept = {"kept_until": data["kept_until"], "reason": data["reason"]}
        return {"retention": self.rules[data["retention"]], **kept}


class ReopenForm(OfficeForm):
    """On what ground a closed case is opened again, and why."""

    codes: ClassVar = {"ground": "ground", "reason": "reason"}
    ground = forms.ChoiceField(
        label=_("Ground"), widget=forms.RadioSelect, error_messages={"required": _("Choose the ground.")}
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The decision, the submission or the event that it rests on. It stays in the history of the case."),
        max_length=300,
        error_messages={"required": _("Write why the case is opened again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = [(code, ground_text(rule)) for code, rule in GROUNDS.items()]
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]

    def chosen(self) -> Rule:
        """The ground; the form is valid."""
        return GROUNDS[self.cleaned_data["ground"]]


def ground_text(rule: Rule) -> str:
    """A ground in the reader's language."""
    return rule.text_en if language() == "en" else script(rule.text_sr)
