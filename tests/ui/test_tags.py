from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

TODAY = date(2026, 11, 23)
LANGUAGES = ("sr", "sr-latn", "en")


def draw(source: str, language: str = "sr", **context: object) -> str:
    with override(language):
        return Template(source).render(Context(context)).strip()


def in_all(source: str, **context: object) -> list[str]:
    return [draw(source, language, **context) for language in LANGUAGES]


def test_the_language_of_the_page_is_true() -> None:
    assert in_all("{% html_lang %}") == ["sr-Cyrl", "sr-Latn", "en"]
    assert in_all("{% home_url %}") == ["/", "/sr-latn/", "/en/"]


def test_formats_follow_the_language() -> None:
    late_evening = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert in_all("{{ day|sr_date }}", day=TODAY) == ["23. 11. 2026.", "23. 11. 2026.", "23 November 2026"]
    assert draw("{{ at|sr_date }}", at=late_evening) == "24. 11. 2026."
    assert draw("{{ at|sr_datetime }}", at=late_evening) == "24. 11. 2026. 00:30"
    assert in_all("{{ sum|money }}", sum=Decimal("1200")) == ["1.200,00 РСД", "1.200,00 RSD", "1,200.00 RSD"]
    assert draw("{{ none|sr_date }}{{ none|sr_datetime }}{{ none|money }}{{ none|filesize_sr }}", none=None) == ""


def test_reference_text_follows_the_script() -> None:
    assert in_all("{{ name|script }}", name="Љиг") == ["Љиг", "Ljig", "Ljig"]


@pytest.mark.parametrize(
    ("thing", "texts"),
    [
        ({"name_cyr": "Ниш", "name_en": "City of Niš"}, ["Ниш", "Niš", "City of Niš"]),
        ({"name_cyr": "Ниш", "name_lat": "Niš (Lat)"}, ["Ниш", "Niš (Lat)", "Niš (Lat)"]),
        ({"name": "Ниш"}, ["Ниш", "Niš", "Niš"]),
        ({"name_en": "City"}, ["City", "City", "City"]),
        ({}, ["", "", ""]),
    ],
)
def test_localised_falls_back_sanely(thing: dict[str, str], texts: list[str]) -> None:
    assert in_all('{% localised thing "name" %}', thing=thing) == texts
    assert in_all('{% localised thing "name" %}', thing=SimpleNamespace(**thing)) == texts


@pytest.mark.parametrize(
    ("due", "kind", "words"),
    [
        (date(2026, 11, 21), "late", "касни 2 дана"),
        (TODAY, "today", "истиче данас"),
        (date(2026, 11, 26), "soon", "још 3 дана"),
        (date(2026, 11, 27), "far", "још 4 дана"),
    ],
)
def test_a_deadline_is_words_colour_and_icon(due: date, kind: str, words: str) -> None:
    drawn = draw("{% deadline due today %}", due=due, today=TODAY)
    assert f"sl-deadline--{kind}" in drawn
    assert words in drawn
    assert "<svg" in drawn
    assert f'datetime="{due.isoformat()}"' in drawn


def test_no_deadline_and_a_paused_one() -> None:
    assert "без рока" in draw("{% deadline due today %}", due=None, today=TODAY)
    assert "рок не тече" in draw("{% deadline due today True %}", due=TODAY, today=TODAY)


def test_unverified_carries_its_source() -> None:
    assert "непроверено" in draw("{% unverified %}")
    drawn = draw("{% unverified where %}", where="<b>")
    assert "извор: &lt;b&gt;" in drawn


def test_a_case_number_is_copied_and_escaped() -> None:
    drawn = draw("{% case_number number %}", number='1/2026"<')
    assert 'data-copy="1/2026&quot;&lt;"' in drawn
    assert "sl-case-number" in drawn
    assert 'href="/x"' in draw('{% case_number "1" "/x" %}')


def test_the_ladder_says_where_it_is_in_words() -> None:
    steps = [{"key": key, "label": key.upper()} for key in ("a", "b", "c")]
    drawn = draw("{% ladder steps 'b' %}", steps=steps)
    assert drawn.index("(Урађено)") < drawn.index("(Сада)") < drawn.index("(Тек предстоји)")
    assert drawn.count('aria-current="step"') == 1
    assert draw("{% ladder steps 'c' %}", steps=steps).count("(Урађено)") == 3
    failed = [*steps[:2], {"key": "c", "label": "C", "failed": True}]
    assert "(Није успело)" in draw("{% ladder steps 'c' %}", steps=failed)


def test_the_same_page_in_three_languages() -> None:
    request = RequestFactory().get("/style-guide/?staff=1")
    drawn = draw("{% language_links %}", request=request)
    assert 'href="/sr-latn/style-guide/?staff=1" lang="sr-Latn"' in drawn
    assert 'href="/en/style-guide/?staff=1" lang="en"' in drawn
    assert drawn.count("aria-current") == 1
    assert draw("{% language_links %}") == ""


def test_what_was_written_down_from_memory_is_said_in_the_readers_language() -> None:
    marks = in_all('{% unverified "memory; primer.rs" %}')
    assert ["сећање; primer.rs" in marks[0], "sećanje; primer.rs" in marks[1], "memory; primer.rs" in marks[2]] == [
        True
    ] * 3


def test_a_number_stands_apart_from_the_sentence_before_it() -> None:
    drawn = draw(
        '{% include "ui/components/panel.html" with title="Ваша допуна" body="Придружена је" number="1/2026" %}'
    )
    assert "Придружена је <div" in drawn


def test_one_tab_is_no_choice() -> None:
    tabs = [{"url": "/a/", "label": "Замене", "current": True}, {"url": "/b/", "label": "Јединице"}]
    source = '{% include "ui/components/tabs.html" with label="Делови" %}'
    assert "Замене" in draw(source, tabs=tabs)
    assert draw(source, tabs=tabs[:1]) == ""
