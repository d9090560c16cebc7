"""Writing exercises: a draft with its faults, versions that stay, what the office offers, and notes on Pisarnica."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import scope
from salter.registry.models import Procedure
from salter.training.attempts.player import played
from salter.training.editing import actions, library, needs, queries, trials
from salter.training.editing.difference import Kind, difference
from salter.training.editing.models import ExerciseVersion, NamedThere, OwnExercise, Trial, TrialState
from salter.training.exercises.format import digest_of
from salter.training.exercises.library import exercises, texts
from salter.training.models import Attempt, Seat
from salter.training.offices import town
from salter.training.seats.actions import with_office
from tests.support.office import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_town")]
CODE = "salter"


@pytest.fixture
def trainer(office: Office) -> Viewer:
    """Who writes exercises."""
    return office.viewer(Role.TRAINER)


def own(trainer: Viewer) -> OwnExercise:
    """The office's own version of an exercise that comes along."""
    return actions.begin_writing(trainer, code=CODE, source=CODE)


def changed(trainer: Viewer, row: OwnExercise, before: str, after: str) -> OwnExercise:
    """The draft with something in it replaced."""
    row.refresh_from_db()
    assert before in row.text
    text = row.text.replace(before, after, 1)
    return actions.keep_draft(trainer, exercise=row, text=text, was=digest_of(row.text))


def published(trainer: Viewer, title: str = "Шалтер по нашем") -> OwnExercise:
    """An own version that is offered."""
    row = changed(trainer, own(trainer), f'title: "{exercises()[CODE].title}"', f"title: {title}")
    actions.publish(trainer, exercise=row)
    row.refresh_from_db()
    return row


def code_of(refused: pytest.ExceptionInfo[ValidationError]) -> str:
    """Why it was refused."""
    return str(refused.value.code)


def test_what_is_published_is_offered_and_the_file_again_when_it_is_taken_back(trainer: Viewer) -> None:
    office = trainer.organisation
    row = published(trainer)
    assert library.offered(office)[CODE].title == "Шалтер по нашем"
    assert (library.offered(office)[CODE].version, exercises()[CODE].version) == (2, 1)
    actions.publish(trainer, exercise=changed(trainer, row, "по нашем", "по нашем још боље"))
    assert [one.number for one in queries.versions(trainer, row)] == [3, 2]
    for title in ("Шалтер по нашем", exercises()[CODE].title):
        actions.take_back(trainer, exercise=row)
        assert library.offered(office)[CODE].title == title
    with pytest.raises(ValidationError) as refused:
        actions.take_back(trainer, exercise=row)
    assert code_of(refused) == "none"
    assert ExerciseVersion.objects.count() == 2


def test_a_copy_is_an_exercise_of_its_own(trainer: Viewer) -> None:
    row = actions.begin_writing(trainer, code="pijaca", title="Пијаца: тезге", source=CODE)
    found, faults = library.parsed(row.text)
    assert faults == ()
    assert found is not None
    assert (found.code, found.title, found.version) == ("pijaca", "Пијаца: тезге", 1)
    actions.publish(trainer, exercise=row)
    assert {CODE, "pijaca"} <= library.offered(trainer.organisation).keys()


def test_the_template_can_be_read_but_for_what_a_trainer_must_add(trainer: Viewer) -> None:
    row = actions.begin_writing(trainer, code="nova", title='Нова „вежба": прва')
    found, faults = library.parsed(row.text)
    assert found is None
    assert len(faults) == 1
    assert "4" in faults[0]
    with pytest.raises(ValidationError) as refused:
        actions.publish(trainer, exercise=row)
    assert code_of(refused) == "faults"


def test_a_draft_with_faults_is_kept_and_not_offered(trainer: Viewer) -> None:
    row = changed(trainer, own(trainer), "verb: case.registered", "verb: case.registred")
    [fault] = library.parsed(row.text)[1]
    assert row.text.splitlines()[fault.line - 1].strip() == "verb: case.registred"
    assert library.offered(trainer.organisation)[CODE] == exercises()[CODE]


def test_what_was_never_published_is_thrown_away_with_its_trials_and_notes(trainer: Viewer) -> None:
    copy = actions.begin_writing(trainer, code="pijaca", title="Пијаца", source=CODE)
    trial = trials.try_out(trainer, exercise=copy)
    actions.name_there(trainer, code="pijaca", step=exercises()[CODE].steps[0].key, words="Нов предмет")
    actions.name_there(trainer, code=CODE, step=exercises()[CODE].steps[0].key, words="Нов предмет")
    actions.forget(trainer, exercise=copy)
    assert not OwnExercise.objects.exists()
    trials.run(organisation=trainer.organisation.pk, trial=str(trial.pk))  # its job may still wait in the queue
    assert not Trial.objects.exists()
    assert [note.exercise for note in NamedThere.objects.all()] == [CODE]
    actions.forget(trainer, exercise=own(trainer))
    assert NamedThere.objects.count() == 1  # the file stays, and what its steps are called


