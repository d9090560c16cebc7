"""What stands in a field before anything is typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from salter.organisations.models import Account
from salter.portal.definition import Question
from salter.portal.forms import initial, split_address

from .test_definition import text


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Главна 12, 11000 Ведрово", {"street": "Главна 12", "postal_code": "11000", "place": "Ведрово"}),
        ("Главна 12, Ведрово", {"street": "Главна 12", "postal_code": "", "place": "Ведрово"}),
        ("Ведрово", {"street": "Ведрово"}),
        ("", {"street": ""}),
    ],
)
def test_an_address_in_one_line_is_told_apart(line: str, parts: dict[str, str]) -> None:
    assert split_address(line) == parts


@pytest.mark.parametrize(
    ("kind", "rest", "answers", "expected"),
    [
        ("email", {"prefill": "email"}, {}, "mila@primer.rs"),
        ("email", {"prefill": "email"}, {"q": "druga@primer.rs"}, "druga@primer.rs"),
        ("email", {}, {}, ""),
        ("date", {}, {"q": "2026-12-05"}, date(2026, 12, 5)),
        ("money", {}, {"q": "45000.00"}, "45.000,00"),
        ("number", {}, {"q": ""}, ""),
    ],
)
def test_a_field_offers_the_answer_given_before_or_what_the_account_knows(
    kind: str, rest: dict[str, Any], answers: dict[str, Any], expected: object
) -> None:
    asked = Question.model_validate({"code": "q", "type": kind, "text": text("Питање"), **rest})
    assert initial(asked, answers, Account(email="mila@primer.rs")) == expected
