"""What the office writes first in an act, in Serbian Cyrillic, for the handler to finish.

The parts are those of Art. 141 ZUP; the introduction follows the common preamble "На основу члана … Закона о општем
управном поступку" (regulation.md 2.5). Which article it names was not read in the law, and the form says so. Lengths of
periods are the organisation's settings, never constants.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from salter.calendars import law
from salter.organisations.models import Organisation, PartyKind
from salter.registry import deadlines
from salter.registry.deciding import rules as deciding
from salter.registry.models import ActKind, Case, CaseParty
from salter.registry.second_instance.queries import of_case
from salter.ui.formats import format_date, plural

ZUP = (
    "Закона о општем управном поступку („Службени гласник РС“, бр. 18/2016, 95/2018 – аутентично тумачење и "
    "2/2023 – одлука УС)"
)
CALL_TO_STATE = "Позив за изјашњење"
DISCONTINUED_TITLE = "Решење о обустави поступка"
GROUNDS = {ActKind.DECISION: law.GROUND_OF_DECISION, ActKind.CONCLUSION: law.GROUND_OF_RULING}
"""The rules that say which article an introduction names; neither was read in the law."""
TITLES = {
    ActKind.DECISION: "Решење",
    ActKind.CONCLUSION: "Закључак",
    ActKind.REQUEST_TO_CORRECT: "Позив за уређење поднеска",
    ActKind.NOTICE: "Обавештење",
}


def title(kind: ActKind, case: Case, extent: str = "") -> str:
    """The title that an act of the kind begins with."""
    named = deciding.of(extent).title if kind == ActKind.DECISION else TITLES[kind]
    return f"{named}: {case.subject}"[:300]


def content(kind: ActKind, organisation: Organisation, case: Case, parties: Sequence[CaseParty]) -> dict[str, str]:
    """The parts of acts.PARTS that can be written from the case; the handler writes the others."""
    if kind in (ActKind.DECISION, ActKind.CONCLUSION):
        return {
            "legal_basis": introduction(kind, organisation, case, parties),
            "remedy": remedy(kind, organisation, case),
        }
    return {"text": correction(organisation, case) if kind == ActKind.REQUEST_TO_CORRECT else notice(case)}


def introduction(
    kind: ActKind, organisation: Organisation, case: Case, parties: Sequence[CaseParty], *, special: str = ""
) -> str:
    """Who decides, on what ground, on whose request, about what; `special` is the special law that is the ground."""
    own = case.procedure.legal_basis if case.procedure else ""
    ground = f"На основу {proposed(kind)} {ZUP}" + (f", а у вези са прописом: {own}" if own else "")
    if special:
        ground = f"На основу посебног закона: {special}"
    request = f"решавајући по захтеву странке {_named(parties[0])}" if parties else "решавајући по службеној дужности"
    brings = "доноси" if kind == ActKind.DECISION else "доноси закључак"
    return f"{ground}, {organisation.body_cyr}, {request}, у предмету „{case.subject}“, {brings}"


def proposed(kind: ActKind) -> str:
    """The article of ZUP that the introduction of a kind of act is proposed with: `члана 136.`"""
    return f"члана {GROUNDS[kind].article.rpartition(' ')[2]}."


def introduction_of_all(organisation: Organisation, case: Case, parties: Sequence[CaseParty]) -> str:
    """The introduction of a decision for several cases: on whose requests, each party once."""
    alone = introduction(ActKind.DECISION, organisation, case, parties)
    if not parties:
        return alone
    names = "; ".join(dict.fromkeys(_named(one) for one in parties))
    return alone.replace(f"захтеву странке {_named(parties[0])}", f"захтевима странака: {names}")


def _named(party: CaseParty) -> str:
    identifier = {"jmbg": "ЈМБГ", "pib": "ПИБ", "mb": "МБ"}.get(party.party.identifier_kind, "")
    number = f", {identifier} {party.party.identifier}" if identifier else ""
    lives = "са седиштем у месту" if party.party.kind == PartyKind.COMPANY else "са адресом"
    return f"{party.name}{number}" + (f", {lives} {party.address}" if party.address else "")


def remedy(kind: ActKind, organisation: Organisation, case: Case) -> str:
    """Whether, to whom, within what time and how to appeal (Art. 153 ZUP; the days are a setting)."""
    days = deadlines.settings_of(organisation).appeal_days
    words = f"{days} {plural(days, 'дана', 'дана', 'дана')}"
    against = "овог решења" if kind == ActKind.DECISION else "овог закључка"
    return (
        f"Против {against} може се изјавити жалба {of_case(case).to_body} у року од {words} од дана "
        f"обавештавања, преко овог органа, писмено, усмено на записник или електронским путем."
    )


def correction(organisation: Organisation, case: Case) -> str:
    """What is missing, by when, and what follows if it does not come (Art. 59 ZUP; the days are a setting)."""
    days = deadlines.settings_of(organisation).correction_days
    return (
        f"Поднесак „{case.subject}“, који смо примили {_received(case)}, није уредан, јер:\n\n"
        f"Позивамо вас да поднесак уредите у року од {days} {plural(days, 'дан', 'дана', 'дана')} од дана када примите "
        "овај позив (члан 59. Закона о општем управном поступку). Потребно је да доставите:\n\n"
        "Ако поднесак не уредите у том року, орган ће га решењем одбацити."
    )


def discontinued(case: Case, withdrawn: Sequence[tuple[str, date]]) -> dict[str, str]:
    """Operative part and explanation when nobody asks any more (the article is not checked, so none is named)."""
    names = ", ".join(name for name, _on in withdrawn)
    whose, gave_up = ("странке", "странка је одустала") if len(withdrawn) == 1 else ("странака", "странке су одустале")
    said = "; ".join(f"{name}, {format_date(on)}" for name, on in withdrawn)
    return {
        "disposition": f"Обуставља се поступак по захтеву {whose}: {names}, у предмету „{case.subject}“.",
        "reasoning": f"Од захтева који смо примили {_received(case)} {gave_up} у целини: {said}.\n"
        "Захтев више нико не одржава, па орган поступак обуставља.",
    }


def call_to_state(case: Case, party: CaseParty, about: str, until: date) -> str:
    """Whom the body calls to state, on what, until when (the article is not checked, the day is the official's)."""
    return (
        f"{party.name}, пре него што одлучимо у предмету „{case.subject}“, који смо примили {_received(case)}, "
        "позивамо вас да се изјасните о следећем:\n\n"
        f"{about}\n\n"
        f"Изјаснити се можете до {format_date(until)} писмено, електронским путем или усмено на записник код овог "
        "органа. "
        "Ако се до тог дана не изјасните, орган ће одлучити на основу онога што је утврђено."
    )


def notice(case: Case) -> str:
    """The opening of a notice."""
    return f"Обавештавамо вас да у предмету „{case.subject}“, који смо примили {_received(case)},"


def ceded(case: Case, body: str, reason: str) -> str:
    """To whom a misdirected submission was ceded, and why (the article of the duty is not checked)."""
    return (
        f"Обавештавамо вас да смо поднесак „{case.subject}“, који смо примили {_received(case)} под бројем "
        f"{case.number}, уступили органу: {body}.\n\n"
        f"Разлог: {reason.rstrip('.')}.\n\n"
        "О поднеску даље одлучује тај орган; није потребно да га поднесете поново."
    )


def _received(case: Case) -> str:
    return format_date(timezone.localdate(case.received_at))
