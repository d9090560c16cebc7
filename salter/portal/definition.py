"""Versioned definitions of forms, and the pure rules of walking through one: no ORM, no clock, no I/O.

A definition is data (YAML beside this file, JSON in `FormVersion`): steps of questions with branching on earlier
answers, and attachments each with who obtains it (ZUP Arts. 9 and 103, regulation.md 2.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from salter.ui.script import to_latin
from salter.ui.second import said

Value = str | list[str] | dict[str, str]
Answers = Mapping[str, Value]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,49}$")]

RESERVED = frozenset({"check", "sent", "leave", "files", "title"})
"""Words in addresses and subjects that are no questions."""
PARTY, OFFICE = "party", "office"
YES, NO = "yes", "no"
TITLE = "title"
"""Stands for the procedure's name in a subject; so no question is called that."""
OBTAINS = "-by"
"""What the question who obtains an attachment adds to the attachment's code."""


class Part(BaseModel):
    """Every part of a definition: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Texts(Part):
    """Words in Serbian Cyrillic and English; Latin is transliterated unless it is given."""

    sr: str = Field(min_length=1)
    en: str = Field(min_length=1)
    lat: str = ""
    hu: str = ""

    def read(self, language: str) -> str:
        """The words in `sr`, `sr-latn`, `en`, or `hu` where there are some (else in Latin)."""
        if language == "hu":
            return self.hu or said(self.sr, language)
        if language == "en":
            return self.en
        return self.sr if language == "sr" else self.lat or to_latin(self.sr)


class Fact(Part):
    """Something the start page tells; what nobody has verified names its source and carries the mark."""

    text: Texts
    verified: bool = False
    source: str = ""


class QuestionType(StrEnum):
    """What sort of answer a question wants."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    MULTIPLE = "multiple"
    YES_NO = "yes-no"
    ADDRESS = "address"
    IDENTIFIER = "identifier"
    EMAIL = "email"
    PHONE = "phone"
    FILES = "files"


class Condition(Part):
    """Holds when an earlier answer is (for several choices: contains) one of `is`, or a number of at least that."""

    question: Code
    values: tuple[str, ...] = Field(default=(), alias="is")
    at_least: float | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def holds(self, answers: Answers) -> bool:
        """Whether it holds; a question without an answer fulfils nothing."""
        value = answers.get(self.question)
        if value is None or isinstance(value, dict):
            return False
        if self.at_least is not None:
            return isinstance(value, str) and value != "" and float(value) >= self.at_least
        given = value if isinstance(value, list) else [value]
        return any(each in self.values for each in given)

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if bool(self.values) == (self.at_least is not None):
            raise ValueError("a condition has either `is` or `at_least`")
        return self


class Option(Part):
    """One possible answer of a choice."""

    code: Code
    text: Texts
    hint: Texts | None = None


