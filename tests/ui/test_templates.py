"""Templates: error pages without a context, nothing inline, and the marks that every page of an office carries."""

import re
from pathlib import Path

import pytest
from django.template import loader
from django.test import RequestFactory
from django.utils.translation import override

from salter.organisations.models import Organisation

UI = Path(__file__).parents[2] / "salter" / "ui"
ERRORS = ("400", "403", "403_csrf", "404", "413", "422", "500", "503")
INLINE = re.compile(r"\sstyle=|<style|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
@pytest.mark.parametrize("code", ERRORS)
def test_error_pages_need_nothing(code: str, language: str) -> None:
    with override(language):
        page = loader.get_template(f"{code}.html").render()
    assert f": {code.split('_')[0]}</p>" in " ".join(page.split()).replace(" </p>", "</p>") or code[:3] in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("path", sorted(UI.rglob("*.html")), ids=lambda path: path.name)
def test_nothing_inline_so_that_the_content_policy_stays_strict(path: Path) -> None:
    assert not INLINE.search(path.read_text("utf-8"))


@pytest.mark.parametrize("planted", ['<p style="x">', "<script>x</script>", '<a onclick="x">', "<style>"])
def test_the_inline_rule_bites(planted: str) -> None:
    assert INLINE.search(planted)


def page(template: str = "ui/citizen.html", language: str = "sr", **organisation: str | bool) -> str:
    request = RequestFactory().get("/")
    vars(request)["organisation"] = Organisation(**organisation) if organisation else None
    with override(language):
        return loader.get_template(template).render({}, request)


@pytest.mark.parametrize("template", ["ui/citizen.html", "ui/staff.html"])
@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_a_practice_office_says_so_on_every_page(template: str, language: str) -> None:
    office: dict[str, str | bool] = {"name_cyr": "Ведрово", "demo": True}
    assert "ВЕЖБА" in page(template, language, practice=True, **office)
    plain = page(template, language, practice=False, **office)
    assert "ВЕЖБА" not in plain
    assert ("ДЕМО" if language == "sr" else "DEMO") in plain


def test_the_title_names_the_office_in_the_readers_script() -> None:
    assert "– Љиг</title>" in page(name_cyr="Љиг")
    assert "– Ljig</title>" in page(language="sr-latn", name_cyr="Љиг")


@pytest.mark.parametrize("template", ["ui/citizen.html", "ui/staff.html"])
@pytest.mark.parametrize(
    ("language", "name"), [("sr", "Општина Љиг"), ("sr-latn", "Opština Ljig"), ("en", "Municipality of Ljig")]
)
def test_band_foot_and_print_name_the_office_in_the_readers_script(template: str, language: str, name: str) -> None:
    names = {"name_cyr": "Општина Љиг", "name_lat": "Opština Ljig", "name_en": "Municipality of Ljig"}
    drawn = page(template, language, **names)
    assert f"<span>{name}</span>" in drawn
    assert f"<p>{name}. " in drawn
    assert {word for word in names.values() if word in drawn} == {name}


def test_a_page_without_an_office_still_stands() -> None:
    drawn = page()
    assert "Шалтер" in drawn
    assert "ВЕЖБА" not in drawn
    assert 'lang="sr-Cyrl"' in drawn
    assert 'href="#main"' in drawn


def test_the_names_of_people_and_offices_are_escaped() -> None:
    assert "<b>" not in page(name_cyr="<b>", practice=True, demo=False)


def test_compiled_styles_hold_our_identity_only() -> None:
    css = (UI / "static" / "salter" / "salter.css").read_text("utf-8")
    for foreign in ("GDS Transport", "crown", "/assets/"):
        assert foreign not in css
    for wanted in re.findall(r'url\("?\./([^")]+)', css):
        assert (UI / "static" / "salter" / wanted).exists()
