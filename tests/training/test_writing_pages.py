"""Writing exercises through the pages: faults with their lines, preview, difference, trial, and what trainees meet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from salter.organisations.models import Account, Organisation, Role
from salter.organisations.tenancy import scope
from salter.registry.models import Procedure
from salter.training.deeds import DEEDS
from salter.training.editing import trials
from salter.training.editing.models import ExerciseVersion, NamedThere, OwnExercise, Trial
from salter.training.exercises.library import exercises, texts
from salter.training.models import Attempt, Mode
from salter.training.offices import town
from tests.support.office import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_town")]
CODE = "salter"
HOME = "/practice/writing/"


@pytest.fixture
def trainer(client_as: Callable[[Role], Client]) -> Client:
    """Who writes exercises."""
    return client_as(Role.TRAINER)


def begun(trainer: Client) -> str:
    """The address of the office's own version."""
    return str(trainer.post(f"{HOME}new/", {"own": CODE}).headers["Location"])


def body(client: Client, address: str) -> str:
    """A page as text."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def was(client: Client, address: str) -> str:
    """The mark of the text that was opened."""
    [found] = re.findall(r'name="was" value="(\w+)"', body(client, address))
    return str(found)


def keep(client: Client, address: str, text: str) -> Any:
    """Send a text, with line ends as browsers send them."""
    return client.post(address, {"text": text.replace("\n", "\r\n"), "was": was(client, address)})


def test_a_fault_is_shown_with_its_line_and_nothing_is_lost(trainer: Client) -> None:
    address = begun(trainer)
    wrong = texts()[CODE].replace("verb: case.registered", "verb: case.registred", 1)
    assert keep(trainer, address, wrong).status_code == 302
    line = wrong.splitlines().index("      verb: case.registred") + 1
    page = body(trainer, address)
    assert f'href="#line-{line}"' in page
    assert f'id="line-{line}" class="sl-lines__faulty"' in page
    assert "case.registred" in page
    assert "/publish/" not in page
    assert OwnExercise.objects.get().text == wrong
    assert "Има грешака" in body(trainer, f"{address}preview/")


def test_a_draft_is_thrown_away_at_the_foot_of_its_text_until_it_was_published(trainer: Client) -> None:
    address = begun(trainer)
    assert f"{address}forget/" in body(trainer, address)
    trainer.post(f"{address}publish/")
    keep(trainer, address, texts()[CODE].replace("minutes: 15", "minutes: 20"))
    trainer.post(f"{address}publish/")
    assert f"{address}forget/" not in body(trainer, address)
    assert "објављена" in trainer.post(f"{address}forget/", follow=True).content.decode()
    other = str(trainer.post(f"{HOME}new/", {"code": "pijaca", "title": "Пијаца", "source": CODE}).headers["Location"])
    assert "„Пијаца“ је одбачена" in trainer.post(f"{other}forget/", follow=True).content.decode()
    assert trainer.get(other).status_code == 404


def test_what_a_colleague_wrote_stands_beside_ones_own(trainer: Client, client_as: Callable[[Role], Client]) -> None:
    address, other = begun(trainer), client_as(Role.ADMINISTRATOR)
    mine = was(trainer, address)
    keep(other, address, texts()[CODE].replace("minutes: 15", "minutes: 20"))
    answer = trainer.post(address, {"text": texts()[CODE] + "# моје", "was": mine})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "# моје" in shown
    assert "<del>minutes: 20</del>" in shown
    assert "minutes: 20" in OwnExercise.objects.get().text
    [again] = re.findall(r'name="was" value="(\w+)"', shown)
    assert trainer.post(address, {"text": texts()[CODE] + "# моје", "was": again}).status_code == 302
    assert OwnExercise.objects.get().text.endswith("# моје")


def test_a_new_exercise_is_begun_as_a_copy(trainer: Client) -> None:
    answer = trainer.post(f"{HOME}new/", {"source": CODE, "title": "Пијаца", "code": "Пијаца"})
    assert answer.status_code == 422
    assert "Пијаца" in answer.content.decode()
    answer = trainer.post(f"{HOME}new/", {"source": CODE, "title": "Пијаца", "code": "pijaca"})
    assert "code: pijaca" in body(trainer, answer.headers["Location"])


def test_the_preview_shows_what_trainees_see_and_no_answers(trainer: Client) -> None:
    page = body(trainer, f"{begun(trainer)}preview/")
    exercise = exercises()[CODE]
    for step in exercise.steps:
        assert all(hint[:30] in page for hint in step.hints)
    assert all(f"−{one.points}" in page for one in exercise.mistakes)
    assert "case.registered" not in page
    assert "gradjanin1" not in page


def test_it_is_published_compared_and_taken_back(trainer: Client) -> None:
    address = begun(trainer)
    assert "<del>" not in body(trainer, f"{address}difference/")
    keep(trainer, address, texts()[CODE].replace("minutes: 15", "minutes: 20"))
    assert "<ins>minutes: 20</ins>" in body(trainer, f"{address}difference/?with=file")
    trainer.post(f"{address}publish/")
    assert "није показао" in body(trainer, address)
    assert "<ins>minutes: 20</ins>" not in body(trainer, f"{address}difference/?with=2")
    assert trainer.get(f"{address}difference/?with=7").status_code == 404
    assert "20 минута" in body(trainer, f"/practice/exercises/{CODE}/")
    trainer.post(f"{address}take-back/")
    assert "15 минута" in body(trainer, f"/practice/exercises/{CODE}/")
    assert [one.number for one in ExerciseVersion.objects.all()] == [2]


def test_a_trial_is_asked_for_and_its_rounds_are_shown(trainer: Client, office: Office) -> None:
    address = f"{begun(trainer)}try/"
    trainer.post(address)
    assert "Испробава се" in body(trainer, address)
    trial = Trial.objects.get()
    trials.run(organisation=office.organisation.pk, trial=str(trial.pk))
    page = body(trainer, address)
    assert "свака грешка кошта тачно" in page
    assert all(one.key in page for one in exercises()[CODE].mistakes)
    trainer.post(address.replace("/try/", "/publish/"))
    assert "је сада у понуди за полазнике" in body(trainer, address)
    trial.refresh_from_db()
    OwnExercise.objects.update(text=trial.text)
    rounds = [{**one, "right": False, "made": ["kanal", one["mistake"]]} for one in trial.rounds]
    Trial.objects.update(rounds=rounds)
    assert "Види се и друга грешка: “kanal”." in body(trainer, address).replace("„kanal“", "“kanal”")


def test_notes_on_pisarnica_stand_beside_the_step(trainer: Client, client_as: Callable[[Role], Client]) -> None:
    address = f"{HOME}there/{CODE}/"
    sent = {"place": "0", "words": "Нови предмет у левом менију", "checked_on": "1. 1. 2026."}
    answer = trainer.post(address, sent)
    assert answer.status_code == 422
    assert "Нови предмет у левом менију" in answer.content.decode()
    trainee = client_as(Role.HANDLER)
    for checked_by, said in (("", "непроверено"), ("Ана Анић", "Ана Анић")):
        checked_on = sent["checked_on"] if checked_by else ""
        assert trainer.post(address, {**sent, "checked_on": checked_on, "checked_by": checked_by}).status_code == 302
        trainee.post("/practice/take/", {"exercise": CODE})
        trainee.post(f"/practice/exercises/{CODE}/begin/")
        guide = body(trainee, "/practice/guide/")
        assert "У Писарници:" in guide
        assert said in guide.partition("У Писарници:")[2]
        trainee = client_as(Role.HANDLER)
    assert NamedThere.objects.get().step == "novi"
    assert trainer.post(address, {"place": "9"}).status_code == 404


def within(client: Client) -> Organisation:
    """The practice office that a browser is in."""
    found = Account.objects.get(pk=client.session["_auth_user_id"]).organisation
    assert found is not None
    return found


def test_what_the_town_has_no_more_is_said_before_it_is_begun(client_as: Callable[[Role], Client]) -> None:
    trainee = client_as(Role.HANDLER)
    address = f"/practice/exercises/{CODE}/"
    assert "Потребан јој је поступак" not in body(trainee, address)
    with scope(town.ready_town().pk):
        Procedure.objects.filter(code="P036").update(code="P036-x")
    assert "Потребан јој је поступак P036" in body(trainee, address)


def test_an_exercise_that_cannot_be_begun_leaves_the_office_as_it_was(
    client_as: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    trainee = client_as(Role.HANDLER)
    trainee.post("/practice/take/", {"exercise": CODE})
    trainee.post(f"/practice/exercises/{CODE}/begin/")
    before = within(trainee)

    def gone(*_given: Any, **_named: Any) -> None:
        raise Procedure.DoesNotExist("P036")

    monkeypatch.setitem(DEEDS, "register", gone)
    answer = trainee.post(f"/practice/exercises/{CODE}/begin/", {"step": "1"}, follow=True)
    assert "не може да почне" in answer.content.decode()
    assert within(trainee) == before
    with scope(before.pk):
        assert Attempt.objects.get().mode == Mode.LEARNING
