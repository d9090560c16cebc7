"""Two texts compared by words: nothing is lost, nothing invented, and never slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.registry.drafting.compare import Change, changes, compare

MARKS = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "[+{}+]"}


def drawn(before: str, after: str) -> str:
    """A comparison in one line."""
    return "".join(MARKS[piece.change].format(piece.text) for piece in compare(before, after)).strip()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Одобрава се заузеће.", "Одобрава се заузеће.", "Одобрава се заузеће."),
        ("у трајању од 15 дана", "у трајању од 30 дана", "у трајању од [-15 -][+30 +]дана"),
        ("Тачка 1.", "Тачка 1.\nТачка 2.", "Тачка 1.\n[+Тачка 2.\n+]"),
        ("Тачка 1.\nТачка 2.\nТачка 3.", "Тачка 1.\nТачка 3.", "Тачка 1.\n[-Тачка 2.\n-]Тачка 3."),
        ("од 15 дана.\nТакса је плаћена.", "од 30 дана.\nНова тачка.\nТакса је плаћена.",
         "од [-15 -][+30 +]дана.\n[+Нова тачка.\n+]Такса је плаћена."),
        ("", "ново", "[+ново\n+]"),
        ("старо", "", "[-старо\n-]"),
        ("", "", ""),
        ("исто  \r\nкрај ", "исто\nкрај", "исто\nкрај"),
        ("Захтев је основан, па је одлучено.", "Молба није у року, те је одбијена.",
         "[-Захтев је основан, па је одлучено-][+Молба није у року, те је одбијена+]."),
    ],
)  # fmt: skip
def test_what_was_changed_is_told_by_words(before: str, after: str, told: str) -> None:
    assert drawn(before, after) == told


def test_a_replacement_is_one_place() -> None:
    found = compare("Прва тачка.\nРок је 15 дана.\nКрај.", "Прва тачка.\nРок је 30 дана.\nКрај и нешто.")
    assert changes(found) == 2
    assert changes(compare("исто", "исто")) == 0


LETTERS = st.text(alphabet="аб ._\n\tx1", max_size=40)


@given(LETTERS, LETTERS)
def test_both_texts_can_be_read_out_of_every_comparison(before: str, after: str) -> None:
    found = compare(before, after)
    for text, other in ((before, Change.ADDED), (after, Change.REMOVED)):
        lines = "".join(f"{line.rstrip()}\n" for line in text.strip().splitlines())
        assert "".join(piece.text for piece in found if piece.change != other) == lines
    assert all(piece.text for piece in found)
    assert all(one.change != two.change for one, two in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("а " * 300_000, "а " * 299_999 + "б"),
        ("а б " * 100_000, "б а " * 100_000),
        ("а\n" * 100_000, "б\nа\n" * 100_000),
        (
            "\n".join(f"{n} " + "а б " * 100 for n in range(300)),
            "\n".join(f"{n}. " + "б б а " * 90 for n in range(300)),
        ),
    ],
)
def test_texts_made_to_be_slow_are_compared_within_bounds(before: str, after: str) -> None:
    start = time.process_time()
    assert changes(compare(before, after)) >= 1
    assert time.process_time() - start < 5
