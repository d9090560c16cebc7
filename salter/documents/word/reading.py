"""Reading a .docx that people have written: what it says, what of it nobody can print, and why one is refused."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from salter.documents.formats import EXTENSIONS
from salter.documents.intake import Policy, UploadRefused, check_upload
from salter.documents.limited import Stopped, run_limited
from salter.documents.markup import Kind, Line, Run, made

DOCX = next(kind for kind, ending in EXTENSIONS.items() if ending == "docx")
POLICY = Policy(10 << 20, frozenset([DOCX]))
SECONDS, MEMORY_MB = 20, 512
REFUSED: dict[str, str | Promise] = {
    "too_large": _lazy("Unpacked, the file is larger than a document of an office can be. Nothing was kept."),
    "locked": _lazy("The file is locked with a password. Nothing was kept. Save it without one."),
    "unreadable": _lazy("The file cannot be read as a document of Word. Nothing was kept. Save it again as .docx."),
    "bound": _lazy("The file could not be read within %(seconds)s seconds. Nothing was kept. Save it again as .docx."),
    "macros": _lazy("The file holds a program (%(what)s). Nothing was kept. Save it as .docx without macros."),
    "external": _lazy("The file uses what lies elsewhere (%(what)s). Nothing was kept. Break the link and save again."),
    "embedded": _lazy("Another file lies inside this one (%(what)s). Nothing was kept. Take it out and save again."),
}


class WordRefused(Exception):
    """The file is not taken; `message` says why and what to do, in the reader's language."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class Words(Run):
    """Some words in one style; `field` is the merge field of Word that they stand for."""

    field: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the file: where it stands (from 1, as people count paragraphs), its bookmarks, its cells."""

    kind: Kind
    cells: tuple[tuple[Words, ...], ...]
    at: int
    names: tuple[str, ...] = ()
    number: int = 0
    head: bool = False
    align: str = ""

    @property
    def text(self) -> str:
        """The words alone."""
        return " ".join("".join(run.text for run in cell) for cell in self.cells)

    @property
    def line(self) -> Line | None:
        """The line of our own markup; None when it says nothing."""
        return made(self.kind, self.cells, number=self.number, head=self.head)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says: its lines, those of header and footer, the keywords, and what was accepted and left out."""

    lines: Sequence[Paragraph]
    edges: Sequence[Paragraph]
    keywords: str
    left: Mapping[str, int]
    tracked: int
    comments: Sequence[str]
    problems: Sequence[tuple[str, str]]


def read(name: str, content: BinaryIO) -> Found:
    """Read an uploaded file. Raises WordRefused."""
    content.seek(0)
    try:
        check_upload(name, DOCX, content, POLICY)
    except UploadRefused as refused:
        raise WordRefused(refused.code, refused.message) from refused
    content.seek(0)
    with tempfile.NamedTemporaryFile(prefix="salter-", suffix=".docx") as copy:
        while chunk := content.read(1 << 16):
            copy.write(chunk)
        copy.flush()
        return read_file(Path(copy.name))


def read_file(path: Path) -> Found:
    """The same for a file on disk. Raises WordRefused."""
    try:
        answer = json.loads(
            run_limited("salter.documents.word.helper", str(path), seconds=SECONDS, memory_mb=MEMORY_MB)
        )
    except (Stopped, ValueError) as error:
        raise WordRefused("bound", str(REFUSED["bound"]) % {"seconds": SECONDS}) from error
    if "refused" in answer:
        raise WordRefused(answer["refused"], str(REFUSED[answer["refused"]]))
    return Found(
        [_paragraph(line) for line in answer["lines"]],
        [_paragraph(line) for line in answer["edges"]],
        answer["keywords"],
        {code: count for code, count in answer["left"].items() if count},
        answer["tracked"],
        answer["comments"],
        [(code, what) for code, what in answer["problems"]],
    )


def _paragraph(line: Mapping[str, Any]) -> Paragraph:
    cells = tuple(tuple(Words(run["text"], run["style"], run["field"]) for run in cell) for cell in line["cells"])
    names, number, head = tuple(line["names"]), line["number"], line["head"]
    return Paragraph(Kind(line["kind"]), cells, line["at"], names, number, head, line["align"])


def refuse_problems(found: Found) -> None:
    """Raise WordRefused for a file with a program, with what lies elsewhere, or with another file inside."""
    for code, what in found.problems:
        raise WordRefused(code, str(REFUSED[code]) % {"what": what})


LEFT: dict[str, str | Promise] = {
    "picture": _lazy("Pictures are left out: %(count)s."),
    "box": _lazy("Boxes and shapes that float over the text are left out: %(count)s."),
    "embedded": _lazy("Files inside the text are left out: %(count)s."),
    "note": _lazy("Footnotes are left out: %(count)s."),
    "symbol": _lazy("Signs of other typefaces are left out: %(count)s."),
    "formula": _lazy("Formulas are left out: %(count)s."),
    "hidden": _lazy("Hidden words are left out: %(count)s."),
    "look": _lazy("Underlined, struck out, raised or highlighted words stay as plain words: %(count)s."),
    "nested": _lazy("Lists within lists stand as lists of one level: %(count)s lines."),
    "merged": _lazy("Merged cells and tables within tables stand as plain cells: %(count)s."),
    "break": _lazy("Line breaks within a paragraph begin a new one, in a cell they are spaces: %(count)s."),
    "edges": _lazy("Header and footer of the file are left out; letterhead and footer are made by the program."),
    "tracked": _lazy("Tracked changes are taken as accepted: %(count)s."),
    "fields": _lazy("Fields that are filled in: %(count)s."),
    "above": _lazy("Words above the first heading belong to no part and are left out: %(count)s. They say:"),
    "comments": _lazy("Comments are left out of the text: %(count)s. They say:"),
}
"""What is told of a file, by code."""


def told(remark: Mapping[str, Any]) -> str:
    """One remark of a file in words."""
    return str(LEFT[remark["code"]]) % {"count": remark["count"]}


def remarks(found: Found) -> list[dict[str, Any]]:
    """What was accepted and what was left out, as plain data that can be kept and told in any language."""
    kept: list[dict[str, Any]] = []
    if found.tracked:
        kept.append({"code": "tracked", "count": found.tracked})
    if found.comments:
        kept.append({"code": "comments", "count": len(found.comments), "texts": list(found.comments)})
    kept += [{"code": code, "count": count} for code, count in sorted(found.left.items())]
    if any(line.text.strip() for line in found.edges):
        kept.append({"code": "edges", "count": 1})
    return kept
