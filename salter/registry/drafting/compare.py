"""Two texts compared by words; pure.

Lines that are the same in both are found first, then words within the lines that differ. What is too long to be
compared word by word is said as removed and added whole: never slow, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

BOUND = 200_000
"""The product of the numbers of words of two passages up to which they are compared by words."""
FEW = 2
"""So many equal words between two rewritten passages are rewritten too: “и”, “у” alone hold nothing together."""

_WORDS = re.compile(r"\n|[^\W_]+[^\S\n]*|(?:[^\w\s]|_)[^\S\n]*|[^\S\n]+")


class Change(StrEnum):
    """What has become of a piece of the text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row with the same lot."""

    change: Change
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """The later text with what was removed and what was added, in reading order."""
    old, new = _lines(before), _lines(after)
    pieces: list[Piece] = []
    for same, left, right in _runs(old, new):
        if same:
            pieces.append(Piece(Change.SAME, "".join(left)))
        else:
            pieces += _by_words(_WORDS.findall("".join(left)), _WORDS.findall("".join(right)))
    return _joined(pieces)


def changes(pieces: Sequence[Piece]) -> int:
    """How many places differ; a replacement is one."""
    return sum(
        piece.change != Change.SAME and (not place or pieces[place - 1].change == Change.SAME)
        for place, piece in enumerate(pieces)
    )


def _lines(text: str) -> list[str]:
    """Lines with their ends, written alike; spaces at the end of a line and of the text are no difference."""
    return [f"{line.rstrip()}\n" for line in text.strip().splitlines()]


Run = tuple[bool, Sequence[str], Sequence[str]]


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Stretches that are the same, or differ; in reading order."""
    start, end = _alike(old, new)
    if start:
        yield True, old[:start], new[:start]
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if len(left) * len(right) > BOUND:
        yield False, left, right
    else:
        for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            yield tag == "equal", left[i:j], right[k:m]
    if end:
        yield True, old[len(old) - end :], new[len(new) - end :]


def _alike(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many are the same at the beginning, and how many of the others at the end."""
    most = min(len(old), len(new))
    start = next((place for place in range(most) if old[place] != new[place]), most)
    most -= start
    end = next((place for place in range(most) if old[-1 - place] != new[-1 - place]), most)
    return start, end


def _by_words(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    runs = _settled(_runs(old, new))
    pieces: list[Piece] = []
    for place, (same, left, right) in enumerate(runs):
        between = 0 < place < len(runs) - 1
        if same and not (between and _holds_nothing(left, runs[place - 1], runs[place + 1])):
            pieces.append(Piece(Change.SAME, "".join(left)))
        else:
            pieces += [Piece(Change.REMOVED, "".join(left)), Piece(Change.ADDED, "".join(right))]
    return _joined(pieces)


def _settled(runs: Iterable[Run]) -> list[Run]:
    """What was only added or only removed, moved to the end of a line where it may as well stand there."""
    settled: list[Run] = []
    for same, left, right in runs:
        last = settled[-1] if settled else None
        if same and last and not last[0] and not (last[1] and last[2]):
            alone = last[1] or last[2]
            by = _to_line_end(alone, left)
            turned = [*alone[by:], *alone[:by]]
            settled[-1:] = [(True, left[:by], left[:by]), (False, turned, []) if last[1] else (False, [], turned)]
            left = right = left[by:]
        settled.append((same, left, right))
    return [run for run in settled if run[1] or run[2]]


def _to_line_end(alone: Sequence[str], after: Sequence[str]) -> int:
    """By how many words a passage can move on so that it ends with a line; what it passes must be its own beginning."""
    for place, (own, next_one) in enumerate(zip(alone, after, strict=False)):
        if own != next_one:
            break
        if own == "\n":
            return place + 1
    return 0


def _holds_nothing(words: Sequence[str], before: Run, after: Run) -> bool:
    """Whether equal words stand between two passages that are rewritten, and are too few to be read alone."""
    rewritten = all(left and right and not same for same, left, right in (before, after))
    return rewritten and "\n" not in words and sum(word.strip().isalnum() for word in words) <= FEW


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours of one kind as one; where a passage differs, first all that was removed, then all that was added."""
    joined: list[Piece] = []
    gone = came = ""
    for piece in (*pieces, Piece(Change.SAME, "")):
        if piece.change == Change.REMOVED:
            gone += piece.text
        elif piece.change == Change.ADDED:
            came += piece.text
        else:
            joined += [Piece(Change.REMOVED, gone)] * bool(gone) + [Piece(Change.ADDED, came)] * bool(came)
            gone = came = ""
            if joined and joined[-1].change == Change.SAME:
                piece = Piece(Change.SAME, joined.pop().text + piece.text)
            joined += [piece] * bool(piece.text)
    return joined