def test_what_was_published_once_is_not_thrown_away_even_when_it_was_taken_back(trainer: Viewer) -> None:
    row = published(trainer)
    actions.take_back(trainer, exercise=row)
    with pytest.raises(ValidationError) as refused:
        actions.forget(trainer, exercise=row)
    assert code_of(refused) == "published"
    assert OwnExercise.objects.get() == row


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": "Шалтер", "title": "А"}, "code"),
        ({"code": CODE, "title": "А"}, "code"),
        ({"code": "nova", "title": ""}, "title"),
        ({"code": "nova", "title": "А", "source": "nema"}, "source"),
    ],
)
def test_what_cannot_be_begun_is_refused(trainer: Viewer, given: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.begin_writing(trainer, **given)
    assert code_of(refused) == code


def test_the_code_stays_and_nothing_is_published_twice(trainer: Viewer) -> None:
    row = published(trainer)
    with pytest.raises(ValidationError) as refused:
        actions.publish(trainer, exercise=row)
    assert code_of(refused) == "same"
    row = changed(trainer, row, "code: salter", "code: drugo")
    with pytest.raises(ValidationError) as refused:
        actions.publish(trainer, exercise=row)
    assert code_of(refused) == "code"


def test_what_a_colleague_wrote_meanwhile_is_not_written_over(trainer: Viewer, office: Office) -> None:
    row = own(trainer)
    was = digest_of(row.text)
    changed(office.viewer(Role.ADMINISTRATOR), row, "minutes: 15", "minutes: 20")
    with pytest.raises(ValidationError) as refused:
        actions.keep_draft(trainer, exercise=row, text=row.text + "# моје\n", was=was)
    assert code_of(refused) == "meanwhile"
    row.refresh_from_db()
    assert "minutes: 20" in row.text


@pytest.mark.parametrize("role", [Role.HANDLER, Role.TRAINEE, Role.HEAD_OF_ADMINISTRATION])
def test_others_write_no_exercises(office: Office, role: Role) -> None:
    with pytest.raises(NotAllowed):
        actions.begin_writing(office.viewer(role), code="nova", title="А")
    with pytest.raises(NotAllowed):
        queries.rows(office.viewer(role))


def test_an_attempt_keeps_the_version_that_it_was_begun_with(trainer: Viewer) -> None:
    row = published(trainer)
    exercise = library.offered(trainer.organisation)[CODE]
    practice = practice_of(trainer)
    assert played(practice, exercise).right
    actions.publish(trainer, exercise=changed(trainer, row, "по нашем", "сасвим друго"))
    with scope(practice.pk):
        attempt = Attempt.objects.get()
        assert (attempt.version, attempt.digest) == (exercise.version, exercise.digest)
        assert library.exercise_of(attempt) == exercise
        assert library.offered(practice)[CODE].title == "Шалтер сасвим друго"


def practice_of(trainer: Viewer) -> Any:
    """A practice office of somebody of the trainer's office."""
    now = clock.real_now()
    seat = with_office(Seat(organisation=trainer.organisation, name="П", opened_at=now, seen_at=now))
    return seat.practice


def test_another_office_is_offered_nothing_of_it(trainer: Viewer, other_office: Office) -> None:
    published(trainer)
    with scope(other_office.organisation.pk):
        assert library.offered(other_office.organisation)[CODE] == exercises()[CODE]
        with pytest.raises(OwnExercise.DoesNotExist):
            queries.own_exercise(other_office.viewer(Role.TRAINER), OwnExercise(code="x").pk)


def test_who_changed_a_file_is_told_when_a_release_changes_it_too(
    trainer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = published(trainer)
    assert not queries.newer_file(row)
    monkeypatch.setitem(texts(), CODE, texts()[CODE].replace("minutes: 15", "minutes: 25"))
    [line] = [one for one in queries.rows(trainer) if one.code == CODE]
    assert line.newer_file
    actions.see_release(trainer, exercise=row)
    row.refresh_from_db()
    assert not queries.newer_file(row)
    assert "minutes: 25" in row.base


def test_a_version_that_this_release_cannot_read_gives_way_to_the_file(trainer: Viewer) -> None:
    row = published(trainer)
    ExerciseVersion.objects.update(text=row.text.replace("verb: case.registered", "verb: case.gone"))
    assert library.offered(trainer.organisation)[CODE] == exercises()[CODE]
    [line] = [one for one in queries.rows(trainer) if one.code == CODE]
    assert not line.ours
    assert line.unreadable is not None
    assert "case.gone" in line.unreadable


def test_a_note_on_pisarnica_outlives_versions(trainer: Viewer) -> None:
    row = own(trainer)
    today = clock.today(trainer.organisation)
    words = "Нови предмет, мени Писарница"
    actions.name_there(trainer, code=CODE, step="novi", words=words, checked_on=today, checked_by="Ана")
    actions.publish(trainer, exercise=changed(trainer, row, "minutes: 15", "minutes: 20"))
    practice = practice_of(trainer)
    note = library.named_there(practice, CODE, "novi")
    assert note is not None
    assert (note.words, note.checked_by) == (words, "Ана")
    actions.name_there(trainer, code=CODE, step="novi", words="")
    assert not NamedThere.objects.exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"step": "nema", "words": "А"}, "step"),
        ({"step": "novi", "words": "А", "checked_by": "Ана"}, "checked_on"),
        ({"step": "novi", "words": "А", "checked_on": 0}, "checked_by"),
        ({"step": "novi", "words": "А", "checked_on": 1, "checked_by": "Ана"}, "checked_on"),
    ],
)
def test_a_note_that_says_too_little_is_refused(trainer: Viewer, given: dict[str, Any], code: str) -> None:
    if "checked_on" in given:
        given = given | {"checked_on": clock.today(trainer.organisation) + timedelta(days=given["checked_on"])}
    with pytest.raises(ValidationError) as refused:
        actions.name_there(trainer, code=CODE, **given)
    assert code_of(refused) == code


