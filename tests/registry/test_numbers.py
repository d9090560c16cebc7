from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from salter.registry import numbers
from salter.registry.numbers import NumberFormat, NumberKind, ParsedNumber, local, normalise, parse, render, search_key

PLAIN = local("350", 123, 2026, "IV-02")


@pytest.mark.parametrize(
    "text",
    [
        "350-123/2026-IV-02",
        " 350 - 123 / 2026 - IV - 02 ",
        "350–123/2026–IV–02",
        "350‑123/26‑Ⅳ‑02",
        "350—123/2026—iv—02",
        "350-123/2026-ИВ-02",
        "350-123/2026-ив-02",
        "350-123/2026-ІV-02",
        "350-123/2026-IВ-02",
        "350-123/26-IV-02",
        "350-123∕2026-IV-02",
        "350-123\\2026-IV-02",
        "350-123/2026-IV/02",
        "350-123/2026 IV 02",
        "350 123/2026-IV-02",
        "350-123-2026-IV-02",
        "Број: 350-123/2026-IV-02",
        "broj 350-123/2026-IV-02 od 23.11.2026. godine",
        "Бр. 350-123/2026-IV-02 од 23. 11. 2026.",
        "№ 350-123/2026-IV-02.",
        "предмет бр. 350-123/2026-IV-02",
        "IV-02-350-123/2026",
        "３５０-123/2026-IV-02",
    ],
)
def test_one_number_in_many_spellings(text: str) -> None:
    assert parse(text) == PLAIN
    assert normalise(text) == ("350-123/2026-IV-02", "123/2026", "123")
    assert search_key(text) == "123/2026"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("350-123/26", local("350", 123, 2026)),
        ("123/2026", local("", 123, 2026)),
        ("123/2026-IV", local("", 123, 2026, "IV")),
        ("350-123/2/2026-IV-02", replace(PLAIN, sub=2)),
        ("350-123/2026-IV-02/3", replace(PLAIN, sub=3)),
        ("350-123/2026/3", local("350", 123, 2026, sub=3)),
        ("123/12/26", local("", 123, 2026, sub=12)),
        ("UP-1 350-123/2026-IV-02", replace(PLAIN, register="UP-1")),
        ("УП-1 350-123/2026-ИВ-02", replace(PLAIN, register="UP-1")),
        ("UP I 350-123/2026", local("350", 123, 2026, register="UP-1")),
        ("УП-II 350-123/2026", local("350", 123, 2026, register="UP-2")),
        ("up1-350-123/2026", local("350", 123, 2026, register="UP-1")),
        ("Пов. 12/2026", local("", 12, 2026, register="POV")),
        ("350-123/2026. год.", local("350", 123, 2026)),
        ("06-15/2024-I", local("06", 15, 2024, "I")),
        ("06-78/77", local("06", 78, 1977)),
        ("01-404-15/24", local("404", 15, 2024, "01")),
        ("II-464-78/2020", local("464", 78, 2020, "II")),
        ("III 06-15/2024", local("06", 15, 2024, "III")),
        ("011-00-00894/2021-04", local("011-00", 894, 2021, "04")),
        ("07-00-100/2018-02", local("07-00", 100, 2018, "02")),
        ("020-516/2015-I", local("020", 516, 2015, "I")),
        ("350-123", ParsedNumber(NumberKind.LOCAL, 123, None, "350")),
        ("123", ParsedNumber(NumberKind.LOCAL, 123)),
    ],
)
def test_parts_that_are_given(text: str, number: ParsedNumber) -> None:
    assert parse(text) == number


@pytest.mark.parametrize(
    "text", ["", "abc", "350-0/2026", "0/2026", "123/1826", "захтев за дозволу", "/2026", "350-123/", "9" * 5000]
)
def test_what_cannot_be_read_is_unknown_and_still_has_a_key(text: str) -> None:
    assert parse(text).kind is NumberKind.UNKNOWN
    assert normalise(text) == ((search_key(text),) if text else ())
    assert len(search_key(text)) <= 60


NATIONAL = ParsedNumber(
    NumberKind.NATIONAL, 2453110, 2024, sub=1, body="10520", units=("004", "003", "000"), practice=False
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("002453110 2024 10520 004 003 000 001", NATIONAL),
        ("002453110202410520004003000001", NATIONAL),
        ("2453110-2024-10520-004-003-000-001", NATIONAL),
        ("002453110 2024 10520 004 003 000", replace(NATIONAL, sub=None)),
        ("002453110 2024 10520 004 003 000 001 02 123", replace(NATIONAL, rest=("02", "123"))),
        ("ВЕЖБА 002453110 2024 10520 004 003 000 001", replace(NATIONAL, practice=True)),
    ],
)
def test_the_national_style(text: str, number: ParsedNumber) -> None:
    assert parse(text) == number
    assert parse(render(number)) == number
    assert search_key(text) == "2453110/2024"


def test_the_national_style_is_written_only_with_the_word_for_practice() -> None:
    text = numbers.practice_national(7, 2026, "10520", ("004", "003", "000"), 1)
    assert text == "ВЕЖБА 000000007 2026 10520 004 003 000 001"
    with pytest.raises(ValueError, match="not a number of the national style"):
        numbers.practice_national(7, 2026, "105200", ("004", "003", "000"), 1)


