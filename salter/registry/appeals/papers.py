"""What is printed about appeals: the letter that forwards one with its file, the ruling that dismisses it, clauses.

In Serbian Cyrillic, as everything that an office keeps. Nothing that was not read in the law is cited in them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from salter.documents.actions import keep_own
from salter.documents.models import Document
from salter.documents.paper import letterhead
from salter.documents.rendering import render
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry import desk, numbering, wording
from salter.registry.models import (
    Act,
    ActKind,
    Appeal,
    AppealKind,
    AppealOutcome,
    Case,
    ClauseKind,
    DismissalGround,
    Remedy,
    Service,
)
from salter.registry.papers.listing import papers_of
from salter.ui.formats import format_date, plural

FORWARDING = "Прослеђивање жалбе са списима"
WHAT = {
    AppealKind.APPEAL: ("жалба", "жалбу"),
    AppealKind.OBJECTION: ("приговор", "приговор"),
    AppealKind.SILENCE: ("жалба због ћутања управе", "жалбу због ћутања управе"),
}
WHY = {
    DismissalGround.LATE: "неблаговремен",
    DismissalGround.NOT_ALLOWED: "недозвољен",
    DismissalGround.UNAUTHORISED: "изјављен од неовлашћеног лица",
}
OF_A_RULING = {"коначно": "коначан", "правноснажно": "правноснажан", "извршно": "извршан"}
CLAUSES = {
    ClauseKind.FINAL: ("Клаузула коначности", "коначно"),
    ClauseKind.FORCE: ("Клаузула правноснажности", "правноснажно"),
    ClauseKind.ENFORCEABLE: ("Клаузула извршности", "извршно"),
}


def forwarding(viewer: Viewer, row: Appeal) -> Document:
    """The letter to the second instance: what is forwarded, when it was filed, our opinion, the list of the file."""
    assert row.forwarded_on
    papers = papers_of(desk.case_file(viewer, row.case_id))
    listed = [f"{one.ordinal}. {one.title}, {format_date(timezone.localdate(one.at))}" for one in papers]
    paragraphs = [
        f"У прилогу вам прослеђујемо {WHAT[AppealKind(row.kind)][1]} са списима предмета број {row.case.number}.",
        *_lines(row.opinion),
        "Списи предмета:",
        *listed,
    ]
    data: dict[str, Any] = {  # DataRequest
        **_head(viewer, row.case, FORWARDING, row.forwarded_on),
        "recipient": [row.to_body],
        "facts": _facts(_about(viewer, row)),
        "paragraphs": paragraphs,
        "signature": {"name": viewer.name, "function": viewer.staff.title if viewer.staff else ""},
    }
    return _kept(viewer, data, f"prosledjivanje-zalbe-{_plain(row.case.number)}.pdf")


def _about(viewer: Viewer, row: Appeal) -> list[tuple[str, str]]:
    served = row.service
    return [
        ("Предмет", row.case.subject),
        ("Побија се", named(viewer, served.act) if served else row.against or "решење није донето"),
        ("Изјавила странка", row.party.name if row.party else ""),
        ("Поднео", row.filed_by),
        ("Достављено странци", format_date(served.served_on) if served and served.served_on else ""),
        ("Последњи дан рока", format_date(row.last_on) if row.last_on else ""),
        ("Изјављено", format_date(row.filed_on)),
        ("Примљено", format_date(row.received_on)),
    ]


def ruling(viewer: Viewer, row: Appeal, ground: DismissalGround | None, why: str) -> dict[str, str]:
    """The parts of the ruling by which the body dismisses an appeal, or refuses an objection (no ground)."""
    parties = list(row.case.parties.select_related("party").order_by("id"))
    written = wording.content(ActKind.CONCLUSION, viewer.organisation, row.case, parties)
    what, female = WHAT[AppealKind(row.kind)][0], row.kind != AppealKind.OBJECTION
    party = row.party.name if row.party else ""
    against = f" против акта: {named(viewer, row.service.act)}" if row.service else ""
    if ground is None:
        operative = f"Одбија се {what} странке {party}, од {format_date(row.filed_on)}{against}."
    else:
        ending = "а" if female else ""
        said = WHY[ground].replace("изјављен", f"изјављен{ending}")
        said = said if ground == DismissalGround.UNAUTHORISED else said + ending
        operative = f"Одбацује се {what} странке {party}, од {format_date(row.filed_on)}{against}, као {said}."
    return {**written, "disposition": operative, "reasoning": "\n".join([*_days(row), *_lines(why)])}


def _days(row: Appeal) -> list[str]:
    """The days of its party alone."""
    said = []
    if row.service and row.service.served_on:
        said.append(f"Акт је странци достављен {format_date(row.service.served_on)}.")
    if row.last_on:
        said.append(f"Последњи дан рока за странку био је {format_date(row.last_on)}.")
    return [*said, f"Изјављено је {format_date(row.filed_on)}, а примљено {format_date(row.received_on)}."]


def clause(viewer: Viewer, service: Service, kind: ClauseKind, since: date) -> Document:
    """The page of a clause, to stand with a copy of the act: for which party, from which day, and why."""
    case, (title, word) = service.act.case, CLAUSES[kind]
    party = ", ".join(filter(None, (service.case_party.name, service.case_party.address)))
    what = "Закључак" if service.act.kind == ActKind.CONCLUSION else "Решење"
    is_so = (
        word if what == "Решење" else {"коначно": "коначан", "правноснажно": "правноснажан", "извршно": "извршан"}[word]
    )
    paragraphs = [
        f"{what} број {number(viewer, service.act)} од {_signed(service.act)} {is_so} је за странку "
        f"{service.case_party.name} од {format_date(since)}.",
        *_reasons(service),
    ]
    data: dict[str, Any] = {  # DataRequest
        **_head(viewer, case, title, clock.today(viewer.organisation)),
        "recipient": [],
        "facts": _facts([("Предмет", case.subject), ("Странка", party)]),
        "paragraphs": paragraphs,
        "signature": {"name": viewer.name, "function": viewer.staff.title if viewer.staff else ""},
    }
    return _kept(viewer, data, f"klauzula-{kind.value}-{_plain(case.number)}-{service.act.sub_number}.pdf")


def _reasons(service: Service) -> list[str]:
    """What the day follows from, as the row of the party has it."""
    assert service.served_on
    said = [f"Странци је достављено {format_date(service.served_on)}."]
    if service.enforce_note:
        said.append(f"Правно средство не одлаже извршење: {service.enforce_note}.")
    own = service.appeals.filter(mistaken_on=None).exclude(outcome="").first()
    if service.waived_on:
        said.append(f"Странка се правног средства одрекла {format_date(service.waived_on)}.")
    elif own and own.in_time:
        word = "одустала је" if own.outcome == AppealOutcome.WITHDRAWN else "о исходу је обавештена"
        on = own.ended_on if own.outcome == AppealOutcome.WITHDRAWN else own.told_on
        said.append("Жалба је изјављена у року" + (f"; странка {word} {format_date(on)}." if on else "."))
    elif service.remedy_days and service.until and service.remedy != Remedy.DISPUTE:
        days = service.remedy_days
        said.append(
            f"Рок од {days} {plural(days, 'дана', 'дана', 'дана')} за странку је истекао {format_date(service.until)}, "
            "а у том року није изјављено правно средство."
        )
    return said


def named(viewer: Viewer, act: Act) -> str:
    """An act as a paper speaks of it."""
    word = {ActKind.DECISION: "решење", ActKind.CONCLUSION: "закључак"}.get(ActKind(act.kind), "акт")
    return f"{word} број {number(viewer, act)} од {_signed(act)}"


def number(viewer: Viewer, act: Act) -> str:
    """The number of an act."""
    return numbering.sub_number(viewer.organisation, act.case, act.sub_number)


def _signed(act: Act) -> str:
    return format_date(timezone.localdate(act.signed_at)) if act.signed_at else "–"


def _head(viewer: Viewer, case: Case, title: str, on: date) -> dict[str, Any]:
    unit = case.unit.name if case.unit else ""
    return dict(letterhead(viewer.organisation, title=title, number=case.number, on=on, unit=unit))


def _facts(said: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in said if value]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _plain(text: str) -> str:
    return text.replace("/", "-").replace(" ", "-")


def _kept(viewer: Viewer, data: dict[str, Any], name: str) -> Document:
    pdf = render("data_request", data, at=clock.now(viewer.organisation))
    return keep_own(viewer, name=name, data=pdf, media_type="application/pdf")
