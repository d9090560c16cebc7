"""Help where work is: topics that are whole, told with the office's own settings, on pages that show them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from salter.calendars.law import RULES
from salter.organisations.models import Role
from salter.registry.helping.queries import told_in
from salter.registry.helping.topics import topic_of, topics
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.ui.script import to_latin
from tests.registry.scenes import SignIn
from tests.rules_of_the_house.sources import texts
from tests.support.office import Office

CITED = re.compile(r"\bчл\.|\bArt\.|\bSl\. glasnik|Сл\. гласник|\b\d+ (дана|days)\b")
USED = re.compile(r"{% help_about ([^%]+) %}")


def used(sources: dict[str, str]) -> set[str]:
    """The topics that templates show."""
    return {key for text in sources.values() for group in USED.findall(text) for key in re.findall(r'"([^"]+)"', group)}


def test_every_topic_stands_on_a_page_and_no_page_asks_for_another() -> None:
    assert used(texts(".html")) == set(topics())


def test_a_page_that_asks_for_a_topic_is_seen() -> None:
    assert used({"a.html": 'x{% help_about "one" "two" %}y{% help "three" %}'}) == {"one", "two"}


def test_nothing_of_the_law_is_written_twice() -> None:
    for one in topics().values():
        for text in [*one.title.values(), *one.words.values(), *one.example.values()]:
            assert not CITED.search(text), (one.key, text)
            assert not any(rule.text_sr in text or rule.text_en in text for rule in RULES)


def test_what_is_said_in_cyrillic_has_no_latin_letters_and_the_other_way_round() -> None:
    for one in topics().values():
        for part in (one.title, one.words, one.example):
            plain = re.sub(r"%\(\w+\)s", "", part["sr"])
            assert not re.search(r"[A-Za-zČĆŠŽĐčćšžđ]", plain), (one.key, plain)
            assert not re.search(r"[а-яА-ЯљњџђћЉЊЏЂЋ]", part["en"] + to_latin(plain)), one.key


GOOD: dict[str, Any] = {
    "key": "one", "title": {"sr": "а", "en": "a"}, "rules": ["appeal.period"], "words": {"sr": "а", "en": "a"},
    "example": {"sr": "а", "en": "a"}, "exercise": "zalba",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rules": ["no.such"]}, "no such rule"),
        ({"title": {"sr": "а"}}, "a text is missing"),
        ({"more": 1}, "more"),
        ({"example": {"sr": "а", "en": "a", "setting": "appeal_days"}}, "counts from a day"),
    ],
)
def test_an_entry_with_a_fault_is_refused(change: dict[str, Any], said: str) -> None:
    assert topic_of(GOOD).key == "one"
    with pytest.raises(ValueError, match=said):
        topic_of({**GOOD, **change})


@pytest.mark.django_db
def test_the_example_is_counted_by_what_the_office_has_set(office: Office) -> None:
    topic = topics()["appeal"]
    with translation.override("sr"):
        before = told_in(office.organisation, topic)
        assert "17. 3. 2026." in before["example"]
        assert any(not rule["verified"] for rule in before["rules"])
        head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
        set_law(head, setting=BY_NAME["appeal_days"], value=8, reason="Прочитано")
        after = told_in(head.organisation, topic)
    assert "10. 3. 2026." in after["example"]
    assert after["rules"][0]["value"] == "8 дана"


@pytest.mark.django_db
def test_the_page_says_article_certainty_setting_and_where_to_practise(office: Office, client_as: SignIn) -> None:
    client = client_as(Role.HANDLER)
    text = client.get(reverse("registry:help-topic", args=["appeal"])).content.decode()
    assert "Закона о општем управном поступку" in text
    assert "непроверено" in text
    assert "15 дана" in text
    assert 'name="exercise" value="zalba"' in text
    assert client.get(reverse("registry:help-topic", args=["nothing"])).status_code == 404
    text = client.get(reverse("registry:help-topic", args=["closing"])).content.decode()
    assert "добра пракса" in text


@pytest.mark.django_db
def test_help_stands_on_the_page_of_work_without_a_script(office: Office, client_as: SignIn) -> None:
    text = client_as(Role.SIGNATORY).get(reverse("registry:sign")).content.decode()
    assert text.count("<details") >= 1
    assert reverse("registry:help-topic", args=["signing"]) in text
