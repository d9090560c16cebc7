"""The go-live pack: drafts in two forms from one text, marked on every page, filled, with open places and certainty."""

from __future__ import annotations

import io
import zipfile

import docx
import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.urls import reverse

from salter.calendars.law import Certainty
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role, Staff, StaffRole
from salter.registry.models import RetentionRule
from salter.registry.starting import rules
from salter.registry.starting.filling import docx_of, pdf_of, values_of
from tests.registry.scenes import SignIn
from tests.support.office import Office

DRAFTS = rules.drafts()


def pages(pdf: bytes) -> list[str]:
    """What a reader of PDF reads on each page."""
    return [page.get_textpage().get_text_range().replace("\xa0", " ") for page in pypdfium2.PdfDocument(pdf)]


def words(data: bytes) -> str:
    """What a reader of Word's documents reads."""
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_no_basis_of_the_pack_is_shown_as_law_that_was_read() -> None:
    for draft in DRAFTS.values():
        assert draft.bases
        for basis, line in zip(draft.bases, rules.said(draft), strict=True):
            assert basis.certainty is not Certainty.VERIFIED
            assert "непроверено" in line


def test_who_adopts_a_draft_is_an_open_place_or_says_how_sure_we_are() -> None:
    for draft in DRAFTS.values():
        assert (draft.adopter is None) == draft.adopts["sr"].startswith("[[")
        assert ("непроверено" in rules.adopts(draft)) == (draft.adopter is not None)


def test_an_open_place_stays_visible_even_within_another() -> None:
    assert rules.filled("број [[број]]", {}) == "број **[број]**"
    assert rules.filled("[[име; {who}]]", {"who": "[[нико]]"}) == "**[име; нико]**"


@pytest.mark.django_db
@pytest.mark.parametrize("key", DRAFTS)
def test_each_draft_is_filled_and_marked_on_every_page_in_both_forms(office: Office, key: str) -> None:
    viewer = office.viewer(Role.ADMINISTRATOR)
    values = values_of(viewer)
    pdf, word = pdf_of(viewer, DRAFTS[key], values), docx_of(viewer, DRAFTS[key], values)
    read = pages(pdf)
    assert all(rules.MARK in page for page in read)
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as about:
        assert about.pdfa_status
    sections = docx.Document(io.BytesIO(word)).sections
    assert [one.header.paragraphs[0].text for one in sections] == [rules.MARK]
    for text in ("\n".join(read), words(word)):
        assert "непроверено" in text.replace("\n", " ").replace("\r", "")
        assert "[" in text
        assert "{" not in text
        assert "**" not in text


@pytest.mark.django_db
def test_people_units_and_retention_of_the_office_stand_in_the_drafts(office: Office) -> None:
    viewer = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    RetentionRule.objects.create(
        organisation=office.organisation, class_code="351", category="Дозволе | пробне", expression="10 година",
        years=10, verified=False, source="проба",
    )  # fmt: skip
    values = values_of(viewer)
    named = words(docx_of(viewer, DRAFTS["resenje-o-odgovornima"], values))
    assert office.people[Role.ARCHIVIST].name in named
    assert "Дозволе | пробне" in words(docx_of(viewer, DRAFTS["lista-kategorija"], values))
    assert all(
        unit.name in words(docx_of(viewer, DRAFTS["odluka-o-uvodjenju"], values)) for unit in office.units.values()
    )


@pytest.mark.django_db
def test_a_long_draft_carries_the_mark_on_its_later_pages_too(office: Office) -> None:
    viewer = office.viewer(Role.ADMINISTRATOR)
    long = "\n".join(["| Ознака | Категорија | Рок | Провера |", *["| 351 | Дозвола | трајно | непроверено |"] * 120])
    read = pages(pdf_of(viewer, DRAFTS["lista-kategorija"], {**values_of(viewer), "retention": long}))
    assert len(read) > 2
    assert all(rules.MARK in page for page in read)


@pytest.mark.django_db
def test_a_role_that_nobody_has_is_an_open_place(office: Office) -> None:
    StaffRole.objects.filter(staff=office.people[Role.ARCHIVIST], role=Role.ARCHIVIST).delete()
    viewer = office.viewer(Role.ADMINISTRATOR)
    assert "нико нема ову улогу" in words(docx_of(viewer, DRAFTS["resenje-o-odgovornima"], values_of(viewer)))


@pytest.mark.django_db
def test_who_prepares_downloads_all_and_nobody_else(office: Office, client_as: SignIn) -> None:
    client = client_as(Role.ADMINISTRATOR)
    page = client.get(reverse("registry:drafts")).content.decode()
    marks = sum(len(draft.bases) + (draft.adopter is not None) for draft in DRAFTS.values())
    assert page.count("непроверено") == marks
    assert rules.MARK in page
    answer = client.get(reverse("registry:drafts-all"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == sorted(f"{key}.{form}" for key in DRAFTS for form in ("pdf", "docx"))
    assert client.get("/office/start/drafts/nothing.pdf").status_code == 404
    assert client.get("/office/start/drafts/obavestenje.exe").status_code == 404
    with pytest.raises(NotAllowed):
        values_of(office.viewer(Role.HANDLER))


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_staff(office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    viewer = office.viewer(Role.ADMINISTRATOR)
    with CaptureQueriesContext(connection) as before:
        values_of(viewer)
    one = office.people[Role.HANDLER]
    account = one.account
    for number in range(5):
        account.pk, account.username = None, f"more-{number}"
        account.save(force_insert=True)
        Staff.objects.create(organisation=office.organisation, account=account, unit=one.unit, name=f"Нови {number}")
    with CaptureQueriesContext(connection) as after:
        values_of(viewer)
    assert len(before) == len(after)
