"""The drafts as `pack.yaml` has them, and their open places: pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from salter.calendars.law import Certainty

FILE = Path(__file__).with_name("pack.yaml")
OPEN = re.compile(r"\[\[([^\[\]]+)\]\]")
NAMED = re.compile(r"\{(\w+)\}")
MARK = "НАЦРТ – проверити са правником"
NOTE = "Нацрт није правни акт. Пре доношења мора да га провери правник; места у угластим заградама попуњава орган."
SAID = {
    Certainty.VERIFIED: "прочитано у тексту прописа",
    Certainty.SECONDARY: "непроверено: прочитано само у извору који наводи пропис",
    Certainty.GENERAL_KNOWLEDGE: "непроверено: опште знање струке, није прочитано",
    Certainty.DERIVED: "непроверено: изведено из других правила",
}


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis and how sure we are of it."""

    text: str
    certainty: Certainty

    @property
    def verified(self) -> bool:
        """Whether it was read in the law itself."""
        return self.certainty is Certainty.VERIFIED


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft: what it is for, who adopts it, on which basis, and its parts as heading and text.

    `adopter` says how sure we are of who adopts it; None where that is an open place.
    """

    key: str
    title: str
    purpose: Mapping[str, str]
    adopts: Mapping[str, str]
    adopter: Certainty | None
    bases: tuple[Basis, ...]
    parts: tuple[tuple[str, str], ...]


@cache
def drafts() -> Mapping[str, Draft]:
    """Every draft by its key, in the order of the file."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {row["key"]: _draft(row) for row in rows}


def _draft(row: Mapping[str, object]) -> Draft:
    bases = tuple(Basis(one["text"], Certainty(one["certainty"])) for one in row["bases"])  # type: ignore[attr-defined]
    parts = tuple((one["heading"], one["text"]) for one in row["parts"])  # type: ignore[attr-defined]
    adopter = Certainty(str(row["adopter_certainty"])) if "adopter_certainty" in row else None
    return Draft(str(row["key"]), str(row["title"]), row["purpose"], row["adopts"], adopter, bases, parts)  # type: ignore[arg-type]


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with what is known of the office; open places in bold, in square brackets.

    A value that is not known is an open place, too.
    """
    known = NAMED.sub(lambda found: values[found[1]], text)
    return OPEN.sub(lambda found: f"**[{found[1]}]**", _one_deep(known))


def _one_deep(text: str) -> str:
    """An open place within another becomes a part of it."""
    inner = re.compile(r"(\[\[[^\[\]]*)\[\[([^\[\]]*)\]\]")
    while inner.search(text):
        text = inner.sub(r"\1\2", text)
    return text


def adopts(draft: Draft) -> str:
    """Who adopts it, as it is printed: an open place, or named with how sure we are of that."""
    named = draft.adopts["sr"]
    return f"{named} ({SAID[draft.adopter]})" if draft.adopter else named


def said(draft: Draft) -> Iterator[str]:
    """Each basis with how sure it is, as it is printed."""
    yield from (f"- {one.text} ({SAID[one.certainty]})" for one in draft.bases)
