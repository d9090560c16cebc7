from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.si import emso

from salter.organisations import identifiers
from salter.organisations.identifiers import MESSAGES, Checked

Check = Callable[[str], Checked]
BIRTHS = st.dates(date(1900, 1, 1), date(2030, 12, 31))


@given(BIRTHS, st.booleans(), st.integers(0, 400))
def test_test_numbers_of_people_pass_ours_and_the_library_check(born: date, male: bool, sequence: int) -> None:
    number = identifiers.make_test_jmbg(born, male, sequence)
    assert identifiers.check_jmbg(number) == Checked(number, True)
    assert identifiers.jmbg_birth_date(number) == born
    assert emso.is_valid(number)
    assert emso.get_gender(number) == ("M" if male else "F")
    assert identifiers.is_test_jmbg(number)


@given(st.text("0123456789", min_size=12, max_size=14))
def test_jmbg_agrees_with_the_library(number: str) -> None:
    assert identifiers.check_jmbg(number).valid == emso.is_valid(number)


def test_test_numbers_of_one_day_differ() -> None:
    numbers = {identifiers.make_test_jmbg(date(1980, 5, 17), True, n) for n in range(400)}
    assert len(numbers) == 400


def with_control(head: str) -> str:
    return head + emso.calc_check_digit(head)


DISPUTED = next(n for n in (f"170598071{i:04}" for i in range(0, 9999, 10)) if identifiers.check_jmbg(n).warning)


@pytest.mark.parametrize(
    ("text", "valid", "error", "warning"),
    [
        (with_control("010199070000"), True, "", ""),
        (f" {with_control('010199070000')[:7]} {with_control('010199070000')[7:]} ", True, "", ""),
        (with_control("310299070000"), False, "date", ""),
        (with_control("010103070000"), False, "future", ""),
        ("123456789012", False, "length", ""),
        ("", False, "length", ""),
        ("01019907000OO", False, "form", ""),
        (DISPUTED, True, "", "control-disputed"),
    ],
)
def test_check_jmbg(text: str, valid: bool, error: str, warning: str) -> None:
    checked = identifiers.check_jmbg(text, on=date(2026, 11, 23))
    assert (checked.valid, checked.error, checked.warning) == (valid, error, warning)


def test_one_wrong_digit_is_found() -> None:
    number = identifiers.make_test_jmbg(date(1980, 5, 17), False, 7)
    wrong = number[:12] + str((int(number[12]) + 1) % 10)
    assert identifiers.check_jmbg(wrong).error == "control"


@pytest.mark.parametrize(
    ("check", "text", "valid", "error"),
    [
        (identifiers.check_pib, "101134702", True, ""),
        (identifiers.check_pib, "101 134 702", True, ""),
        (identifiers.check_pib, "101134703", False, "control"),
        (identifiers.check_pib, "10113470", False, "length"),
        (identifiers.check_mb, "08179115", True, ""),
        (identifiers.check_mb, "08179116", False, "control"),
        (identifiers.check_mb, "8179115", False, "length"),
        (identifiers.check_municipality_code, "70017", True, ""),
        (identifiers.check_municipality_code, "70018", False, "control"),
        (identifiers.check_account, "840-742221843-57", True, ""),
        (identifiers.check_account, "840-742251843-73", True, ""),
        (identifiers.check_account, "845-404849-87", True, ""),
        (identifiers.check_account, "840000074222184357", True, ""),
        (identifiers.check_account, "840-742221843-58", False, "control"),
        (identifiers.check_account, "840-742221843", False, "length"),
        (identifiers.check_reference_97, "35-021", True, ""),
        (identifiers.check_reference_97, "41-019", True, ""),
        (identifiers.check_reference_97, "74-202", True, ""),
        (identifiers.check_reference_97, "74-203", False, "control"),
        (identifiers.check_reference_97, "163220000111111111000", True, ""),
        (identifiers.check_reference_97, "7", False, "form"),
    ],
)
def test_numbers_published_by_public_bodies(check: Check, text: str, valid: bool, error: str) -> None:
    checked = check(text)
    assert (checked.valid, checked.error) == (valid, error)


def test_belgrade_is_accepted_with_a_warning() -> None:
    assert identifiers.check_municipality_code("71308") == Checked("71308", True, warning="unofficial-code")


@pytest.mark.parametrize(
    ("body", "reference"),
    [("223", "11-223"), ("213", "41-213"), ("014", "56-014"), ("3220000-111111111000", "16-3220000-111111111000")],
)
def test_reference_97_of_published_numbers(body: str, reference: str) -> None:
    assert identifiers.reference_97(body) == reference


@given(st.text("ABCXYZ0123456789-", min_size=1, max_size=20).filter(lambda text: text.strip("-")))
def test_reference_97_passes_its_check(body: str) -> None:
    assert identifiers.check_reference_97(identifiers.reference_97(body)).valid


def test_an_empty_reference_is_refused() -> None:
    with pytest.raises(ValueError, match="letters A to Z"):
        identifiers.reference_97(" - ")


def test_account_as_people_write_it() -> None:
    assert identifiers.format_account(identifiers.check_account("840-742221843-57").value) == "840-742221843-57"


@pytest.mark.parametrize("check", [identifiers.check_foreigner_number, identifiers.check_passport])
def test_loose_numbers_say_that_only_the_form_was_checked(check: Check) -> None:
    assert check("123 456 789") == Checked("123456789", True, warning="unverified-form")
    assert check("12") == Checked("12", False, error="form")


def test_a_passport_has_a_digit() -> None:
    assert identifiers.check_passport("ab1234567") == Checked("AB1234567", True, warning="unverified-form")
    assert not identifiers.check_passport("PASSPORT").valid


@given(st.integers(0, 99999))
def test_test_numbers_of_companies_hold_and_lie_above_those_issued(sequence: int) -> None:
    pib, mb = identifiers.make_test_pib(sequence), identifiers.make_test_mb(sequence)
    assert identifiers.check_pib(pib) == Checked(pib, True)
    assert identifiers.check_mb(mb) == Checked(mb, True)
    assert pib.startswith("99")
    assert mb.startswith("99")


def test_too_many_companies_are_refused() -> None:
    with pytest.raises(ValueError, match="0 to 99999"):
        identifiers.make_test_mb(100_000)


@given(st.text(max_size=20))
def test_any_text_gets_an_answer_with_a_known_code(text: str) -> None:
    for check in (
        identifiers.check_jmbg,
        identifiers.check_pib,
        identifiers.check_mb,
        identifiers.check_account,
        identifiers.check_reference_97,
        identifiers.check_foreigner_number,
        identifiers.check_passport,
    ):
        checked = check(text)
        assert checked.valid == (checked.error == "")
        assert {checked.error, checked.warning} - {""} <= set(MESSAGES)
