"""A .docx made of texts in our markup, part by part, for people to write in and to be read back.

Each part begins with a heading that carries a bookmark; the keywords say what the file was made from. Both stay when
Word or another program saves the file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from salter.documents.markup import Kind, Line, Run, lines, made, plain

BOOKMARK, NOTE = "salter_", "note"
_UNKNOWN_TO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the text: its key, its heading in words, and the text."""

    key: str
    label: str
    text: str


def canonical(text: str) -> list[Line]:
    """The lines of a text as a .docx can carry them."""
    return normal(lines(_clean(text)))


def normal(found: Iterable[Line | None]) -> list[Line]:
    """Lines without what a .docx does not tell: rows of empty cells, empty cells at the end of a row, and the bold of a
    header, which is bold by itself.
    """
    kept: list[Line] = []
    begins = False
    for line in found:
        begins = line is not None and (line.head or (begins and line.kind == Kind.ROW))
        if line and (one := _plainer(replace(line, head=begins))):
            kept.append(one)
            begins = False
    return kept


def _plainer(line: Line) -> Line | None:
    cells = list(line.cells)
    if line.head:
        cells = [
            tuple(replace(run, style=run.style if run.style == "italic" else "") for run in cell) for cell in cells
        ]
    while len(cells) > 1 and not plain(cells[-1]).strip():
        cells.pop()
    return made(line.kind, cells, number=line.number, head=line.head)


def make(
    parts: Sequence[Part],
    *,
    title: str,
    note: str,
    author: str,
    keywords: str,
    language: str,
    at: datetime,
    header: str = "",
) -> bytes:
    """The file. `note` stands on top and says what is to be known before writing; `header` stands on every page."""
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    about = document.core_properties
    about.title, about.author, about.keywords = _clean(title)[:255], _clean(author)[:255], keywords
    about.comments, about.created, about.modified = "", at.replace(tzinfo=None), at.replace(tzinfo=None)
    spoken = document.styles["Normal"].element.get_or_add_rPr()
    spoken.append(spoken.makeelement(qn("w:lang"), {qn("w:val"): language}))
    if header:
        document.sections[0].header.paragraphs[0].add_run(_clean(header)).bold = True
    writer = _Writer(document)
    writer.note(_clean(note))
    for part in parts:
        writer.heading(part)
        writer.text(canonical(part.text))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _clean(text: str) -> str:
    return _UNKNOWN_TO_XML.sub("", text)


class _Writer:
    """Adds to a document of python-docx."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._numbers = self._marked = 0
        self._before: Line | None = None

    def note(self, note: str) -> None:
        """What is to be known before writing."""
        paragraph = self._document.add_paragraph()
        paragraph.add_run(note).italic = True
        self._mark(paragraph._p, NOTE)

    def heading(self, part: Part) -> None:
        """The heading of a part, in its bookmark."""
        self._mark(self._document.add_heading(part.label, level=2)._p, part.key)
        self._before = None

    def _mark(self, paragraph: Any, name: str) -> None:
        from docx.oxml.ns import qn

        self._marked += 1
        begin = {qn("w:id"): str(self._marked), qn("w:name"): f"{BOOKMARK}{name}"}
        end = {qn("w:id"): str(self._marked)}
        paragraph.insert(len(paragraph) - 1, paragraph.makeelement(qn("w:bookmarkStart"), begin))
        paragraph.append(paragraph.makeelement(qn("w:bookmarkEnd"), end))

    def text(self, found: Sequence[Line]) -> None:
        """The lines of a part; rows of one table together."""
        table: list[Line] = []
        for line in found:
            if table and (line.kind != Kind.ROW or line.head):
                self._table(table, more=line.kind == Kind.ROW)
                table = []
            if line.kind == Kind.ROW:
                table.append(line)
            else:
                self._paragraph(line)
            self._before = line
        if table:
            self._table(table, more=True)
        if not found:
            self._document.add_paragraph()

    def _paragraph(self, line: Line) -> None:
        style = "List Bullet" if line.kind == Kind.BULLET else None
        paragraph = self._document.add_paragraph(style=style)
        if line.kind == Kind.NUMBER:
            self._number(paragraph, line.number)
        _write(paragraph, line.runs)

    def _number(self, paragraph: Any, number: int) -> None:
        """The paragraph as the next item of the list before it, or the first of a new one."""
        before = self._before
        if not self._numbers or before is None or before.kind != Kind.NUMBER or before.number + 1 != number:
            self._numbers = self._new_list(number)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = self._numbers

    def _new_list(self, start: int) -> int:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls, qn

        numbering = self._document.part.numbering_part.element
        abstract = numbering.findall(qn("w:abstractNum"))
        own = max((int(each.get(qn("w:abstractNumId"))) for each in abstract), default=0) + 1
        numbering.insert(
            len(abstract),
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{own}"><w:multiLevelType w:val="singleLevel"/>'
                f'<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/>'
                '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="567" w:hanging="397"/></w:pPr></w:lvl></w:abstractNum>'
            ),
        )
        return int(numbering.add_num(own).numId)

    def _table(self, rows: Sequence[Line], *, more: bool) -> None:
        """A table; a table or the end of the part needs an empty paragraph behind it."""
        width = max(len(row.cells) for row in rows)
        table = self._document.add_table(rows=len(rows), cols=width, style="Table Grid")
        for row, line in zip(table.rows, rows, strict=True):
            for cell, runs in zip(row.cells, line.cells, strict=False):
                _write(cell.paragraphs[0], runs, bold=line.head)
        if more:
            self._document.add_paragraph()


def _write(paragraph: Any, runs: Iterable[Run], *, bold: bool = False) -> None:
    for run in runs:
        added = paragraph.add_run(run.text)
        added.bold = True if bold or run.style == "bold" else None
        added.italic = True if run.style == "italic" else None
