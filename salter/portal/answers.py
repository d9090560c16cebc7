"""Reading what a person typed, and showing it again: pure rules, one small reader and one writer for each type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from salter.organisations import identifiers
from salter.portal.definition import (
    Answers,
    Definition,
    Question,
    QuestionType,
    Texts,
    Value,
    fill,
    kept,
    path,
)
from salter.ui.formats import format_date, format_money, format_number
from salter.ui.forms import parse_date
from salter.ui.templatetags.salter import language

Raw = str | Sequence[str] | Mapping[str, str]
TEXT_LIMIT, LONG_TEXT_LIMIT = 200, 4000
YES_NO = {"yes": Texts(sr="Да", en="Yes"), "no": Texts(sr="Не", en="No")}
ADDRESS_PARTS = ("street", "postal_code", "place")


def check_answer(question: Question, raw: Raw, *, today: date, answers: Answers | None = None) -> Value:
    """The answer as it is kept, from what was typed or chosen; checking a kept answer again gives the same.

    `answers` are the other ones, for dates that follow each other. Numbers are kept as `1234.50`, dates as ISO, nothing
    as the empty text. Raises ValidationError (codes `required`, `invalid`, `limit`) with what to do.
    """
    value = _READERS[question.type](question, raw, _Around(today, answers or {}))
    if question.required and not _given(value):
        raise ValidationError(_REQUIRED.get(question.type, _("Write an answer to go on.")), code="required")
    return value


@dataclass(frozen=True, slots=True)
class _Around:
    """What an answer is judged by besides its question."""

    today: date
    answers: Answers


def _given(value: Value) -> bool:
    return any(value.values()) if isinstance(value, dict) else bool(value)


_CHOOSE = _("Choose one of the answers to go on.")
_REQUIRED = {
    QuestionType.CHOICE: _CHOOSE,
    QuestionType.YES_NO: _CHOOSE,
    QuestionType.MULTIPLE: _("Choose at least one answer to go on."),
    QuestionType.FILES: _("Add a file to go on."),
    QuestionType.DATE: _("Write the day, month and year."),
}


def clean_text(text: str, lines: bool = False) -> str:
    """Typed text without characters that cannot be written, spaces made plain; `lines` keeps line breaks."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept_ones = "".join(character if character.isprintable() or character == "\n" else " " for character in plain)
    cleaned = [" ".join(line.split()) for line in kept_ones.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(cleaned)).strip() if lines else " ".join(" ".join(cleaned).split())


def _one(raw: Raw) -> str:
    """The one text that was sent; of several, the first."""
    if isinstance(raw, str):
        return raw
    return next(iter(raw.values() if isinstance(raw, Mapping) else raw), "")


def _text(question: Question, raw: Raw, around: _Around) -> str:
    lines = question.type is QuestionType.LONG_TEXT
    value = clean_text(_one(raw), lines)
    limit = question.max_length or (LONG_TEXT_LIMIT if lines else TEXT_LIMIT)
    if len(value) > limit:
        raise ValidationError(
            _("This has %(length)s characters; write it in %(limit)s or fewer."),
            code="limit",
            params={"length": len(value), "limit": limit},
        )
    if value and len(value) < (question.min_length or 0):
        raise ValidationError(
            _("Write a little more: at least %(limit)s characters."),
            code="limit",
            params={"limit": question.min_length},
        )
    return value


_SERBIAN_NUMBER = re.compile(r"-?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?")
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")


def read_number(text: str) -> Decimal:
    """A number as people write it here: `1.200,50`, `1200,5`, `1 200`; `1200.50` with one or two decimals too.

    Raises ValueError.
    """
    compact = re.sub(r"\s", "", text).replace("\N{MINUS SIGN}", "-")
    if _SERBIAN_NUMBER.fullmatch(compact):
        compact = compact.replace(".", "").replace(",", ".")
    elif not _PLAIN_NUMBER.fullmatch(compact):
        raise ValueError(text)
    try:
        return Decimal(compact)
    except InvalidOperation as error:
        raise ValueError(text) from error


def _number(question: Question, raw: Raw, around: _Around) -> str:
    typed = re.sub(r"(?i)\s*(рсд|rsd|дин\.?|din\.?|динара?|dinara?)\s*$", "", _one(raw).strip()[:40])
    if not typed:
        return ""
    places = 2 if question.type is QuestionType.MONEY else question.decimals
    try:
        number = read_number(typed)
    except ValueError:
        raise ValidationError(_("Write a number in digits, for example 1.200,50 or 35."), code="invalid") from None
    if -int(number.as_tuple().exponent) > places:
        raise ValidationError(
            _("Write a whole number.") if not places else _("Write at most %(places)s decimals."),
            code="invalid",
            params={"places": places},
        )
    _check_range(question, number)
    return f"{number:.{places}f}"


