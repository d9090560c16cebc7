"""What the styles and lists of a .docx mean for a paragraph: bold, italic, and how it is numbered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

from salter.documents.word.xml import attribute, child, children, flag, local, number, value

DEEPEST = 12
"""So many styles may rest upon each other."""
Listed = tuple[str, int]
"""A list and a level in it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says; None: nothing."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    listed: Listed | None = None
    heading: bool = False

    def over(self, below: Look) -> Look:
        """This, and what it does not say from the one below."""
        return Look(
            self.bold if self.bold is not None else below.bold,
            self.italic if self.italic is not None else below.italic,
            self.hidden if self.hidden is not None else below.hidden,
            self.listed or below.listed,
            self.heading or below.heading,
        )


def look(run_properties: etree._Element | None, paragraph_properties: etree._Element | None = None) -> Look:
    """What properties of words and of a paragraph say."""
    outline = child(paragraph_properties, "outlineLvl")
    return Look(
        flag(run_properties, "b"),
        flag(run_properties, "i"),
        flag(run_properties, "vanish"),
        listed(paragraph_properties),
        outline is not None and number(outline, 9) < 9,
    )


def listed(paragraph_properties: etree._Element | None) -> Listed | None:
    """The list that a paragraph is in; ("", 0) where it says that it is in none."""
    found = child(paragraph_properties, "numPr")
    if found is None:
        return None
    own = value(found, "numId")
    level = child(found, "ilvl")
    return ("" if own == "0" else own, number(level, 0) if level is not None else 0)


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        self._own: dict[str, Look] = {}
        self._below: dict[str, str] = {}
        for style in children(root, "style"):
            name = attribute(style, "styleId")
            self._own[name] = look(child(style, "rPr"), child(style, "pPr"))
            self._below[name] = value(style, "basedOn")

    def look(self, name: str) -> Look:
        """What a style says, with those that it rests upon."""
        found = Look()
        for _step in range(DEEPEST):
            if name not in self._own:
                break
            found, name = found.over(self._own[name]), self._below[name]
        return found


class Numbering:
    """The lists of a document, counting as they are read."""

    def __init__(self, root: etree._Element | None) -> None:
        self._formats: dict[str, dict[int, tuple[str, int]]] = {}
        abstract: dict[str, dict[int, tuple[str, int]]] = {}
        for each in root if root is not None else ():
            if local(each) == "abstractNum":
                abstract[attribute(each, "abstractNumId")] = dict(map(_level, children(each, "lvl")))
            elif local(each) == "num":
                levels = dict(abstract.get(value(each, "abstractNumId"), {}))
                for override in children(each, "lvlOverride"):
                    at = _at(override)
                    start = child(override, "startOverride")
                    if start is not None:
                        levels[at] = (levels.get(at, ("decimal", 1))[0], number(start, 1))
                self._formats[attribute(each, "numId")] = levels
        self._counted: dict[str, dict[int, int]] = defaultdict(dict)

    def next(self, where: Listed) -> tuple[str, int]:
        """How the next paragraph of a list is marked, and its number: ("bullet", 0), ("decimal", 3), ("none", 0)."""
        name, level = where
        form, start = self._formats.get(name, {}).get(level, ("bullet", 1))
        counted = self._counted[name]
        for deeper in [each for each in counted if each > level]:
            del counted[deeper]
        counted[level] = counted.get(level, start - 1) + 1
        return form, counted[level]


def _level(found: etree._Element) -> tuple[int, tuple[str, int]]:
    start = child(found, "start")
    first = number(start, 1) if start is not None else 1
    return _at(found), (value(found, "numFmt") or "decimal", first)


def _at(found: etree._Element) -> int:
    said = attribute(found, "ilvl")
    return int(said) if said in tuple("012345678") else 0
