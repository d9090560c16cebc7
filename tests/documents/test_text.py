"""Text from documents, and hostile files that must not take the worker down."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salter.documents import text
from salter.documents.rendering import render
from salter.documents.text import ExtractedText, decode, extract_text, extract_text_limited
from tests.documents import files, samples

DOCX = files.OOXML + "wordprocessingml.document"
XLSX = files.OOXML + "spreadsheetml.sheet"
PPTX = files.OOXML + "presentationml.presentation"
PARAGRAPHS = "<w:p><w:r><w:t>Захтев</w:t><w:tab/><w:t>број 1</w:t></w:r></w:p><w:p><w:r><w:t>Други</w:t></w:r></w:p>"
ROWS = '<row><c t="s"><v>1</v></c><c><v>12.5</v></c><c t="inlineStr"><is><t>овде</t></is></c></row>'
SHARED = "<si><t>први</t></si><si><r><t>дру</t></r><r><t>ги</t></r></si>"
EML = (
    "From: =?utf-8?b?0JzQuNC70LjRhtCw?= <m@example.rs>\nTo: office@example.rs\nSubject: =?utf-8?b?0JfQsNGF0YLQtdCy?=\n"
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\n\n"
    "<style>p {}</style><p>Поштовани,</p><script>alert(1)</script>\n--x\nContent-Type: application/pdf\n"
    "Content-Disposition: attachment; filename=prilog.pdf\n\nx\n--x--\n"
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    """Bytes as a file."""

    def written(data: bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(data)
        return path

    return written


@pytest.mark.parametrize(
    ("media_type", "data", "expected"),
    [
        (DOCX, files.docx(PARAGRAPHS), "Захтев\tброј 1\nДруги"),
        (XLSX, files.xlsx(ROWS, SHARED), "други\t12.5\tовде"),
        (PPTX, files.pptx(*(f"слајд {n}" for n in range(1, 12))), "\n".join(f"слајд {n}" for n in range(1, 12))),
        (
            files.ODF + "text",
            files.odf("text", "<text:h>Н</text:h><text:p>а<text:s/>б<text:tab/>в</text:p>"),
            "Н\nа б\tв",
        ),
        (
            files.ODF + "spreadsheet",
            files.odf("spreadsheet", "<table:table-cell><text:p>ћелија</text:p></table:table-cell>"),
            "ћелија",
        ),
        (files.ODF + "presentation", files.odf("presentation", "<text:p>слајд</text:p>"), "слајд"),
        ("application/rtf", rb"{\rtf1\ansi\ansicpg1251 \'c7\'e4\'f0\'e0\'e2\'ee \u1115? kraj\par}", "Здраво ћ kraj"),
        ("text/plain", "Шта је ново\r\n\r\n\r\n\r\nкрај".encode(), "Шта је ново\n\nкрај"),
        ("text/html", "<p>један</p><script>x</script><p>два</p>".encode(), "један\nдва"),
        (
            "message/rfc822",
            EML.encode(),
            "From: Милица <m@example.rs>\nTo: office@example.rs\nSubject: Захтев\nПоштовани,\nprilog.pdf",
        ),
    ],
)
def test_text_of_each_kind(media_type: str, data: bytes, expected: str, write: Callable[[bytes], Path]) -> None:
    assert extract_text_limited(write(data), media_type) == ExtractedText(expected)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_cyrillic_in_any_encoding(encoding: str) -> None:
    sentence = "Љиљана Ђокић из Џепа њише ћебе, а Јован чека решење бр. 12.\n"
    assert decode(sentence.encode(encoding)) == sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "cp1250"])
def test_latin_in_any_encoding(encoding: str) -> None:
    sentence = "Ljiljana Đokić iz Džepa njiše ćebe, a Žarko čeka rešenje br. 12.\n"
    assert decode(sentence.encode(encoding)) == sentence


def test_text_of_our_own_pdf_in_both_scripts(write: Callable[[bytes], Path]) -> None:
    for data, words in (
        (samples.DECISION, ("РЕШЕЊЕ", "350-123/2026-IV-02", "Образложење", "Јована Узорковић")),
        (samples.in_latin(samples.DECISION), ("REŠENJE", "Obrazloženje", "Jovana Uzorković")),
    ):
        pdf = render("decision", data, at=datetime(2026, 11, 23, tzinfo=UTC))
        found = extract_text_limited(write(pdf), "application/pdf").text or ""
        assert all(word in found for word in words)


@pytest.mark.parametrize(
    ("media_type", "data", "reason"),
    [
        ("image/png", files.PNG, "no text"),
        ("application/pdf", files.pdf(), "no text"),
        ("application/pdf", files.pdf(owner="x", user="y"), "locked"),
        ("application/pdf", b"%PDF-1.7 broken", "unreadable"),
        (DOCX, b"PK\x03\x04" + os.urandom(500), "unreadable"),
        (DOCX, files.zipped({"word/document.xml": "<w:p>not closed"}), "unreadable"),
        (DOCX, files.locked_zip().replace(b"secret.txt", b"word/d.xml"), "no text"),
        ("text/plain", b" \n ", "no text"),
    ],
)
def test_no_text_has_a_reason(media_type: str, data: bytes, reason: str, write: Callable[[bytes], Path]) -> None:
    assert extract_text_limited(write(data), media_type) == ExtractedText(None, reason)


BILLION_LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + f"]><w:document xmlns:w='{files.W}'><w:p><w:t>&a11;</w:t></w:p></w:document>"
)
OUTSIDE = (
    f"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><w:document xmlns:w='{files.W}'>"
    "<w:p><w:t>&e;</w:t></w:p></w:document>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("document", [BILLION_LAUGHS, OUTSIDE])
def test_entities_are_refused(document: str, encoding: str, write: Callable[[bytes], Path]) -> None:
    path = write(files.zipped({"word/document.xml": document.encode(encoding)}))
    assert extract_text_limited(path, DOCX, seconds=10) == ExtractedText(None, "unreadable")


def test_a_zip_bomb_is_not_unpacked(write: Callable[[bytes], Path]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("content.xml", "w") as part:
        for _ in range(200):
            part.write(b" " * (1 << 20))
    found = extract_text_limited(write(out.getvalue()), files.ODF + "text", seconds=20)
    assert found == ExtractedText(None, "too large")


def test_many_parts_are_refused(write: Callable[[bytes], Path]) -> None:
    data = files.zipped({f"ppt/slides/slide{number}.xml": "<a/>" for number in range(text.MAX_PARTS + 1)})
    assert extract_text_limited(write(data), PPTX) == ExtractedText(None, "too large")


def test_deep_nesting_ends_with_a_reason(write: Callable[[bytes], Path]) -> None:
    deep = "<text:p>" * 100_000 + "</text:p>" * 100_000
    assert extract_text_limited(write(files.odf("text", deep)), files.ODF + "text").text is None


def test_a_slow_file_is_stopped(write: Callable[[bytes], Path]) -> None:
    """A pipe that nobody writes to: reading it never ends by itself."""
    path = write(b"")
    path.unlink()
    os.mkfifo(path)
    began = time.monotonic()
    found = extract_text_limited(path, "text/plain", seconds=2)
    assert found == ExtractedText(None, "took more than 2 seconds")
    assert time.monotonic() - began < 10


def test_too_little_memory_is_a_reason_not_a_crash(write: Callable[[bytes], Path]) -> None:
    found = extract_text_limited(write(b"x" * (30 << 20)), "text/plain", memory_mb=64)
    assert found.text is None
    assert found.reason


def test_long_text_is_cut(write: Callable[[bytes], Path]) -> None:
    found = extract_text_limited(write(b"word " * 1_000_000), "text/plain")
    assert len(found.text or "") == text.MAX_CHARACTERS - 1


@given(data=st.binary(max_size=400), media_type=st.sampled_from(sorted(text._READERS)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_raise(data: bytes, media_type: str, write: Callable[[bytes], Path]) -> None:
    found = extract_text(write(data), media_type)
    assert (found.text is None) == bool(found.reason)
    assert "\x00" not in (found.text or "")


def docx_saying(words: str) -> bytes:
    """A document of one paragraph."""
    return files.docx(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")


def test_several_files_are_read_together_and_a_bad_one_stops_no_other(tmp_path: Path) -> None:
    kinds = [
        (b"jedan", "text/plain"),
        (docx_saying("dva"), DOCX),
        (b"no archive", DOCX),
        (docx_saying("cetiri"), DOCX),
        (b"x", "image/png"),
    ]
    written = [(tmp_path / str(place), media_type) for place, (_data, media_type) in enumerate(kinds)]
    for (path, _media_type), (data, _same) in zip(written, kinds, strict=True):
        path.write_bytes(data)
    found = text.extract_texts(written, seconds=20)
    assert [row.text for row in found] == ["jedan", "dva", None, "cetiri", None]
    assert [row.reason for row in found[2::2]] == ["unreadable", "no text"]


def test_a_file_that_stops_the_helper_is_told_alone_and_the_others_are_read(tmp_path: Path) -> None:
    """A pipe that nobody writes to: reading it never ends by itself."""
    paths = [tmp_path / name for name in ("first", "pipe", "last")]
    for path in paths[::2]:
        path.write_bytes(docx_saying(path.name))
    os.mkfifo(paths[1])
    found = text.extract_texts([(path, DOCX) for path in paths], seconds=2)
    assert [row.text for row in found] == ["first", None, "last"]
    assert found[1].reason == "took more than 2 seconds"
