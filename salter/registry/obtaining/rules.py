"""What of a case the body obtains itself, and what it must not ask of the party: pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from salter.registry.models import DataBasis
from salter.ui.script import fold

EX_OFFICIO = "ex_officio"
"""In the answers of a submission: what the portal told the party about who obtains what, and what the party chose."""
BY_BODY, BY_CHOICE = "body", "choice"
"""Who obtains a document, as the catalogue says it (carrying.columns.OBTAINED_BY)."""
MARKS = ".,:;()„“\"'"
SHORTEST, STEM = 4, 5
"""Words shorter than that say nothing; of a longer one so many letters, for its ending changes."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A datum that the case needs by its request or by the catalogue. `basis` "": the party was not asked yet."""

    what: str
    basis: str
    keeper: str = ""
    chosen: bool = False

    @property
    def label(self) -> str:
        """The basis in words, "" when it is open."""
        return str(DataBasis(self.basis).label) if self.basis else ""


def told(answers: Mapping[str, Any]) -> list[Proposal]:
    """What a submission from the portal says about who obtains what; what cannot be read is left out."""
    rows = answers.get(EX_OFFICIO)
    if not isinstance(rows, list):
        return []
    known = [row for row in rows if isinstance(row, dict) and row.get("name") and row.get("basis") in DataBasis.values]
    return [Proposal(str(row["name"]), str(row["basis"]), str(row.get("keeper", "")), chosen=True) for row in known]


def of_catalogue(pairs: Iterable[tuple[str, str]]) -> list[Proposal]:
    """What the catalogue says that the body obtains, or that the party may choose."""
    return [
        Proposal(name, DataBasis.RULE.value if by == BY_BODY else "")
        for name, by in pairs
        if by in (BY_BODY, BY_CHOICE)
    ]


def proposed(
    chosen: Iterable[Proposal], catalogue: Iterable[Proposal], noted: Iterable[str], *, by_form: bool
) -> list[Proposal]:
    """What is not noted yet. What the party was told in its form counts before the catalogue, which names the same
    papers in other words: where there was a form, the catalogue only adds what the body obtains in any case."""
    seen = {fold(name) for name in noted}
    found = []
    extra = [one for one in catalogue if one.basis or not by_form]
    for one in (*chosen, *extra):
        if fold(one.what) not in seen:
            seen.add(fold(one.what))
            found.append(one)
    return found


def asked_of_party(text: str, names: Iterable[str]) -> list[str]:
    """Those data that a text to the party asks for: every word of the name that says something stands in it.

    Endings do not count (`извод`, `извода`), nor does the script.
    """
    there = [_bare(word) for word in fold(text).split()]
    found = []
    for name in names:
        said = [word[:STEM] for word in map(_bare, fold(name).split()) if len(word) >= SHORTEST]
        if said and all(any(word.startswith(stem) for word in there) for stem in said):
            found.append(name)
    return found


def _bare(word: str) -> str:
    return word.strip(MARKS)
