"""What papers and acts of fictional offices say: requests of citizens, decisions, letters. Invented, plausible."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from salter.registry.deadlines import settings_of
from salter.registry.models import ActKind, Case, Outcome
from salter.ui.formats import format_date, plural

DATA = Path(__file__).with_name("words.yaml")
ZUP = (
    "члана 136. Закона о општем управном поступку („Службени гласник РС“, бр. 18/2016, 95/2018 – аутентично "
    "тумачење и 2/2023 – одлука УС)"
)
REMEDY = (
    "Против овог решења може се изјавити жалба Општинском већу општине Ведрово у року од 15 дана од дана обавештавања "
    "о решењу (члан 153. истог закона). Жалба се предаје овом органу, непосредно, поштом или преко сандучета "
    "канцеларије."
)
TITLES = {
    Outcome.GRANTED: "Решење о усвајању захтева",
    Outcome.PARTLY_GRANTED: "Решење о делимичном усвајању захтева",
    Outcome.REFUSED: "Решење о одбијању захтева",
    Outcome.DISMISSED: "Решење о одбацивању захтева",
    Outcome.DISCONTINUED: "Решење о обустављању поступка",
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one procedure (words.yaml)."""

    ask: str
    facts: str
    granted: tuple[str, ...]
    refused: str = "Услови који су прописани за признавање траженог права нису испуњени."
    missing: str = "доказ на који се у захтеву позивате"
    notice: str = "Примили смо Ваш поднесак и поступили по њему."
    attach: dict[str, str] = field(default_factory=dict)


@cache
def texts() -> dict[str, Texts]:
    """Words by code of procedure."""
    rows: dict[str, dict[str, Any]] = yaml.safe_load(DATA.read_text("utf-8"))
    return {code: Texts(**{**row, "granted": tuple(row["granted"])}) for code, row in rows.items()}


def papers(procedure: str) -> dict[str, str]:
    """The papers of a request of a procedure: the request and what comes with it, by name."""
    found = texts()[procedure]
    return {"Захтев": found.ask, **found.attach}


def decision(case: Case, outcome: Outcome) -> tuple[str, dict[str, str]]:
    """Title and lawful parts of a decision (Art. 141 ZUP; regulation.md 2.5)."""
    procedure, words, party = case.procedure, _words(case), _party(case)
    received = format_date(timezone.localdate(case.received_at))
    law = procedure.legal_basis if procedure else ""
    request = f"Странка {party} је поднеском од {received} (предмет број {case.number}) затражила: {case.subject}."
    return TITLES[outcome], {
        "legal_basis": f"Општинска управа општине Ведрово, на основу {ZUP}, у вези са прописом: {law}, "
        f"решавајући по захтеву странке {party} од {received}, доноси",
        "disposition": "\n".join(_points(words, outcome, party, received)),
        "reasoning": "\n".join([request, words.facts, _reason(words, outcome)]),
        "remedy": REMEDY,
    }


def letter(case: Case, kind: ActKind) -> tuple[str, dict[str, str]]:
    """Title and text of a request to correct, or of a notice."""
    words = _words(case)
    if kind == ActKind.NOTICE:
        return "Обавештење поводом Вашег поднеска", {"text": words.notice}
    text = (
        f"Примили смо Ваш захтев „{case.subject}“. Да бисмо могли да одлучимо, недостаје: {words.missing}.\n"
        "Молимо Вас да то доставите на шалтеру, поштом или преко портала, позивајући се на горњи број.\n"
        "Ако поднесак не буде уређен у року, захтев ће се одбацити (члан 59. Закона о општем управном поступку)."
    )
    days = settings_of(case.organisation).correction_days  # the clock of the case runs so long
    told = f"{days} {plural(days, 'дан', 'дана', 'дана')} од дана пријема овог позива"
    return "Позив за уређење поднеска", {"text": text, "deadline": told}


def ruling(case: Case) -> tuple[str, dict[str, str]]:
    """Title and lawful parts of a procedural ruling."""
    return "Закључак о извођењу доказа увиђајем", {
        "legal_basis": f"Општинска управа општине Ведрово, на основу {ZUP}, у предмету број {case.number}, доноси",
        "disposition": "Одређује се увиђај на лицу места у року од пет дана.",
        "reasoning": "Чињенице које су од значаја за одлуку не могу се утврдити из приложених доказа, па је ради "
        "потпуног утврђивања чињеничног стања потребан увиђај.",
        "remedy": "Против овог закључка није дозвољена посебна жалба.",
    }


def _words(case: Case) -> Texts:
    assert case.procedure is not None
    return texts()[case.procedure.code]


def _party(case: Case) -> str:
    row = case.parties.order_by("id").first()
    return row.name if row else ""


def _points(words: Texts, outcome: Outcome, party: str, received: str) -> list[str]:
    if outcome == Outcome.REFUSED:
        return [f"Одбија се као неоснован захтев странке {party} од {received}."]
    if outcome == Outcome.DISMISSED:
        return [f"Одбацује се захтев странке {party} од {received}, јер поднесак није уређен у року."]
    if outcome == Outcome.DISCONTINUED:
        return [f"Обуставља се поступак покренут {received} на захтев странке {party}, јер је захтев повучен."]
    points = [point.format(party=party) for point in words.granted]
    return [*points, "У преосталом делу захтев се одбија."] if outcome == Outcome.PARTLY_GRANTED else points


def _reason(words: Texts, outcome: Outcome) -> str:
    return {
        Outcome.REFUSED: f"{words.refused} Стога је одлучено као у диспозитиву.",
        Outcome.DISMISSED: "Подносилац је позван да поднесак уреди и упозорен на последице, али то у року није учинио.",
        Outcome.DISCONTINUED: "Подносилац је писмено одустао од захтева, а наставак поступка није у јавном интересу.",
        Outcome.PARTLY_GRANTED: "За део захтева нису приложени докази, па је одлучено као у диспозитиву.",
    }.get(outcome, "Оценом доказа, сваког посебно и свих заједно, утврђено је да је захтев основан.")
