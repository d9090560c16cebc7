"""What a template is shown with while it is written: an invented act, and the text that a new template begins with."""

from __future__ import annotations

from typing import Any

from salter.documents.labels import labels
from salter.documents.paper import letterhead, second_head
from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.registry.acts import TEMPLATES
from salter.registry.models import ActKind

RULING = """#align(center)[= {title}]
#pieces(data.introduction)
#if data.points.len() > 1 {{ enum(..data.points.map(piece)) }} else {{ pieces(data.points) }}
== {reasoning}
#pieces(data.reasoning)
== {remedy}
#pieces-with-next(data.remedy)
"""
LETTER = """#for line in data.recipient [#line \\ ]
= #data.subject
#pieces-with-next(data.paragraphs)
"""


def is_letter(kind: str) -> bool:
    """Whether acts of that kind are letters; the others have the parts of a decision."""
    return TEMPLATES[ActKind(kind)] == "letter"


def beginning(kind: ActKind, language: str = "") -> str:
    """The text that a new template begins with: it prints what the house prints."""
    if is_letter(kind):
        return LETTER
    said = labels(language or "sr")
    return RULING.format(title=said[kind.value], reasoning=said["reasoning"], remedy=said["remedy"])


def _head(organisation: Organisation, title: str, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {"title": title, "number": "350-1/2026-IV-02", "on": clock.today(organisation)}
    return {**(second_head(organisation, language, **told) if language else letterhead(organisation, **told))}


def sample(organisation: Organisation, kind: str, language: str = "") -> dict[str, Any]:
    """The data of an invented act of that kind; a template of a second language gets it under that letterhead."""
    title = "Одобрење за заузеће јавне површине"
    common = {
        **_head(organisation, title, language),
        "signature": {"name": "пример, није потписано"},
        "draft": True,
        "seal_of": organisation.body_cyr,
        "people": [["Пера Пример", "Примерска 1"]],
        "deliver_to": ["Пера Пример, Примерска 1", "архиви"],
        "subject": title,
    }
    text = [
        "Пример текста који пише обрађивач, да би се видело како образац изгледа на папиру.",
        "Други пасус примера.",
    ]
    if is_letter(kind):
        return {**common, "recipient": ["Пера Пример", "Примерска 1"], "paragraphs": text}
    return {
        **common,
        "introduction": ["На основу члана 136. Закона о општем управном поступку, доноси"],
        "points": ["Усваја се захтев.", "Одобрава се заузеће од 6 m²."],
        "reasoning": text,
        "remedy": ["Против овог решења може се изјавити жалба."],
    }
