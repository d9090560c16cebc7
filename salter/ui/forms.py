"""Forms as GOV.UK markup in our look: `FORM_RENDERER = "salter.ui.forms.Renderer"`, then `{{ form }}` or
`{{ form.field.as_field_group }}`. Everything works without JavaScript.

A form may say:
    heading_field = "name"      this field's question is the page's h1 (one thing a page)
    about_self = True           the person types about themselves, so the browser may offer what it knows
    mark_optional = False       do not write "(not required)" after labels of optional fields
Widths and autocomplete per field: `TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "bday"})`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Input
from django.template.backends.django import DjangoTemplates as Engine
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from salter.ui.formats import format_date

WIDGETS = Path(__file__).parent / "widgets"
_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),  # before what it is a kind of, for Django
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (Input, "govuk-input"),
)
_ABOUT_SELF = {
    "name": "name", "full_name": "name", "first_name": "given-name", "given_name": "given-name",
    "last_name": "family-name", "surname": "family-name", "email": "email", "phone": "tel",
    "address": "street-address", "street": "address-line1", "postal_code": "postal-code", "city": "address-level2",
    "organisation": "organization", "company": "organization", "birth_date": "bday",
}  # fmt: skip


class GovukBoundField(BoundField):
    """A field on a form with the classes and facts that our templates need."""

    def build_widget_attrs(self, attrs: Mapping[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Attributes of the input: our class, no browser validation (our messages say more), what to offer."""
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(dict(attrs), widget)
        built.pop("required", None)
        if self.use_fieldset:
            built.pop("aria-invalid", None)
        built["class"] = self._classes(widget, str(built.get("class") or widget.attrs.get("class", "")))
        if self._offers_own_data() and "autocomplete" not in widget.attrs:
            built["autocomplete"] = _ABOUT_SELF[self.name]
        return {name: value for name, value in built.items() if value != ""}

    def _classes(self, widget: forms.Widget, given: str) -> str:
        base = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "")
        typed = "govuk-input" if isinstance(widget, DatePartsInput) else base
        errors = f"{typed}--error" if self.errors and typed in {"govuk-input", "govuk-select", "govuk-textarea"} else ""
        return " ".join(filter(None, (base, errors, given)))

    def _offers_own_data(self) -> bool:
        return bool(getattr(self.form, "about_self", False)) and self.name in _ABOUT_SELF

    @property
    def is_heading(self) -> bool:
        """Whether this field's question is the heading of the page."""
        return getattr(self.form, "heading_field", None) == self.name

    @property
    def is_optional(self) -> bool:
        """Whether to write "(not required)" after the label."""
        wanted = getattr(self.form, "mark_optional", True) and self.widget_type != "checkbox"
        return bool(wanted) and not self.field.required

    @property
    def first_id(self) -> str:
        """The id of the first thing to type or choose, where an error message leads."""
        return self.id_for_label or f"{self.auto_id}_0"


class Renderer(DjangoTemplates):
    """Draws forms, fields and widgets with our templates; other rooms' form templates are found as usual."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = GovukBoundField

    @cached_property
    def engine(self) -> Engine:
        """Our widgets first, then Django's, then the templates of every room."""
        django_widgets = Path(forms.__file__).parent / "templates"
        options = {
            "builtins": ["salter.ui.templatetags.salter", "django.templatetags.i18n", "django.templatetags.static"]
        }
        return Engine({"APP_DIRS": True, "DIRS": [WIDGETS, django_widgets], "NAME": "salterforms", "OPTIONS": options})


class SummaryError(TypedDict):
    """One line of an error summary."""

    href: str
    text: str


def summary_errors(shown: Iterable[object]) -> list[SummaryError]:
    """The errors of forms and formsets in the order of their fields, each with the link to its field."""
    errors: list[SummaryError] = []
    for form in shown:
        if isinstance(form, forms.BaseFormSet):
            errors += [{"href": "", "text": str(text)} for text in form.non_form_errors()]
            errors += summary_errors(form.forms)
        elif isinstance(form, forms.BaseForm) and form.is_bound:
            errors += _form_errors(form)
    return errors


def _form_errors(form: forms.BaseForm) -> list[SummaryError]:
    errors: list[SummaryError] = [{"href": "", "text": str(text)} for text in form.non_field_errors()]
    for field in form:
        href = f"#{getattr(field, 'first_id', field.auto_id)}"
        errors += [{"href": href, "text": str(text)} for text in field.errors]
    return errors


