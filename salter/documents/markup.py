"""The small markup of acts: bold, italic, lists and tables in plain text, read and written; pure.

A line is a paragraph. `- ` begins an item of a list, `1) ` a numbered one, `| a | b |` is a row of a table (its first
row is the header). `**words**` are bold, `*words*` italic. A backslash before one of these signs takes it as it is.
What is read here goes to the printer as data, never as a text that could be code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Literal

from salter.documents.templates import Block, Table, Text

Style = Literal["", "bold", "italic"]
MARKS: dict[Style, str] = {"": "", "bold": "**", "italic": "*"}
MOST_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in one style."""

    text: str
    style: Style = ""


Runs = tuple[Run, ...]


class Kind(StrEnum):
    """What a line is."""

    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBER = "number"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty: its runs (of a row: those of each cell), its number, whether it begins a table."""

    kind: Kind
    cells: tuple[Runs, ...]
    number: int = 0
    head: bool = False

    @property
    def runs(self) -> Runs:
        """The runs of what is not a row."""
        return self.cells[0]


# --- words in a style ---

_TOKENS = re.compile(r"\\(?P<plain>[\\*|)•-])|(?P<stars>\*+)|(?P<words>[^\\*]+|\\)")


def runs(text: str) -> Runs:
    """The words of a text with their styles. A mark without its other half, or in the middle of a word, is a sign."""
    tokens = [(match["plain"] or match["words"] or match["stars"], bool(match["stars"])) for match in
              _TOKENS.finditer(text)]  # fmt: skip
    found: list[Run] = []
    place, unclosed = 0, set[str]()
    while place < len(tokens):
        words, is_mark = tokens[place]
        end = _closing(tokens, place) if is_mark and words not in unclosed and _opens(tokens, place) else 0
        if end:
            style: Style = "bold" if words == "**" else "italic"
            found.append(Run("".join(word for word, _mark in tokens[place + 1 : end]), style))
        else:
            found.append(Run(words))
            if is_mark and _opens(tokens, place):
                unclosed.add(words)  # none of those that follow is closed either
        place = (end or place) + 1
    return joined(found)


Tokens = Sequence[tuple[str, bool]]


def _opens(tokens: Tokens, place: int) -> bool:
    """Whether a mark stands before a word and not in one."""
    before = tokens[place - 1][0][-1] if place else " "
    after = tokens[place + 1] if place + 1 < len(tokens) else (" ", False)
    return tokens[place][0] in ("*", "**") and not before.isalnum() and not after[1] and not after[0][0].isspace()


def _closing(tokens: Tokens, place: int) -> int:
    """Where a mark is closed; 0 if nowhere."""
    for end in range(place + 2, len(tokens)):
        if tokens[end] == tokens[place]:
            after = tokens[end + 1][0][0] if end + 1 < len(tokens) else " "
            before = tokens[end - 1]
            if not before[0][-1].isspace() and not before[1] and not after.isalnum():
                return end
    return 0


def joined(found: Iterable[Run]) -> Runs:
    """Neighbours of one style as one; what is empty left out."""
    kept = (run for run in found if run.text)
    return tuple(Run("".join(run.text for run in same), style) for style, same in groupby(kept, lambda run: run.style))


def plain(found: Iterable[Run]) -> str:
    """The words alone."""
    return "".join(run.text for run in found)


def written(found: Iterable[Run]) -> str:
    """Runs as they are written: read again they are the same.

    What no mark can say (half of a word in bold) is said of the whole word.
    """
    wanted = joined(found)
    for candidate in (_marked(wanted), _marked(_escaped(wanted))):
        if runs(candidate) == wanted:
            return candidate
    return _marked(_escaped(_by_words(wanted)))


def _marked(found: Iterable[Run]) -> str:
    return "".join(f"{MARKS[run.style]}{run.text}{MARKS[run.style]}" for run in found)


def _escaped(found: Runs, signs: str = r"\\*") -> Runs:
    return tuple(replace(run, text=re.sub(f"[{signs}]", r"\\\g<0>", run.text)) for run in found)


def _by_words(found: Runs) -> Runs:
    """The same, where a word has one style, and spaces between two styles have none."""
    styles = [run.style for run in found for _letter in run.text]
    chunks: list[Run] = []
    place = 0
    for chunk in re.findall(r"\s+|\S+", plain(found)):
        strongest = max(styles[place : place + len(chunk)], key=lambda style: len(MARKS[style]))
        chunks.append(Run(chunk, "" if chunk.isspace() else strongest))
        place += len(chunk)
    for number in range(1, len(chunks) - 1):
        before, after = chunks[number - 1].style, chunks[number + 1].style
        if chunks[number].text.isspace() and before == after:
            chunks[number] = replace(chunks[number], style=before)
    return joined(chunks)


# --- lines ---

_BULLET = re.compile(r"[-•]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})\)\s+(?=\S)")
_RULE = re.compile(r"\|(?:\s*:?-{2,}:?\s*\|)+")
_CELL = re.compile(r"((?:\\.|[^\\|])*)\|")


def lines(text: str) -> list[Line]:
    """The lines of a text that are not empty; the line of dashes below a header says nothing."""
    return [line for _raw, line in read(text) if line]


def read(text: str) -> Iterator[tuple[str, Line | None]]:
    """Each line as it was typed, and what it says; None for nothing."""
    in_table = False
    for raw in text.splitlines():
        stripped = raw.strip()
        if _RULE.fullmatch(stripped) and in_table:
            yield raw, None
            continue
        line = _line(stripped, head=not in_table) if stripped else None
        in_table = line is not None and line.kind == Kind.ROW
        yield raw, line


def _line(text: str, *, head: bool) -> Line:
    if cells := _cells(text):
        return Line(Kind.ROW, tuple(runs(cell) for cell in cells), head=head)
    if match := _BULLET.match(text):
        return Line(Kind.BULLET, (runs(text[match.end() :]),))
    if match := _NUMBER.match(text):
        return Line(Kind.NUMBER, (runs(text[match.end() :]),), number=int(match[1]))
    return Line(Kind.PARAGRAPH, (runs(text),))


def _cells(text: str) -> list[str]:
    """The cells of a row; nothing for a line that is none, or has more cells than a page can hold."""
    if len(text) < 3 or text[0] != "|" or text[-1] != "|":
        return []
    found = list(_CELL.finditer(text, 1))
    whole = found and found[-1].end() == len(text) and len(found) <= MOST_COLUMNS
    return [match[1].strip() for match in found] if whole else []


def text_of(line: Line) -> str:
    """A line as it is written."""
    if line.kind == Kind.ROW:
        row = f"| {' | '.join(_in_cell(cell) for cell in line.cells)} |"
        return f"| \\{row[2:]}" if _RULE.fullmatch(row) else row
    words = written(line.runs)
    if line.kind == Kind.BULLET:
        return f"- {words}"
    if line.kind == Kind.NUMBER:
        return f"{line.number}) {words}"
    return _as_paragraph(words)


def _in_cell(cell: Runs) -> str:
    words = written(cell)
    return _marked(_escaped(runs(words), r"\\*|")) if re.search(r"[|\\]", words) else words


def whole(found: Iterable[Line]) -> str:
    """Lines as a text."""
    texts: list[str] = []
    before: Line | None = None
    for line in found:
        if before and before.kind == Kind.ROW and line.kind == Kind.ROW and line.head:
            texts.append("")
        texts.append(text_of(line))
        before = line
    return "\n".join(texts)


def _as_paragraph(words: str) -> str:
    """Words that would be read as a list or a table, with a backslash before the sign that makes them one."""
    if _line(words, head=True).kind == Kind.PARAGRAPH:
        return words
    if match := _NUMBER.match(words):
        return f"{match[1]}\\{words[len(match[1]) :]}"
    return f"\\{words}"


def made(kind: Kind, cells: Iterable[Iterable[Run]], *, number: int = 0, head: bool = False) -> Line | None:
    """A line of runs from elsewhere, without spaces at its ends; None when it says nothing."""
    tidied = tuple(_stripped(joined(cell)) for cell in cells)
    if not any(tidied):
        return None
    if kind == Kind.ROW:
        tidied = tidied[:MOST_COLUMNS]
    return Line(kind, tidied, number, head)


def _stripped(found: Runs) -> Runs:
    rest = list(found)
    while rest and not (left := rest[0].text.lstrip()):
        rest.pop(0)
    if rest:
        rest[0] = replace(rest[0], text=left)
    while rest and not (right := rest[-1].text.rstrip()):
        rest.pop()
    if rest:
        rest[-1] = replace(rest[-1], text=right)
    return joined(rest)


# --- for the printer ---


def blocks(text: str) -> list[Block]:
    """A text as the blocks of templates.py."""
    return list(_blocks(lines(text)))


def points(text: str) -> list[Block | list[Block]]:
    """The points of an operative part: one for each paragraph; lists and tables belong to the point above them.

    Where all points are numbered by hand, these numbers give way to those that are printed.
    """
    found = lines(text)
    own = [line for line in found if line.kind in (Kind.PARAGRAPH, Kind.NUMBER)]
    by_hand = bool(own) and [line.number for line in own] == list(range(1, len(own) + 1))
    begins = Kind.NUMBER if by_hand else Kind.PARAGRAPH
    groups: list[list[Line]] = []
    for line in found:
        if line.kind == begins or not groups:
            groups.append([])
        groups[-1].append(replace(line, kind=Kind.PARAGRAPH) if line.kind == begins else line)
    each = [list(_blocks(group)) for group in groups]
    return [point[0] if len(point) == 1 else point for point in each]


def _blocks(found: Sequence[Line]) -> Iterator[Block]:
    group: list[Line] = []
    for line in (*found, None):
        if group and (line is None or not _goes_on(group[-1], line)):
            yield _block(group)
            group = []
        if line is not None:
            group.append(line)


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line belongs to the list or table of the one before."""
    if before.kind != line.kind or line.kind == Kind.PARAGRAPH:
        return False
    return line.number == before.number + 1 if line.kind == Kind.NUMBER else not line.head


def _block(group: Sequence[Line]) -> Block:
    first = group[0]
    if first.kind == Kind.ROW:
        return _table(group)
    texts = [_text(line.runs) for line in group]
    if first.kind == Kind.BULLET:
        return {"kind": "list", "items": texts}
    if first.kind == Kind.NUMBER:
        return {"kind": "numbers", "start": first.number, "items": texts}
    return texts[0] if isinstance(texts[0], str) else {"kind": "paragraph", "text": texts[0]}


def _table(group: Sequence[Line]) -> Table:
    """A table whose rows all have as many cells as the longest."""
    width = max(len(line.cells) for line in group)
    rows = [[_text(cell) for cell in line.cells] + [""] * (width - len(line.cells)) for line in group]
    return {"kind": "table", "columns": rows[0], "rows": rows[1:]}


def _text(found: Runs) -> Text:
    """Words alone where they have no style."""
    if all(not run.style for run in found):
        return plain(found)
    return [{"text": run.text, "style": run.style} for run in found]
