"""The small markup of acts: what it says, that it comes back as it was, and that nothing of it is ever code."""

from __future__ import annotations

from datetime import UTC, datetime

import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.documents.markup import Kind, Run, blocks, lines, made, plain, points, runs, text_of, whole, written
from salter.documents.rendering import render
from salter.documents.templates import Block
from tests.documents import samples

SIGNS = "аб1 *\\|-)•.("
TEXTS = st.text(alphabet=SIGNS + "\n\t#$[", max_size=60)
RUNS = st.lists(
    st.builds(Run, st.text(alphabet=SIGNS, max_size=6), st.sampled_from(["", "bold", "italic"])), max_size=5
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("обично", [Run("обично")]),
        ("**Усваја се** захтев", [Run("Усваја се", "bold"), Run(" захтев")]),
        ("види *члан 5*, став 2", [Run("види "), Run("члан 5", "italic"), Run(", став 2")]),
        ("(**важно**)", [Run("("), Run("важно", "bold"), Run(")")]),
        ("2 * 3 * 4", [Run("2 * 3 * 4")]),
        ("2*3*4", [Run("2*3*4")]),
        ("**нема краја", [Run("**нема краја")]),
        ("*напомена уз акт", [Run("*напомена уз акт")]),
        ("____ потпис ____", [Run("____ потпис ____")]),
        (r"\*ово\* остаје", [Run("*ово* остаје")]),
        (r"C:\акта\нови", [Run(r"C:\акта\нови")]),
        ("***обоје***", [Run("***обоје***")]),
    ],
)
def test_words_in_a_style(text: str, wanted: list[Run]) -> None:
    assert list(runs(text)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Први.\n\nДруги.", ["Први.", "Други."]),
        ("- а\n- б\nВ", [{"kind": "list", "items": ["а", "б"]}, "В"]),
        ("1) а\n2) б", [{"kind": "numbers", "start": 1, "items": ["а", "б"]}]),
        ("1) а\n3) в", [{"kind": "numbers", "start": n, "items": [x]} for n, x in ((1, "а"), (3, "в"))]),
        ("| А | Б |\n|---|---|\n| 1 |", [{"kind": "table", "columns": ["А", "Б"], "rows": [["1", ""]]}]),
        ("| А |\n\n| Б |", [{"kind": "table", "columns": [x], "rows": []} for x in ("А", "Б")]),
        ("23. 11. 2026. је примљен.", ["23. 11. 2026. је примљен."]),
        ("1. маја је празник.", ["1. маја је празник."]),
        ("–20 °C", ["–20 °C"]),
        ("-5 степени", ["-5 степени"]),
        (r"\- није ставка", ["- није ставка"]),
        (r"| А \| Б |", [{"kind": "table", "columns": ["А | Б"], "rows": []}]),
    ],
)
def test_lines(text: str, wanted: list[Block]) -> None:
    assert blocks(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Усваја се.\nОдбија се.", ["Усваја се.", "Одбија се."]),
        ("1) Усваја се.\n2) Одбија се.", ["Усваја се.", "Одбија се."]),
        ("Усваја се:\n- а\n- б\nОдбија се.", [["Усваја се:", {"kind": "list", "items": ["а", "б"]}], "Одбија се."]),
        ("Налаже се:\n1) а\n2) б", [["Налаже се:", {"kind": "numbers", "start": 1, "items": ["а", "б"]}]]),
        ("", []),
    ],
)
def test_lists_belong_to_the_point_above_them(text: str, wanted: list[Block | list[Block]]) -> None:
    assert points(text) == wanted


@given(TEXTS)
def test_what_was_read_and_written_again_says_the_same(text: str) -> None:
    assert lines(whole(lines(text))) == lines(text)


@given(RUNS)
def test_words_from_elsewhere_lose_no_sign(found: list[Run]) -> None:
    kept = runs(written(found))
    assert plain(kept) == plain(found)
    assert runs(written(kept)) == kept
    for kind in Kind:
        number, head = (7 if kind == Kind.NUMBER else 0), kind == Kind.ROW
        if line := made(kind, [found, found] if head else [found], number=number, head=head):
            [again] = lines(text_of(line))
            assert (again.kind, again.number) == (kind, number)
            assert [plain(cell) for cell in again.cells] == [plain(cell) for cell in line.cells]


def test_a_hundred_thousand_marks_are_read_at_once() -> None:
    for text in ("*а " * 100_000, "**" * 100_000, "*" * 100_000, "|" * 100_000, "\\*" * 100_000):
        assert whole(lines(text))


def test_it_is_printed_and_never_code() -> None:
    evil = '**#panic("x")** *$ <a> @b* #read("/etc/passwd") `c` \\#eval'
    text = f"{evil}\n- {evil}\n4) {evil}\n| {evil} | а |\n| б | в |"
    data = {**samples.DECISION, "points": points(text), "reasoning": blocks(text)}
    pdf = pypdfium2.PdfDocument(render("decision", data, at=datetime(2026, 11, 26, tzinfo=UTC)))
    shown = "\n".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", " ").replace("\xa0", " ")
    assert shown.count('#panic("x")') == 8
    assert "**" not in shown
    assert "4)" in shown
