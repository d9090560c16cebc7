"""Templates of an office: told where they are wrong, bounded, and shut off from files, packages and other printing."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest

from salter.documents import office_templates, rendering
from salter.documents.office_templates import SECONDS, TemplateProblem, preview, print_form
from salter.documents.rendering import Unprintable, render

AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
DATA = {
    "language": "sr",
    "title": "Решење",
    "body": {"name": "Општина Ведрово"},
    "number": "350-1/2026",
    "signature": {"name": "Нацрт"},
    "draft": True,
    "deliver_to": ["архиви"],
    "introduction": ["На основу члана 136. доноси"],
    "points": ["Усваја се захтев.", "Такса је плаћена."],
    "reasoning": ["Захтев је основан."],
    "remedy": ["Може се изјавити жалба."],
}
GOOD = """= РЕШЕЊЕ
#pieces(data.introduction)
#enum(..data.points.map(piece))
#pieces(data.reasoning)
#pieces-with-next(data.remedy)
"""
LOOP = "= А\n#for i in range(100000) { for j in range(100000) { } }"


def test_a_template_prints_between_letterhead_and_signatures() -> None:
    [page] = preview(GOOD, DATA, at=AT)
    assert page.startswith(b"\x89PNG")
    assert print_form(GOOD, DATA, at=AT).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("= А\n\n\n\n\n\n#nema", "typst", 7),
        ("= А\nтекст\n#let x = (\n", "typst", 3),
        ("= А\n#data.nema", "typst", 2),
        ("= А\n]", "typst", 2),
        ('= А\n#panic("не може")', "typst", 2),
        ("= А\n#let f() = f()\n#f()", "typst", 2),
        ("", "empty", None),
        ("а" * 40_001, "long", None),
        ('= А\n#import "@preview/cetz:0.1.0": *', "package", 2),
        ('= А\n#include "/etc/passwd"', "package", 2),
        ('= А\n\n#read("/etc/passwd")', "file", 3),
        ('= А\n#image("../../etc/x.png")', "file", 2),
        ('= А\n#json("data.json")', "file", 2),
        ('= А\n#eval("1")', "code", 2),
        ('= А\n#dictionary(std).at("ev" + "al")("1")', "code", 2),
        ("= А\n#datetime.today()", "clock", 2),
        ("= А\n#set page(background: none)", "page", 2),
        ("текст без наслова\n== Мали наслов", "typst", 2),
    ],
)
def test_what_is_wrong_is_told_with_its_line(source: str, code: str, line: int | None) -> None:
    with pytest.raises(TemplateProblem) as told:
        preview(source, DATA, at=AT)
    assert (told.value.code, told.value.line) == (code, line)
    assert told.value.reason
    assert "office.typ" not in told.value.reason


def test_no_file_is_read_even_past_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_templates, "_FORBIDDEN", ())
    for path in ("/etc/passwd", "../../../../../../etc/passwd"):
        with pytest.raises(TemplateProblem) as told:
            preview(f'= А\n#raw(read("{path}"))', DATA, at=AT)
        assert told.value.code == "typst"
        assert told.value.line == 2


def test_a_letter_that_cannot_be_printed_is_never_a_box_in_a_signed_act() -> None:
    data = {**DATA, "points": ["Одобрава се \N{GEORGIAN LETTER AN}."]}
    with pytest.raises(Unprintable) as told:
        print_form(GOOD, data, at=AT)
    assert told.value.characters == "\N{GEORGIAN LETTER AN}"
    assert render("oral_record", {**_record(), "clerk": "\N{GEORGIAN LETTER AN}"}, at=AT).startswith(b"%PDF")


def _record() -> dict[str, object]:
    """A record, which nobody signs by key: there a box is printed."""
    return {**DATA, "facts": [], "statement": ["Изјава."], "paragraphs": [], "party": "Странка", "clerk": "Службеник"}


def test_an_endless_loop_ends_and_holds_up_no_other_printing() -> None:
    preview(GOOD, DATA, at=AT)
    render("decision", DATA, at=AT)
    ended: list[float] = []

    def loop() -> None:
        start = time.monotonic()
        with pytest.raises(TemplateProblem) as told:
            preview(LOOP, DATA, at=AT)
        assert told.value.code == "time"
        ended.append(time.monotonic() - start)

    threads = [threading.Thread(target=loop) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    start = time.monotonic()
    assert render("decision", DATA, at=AT).startswith(b"%PDF")
    printed = time.monotonic() - start
    for thread in threads:
        thread.join(60)
    assert len(ended) == 4
    assert printed < SECONDS
    assert min(ended) < SECONDS + 2
    assert not [worker for worker in rendering._apart._idle if not worker.usable]
    assert preview(GOOD, DATA, at=AT)


def test_pages_without_end_end_too() -> None:
    with pytest.raises(TemplateProblem) as told:
        preview("= А\n#for i in range(1000000) { pagebreak() }", DATA, at=AT)
    assert told.value.code == "time"