def _check_range(question: Question, number: Decimal) -> None:
    lowest = Decimal(str(question.minimum)) if question.minimum is not None else Decimal(0)
    highest = Decimal(str(question.maximum)) if question.maximum is not None else Decimal(10) ** 12
    if number < lowest:
        raise ValidationError(
            _("The smallest possible number is %(limit)s."), code="limit", params={"limit": format_number(lowest)}
        )
    if number > highest:
        raise ValidationError(
            _("The largest possible number is %(limit)s."), code="limit", params={"limit": format_number(highest)}
        )


def _date(question: Question, raw: Raw, around: _Around) -> str:
    parts = raw if isinstance(raw, str) else ". ".join(str(part).strip() for part in raw if str(part).strip())
    if not parts.strip():
        return ""
    try:
        day = parse_date(parts)
    except ValueError:
        raise ValidationError(_("This day does not exist. Check the day, month and year."), code="invalid") from None
    if not 1900 <= day.year <= 2099:
        raise ValidationError(_("Check the year: write all four digits."), code="invalid")
    _check_day(question, day, around)
    return day.isoformat()


def _check_day(question: Question, day: date, around: _Around) -> None:
    first = around.today + timedelta(days=question.first_day) if question.first_day is not None else date.min
    last = around.today + timedelta(days=question.last_day) if question.last_day is not None else date.max
    before = around.answers.get(question.not_before or "")
    if isinstance(before, str) and before:
        first = max(first, date.fromisoformat(before))
    if day < first:
        raise ValidationError(
            _("Choose a day that is not before %(day)s."), code="limit", params={"day": format_date(first, language())}
        )
    if day > last:
        raise ValidationError(
            _("Choose a day that is not after %(day)s."), code="limit", params={"day": format_date(last, language())}
        )


def _choice(question: Question, raw: Raw, around: _Around) -> str:
    value = _one(raw).strip()
    if value and value not in question.choices:
        raise ValidationError(_CHOOSE, code="invalid")
    return value


def _multiple(question: Question, raw: Raw, around: _Around) -> list[str]:
    chosen = [raw] if isinstance(raw, str) else list(raw)
    if any(each not in question.choices for each in chosen if each):
        raise ValidationError(_("Choose among the answers offered."), code="invalid")
    return [code for code in question.choices if code in chosen]


def _address(question: Question, raw: Raw, around: _Around) -> dict[str, str]:
    given = (
        raw
        if isinstance(raw, Mapping)
        else dict(zip(ADDRESS_PARTS, [raw] if isinstance(raw, str) else raw, strict=False))
    )
    value = {part: clean_text(given.get(part) or "")[:TEXT_LIMIT] for part in ADDRESS_PARTS}
    if not any(value.values()):
        return value
    if not value["street"] or not value["place"]:
        raise ValidationError(_("Write the street with the number, and the place."), code="invalid")
    if value["postal_code"] and not re.fullmatch(r"[0-9]{5}", value["postal_code"]):
        raise ValidationError(_("A postal code has five digits; leave it empty if you do not know it."), code="invalid")
    return value


_CHECKS: dict[str, Callable[[str], identifiers.Checked]] = {
    "jmbg": lambda text: identifiers.check_jmbg(text),
    "pib": lambda text: identifiers.check_pib(text),
    "mb": lambda text: identifiers.check_mb(text),
}
_IDENTIFIER_WORDS = {
    "jmbg": _("a personal number (JMBG) has 13 digits"),
    "pib": _("a tax number (PIB) has 9 digits"),
    "mb": _("a registration number (MB) has 8 digits"),
}


def _identifier(question: Question, raw: Raw, around: _Around) -> str:
    typed = _one(raw).strip()[:40]
    if not typed:
        return ""
    checked = [_CHECKS[kind](typed) for kind in question.kinds]
    valid = next((each.value for each in checked if each.valid), None)
    if valid is None:
        raise ValidationError(
            _("This number fails its check. Compare it with the document digit by digit: %(kinds)s."),
            code="invalid",
            params={"kinds": "; ".join(str(_IDENTIFIER_WORDS[kind]) for kind in question.kinds)},
        )
    return valid