def test_what_an_exercise_takes_from_the_town_is_kept_and_its_change_is_told(trainer: Viewer) -> None:
    published(trainer)
    [version] = ExerciseVersion.objects.all()
    assert set(version.needs["procedures"]) == {"P036"}
    assert set(version.needs["cases"]) == {"tezga", "kesten"}
    exercise, now = library.offered(trainer.organisation)[CODE], needs.town_now()
    assert now is not None
    assert needs.lacking(exercise, version.needs, now) == []
    other = needs.Town({**now.procedures, "P036": {**now.procedures["P036"], "class_code": "999"}}, now.cases)
    [lack] = needs.lacking(exercise, version.needs, other)
    assert "999" in lack.words
    assert not lack.stops
    gone = needs.Town({}, now.cases - {"tezga"})
    assert [lack.stops for lack in needs.lacking(exercise, version.needs, gone)] == [True, True]
    assert [lack.stops for lack in needs.lacking(exercise, None, gone)] == [True]


def test_the_list_names_what_the_town_has_no_more(trainer: Viewer) -> None:
    published(trainer)
    place = town.ready_town()
    with scope(place.pk):
        Procedure.objects.filter(code="P036").update(active=False)
    [line] = [one for one in queries.rows(trainer) if one.code == CODE]
    assert [lack.stops for lack in line.lacks] == [True]


def test_a_trial_plays_the_draft_and_each_mistake_and_leaves_nothing(trainer: Viewer) -> None:
    row, offices = own(trainer), Organisation.objects.count()
    trial = trials.try_out(trainer, exercise=row)
    with pytest.raises(ValidationError):
        trials.try_out(trainer, exercise=row)
    trials.run(organisation=trainer.organisation.pk, trial=str(trial.pk))
    trial.refresh_from_db()
    assert trial.state == TrialState.DONE
    keys = [one.key for one in exercises()[CODE].mistakes]
    assert [(one["mistake"], one["right"], one["made"]) for one in trial.rounds] == [
        ("", True, []),
        *((key, True, [key]) for key in keys),
    ]
    assert Organisation.objects.count() == offices
    assert not Seat.objects.filter(organisation=trainer.organisation).exists()


def test_a_trial_says_what_does_not_go_as_it_should(trainer: Viewer) -> None:
    row = own(trainer)
    text = row.text.replace("body: {channel: {not: counter}}", "body: {channel: {not: post}}", 1)
    text = text.replace("case: kesten", "case: nigde", 1)
    row = actions.keep_draft(trainer, exercise=row, text=text, was=digest_of(row.text))
    exercise, _faults = library.parsed(row.text)
    assert exercise is not None
    office = trainer.organisation
    full = trials.one_round(office, exercise)
    assert (full["right"], full["made"]) == (False, ["kanal"])
    stuck = trials.one_round(office, exercise, "pogresan-predmet")
    assert (stuck["right"], stuck["step"]) == (False, "dopuna")
    assert "nigde" in stuck["problem"]
    assert Trial.objects.count() == 0


def test_a_difference_shows_the_lines_around_a_change() -> None:
    before = "\n".join(map(str, range(20)))
    [place] = difference(before, before.replace("\n9\n", "\nдевет\n"))
    assert [(line.kind, line.before, line.after, line.text) for line in place][3:5] == [
        (Kind.REMOVED, 10, 0, "9"),
        (Kind.ADDED, 0, 10, "девет"),
    ]
    assert difference(before, before + "\n\n") == []