class Question(Part):
    """One question, one page. Limits that do not belong to its type are refused."""

    code: Code
    type: QuestionType
    text: Texts
    hint: Texts | None = None
    required: bool = True
    show_if: tuple[Condition, ...] = ()
    options: tuple[Option, ...] = ()
    min_length: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = Field(default=0, ge=0, le=2)
    first_day: int | None = Field(default=None, description="earliest date, in days from today")
    last_day: int | None = Field(default=None, description="latest date, in days from today")
    not_before: Code | None = Field(default=None, description="an earlier question with a date")
    kinds: tuple[str, ...] = Field(default=("jmbg", "pib", "mb"), description="identifiers that are accepted")
    max_files: int = Field(default=5, ge=1, le=20)
    prefill: str = Field(default="", pattern="^(|email|address|identifier)$", description="column of the account")

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        if (self.type in (QuestionType.CHOICE, QuestionType.MULTIPLE)) != bool(self.options):
            raise ValueError(f"{self.code}: options belong to choices, and choices need options")
        if self.code in RESERVED:
            raise ValueError(f"{self.code}: this word has another use")
        if not set(self.kinds) <= {"jmbg", "pib", "mb"}:
            raise ValueError(f"{self.code}: unknown kind of identifier")
        codes = [option.code for option in self.options]
        if len(codes) != len(set(codes)):
            raise ValueError(f"{self.code}: an option occurs twice")
        return self

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that an answer may have; empty when it is free."""
        return (YES, NO) if self.type is QuestionType.YES_NO else tuple(option.code for option in self.options)


class ObtainedBy(StrEnum):
    """Who obtains an attachment (ZUP Art. 103)."""

    PARTY = "party"
    OFFICE = "office"
    CHOICE = "choice"


class Attachment(Part):
    """A paper that the procedure needs. What official records hold, the office obtains itself (ZUP Art. 9)."""

    code: Code
    name: Texts
    hint: Texts | None = None
    obtained_by: ObtainedBy
    keeper: Texts | None = Field(default=None, description="who keeps the record that the office looks into")
    required: bool = True
    show_if: tuple[Condition, ...] = ()
    max_files: int = Field(default=5, ge=1, le=20)

    @model_validator(mode="after")
    def _names_the_keeper(self) -> Self:
        if self.obtained_by is not ObtainedBy.PARTY and self.keeper is None:
            raise ValueError(f"{self.code}: say who keeps the record")
        return self

    def questions(self) -> Iterator[Question]:
        """The pages that ask for it: none, the files, or first who obtains it and then the files."""
        if self.obtained_by is ObtainedBy.OFFICE:
            return
        condition: tuple[Condition, ...] = ()
        if self.obtained_by is ObtainedBy.CHOICE:
            yield _who_obtains(self)
            condition = (Condition.model_validate({"question": f"{self.code}{OBTAINS}", "is": [PARTY]}),)
        yield Question(
            code=self.code,
            type=QuestionType.FILES,
            text=self.name,
            hint=self.hint,
            required=self.required,
            show_if=(*self.show_if, *condition),
            max_files=self.max_files,
        )


def _who_obtains(attachment: Attachment) -> Question:
    keeper = attachment.keeper or attachment.name
    office = Texts(
        sr="Нека прибави орган, по службеној дужности",
        en="The body obtains it, ex officio",
    )
    consent = Texts(
        sr=f"Пристајем да подаци буду прибављени и обрађени за овај захтев. Води их: {keeper.sr}.",
        en=f"I agree that the data are obtained and processed for this request. Kept by: {keeper.en}.",
    )
    own = Texts(sr="Приложићу документ уз овај захтев", en="I will attach the document to this request")
    return Question(
        code=f"{attachment.code}{OBTAINS}",
        type=QuestionType.CHOICE,
        text=Texts(
            sr=f"Ко ће прибавити: {_lower_first(attachment.name.sr)}?",
            en=f"Who will obtain: {_lower_first(attachment.name.en)}?",
        ),
        hint=Texts(
            sr="По закону податке из службених евиденција прибавља општина, бесплатно, осим ако желите сами "
            "(чл. 9. и 103. Закона о општем управном поступку).",
            en="By law the office obtains data from official records, free of charge, unless you want to do it "
            "yourself (Arts. 9 and 103 of the Law on General Administrative Procedure).",
        ),
        show_if=attachment.show_if,
        options=(Option(code=OFFICE, text=office, hint=consent), Option(code=PARTY, text=own)),
    )


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


class Step(Part):
    """Questions that belong together, under one title on the page that checks them."""

    title: Texts
    questions: tuple[Question, ...] = Field(min_length=1)


ATTACHMENTS = Texts(sr="Прилози", en="Attachments")


class Definition(Part):
    """One version of the form of one procedure (`*`: of every procedure that has none of its own)."""

    procedure: str
    version: int = Field(ge=1)
    intro: Texts
    who: Fact
    cost: Fact
    subject: Texts = Field(description="subject of the case; {code} stands for an answer")
    steps: tuple[Step, ...] = Field(min_length=1)
    attachments: tuple[Attachment, ...] = ()
    afterwards: Texts
    assurance: Literal["basic", "substantial", "high"] = Field(
        "basic", description="level of assurance that writing and sending the request needs"
    )

    @cached_property
    def sections(self) -> tuple[tuple[Texts, tuple[Question, ...]], ...]:
        """Titles with their questions in the order in which they are asked; attachments come last."""
        steps = [(step.title, step.questions) for step in self.steps]
        papers = tuple(question for attachment in self.attachments for question in attachment.questions())
        return (*steps, (ATTACHMENTS, papers)) if papers else tuple(steps)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, whether it will apply or not."""
        return tuple(question for _title, questions in self.sections for question in questions)

    @cached_property
    def by_code(self) -> Mapping[str, Question]:
        """Questions by their code."""
        return {question.code: question for question in self.questions}

    @model_validator(mode="after")
    def _refers_only_backwards(self) -> Self:
        earlier: dict[str, Question] = {}
        for question in self.questions:
            if question.code in earlier:
                raise ValueError(f"{question.code}: asked twice")
            for condition in question.show_if:
                _check_condition(question.code, condition, earlier)
            if question.not_before and _type_of(earlier, question.not_before) is not QuestionType.DATE:
                raise ValueError(f"{question.code}: {question.not_before} is no earlier date")
            earlier[question.code] = question
        for attachment in self.attachments:
            for condition in attachment.show_if:
                _check_condition(attachment.code, condition, earlier)
        for code in _PLACE.findall(f"{self.subject.sr}{self.subject.en}{self.subject.lat}"):
            if code not in earlier and code != TITLE:
                raise ValueError(f"subject: no question {code}")
        return self


