"""Templates of an office: told where they are wrong, bounded, and shut off from files, packages and other printing."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pytest
from PIL import Image

from salter.documents import office_templates, rendering
from salter.documents.office_templates import SECONDS, TemplateProblem, preview, print_form
from salter.documents.rendering import Unprintable, render
from tests.documents.test_rendering import text_of

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
        ('= А\n#import "a.typ".replace("a.typ", "@" + "local/zz:0.1.0")', "package", 2),
        ('= А\n#import "base.typ": *', "package", 2),
        ('= А\n\n#read("/etc/passwd")', "file", 3),
        ('= А\n#image("../../etc/x.png")', "file", 2),
        ('= А\n#json("data.json")', "file", 2),
        ('= А\n#eval("1")', "code", 2),
        ('= А\n#dictionary(std).at("ev" + "al")("1")', "code", 2),
        ("= А\n#datetime.today()", "clock", 2),
        ("= А\n#set page(background: none)", "page", 2),
        ("= А\n#let q = page\n#q(background: none, footer: none)[чисто]", "page", 2),
        ("= А\n#counter(page).update(7)", "page", 2),
        ("= А\n#pagebreak()", "typst", 2),
        ("= А\nтекст#footnote[доле]", "outside", 2),
        ("= А\n#v(-90cm)", "signatures", None),
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


def test_no_network_even_past_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typst fetches a package that a source names: the process that would is refused every socket by the kernel."""
    monkeypatch.setattr(office_templates, "_FORBIDDEN", ())
    monkeypatch.setattr(rendering, "_CODE_FROM_ELSEWHERE", re.compile("(?!)"))
    with pytest.raises(TemplateProblem):
        preview('= А\n#import "@preview/example:0.1.0": *', DATA, at=AT)
    preview(GOOD, DATA, at=AT)
    [worker, *_others] = rendering._apart._idle
    with open(f"/proc/{worker._process.pid}/status", encoding="ascii") as status:
        assert "Seccomp:\t2\n" in status.readlines()


def test_the_filter_refuses_sockets_and_nothing_else() -> None:
    code = (
        "import socket, subprocess, sys; from salter.documents.limits import close_network; close_network()\n"
        "try: socket.socket()\nexcept PermissionError: print(open('/proc/self/comm').read(), end='')"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip()
    assert told.stderr == ""


SHEET = "dx: -4cm, rect(width: 30cm, height: 60cm, fill: white)"
ESCAPES = {
    "another name for the page": "#let q = page\n#q(background: none, footer: none)[чисто]",
    "a setting of the page": "#set page(background: none)\nтекст",
    "a sheet of its own, without place": "#show place: none\n#pagebreak()\nа\n#pagebreak()\nб",
    "a footnote over the page": f"текст#footnote[#place(top, dy: -15cm, {SHEET})]",
    "a footnote shown otherwise": f"#show footnote: it => box(it)\nтекст#footnote[#place(top, dy: -15cm, {SHEET})]",
    "something that floats": f"#place(bottom, float: true, dy: -15cm, {SHEET})",
    "a figure that floats": '#figure(placement: bottom, alt: "а", rect(height: 9cm, fill: white))',
    "signatures above the sheet": "#v(-90cm)",
    "signatures over the letterhead": "#v(-5cm)",
    "signatures above the second sheet": "#colbreak()\nтекст#v(-9cm)",
    "a height below nothing": "#block(height: -90cm)[текст]",
    "a paper of its own": "#paper(data)[чисто]",
}


@pytest.mark.parametrize("source", ESCAPES.values(), ids=ESCAPES)
def test_the_form_holds_what_is_written_into_it_even_past_the_check(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_templates, "_FORBIDDEN", ())
    with pytest.raises(TemplateProblem) as told:
        preview(f"= А\n{source}", {**DATA, "practice": True}, at=AT)
    assert told.value.code in {"typst", "outside", "signatures"}


@pytest.mark.parametrize("where", ["top, dy: -15cm", "bottom, dy: 15cm"])
def test_nothing_of_the_house_can_be_covered(where: str) -> None:
    """Band, letterhead and footer look the same, and the signatures are drawn over what would hide them."""
    data = {**DATA, "practice": True}
    [plain] = preview("= А\nтекст", data, at=AT)
    cover = f"= А\nтекст#place({where}, {SHEET})"
    [covered] = preview(cover, data, at=AT)
    for top, bottom in ((0, 0.2), (0.93, 1)):
        assert _strip(plain, top, bottom) == _strip(covered, top, bottom)
    assert _strip(plain, 0.2, 0.4) != _strip(covered, 0.2, 0.4)
    assert "Нацрт" in text_of(print_form(cover, data, at=AT))


def test_every_page_bears_the_band() -> None:
    pages = preview("= А\nтекст\n#colbreak()\nтекст\n#colbreak()\nтекст", {**DATA, "practice": True}, at=AT)
    assert len(pages) == 3
    bands = {_strip(page, 0, 0.03) for page in pages}
    assert len(bands) == 1
    assert bands != {_strip(preview("= А", DATA, at=AT)[0], 0, 0.03)}


def _strip(page: bytes, top: float, bottom: float) -> bytes:
    """The points of a page between two of its heights, from 0 at the top to 1."""
    with Image.open(io.BytesIO(page)) as picture:
        return picture.crop((0, int(picture.height * top), picture.width, int(picture.height * bottom))).tobytes()


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
        preview("= А\n#for i in range(1000000) { colbreak() }", DATA, at=AT)
    assert told.value.code == "time"
