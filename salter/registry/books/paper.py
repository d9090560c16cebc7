"""A book as PDF/A: in volumes, as bound books are, each made by itself, so that no book is too long to be printed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from salter.documents.paper import Language, in_script, letterhead
from salter.documents.rendering import render
from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.registry.books.columns import COLUMNS, BookKind
from salter.registry.books.lines import Cell, Line
from salter.ui.formats import format_date

LINES = 1200
"""A volume ends with the stretch of numbers in which it has so many lines: some sixty pages."""
SECONDS = 60
SMALL = {BookKind.UP1: 6.5, BookKind.UP2: 6.5}


def volume(
    organisation: Organisation,
    kind: BookKind,
    lines: Sequence[Line],
    *,
    title: str,
    number: str,
    facts: Sequence[tuple[str, str]],
    before: Sequence[str],
    about: Sequence[tuple[str, str]],
    language: Language,
) -> bytes:
    """One volume; `about` is the summary that ends the last one."""
    now = clock.now(organisation)
    head = letterhead(
        organisation,
        title=in_script(title, language),
        number=in_script(number, language),
        on=clock.today(organisation),
        language=language,
    )
    data: dict[str, Any] = {  # RegisterBook
        **head,
        "columns": [{"label": in_script(one.label, language), "width": one.width} for one in COLUMNS[kind]],
        "note_at": 3 if kind is BookKind.LIST else 1,
        "text_size": SMALL.get(kind, 8),
        "facts_before": _pairs(facts, language),
        "before": [in_script(text, language) for text in before],
        "rows": [_row(line, language) for line in lines],
        "summary_title": in_script("Бројеви у књизи", language),
        "summary": _pairs(about, language),
    }
    return packed(render("register_book", data, at=now, seconds=SECONDS))


def packed(pdf: bytes) -> bytes:
    """The same file in a tenth of the room: the structure of a long table is many small objects."""
    import pikepdf

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = pikepdf.ObjectStreamMode.generate
        opened.save(target, object_stream_mode=streams, compress_streams=True, deterministic_id=True)
    return target.getvalue()


def _pairs(pairs: Sequence[tuple[str, str]], language: Language) -> list[dict[str, str]]:
    return [{"label": in_script(label, language), "value": in_script(value, language)} for label, value in pairs]


def _row(line: Line, language: Language) -> dict[str, Any]:
    row: dict[str, Any] = {"cells": [_text(cell, language) for cell in line.cells]}
    if line.struck:
        row["struck"] = True
    if line.note:
        row["note"] = in_script(line.note, language)
    if line.under:
        row["under"] = True
    return row


def _text(cell: Cell, language: Language) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return in_script(cell, language)
    return str(cell) if isinstance(cell, int) else format_date(cell, language)
