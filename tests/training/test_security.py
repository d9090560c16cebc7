"""Security exercises: each played for full marks and with each single mistake; files, grading and pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from salter.journal.models import Entry
from salter.organisations.models import Account, Role
from salter.organisations.tenancy import scope
from salter.training.exercises.library import FOLDER as EXERCISES
from salter.training.models import Seat
from salter.training.security.format import Item, SecurityExercise, read
from salter.training.security.grading import Answer, Standing, standing
from salter.training.security.library import FOLDER, security_exercises
from tests.support.office import Office

MISTAKES = [
    (code, item.key, key)
    for code, exercise in security_exercises().items()
    for item in exercise.way
    for key in (*(choice.key for choice in item.choices if choice.costs), *(["marks"] if item.missed else []))
]
MAILS = "sumnjive-poruke"


def answered(item: Item, mistake: str) -> Answer:
    """The answer to an item, right or with one mistake."""
    if mistake == "marks":
        return Answer(item.key, item.right.key, frozenset())
    return Answer(item.key, mistake or item.right.key, item.right_marks)


def played(exercise: SecurityExercise, item: str = "", mistake: str = "") -> Standing:
    """The automatic player: everything right but what is wanted otherwise, wherever that leads."""
    found = standing(exercise, [])
    while found.item is not None:
        wrong = mistake if found.item.key == item else ""
        found = standing(exercise, [*found.answers, answered(found.item, wrong)])
    return found


@pytest.mark.parametrize("code", security_exercises())
def test_everything_right_gives_full_marks(code: str) -> None:
    exercise = security_exercises()[code]
    found = played(exercise)
    assert found.made == ()
    assert found.points == exercise.points >= 20


@pytest.mark.parametrize(("code", "item", "mistake"), MISTAKES)
def test_each_single_mistake_costs_its_price_and_is_named(code: str, item: str, mistake: str) -> None:
    exercise = security_exercises()[code]
    found = played(exercise, item, mistake)
    [made] = found.made
    assert made.key == f"{item}.{mistake}"
    assert found.points == exercise.points - made.mistake.costs
    assert made.mistake.costs > 0
    assert len(made.mistake.says) > 40
    assert made.did


@pytest.mark.parametrize("code", security_exercises())
def test_the_worst_everywhere_leaves_nothing_and_wrong_marks_name_what_was_not_seen(code: str) -> None:
    exercise = security_exercises()[code]
    assert exercise.code not in {path.stem.partition("-")[2] for path in EXERCISES.glob("*.yaml")}
    found = standing(exercise, [])
    while found.item is not None:
        worst = max(found.item.choices, key=lambda one: one.costs)
        found = standing(exercise, [*found.answers, Answer(found.item.key, worst.key)])
    assert found.points <= exercise.points // 4
    for one in found.made:
        if one.key.endswith(".marks"):
            assert all(mark.text in one.did for mark in one.item.marks if mark.right)


def test_the_right_choice_is_not_always_the_first_one_shown() -> None:
    items = [item for exercise in security_exercises().values() for item in exercise.way]
    first = sum(item.shown[0] == item.right for item in items)
    assert 0 < first < len(items) * 2 / 3


def test_the_clock_goes_on_with_each_choice() -> None:
    exercise = security_exercises()["prvih-deset-minuta"]
    assert standing(exercise, []).time == "9:00"
    assert played(exercise).time == "9:10"
    assert played(exercise, "vidis", "sacekaj").time == "9:19"
    assert played(security_exercises()[MAILS]).time == ""


def test_answers_that_do_not_fit_are_left_out() -> None:
    exercise = security_exercises()[MAILS]
    first = exercise.items[0]
    assert standing(exercise, [Answer(exercise.items[1].key, "prava")]).item == first
    assert standing(exercise, [Answer(first.key, "nema")]).answers == ()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_file_names_no_real_place_and_is_right(path: Path) -> None:
    text = path.read_text("utf-8")
    found = read(text)
    for item in found.items:
        for address in (item.mail.address, item.mail.target) if item.mail else ():
            assert not address or address.split("/")[2 if "//" in address else 0].endswith(".example")


GOOD = """\
code: proba
version: 1
title: Проба
minutes: 5
goal: Циљ.
scenario: Прича.
begins: "9:00"
items:
  - key: prvi
    ask: Шта?
    mail: {from: Неко, address: a@b.example, subject: С, text: Т}
    marks:
      - {key: a, text: А, right: true}
    missed: {costs: 1, says: Знак.}
    choices:
      - {key: da, text: Да, says: Тако је.}
      - {key: ne, text: Не, says: Није., costs: 2}
      - {key: m, text: Можда, says: Није., costs: 2, to: drugi}
      - {key: n, text: Нешто, says: Није., costs: 2, source: Закон, certainty: unverified}
  - key: drugi
    ask: Шта?
    choices:
      - {key: da, text: Да, says: Тако је., to: end}
