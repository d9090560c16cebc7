"""The rules of forms: the way through questions, what is kept, what is refused."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from salter.portal.definition import (
    Definition,
    Question,
    QuestionType,
    Texts,
    Value,
    ex_officio,
    fill,
    kept,
    may_grow,
    next_question,
    path,
    previous_question,
    unanswered,
)
from salter.portal.definitions import bundled, newest

TODAY = date(2026, 11, 23)


def text(words: str) -> dict[str, str]:
    return {"sr": words, "en": words}


def choice(code: str, *options: str, **rest: Any) -> dict[str, Any]:
    return {
        "code": code,
        "type": "choice",
        "text": text(code),
        "options": [{"code": option, "text": text(option)} for option in options],
        **rest,
    }


def definition(*questions: Mapping[str, Any], **rest: Any) -> Definition:
    fact = {"text": text("x")}
    return Definition.model_validate(
        {
            "procedure": "P999",
            "version": 1,
            "intro": text("x"),
            "who": fact,
            "cost": fact,
            "subject": text("x"),
            "afterwards": text("x"),
            "steps": [{"title": text("x"), "questions": list(questions)}],
            **rest,
        }
    )


LETTERS = tuple(string.ascii_lowercase)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Choices, each shown by answers to choices before it."""
    questions: list[dict[str, Any]] = []
    for place in range(draw(st.integers(1, 8))):
        conditions = []
        for earlier in draw(st.lists(st.sampled_from(questions), max_size=2)) if questions else []:
            offered = [option["code"] for option in earlier["options"]]
            conditions.append({"question": earlier["code"], "is": draw(st.lists(st.sampled_from(offered), min_size=1))})
        options = draw(st.lists(st.sampled_from(LETTERS[:4]), min_size=1, max_size=4, unique=True))
        questions.append(choice(f"q{place}", *options, show_if=conditions))
    return definition(*questions)


@st.composite
def filled(draw: st.DrawFn) -> tuple[Definition, dict[str, Value]]:
    made = draw(definitions())
    answers: dict[str, Value] = {}
    for question in made.questions:
        if draw(st.booleans()):
            answers[question.code] = draw(st.sampled_from(question.choices))
    return made, answers


@given(filled(), st.data())
@settings(max_examples=150)
def test_an_answer_never_changes_the_way_that_led_to_it(
    case: tuple[Definition, dict[str, Value]], data: st.DataObject
) -> None:
    made, answers = case
    way = path(made, answers)
    place = data.draw(st.integers(0, len(way) - 1))
    changed = {**answers, way[place].code: data.draw(st.sampled_from(way[place].choices))}
    assert path(made, changed)[: place + 1] == way[: place + 1]


@given(filled())
@settings(max_examples=150)
def test_answers_to_hidden_questions_are_dropped_and_count_for_nothing(
    case: tuple[Definition, dict[str, Value]],
) -> None:
    made, answers = case
    known = kept(made, answers)
    assert set(known) <= {question.code for question in path(made, answers)}
    assert path(made, known) == path(made, answers)
    assert kept(made, known) == known


@given(filled(), st.data())
@settings(max_examples=150)
def test_there_are_no_dead_ends(case: tuple[Definition, dict[str, Value]], data: st.DataObject) -> None:
    made, answers = case
    for _step in range(len(made.questions) + 1):
        question = next_question(made, answers)
        if question is None:
            break
        answers = {**answers, question.code: data.draw(st.sampled_from(question.choices))}
    assert unanswered(made, answers) == ()


@given(filled())
@settings(max_examples=100)
def test_walking_on_and_back_meets_every_question_of_the_path_in_order(
    case: tuple[Definition, dict[str, Value]],
) -> None:
    made, answers = case
    way = path(made, answers)
    walked: list[Question] = [way[0]]
    while following := next_question(made, answers, walked[-1].code):
        walked.append(following)
    assert tuple(walked) == way
    back = [previous_question(made, answers, question.code) for question in way]
    assert back == [None, *way[:-1]]


def test_an_answer_that_hides_its_successor_takes_that_ones_children_too() -> None:
    made = definition(
        choice("kind", "a", "b"),
        choice("detail", "x", "y", show_if=[{"question": "kind", "is": ["a"]}]),
        choice("more", "m", show_if=[{"question": "detail", "is": ["x"]}]),
    )
    answers: dict[str, Value] = {"kind": "b", "detail": "x", "more": "m"}
    assert [question.code for question in path(made, answers)] == ["kind"]
    assert kept(made, answers) == {"kind": "b"}