def _type_of(questions: Mapping[str, Question], code: str) -> QuestionType | None:
    found = questions.get(code)
    return found.type if found else None


def _check_condition(code: str, condition: Condition, earlier: Mapping[str, Question]) -> None:
    asked = earlier.get(condition.question)
    if asked is None:
        raise ValueError(f"{code}: {condition.question} is not asked before it")
    if condition.at_least is not None:
        if asked.type not in (QuestionType.NUMBER, QuestionType.MONEY):
            raise ValueError(f"{code}: {condition.question} is no number")
    elif not set(condition.values) <= set(asked.choices):
        raise ValueError(f"{code}: {condition.question} has no such answer")


def path(definition: Definition, answers: Answers) -> tuple[Question, ...]:
    """The questions that really apply, in order.

    Whether a question applies depends only on answers to questions before it that apply themselves, so an answer never
    changes the way that led to it, and answers to hidden questions count for nothing.
    """
    seen: dict[str, Value] = {}
    found = []
    for question in definition.questions:
        if applies(question.show_if, seen):
            found.append(question)
            if question.code in answers:
                seen[question.code] = answers[question.code]
    return tuple(found)


def applies(conditions: tuple[Condition, ...], answers: Answers) -> bool:
    """Whether all conditions hold."""
    return all(condition.holds(answers) for condition in conditions)


def kept(definition: Definition, answers: Answers) -> dict[str, Value]:
    """The answers to questions that apply; the others are dropped."""
    return {question.code: answers[question.code] for question in path(definition, answers) if question.code in answers}


def unanswered(definition: Definition, answers: Answers) -> tuple[Question, ...]:
    """The questions of the path that nobody has answered yet (an optional one may be answered with nothing)."""
    return tuple(question for question in path(definition, answers) if question.code not in answers)


def may_grow(definition: Definition, answers: Answers) -> bool:
    """Whether an answer that is still to come may open more questions than the path has now."""
    way = path(definition, answers)
    seen = kept(definition, answers)
    coming = {question.code for question in way if question.code not in seen}
    shown = {question.code for question in way}
    return any(
        question.code not in shown
        and all(condition.question in coming or condition.holds(seen) for condition in question.show_if)
        for question in definition.questions
    )


def next_question(definition: Definition, answers: Answers, after: str = "") -> Question | None:
    """The question that follows `after` on the path, else the first without an answer; None: check the answers."""
    way = path(definition, answers)
    if not after:
        return next(iter(unanswered(definition, answers)), None)
    codes = [question.code for question in way]
    place = codes.index(after) + 1 if after in codes else len(way)
    return way[place] if place < len(way) else None


def previous_question(definition: Definition, answers: Answers, before: str) -> Question | None:
    """The question before `before` on the path; None when it is the first."""
    codes = [question.code for question in path(definition, answers)]
    place = codes.index(before) if before in codes else 0
    return definition.by_code[codes[place - 1]] if place else None


def ex_officio(definition: Definition, answers: Answers) -> tuple[Attachment, ...]:
    """What the office obtains itself for this request: by rule, or because the party chose so and consented."""
    known = kept(definition, answers)
    return tuple(
        attachment
        for attachment in definition.attachments
        if applies(attachment.show_if, known)
        and (
            attachment.obtained_by is ObtainedBy.OFFICE
            or (attachment.obtained_by is ObtainedBy.CHOICE and known.get(f"{attachment.code}{OBTAINS}") == OFFICE)
        )
    )


_PLACE = re.compile(r"\{([a-z][a-z0-9-]*)\}")


def fill(template: str, words: Mapping[str, str]) -> str:
    """The template with answers in the places of their codes; a place without an answer closes up."""
    filled = _PLACE.sub(lambda place: " ".join(words.get(place[1], "").split()), template)
    return re.sub(r"[\s,:;–-]+$", "", filled)
