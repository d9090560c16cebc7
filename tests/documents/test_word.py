"""Documents of Word: a text goes out and comes back as it was; hostile files are read within bounds or refused."""

from __future__ import annotations

import io
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salter.documents.markup import Line, whole
from salter.documents.word.helper import answer
from salter.documents.word.making import BOOKMARK, Part, canonical, make, normal
from salter.documents.word.reading import Found, WordRefused, read, refuse_problems, remarks
from tests.documents.files import docx, zipped

AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
RICH = (
    "**Усваја се** захтев.\n- прва *ставка*\n- друга\n1) а\n2) б\n5) в\n| А | Б |\n|---|---|\n| 1 | 2*3 |\n\n"
    "| Б |\n2 * 3 &amp; <b>"
)


def made_of(*texts: str) -> bytes:
    """A file of these texts, each a part of its own."""
    parts = [Part(f"p{number}", f"Део {number}", text) for number, text in enumerate(texts)]
    return make(parts, title="Решење", note="Белешка", author="Управа", keywords="к:1", language="sr-Cyrl-RS", at=AT)


def parts_of(found: Found) -> list[list[Line]]:
    """The lines of each part."""
    parts: list[list[Line | None]] = []
    for line in found.lines:
        if any(name.startswith(f"{BOOKMARK}p") for name in line.names):
            parts.append([])
        elif parts:
            parts[-1].append(line.line)
    return [normal(part) for part in parts]


def body(inner: str) -> Found:
    """A file whose body is this XML, as it is read."""
    return read("акт.docx", io.BytesIO(docx(inner)))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


def texts(found: Found) -> list[str]:
    return [line.text for line in found.lines]


def test_a_text_goes_out_and_comes_back() -> None:
    found = read("акт.docx", io.BytesIO(made_of(RICH, "", "Други део.")))
    assert parts_of(found) == [canonical(RICH), [], canonical("Други део.")]
    assert found.keywords == "к:1"
    assert remarks(found) == []
    assert found.problems == []


@settings(max_examples=40)
@given(*[st.text(alphabet="аб1 *\\|-)•.\n\t(\x01\x0b<&", max_size=60)] * 2)
def test_any_text_comes_back_as_it_was(first: str, second: str) -> None:
    from salter.documents.word import reading

    with tempfile.NamedTemporaryFile(suffix=".docx") as file:
        file.write(made_of(first, second))
        file.flush()
        lines = [reading._paragraph(line) for line in answer(Path(file.name))["lines"]]
    assert parts_of(Found(lines, [], "", {}, 0, [], [])) == [canonical(first), canonical(second)]


def test_tracked_changes_are_accepted_and_told() -> None:
    found = body(
        p(run("Одбија се "), f"<w:del>{run('старо')}</w:del>", f"<w:ins>{run('ново')}</w:ins>")
        + f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('Први')}</w:p>"
        + p(run(" наставак"))
        + f"<w:p><w:moveFrom>{run('премештено')}</w:moveFrom></w:p>"
    )
    assert texts(found)[:2] == ["Одбија се ново", "Први наставак"]
    assert "премештено" not in "".join(texts(found))
    assert remarks(found)[0] == {"code": "tracked", "count": 4}


def test_styles_lists_and_tables_are_read() -> None:
    found = body(
        p(run("јако", "<w:b/>"), run(" није", '<w:b w:val="0"/>'), run(" нагнуто", "<w:i/>"))
        + "<w:tbl><w:tr>"
        + f"<w:tc>{p(run('А'))}</w:tc><w:tc>{p(run('Б'))}{p(run('Б2'))}</w:tc></w:tr>"
        + f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p(run("цео"))}</w:tc></w:tr></w:tbl>'
        + p(run("сакривено", "<w:vanish/>"), run("види се", '<w:u w:val="single"/>'))
    )
    assert whole(normal(line.line for line in found.lines)) == (
        "**јако** није *нагнуто*\n| А | Б Б2 |\n| цео |\nвиди се"
    )
    assert found.left == {"break": 1, "merged": 1, "hidden": 1, "look": 1}


