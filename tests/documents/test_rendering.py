"""Printed documents: PDF/A-3a and PDF/UA-1, the same bytes for the same input, and templates that are stopped."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest

from salter.documents import rendering
from salter.documents.labels import labels
from salter.documents.rendering import Attachment, RenderFailed, Unprintable, render
from tests import verapdf
from tests.documents import samples

AT = datetime(2026, 11, 23, 15, 10, tzinfo=timezone(timedelta(hours=1)))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).replace("\xa0", " ")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder of templates of the test's own."""
    folder = tmp_path / "sources"
    folder.mkdir()
    return folder


def printed(name: str, data: Mapping[str, object]) -> bytes:
    """A template with a sample."""
    return render(name, data, at=AT, attachments=samples.ATTACHED.get(name, []))


def own(sources: Path, body: str, **data: object) -> bytes:
    """Render a template with this body."""
    head = '#let document-of(data) = { set document(title: "T"); set text(font: "Source Sans 3", lang: "sr"); '
    (sources / "own.typ").write_text(head + body + " }")
    return render("own", data, at=AT, sources=sources, seconds=5)


@pytest.mark.long
@pytest.mark.needs("java")
def test_every_template_is_archival_and_accessible_in_both_scripts(tmp_path: Path) -> None:
    for name, data in samples.SAMPLES.items():
        for script, shown in (("cyrl", data), ("latn", samples.in_latin(data))):
            practice = {**shown, "practice": True}
            (tmp_path / f"{name}-{script}.pdf").write_bytes(printed(name, shown))
            (tmp_path / f"{name}-{script}-practice.pdf").write_bytes(printed(name, practice))
    empty = {"points": [], "reasoning": [], "remedy": [], "deliver_to": [], "subject": "", "draft": True}
    (tmp_path / "draft.pdf").write_bytes(render("decision", {**samples.DECISION, **empty}, at=AT))
    attached = Attachment("доказ.json", "application/json", b"{}", "Подаци доказа")
    (tmp_path / "attached.pdf").write_bytes(render("archive_note", samples.NOTE, at=AT, attachments=[attached]))
    found = verapdf.check(sorted(tmp_path.glob("*.pdf")))
    assert len(found) == 2 * (4 * len(samples.SAMPLES) + 2)
    assert {key: finding.failed_rules for key, finding in found.items() if not finding.passed} == {}


def test_every_template_has_a_sample() -> None:
    found = {file.stem for file in rendering.SOURCES.glob("*.typ") if "#let document-of(" in file.read_text("utf-8")}
    assert found == set(samples.SAMPLES)


def test_a_draft_says_so() -> None:
    draft = text_of(render("decision", {**samples.DECISION, "draft": True}, at=AT))
    assert "Нацрт: документ још није потписан" in draft
    assert "налазе се у самом документу" not in draft


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_structure_language_and_title(name: str) -> None:
    data = samples.SAMPLES[name]
    with pikepdf.open(io.BytesIO(printed(name, data))) as pdf:
        assert str(pdf.Root.Lang) == "sr"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo.Title) == data["title"]
        assert str(pdf.docinfo.CreationDate).startswith("D:20261123141000Z")
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "3A"
            assert metadata["pdfuaid:part"] == "1"


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = (render("decision", samples.DECISION, at=AT) for _ in range(2))
    assert first == second
    assert render("decision", samples.DECISION, at=AT + timedelta(days=1)) != first


def test_a_decision_has_its_lawful_parts_in_order() -> None:
    text = text_of(render("decision", samples.DECISION, at=AT))
    words = labels("sr")
    parts = [
        "Општина Бела Река",
        "на основу члана 141.",
        words["decision"],
        "1.",
        "4.",
        words["reasoning"],
        words["remedy"],
        words["signature"],
        "Јована Узорковић",
        "031-7/2026",
        words["deliver_to"],
        "архиви",
    ]
    places: list[int] = []
    for part in parts:
        assert part in text[max(places, default=0) :], part
        places.append(text.index(part, max(places, default=0)))
    assert places == sorted(places)


