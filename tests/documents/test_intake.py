"""What may come in, and the words with which the rest is refused."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from salter.documents import intake
from salter.documents.intake import CITIZENS, REGISTRY, Checked, Policy, UploadRefused, check_upload, safe_name
from tests.documents import files

PDF, DOCX = "application/pdf", files.OOXML + "wordprocessingml.document"


def check(name: str, data: bytes, policy: Policy = CITIZENS, declared: str = "") -> Checked:
    return check_upload(name, declared, io.BytesIO(data), policy)


def refusal(name: str, data: bytes, policy: Policy = CITIZENS) -> str:
    with pytest.raises(UploadRefused) as caught:
        check(name, data, policy)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("Захтев.PDF", files.pdf(), PDF),
        ("with-something-before.pdf", b"\xef\xbb\xbf\n" + files.pdf(), PDF),
        ("slika.png", files.PNG, "image/png"),
        ("slika.jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(60) + b"\xff\xd9", "image/jpeg"),
        ("допис.docx", files.docx(), DOCX),
        ("табела.xlsx", files.xlsx("", ""), files.OOXML + "spreadsheetml.sheet"),
        ("допис.odt", files.odf("text", ""), files.ODF + "text"),
        ("табела.ods", files.odf("spreadsheet", ""), files.ODF + "spreadsheet"),
        ("допис.rtf", rb"{\rtf1\ansi text}", "application/rtf"),
        ("белешка.txt", "Здраво".encode("cp1251"), "text/plain"),
        ("notes.txt", b"<html>only text</html>", "text/plain"),
    ],
)
def test_citizens_may_send(name: str, data: bytes, media_type: str) -> None:
    assert check(name, data) == Checked(name, media_type)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("рачун.xml", b"<?xml version='1.0'?><Invoice/>", "application/xml"),
        ("порука.eml", b"From: a@b.example\n\ntext", "message/rfc822"),
        ("архива.zip", files.zipped({"a": "b"}), "application/zip"),
        ("план.dwgx", b"\x00\x01\x02\x03unknown", intake.UNKNOWN),
        ("слајдови.pptx", files.pptx("a"), files.OOXML + "presentationml.presentation"),
        ("restricted.pdf", files.pdf(owner="x"), PDF),
    ],
)
def test_the_registry_takes_what_arrives(name: str, data: bytes, media_type: str) -> None:
    assert check(name, data, REGISTRY) == Checked(name, media_type)


@pytest.mark.parametrize(
    ("code", "name", "data"),
    [
        ("empty", "a.pdf", b""),
        ("forbidden_type", "program.exe", b"MZ" + bytes(100)),
        ("forbidden_type", "racun.pdf.js", b"alert(1)"),
        ("forbidden_type", "skripta", b"#!/bin/sh\nrm -rf /"),
        ("forbidden_type", "archive.zip", files.zipped({"a": "b"})),
        ("forbidden_type", "page.html", b"<html></html>"),
        ("forbidden_type", "unknown", b"\x00\x01\x02"),
        ("disguised", "program.pdf", b"MZ" + bytes(100)),
        ("disguised", "script.docx", b"#!/bin/sh\n"),
        ("disguised", "page.pdf", b"<html><script>alert(1)</script></html>"),
        ("disguised", "slika.jpg", files.PNG),
        ("disguised", "archive.docx", files.zipped({"a": "b"})),
        ("disguised", "broken.docx", b"PK\x03\x04" + bytes(100)),
        ("disguised", "garbage.pdf", b"\x00\x01\x02\x03"),
        ("disguised", "document.txt", files.pdf()),
        ("encrypted_pdf", "locked.pdf", files.pdf(owner="x", user="y")),
        ("encrypted_pdf", "restricted.pdf", files.pdf(owner="x")),
        ("unreadable_pdf", "broken.pdf", b"%PDF-1.7\nnothing else"),
        ("unreadable_pdf", "empty.pdf", files.pdf(pages=0)),
        ("encrypted_office", "locked.docx", files.locked_docx()),
        ("encrypted_office", "locked.odt", files.odf("text", "", "<manifest:encryption-data/>")),
        ("bad_name", "", files.pdf()),
        ("bad_name", "../..", files.pdf()),
    ],
)
def test_refused(code: str, name: str, data: bytes) -> None:
    assert refusal(name, data) == code


@pytest.mark.parametrize(
    ("code", "name", "data"),
    [
        ("forbidden_type", "program.exe", b"MZ" + bytes(100)),
        ("forbidden_type", "program", b"\x7fELF" + bytes(100)),
        ("encrypted_archive", "locked.zip", files.locked_zip()),
        ("encrypted_pdf", "locked.pdf", files.pdf(owner="x", user="y")),
        ("disguised", "program.pdf", b"MZ" + bytes(100)),
    ],
)
def test_refused_by_the_registry_too(code: str, name: str, data: bytes) -> None:
    assert refusal(name, data, REGISTRY) == code


def test_the_limit_is_in_bytes_and_inclusive() -> None:
    data = files.pdf()
    assert check("a.pdf", data, replace(CITIZENS, max_bytes=len(data)))
    assert refusal("a.pdf", data, replace(CITIZENS, max_bytes=len(data) - 1)) == "too_large"


def test_a_name_without_an_ending_gets_one() -> None:
    assert check("скен 3", files.pdf()).name == "скен 3.pdf"
    assert check("уговор.потписан", files.pdf()).name == "уговор.потписан.pdf"
    assert check("white.PDF ", files.pdf()).name == "white.PDF"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Users\\Me\\захтев.pdf", "захтев.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\nc\t.pdf", "a b c.pdf"),
        ("racun\u202efdp.exe", "racunfdp.exe"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        (" . опис . ", "опис"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("c\u030c.pdf", "č.pdf"),
    ],
)
def test_names_are_made_safe(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@given(st.text(max_size=400))
def test_a_safe_name_is_safe_and_stays(name: str) -> None:
    try:
        kept = safe_name(name)
    except UploadRefused:
        return
    assert 0 < len(kept) <= 150
    assert not set(kept) & set('/\\<>:"|?*\n\r\t\x00\u202e')
    assert kept == kept.strip(" .")
    assert safe_name(kept) == kept


@given(st.binary(min_size=1, max_size=200), st.sampled_from(["a.pdf", "a.txt", "a.docx", "a"]))
def test_any_bytes_are_judged(data: bytes, name: str) -> None:
    with suppress(UploadRefused):
        assert check(name, data, REGISTRY).media_type


def test_every_refusal_speaks_serbian_and_says_that_nothing_was_kept() -> None:
    path = Path(intake.__file__).parent / "locale/sr/LC_MESSAGES/django.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale="sr")
    values = {"name": "а.pdf", "limit": "20", "allowed": "pdf"}
    for code, english in intake._MESSAGES.items():
        message = catalogue.get(english)
        assert message is not None, code
        assert "Ништа није сачувано." in str(message.string) % values
        with translation.override("en"):
            assert "Nothing was kept." in UploadRefused(code, **values).message
