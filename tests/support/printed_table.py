"""The table of a PDF, read as a screen reader reads it: by the tags of the file, row after row, cell after cell."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

WRAPPED_HYPHEN = "\x02"
"""What pdfium gives for a hyphen at which a line was broken."""


def rows_of(pdf: bytes) -> list[list[str]]:
    """The cells of every row of every table; a row that goes on on the next page is given once."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return _joined([row for page in document for row in _rows_of_page(page)])
    finally:
        document.close()


def _joined(rows: list[list[str]]) -> list[list[str]]:
    """A row whose first and third cell are both empty has its number on the page before."""
    found: list[list[str]] = []
    for row in rows:
        if found and len(row) == len(found[-1]) and not (row[0] or row[2]):
            found[-1] = [" ".join(filter(None, pair)) for pair in zip(found[-1], row, strict=True)]
        else:
            found.append(row)
    return found


def _rows_of_page(page: Any) -> Iterator[list[str]]:
    texts = _texts(page)
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    try:
        roots = (
            pdfium.FPDF_StructTree_GetChildAtIndex(tree, place)
            for place in range(pdfium.FPDF_StructTree_CountChildren(tree))
        )
        for row in (row for root in roots for row in _elements(root, "TR")):
            yield [_words(cell, texts) if cell else "" for cell in _places(row)]
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _texts(page: Any) -> dict[int, str]:
    """The text under each mark of the page's content."""
    texts: dict[int, str] = defaultdict(str)
    text_page = page.get_textpage()
    for item in page.get_objects():
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            mark = pdfium.FPDFPageObj_GetMarkedContentID(item.raw)
            texts[mark] += _read(partial(pdfium.FPDFTextObj_GetText, item.raw, text_page.raw), ctypes.c_ushort)
    return texts


def _elements(element: Any, kind: str) -> Iterator[Any]:
    """Those of one kind, within an element."""
    if _read(partial(pdfium.FPDF_StructElement_GetType, element)) == kind:
        yield element
        return
    for child in _children(element):
        yield from _elements(child, kind)


def _children(element: Any) -> Iterator[Any]:
    return filter(None, _places(element))


def _places(element: Any) -> Iterator[Any]:
    """What stands in an element, in order; nothing for an empty cell and for text."""
    for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
        yield pdfium.FPDF_StructElement_GetChildAtIndex(element, place)


def _marks(element: Any) -> Iterator[int]:
    for place, child in enumerate(_places(element)):
        if child:
            yield from _marks(child)
        else:
            yield pdfium.FPDF_StructElement_GetChildMarkedContentID(element, place)


def _words(cell: Any, texts: dict[int, str]) -> str:
    text = "".join(texts.get(mark, "") for mark in _marks(cell))
    return " ".join(text.replace(WRAPPED_HYPHEN, "-").split())


def _read(ask: Callable[[Any, int], int], kind: Any = ctypes.c_char) -> str:
    """What a function of pdfium writes into a buffer, in UTF-16."""
    size = ask(None, 0)
    buffer = (ctypes.c_char * max(size, 2))()
    ask(ctypes.cast(buffer, ctypes.POINTER(kind)), size)
    return buffer.raw[:size].decode("utf-16-le").rstrip("\0")
