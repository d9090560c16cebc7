"""What every form of the registry has."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.registry.models import ClassMark, Procedure
from salter.ui.formats import format_datetime
from salter.ui.forms import parse_date
from salter.ui.script import fold
from salter.ui.templatetags.salter import localised, script


def new_key() -> str:
    """A fresh form key: the same filled form sent twice is done once."""
    return secrets.token_urlsafe(16)


class OfficeForm(forms.Form):
    """A form with its key. `codes` says at which field an action's refusal (ValidationError.code) is shown."""

    codes: ClassVar[Mapping[str, str]] = {}
    buttons: Sequence[tuple[str, str, str]] = ()
    """Further ways to send the form, beside its main one: (name, value, label)."""
    form_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, initial=new_key)

    def refuse(self, error: ValidationError) -> None:
        """Show what an action refused: at the field of its code, else on top."""
        name = self.codes.get(getattr(error, "code", "") or "")
        self.add_error(name if name in self.fields else None, error)


class MomentInput(forms.TextInput):
    """One text field that shows and accepts `23. 11. 2026. 14:05`."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"class": "govuk-input--width-10", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """The moment as people write it; what was typed wrongly stays as typed."""
        return format_datetime(value) if isinstance(value, datetime) else super().format_value(value)


class MomentField(forms.DateTimeField):
    """A moment typed as `23. 11. 2026. 14:05`, Belgrade time; without a time it is the beginning of that day."""

    widget = MomentInput
    default_error_messages = {
        "invalid": _("Write the day and the time, for example 23. 11. 2026. 14:05."),
        "required": _("Write the day and the time, for example 23. 11. 2026. 14:05."),
    }
    TIME = re.compile(r"^(?P<day>.*?\d{4}\s*\.?|\d{4}-\d\d-\d\d)[\s,]+(?P<hour>\d{1,2})[:.](?P<minute>\d\d)\s*$")

    def to_python(self, value: Any) -> datetime | None:
        """The moment, aware, or None when nothing was typed. Raises ValidationError."""
        if value in self.empty_values or isinstance(value, datetime):
            return super().to_python(value)
        text = str(value).strip()
        found = self.TIME.match(text)
        try:
            day = parse_date(found["day"] if found else text)
            hour, minute = (int(found["hour"]), int(found["minute"])) if found else (0, 0)
            return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


def mark_text(mark: ClassMark) -> str:
    """A class mark as it is offered and typed: `350 · просторно и урбанистичко планирање`."""
    return f"{mark.code} · {script(mark.name)}"


def procedure_text(procedure: Procedure) -> str:
    """A procedure as it is offered and typed: `P036 · Заузеће јавне површине`."""
    return f"{procedure.code} · {localised(procedure, 'name')}"


def resolve(text: str, procedures: Iterable[Procedure], marks: Iterable[ClassMark]) -> tuple[Procedure | None, str]:
    """The procedure, or the class mark, that was typed: by its code, else by words of its name in either script.

    Raises ValidationError when nothing or several things fit; the message names the first of them.
    """
    folded = fold(text)
    code = folded.split(" ")[0].rstrip(".,·:;") if folded else ""
    by_code = [row for row in procedures if fold(row.code) == code]
    if by_code:
        return by_code[0], ""
    if any(fold(mark.code) == code for mark in marks):
        return None, next(mark.code for mark in marks if fold(mark.code) == code)
    words = folded.split()
    named = [row for row in procedures if _has(words, f"{row.name_cyr} {row.name_en}")]
    exact = [row for row in named if folded in (fold(row.name_cyr), fold(row.name_en))]
    if len(exact or named) == 1:
        return (exact or named)[0], ""
    classes = [] if named else [mark for mark in marks if _has(words, mark.name)]
    if len(classes) == 1:
        return None, classes[0].code
    raise _unclear([procedure_text(row) for row in named] + [mark_text(row) for row in classes])


def _has(words: list[str], name: str) -> bool:
    """Whether every word stands in the name, in whatever case: its ending does not count."""
    folded = fold(name)
    return bool(words) and all(word[: max(4, len(word) - 2)] in folded for word in words)


def _unclear(found: list[str]) -> ValidationError:
    if not found:
        return ValidationError(
            _("No procedure and no class mark fits these words. Write its code, or other words of its name."),
            code="class-mark",
        )
    return ValidationError(
        _("Several fit: %(found)s. Write the code of the right one.") % {"found": "; ".join(found[:5])},
        code="class-mark",
    )
