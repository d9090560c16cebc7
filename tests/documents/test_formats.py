"""Identification by content, with PRONOM identifiers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from salter.documents.formats import identify, identify_bytes
from salter.documents.rendering import render
from tests.documents import files, samples


@pytest.mark.parametrize(
    ("name", "data", "puid", "media_type", "extension"),
    [
        ("a.png", files.PNG, "fmt/11", "image/png", "png"),
        ("a.docx", files.docx(), "fmt/412", files.OOXML + "wordprocessingml.document", "docx"),
        ("a.odt", files.odf("text", ""), "fmt/1756", files.ODF + "text", "odt"),
        ("a.rtf", rb"{\rtf1\ansi text}", "fmt/45", "application/rtf", "rtf"),
        ("a.txt", "Здраво".encode(), "x-fmt/111", "text/plain", "txt"),
    ],
)
def test_known_formats(name: str, data: bytes, puid: str, media_type: str, extension: str) -> None:
    found = identify_bytes(data, name)
    assert (found.puid, found.media_type, found.extension, found.warning) == (puid, media_type, extension, "")
    assert found.name


def test_our_own_documents_are_pdf_a() -> None:
    found = identify_bytes(render("archive_note", samples.NOTE, at=datetime(2026, 1, 1, tzinfo=UTC)), "a.pdf")
    assert found.puid == "fmt/479"
    assert found.by_content


def test_a_wrong_ending_is_a_warning_and_content_decides() -> None:
    found = identify_bytes(files.PNG, "a.docx")
    assert (found.media_type, found.warning) == ("image/png", "extension mismatch")


def test_a_name_alone_is_not_content() -> None:
    assert not identify_bytes(b"\x01\x02\x03", "a.xyz").by_content


@pytest.mark.parametrize("data", [b"", b"\x00", b"PK\x03\x04" + b"\xff" * 50, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 20])
def test_nothing_raises(data: bytes) -> None:
    assert identify_bytes(data).warning


def test_a_file_that_is_not_there_is_a_warning(tmp_path: Path) -> None:
    assert "no such file" in identify(tmp_path / "nothing").warning
