"""Practising through the pages: a seat, steps that are seen, hints, the clock, an exam, the way out; who is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from salter.ops.navigation import footer
from salter.organisations.models import Account, Organisation, Role
from salter.organisations.tenancy import scope
from salter.registry.models import Case
from salter.training import deeds
from salter.training.exercises.library import exercises
from salter.training.models import Attempt, Seat
from salter.training.offices.actions import open_office
from salter.training.offices.world import World
from tests.support.office import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_town")]
CODE = "salter"


@pytest.fixture
def trainee(client_as: Callable[[Role], Client]) -> Client:
    """An official who has opened a practice office for the first exercise, not begun yet."""
    client = client_as(Role.HANDLER)
    assert (
        client.post("/practice/take/", {"exercise": CODE}).headers["Location"].endswith(f"/practice/exercises/{CODE}/")
    )
    return client


def office_of(client: Client) -> Organisation:
    """The practice office that a browser is in."""
    account = Account.objects.get(pk=client.session["_auth_user_id"])
    assert account.organisation is not None
    assert account.organisation.practice
    return account.organisation


def begin(client: Client, **sent: str) -> Organisation:
    """Begin the exercise."""
    assert client.post(f"/practice/exercises/{CODE}/begin/", sent).status_code == 302
    return office_of(client)


def play(office: Organisation, step: int) -> None:
    """Do a step as it should be done."""
    with scope(office.pk):
        deeds.play(World.of(office), exercises()[CODE].steps[step].play)


def page(client: Client, address: str = "/") -> str:
    """A page as text."""
    return client.get(address).content.decode()


def test_steps_are_seen_and_the_result_stays_when_the_office_goes(trainee: Client, office: Office) -> None:
    practice = begin(trainee)
    assert "Корак 1 од 2" in page(trainee)
    play(practice, 0)
    assert "Корак 2 од 2" in page(trainee, "/cases/")
    play(practice, 1)
    assert "20 од 20 поена" in page(trainee, "/practice/")
    assert "/practice/result/" in page(trainee)
    trainee.post("/practice/leave/")
    assert not Organisation.objects.filter(pk=practice.pk).exists()
    seat = Seat.objects.get(account=office.account(Role.HANDLER))
    assert (seat.practice, seat.results[CODE]["points"], seat.results[CODE]["mistakes"]) == (None, 20, [])


def test_who_has_just_opened_an_office_is_told_so_and_led_to_an_exercise(client_as: Callable[[Role], Client]) -> None:
    client = client_as(Role.HANDLER)
    opened = client.post("/practice/take/", follow=True).content.decode()
    first = next(iter(exercises().values()))
    assert "Канцеларија за вежбу је отворена" in opened
    assert "Референт писарнице" in opened
    assert "На прву вежбу" in opened
    assert opened.index(f'href="/practice/exercises/{first.code}/"') < opened.index('class="sl-exercises"')
    begin(client)
    assert "Наставите вежбу" in page(client, "/practice/")
    play(office_of(client), 0)
    play(office_of(client), 1)
    assert "На следећу вежбу" in page(client, "/practice/")  # the first one waits still, now after one that was done


def test_the_end_has_a_line_for_each_step_what_was_missed_and_the_next_exercise(trainee: Client) -> None:
    codes = list(exercises())
    practice, chosen = begin(trainee), exercises()[CODE]
    early = trainee.get("/practice/result/")
    assert early.headers["Location"].endswith(f"/practice/exercises/{CODE}/")
    with scope(practice.pk):
        deeds.play(World.of(practice), chosen.mistakes[2].play)
    page(trainee)
    play(practice, 1)
    shown = page(trainee, "/practice/result/")
    assert f"{chosen.points - chosen.mistakes[2].points} од {chosen.points} поена" in shown
    assert shown.count('class="sl-exercise sl-exercise--done"') == len(chosen.steps)
    assert f"<strong>−{chosen.mistakes[2].points}</strong>" in shown
    assert "Начин пријема није шалтер" in shown
    assert "sl-guide" not in shown
    assert f'/practice/exercises/{codes[codes.index(CODE) + 1]}/"' in shown


def test_the_clock_lies_open_only_where_a_step_waits_for_days(trainee: Client) -> None:
    begin(trainee)
    shut, open_ = 'sl-guide__clock">', 'sl-guide__clock" open>'
    assert shut in page(trainee)
    trainee.post("/practice/exercises/zatvaranje/begin/")
    assert open_ in page(trainee)
    assert "Овај корак чека да прођу дани" in page(trainee)


def test_who_comes_back_finds_the_office_as_it_was(trainee: Client, office: Office) -> None:
    practice = begin(trainee)
    play(practice, 0)
    again = Client()
    again.force_login(office.account(Role.HANDLER))
    again.post("/practice/take/")
    assert office_of(again) == practice
    assert "Корак 2 од 2" in page(again)


def test_a_later_step_begins_with_the_earlier_ones_done(trainee: Client) -> None:
    practice = begin(trainee, step="1")
    assert "Корак 2 од 2" in page(trainee)
    with scope(practice.pk):
        assert Case.objects.filter(subject__contains="мед").exists()
    assert trainee.post(f"/practice/exercises/{CODE}/begin/", {"step": "7"}).status_code == 404


def test_hints_come_one_by_one_and_not_in_an_exam(trainee: Client) -> None:
    begin(trainee)
    first, second = exercises()[CODE].steps[0].hints
    assert first not in page(trainee)
    trainee.post("/practice/hint/", {"step": "novi"})
    assert first in page(trainee)
    assert second not in page(trainee)
    begin(trainee, mode="exam")
    assert "/practice/hint/" not in page(trainee)
    assert trainee.post("/practice/hint/", {"step": "novi"}).status_code == 403


def test_mistakes_are_told_at_once_and_in_an_exam_at_the_end(trainee: Client) -> None:
    for mode, told in (("learning", True), ("exam", False)):
        practice = begin(trainee, mode=mode)
        with scope(practice.pk):
            deeds.play(World.of(practice), exercises()[CODE].mistakes[2].play)
        assert ("Начин пријема није шалтер" in page(trainee)) is told
    play(practice, 1)
    assert "Начин пријема није шалтер" in page(trainee)


def test_the_clock_goes_on_by_what_is_asked(trainee: Client) -> None:
    begin(trainee)
    assert "2. 3. 2026." in page(trainee)
    trainee.post("/practice/clock/", {"days": "7", "here": "/"})
    assert "9. 3. 2026." in page(trainee)
    trainee.post("/practice/clock/", {"days": "1000", "here": "/"})
    assert "9. 3. 2026." in page(trainee)


def test_one_goes_on_as_somebody_of_the_own_office_only(trainee: Client) -> None:
    practice = begin(trainee)
    trainee.post("/practice/as/obrada/")
    assert Account.objects.get(pk=trainee.session["_auth_user_id"]).username == f"{practice.code}.obrada"
    assert trainee.post("/practice/as/admin/").status_code == 404


def test_from_a_practice_office_no_other_office_is_seen(trainee: Client, office: Office) -> None:
    case = office.register().case
    begin(trainee)
    assert trainee.get(f"/cases/{case.pk}/").status_code == 404
    assert trainee.post("/practice/take/").status_code == 403
    other = Client()
    other.force_login(office.account(Role.REGISTRY_CLERK))
    other.post("/practice/take/", {"exercise": CODE})
    mine = Case.objects
    with scope(begin(other).pk):
        deeds.play(World.of(office_of(other)), exercises()[CODE].steps[0].play)
        strange = mine.get(subject__contains="мед")
    assert trainee.get(f"/cases/{strange.pk}/").status_code == 404


def test_the_answers_are_in_no_page(trainee: Client) -> None:
    begin(trainee)
    exercise = exercises()[CODE]
    answers = [str(given.get("text", "")) for step in exercise.steps for _name, given in step.play] + [
        "case.registered"
    ]
    shown = "".join(
        page(trainee, address) for address in ("/", "/practice/", f"/practice/exercises/{CODE}/", "/practice/guide/")
    )
    assert [answer for answer in answers if answer and answer in shown] == []
    assert not any(mistake.says[:30] in shown for mistake in exercise.mistakes)


def test_the_others_answer_once_however_many_browsers_look(trainee: Client) -> None:
    practice = begin(trainee)
    play(practice, 0)
    for _ in range(2):
        page(trainee)
    with scope(practice.pk):
        assert Attempt.objects.get(ended_at=None).answered == 1


def test_what_the_others_cannot_do_stops_nobody(trainee: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = exercises()[CODE].steps
    broken = replace(exercises()[CODE], steps=(replace(first, then=(("open_letter", {"by": "nobody"}),)), *others))
    monkeypatch.setitem(exercises(), CODE, broken)
    play(begin(trainee), 0)
    assert "Корак 2 од 2" in page(trainee)


def test_a_practice_office_that_belongs_to_no_seat_is_neither_begun_nor_given_up() -> None:
    shared = open_office()
    client = Client()
    client.force_login(Account.objects.get(username=f"{shared.code}.pisarnica"))
    assert "/begin/" not in page(client, f"/practice/exercises/{CODE}/")
    assert client.post(f"/practice/exercises/{CODE}/begin/").status_code == 403
    assert client.post("/practice/leave/").status_code == 403
    assert Organisation.objects.filter(pk=shared.pk).exists()


@pytest.mark.parametrize(("demo", "staff", "citizen"), [(False, True, False), (True, True, True)])
def test_practising_stands_at_the_foot_where_one_may(office: Office, *, demo: bool, staff: bool, citizen: bool) -> None:
    office.organisation.demo = demo
    shown = {
        role: any(link["url"].endswith("/practice/") for link in footer(office.viewer(role)))
        for role in (Role.HANDLER, Role.CITIZEN)
    }
    assert shown == {Role.HANDLER: staff, Role.CITIZEN: citizen}


@pytest.mark.parametrize("role", [Role.CITIZEN, None])
def test_who_does_not_work_here_gets_no_office(office: Office, settings: Any, role: Role | None) -> None:
    settings.SALTER_MODE = "production"
    client = Client()
    if role:
        client.force_login(office.account(role))
    assert client.post("/practice/take/").status_code == 403


def test_the_guide_says_nothing_twice(trainee: Client) -> None:
    begin(trainee)
    body = page(trainee, "/practice/guide/")
    state = body.split("state=", 1)[1].split("&", 1)[0]
    assert trainee.get(f"/practice/guide/?state={state}").status_code == 204
