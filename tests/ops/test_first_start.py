"""The set-up: only for the holder of the code, resumable, all or nothing, once."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.utils import translation

from salter.ops.first_start import code, founding, steps
from salter.ops.models import SetUp
from salter.organisations.access import NotAllowed
from salter.organisations.identifiers import make_test_mb, make_test_pib
from salter.organisations.models import Account, FunctionMode, Organisation, Role, Staff, Unit
from salter.organisations.tenancy import scope
from salter.registry.models import Procedure, Register
from salter.signatures.models import Credential

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("first-start")]
PASSWORD = "tri ševe na krovu"
UNITS = {
    "units-TOTAL_FORMS": "3",
    "units-INITIAL_FORMS": "0",
    "units-0-mark": "IV",
    "units-0-name": "Општинска управа",
    "units-1-mark": "IV-01",
    "units-1-name": "Одељење за општу управу",
    "units-1-under": "IV",
}
ANSWERS: dict[str, dict[str, str]] = {
    "kind": {"kind": "self-government"},
    "place": {"place": "aleksinac"},
    "name": {
        "name_cyr": "Opština Aleksinac",
        "name_lat": "",
        "body_cyr": "Општинска управа општине Алексинац",
        "seat_cyr": "Алексинац",
    },
    "contact": {"address_cyr": "Књаза Милоша 169", "email": "", "phone": ""},
    "units": UNITS,
    "mode-register": {"mode": "companion"},
    "mode-delivery": {"mode": "companion"},
    "mode-archive": {"mode": "own", "decision": "02-1/2026", "ground": "Члан 5", "decided_on": "5. 1. 2026."},
    "numbers": {"number_format": "{class}-{ordinal}/{year}"},
    "administrator": {
        "name": "Мила Ведрић",
        "title_of": "шеф",
        "username": "mila.vedric",
        "email": "",
        "password": PASSWORD,
        "again": PASSWORD,
    },
}


@pytest.fixture(autouse=True)
def cyrillic() -> Iterator[None]:
    with translation.override("sr"):
        yield


@pytest.fixture(autouse=True)
def home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code lies in a file of the home, which the processes of a test run share."""
    monkeypatch.setattr(settings, "SALTER_HOME", tmp_path)


@pytest.fixture
def holder() -> Client:
    """A browser that has typed the code."""
    fresh = code.fresh(settings.SALTER_HOME)
    browser = Client()
    response = browser.post("/set-up/", {"code": fresh.lower().replace("-", " ")})
    assert response["Location"] == "/set-up/kind/"
    return browser


def answer(browser: Client, name: str, **other: str) -> Any:
    return browser.post(f"/set-up/{name}/", {**ANSWERS[name], **other})


def answer_all(browser: Client) -> None:
    for name in steps.ORDER:
        assert answer(browser, name).status_code == 302, name


def test_everything_leads_to_the_set_up_but_health(holder: Client) -> None:
    stranger = Client()
    for path in ("/", "/sign-in/", "/cases/", "/services/", "/nowhere/", "/sr-latn/", "/en/help/"):
        response = stranger.get(path)
        assert response.status_code == 302, path
        assert response["Location"].endswith("/set-up/"), path
    assert stranger.get("/en/help/")["Location"] == "/en/set-up/"
    assert stranger.get("/set-up/").status_code == 200
    assert stranger.get("/health/live").status_code == 200
    assert stranger.get("/api/v1/cases").json()["code"] == "not-set-up"
    assert stranger.get("/api/v1/cases").status_code == 503


def test_only_the_holder_of_the_code_goes_on(holder: Client) -> None:
    stranger = Client()
    assert stranger.get("/set-up/kind/")["Location"] == "/set-up/"
    assert stranger.get("/set-up/check/")["Location"] == "/set-up/"
    assert stranger.post("/set-up/", {"code": "AAAAA-AAAAA-AAAAA-AAAAA"}).status_code == 422
    assert stranger.post("/set-up/", {"code": ""}).status_code == 422
    mode = (settings.SALTER_HOME / code.NAME).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert holder.get("/set-up/kind/").status_code == 200
    code.fresh(settings.SALTER_HOME)  # started again: the earlier code no longer counts
    assert holder.get("/set-up/kind/")["Location"] == "/set-up/"
    code.forget(settings.SALTER_HOME)
    assert Client().post("/set-up/", {"code": ""}).status_code == 422


