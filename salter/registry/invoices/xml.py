"""XML of strangers, opened safely: no DTD, so no entities, nothing from outside; bounded in size, depth and parts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from lxml import etree

LARGEST = 64 << 20
DEEPEST, MOST_ELEMENTS = 64, 300_000
PIECE = 1 << 20
"""Read so much at a time; a tag or a comment that is longer than two pieces is refused before it is whole."""


class NotRead(Exception):
    """It could not be read. `code` is stable (salter.registry.invoices.reasons), `words` belong to its sentence."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code)
        self.code, self.words = code, words


def opened(data: bytes) -> etree._Element:
    """The root of the document. Raises NotRead (`invoice-large`, `invoice-not-xml`, `invoice-dtd`).

    A first pass that builds nothing refuses what could grow; only then a tree is made.
    """
    if len(data) > LARGEST:
        raise NotRead("invoice-large", limit=str(LARGEST >> 20))
    _bounded(data)
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_pis=True, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotRead("invoice-not-xml", error=_short(error)) from error


def _bounded(data: bytes) -> None:
    depth = count = named = 0

    def begins(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count, named
        depth, count, named = depth + 1, count + 1, named + len(attributes)
        if depth > DEEPEST or max(count, named) > MOST_ELEMENTS:
            raise NotRead("invoice-large", limit=str(LARGEST >> 20))

    def ends(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_parts: object) -> None:
        raise NotRead("invoice-dtd")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.StartDoctypeDeclHandler = refuse
    try:
        for start in range(0, len(data), PIECE):
            parser.Parse(data[start : start + PIECE], False)
            if start - parser.CurrentByteIndex > PIECE:
                raise NotRead("invoice-large", limit=str(LARGEST >> 20))
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotRead("invoice-not-xml", error=_short(error)) from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
