"""Templates of the office from Word: fields judged with their paragraph, printed by ours, filled in, approved."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import docx
import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from salter.documents.office_templates import print_form
from salter.documents.word.reading import DOCX, Found, read
from salter.organisations.models import Role
from salter.registry import acts
from salter.registry.drafting.layouts.actions import approve_layout, lay_out
from salter.registry.drafting.layouts.fields import field_of, nearest
from salter.registry.drafting.layouts.filling import fill
from salter.registry.drafting.layouts.imported import problems, source, uses
from salter.registry.drafting.layouts.importing import import_layout
from salter.registry.drafting.layouts.sample import sample
from salter.registry.models import Act, ActKind, LayoutVersion
from tests.documents.files import PNG
from tests.registry.scenes import SignIn, act_of
from tests.support.office import Office

PARTS = ("{{uvod}}", "{{dispozitiv}}", "{{obrazlozenje}}", "{{pouka}}")
AT = datetime(2026, 11, 26, tzinfo=UTC)


def merge_field(paragraph: Any, name: str, shown: str = "") -> None:
    """A merge field as Word writes it."""
    for inner in (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> MERGEFIELD {name} \\* MERGEFORMAT </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        f"<w:rPr><w:b/></w:rPr><w:t>{shown or name}</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>"))


def template(paragraphs: Sequence[str] = PARTS, *, head: str = "ОБРАЗАЦ РЕШЕЊА") -> Any:
    """A document of Word with these paragraphs."""
    document = docx.Document()
    document.add_paragraph().add_run(head).bold = True
    document.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def found_in(document: Any) -> Found:
    return read("образац.docx", io.BytesIO(saved(document)))


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in pages).replace("\xa0", " ").replace("\r\n", " ")


def whole() -> Any:
    """A template with everything that prints."""
    document = template(("Број {{Број акта}}, {{datum}}.", *PARTS))
    paragraph = document.add_paragraph("Странка: ")
    merge_field(paragraph, "Stranka", "«Stranka»")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("Предмет", "Орган", "{{predmet}}", "{{organ}}"), strict=True):
        cell.text = words
    document.add_paragraph("import ставка #read", style="List Bullet")
    document.sections[0].footer.paragraphs[0].text = "Подножје {{broj}}"
    return document


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("Предмет", "predmet"), ("IME_STRANKE", "stranka"), ("образложење", "obrazlozenje"), ("Pravna pouka", "pouka")],
)
def test_a_field_is_known_in_either_script_and_any_spelling(name: str, wanted: str) -> None:
    field = field_of(name)
    assert field is not None
    assert field.name == wanted


def test_the_nearest_known_name_is_told() -> None:
    assert nearest("predmt") == "predmet"
    assert nearest("Dispozitv") == "dispozitiv"
    assert nearest("qqqqqq") == ""


def test_what_is_wrong_is_told_with_its_paragraph_and_the_nearest_name() -> None:
    document = template(
        ("О предмету {{predmt}}.", "Текст {{uvod}} у реду.", "{{tekst}}", "Отворено {{broj", *PARTS[1:3])
    )
    document.sections[0].header.paragraphs[0].text = "{{zaglavlje}}"
    found = problems(found_in(document), "ruling")
    assert [(one.at, one.name, one.nearest) for one in found] == [
        (2, "predmt", "predmet"),
        (3, "uvod", ""),
        (4, "tekst", ""),
        (5, "{{", ""),
        (0, "zaglavlje", nearest("zaglavlje")),
        (0, "pouka", ""),
    ]
    assert found[0].text == "О предмету {{predmt}}."


def test_a_field_whose_style_changes_within_its_braces_is_one_field() -> None:
    document = template()
    paragraph = document.add_paragraph("Број {{br")
    paragraph.add_run("oj").bold = True
    paragraph.add_run("}} краја")
    found = found_in(document)
    assert problems(found, "ruling") == []
    assert "broj" in uses(found)


def test_it_is_printed_by_a_template_of_ours_and_no_word_of_it_is_code(office: Office) -> None:
    found = found_in(whole())
    data = sample(office.organisation, "decision")
    shown = text_of(print_form(source(found), data, at=AT))
    for words in (
        "ОБРАЗАЦ РЕШЕЊА",
        data["number"],
        "Странка: Пера Пример",
        "Одобрава се заузеће",
        "import ставка #read",
    ):
        assert words in shown, words
    assert "{{" not in shown


def test_without_a_heading_the_title_of_the_act_is_one(office: Office) -> None:
    document = docx.Document()
    for text in PARTS:
        document.add_paragraph(text)
    data = sample(office.organisation, "decision")
    assert data["title"] in text_of(print_form(source(found_in(document)), data, at=AT))


def test_the_file_is_filled_in(office: Office) -> None:
    data = sample(office.organisation, "decision")
    parts = {
        "legal_basis": "Увод **важно**.",
        "disposition": "Прво.\nДруго:\n- ставка",
        "reasoning": "Зато.",
        "remedy": "Ж.",
    }
    filled = docx.Document(io.BytesIO(fill(saved(whole()), data, parts)))
    texts = [paragraph.text for paragraph in filled.paragraphs]
    assert texts[:7] == [
        "ОБРАЗАЦ РЕШЕЊА",
        f"Број {data['number']}, {data['date']}.",
        "Увод важно.",
        "1. Прво.",
        "2. Друго:",
        "• ставка",
        "Зато.",
    ]
    assert "Странка: Пера Пример" in texts
    assert [run.text for run in filled.paragraphs[2].runs if run.bold] == ["важно"]
    assert filled.tables[0].cell(1, 0).text == data["subject"]
    assert filled.sections[0].footer.paragraphs[0].text == f"Подножје {data['number']}"


def test_values_are_words_and_not_fields_again(office: Office) -> None:
    data = {**sample(office.organisation, "decision"), "subject": "{{broj}} & <w:p/>"}
    filled = docx.Document(io.BytesIO(fill(saved(template(("О: {{predmet}}",))), data, {})))
    assert filled.paragraphs[1].text == "О: {{broj}} & <w:p/>"


def imported(office: Office, document: Any) -> LayoutVersion:
    """A template of the administrator, approved by the head of administration."""
    data = saved(document)
    found = read("образац.docx", io.BytesIO(data))
    admin = office.viewer(Role.ADMINISTRATOR)
    version = import_layout(admin, name="Из Ворда", kind=ActKind.DECISION, found=found, file=("образац.docx", data))
    return approve_layout(office.viewer(Role.HEAD_OF_ADMINISTRATION), version=version)


def test_by_its_pages_it_is_brought_in_approved_printed_and_filled_in(office: Office, client_as: SignIn) -> None:
    document = whole()
    document.add_paragraph().add_run().add_picture(io.BytesIO(PNG))
    client, url = client_as(Role.ADMINISTRATOR), reverse("registry:layout-from-word") + "?kind=decision"
    sent = {"name": "Из Ворда", "file": SimpleUploadedFile("образац.docx", saved(document), DOCX)}
    answer = client.post(url, sent)
    version = LayoutVersion.objects.get()
    assert answer["location"] == reverse("registry:layout", args=[version.layout_id])
    shown = client.get(answer["location"]).content.decode()
    assert "Слике су изостављене: 1." in shown
    file = client.get(reverse("registry:layout-file", args=[version.layout_id, 1]))
    assert b"".join(file.streaming_content) == saved_bytes(version)  # type: ignore[attr-defined]  # a file
    version = approve_layout(office.viewer(Role.HEAD_OF_ADMINISTRATION), version=version)
    act = act_of(office, upto="draft")
    lay_out(office.viewer(Role.HANDLER), act=act, version=version)
    act = Act.objects.get(pk=act.pk)
    assert "ОБРАЗАЦ РЕШЕЊА" in text_of(acts.render_act(act))
    filled_url = reverse("registry:act-filled", args=[act.case_id, act.pk])
    handler = client_as(Role.HANDLER)
    assert filled_url in handler.get(reverse("registry:act", args=[act.case_id, act.pk])).content.decode()
    filled = docx.Document(io.BytesIO(handler.get(filled_url).content))
    assert "Захтев је основан." in [paragraph.text for paragraph in filled.paragraphs]


def saved_bytes(version: LayoutVersion) -> bytes:
    from salter.documents.actions import content

    assert version.document is not None
    return content(version.document)


def test_a_file_with_unknown_fields_is_not_kept_and_says_where(office: Office, client_as: SignIn) -> None:
    url = reverse("registry:layout-from-word") + "?kind=decision"
    data = saved(template(("О предмету {{predmt}}.", *PARTS)))
    answer = client_as(Role.ADMINISTRATOR).post(url, {"name": "А", "file": SimpleUploadedFile("о.docx", data, DOCX)})
    assert answer.status_code == 422
    shown = answer.content.decode()
    for words in ("<code>predmt</code>", "<code>predmet</code>", "О предмету {{predmt}}.", "Овај податак није познат."):
        assert words in shown
    assert not LayoutVersion.objects.exists()


def test_macros_and_characters_that_do_not_print_are_refused_in_words(office: Office, client_as: SignIn) -> None:
    import zipfile

    client, url = client_as(Role.ADMINISTRATOR), reverse("registry:layout-from-word") + "?kind=decision"
    with_macro = io.BytesIO(saved(template()))
    with zipfile.ZipFile(with_macro, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"VBA")
    strange = saved(template(("Знак \U0001f600", *PARTS)))
    for data, words in ((with_macro.getvalue(), "vbaProject.bin"), (strange, "\U0001f600")):
        answer = client.post(url, {"name": "А", "file": SimpleUploadedFile("о.docx", data, DOCX)})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not LayoutVersion.objects.exists()


def test_a_new_file_is_a_new_version_of_the_same_template(office: Office, client_as: SignIn) -> None:
    first = imported(office, template())
    url = reverse("registry:layout-from-word-again", args=[first.layout_id])
    data = saved(template(head="НОВИ ОБРАЗАЦ"))
    client = client_as(Role.ADMINISTRATOR)
    answer = client.post(url, {"name": "Из Ворда", "file": SimpleUploadedFile("о.docx", data, DOCX)})
    assert answer.status_code == 302
    second = LayoutVersion.objects.get(layout=first.layout, number=2)
    assert "НОВИ" in second.source
    assert second.approved_at is None
    assert client_as(Role.HANDLER).get(url).status_code == 403