def test_signatures_never_stand_alone_on_a_page() -> None:
    """With a reasoning of any length, the page of the signatures also holds the remedy."""
    for lines in range(8, 30, 3):
        data = {**samples.DECISION, "reasoning": ["Утврђено је чињенично стање."] * lines}
        pages = [
            page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(render("decision", data, at=AT))
        ]
        (signed,) = [page for page in pages if "Потпис овлашћеног" in page]
        assert "Општинском већу" in signed


def test_practice_and_test_are_said_in_words_on_every_page() -> None:
    data = {**samples.DECISION, "practice": True}
    for page in pypdfium2.PdfDocument(render("decision", data, at=AT)):
        shown = page.get_textpage().get_text_range()
        assert "ВЕЖБА · ТЕСТ" in shown
    plain = text_of(render("decision", {**samples.DECISION, "demo_signatures": False}, at=AT))
    assert "ВЕЖБА" not in plain
    assert "ТЕСТ" not in plain


def test_latin_has_no_cyrillic_letter() -> None:
    for name, data in samples.SAMPLES.items():
        text = text_of(printed(name, samples.in_latin({**data, "practice": True})))
        assert not [letter for letter in text if "Ѐ" <= letter <= "ӿ"], name


def test_a_long_register_repeats_its_header_on_every_page() -> None:
    document = pypdfium2.PdfDocument(render("register_book", samples.REGISTER, at=AT))
    pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) > 1
    assert all("Основни број" in page for page in pages[:-1])
    assert "поништено: погрешно заведено" in " ".join(pages[0].split())


def test_attachments_are_associated_files() -> None:
    attached = Attachment("доказ.json", "application/json", b'{"a": 1}', "Подаци", "source")
    with pikepdf.open(io.BytesIO(render("archive_note", samples.NOTE, at=AT, attachments=[attached]))) as pdf:
        (found,) = pdf.attachments.values()
        assert (found.filename, found.get_file().read_bytes()) == ("доказ.json", b'{"a": 1}')
        assert str(pdf.Root.AF[0].AFRelationship) == "/Source"


def test_text_is_never_code() -> None:
    evil = '#panic("x") #import "@preview/x:1.0.0": * $ _a_ *b* \\ <label> @ref // /* ```'
    data = {**samples.NOTE, "subject": evil, "paragraphs": [evil]}
    assert text_of(render("archive_note", data, at=AT)).replace("\r\n", " ").count('#panic("x")') == 2


def test_what_a_person_signs_is_refused_with_unprintable_characters_and_the_rest_is_marked() -> None:
    with pytest.raises(Unprintable) as caught:
        render("decision", {**samples.DECISION, "points": ["Ок 😀 漢\x07"]}, at=AT)
    assert set(caught.value.characters) == {"😀", "漢", "\x07"}
    receipt = {**samples.RECEIPT, "documents": [{"name": "😀 слика.png", "sha256": samples.sha256("x")}]}
    assert "□ слика.png" in text_of(render("submission_receipt", receipt, at=AT))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "does not contain key"),
        ({**samples.DECISION, "points": None}, "none"),
        ({**samples.DECISION, "reasoning": [{"kind": "picture"}]}, "unknown kind of block"),
        ({**samples.DECISION, "body": {"name": "x", "arms_svg": "<svg"}}, "svg"),
        ({**samples.DECISION, "number": {1, 2}}, "not plain JSON"),
    ],
)
def test_bad_data_fails_with_what_typst_says(data: dict[str, object], message: str) -> None:
    with pytest.raises(RenderFailed, match=f"(?i){message}"):
        render("decision", data, at=AT)