@pytest.mark.parametrize(
    ("template", "number", "text"),
    [
        ("{class}-{ordinal}/{year}-{unit}", PLAIN, "350-123/2026-IV-02"),
        ("{class}-{ordinal}/{year}-{unit}", replace(PLAIN, unit=""), "350-123/2026"),
        ("{class}-{ordinal}/{year}-{unit}", replace(PLAIN, sub=2), "350-123/2/2026-IV-02"),
        ("{class}-{ordinal}/{year}-{unit}", replace(PLAIN, register="UP-1"), "UP-1 350-123/2026-IV-02"),
        ("{class}-{ordinal}/{year}-{unit}[/{sub}]", replace(PLAIN, sub=3), "350-123/2026-IV-02/3"),
        ("{unit}-{class}-{ordinal}/{year2}", local("404", 15, 2024, "01"), "01-404-15/24"),
        ("{ordinal}/{year}", local("", 15, 2024), "15/2024"),
        ("{unit} broj {class}-{ordinal}/{year}", PLAIN, None),
    ],
)
def test_formats(template: str, number: ParsedNumber, text: str | None) -> None:
    if text is None:
        with pytest.raises(ValueError, match=r"read back|has no"):
            NumberFormat(template).render(number)
    else:
        assert NumberFormat(template).render(number) == text
        assert NumberFormat(template).parse(text) == number


@pytest.mark.parametrize(
    "template",
    ["{class}/{year}", "{ordinal}", "{class}-{ordinal}/{yaer}", "{ordinal}{ordinal}/{year}", "{year}.{ordinal}"],
)
def test_a_format_that_loses_the_number_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"placeholder|has \{ordinal\}|read back"):
        NumberFormat(template)


def test_a_part_that_the_format_demands_may_not_be_missing() -> None:
    with pytest.raises(ValueError, match="no class"):
        render(replace(PLAIN, classification=""), "{class}-{ordinal}/{year}")


@pytest.mark.parametrize(
    ("classification", "ordinal", "year", "unit"),
    [("350", 0, 2026, ""), ("350", 1, 1826, ""), ("3500", 1, 2026, ""), ("x", 1, 2026, ""), ("350", 1, 2026, "IV/02?")],
)
def test_parts_that_cannot_stand_in_a_number(classification: str, ordinal: int, year: int, unit: str) -> None:
    with pytest.raises(ValueError, match="ordinal and sub-number|class mark|mark of a unit"):
        local(classification, ordinal, year, unit)


def test_the_database_function_gets_number_and_keys_with_the_ordinal_open() -> None:
    prepared = replace(PLAIN, ordinal=None)
    text, keys = NumberFormat().with_ordinal_open(prepared), numbers.keys(prepared, "{ordinal}")
    assert text == "350-{ordinal}/2026-IV-02"
    assert tuple(key.replace("{ordinal}", "123") for key in keys) == normalise(text.replace("{ordinal}", "123"))


@pytest.mark.parametrize(
    ("typed", "matches"),
    [
        ("123/2026", True),
        ("123", True),
        ("350-123/26", True),
        ("123/2026-ИВ-02", True),
        ("350-123/5/2026-IV-02", True),
        ("351-123/2026", False),
        ("123/2025", False),
        ("123/2026-III", False),
        ("UP-1 350-123/2026", False),
        ("002453110 2024 10520 004 003 000 001", False),
    ],
)
def test_what_a_person_types_finds_the_case(typed: str, matches: bool) -> None:
    assert parse(typed).matches(PLAIN) is matches
    if matches:
        assert search_key(typed) in normalise("350-123/2026-IV-02")


MARKS = st.sampled_from(["I", "IV", "XII", "V", "01", "7", "104", "OU", "ОУ", "ИВ", "LPA"])
UNITS = st.lists(MARKS, max_size=3).map("-".join)
LOCALS = st.builds(
    local,
    classification=st.from_regex(r"[0-9]{1,3}(-[0-9]{2})?", fullmatch=True),
    ordinal=st.integers(1, 999_999_999),
    year=st.integers(1900, 2099),
    unit=UNITS,
    sub=st.none() | st.integers(1, 9999),
    register=st.sampled_from(["", "UP-1", "УП-2", "POV"]),
)
TEMPLATES = st.sampled_from(
    [
        "{class}-{ordinal}/{year}-{unit}",
        "[{register} ]{class}-{ordinal}/{year}[-{unit}][/{sub}]",
        numbers.DEFAULT_TEMPLATE,
    ]
)


@given(LOCALS, TEMPLATES)
def test_a_rendered_number_is_read_back(number: ParsedNumber, template: str) -> None:
    form = numbers.number_format(template)
    assert form.parse(form.render(number)) == number


@given(LOCALS)
def test_the_usual_format_needs_no_hint(number: ParsedNumber) -> None:
    assert parse(render(number)) == number
    assert parse(render(number, "{class}-{ordinal}/{year}-{unit}")).matches(number)


@given(st.text(max_size=60) | LOCALS.map(render) | st.text("0123456789-/ IVXИВ.", max_size=30))
@example("BR. BR 5 GOD GOD.")
@example("A-1")
@example("İŉ")
def test_normalising_is_stable(text: str) -> None:
    keys = normalise(text)
    assert len(keys) == len(set(keys))
    assert all(0 < len(key) <= 60 for key in keys)
    if keys and len(keys[0]) < 60:
        assert normalise(keys[0]) == keys


@given(LOCALS.map(render))
def test_the_search_key_of_a_number_is_among_its_keys(text: str) -> None:
    assert search_key(text) in normalise(text)
