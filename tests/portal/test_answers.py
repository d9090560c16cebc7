"""What is read from what people type, what is refused, and how it is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from salter.portal.answers import Raw, check_answer, clean_text, problems, read_number, shown, subject_line, summary
from salter.portal.definition import Question, QuestionType, Value
from salter.portal.definitions import newest

from .test_definition import choice, definition, text

TODAY = date(2026, 11, 23)
PIB = "100000024"


def question(kind: str, **rest: Any) -> Question:
    if kind in ("choice", "multiple"):
        rest.setdefault("options", [{"code": "a", "text": text("А")}, {"code": "b", "text": text("Б")}])
    return Question.model_validate({"code": "q", "type": kind, "text": text("Питање"), **rest})


@pytest.mark.parametrize(
    ("kind", "rest", "raw", "kept", "seen"),
    [
        ("text", {}, "  Главна   12 ", "Главна 12", "Главна 12"),
        ("text", {}, "a\x00b\u202ec", "a b c", "a b c"),
        ("long-text", {}, "један\r\n\r\n\r\n\r\nдва ", "један\n\nдва", "један\n\nдва"),
        ("number", {}, "1.200", "1200", "1.200"),
        ("number", {"decimals": 2}, "12,5", "12.50", "12,50"),
        ("number", {"decimals": 2}, "12.5", "12.50", "12,50"),
        ("money", {}, "45.000 дин", "45000.00", "45.000,00 РСД"),
        ("money", {}, "1 200,50 RSD", "1200.50", "1.200,50 РСД"),
        ("date", {}, "5. 12. 2026.", "2026-12-05", "5. 12. 2026."),
        ("date", {}, ["5", "12", "2026"], "2026-12-05", "5. 12. 2026."),
        ("choice", {}, "b", "b", "Б"),
        ("multiple", {}, ["b", "a"], ["a", "b"], "А, Б"),
        ("yes-no", {}, "no", "no", "Не"),
        ("address", {}, ["Главна 1", "11000", "Београд"], None, "Главна 1, 11000 Београд"),
        ("email", {}, " ana@primer.rs ", "ana@primer.rs", "ana@primer.rs"),
        ("phone", {}, "(064) 123-4567", "0641234567", "0641234567"),
        ("phone", {}, "+381 64 123 4567", "+381641234567", "+381641234567"),
        ("files", {}, ["a.pdf", "b.pdf"], ["a.pdf", "b.pdf"], "a.pdf, b.pdf"),
        ("text", {"required": False}, " ", "", ""),
        ("multiple", {"required": False}, [], [], ""),
        ("date", {"required": False}, ["", "", ""], "", ""),
    ],
)
def test_answers_are_read_kept_and_shown(
    kind: str, rest: dict[str, Any], raw: Raw, kept: Value | None, seen: str
) -> None:
    asked = question(kind, **rest)
    value = check_answer(asked, raw, today=TODAY)
    if kept is not None:
        assert value == kept
    assert shown(asked, value) == seen
    assert check_answer(asked, value, today=TODAY) == value


@pytest.mark.parametrize(
    ("kind", "rest", "raw", "code"),
    [
        ("text", {}, "  ", "required"),
        ("text", {"max_length": 3}, "абвг", "limit"),
        ("text", {"min_length": 3}, "аб", "limit"),
        ("long-text", {}, "а" * 4001, "limit"),
        ("number", {}, "пет", "invalid"),
        ("number", {}, "1,5", "invalid"),
        ("number", {}, "-1", "limit"),
        ("number", {"maximum": 10}, "11", "limit"),
        ("number", {"minimum": 2}, "1", "limit"),
        ("number", {}, "9" * 60, "limit"),
        ("number", {}, "1e9", "invalid"),
        ("number", {}, "NaN", "invalid"),
        ("number", {}, "٣", "invalid"),
        ("money", {}, "1,200", "invalid"),
        ("money", {}, "1.20.0", "invalid"),
        ("date", {}, ["31", "2", "2026"], "invalid"),
        ("date", {}, ["1", "", "2026"], "invalid"),
        ("date", {}, ["1", "1", "0026"], "invalid"),
        ("date", {}, "сутра", "invalid"),
        ("date", {}, ["", "", ""], "required"),
        ("date", {"first_day": 0}, "22. 11. 2026.", "limit"),
        ("date", {"last_day": 0}, "24. 11. 2026.", "limit"),
        ("choice", {}, "", "required"),
        ("choice", {}, "z", "invalid"),
        ("multiple", {}, ["a", "z"], "invalid"),
        ("multiple", {}, [], "required"),
        ("yes-no", {}, "maybe", "invalid"),
        ("address", {}, ["", "", ""], "required"),
        ("address", {}, ["Главна 1", "", ""], "invalid"),
        ("address", {}, ["Главна 1", "11", "Београд"], "invalid"),
        ("identifier", {}, "123", "invalid"),
        ("identifier", {"kinds": ["jmbg"]}, PIB, "invalid"),
        ("email", {}, "ana@", "invalid"),
        ("phone", {}, "нема", "invalid"),
        ("phone", {}, "12", "invalid"),
        ("files", {}, [], "required"),
        ("files", {"max_files": 1}, ["a", "b"], "limit"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(kind: str, rest: dict[str, Any], raw: Raw, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_answer(question(kind, **rest), raw, today=TODAY)
    assert refused.value.code == code
    assert refused.value.messages[0].endswith((".", "!"))


def test_a_date_may_have_to_follow_another() -> None:
    asked = question("date", not_before="from")
    assert check_answer(asked, "2026-12-02", today=TODAY, answers={"from": "2026-12-01"}) == "2026-12-02"
    with pytest.raises(ValidationError, match=r"1\. 12\. 2026\."):
        check_answer(asked, "2026-11-30", today=TODAY, answers={"from": "2026-12-01"})


def test_identifiers_are_checked_by_their_digits() -> None:
    from salter.organisations.identifiers import check_pib

    digits = next(f"99000{n:04d}" for n in range(10000) if check_pib(f"99000{n:04d}").valid)
    asked = question("identifier", kinds=["pib"])
    assert check_answer(asked, f"{digits[:3]} {digits[3:]}", today=TODAY) == digits
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    with pytest.raises(ValidationError):
        check_answer(asked, wrong, today=TODAY)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
@settings(max_examples=200)
def test_money_survives_being_shown_and_read_again(amount: Any) -> None:
    asked = question("money")
    value = check_answer(asked, f"{amount:.2f}", today=TODAY)
    assert isinstance(value, str)
    assert read_number(shown(asked, value).removesuffix(" РСД")) == amount


@given(st.text(), st.booleans())
@settings(max_examples=300)
def test_cleaned_text_can_be_stored_and_is_clean(typed: str, lines: bool) -> None:
    cleaned = clean_text(typed, lines)
    assert "\x00" not in cleaned
    assert clean_text(cleaned, lines) == cleaned
    assert lines or "\n" not in cleaned


KINDS = sorted(set(QuestionType) - {QuestionType.FILES, QuestionType.YES_NO})


@given(st.sampled_from(KINDS), st.one_of(st.text(max_size=60), st.lists(st.text(max_size=10), max_size=4)))
@settings(max_examples=400)
def test_nothing_that_can_be_sent_breaks_the_reader(kind: str, raw: Raw) -> None:
    asked = question(kind, required=False)
    try:
        value = check_answer(asked, raw, today=TODAY)
    except ValidationError:
        return
    assert check_answer(asked, value, today=TODAY) == value
    assert isinstance(shown(asked, value, "en"), str)


def test_problems_are_missing_answers_and_answers_that_no_longer_hold() -> None:
    made = definition(
        choice("kind", "a", "b"),
        {"code": "day", "type": "date", "text": text("day"), "first_day": 0},
        {"code": "note", "type": "text", "text": text("note"), "required": False},
    )
    found = problems(made, {"kind": "a", "day": "2026-11-01"}, TODAY)
    assert {code: error.code for code, error in found.items()} == {"day": "limit", "note": "required"}
    assert problems(made, {"kind": "a", "day": "2026-11-23", "note": ""}, TODAY) == {}


def test_the_summary_tells_only_what_applies_in_the_readers_language() -> None:
    made = newest("P050")
    assert made is not None
    answers: dict[str, Value] = {
        "reason": "illness",
        "story": "Операција",
        "has-income": "no",
        "damage-date": "2026-01-01",
    }
    lines = {line.question.code: line.value for line in summary(made, answers, "sr-latn")}
    assert lines["reason"] == "bolest ili lečenje"
    assert lines["story"] == "Операција"
    assert "damage-date" not in lines
    assert "income-proof-by" not in lines
    assert lines["medical"] == ""
    assert subject_line(made, answers) == "Једнократна новчана помоћ: болест или лечење"