def test_what_cannot_be_printed_is_counted() -> None:
    box = f"<w:pict><w:txbxContent>{p(run('у оквиру'))}</w:txbxContent></w:pict>"
    found = body(p(run("текст"), f"<w:r>{box}</w:r><w:r><w:drawing/></w:r><w:r><w:footnoteReference/></w:r>"))
    assert texts(found) == ["текст"]
    assert found.left == {"box": 1, "picture": 1, "note": 1}


def test_fields_of_word_are_named() -> None:
    complex_field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> MERGEFIELD Predmet '
        '\\* MERGEFORMAT </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("«Predmet»", "<w:b/>")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )  # fmt: skip
    simple = f'<w:fldSimple w:instr=" MERGEFIELD &quot;Име странке&quot; ">{run("«Име»")}</w:fldSimple>'
    found = body(p(run("О: "), complex_field, simple))
    [cell] = found.lines[0].cells
    assert [(each.field, each.style) for each in cell if each.field] == [("Predmet", "bold"), ("Име странке", "")]


def hostile() -> dict[str, tuple[bytes, str]]:
    """Files that are refused, with the code."""
    plain = zipfile.ZipFile(io.BytesIO(docx(p(run("а")))))
    parts = {name: plain.read(name) for name in plain.namelist()}
    entity = (
        '<!DOCTYPE w [<!ENTITY a "аааааааааа"><!ENTITY b "&a;&a;&a;&a;">]><w:document '
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>&b;</w:body></w:document>'
    )
    return {
        "bomb": (zipped({**parts, "word/media/a.png": b"\0" * (65 << 20)}), "too_large"),
        "many parts": (zipped({**parts, **{f"word/media/{n}.png": b"" for n in range(2001)}}), "too_large"),
        "entities": (zipped({**parts, "word/document.xml": entity}), "unreadable"),
        "broken": (zipped({**parts, "word/document.xml": "<w:document"}), "unreadable"),
        "no body": (zipped({**parts, "word/document.xml": "<document/>"}), "unreadable"),
        "deep": (docx("<w:sdt>" * 200 + "</w:sdt>" * 200), "unreadable"),
        "no archive": (b"PK\x03\x04 kraj", "disguised"),
        "a text": ("обичан текст".encode(), "disguised"),
        "empty": (b"", "empty"),
    }


@pytest.mark.parametrize("name", list(hostile()))
def test_a_hostile_file_is_refused_in_words(name: str) -> None:
    data, code = hostile()[name]
    begun = time.monotonic()
    with pytest.raises(WordRefused) as refused:
        read("акт.docx", io.BytesIO(data))
    assert refused.value.code == code
    assert refused.value.message
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("word/vbaProject.bin", b"VBA", "macros"),
        ("word/activeX/activeX1.xml", b"<a/>", "macros"),
        ("word/embeddings/list.xlsx", b"PK", "embedded"),
        (
            "word/_rels/settings.xml.rels",
            b'<Relationships><Relationship Type="http://x/attachedTemplate" Target="http://zlo.example/a.dotm" '
            b'TargetMode="External"/></Relationships>',
            "external",
        ),
    ],
)
def test_programs_links_and_files_inside_are_named(name: str, content: bytes, code: str) -> None:
    plain = zipfile.ZipFile(io.BytesIO(docx(p(run("а")))))
    data = zipped({**{each: plain.read(each) for each in plain.namelist()}, name: content})
    found = read("акт.docx", io.BytesIO(data))
    with pytest.raises(WordRefused) as refused:
        refuse_problems(found)
    assert refused.value.code == code


def test_a_link_to_a_page_is_no_harm() -> None:
    plain = zipfile.ZipFile(io.BytesIO(docx(p(f"<w:hyperlink>{run('страна')}</w:hyperlink>"))))
    rels = (
        '<Relationships><Relationship Type="http://x/hyperlink" Target="https://a.example" TargetMode="External"/>'
        "</Relationships>"
    )
    parts = {each: plain.read(each) for each in plain.namelist()}
    found = read("акт.docx", io.BytesIO(zipped({**parts, "word/_rels/document.xml.rels": rels})))
    refuse_problems(found)
    assert texts(found) == ["страна"]