def _email(question: Question, raw: Raw, around: _Around) -> str:
    value = _one(raw).strip()
    if value:
        try:
            validate_email(value)
        except ValidationError:
            raise ValidationError(
                _("Write the e-mail address in full, for example ime@primer.rs."), code="invalid"
            ) from None
    return value


def _phone(question: Question, raw: Raw, around: _Around) -> str:
    typed = unicodedata.normalize("NFKC", _one(raw)).strip()
    compact = re.sub(r"[\s\-–/().]", "", typed)
    if compact and not re.fullmatch(r"\+?[0-9]{6,15}", compact):
        raise ValidationError(
            _("Write the telephone number in digits, for example 064 123 4567 or +381 64 123 4567."), code="invalid"
        )
    return compact


def _files(question: Question, raw: Raw, around: _Around) -> list[str]:
    names = [name for name in ([raw] if isinstance(raw, str) else raw) if name]
    if len(names) > question.max_files:
        raise ValidationError(
            _("At most %(limit)s files fit here. Remove one, or join several pages into one PDF."),
            code="limit",
            params={"limit": question.max_files},
        )
    return names


_READERS: dict[QuestionType, Callable[[Question, Raw, _Around], Value]] = {
    QuestionType.TEXT: _text,
    QuestionType.LONG_TEXT: _text,
    QuestionType.NUMBER: _number,
    QuestionType.MONEY: _number,
    QuestionType.DATE: _date,
    QuestionType.CHOICE: _choice,
    QuestionType.YES_NO: _choice,
    QuestionType.MULTIPLE: _multiple,
    QuestionType.ADDRESS: _address,
    QuestionType.IDENTIFIER: _identifier,
    QuestionType.EMAIL: _email,
    QuestionType.PHONE: _phone,
    QuestionType.FILES: _files,
}


def problems(definition: Definition, answers: Answers, today: date) -> dict[str, ValidationError]:
    """What must be answered before sending, by question: nothing there yet, or no longer acceptable (a past date)."""
    found = {}
    known = kept(definition, answers)
    for question in path(definition, answers):
        try:
            check_answer(question, known.get(question.code, ""), today=today, answers=known)
        except ValidationError as error:
            found[question.code] = error
        else:
            if question.code not in known:
                found[question.code] = ValidationError(_("This question has no answer yet."), code="required")
    return found


def shown(question: Question, value: Value, language: str = "sr") -> str:
    """An answer as people read it in `sr`, `sr-latn` or `en`; a person's own words stay in the script they came in."""
    if isinstance(value, dict):
        town = f"{value['postal_code']} {value['place']}".strip()
        return ", ".join(part for part in (value["street"], town) if part)
    if isinstance(value, list):
        return ", ".join(
            value if question.type is QuestionType.FILES else [_option(question, each, language) for each in value]
        )
    if not value:
        return ""
    writer = _WRITERS.get(question.type)
    return writer(question, value, language) if writer else value


def _option(question: Question, code: str, language: str) -> str:
    if question.type is QuestionType.YES_NO:
        return YES_NO[code].read(language)
    return next(option.text.read(language) for option in question.options if option.code == code)


_WRITERS: dict[QuestionType, Callable[[Question, str, str], str]] = {
    QuestionType.NUMBER: lambda question, value, language: format_number(Decimal(value), None, language),
    QuestionType.MONEY: lambda question, value, language: format_money(Decimal(value), language=language),
    QuestionType.DATE: lambda question, value, language: format_date(date.fromisoformat(value), language),
    QuestionType.CHOICE: _option,
    QuestionType.YES_NO: _option,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of "check your answers"."""

    question: Question
    section: str
    label: str
    value: str


def summary(definition: Definition, answers: Answers, language: str = "sr") -> list[Line]:
    """What was asked and answered, in order, in `sr`, `sr-latn` or `en`; without what does not apply."""
    known = kept(definition, answers)
    on_path = {question.code for question in path(definition, answers)}
    return [
        Line(
            question,
            title.read(language),
            question.text.read(language),
            shown(question, known.get(question.code, ""), language),
        )
        for title, questions in definition.sections
        for question in questions
        if question.code in on_path
    ]


def subject_line(definition: Definition, answers: Answers, title: str = "", language: str = "sr") -> str:
    """The subject of the case from the definition's template; `title` is the procedure's name. At most 500 letters."""
    known = kept(definition, answers)
    words = {code: shown(definition.by_code[code], value, language) for code, value in known.items()}
    return fill(definition.subject.read(language), {**words, "title": title})[:500]