def test_a_town_is_founded(holder: Client) -> None:
    answer_all(holder)
    shown = holder.get("/set-up/check/").content.decode()
    for words in ("Општина Алексинац", "Opština Aleksinac", "IV-01", "350-123/", "mila.vedric", "02-1/2026", "TEST"):
        assert words in shown
    assert PASSWORD not in shown
    response = holder.post("/set-up/check/")
    assert response["Location"] == "/sign-in/"
    office = Organisation.objects.get()
    assert (office.code, office.municipality_code, office.kind) == ("opstina-aleksinac", "70025", "municipality")
    assert not office.demo
    assert not office.practice
    with scope(office.pk):
        assert [unit.mark for unit in Unit.objects.order_by("mark")] == ["IV", "IV-01"]
        modes = dict(FunctionMode.objects.values_list("function", "mode"))
        assert modes == {"register": "companion", "delivery": "companion", "archive": "own"}
        assert list(Staff.objects.get().roles.values_list("role", flat=True)) == [Role.ADMINISTRATOR]
        assert Procedure.objects.exists()
        assert not Procedure.objects.filter(public=True).exists()
        assert not Register.objects.exists()
        assert "TEST" in Credential.objects.get().subject
    assert Account.objects.get().check_password(PASSWORD)
    assert not Account.objects.get().demo
    assert not SetUp.objects.exists()
    assert code.current(settings.SALTER_HOME) == ""
    for path in ("/set-up/", "/set-up/kind/", "/set-up/check/"):
        assert holder.get(path).status_code == holder.post(path).status_code == 404
    assert holder.get("/").status_code == 200
    assert holder.login(username="mila.vedric", password=PASSWORD)
    assert holder.get("/office/").status_code == 200


def test_an_office_is_founded_once_and_wholly(holder: Client) -> None:
    answer_all(holder)
    answers = {**SetUp.objects.get().answers, "year": 2026}
    broken = {**answers, "mode-archive": {"mode": "own"}}
    with pytest.raises(ValidationError):
        founding.found(broken)
    assert not Organisation.objects.exists()
    assert not Account.objects.exists()
    assert SetUp.objects.exists()
    assert code.current(settings.SALTER_HOME)
    founding.found(answers)
    with pytest.raises(NotAllowed):
        founding.found(answers)
    assert Organisation.objects.count() == 1


def test_it_is_gone_on_with_from_another_browser(holder: Client) -> None:
    answer(holder, "kind")
    answer(holder, "place")
    assert holder.get("/set-up/units/")["Location"] == "/set-up/name/"
    other = Client()
    typed = code.current(settings.SALTER_HOME)
    assert other.post("/set-up/", {"code": typed})["Location"] == "/set-up/name/"
    assert "Општина Алексинац" in other.get("/set-up/name/").content.decode()
    answer(other, "kind", kind="company")
    assert "place" not in SetUp.objects.get().answers


def test_a_company_gives_its_numbers_and_works_by_itself(holder: Client) -> None:
    assert answer(holder, "kind", kind="company").status_code == 302
    bad = holder.post("/set-up/place/", {"registration_number": "12345678", "tax_number": "123456789"})
    assert bad.status_code == 422
    numbers = {"registration_number": make_test_mb(7), "tax_number": make_test_pib(7)}
    assert holder.post("/set-up/place/", numbers).status_code == 302
    assert answer(holder, "name", name_cyr="Ведрина ДОО").status_code == 302
    answer(holder, "contact")
    assert 'value="01"' in holder.get("/set-up/units/").content.decode()
    answer(holder, "units")
    shown = holder.get("/set-up/mode-register/").content.decode()
    assert shown.index("checked") > shown.index('value="own"')
    assert answer(holder, "mode-register", mode="own").status_code == 422
    assert SetUp.objects.get().answers["place"]["kind"] == "company"


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("place", {"place": "алек"}, "Александровац, Алексинац"),
        ("place", {"place": "Атлантида"}, "174"),
        ("administrator", {"again": "друга реченица овде"}, "разликују"),
        ("administrator", {"password": "kratka", "again": "kratka"}, "12 знакова"),
        ("administrator", {"password": "salter-demo-1", "again": "salter-demo-1"}, "погађа"),
        ("administrator", {"username": "две речи"}, "једна реч"),
        ("units", {"units-1-mark": "IV"}, "два реда"),
        ("units", {"units-1-under": "V"}, "нема јединице"),
        ("units", {"units-0-name": ""}, "обришите ред"),
        ("units", {"units-0-mark": "IV/7"}, "Ознака"),
        ("mode-archive", {"ground": ""}, "правни основ"),
        ("numbers", {"number_format": "{ordinal}"}, "Грешка"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_lost(
    holder: Client, name: str, wrong: dict[str, str], words: str
) -> None:
    for before in steps.ORDER[: steps.ORDER.index(name)]:
        answer(holder, before)
    response = answer(holder, name, **wrong)
    assert response.status_code == 422
    assert words in response.content.decode()
    typed = {**ANSWERS[name], **wrong}
    for field in {"place": ("place",), "administrator": ("name", "title_of")}.get(name, ()):
        assert f'value="{typed[field]}"' in response.content.decode()
    assert name not in SetUp.objects.get().answers


def test_production_founds_without_test_keys(holder: Client) -> None:
    with override_settings(SALTER_MODE="production"):
        answer_all(holder)
        assert "још не раде" in holder.get("/set-up/check/").content.decode()
        assert holder.post("/set-up/check/").status_code == 302
    office = Organisation.objects.get()
    with scope(office.pk):
        assert not Credential.objects.exists()