_DAY_FIRST = re.compile(r"\s*(\d{1,2})\s*[./\-\s]\s*(\d{1,2})\s*[./\-\s]\s*(\d{4})\s*\.?\s*")
_ISO = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*")
FIRST_YEAR, LAST_YEAR = 1800, 2199


def parse_date(text: str) -> date:
    """The date in `23. 11. 2026.`, `23.11.2026`, `23/11/2026`, `23 11 2026` or `2026-11-23`.

    Raises ValueError, also for a year that nobody means: at the ends of the calendar time zones cannot be reckoned.
    """
    if iso := _ISO.fullmatch(text):
        year, month, day = map(int, iso.groups())
    elif written := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, written.groups())
    else:
        raise ValueError(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(text)
    return date(year, month, day)


class SerbianDateInput(forms.TextInput):
    """One text field that shows and accepts `23. 11. 2026.`."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"class": "govuk-input--width-10", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """The date as people write it; what was typed wrongly stays as typed."""
        return format_date(value) if isinstance(value, date) else super().format_value(value)


class SerbianDateField(forms.DateField):
    """A date typed as `23. 11. 2026.`, in one field; also with dots, slashes, spaces or as ISO."""

    widget = SerbianDateInput
    default_error_messages = {
        "invalid": _("Write the date as day, month and year, for example 23. 11. 2026."),
        "required": _("Write the date, for example 23. 11. 2026."),
    }

    def to_python(self, value: Any) -> date | None:
        """The date, or None when nothing was typed. Raises ValidationError."""
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        try:
            return parse_date(str(value))
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class DatePartsInput(forms.MultiWidget):
    """Day, month and year as three small fields, for dates that people know by heart."""

    template_name = "ui/forms/date_parts.html"
    use_fieldset = True
    labels = (_("Day"), _("Month"), _("Year"))

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "day": forms.TextInput(),
            "month": forms.TextInput(),
            "year": forms.TextInput(),
        }
        super().__init__(parts, dict(attrs or {}))

    def decompress(self, value: date | None) -> list[Any]:
        """Day, month, year of a date."""
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The three fields with their labels and widths."""
        context = super().get_context(name, value, attrs)
        for part, label, width in zip(context["widget"]["subwidgets"], self.labels, (2, 2, 4), strict=True):
            classes = ["govuk-input govuk-date-input__input", f"govuk-input--width-{width}"]
            classes += ["govuk-input--error"] if "govuk-input--error" in part["attrs"].get("class", "") else []
            part["attrs"] |= {"class": " ".join(classes), "inputmode": "numeric"}
            part["label"] = label
        return context

    def id_for_label(self, id_: str) -> str:
        """The legend stands for all three; an error leads to the day."""
        return f"{id_}_0" if id_ else ""


class SerbianDatePartsField(forms.MultiValueField):
    """A date in three fields (day, month, year), for dates that people know by heart, such as a birthday."""

    widget = DatePartsInput
    default_error_messages = {
        "invalid": _("This day does not exist. Check the day, month and year."),
        "incomplete": _("Write the day, month and year."),
        "required": _("Write the day, month and year."),
    }

    def __init__(self, **kwargs: Any) -> None:
        parts = (forms.IntegerField(), forms.IntegerField(), forms.IntegerField())
        for part in parts:
            part.error_messages["invalid"] = self.default_error_messages["invalid"]
        super().__init__(fields=parts, require_all_fields=True, **kwargs)

    def compress(self, data_list: list[int | None]) -> date | None:
        """The date of the three numbers. Raises ValidationError for a day that does not exist."""
        day, month, year = (*data_list, None, None, None)[:3]
        if day is None or month is None or year is None:
            return None
        try:
            return date(year, month, day)
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class MultipleFileInput(forms.ClearableFileInput):
    """A file field that takes several files at once."""

    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files; cleans to a list, empty when none was chosen."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file checked like one of Django's FileField. Raises ValidationError."""
        files = data if isinstance(data, (list, tuple)) else [data]
        if not any(files):
            super().clean(None, initial)
            return []
        return [super(MultipleFileField, self).clean(file, initial) for file in files]
