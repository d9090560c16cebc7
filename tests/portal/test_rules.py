"""Where a request is: tables of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.portal.rules import Facts, measured, own_days, receipt_number, standing
from salter.registry.numbering import RECEIPT_ALPHABET
from salter.registry.numbering import receipt_number as new_number

TODAY, SINCE, DUE = date(2026, 11, 23), date(2026, 11, 20), date(2026, 12, 21)


@pytest.mark.parametrize(
    ("facts", "words", "tone", "next_on"),
    [
        ({"status": "formed"}, "чека службеника", "waiting", DUE),
        ({"status": "in_progress"}, "у раду", "active", DUE),
        ({"status": "interrupted"}, "у прекиду", "waiting", None),
        ({"status": "interrupted", "asked": True}, "нешто од вас", "action", None),
        ({"status": "in_progress", "asked": True}, "нешто од вас", "action", None),
        (
            {"status": "interrupted", "asked": True, "asked_until": date(2026, 12, 1)},
            "нешто од вас",
            "action",
            date(2026, 12, 1),
        ),
        ({"status": "resolved"}, "на путу", "active", None),
        ({"status": "dismissed"}, "на путу", "active", None),
        ({"status": "resolved", "waits_in_mailbox": True}, "чека у сандучету", "action", None),
        (
            {"status": "resolved", "delivered_on": date(2026, 11, 19), "appeal_until": date(2026, 12, 4)},
            "вам је уручена",
            "done",
            date(2026, 12, 4),
        ),
        (
            {"status": "resolved", "delivered_on": date(2026, 11, 1), "appeal_until": date(2026, 11, 16)},
            "окончан",
            "closed",
            None,
        ),
        ({"status": "archived", "closed": True}, "окончан", "closed", None),
        ({"status": "in_progress", "cancelled": True}, "поништен", "closed", None),
    ],
)
def test_one_sentence_says_where_it_is(facts: dict[str, Any], words: str, tone: str, next_on: date | None) -> None:
    found = standing(Facts(since=SINCE, due_on=DUE, **facts), TODAY)
    assert words in str(found.sentence)
    assert (found.tone, found.next_on, found.late) == (tone, next_on, False)


def test_the_day_of_delivery_is_the_day_of_the_sentence() -> None:
    delivered = date(2026, 11, 19)
    facts = Facts("resolved", SINCE, delivered_on=delivered, appeal_until=date(2026, 12, 4))
    assert standing(facts, TODAY).on == delivered
    assert standing(Facts("formed", SINCE), TODAY).on == SINCE


@pytest.mark.parametrize("status", ["formed", "in_progress", "interrupted"])
def test_a_passed_legal_date_is_told(status: str) -> None:
    late = standing(Facts(status, SINCE, due_on=date(2026, 11, 22)), TODAY)
    assert late.late
    assert "је прошао" in str(late.next)
    assert not standing(Facts(status, SINCE, due_on=TODAY), TODAY).late


@pytest.mark.parametrize(
    ("days", "cases", "usually", "mostly"),
    [
        ([], 0, None, None),
        ([1, 2, 3, 4], 4, None, None),
        ([5, 1, 2, 3, 4], 5, 3, 5),
        (list(range(1, 11)), 10, 6, 9),
        ([2] * 19 + [60], 20, 2, 2),
    ],
)
def test_a_duration_is_measured_on_enough_cases_only(
    days: list[int], cases: int, usually: int | None, mostly: int | None
) -> None:
    found = measured(days)
    assert (found.cases, found.usually, found.mostly) == (cases, usually, mostly)


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ([], 30),
        ([(3, 13)], 20),
        ([(3, 13), (20, 25)], 15),
        ([(3, 13), (5, 8)], 20),
        ([(3, 13), (10, 18)], 15),
        ([(-5, 2)], 28),
        ([(25, 40)], 25),
        ([(40, 50)], 30),
        ([(0, 30)], 0),
        ([(7, 7)], 30),
        ([(9, 4)], 30),
    ],
)
def test_the_days_on_which_the_party_was_waited_for_are_not_the_offices(
    waits: list[tuple[int, int]], expected: int
) -> None:
    day = [TODAY + timedelta(days=number) for number in range(-10, 60)]
    spans = [(day[10 + first], day[10 + last]) for first, last in waits]
    assert own_days(TODAY, TODAY + timedelta(days=30), spans) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("7K2M-9QXA-4T8B", "7K2M-9QXA-4T8B"),
        ("7k2m9qxa4t8b", "7K2M-9QXA-4T8B"),
        (" 7k2m 9qxa 4t8b ", "7K2M-9QXA-4T8B"),
        ("OIL0-0000-0000", "0110-0000-0000"),
        ("7К2М-9QХА-4Т8В", "7K2M-9QXA-4T8B"),
        ("352-1/2026-IV-02", "352-1/2026-IV-02"),
        ("0" * 39 + " 0", "0" * 39),
        ("", ""),
    ],
)
def test_a_receipt_number_is_read_as_people_type_it(typed: str, expected: str) -> None:
    assert receipt_number(typed) == expected


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_without_failing(typed: str) -> None:
    assert receipt_number(receipt_number(typed)) == receipt_number(typed)


def test_new_numbers_read_back_as_themselves() -> None:
    assert not set("OIL") & set(RECEIPT_ALPHABET)
    assert all(receipt_number(number.lower()) == number for number in (new_number() for _each in range(200)))


def test_a_decision_handed_over_where_no_deadline_starts_is_delivered_and_not_finished() -> None:
    facts = Facts("resolved", SINCE, delivered_on=date(2026, 11, 19))
    found = standing(facts, TODAY)
    assert (str(found.sentence), found.on, found.next_on) == ("Одлука вам је уручена.", date(2026, 11, 19), None)
    assert standing(replace(facts, closed=True), TODAY).tone == "closed"
