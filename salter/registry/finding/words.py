"""The words of a text and of a search, folded to one script; which words a mistyped one may have meant. Pure rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from salter.ui.script import fold

LONGEST = 40
"""Longer words are cut: nobody types them, and an index entry has a bound."""
TYPED = 200
"""So many characters of a search are read; a longer one is refused, not cut, so that nobody reads a wrong answer."""
SHORTEST_MISTYPED = 4
EVERYWHERE = frozenset(
    ("i", "a", "u", "o", "s", "k", "na", "za", "od", "do", "sa", "iz", "po", "da", "je", "se", "ne", "kod", "ili", "li")
)
"""Words that stand in nearly every paper: they find nothing by themselves and are left out."""
# Endings of nouns and adjectives, folded, longest first; what stays in front of one has at least four letters.
ENDINGS = (
    *("ovima", "evima", "ijama", "ama", "ima", "oga", "ome", "omu", "ega", "emu"),
    *("om", "em", "og", "eg", "oj", "ih", "im", "a", "e", "i", "o", "u"),
)
LEAST_BEFORE_ENDING = 4
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a search: how it begins, or (`whole`) the word itself; `meant` are other words that do as well."""

    text: str
    whole: bool = False
    meant: tuple[str, ...] = ()

    def takes(self, word: str) -> bool:
        """Whether a folded word is one that was searched for."""
        return word == self.text or (not self.whole and word.startswith(self.text)) or word in self.meant


def words_of(texts: Iterable[str]) -> set[str]:
    """The folded words of texts, without single letters and words that stand everywhere."""
    raw: set[str] = set()
    for text in texts:
        raw.update(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))
    return {word for one in raw for word in _kept(one)}


def _kept(raw: str) -> list[str]:
    return [word[:LONGEST] for word in _WORD.findall(fold(raw)) if len(word) > 1 and word not in EVERYWHERE]


def terms_of(typed: str) -> tuple[Term, ...]:
    """What a search asks for: words of three letters and more by how they begin, without their ending."""
    found = dict.fromkeys(word for raw in _WORD.findall(typed) for word in _kept(raw))
    return tuple(dict.fromkeys(_term(word) for word in found))


def _term(word: str) -> Term:
    if len(word) < 3 or (word.isdigit() and len(word) < 5):
        return Term(word, whole=True)
    return Term(word if any(letter.isdigit() for letter in word) else beginning(word))


def beginning(word: str) -> str:
    """A folded word without its ending: `dozvola`, `dozvole` and `dozvolama` begin with `dozvol`."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_BEFORE_ENDING:
            return word[: -len(ending)]
    return word


def as_query(terms: Sequence[Term]) -> str:
    """The terms as PostgreSQL reads a text query; a word has only letters and digits, so nothing needs an escape."""
    return " & ".join(_alternatives(term) for term in terms)


def _alternatives(term: Term) -> str:
    own = f"'{term.text}'" if term.whole else f"'{term.text}':*"
    return "(" + " | ".join([own, *(f"'{word}'" for word in term.meant)]) + ")" if term.meant else own


def meant_by(term: Term, known: Iterable[str], most: int = 6) -> tuple[str, ...]:
    """Of known words those that one slip of a finger away are this one (two for a long word), nearest first."""
    allowed = 1 if len(term.text) < 6 else 2
    near = [(distance(term.text, word, allowed), word) for word in known if word != term.text]
    near += [(distance(term.text, beginning(word), allowed), word) for word in known if beginning(word) != word]
    best: dict[str, int] = {}
    for steps, word in sorted(near):
        if steps <= allowed:
            best.setdefault(word, steps)
    return tuple(best)[:most]


def distance(first: str, second: str, most: int) -> int:
    """How many slips lie between two words: a letter left out, put in, mistaken, or two of them swapped; at the least
    `most` + 1 when there are more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for place, letter in enumerate(first, 1):
        before, last, row = row, before, [place]
        for other, mate in enumerate(second, 1):
            steps = min(before[other] + 1, row[-1] + 1, before[other - 1] + (letter != mate))
            if place > 1 and other > 1 and letter == second[other - 2] and first[place - 2] == mate:
                steps = min(steps, last[other - 2] + 1)
            row.append(steps)
        if min(row) > most and (not before or min(before) > most):
            return most + 1
    return row[-1]


def problem(typed: str) -> str:
    """Why a search cannot be answered, in words for who typed it; "" when it can."""
    if len(typed) > TYPED:
        words = _("The search has %(length)s characters; it may have %(most)s. Leave a number, a name or a few words.")
        return words % {"length": len(typed), "most": TYPED}
    if not terms_of(typed) and not any(sign.isdigit() for sign in typed):
        return _("These are only signs, or words that stand in every paper. Write a number, a name or one more word.")
    return ""
