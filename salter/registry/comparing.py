"""Two books of the same days compared, row by row under their numbers; pure.

Theirs is the book that is kept beside ours: the old one of a parallel run, or the state's. What a book does not say is
not compared, and words are the same in either script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from salter.ui.script import fold


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a book. `key` is what two spellings of one number share, `facts` what is compared, by name."""

    key: str
    number: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Differing:
    """One number that says two things: the names of the facts that differ."""

    theirs: Line
    ours: Line
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What stands only in theirs (missing here), only in ours (extra), differently in both, and in theirs twice."""

    same: int = 0
    missing: tuple[Line, ...] = ()
    extra: tuple[Line, ...] = ()
    differing: tuple[Differing, ...] = ()
    doubled: tuple[Line, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether both books say the same."""
        return not (self.missing or self.extra or self.differing or self.doubled)

    def as_data(self) -> dict[str, Any]:
        """The same as plain data, to be kept."""
        return asdict(self)


Same = Mapping[str, Callable[[str, str], bool]]


def compare(theirs: Iterable[Line], ours: Iterable[Line], same: Same | None = None) -> Comparison:
    """Compare two books; each list keeps the order of the book that it is from.

    `same` says of some facts, by name, when two texts mean the same; the others are compared letter by letter.
    """
    here = {line.key: line for line in ours}
    there: dict[str, Line] = {}
    missing, differing, doubled = [], [], []
    for line in theirs:
        if line.key in there:
            doubled.append(line)
            continue
        there[line.key] = line
        own = here.get(line.key)
        if own is None:
            missing.append(line)
        elif facts := differences(line.facts, own.facts, same):
            differing.append(Differing(line, own, facts))
    extra = [line for key, line in here.items() if key not in there]
    alike = len(there) - len(missing) - len(differing)
    return Comparison(alike, tuple(missing), tuple(extra), tuple(differing), tuple(doubled))


def differences(theirs: Mapping[str, str], ours: Mapping[str, str], same: Same | None = None) -> tuple[str, ...]:
    """The names of what both say, and say differently."""
    both = [name for name, value in theirs.items() if _plain(value) and _plain(ours.get(name, ""))]
    known = same or {}
    return tuple(name for name in both if not known.get(name, _alike)(theirs[name], ours[name]))


def same_words(theirs: str, ours: str) -> bool:
    """Whether two names have the same words, in any order: “Ведрић Мила” is “Mila Vedrić”."""
    return _words(theirs) == _words(ours)


def _words(text: str) -> list[str]:
    return sorted("".join(letter if letter.isalnum() else " " for letter in fold(text)).split())


def _alike(theirs: str, ours: str) -> bool:
    return _plain(theirs) == _plain(ours)


def _plain(text: str) -> str:
    """Without script, case, punctuation and spaces: “ЈКП „Чистоћа“” is “JKP Čistoća”."""
    return "".join(letter for letter in fold(text) if letter.isalnum())