@pytest.mark.parametrize(
    ("answers", "grows"),
    [
        ({}, True),
        ({"kind": "b"}, False),
        ({"kind": "a"}, True),
        ({"kind": "a", "detail": "y"}, False),
        ({"kind": "a", "detail": "x"}, False),
    ],
)
def test_what_is_still_to_be_asked_may_grow_until_the_answers_that_open_more_are_there(
    answers: dict[str, Value], grows: bool
) -> None:
    made = definition(
        choice("kind", "a", "b"),
        choice("detail", "x", "y", show_if=[{"question": "kind", "is": ["a"]}]),
        choice("more", "m", show_if=[{"question": "detail", "is": ["x"]}]),
    )
    assert may_grow(made, answers) is grows


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        ([choice("a", "x", show_if=[{"question": "b", "is": ["x"]}]), choice("b", "x")], "not asked before"),
        ([choice("a", "x"), choice("a", "x")], "asked twice"),
        ([choice("a", "x"), choice("b", "x", show_if=[{"question": "a", "is": ["z"]}])], "no such answer"),
        ([choice("a", "x"), choice("b", "x", show_if=[{"question": "a", "at_least": 3}])], "is no number"),
        ([choice("a", "x"), choice("b", "x", show_if=[{"question": "a"}])], "either"),
        ([choice("check", "x")], "another use"),
        ([choice("a")], "options"),
        ([choice("a", "x", "x")], "occurs twice"),
        ([{"code": "a", "type": "text", "text": text("a"), "options": [{"code": "x", "text": text("x")}]}], "options"),
        ([{"code": "a", "type": "date", "text": text("a"), "not_before": "a"}], "no earlier date"),
        ([choice("a", "x", colour="red")], "Extra inputs"),
        ([choice("Велико", "x")], "pattern"),
        ([{"code": "a", "type": "text", "text": {"sr": "а"}}], "en"),
    ],
)
def test_a_wrong_definition_is_refused(questions: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        definition(*questions)


def test_a_subject_may_only_name_questions() -> None:
    with pytest.raises(ValidationError, match="no question place"):
        definition(choice("a", "x"), subject=text("Тезга: {place}"))


def test_latin_is_transliterated_unless_it_is_given() -> None:
    assert Texts(sr="Љубав", en="Love").read("sr-latn") == "Ljubav"
    assert Texts(sr="Љубав", en="Love", lat="LJUBAV").read("sr-latn") == "LJUBAV"
    assert Texts(sr="Љубав", en="Love").read("en") == "Love"
    assert Texts(sr="Љубав", en="Love").read("sr") == "Љубав"


@pytest.mark.parametrize(
    ("template", "words", "expected"),
    [
        ("Тезга: {place}", {"place": "Трг 1"}, "Тезга: Трг 1"),
        ("Тезга: {place}", {}, "Тезга"),
        ("{title}", {"title": "{place}"}, "{place}"),
        ("{place}", {"place": "a\n\n b"}, "a b"),
    ],
)
def test_a_subject_is_filled_with_answers(template: str, words: dict[str, str], expected: str) -> None:
    assert fill(template, words) == expected


def paper(obtained_by: str, **rest: Any) -> dict[str, Any]:
    return {"code": "proof", "name": text("Proof"), "obtained_by": obtained_by, "keeper": text("APR"), **rest}


@pytest.mark.parametrize(
    ("obtained_by", "answers", "asked", "ours"),
    [
        ("party", {}, ["proof"], []),
        ("office", {}, [], ["proof"]),
        ("choice", {}, ["proof-by"], []),
        ("choice", {"proof-by": "office"}, ["proof-by"], ["proof"]),
        ("choice", {"proof-by": "party"}, ["proof-by", "proof"], []),
    ],
)
def test_who_obtains_an_attachment(
    obtained_by: str, answers: dict[str, Value], asked: list[str], ours: list[str]
) -> None:
    made = definition(choice("a", "x"), attachments=[paper(obtained_by)])
    assert [question.code for question in path(made, {"a": "x", **answers})[1:]] == asked
    assert [attachment.code for attachment in ex_officio(made, {"a": "x", **answers})] == ours


def test_what_the_office_obtains_names_who_keeps_it() -> None:
    with pytest.raises(ValidationError, match="who keeps the record"):
        definition(choice("a", "x"), attachments=[paper("office", keeper=None)])


@pytest.mark.parametrize("made", bundled(), ids=lambda made: f"{made.procedure}-{made.version}")
def test_the_definitions_we_bring_survive_storing_and_have_no_dead_end(made: Definition) -> None:
    assert Definition.model_validate_json(made.model_dump_json(by_alias=True)) == made
    for chosen in (0, -1):
        answers: dict[str, Value] = {}
        while question := next_question(made, answers):
            answers[question.code] = question.choices[chosen] if question.choices else "1"
        assert answers


def test_every_branching_question_of_ours_can_be_reached() -> None:
    """Every question is on the path of some combination of choices that its own conditions name."""
    for made in bundled():
        for wanted in made.questions:
            answers: dict[str, Value] = {
                question.code: question.choices[0] for question in made.questions if question.choices
            }
            answers |= {q.code: "100000" for q in made.questions if q.type in (QuestionType.NUMBER, QuestionType.MONEY)}
            todo = list(wanted.show_if)
            while todo:
                condition = todo.pop()
                if condition.values:
                    answers[condition.question] = condition.values[0]
                todo += made.by_code[condition.question].show_if
            assert wanted in path(made, answers), wanted.code


def test_a_procedure_without_its_own_form_gets_the_general_one() -> None:
    own, general = newest("P036"), newest("P022")
    assert own is not None
    assert general is not None
    assert own.procedure == "P036"
    assert "purpose" in own.by_code
    assert general.procedure == "P022"
    assert "request" in general.by_code
