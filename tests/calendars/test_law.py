from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from salter.calendars import law
from salter.calendars.deadlines import LegalSettings, setting_defaults
from salter.calendars.law import Certainty, Rule
from salter.calendars.rules import RULES

PAGE = Path(__file__).parents[2] / "docs" / "manual" / "law.md"


def test_the_page_of_the_manual_is_up_to_date() -> None:
    printed = law.markdown(setting_defaults())
    assert PAGE.read_text(encoding="utf-8") == printed, "run: python -m salter.calendars.rules > docs/manual/law.md"


def test_codes_are_unique_and_every_rule_is_told_in_both_languages() -> None:
    assert [code for code, n in Counter(rule.code for rule in RULES).items() if n > 1] == []
    assert all(rule.article and rule.text_sr and rule.text_en for rule in RULES)


def test_every_setting_belongs_to_exactly_one_rule() -> None:
    named = [rule.setting for rule in RULES if rule.setting]
    assert sorted(named) == sorted(setting_defaults())
    assert {field.name for field in fields(LegalSettings)} <= set(named)


@pytest.mark.parametrize("rule", [r for r in RULES if any(c.isdigit() for c in r.text_en)], ids=lambda r: r.code)
def test_a_number_of_days_that_a_rule_tells_is_a_setting(rule: Rule) -> None:
    assert rule.setting or rule is law.HOLIDAY_EASTER


def test_the_marks_follow_the_facts() -> None:
    marks = {rule.code: rule.certainty for rule in RULES}
    assert marks["decide.direct"] is marks["delivery.public"] is marks["holiday.shift"] is Certainty.VERIFIED
    assert marks["appeal.period"] is Certainty.SECONDARY
    assert marks["delivery.personal"] is marks["count.last-day"] is Certainty.GENERAL_KNOWLEDGE


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Law on General Administrative Procedure (ZUP), Art. 145(2)",
            "sr",
            "чл. 145. ст. 2. Закона о општем управном поступку",
        ),
        ("Law on General Administrative Procedure (ZUP), Art. 59", "sr", "чл. 59. Закона о општем управном поступку"),
        ("Law on Administrative Disputes, Art. 18", "en", "Law on Administrative Disputes, Art. 18"),
        ("чл. 16. Закона о слободном приступу", "sr", "чл. 16. Закона о слободном приступу"),
    ],
)  # fmt: skip
def test_the_place_in_a_law_is_written_as_here(text: str, language: str, expected: str) -> None:
    assert law.cited(text, language) == expected
