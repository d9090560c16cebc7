"""The fields that a template of Word may have: what each is called, and what of an act stands in it; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.ui.script import fold

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, what it stands for, how typst reads it, and its words.

    A passage (a part of the act) stands alone in its paragraph; `of` is the form of act that has it, "" for all.
    """

    name: str
    label: str | Promise
    code: str
    words: Callable[[Data], str] = lambda data: ""
    passage: str = ""
    of: str = ""


def _people(data: Data) -> list[list[str]]:
    return list(data.get("people", []))


_POINTS = "if data.points.len() > 1 { enum(..data.points.map(piece)) } else { pieces(data.points) }"
FIELDS: tuple[Field, ...] = (
    Field("broj", _("number of the act"), "data.number", lambda data: data["number"]),
    Field("datum", _("date"), "data.date", lambda data: data["date"]),
    Field("mesto", _("place"), 'data.at("place", default: "")', lambda data: data.get("place", "")),
    Field("naslov", _("title of the act"), "data.title", lambda data: data["title"]),
    Field("predmet", _("what it is about"), "data.subject", lambda data: data["subject"]),
    Field("opstina", _("name of the municipality"), "data.body.name", lambda data: data["body"]["name"]),
    Field(
        "organ", _("the body"), 'data.body.at("authority", default: "")', lambda data: data["body"].get("authority", "")
    ),
    Field("jedinica", _("the unit"), 'data.body.at("unit", default: "")', lambda data: data["body"].get("unit", "")),
    Field(
        "stranka",
        _("names of the parties"),
        'data.people.map(lines => lines.first()).join(", ", default: "")',
        lambda data: ", ".join(lines[0] for lines in _people(data)),
    ),
    Field(
        "adresa",
        _("addresses of the parties"),
        'data.people.map(lines => lines.slice(1).join(", ", default: "")).join("; ", default: "")',
        lambda data: "; ".join(", ".join(lines[1:]) for lines in _people(data)),
    ),
    Field("uvod", _("introduction"), "pieces(data.introduction)", passage="legal_basis", of="ruling"),
    Field("dispozitiv", _("operative part"), _POINTS, passage="disposition", of="ruling"),
    Field("obrazlozenje", _("explanation"), "pieces(data.reasoning)", passage="reasoning", of="ruling"),
    Field("pouka", _("instruction on the remedy"), "pieces-with-next(data.remedy)", passage="remedy", of="ruling"),
    Field("tekst", _("text of the letter"), "pieces-with-next(data.paragraphs)", passage="text", of="letter"),
)
_OTHER_NAMES = {
    "brojakta": "broj",
    "stranke": "stranka",
    "imestranke": "stranka",
    "podnosilac": "stranka",
    "adresastranke": "adresa",
    "nazivorgana": "organ",
    "odeljenje": "jedinica",
    "preambula": "uvod",
    "pravnapouka": "pouka",
    "uputstvoopravnomsredstvu": "pouka",
    "sadrzaj": "tekst",
}
_BY_NAME = {field.name: field for field in FIELDS}


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(name))


def field_of(name: str) -> Field | None:
    """The field of a name, in either script and any spelling."""
    key = _key(name)
    return _BY_NAME.get(_OTHER_NAMES.get(key, key))


def nearest(name: str) -> str:
    """The known name that is most like an unknown one; "" for none."""
    found = get_close_matches(_key(name), [*_BY_NAME, *_OTHER_NAMES], n=1, cutoff=0.5)
    return _OTHER_NAMES.get(found[0], found[0]) if found else ""
