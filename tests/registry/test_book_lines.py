"""What holds of every book, whatever stands in it: pure lines, and the workbook that they become."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from salter.registry.books.columns import BASIC, COLUMNS, BookKind, kind_of, marked
from salter.registry.books.lines import (
    RESTRICTED,
    Administrative,
    Entry,
    Line,
    Under,
    administrative_line,
    basic_lines,
    in_time,
)
from salter.registry.books.sheets import LONGEST, UNWRITABLE, write_workbook
from salter.registry.books.summary import _listed

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
UNDERS = st.lists(st.builds(Under, st.integers(1, 9), st.text(max_size=9), DAYS), unique_by=lambda one: one.sub)
ENTRIES = st.builds(
    Entry,
    ordinal=st.just(0),
    subject=st.text(max_size=20),
    received=DAYS,
    cancelled=st.sampled_from(["", "поништено 1. 2. 2026, Лице: двапут уписано"]),
    carried=st.sampled_from(["", "пренето у 2027. годину под бројем 350-1/2027"]),
    under=UNDERS,
)


@given(st.integers(1, 50), st.integers(0, 60), st.dictionaries(st.integers(1, 120), ENTRIES, max_size=30))
def test_each_number_has_one_line_in_order_whatever_may_be_seen(
    first: int, length: int, found: dict[int, Entry]
) -> None:
    from dataclasses import replace

    entries = {ordinal: replace(entry, ordinal=ordinal) for ordinal, entry in found.items()}
    lines = list(basic_lines(entries, first, first + length - 1))
    heads = [line for line in lines if not line.under]
    assert [line.cells[0] for line in heads] == list(range(first, first + length))
    assert all(len(line.cells) == len(BASIC) for line in lines)
    for line in heads:
        entry = entries.get(int(str(line.cells[0])))
        assert line.struck == bool(entry and entry.cancelled)
        assert (line.cells[1] == RESTRICTED) if entry is None else (line.cells[1] == entry.subject)
        assert entry is None or (entry.cancelled in line.note and entry.carried in line.note)
    shown = {ordinal: entry for ordinal, entry in entries.items() if first <= ordinal < first + length}
    assert len(lines) - len(heads) == sum(len(entry.under) for entry in shown.values())


@given(UNDERS)
def test_what_stands_under_a_number_follows_its_sub_numbers(under: list[Under]) -> None:
    lines = list(basic_lines({1: Entry(1, "Захтев", date(2026, 1, 2), under=under)}, 1, 1))
    assert [line.cells[2] for line in lines[1:]] == sorted(one.sub for one in under)


@pytest.mark.parametrize(
    ("due", "issued", "today", "said"),
    [
        (None, None, date(2026, 5, 1), ""),
        (None, date(2026, 5, 1), date(2026, 5, 1), ""),
        (date(2026, 5, 1), date(2026, 5, 1), date(2026, 6, 1), "да"),
        (date(2026, 5, 1), date(2026, 5, 2), date(2026, 6, 1), "не"),
        (date(2026, 5, 1), None, date(2026, 5, 1), ""),
        (date(2026, 5, 1), None, date(2026, 5, 2), "не"),
    ],
)
def test_a_case_is_in_time_when_the_party_was_notified_in_time(
    due: date | None, issued: date | None, today: date, said: str
) -> None:
    assert in_time(due, issued, today) == said


def test_a_cancelled_case_is_neither_in_time_nor_late() -> None:
    row = Administrative(
        "УП-1 1/2026", "", "", date(2026, 1, 1), False, date(2026, 2, 1), "", None, "", None, cancelled="поништено"
    )
    line = administrative_line(row, date(2026, 5, 1))
    assert line.struck
    assert line.cells[9] == ""


def test_the_mark_stands_before_the_number() -> None:
    assert marked("350-123/2026-IV-02", 1) == "УП-1 350-123/2026-IV-02"
    assert marked("06-5/2026", 2) == "УП-2 06-5/2026"
    assert marked("06-5/2026", None) == "06-5/2026"
    assert kind_of("up2") is BookKind.UP2
    assert kind_of("list") is kind_of("other") is None


CELLS = st.one_of(st.none(), st.integers(0, 10**6), DAYS, st.text(max_size=40), st.just("=1+1"), st.just("x" * 40_000))


@settings(max_examples=25)
@given(st.lists(st.tuples(*[CELLS] * len(BASIC)), max_size=5))
def test_a_workbook_says_what_the_book_says(rows: list[tuple[object, ...]]) -> None:
    lines = [Line(cells, struck=True, note="поништено") for cells in rows]  # type: ignore[arg-type]  # any cells
    with TemporaryDirectory() as folder:
        target = Path(folder) / "book.xlsx"
        assert write_workbook(target, BASIC, lines, [("Књига", "=1")], language="sr") == len(rows)
        book = load_workbook(target)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [*(column.label for column in BASIC), "Напомена"]
    for row, cells in zip(sheet.iter_rows(min_row=2), rows, strict=False):
        for cell, wanted in zip(row, cells, strict=False):
            assert cell.data_type != "f"
            assert _read(cell.value) == _written(wanted)
    assert book.worksheets[1]["B1"].value == "=1"


def _read(value: object) -> object:
    return value.date() if hasattr(value, "date") else value or None


def _written(value: object) -> object:
    if not isinstance(value, str):
        return value or None
    return UNWRITABLE.sub("�", value)[:LONGEST] or None


def test_a_long_list_of_numbers_says_how_many_more() -> None:
    assert _listed([]) == "0"
    assert _listed([3, 7]) == "2 (3, 7)"
    assert _listed(range(1, 402)).endswith("300 и још 101)")
    assert set(COLUMNS) == set(BookKind)
