"""A text of one case for another: names, numbers, addresses and days of its people become gaps, in every form."""

from __future__ import annotations

import random
import re
import time
from itertools import islice

import pytest

from salter.organisations.fictional import people
from salter.registry.drafting.depersonalise import Known, depersonalised, gaps
from salter.ui.script import fold, to_latin

KNOWN = Known(
    names=[
        ("име странке", "Мила Ведрић"),
        ("назив странке", "Ведрина ДОО"),
        ("име странке 3", "Петар Огледац"),
        ("назив странке 4", "Зелени двор"),
    ],
    addresses=[
        ("адреса странке", "Цара Лазара 5, 99999 Огледна Варош"),
        ("адреса странке 4", "Кеј слободе 17, Јабуковац"),
    ],
    numbers=[("број предмета", "350-12/2026-IV-02"), ("број исправе", "001234567")],
    own=["Општина Ведрово", "Општинска управа општине Ведрово", "Ведрово"],
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Одобрава се Мили Ведрић заузеће.", "Одобрава се [[име странке]] заузеће."),
        ("Захтев Ведрић Миле је основан.", "Захтев [[име странке]] је основан."),
        ("МИЛА ВЕДРИЋ, односно Мила.", "[[име странке]], односно [[име странке]]."),
        ("са Милином сагласношћу и Ведрићевим потписом",
         "са [[име странке]] сагласношћу и [[име странке]] потписом"),
        ("Одобрава се Петру Огледцу.", "Одобрава се [[име странке 3]]."),
        ("Dozvoljava se Mili Vedrić.", "Dozvoljava se [[име странке]]."),
        ("привредном друштву „Ведрина“ ДОО", "привредном друштву [[назив странке]]"),
        ("у предмету 350-12/2026-IV-02/3, и 350-12/2026-IV-02.", "у предмету [[број предмета]], и [[број предмета]]."),
        ("по предмету 1350-12/2026-IV-02", "по предмету 1350-12/2026-IV-02"),
        ("из Огледне Вароши, Цара Лазара бр. 5", "из [[адреса странке]]"),
        ("Предузеће „Зелени двор“ из места, Кеј слободе 17; зелени двор, слободе",
         "Предузеће „[[назив странке 4]]“ из места, [[адреса странке 4]]; зелени двор, слободе"),
        ("у улици Вука Караџића број 12а, где", "у [[адреса]], где"),
        ("JMBG 0505985715009, ПИБ 123456789, МБ: 12345678", "JMBG [[ЈМБГ]], ПИБ [[ПИБ]], МБ: [[матични број]]"),
        ("лична карта бр. 007654321", "лична карта бр. [[број исправе]]"),
        ("тел. 064/123-4567, mila@primer.rs", "тел. [[телефон]], [[е-пошта]]"),
        ("на рачун 160-0000000123456-78", "на рачун [[број рачуна]]"),
        ("кат. парцела бр. 1234/5 КО Ведрово", "кат. парцела бр. [[број парцеле]] КО Ведрово"),
        ("дана 12. 3. 2026. и 5. маја 2025. године, 2026-03-12", "дана [[датум]] и [[датум]] године, [[датум]]"),
        ("вештак је навео Ана Марија Петровић-Симић", "вештак је навео [[име лица]]"),
        ("чуо је сведока Јована Јовановића", "чуо је сведока [[име лица]]"),
        ("Општинска управа општине Ведрово, члан 136. став 2, („Службени гласник РС“, бр. 18/2016)",
         "Општинска управа општине Ведрово, члан 136. став 2, („Службени гласник РС“, бр. 18/2016)"),
        ("у року од 15 дана, такса 1.200,00 динара, 6 m²", "у року од 15 дана, такса 1.200,00 динара, 6 m²"),
        ("Захтев је основан.\nТачка 2.", "Захтев је основан.\nТачка 2."),
        ("", ""),
    ],
)  # fmt: skip
def test_what_names_a_person_becomes_a_gap(text: str, wanted: str) -> None:
    assert depersonalised(text, KNOWN) == wanted


def test_a_gap_stays_a_gap_and_is_told_once() -> None:
    once = depersonalised("Мила Ведрић је 12. 3. 2026. Мили Ведрић", KNOWN)
    assert depersonalised(once, KNOWN) == once
    assert gaps(once) == ["име странке", "датум"]
    assert gaps("[[\n]] [[]] [x] [[а]]") == ["а"]


VOWEL = ("а", "е", "и", "о")
FEMALE = {"а": ("а", "е", "и", "у", "ом"), "е": ("е", "у", "ом"), "и": ("и",), "о": ("о", "е", "и")}
MALE = ("", "а", "у", "е", "ом", "ем")


def forms(word: str, gender: str) -> list[str]:
    """A name as a decision writes it: by a small table of declension that knows nothing of the finder."""
    if word.endswith("а"):
        return [word[:-1] + ending for ending in FEMALE["а"]]
    if gender == "ж":
        return [word]
    if word.endswith(VOWEL):
        return [word, *(word[:-1] + ending for ending in ("а", "у", "ом", "ем"))]
    found = [word + ending for ending in MALE]
    if word.endswith(("ар", "ац")):
        found += [word[:-2] + word[-1] + ending for ending in MALE if ending]
    return found


def test_no_form_of_a_partys_name_stays_in_either_script() -> None:
    dice = random.Random(43)
    checked = 0
    for person in islice(people(43), 400):
        known = Known(names=[("име странке", person.name_cyr)])
        given = forms(person.given_cyr, person.gender)
        family = forms(person.surname_cyr, person.gender)
        for one, two in zip(given, dice.choices(family, k=len(given)), strict=True):
            for name in (f"{one} {two}", to_latin(f"{two} {one}"), one.upper(), two):
                left = depersonalised(f"Обавештава се {name} о томе.", known)
                words = set(re.findall(r"\w+", fold(re.sub(r"\[\[.*?\]\]", "", left))))
                assert not words & set(fold(name).split()), (name, left)
                checked += 1
    assert checked > 4000


@pytest.mark.parametrize(
    "text", ["а" * 200_000, "А" * 200_000, "Мила " * 30_000, "[[" * 50_000, "0" * 100_000, "a.b" * 60_000]
)
def test_a_text_made_to_be_slow_is_not(text: str) -> None:
    start = time.process_time()
    depersonalised(text, KNOWN)
    assert time.process_time() - start < 5
