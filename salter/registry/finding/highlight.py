"""Where the words of a search stand in a text, in the script in which it is written. Pure rules.

Folding changes lengths (љ becomes lj), so places are found in the text itself: each folded letter is looked for as all
the letters that fold to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from salter.registry.finding.words import Term
from salter.ui.script import fold

BEFORE, AFTER = 70, 130
"""So many characters stand around a found word in an excerpt."""
_LETTERS = "абвгдђежзијклљмнњопрстћуфхцчџшčćđšžqwxy"
_AS: dict[str, str] = {}
for _letter in _LETTERS:
    _AS[fold(_letter)] = _AS.get(fold(_letter), "") + _letter
_PAIRS = {"dj": "dj|đ|ђ|дј", "lj": "lj|љ|лј", "nj": "nj|њ|нј", "dz": "dz|dž|џ|дз|дж"}
_LAST = {"d": "đђџ", "l": "љ", "n": "њ"}
"""A typed beginning may end in the middle of what is one letter in Cyrillic."""
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"

Part = tuple[str, bool]
"""A piece of text, and whether it was searched for."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The terms of a search as they may stand in a text."""

    each: tuple[re.Pattern[str], ...]

    @property
    def any(self) -> re.Pattern[str]:
        """One of the terms."""
        return re.compile("|".join(one.pattern for one in self.each) or r"(?!)", re.IGNORECASE)

    def seen_in(self, text: str) -> set[int]:
        """Which terms stand in a text, by their places in the search."""
        return {place for place, one in enumerate(self.each) if one.search(text)}

    def only(self, places: set[int]) -> Pattern:
        """The pattern of some of the terms."""
        return Pattern(tuple(one for place, one in enumerate(self.each) if place in places))


def pattern_of(terms: Sequence[Term]) -> Pattern:
    """What to look for."""
    return Pattern(tuple(re.compile(_written(term), re.IGNORECASE) for term in terms))


def _written(term: Term) -> str:
    own = _spelt(term.text, whole=term.whole) + (_AFTER if term.whole else r"[^\W_]*")
    meant = [_spelt(word, whole=True) + _AFTER for word in term.meant]
    return _BEFORE + "(?:" + "|".join([own, *meant]) + ")"


def _spelt(word: str, *, whole: bool) -> str:
    pieces, place = [], 0
    while place < len(word):
        pair = word[place : place + 2]
        if pair in _PAIRS:
            pieces.append(f"(?:{_PAIRS[pair]})")
            place += 2
            continue
        letter = word[place]
        last = "" if whole or place + 1 < len(word) else _LAST.get(letter, "")
        pieces.append(f"[{letter}{_AS.get(letter, '')}{last}]" if letter.isalpha() else letter)
        place += 1
    return "".join(pieces)


def parts(text: str, pattern: Pattern) -> list[Part]:
    """The text in pieces, found words apart."""
    cut, found = 0, []
    for hit in pattern.any.finditer(text):
        found += [(text[cut : hit.start()], False), (hit[0], True)]
        cut = hit.end()
    return [part for part in [*found, (text[cut:], False)] if part[0]]


def excerpt(text: str, pattern: Pattern) -> list[Part]:
    """A line around the first found word, cut between words; nothing when none stands in the text."""
    hit = pattern.any.search(text)
    if hit is None:
        return []
    begin, end = max(0, hit.start() - BEFORE), min(len(text), hit.end() + AFTER)
    if begin:
        begin = max(begin, text.find(" ", begin, hit.start()))
    if end < len(text):
        end = max(hit.end(), text.rfind(" ", hit.end(), end))
    words = " ".join(text[begin:end].split())
    return parts(("… " if begin else "") + words + (" …" if end < len(text) else ""), pattern)
