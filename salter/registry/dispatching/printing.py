"""What a day of post needs on paper: the list for the post office, envelopes, return slips."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from salter.documents.labels import labels
from salter.documents.paper import Language, in_script, letterhead
from salter.documents.rendering import render
from salter.mailbox.models import PostDay
from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.registry.books.columns import Column
from salter.registry.books.lines import Cell, Line
from salter.registry.books.paper import packed
from salter.registry.books.sheets import write_workbook
from salter.registry.dispatching.letters import Letter, address_lines
from salter.registry.models import Act, PublicNotice
from salter.registry.printing import code_picture
from salter.ui.formats import format_date

COLUMNS = (
    Column("Ред. бр.", 6),
    Column("Број пошиљке", 18),
    Column("Прималац", 30),
    Column("Адреса", 40),
    Column("Број акта", 24),
    Column("Начин", 24),
)
TITLE = "Доставна књига за пошту и курире"
SIZES: Mapping[str, tuple[int, int]] = {"c5": (229, 162), "dl": (220, 110), "b5": (250, 176)}
"""Width and height of envelopes, lying, in millimetres."""
SECONDS = 60
NOTICE = (
    "Акт се доставља јавно, објављивањем на веб презентацији и огласној табли органа (члан 78. Закона о општем "
    "управном поступку).",
    "Достављање се сматра извршеним истеком рока од објављивања; од тог дана теку рокови.",
)


def post_list_pdf(office: Organisation, day: PostDay, letters: Sequence[Letter], language: Language = "sr") -> bytes:
    """The list of a day that goes along to the post office, with room for its stamp."""
    title = in_script(TITLE, language)
    data: dict[str, Any] = {  # RegisterBook
        **letterhead(office, title=title, number="", on=day.day, language=language),
        "columns": [{"label": in_script(one.label, language), "width": one.width} for one in COLUMNS],
        "note_at": 1,
        "text_size": 9,
        "rows": [{"cells": [in_script(str(cell or ""), language) for cell in list_cells(one)]} for one in letters],
        "summary_title": in_script("Предаја", language),
        "summary": [
            {"label": in_script(label, language), "value": in_script(value, language)}
            for label, value in (
                ("Укупно пошиљака", str(len(letters))),
                ("Предао", "________________________"),
                ("Примио, жиг", "________________________"),
            )
        ],
    }
    return packed(render("register_book", data, at=clock.now(office), seconds=SECONDS))


def post_list_xlsx(day: PostDay, letters: Sequence[Letter], language: Language = "sr") -> bytes:
    """The same list as a table."""
    about = [(TITLE, day.day.isoformat()), ("Укупно пошиљака", str(len(letters)))]
    with tempfile.TemporaryDirectory(prefix="salter-post-") as folder:
        target = Path(folder) / "list.xlsx"
        write_workbook(target, COLUMNS, [Line(list_cells(one)) for one in letters], about, language=language)
        return target.read_bytes()


def list_cells(one: Letter) -> tuple[Cell, ...]:
    """A line of the list (`COLUMNS`)."""
    row = one.delivery
    return (row.post_ordinal, row.registered_number, one.name, one.in_one_line, row.case_number, row.channel.name)


def envelopes_pdf(
    office: Organisation, letters: Iterable[Letter], *, size: str, on: date, language: Language = "sr"
) -> bytes:
    """An envelope a page, each with one address."""
    data = envelopes_data(office, letters, size=size, on=on, language=language)
    return packed(render("envelopes", data, at=clock.now(office), seconds=SECONDS))


def envelopes_data(
    office: Organisation, letters: Iterable[Letter], *, size: str, on: date, language: Language
) -> dict[str, Any]:
    """What the template `envelopes` takes."""
    width, height = SIZES[size]
    return {  # Envelopes
        **letterhead(office, title=in_script("Коверте", language), number="", on=on, language=language),
        "width": width,
        "height": height,
        "sender": [in_script(line, language) for line in address_lines(office.address_cyr)],
        "items": [_outside(one, language) for one in letters],
    }


_picture = lru_cache(maxsize=1024)(code_picture)
"""The same code stands on cover, envelope and slip of a letter."""


def covers_data(
    office: Organisation, letters: Iterable[tuple[Letter, int]], *, on: date, language: Language
) -> dict[str, Any]:
    """What the template `letter_covers` takes: each letter with the number of the pages that it encloses."""
    head = letterhead(office, title=in_script("Пропратни листови", language), number="", on=on, language=language)
    both = list(letters)
    seconds = _seconds(office, (one for one, _pages in both))
    items = [
        {**_outside(one, language), **seconds(one), "what": one.delivery.title, "pages": str(pages or "")}
        for one, pages in both
    ]
    return {**head, "items": items}  # LetterCovers


def _outside(one: Letter, language: Language) -> dict[str, Any]:
    """What stands on the outside of one letter."""
    row = one.delivery
    found = {
        "mark": in_script(row.channel.name, language),
        "number": row.case_number,
        "registered": row.registered_number,
        "name": one.name,
        "address": list(one.address),
        "code": row.slip_code,
    }
    return {**found, "qr_svg": _picture(row.slip_code)} if row.slip_code else found


def _seconds(office: Organisation, letters: Iterable[Letter]) -> Callable[[Letter], dict[str, Any]]:
    """The fixed words in the second language of each act that has one; one query, none in an office without one."""
    if not office.languages:
        return lambda one: {}
    keys = {one.delivery.subject_id for one in letters}
    rows = Act.objects.filter(organisation=office, pk__in=keys, language__isnull=False)
    found = dict(rows.values_list("pk", "language"))

    def second(one: Letter) -> dict[str, Any]:
        code = found.get(one.delivery.subject_id)
        return {"second": {"language": code, "labels": labels(code)}} if code else {}

    return second


def slips_pdf(office: Organisation, letters: Iterable[Letter], *, on: date, language: Language = "sr") -> bytes:
    """The return slips, three a sheet; a letter without a code has none."""
    data = slips_data(office, letters, on=on, language=language)
    return packed(render("return_slips", data, at=clock.now(office), seconds=SECONDS))


def slips_data(office: Organisation, letters: Iterable[Letter], *, on: date, language: Language) -> dict[str, Any]:
    """What the template `return_slips` takes."""
    letters = list(letters)
    seconds = _seconds(office, letters)
    items = [
        {
            **seconds(one),
            "number": one.delivery.case_number,
            "what": one.delivery.title,
            "name": one.name,
            "address": list(one.address),
            "code": one.delivery.slip_code,
            "qr_svg": _picture(one.delivery.slip_code),
        }
        for one in letters
        if one.delivery.slip_code
    ]
    head = letterhead(office, title=in_script("Доставнице", language), number="", on=on, language=language)
    return {**head, "items": items}  # ReturnSlips


def notice_pdf(office: Organisation, notice: PublicNotice, language: Language = "sr") -> bytes:
    """The notice as it hangs on the board: no more of the addressee than the web page says."""
    title = in_script("Јавно достављање", language)
    delivery = notice.delivery
    facts = (
        ("За кога", notice.addressee),
        ("Акт", delivery.case_number),
        ("Може се преузети", notice.where),
        ("Објављено", format_date(notice.published_on, language)),
        ("Сматра се достављеним", format_date(notice.until, language)),
    )
    head = letterhead(office, title=title, number=delivery.case_number, on=notice.published_on, language=language)
    data: dict[str, Any] = {  # OfficialNote
        **head,
        "facts": [{"label": in_script(label, language), "value": in_script(value, language)} for label, value in facts],
        "paragraphs": [in_script(text, language) for text in NOTICE],
    }
    return render("official_note", data, at=clock.now(office))
