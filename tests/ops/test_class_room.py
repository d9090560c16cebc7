"""A class from one laptop: other machines get joining and practice offices only; a real office is never served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client

from salter.ops import class_room, prepared, running
from salter.ops.cli import ENVIRONMENT
from salter.ops.config import Config
from salter.organisations.fictional import DEMO_PASSWORD
from salter.organisations.models import Role
from salter.training.classes.actions import Plan, make_class
from salter.training.models import Seat
from tests.support.office import Office
from tests.training.conftest import the_town

__all__ = ["the_town"]
pytestmark = pytest.mark.django_db
ADDRESS, TRAINEE = "http://192.168.1.5:8000", "192.168.1.77"


@pytest.fixture(autouse=True)
def in_a_room(settings: Any) -> None:
    """The installation serves the network of a room."""
    settings.SALTER_CLASS_ADDRESS = ADDRESS


def test_another_machine_gets_nothing_of_the_office_but_joining(office: Office) -> None:
    stranger = Client(REMOTE_ADDR=TRAINEE)
    for address in ("/", "/sign-in/", "/cases/", "/practice/classes/", "/services/", "/metrics"):
        answer = stranger.get(address)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/join/"), address
    assert stranger.get("/sr-latn/cases/")["Location"] == "/sr-latn/join/"
    assert stranger.get("/join/").status_code == 200
    signs_in = {"username": office.account(Role.TRAINER).username, "password": DEMO_PASSWORD}
    assert stranger.post("/sign-in/", signs_in).status_code == 403
    assert stranger.get("/api/v1/cases").status_code == 403
    assert Client(REMOTE_ADDR="127.0.0.1").get("/").status_code == 200


def test_headers_make_nobody_the_laptop() -> None:
    stranger = Client(REMOTE_ADDR=TRAINEE, HTTP_X_FORWARDED_FOR="127.0.0.1", HTTP_HOST="localhost")
    assert stranger.get("/")["Location"] == "/join/"


@pytest.mark.usefixtures("the_town")
def test_a_trainee_has_the_practice_office_and_no_way_out_of_it(office: Office) -> None:
    live = make_class(office.viewer(Role.TRAINER), plan=Plan(name="Час", exercise="salter", names=[""]))
    trainee = Client(REMOTE_ADDR=TRAINEE)
    trainee.post(f"/join/{Seat.objects.get(in_class=live).code}/")
    assert trainee.get("/cases/").status_code == 200
    assert trainee.get("/sign-in/")["Location"] == "/join/"
    assert trainee.get(f"/practice/classes/{live.pk}/").status_code in (403, 404)
    trainee.force_login(office.account(Role.TRAINER))  # even with a session of the real office
    assert trainee.get(f"/practice/classes/{live.pk}/")["Location"] == "/join/"


def test_slips_name_the_address_of_the_room(office: Office) -> None:
    live = make_class(office.viewer(Role.TRAINER), plan=Plan(name="Час", exercise="salter", names=[""]))
    trainer = Client(REMOTE_ADDR="127.0.0.1")
    trainer.force_login(office.account(Role.TRAINER))
    assert f"{ADDRESS}/join/" in trainer.get(f"/practice/classes/{live.pk}/slips/").content.decode()


def test_the_terminal_says_where_who_and_that_it_is_not_encrypted() -> None:
    said = class_room.words(ADDRESS, 8000, [("predavac", "Предавач")], DEMO_PASSWORD)
    for words in (f"{ADDRESS}/join/", "http://127.0.0.1:8000/practice/classes/", "predavac", "NOT encrypted", "█"):
        assert words in said


def test_a_folder_with_a_real_office_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def calm(_config: Config) -> Iterator[None]:
        yield

    def serve(_config: Config, host: str, port: int, _ready: object) -> int:
        done.append(f"{host}:{port}")
        return 0

    done: list[str] = []
    for name in ("open_home", "bring_up_to_date", "_found_town"):
        monkeypatch.setattr(running, name, lambda *_given: None)
    monkeypatch.setattr(running, "stopped_when_broken", calm)

    def stop(_config: Config) -> None:
        done.append("stopped")

    monkeypatch.setattr(running, "stop_database", stop)
    monkeypatch.setattr(running, "_seed", lambda **_given: 0)
    monkeypatch.setattr(running, "serve", serve)
    monkeypatch.setattr(prepared, "note", lambda *_given, **_more: None)
    organisation = office.organisation
    organisation.demo = False
    organisation.save()
    assert running.lead_class(Config(), "192.168.1.5", 8000) == ENVIRONMENT
    assert done == ["stopped"]
    organisation.demo = True
    organisation.save()
    assert running.lead_class(Config(), "192.168.1.5", 8000) == 0
    assert done == ["stopped", "0.0.0.0:8000"]
