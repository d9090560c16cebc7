"""A question of a definition as a Django form; what is typed is judged by `answers.check_answer`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Account
from salter.portal.answers import ADDRESS_PARTS, LONG_TEXT_LIMIT, TEXT_LIMIT, YES_NO, check_answer, shown
from salter.portal.definition import Answers, Question, QuestionType, Value
from salter.portal.seats import Seat
from salter.registry.models import CaseParty
from salter.ui.forms import DatePartsInput, MultipleFileField
from salter.ui.templatetags.salter import script

ANSWER = "answer"


class AddressInput(forms.MultiWidget):
    """Street with number, postal code and place."""

    template_name = "portal/widgets/address.html"
    use_fieldset = True
    labels = (_("Street and number"), _("Postal code"), _("Place"))
    offers = ("street-address", "postal-code", "address-level2")
    widths = ("govuk-!-width-full", "govuk-input--width-5", "govuk-!-width-two-thirds")

    def __init__(self) -> None:
        super().__init__({part: forms.TextInput() for part in ADDRESS_PARTS})

    def decompress(self, value: Any) -> list[Any]:
        """The parts of a kept address."""
        return [value.get(part, "") for part in ADDRESS_PARTS] if isinstance(value, Mapping) else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The three fields with their labels, widths and what the browser may offer."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        parts = zip(context["widget"]["subwidgets"], self.labels, self.offers, self.widths, strict=True)
        for part, label, offer, width in parts:
            error = " govuk-input--error" if "govuk-input--error" in part["attrs"].get("class", "") else ""
            part["attrs"] |= {"class": f"govuk-input {width}{error}", "autocomplete": offer}
            part["label"] = label
        return context

    def id_for_label(self, id_: str) -> str:
        """The legend stands for all three; an error leads to the street."""
        return f"{id_}_0" if id_ else ""


class AnswerField(forms.Field):
    """The field of one question."""

    def __init__(self, question: Question, language: str, today: date, answers: Answers) -> None:
        hint = question.hint.read(language) if question.hint else ""
        super().__init__(
            required=question.required,
            widget=widget_of(question, language),
            label=question.text.read(language),
            help_text=hint,
        )
        self.question, self.today, self.answers = question, today, answers

    def clean(self, value: Any) -> Value:
        """The answer as it is kept. Raises ValidationError."""
        raw = [str(part or "") for part in value] if isinstance(value, (list, tuple)) else str(value or "")
        return check_answer(self.question, raw, today=self.today, answers=self.answers)


def widget_of(question: Question, language: str) -> forms.Widget:
    """The widget of a question."""
    kind = question.type
    if kind in (QuestionType.CHOICE, QuestionType.YES_NO):
        return forms.RadioSelect(choices=_choices(question, language))
    if kind is QuestionType.MULTIPLE:
        return forms.CheckboxSelectMultiple(choices=_choices(question, language))
    if kind is QuestionType.LONG_TEXT:
        return forms.Textarea({"rows": 7, "maxlength": (question.max_length or LONG_TEXT_LIMIT) + 200})
    if kind is QuestionType.DATE:
        return DatePartsInput()
    if kind is QuestionType.ADDRESS:
        return AddressInput()
    return forms.TextInput(_TYPED.get(kind, {"maxlength": (question.max_length or TEXT_LIMIT) + 50}))


_TYPED: dict[QuestionType, dict[str, Any]] = {
    QuestionType.NUMBER: {"class": "govuk-input--width-10", "inputmode": "decimal", "autocomplete": "off"},
    QuestionType.MONEY: {"class": "govuk-input--width-10", "inputmode": "decimal", "autocomplete": "off"},
    QuestionType.IDENTIFIER: {"class": "govuk-input--width-20", "inputmode": "numeric", "autocomplete": "off"},
    QuestionType.EMAIL: {"type": "email", "autocomplete": "email", "spellcheck": "false"},
    QuestionType.PHONE: {"type": "tel", "class": "govuk-input--width-20", "autocomplete": "tel"},
}


def _choices(question: Question, language: str) -> list[tuple[str, object]]:
    if question.type is QuestionType.YES_NO:
        return [(code, words.read(language)) for code, words in YES_NO.items()]
    hinted = format_html
    return [
        (
            option.code,
            hinted(
                '{}<br><span class="govuk-hint">{}</span>',
                option.text.read(language),
                option.hint.read(language),
            )
            if option.hint
            else option.text.read(language),
        )
        for option in question.options
    ]


class QuestionForm(forms.Form):
    """One question, one page: its text is the heading."""

    heading_field = ANSWER

    def __init__(
        self,
        data: Any = None,
        *,
        question: Question,
        language: str,
        today: date,
        answers: Answers,
        account: Account | None,
    ) -> None:
        super().__init__(data, initial={ANSWER: initial(question, answers, account)})
        self.fields[ANSWER] = AnswerField(question, language, today, answers)


def initial(question: Question, answers: Answers, account: Account | None) -> object:
    """What stands in the field first: the answer given before, else what the account knows."""
    value = answers.get(question.code)
    if value is None:
        known = str(getattr(account, question.prefill, "")) if question.prefill else ""
        return split_address(known) if question.type is QuestionType.ADDRESS else known
    if question.type is QuestionType.DATE and isinstance(value, str) and value:
        return date.fromisoformat(value)
    if question.type in (QuestionType.NUMBER, QuestionType.MONEY):
        return shown(question, value).removesuffix(" РСД")
    return value


def split_address(text: str) -> dict[str, str]:
    """An address in one line (`Главна 12, 11000 Ведрово`) in its parts; what cannot be told apart stays the street."""
    found = re.fullmatch(r"(.+?),\s*(?:([0-9]{5})\s+)?([^,0-9]+)", text.strip())
    if not found:
        return {"street": text.strip()}
    return {"street": found[1], "postal_code": found[2] or "", "place": found[3]}


class FilesForm(forms.Form):
    """The question of an attachment: files can be added one after the other."""

    heading_field = ANSWER

    def __init__(self, data: Any = None, files: Any = None, *, question: Question, language: str) -> None:
        super().__init__(data, files)
        self.mark_optional = not question.required  # one that is required may have been added on an earlier visit
        hint = question.hint.read(language) if question.hint else ""
        self.fields[ANSWER] = MultipleFileField(
            label=question.text.read(language), help_text=hint, required=False, max_length=None, allow_empty_file=True
        )


OWN = "own"


class SupplementForm(forms.Form):
    """What is handed in to a case that is open already: words, files, or both."""

    text = forms.CharField(
        label=_("What do you hand in?"),
        help_text=_("For example: proof of payment that you asked for on 12 November."),
        widget=forms.Textarea({"rows": 4}),
        required=False,
        max_length=LONG_TEXT_LIMIT,
    )
    papers = MultipleFileField(
        label=_("Files"), help_text=_("PDF, JPG, PNG or Word, up to 20 MB each."), required=False, allow_empty_file=True
    )
    stands_for = forms.ChoiceField(
        label=_("For whom do you hand it in?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for whom you hand it in.")},
    )
    field_order = ("stands_for", "text", "papers")

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {str(part.pk): part for part in seat.stands_for}
        own: list[tuple[str, Any]] = [(OWN, _("For myself"))] if seat.own else []
        options = [*own, *((key, script(part.name)) for key, part in self.parts.items())]
        if len(options) > 1:
            self.fields["stands_for"].choices = options  # type: ignore[attr-defined]
        else:
            del self.fields["stands_for"]

    @property
    def chosen_part(self) -> CaseParty | None:
        """For which party of the case that the viewer stands for; None for oneself, or where there is no choice."""
        return self.parts.get(self.cleaned_data.get("stands_for", ""))


class StatusForm(forms.Form):
    """The number of a submission, as it stands on the receipt."""

    number = forms.CharField(
        label=_("Number of the submission"),
        help_text=_("It stands on the receipt and looks like 7K2M-9QXA-4T8B. Small letters and no dashes are fine."),
        widget=forms.TextInput(
            {"class": "govuk-input--width-20", "autocomplete": "off", "autocapitalize": "characters"}
        ),
        max_length=60,
        error_messages={"required": _("Write the number that stands on your receipt.")},
    )


SIZE = {"class": "govuk-input--width-10", "inputmode": "numeric"}
RECEIPT_LIMIT = 5 * 1024 * 1024  # bytes; a receipt has well below one megabyte


class ReceiptForm(forms.Form):
    """A receipt to check: its file, or the number of the submission on it."""

    mark_optional = False
    file = forms.FileField(
        label=_("File of the receipt"),
        help_text=_("The JSON or the PDF, as you downloaded it."),
        required=False,
        allow_empty_file=True,
    )
    number = forms.CharField(
        label=_("Or the number of the submission"),
        help_text=_("It stands on the receipt and looks like 7K2M-9QXA-4T8B. Small letters and no dashes are fine."),
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        required=False,
        max_length=60,
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = super().clean() or {}
        if given.get("file") and given["file"].size > RECEIPT_LIMIT:
            self.add_error("file", _("The file is too large for a receipt. Choose another one."))
        if not given.get("file") and not given.get("number") and not self.errors:
            self.add_error("file", _("Choose a file, or write the number of the submission."))
        return given


class GrowthForm(forms.Form):
    """Two sizes of the log."""

    mark_optional = False
    first = forms.IntegerField(
        label=_("Size of the earlier head"),
        min_value=1,
        widget=forms.TextInput(dict(SIZE)),
    )
    second = forms.IntegerField(
        label=_("Size of the later head"),
        min_value=1,
        widget=forms.TextInput(dict(SIZE)),
    )
