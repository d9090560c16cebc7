"""The lines of a .docx: paragraphs, items of lists, rows of tables, with their words as if all changes were accepted.

What no line can say (pictures, boxes, notes, looks) is counted in `left`, so that it can be told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from lxml import etree

from salter.documents.word.styles import Look, Numbering, Styles, look
from salter.documents.word.xml import attribute, child, local, value

MOST_LINES = 20_000
DEEPEST = 60
_SIGNS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "\u2011"}
_LEFT = {
    "drawing": "picture",
    "pict": "picture",
    "object": "embedded",
    "footnoteReference": "note",
    "endnoteReference": "note",
    "sym": "symbol",
    "ruby": "symbol",
}
_THROUGH = ("hyperlink", "smartTag", "customXml", "dir", "bdo", "sdtContent")
_ALIGN = {"center": "center", "right": "right", "end": "right"}
_LOOKS = ("u", "strike", "dstrike", "highlight", "vertAlign")


class _Paragraph:
    """One paragraph while it is read: its runs, the bookmarks that begin in it."""

    def __init__(self, below: Look) -> None:
        self.below = below
        self.runs: list[dict[str, str]] = []
        self.names: list[str] = []

    def add(self, text: str, style: str, field: str = "") -> None:
        self.runs.append({"text": text, "style": style, "field": field})


class _Field:
    """A field of Word while it is read: its instruction, and the runs of what it shows."""

    def __init__(self, at: int) -> None:
        self.instruction, self.at, self.shows = "", at, False


class Body:
    """Reads the children of a body into `lines`."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles, self._numbering = styles, numbering
        self.lines: list[dict[str, Any]] = []
        self.left: Counter[str] = Counter()
        self.tracked = 0
        self._at = 0
        self._names: list[str] = []
        self._goes_on: _Paragraph | None = None
        self._fields: list[_Field] = []

    def read(self, parent: etree._Element, depth: int = 0) -> None:
        """The paragraphs and tables in an element, in their order."""
        for each in parent:
            name = local(each)
            if len(self.lines) > MOST_LINES or depth > DEEPEST:
                raise ValueError("too many lines")
            if name == "p":
                self._paragraph(each)
            elif name == "tbl":
                self._table(each)
            elif name == "sdt" or name in _THROUGH:
                self.read(each, depth + 1)
            elif name == "bookmarkStart":
                self._names.append(attribute(each, "name"))
            elif name in ("altChunk", "AlternateContent"):
                self.left["embedded" if name == "altChunk" else "box"] += 1
        if not depth and self._goes_on:
            self._add([self._goes_on.runs], self._goes_on.names, kind="paragraph", number=0)

    # --- paragraphs ---

    def _paragraph(self, element: etree._Element) -> None:
        self._at += 1
        properties = child(element, "pPr")
        paragraph = self._words(element, properties)
        if child(child(properties, "rPr"), "del") is not None:  # the end of the paragraph is struck out: it goes on
            self.tracked += 1
            self._goes_on = paragraph
            return
        kind, number = self._kind(paragraph.below)
        names, self._names = self._names + paragraph.names, []
        for place, runs in enumerate(_split(paragraph.runs)):
            self.left["break"] += place > 0
            first = {"kind": kind, "number": number} if place == 0 else {"kind": "paragraph", "number": 0}
            self._add([runs], names if place == 0 else [], align=_ALIGN.get(value(properties, "jc"), ""), **first)

    def _words(self, element: etree._Element, properties: etree._Element | None) -> _Paragraph:
        below = look(None, properties).over(self._styles.look(value(properties, "pStyle")))
        paragraph = _Paragraph(below)
        if self._goes_on:
            paragraph.runs, paragraph.names, self._goes_on = self._goes_on.runs, self._goes_on.names, None
        self._inline(element, paragraph, 0)
        return paragraph

    def _kind(self, below: Look) -> tuple[str, int]:
        if below.listed is None or not below.listed[0]:
            return "paragraph", 0
        self.left["nested"] += below.listed[1] > 0
        form, number = self._numbering.next(below.listed)
        if form == "none":
            return "paragraph", 0
        return ("bullet", 0) if form == "bullet" else ("number", number)

    def _add(self, cells: Sequence[list[dict[str, str]]], names: list[str], **more: Any) -> None:
        self.lines.append({"cells": list(cells), "names": names, "at": self._at, "head": False, "align": "", **more})

    # --- words ---

    def _inline(self, parent: etree._Element, into: _Paragraph, depth: int) -> None:
        if depth > DEEPEST:
            raise ValueError("too deep")
        for each in parent:
            name = local(each)
            if name == "r":
                self._run(each, into)
            elif name in ("del", "moveFrom"):
                self.tracked += 1
            elif name in ("ins", "moveTo", "sdt", "fldSimple", *_THROUGH):
                self.tracked += name in ("ins", "moveTo")
                begin = len(into.runs)
                self._inline(each, into, depth + 1)
                if name == "fldSimple":
                    _merge(into, begin, attribute(each, "instr"))
            elif name == "bookmarkStart":
                into.names.append(attribute(each, "name"))
            elif name in ("oMath", "oMathPara"):
                self.left["formula"] += 1
            elif name == "AlternateContent":
                self.left["box"] += 1

    def _run(self, run: etree._Element, into: _Paragraph) -> None:
        properties = child(run, "rPr")
        found = look(properties).over(self._styles.look(value(properties, "rStyle"))).over(into.below)
        if found.hidden:
            self.left["hidden"] += 1
            return
        if any(
            value(properties, name) not in ("none", "baseline")
            for name in _LOOKS
            if child(properties, name) is not None
        ):
            self.left["look"] += 1
        style = "bold" if found.bold or found.heading else "italic" if found.italic else ""
        for each in run:
            self._piece(each, style, into)

    def _piece(self, each: etree._Element, style: str, into: _Paragraph) -> None:
        name = local(each)
        if name == "fldChar":
            self._field(attribute(each, "fldCharType"), into)
        elif name == "instrText" and self._fields:
            self._fields[-1].instruction += each.text or ""
        elif self._fields and not self._fields[-1].shows:
            return
        elif name == "t":
            into.add(each.text or "", style)
        elif name == "br":
            into.add("\n" if attribute(each, "type") in ("", "textWrapping") else " ", style)
        elif name in _SIGNS:
            into.add(_SIGNS[name], style)
        elif name == "AlternateContent" or (name in _LEFT and any(local(one) == "txbxContent" for one in each.iter())):
            self.left["box"] += 1
        elif name in _LEFT:
            self.left[_LEFT[name]] += 1

    def _field(self, what: str, into: _Paragraph) -> None:
        if what == "begin":
            self._fields.append(_Field(len(into.runs)))
        elif what == "separate" and self._fields:
            self._fields[-1].shows, self._fields[-1].at = True, len(into.runs)
        elif what == "end" and self._fields:
            field = self._fields.pop()
            _merge(into, min(field.at, len(into.runs)), field.instruction)

    # --- tables ---

    def _table(self, table: etree._Element) -> None:
        head = True
        for row in _through(table, "tr"):
            if child(child(row, "trPr"), "del") is not None:
                self.tracked += 1
                continue
            cells, names = self._row(row)
            self._add(cells, names, kind="row", number=0)
            self.lines[-1]["head"], head = head, False

    def _row(self, row: etree._Element) -> tuple[list[list[dict[str, str]]], list[str]]:
        cells: list[list[dict[str, str]]] = []
        names, self._names = self._names, []
        for cell in _through(row, "tc"):
            runs: list[dict[str, str]] = []
            for place, paragraph in enumerate(self._in_cell(cell)):
                if place and runs and paragraph.runs:
                    runs.append({"text": " ", "style": "", "field": ""})
                    self.left["break"] += 1
                runs += [{**run, "text": run["text"].replace("\n", " ")} for run in paragraph.runs]
                names += paragraph.names
            span = value(child(cell, "tcPr"), "gridSpan")
            more = int(span) - 1 if span.isdecimal() and 1 < int(span[:3]) <= 63 else 0
            self.left["merged"] += more > 0
            cells += [runs, *([] for _each in range(more))]
        return cells, names

    def _in_cell(self, cell: etree._Element) -> list[_Paragraph]:
        """The paragraphs of a cell; those of a table in it too, one after the other."""
        found = []
        for each in cell.iter():
            if local(each) == "tbl":
                self.left["merged"] += 1
            if local(each) == "p" and not _in_box(each, cell):
                self._at += 1
                found.append(self._words(each, child(each, "pPr")))
        return found


