"""A live class: made by a trainer, joined by codes, seen on the board, led from it; who is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Account, Organisation, Role
from salter.organisations.tenancy import scope
from salter.registry.models import Case
from salter.training import deeds
from salter.training.attempts.actions import bring_to
from salter.training.attempts.queries import newest
from salter.training.classes import actions, checkpoints, doors, joining, queries
from salter.training.classes.actions import Plan, make_class
from salter.training.clockwork import give_up
from salter.training.exercises.library import exercises
from salter.training.models import LiveClass, Mode, Seat
from salter.training.offices.actions import remove
from salter.training.offices.world import World
from salter.training.seats.actions import viewer_of_post
from tests.support.office import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_town")]
CODE, PAIR = "salter", "zajednicka-vezba"


def made(office: Office, **plan: Any) -> LiveClass:
    """A class of the trainer's."""
    return make_class(office.viewer(Role.TRAINER), plan=Plan(**{"name": "Обука", "exercise": CODE, **plan}))


def seats(live: LiveClass) -> list[Seat]:
    """Its places."""
    return list(Seat.objects.filter(in_class=live).order_by("number"))


def joined(code: str, **sent: str) -> Client:
    """A browser that came in by a code."""
    client = Client()
    response = client.post(f"/join/{code}/", sent)
    assert response.status_code == 302, response.content.decode()
    return client


def office_of(client: Client) -> Organisation:
    """The practice office that a browser is in."""
    account = Account.objects.select_related("organisation").get(pk=client.session["_auth_user_id"])
    assert account.organisation is not None
    assert account.organisation.practice
    return account.organisation


def play(office: Organisation, exercise: str, step: int) -> None:
    """Do a step as it should be done."""
    with scope(office.pk):
        trainee = viewer_of_post(office, exercises()[exercise].players[0])
        attempt = newest(trainee)
        assert attempt is not None
        deeds.play(World.of(office, attempt.bound), exercises()[exercise].steps[step].play)


def page(client: Client, address: str = "/") -> str:
    """A page as text."""
    return client.get(address).content.decode()


@pytest.fixture
def trainer(client_as: Callable[[Role], Client]) -> Client:
    """The trainer's browser."""
    return client_as(Role.TRAINER)