@pytest.mark.parametrize("name", ["nothing", "../base", "decision.typ", ""])
def test_unknown_templates_fail(name: str) -> None:
    with pytest.raises(RenderFailed, match="no template"):
        render(name, samples.DECISION, at=AT)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        render("decision", samples.DECISION, at=datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    "code",
    [
        '#import "@preview/cetz:0.3.0": *',
        '#import "@local/x:1.0.0": *',
        '#let a = "@pre" + "view/cetz:0.3.0"\n#import a: *',
        '#import("@" + "preview/x:1.0.0")',
        '#import "a.typ".replace("a.typ", "@" + "local/x:1.0.0")',
        '#{ import "a.typ"\n  .replace("a.typ", "@" + "local/x:1.0.0") }',
        '#include "a.typ"/**/.replace("a.typ", "@" + "local/x:1.0.0")',
        '#include "/etc/passwd"',
        '#eval("1 + 1")',
        '#plugin("x.wasm")',
    ],
)
def test_packages_and_foreign_code_are_refused_before_typst(code: str, sources: Path) -> None:
    (sources / "helper.typ").write_text(code)
    with pytest.raises(RenderFailed, match="not allowed"):
        own(sources, "[text]")


def test_our_own_sources_pass_the_check() -> None:
    rendering.check_sources(rendering.SOURCES)


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../etc/passwd", "/proc/self/environ"])
def test_a_template_sees_nothing_outside_its_folder(path: str, sources: Path) -> None:
    with pytest.raises(RenderFailed, match=r"not found|escape the project root"):
        own(sources, f'read("{path}")')


@pytest.mark.parametrize(
    "body",
    [
        "for a in range(100000) { for b in range(100000) { let c = a * b } }",
        "while true {}",
        "let f(n) = f(n + 1); f(0)",
    ],
)
def test_an_endless_template_is_stopped_and_the_next_document_is_made(body: str, sources: Path) -> None:
    began = time.monotonic()
    with pytest.raises(RenderFailed, match="seconds|always true|depth"):
        own(sources, body)
    assert time.monotonic() - began < 15
    assert own(sources, "[next]").startswith(b"%PDF")


def test_a_greedy_template_is_stopped_by_memory(sources: Path) -> None:
    with pytest.raises(RenderFailed):
        own(sources, 'let s = "x" * 1000000; let l = (); for i in range(100000) { l.push(s + str(i)) }; [#l.len()]')
    assert own(sources, "[next]").startswith(b"%PDF")


def test_many_threads_get_their_own_document(sources: Path) -> None:
    (sources / "own.typ").write_text(
        '#let document-of(data) = { set document(title: "T"); set text(font: "Source Sans 3"); [#data.word] }'
    )
    words = [f"reč{number}" for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda word: render("own", {"word": word}, at=AT, sources=sources), words))
    assert [text_of(pdf).strip() for pdf in made] == words
    assert len(rendering._workers._idle) <= (os.cpu_count() or 1)


def test_a_forked_child_does_not_use_the_parents_workers(sources: Path) -> None:
    rendering._workers.stop()  # a worker that other tests have made large would not be kept
    own(sources, "[parent]")
    reader, writer = os.pipe()
    if not (child := os.fork()):
        try:
            os.write(writer, str(len(rendering._workers._idle)).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 9) == b"0"
    os.close(reader)
    os.close(writer)
    assert rendering._workers._idle
    assert threading.active_count() < 20


def test_nothing_is_left_in_the_temporary_folder(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    own(sources, "[text]")
    with pytest.raises(RenderFailed):
        own(sources, "[#data.nothing]")
    assert not list(tmp_path.glob("salter-typst-*"))


def test_a_worker_below_a_large_parent_is_kept(sources: Path) -> None:
    """`ru_maxrss` of a child begins with its parent's memory: measured so, no worker would be reused."""
    ballast = bytearray(rendering.KEEP_BELOW_KIB * 1024 + (64 << 20))
    ballast[::4096] = b"x" * len(ballast[::4096])
    rendering._workers.stop()
    own(sources, "[small]")
    assert rendering._workers._idle
    del ballast
