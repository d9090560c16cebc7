"""Papers in two languages: both texts, each marked as what it is, in the same archival and accessible PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest

from salter.documents.labels import labels, words
from salter.documents.office_templates import TemplateProblem, print_form
from salter.documents.rendering import SOURCES, Unprintable, render
from salter.organisations.languages import LANGUAGES
from tests import verapdf
from tests.documents.samples import DECISION
from tests.documents.samples_hungarian import BILINGUAL, RULING

AT = datetime(2026, 11, 23, 15, 10, tzinfo=timezone(timedelta(hours=1)))
FORM = "= ЗЕЛЕНО\n#pieces(data.points)\n"
SECOND_FORM = "= ZÖLD\n#pieces(data.points)\n"


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).replace("\xa0", " ")


def printed(case: str) -> bytes:
    template, data = BILINGUAL[case]
    return render(template, data, at=AT)


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The structure elements below one."""
    kids: Any = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


@pytest.mark.parametrize("case", ["decision", "conclusion", "draft", "letter", "receipt"])
def test_each_part_says_in_which_language_it_is(case: str) -> None:
    with pikepdf.open(io.BytesIO(printed(case))) as pdf:
        assert str(pdf.Root.Lang) == "sr"
        found = {str(one["/Lang"]) for one in elements(pdf.Root.StructTreeRoot) if "/Lang" in one}
        assert "hu" in found
        with pdf.open_metadata() as metadata:
            assert (metadata.pdfa_status, metadata["pdfuaid:part"]) == ("3A", "1")


def test_both_texts_are_whole_and_the_fixed_words_are_in_both() -> None:
    text = re.sub(r"\s+", " ", text_of(printed("decision")))
    own, other = labels("sr"), labels("hu")
    for key in ("decision", "reasoning", "remedy", "number", "date", "signature", "seal", "deliver_to"):
        assert own[key] in text
        assert other[key] in text
    for part in (*DECISION["points"], *RULING["points"], *RULING["remedy"]):
        assert str(part)[:30] in text
    assert text.index(own["remedy"]) < text.index(other["decision"]) < text.index(other["remedy"])
    assert text.count(other["signature"]) == 1  # one block of signatures for both texts


def test_names_in_hungarian_letters_print() -> None:
    data = {**RULING, "introduction": ["Őze Űrhegyi Ödön Üllőn: árvíztűrő tükörfúrógép, ÁRVÍZTŰRŐ TÜKÖRFÚRÓGÉP"]}
    text = text_of(render("decision", {**DECISION, "second": data}, at=AT))
    assert "árvíztűrő tükörfúrógép, ÁRVÍZTŰRŐ TÜKÖRFÚRÓGÉP" in re.sub(r"\s+", " ", text)
    with pytest.raises(Unprintable):
        render("decision", {**DECISION, "second": {**RULING, "points": ["漢"]}}, at=AT)


def test_a_paper_in_one_language_has_no_trace_of_another() -> None:
    text = text_of(render("decision", DECISION, at=AT))
    assert not any(words("hu")[key] in text for key in ("decision", "signature", "deliver_to", "number"))


@pytest.mark.parametrize(("second", "heading"), [(SECOND_FORM, "ZÖLD"), ("", RULING["title"])])
def test_a_template_of_the_office_prints_the_second_text_by_its_own_or_as_the_house(second: str, heading: str) -> None:
    data: Mapping[str, Any] = {**DECISION, "people": [], "second": RULING}
    text = text_of(print_form(FORM, data, at=AT, second=second))
    assert text.index("ЗЕЛЕНО") < text.index(heading) < text.index(labels("sr")["signature"])
    assert "HELYT AD" in text


def test_a_template_of_the_second_language_can_do_no_more_and_tells_its_line() -> None:
    data: Mapping[str, Any] = {**DECISION, "people": [], "second": RULING}
    with pytest.raises(TemplateProblem) as found:
        print_form(FORM, data, at=AT, second='= А\n#import "x.typ"')
    assert (found.value.code, found.value.line) == ("package", 2)
    with pytest.raises(TemplateProblem) as found:
        print_form(FORM, data, at=AT, second="= А\n\n#nema")
    assert (found.value.code, found.value.line) == ("typst", 3)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_has_every_fixed_word_that_is_printed_in_two(code: str) -> None:
    sources = "\n".join(file.read_text("utf-8") for file in SOURCES.glob("*.typ"))
    needed = set(re.findall(r'say\([^,]+, "(\w+)"', sources)) | {"decision", "conclusion", "reasoning", "remedy"}
    assert needed - set(words(code)) == set()
    assert set(words(code)) <= set(labels("sr"))
    assert all(isinstance(text, str) and text.strip() for text in words(code).values())


@pytest.mark.needs("java")
def test_papers_in_two_languages_are_archival_and_accessible(tmp_path: Path) -> None:
    for case in BILINGUAL:
        (tmp_path / f"{case}.pdf").write_bytes(printed(case))
    data: Mapping[str, Any] = {**DECISION, "people": [], "second": RULING}
    (tmp_path / "form.pdf").write_bytes(print_form(FORM, data, at=AT, second=SECOND_FORM))
    found = verapdf.check(sorted(tmp_path.glob("*.pdf")))
    assert len(found) == 2 * (len(BILINGUAL) + 1)
    assert {key: finding.failed_rules for key, finding in found.items() if not finding.passed} == {}