def test_a_trainer_makes_a_class_and_prints_its_slips(trainer: Client, office: Office) -> None:
    sent = {"name": "Вежба", "exercise": CODE, "mode": "learning", "together": "alone", "places": "3", "stuck": "5"}
    response = trainer.post("/practice/classes/", {**sent, "names": "Ана\n\nБојан", "free": "on"})
    live = LiveClass.objects.get()
    assert response["Location"] == f"/practice/classes/{live.pk}/"
    assert [seat.name for seat in seats(live)] == ["Ана", "Бојан", ""]
    slips = page(trainer, f"/practice/classes/{live.pk}/slips/")
    assert slips.count("<svg") >= 3
    assert slips.count('class="sl-slip"') == 3
    assert "http://testserver/join/" in page(trainer, f"/practice/classes/{live.pk}/wall/")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": ""}, "Напишите како се час зове."),
        ({"exercise": "nema"}, "nema"),
        ({"places": "5000"}, "1000"),
        ({"places": "0", "free": ""}, "1000"),
        ({"stuck": "0"}, "1"),
        ({"together": "pairs"}, "У овој вежби нема шта да раде"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(trainer: Client, sent: Any, words: str) -> None:
    good = {"name": "Вежба", "exercise": CODE, "mode": "learning", "together": "alone", "places": "3", "stuck": "5"}
    response = trainer.post("/practice/classes/", {**good, "names": "", "free": "on", **sent})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not LiveClass.objects.exists()


def test_others_lead_no_class(office: Office, client_as: Callable[[Role], Client]) -> None:
    live = made(office, names=["", ""])
    client = client_as(Role.HANDLER)
    seat = seats(live)[0]
    for name, keys in [("class", ()), ("class-rows", ()), ("class-slips", ()), ("class-place", (seat.pk,))]:
        assert client.get(reverse(f"training:{name}", args=[live.pk, *keys])).status_code == 403
    with pytest.raises(NotAllowed):
        actions.say(office.viewer(Role.HANDLER), live=live, text="x")
    with pytest.raises(NotAllowed):
        checkpoints.set_to_step(office.viewer(Role.HANDLER), live=live, step=1)


def test_a_slip_leads_in_and_back_in_either_script(office: Office) -> None:
    live = made(office, names=["", ""])
    code = seats(live)[0].code
    first = joined(code, name="Мира")
    practice = office_of(first)
    assert "Корак 1 од 2" in page(first)
    play(practice, CODE, 0)
    again = Client()
    typed = again.post("/join/", {"code": code[:6].upper() + " – " + code[6:]})
    assert typed["Location"] == f"/join/{code}/"
    again.post(typed["Location"])
    assert office_of(again) == practice
    assert "Корак 2 од 2" in page(again)
    assert [seat.name for seat in seats(live)] == ["Мира", ""]


def test_who_has_no_slip_gets_a_place_with_a_code(office: Office) -> None:
    live = made(office, names=[""])
    client = Client()
    place = client.post(f"/join/{live.code}/")["Location"]
    assert place != f"/join/{live.code}/"
    assert client.post(place).status_code == 302
    assert "Корак 1 од 2" in page(client)
    assert [seat.late for seat in seats(live)] == [False, True]


def test_a_wrong_code_says_so_and_guessing_ends(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    live, client = made(office, names=[""]), Client()
    assert client.post("/join/", {"code": "123"}).status_code == 422
    for _place in range(3):
        response = client.get("/join/bababababa/")
        assert response.status_code == 404
        assert "Ниједан отворен час нема ову шифру" in response.content.decode()
    right = f"/join/{seats(live)[0].code}/"
    assert client.get(right).status_code == 200
    monkeypatch.setattr(doors, "TOO_MANY", 3)
    assert client.get(right).status_code == 404


def test_the_board_shows_steps_mistakes_and_who_is_stuck(office: Office) -> None:
    live, viewer = made(office, names=["Ана", "Бојан", "Вера"]), office.viewer(Role.TRAINER)
    ana, bojan = joined(seats(live)[0].code), joined(seats(live)[1].code)
    practice = office_of(ana)
    with scope(practice.pk):
        deeds.play(World.of(practice), exercises()[CODE].mistakes[2].play)
    page(ana)
    ago = clock.real_now() - timedelta(minutes=20)
    Seat.objects.filter(pk=seats(live)[1].pk).update(step_at=ago)
    rows = queries.board(viewer, live).rows
    assert [(row.step, row.mistakes, row.look.value) for row in rows] == [
        (1, 1, "works"),
        (0, 0, "stuck"),
        (0, 0, "free"),
    ]
    Seat.objects.filter(pk=seats(live)[1].pk).update(seen_at=ago)
    assert queries.board(viewer, live).rows[1].look.value == "away"
    page(bojan, "/practice/guide/")
    assert queries.board(viewer, live).rows[1].look.value == "stuck"


def test_the_board_asks_as_much_of_the_database_for_many_as_for_one(trainer: Client, office: Office) -> None:
    counts = []
    for names in ([""], [""] * 60):
        live = made(office, names=names)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert trainer.get(f"/practice/classes/{live.pk}/rows/").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_rows_say_nothing_twice(trainer: Client, office: Office) -> None:
    live = made(office, names=["", ""])
    address = f"/practice/classes/{live.pk}/rows/"
    state = page(trainer, address).split("state=", 1)[1].split('"', 1)[0]
    assert trainer.get(f"{address}?state={state}").status_code == 204
    joined(seats(live)[0].code)
    assert trainer.get(f"{address}?state={state}").status_code == 200


def test_what_is_said_stands_on_every_open_page(trainer: Client, office: Office) -> None:
    live = made(office, names=["", ""])
    first, second = (joined(seat.code) for seat in seats(live))
    other = joined(seats(made(office, names=[""]))[0].code)
    trainer.post(f"/practice/classes/{live.pk}/say/", {"text": "Погледајте датум."})
    assert "Погледајте датум." in page(first, "/practice/guide/")
    assert "Погледајте датум." in page(joined(seats(live)[1].code))
    trainer.post(f"/practice/classes/{live.pk}/places/{seats(live)[1].pk}/", {"text": "Само Ви."})
    assert "Само Ви." in page(second, "/practice/guide/")
    assert "Само Ви." not in page(first)
    assert "Погледајте" not in page(other)
    trainer.post(f"/practice/classes/{live.pk}/say/", {"text": ""})
    assert "Погледајте" not in page(first)


def test_an_open_page_that_has_nothing_new_costs_little(trainer: Client, office: Office) -> None:
    live = made(office, names=[""])
    client = joined(seats(live)[0].code)
    shown = page(client, "/practice/guide/")
    mark = shown.split('{"mark": "', 1)[1].split('"', 1)[0]
    with CaptureQueriesContext(connection) as found:
        answer = client.get("/practice/guide/", {"mark": mark})
    assert answer.status_code == 204
    assert not any("journal_entry" in one["sql"] and "personal" in one["sql"] for one in found.captured_queries)
    assert not any("training_attempt" in one["sql"] for one in found.captured_queries)
    trainer.post(f"/practice/classes/{live.pk}/say/", {"text": "Ново."})
    assert "Ново." in page(client, f"/practice/guide/?mark={mark}")


def test_a_page_that_has_nothing_new_writes_nothing(office: Office) -> None:
    client = joined(seats(made(office, names=[""]))[0].code)
    page(client)
    with CaptureQueriesContext(connection) as found:
        page(client)
    assert not [one["sql"] for one in found.captured_queries if "UPDATE" in one["sql"] or "INSERT" in one["sql"]]


def test_clocks_stand_for_all_and_go_on(trainer: Client, office: Office) -> None:
    live = made(office, names=["", ""])
    first = joined(seats(live)[0].code)
    trainer.post(f"/practice/classes/{live.pk}/pause/")
    second = joined(seats(live)[1].code)
    for client in (first, second):
        practice = office_of(client)
        assert practice.clock_stands is not None
        assert clock.now(practice) == practice.clock_stands
        client.post("/practice/clock/", {"days": "7", "here": "/"})
        assert "2. 3. 2026." in page(client)
    trainer.post(f"/practice/classes/{live.pk}/resume/")
    practice = office_of(first)
    assert practice.clock_stands is None
    assert abs(
        clock.now(practice).replace(tzinfo=None) - clock.now(office_of(second)).replace(tzinfo=None)
    ) < timedelta(minutes=5)
    first.post("/practice/clock/", {"days": "7", "here": "/"})
    assert "9. 3. 2026." in page(first)


def test_a_place_is_brought_on_in_its_own_office_and_back_in_a_fresh_one(trainer: Client, office: Office) -> None:
    live = made(office, names=[""])
    client = joined(seats(live)[0].code)
    practice = office_of(client)
    for step, same in (("2", True), ("1", False)):
        answer = trainer.post(f"/practice/classes/{live.pk}/places/{seats(live)[0].pk}/", {"step": step})
        assert answer.status_code == 302
        checkpoints.bring(host=office.organisation.pk, seat=str(seats(live)[0].pk))
        shown = page(client, "/practice/guide/")
        assert f"Корак {step} од 2" in shown
        assert f"довео на корак {step}" in shown
        assert (office_of(client) == practice) is same
    [seat] = seats(live)
    assert (seat.wanted, seat.step, seat.practice) == (None, 0, office_of(client))


def brought(office: Office, live: LiveClass, step: int) -> None:
    """Everybody is set to a step, and the worker has done it."""
    checkpoints.set_to_step(office.viewer(Role.TRAINER), live=live, step=step)
    checkpoints.bring_all(host=office.organisation.pk, live=str(live.pk), step=step)


def test_everybody_gets_a_copy_of_an_office_that_was_played_once(trainer: Client, office: Office) -> None:
    live = made(office, names=["", "", ""])
    first, second, third = (joined(seat.code) for seat in seats(live))
    play(office_of(second), CODE, 0)
    page(second)
    stays, goes = office_of(second), office_of(first)
    offices = Organisation.objects.filter(practice=True).count()
    assert trainer.post(f"/practice/classes/{live.pk}/step/", {"step": "2"}).status_code == 302
    assert "Још 3 места се" in page(trainer, f"/practice/classes/{live.pk}/rows/")
    checkpoints.bring_all(host=office.organisation.pk, live=str(live.pk), step=2)
    assert [(seat.step, seat.wanted) for seat in seats(live)] == [(1, None)] * 3
    assert office_of(second) == stays
    assert "све довео на корак 2" in page(second, "/practice/guide/")
    for client in (first, third):
        assert "Корак 2 од 2" in page(client, "/practice/guide/")
        play(office_of(client), CODE, 1)
        page(client)
    assert office_of(first) not in (goes, office_of(third))
    assert [(seat.done, seat.points, seat.mistakes) for seat in seats(live)] == [
        (True, 20, 0),
        (False, 10, 0),
        (True, 20, 0),
    ]
    assert (
        Organisation.objects.filter(practice=True).count() == offices + 2
    )  # the two old ones, until the worker has time
    remove(office=goes.pk)
    assert not Organisation.objects.filter(pk=goes.pk).exists()


def test_who_was_stopped_goes_on_with_the_places_that_are_left(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    live = made(office, names=["", ""])
    for seat in seats(live):
        joined(seat.code)
    checkpoints.set_to_step(office.viewer(Role.TRAINER), live=live, step=2)
    copied = checkpoints._copied
    done: list[object] = []

    def stopped(*given: Any) -> None:
        if done:
            raise KeyboardInterrupt
        copied(*given)
        done.append(given)

    monkeypatch.setattr(checkpoints, "_copied", stopped)
    with pytest.raises(KeyboardInterrupt):
        checkpoints.bring_all(host=office.organisation.pk, live=str(live.pk), step=2)
    assert [seat.wanted for seat in seats(live)] == [None, 2]
    kept = seats(live)[0].practice
    monkeypatch.setattr(checkpoints, "_copied", copied)
    checkpoints.bring_all(host=office.organisation.pk, live=str(live.pk), step=2)
    assert [(seat.step, seat.wanted) for seat in seats(live)] == [(1, None)] * 2
    assert seats(live)[0].practice == kept


@pytest.mark.parametrize("code", sorted(exercises()))
def test_every_exercise_goes_on_in_a_copy_at_its_last_step(office: Office, code: str) -> None:
    live = made(office, exercise=code, names=[""])
    exercise, last = exercises()[code], len(exercises()[code].steps)
    [seat] = seats(live)
    found = joining.find(office.organisation, seat.code)
    assert found is not None
    joining.come_in(office.organisation, found)
    brought(office, live, last)
    [seat] = seats(live)
    assert seat.practice is not None
    assert (seat.step, seat.mistakes, seat.wanted) == (last - 1, 0, None)
    with scope(seat.practice.pk):
        trainee = viewer_of_post(seat.practice, exercise.players[0])
        attempt = newest(trainee)
        assert attempt is not None
        standing = bring_to(trainee, attempt=attempt, exercise=exercise, step=last)
    assert (standing.done, standing.points, standing.made) == (True, exercise.points, ())


def test_nobody_is_set_to_a_step_that_is_not_there(trainer: Client, office: Office) -> None:
    live = made(office, names=[""])
    response = trainer.post(f"/practice/classes/{live.pk}/step/", {"step": "2"})
    assert response.status_code == 422
    assert "Још нико није ушао." in response.content.decode()
    joined(seats(live)[0].code)
    assert trainer.post(f"/practice/classes/{live.pk}/step/", {"step": "9"}).status_code == 422


def test_a_pair_works_in_one_office(office: Office) -> None:
    live = made(office, exercise=PAIR, pair=True, names=[""])
    [seat] = seats(live)
    official, citizen = joined(seat.code), joined(seat.partner_code)
    assert office_of(official) == office_of(citizen)
    assert "/practice/as/gradjanin1/" not in page(official)
    assert "друга особа из Вашег пара" in page(official)
    assert official.post("/practice/as/gradjanin1/").status_code == 403
    assert citizen.post("/practice/as/potpis/").status_code == 403
    play(office_of(official), PAIR, 0)
    assert "Корак 2 од 6" in page(official, "/practice/guide/")
    assert "друга особа из Вашег пара" in page(citizen, "/practice/guide/")


def test_two_latecomers_make_a_pair(office: Office) -> None:
    live = made(office, exercise=PAIR, pair=True, names=[])
    browsers = []
    for _place in range(3):
        client = Client()
        client.post(client.post(f"/join/{live.code}/")["Location"])
        browsers.append(office_of(client))
    assert browsers[0] == browsers[1] != browsers[2]


def test_an_exam_is_done_once_and_has_no_hints(office: Office) -> None:
    live = made(office, names=[""], mode=Mode.EXAM)
    client = joined(seats(live)[0].code)
    assert "/practice/hint/" not in page(client)
    assert client.post("/practice/hint/", {"step": "novi"}).status_code == 403
    for sent in ({}, {"step": "1"}, {"mode": "learning"}):
        assert client.post(f"/practice/exercises/{CODE}/begin/", sent).status_code == 403
    assert client.post("/practice/leave/").status_code == 403
    assert "/begin/" not in page(client, f"/practice/exercises/{CODE}/")


def test_a_trainee_reaches_no_real_office_no_other_place_and_no_board(office: Office) -> None:
    case = office.register().case
    live = made(office, names=["Ана", "Бојан"])
    first, second = (joined(seat.code) for seat in seats(live))
    play(office_of(second), CODE, 0)
    with scope(office_of(second).pk):
        theirs = Case.objects.get(subject__contains="мед").pk
    assert office_of(second) != office_of(first)
    for address in (f"/cases/{case.pk}/", f"/cases/{theirs}/", f"/practice/classes/{live.pk}/"):
        assert first.get(address).status_code in (403, 404), address
    assert first.post(f"/practice/classes/{live.pk}/say/", {"text": "x"}).status_code in (403, 404)
    assert first.get("/practice/classes/").status_code == 403
    assert first.post("/practice/take/").status_code == 403


def test_begin_anew_carries_the_other_browser_of_the_place_along(office: Office) -> None:
    live = made(office, names=[""])
    first, second = (joined(seats(live)[0].code) for _place in range(2))
    old = office_of(first)
    first.post(f"/practice/exercises/{CODE}/begin/")
    assert not Organisation.objects.filter(pk=old.pk).exists()
    assert "Корак 1 од 2" in page(second)
    assert office_of(second) == office_of(first) != old


def test_a_clone_has_the_same_places_and_other_codes(trainer: Client, office: Office) -> None:
    live = made(office, names=["Ана", ""], stuck_minutes=4)
    joined(seats(live)[0].code)
    trainer.post(f"/practice/classes/{live.pk}/clone/")
    copy = LiveClass.objects.exclude(pk=live.pk).get()
    assert (copy.name, copy.exercise, copy.stuck_minutes) == (live.name, live.exercise, 4)
    assert [seat.name for seat in seats(copy)] == ["Ана", ""]
    assert not {seat.code for seat in seats(copy)} & {seat.code for seat in seats(live)}
    assert all(seat.joined_at is None for seat in seats(copy))


def test_a_closed_class_lets_nobody_in_and_keeps_what_was_reached(trainer: Client, office: Office) -> None:
    live = made(office, names=["", ""])
    client = joined(seats(live)[0].code)
    practice = office_of(client)
    for step in range(2):
        play(practice, CODE, step)
        page(client)
    trainer.post(f"/practice/classes/{live.pk}/close/")
    assert Client().get(f"/join/{seats(live)[1].code}/").status_code == 404
    assert trainer.post(f"/practice/classes/{live.pk}/say/", {"text": "x"}).status_code == 422
    with pytest.raises(ValidationError):
        actions.pause(office.viewer(Role.TRAINER), live=live)
    give_up(0)
    assert not Organisation.objects.filter(pk=practice.pk).exists()
    row = queries.board(office.viewer(Role.TRAINER), LiveClass.objects.get(pk=live.pk)).rows[0]
    assert (row.look.value, row.step, row.points) == ("done", 2, 20)
