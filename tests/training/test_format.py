"""A file with an error says its line and what is wrong; a right one is read whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from salter.training.exercises.format import Vocabulary, read
from salter.training.exercises.library import FOLDER, vocabulary

KNOWN = Vocabulary(
    posts=frozenset({"pisarnica"}),
    deeds=frozenset({"register"}),
    verbs=frozenset({"case.registered", "case.closed"}),
    rules=frozenset({"count.posted"}),
    pages=frozenset({"registry:cases"}),
)
MISTAKE = """\
  - key: m{n}
    step: prvi
    points: 2
    says: Зашто је то грешка.
    seen: {{verb: case.closed}}
    play:
      - register: {{}}
"""
GOOD = """\
code: proba
version: 1
room: registry
title: Проба
minutes: 5
goal: Циљ.
scenario: Прича.
players: [pisarnica]
steps:
  - key: prvi
    as: pisarnica
    do: Заведите.
    points: 5
    rule: count.posted
    page: registry:cases
    seen: {verb: case.registered}
    play:
      - register: {}
mistakes:
""" + "".join(MISTAKE.format(n=n) for n in range(4))


def faults(text: str) -> list[str]:
    """What is said of a file."""
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        read(text, KNOWN)
    return list(refused.value.messages)


def outcome(text: str) -> list[str]:
    """What is said of a file that may be right."""
    with translation.override("en"):
        try:
            read(text, KNOWN)
        except ValidationError as refused:
            return list(refused.messages)
    return []


def test_a_good_file_is_read() -> None:
    found = read(GOOD, KNOWN)
    assert (found.points, [step.post for step in found.steps], len(found.mistakes)) == (5, ["pisarnica"], 4)


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("code: proba\n", "", 1, "“code” is missing"),
        ("minutes: 5", "minutes: пет", 5, "“minutes” must be a whole number"),
        ("players: [pisarnica]", "players: [pisarnicaa]", 8, "Did you mean “pisarnica”?"),
        ("    as: pisarnica", "    as: obrada", 11, "“obrada” is none of the players"),
        ("    do: Заведите.\n", "", 10, "“do” is missing"),
        ("    rule: count.posted", "    rule: count.postd", 14, "Did you mean “count.posted”?"),
        ("    page: registry:cases", "    page: registry:casses", 15, "There is no page “registry:casses”"),
        ("seen: {verb: case.registered}", "seen: {verb: case.registred}", 16, "Did you mean “case.registered”?"),
        ("seen: {verb: case.registered}", "seen: {verb: case.registered, boddy: {}}", 16, "“boddy” means nothing here"),
        ("seen: {verb: case.registered}", "seen: {verb: case.registered, body: {a: {is: 1}}}", 16, "a: is"),
        ("      - register: {}\nmistakes", "      - regster: {}\nmistakes", 18, "Did you mean “register”?"),
        ("    step: prvi", "    step: drugi", 21, "There is no step “drugi”"),
        ("key: m1", "key: m0", 27, "“m0” stands here twice"),
        ("title: Проба", "title: [", 6, "look at colons"),
        ("code: proba", "code: Проба 1", 1, "small Latin letters"),
        ("code: proba", "code: 7", 1, "“code” must be text"),
        ("version: 1", "version: 0", 2, "from 1 to 100000"),
        ("minutes: 5", "minutes: true", 5, "must be a whole number"),
        ("title: Проба", "title: Проба\ntitle: Друга", 5, "“title” stands here twice"),
        ("players: [pisarnica]", "players: pisarnica", 8, "“players” must be a list"),
        ("players: [pisarnica]", "players: [[pisarnica]]", 8, "“players” must be a list"),
        ("    do: Заведите.", "    do: [Заведите]", 12, "“do” must be text"),
        ("    points: 5", "    points: -5", 13, "from 1 to 100000"),
        ("    points: 5", "    points: 5\n    hints: савет", 14, "“hints” must be a list"),
        ("      - register: {}\nmistakes", "      - register: 5\nmistakes", 18, "After “register:”"),
        ("seen: {verb: case.registered}", "seen: {verb: case.registered, days: 3}", 16, "“days” must be a list of"),
        ("seen: {verb: case.registered}", "seen: {verb: case.registered, days: {least: x}}", 16, "least: 1"),
        ("seen: {verb: case.registered}", "seen: {verb: case.registered, body: {1: 2}}", 16, "“body” must be text"),
        ("seen: {verb: case.registered}", "seen: {verb: {a: 1}}", 16, "“verb” must be text"),
        ("seen: {verb: case.registered}", "seen: &a {verb: case.registered, without: [*a]}", 16, "“*a” refers"),
        ("      - register: {}\nmistakes", "      - register: {}\n  - просто\nmistakes", 19, "begun by a dash"),
        ("minutes: 5", "minutes: 2026-99-99", 1, "cannot be read"),
    ],
)
def test_an_error_is_told_with_its_line(before: str, after: str, line: int, words: str) -> None:
    said = faults(GOOD.replace(before, after, 1))
    assert any(one.startswith(f"Line {line}:") and words in one for one in said), said


def test_fewer_than_four_mistakes_are_too_few() -> None:
    assert any("at least 4 typical mistakes" in one for one in faults(GOOD.replace(MISTAKE.format(n=3), "")))


@pytest.mark.parametrize(
    "text",
    ["", "- a\n- b\n", "code: {", "\x00", "[" * 5000, "a: !!python/object:os.system {}", "? [a]\n: b", "a" * 300_000],
)
def test_what_is_no_exercise_at_all_is_refused(text: str) -> None:
    assert faults(text)


WILD = ("5", "[]", "{}", "null", "[5]", "[[a]]", "{a: {b: 1}}", "true", "2026-03-02", "1.5", "!!binary aaaa", "текст")


@pytest.mark.parametrize("wild", WILD)
def test_whatever_stands_under_a_name_is_read_or_refused(wild: str) -> None:
    lines = GOOD.splitlines()
    for place, line in enumerate(lines):
        name, _colon, _value = line.partition(":")
        text = "\n".join([*lines[:place], f"{name}: {wild}", *lines[place + 1 :]])
        assert [one for one in outcome(text) if not one.startswith("Line ")] == []


def test_what_is_named_once_may_be_used_again() -> None:
    text = GOOD.replace("      - register: {}\nmistakes", "      - register: &one {from: a}\nmistakes", 1)
    found = read(text.replace("      - register: {}", "      - register: {<<: *one, from: b}"), KNOWN)
    assert [given for mistake in found.mistakes for _name, given in mistake.play] == [{"from": "b"}] * 4


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_file_that_comes_along_is_right(path: Path) -> None:
    assert read(path.read_text("utf-8"), vocabulary()).code in path.stem