def _in_box(paragraph: etree._Element, cell: etree._Element) -> bool:
    """Whether a paragraph of a cell stands in a box that floats over it."""
    for above in paragraph.iterancestors():
        if above is cell:
            return False
        if local(above) in ("txbxContent", "AlternateContent"):
            return True
    return False


def _through(parent: etree._Element, name: str) -> list[etree._Element]:
    """The children of that name, also those within what only marks them."""
    found: list[etree._Element] = []
    for each in parent:
        if local(each) == name:
            found.append(each)
        elif local(each) in ("sdt", "sdtContent", "customXml"):
            found += _through(each, name)
    return found


def _merge(into: _Paragraph, begin: int, instruction: str) -> None:
    """The runs from `begin` on are what a merge field shows: one run that names it."""
    words = instruction.split(None, 1)
    if len(words) != 2 or words[0].upper() != "MERGEFIELD":
        return
    rest = words[1].strip()
    name = rest[1:].split('"', 1)[0] if rest.startswith('"') else rest.split("\\", 1)[0]
    shown = into.runs[begin:]
    del into.runs[begin:]
    style = shown[0]["style"] if shown else ""
    into.add("".join(run["text"] for run in shown), style, name.strip()[:100])


def _split(runs: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Runs parted at the line breaks in them."""
    found: list[list[dict[str, str]]] = [[]]
    for run in runs:
        first, *others = run["text"].split("\n")
        found[-1].append({**run, "text": first})
        found += [[{**run, "text": text, "field": ""}] for text in others]
    return found