"""


def faults(text: str) -> list[str]:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        read(text)
    return list(refused.value.messages)


def test_a_good_file_is_read() -> None:
    assert (read(GOOD).points, len(read(GOOD).way)) == (3, 2)


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("code: proba\n", "", 1, "“code” is missing"),
        ("minutes: 5", "minutes: пет", 4, "“minutes” must be a whole number"),
        ('begins: "9:00"', 'begins: "девет"', 7, "A time is written"),
        ("key: drugi", "key: prvi", 20, "“prvi” stands here twice"),
        ("    ask: Шта?\n    mail", "    mail", 9, "“ask” is missing"),
        ("subject: С, ", "", 11, "“subject” is missing"),
        ("right: true", "right: можда", 13, "“right” must be yes or no"),
        ("    missed: {costs: 1, says: Знак.}\n", "", 9, "“marks” and “missed” stand together"),
        (
            "says: Тако је.}\n      - {key: ne",
            "costs: 1, says: Тако је.}\n      - {key: ne",
            15,
            "Exactly one of the choices",
        ),
        ("to: drugi", "to: treci", 18, "There is no situation “treci”"),
        (", certainty: unverified", "", 19, "A source says how sure we are"),
        ("costs: 2, to", "cost: 2, to", 18, "“cost” means nothing here"),
        ("      - {key: da, text: Да, says: Тако је., to: end}", "      - да", 23, "Here stands a list"),
        (", source: Закон, certainty: unverified", ", sours: x", 19, "“sours” means nothing here"),
        ("title: Проба", "title: [", 5, ""),
    ],
)
def test_an_error_is_told_with_its_line(before: str, after: str, line: int, words: str) -> None:
    assert before in GOOD
    said = faults(GOOD.replace(before, after, 1))
    assert any(one.startswith(f"Line {line}:") and words in one for one in said), said


def test_too_few_mistakes_and_a_consequence_that_costs_are_refused() -> None:
    few = GOOD.replace("      - {key: ne, text: Не, says: Није., costs: 2}\n", "")
    assert any("at least 4 typical mistakes; this one 3" in one for one in faults(few))
    beside = GOOD.replace(
        "{key: da, text: Да, says: Тако је.}", "{key: da, text: Да, says: Тако је., to: end}"
    ).replace("to: end}\n", "to: end}\n      - {key: x, text: X, says: X, costs: 1}\n")
    assert any("is reached by a mistake only" in one for one in faults(beside))


# --- through the pages ---


@pytest.fixture
def trainee(the_town: object, client_as: Callable[[Role], Client]) -> Client:
    """An official who has opened a practice office for the mails."""
    client = client_as(Role.HANDLER)
    assert client.post(f"/practice/security/{MAILS}/take/").headers["Location"] == f"/practice/security/{MAILS}/"
    return client


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def send(client: Client, item: Item, choice: str, marks: frozenset[str] = frozenset()) -> None:
    sent = {"item": item.key, "choice": choice, "marks": sorted(marks)}
    assert client.post(f"/practice/security/{MAILS}/situation/", sent).status_code == 302


@pytest.mark.django_db
def test_learning_explains_at_once_and_the_result_stays_with_the_seat(trainee: Client, office: Office) -> None:
    exercise, work = security_exercises()[MAILS], f"/practice/security/{MAILS}/situation/"
    assert trainee.get(work).status_code == 302, "nothing is begun"
    trainee.post(f"/practice/security/{MAILS}/begin/", {"mode": "learning"})
    first, *others = exercise.items
    shown = page(trainee, work)
    assert "vedrovo-prijava.example/lozinka?id=88" in shown
    assert 'href="https://vedrovo' not in shown, "a link of a mail is never a link"
    assert first.right.says not in shown
    assert trainee.post(work, {"item": first.key}).status_code == 400
    send(trainee, first, "promeni", first.right_marks)
    told = page(trainee, work)
    assert "Лозинка би отишла на vedrovo-prijava.example" in told
    assert "<strong>−4</strong> Права је. Одмах мењам лозинку преко везе." in told
    trainee.post(work)
    send(trainee, first, "obrisi")  # a second browser that is late
    for item in others:
        assert item.mail is not None
        assert item.mail.subject in page(trainee, work)
        send(trainee, item, item.right.key, item.right_marks)
        trainee.post(work)
    assert f"{exercise.points - 4} од {exercise.points} поена" in page(trainee, work)
    assert f"најбољи резултат: {exercise.points - 4} од {exercise.points}" in page(trainee, "/practice/")
    seat = Seat.objects.get(account=office.account(Role.HANDLER))
    result = seat.results[MAILS]
    assert (result["points"], result["mistakes"], result["mode"]) == (
        exercise.points - 4,
        ["lozinka.promeni"],
        "learning",
    )
    practice = Account.objects.get(pk=trainee.session["_auth_user_id"]).organisation
    assert practice is not None
    with scope(practice.pk):
        verbs = Entry.objects.filter(organisation=practice, body__exercise=MAILS).values_list("verb", flat=True)
        assert sorted(verbs) == ["exercise.begun", "exercise.ended"]


@pytest.mark.django_db
def test_an_exam_explains_at_the_end(trainee: Client) -> None:
    exercise, work = security_exercises()[MAILS], f"/practice/security/{MAILS}/situation/"
    trainee.post(f"/practice/security/{MAILS}/begin/", {"mode": "exam"})
    first, second, *others = exercise.items
    send(trainee, first, "promeni", first.right_marks)
    shown = page(trainee, work)
    assert second.mail is not None
    assert second.mail.subject in shown
    assert "Лозинка би отишла" not in shown
    for item in (second, *others):
        send(trainee, item, item.right.key, item.right_marks)
    end = page(trainee, work)
    assert "Лозинка би отишла" in end
    assert second.right.says[:40] in end


@pytest.mark.django_db
@pytest.mark.parametrize("code", security_exercises())
def test_every_situation_and_its_explanation_opens(trainee: Client, code: str) -> None:
    exercise, work = security_exercises()[code], f"/practice/security/{code}/situation/"
    assert exercise.title in page(trainee, f"/practice/security/{code}/")
    trainee.post(f"/practice/security/{code}/begin/")
    for item in exercise.way:
        assert item.ask in page(trainee, work)
        trainee.post(work, {"item": item.key, "choice": item.right.key, "marks": sorted(item.right_marks)})
        assert item.right.says[:20] in page(trainee, work)
        trainee.post(work)
    assert f"{exercise.points} од {exercise.points} поена" in page(trainee, work)


@pytest.mark.django_db
def test_outside_a_practice_office_nothing_is_begun(office: Office, client_as: Callable[[Role], Client]) -> None:
    client = client_as(Role.HANDLER)
    assert client.post(f"/practice/security/{MAILS}/begin/").status_code == 403
    assert client.get(f"/practice/security/{MAILS}/situation/").status_code == 403
    assert client.get("/practice/security/nema/").status_code == 404
    assert MAILS in page(client, "/practice/")
