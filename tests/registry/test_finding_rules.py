"""Words of a search, what a mistyped one may have meant, and where they stand in a text: pure rules, by tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salter.registry.finding.highlight import excerpt, parts, pattern_of
from salter.registry.finding.words import Term, as_query, beginning, distance, meant_by, problem, terms_of, words_of
from salter.ui.script import fold, to_cyrillic


@pytest.mark.parametrize(
    "typed", ["Општинска дозвола", "opštinska DOZVOLA", "opstinske dozvole", "„Opstinskim“ dozvolama!"]
)
def test_both_scripts_bald_latin_and_endings_ask_for_the_same(typed: str) -> None:
    assert as_query(terms_of(typed)) == "'opstinsk':* & 'dozvol':*"


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        *[("dozvola", "dozvol"), ("dozvolama", "dozvol"), ("resenjem", "resenj"), ("resenja", "resenj")],
        *[("komunalnog", "komunaln"), ("petrovic", "petrovic"), ("petrovica", "petrovic"), ("voda", "voda")],
        *[("put", "put"), ("ana", "ana"), ("beograd", "beograd")],
    ],
)
def test_endings_are_left_out_where_four_letters_stay(word: str, kept: str) -> None:
    assert beginning(word) == kept


def test_words_that_stand_everywhere_and_single_letters_are_left_out() -> None:
    assert terms_of("и за у na к") == ()
    assert words_of(["Захтев за дозволу, по члану 12."]) == {"zahtev", "dozvolu", "clanu", "12"}


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        *[("\"\"''„“", False), ("... , ! ?", False), ("и за", False), ("   ", False), ("x" * 2000, False)],
        *[("х " * 90, False), ("12", True), ("5", True), ("за дозволу", True), ("Ћ2", True), ("a" * 200, True)],
    ],
)
def test_what_cannot_be_answered_is_said(typed: str, answered: bool) -> None:
    assert (problem(typed) == "") is answered


@pytest.mark.parametrize(
    ("first", "second", "steps"),
    [
        *[("petrovic", "petrovic", 0), ("petorvic", "petrovic", 1), ("petrovi", "petrovic", 1)],
        *[("dordevic", "djordjevic", 2), ("marko", "darko", 1), ("ab", "ba", 1), ("kuca", "škola", 3), ("", "ab", 2)],
    ],
)
def test_slips_between_two_words_are_counted(first: str, second: str, steps: int) -> None:
    assert distance(first, second, 2) == steps
    assert distance(second, first, 2) == steps


@given(st.text("abcd", max_size=7), st.text("abcd", max_size=7))
def test_the_distance_is_that_of_the_full_table_wherever_it_matters(first: str, second: str) -> None:
    assert min(distance(first, second, 2), 3) == min(distance(first, second, 99), 3)
    assert distance(first, second, 99) == distance(second, first, 99)
    assert (distance(first, second, 99) == 0) is (first == second)


def test_a_mistyped_word_means_the_nearest_known_ones_also_with_an_ending() -> None:
    known = ["petrovic", "petrovica", "petar", "petrol", "dozvola", "dozvole"]
    assert meant_by(Term("petorvic"), known) == ("petrovic", "petrovica")
    assert meant_by(Term("dozovl"), known) == ("dozvola", "dozvole")
    assert meant_by(Term("kvxyz"), known) == ()
    assert meant_by(Term("petar"), ["petak", "patak"]) == ("petak",)  # of a short word one slip


def marked(text: str, typed: str) -> list[str]:
    return [piece for piece, hit in parts(text, pattern_of(terms_of(typed))) if hit]


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Молба Ђорђевића и Đorđeviću, Djordjević", "djordjevic", ["Ђорђевића", "Đorđeviću", "Djordjević"]),
        ("Решење о љубимцима: REŠENJEM, ресењ", "resenje", ["Решење", "REŠENJEM", "ресењ"]),
        ("Ниш, ниша, сниш", "niš", ["Ниш", "ниша"]),
        ("Неља и Нелa", "nel", ["Неља", "Нелa"]),
        ("џак, džak, dzak", "džak", ["џак", "džak", "dzak"]),
        ("члан 12 и 123", "члан 12", ["члан", "12"]),
        ("нема", "ничега", []),
    ],
)
def test_found_words_are_marked_in_the_script_they_are_written_in(text: str, typed: str, found: list[str]) -> None:
    assert marked(text, typed) == found
    assert "".join(piece for piece, _hit in parts(text, pattern_of(terms_of(typed)))) == text


SERBIAN = st.text("abcčćdđefghijklmnoprsštuvzž", min_size=3, max_size=12)


@given(SERBIAN, st.booleans())
def test_whatever_has_the_word_shows_it(word: str, cyrillic: bool) -> None:
    """A case that is found by a word of its text always has a place to mark."""
    text = to_cyrillic(word) if cyrillic else word
    found = terms_of(word)
    if found and found[0].takes(fold(text)):
        assert marked(text, word) == [text]


def test_an_excerpt_is_cut_between_words_around_the_first_place() -> None:
    text = "почетак " * 40 + "сеча стабала у парку " + "крај " * 60
    pieces = excerpt(text, pattern_of(terms_of("stabala")))
    line = "".join(piece for piece, _hit in pieces)
    assert [piece for piece, hit in pieces if hit] == ["стабала"]
    assert line.startswith("… почетак")
    assert line.endswith("крај …")
    assert len(line) < 230
    assert excerpt("ничега", pattern_of(terms_of("stabala"))) == []
    assert excerpt("сеча стабала", pattern_of(terms_of("stabala"))) == [("сеча ", False), ("стабала", True)]
