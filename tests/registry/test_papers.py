"""The papers of a case: one list, ways to look at each, the whole case as ZIP and PDF, cover and label."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from salter.documents import drawing
from salter.documents.actions import content, keep_rendition, storage, take_in
from salter.documents.blobs import key_of
from salter.documents.models import Document, Processing, RenditionKind, Source
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions, desk
from salter.registry.models import Attachment, Case, CaseCopy, CaseLook, CopyState, IntakeChannel
from salter.registry.papers import viewing, whole
from salter.registry.papers.listing import PaperKind, papers_of
from salter.registry.papers.viewing import Way
from salter.registry.papers.work import make_case_copy
from tests.registry.scenes import SignIn, act_of, assigned
from tests.support.office import Office

CLERK, HANDLER = Role.REGISTRY_CLERK, Role.HANDLER


def pdf(*words: str, password: str = "") -> bytes:
    """A PDF with a page of each width, so that pages are told apart; no other one has its bytes.

    Tests that run beside this one keep files in the same store: one deletes what another would put back."""
    made, target = pikepdf.new(), io.BytesIO()
    for place in range(len(words) or 1):
        made.add_blank_page(page_size=(300 + place, 400))
    made.docinfo["/Subject"] = uuid4().hex
    made.save(target, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return target.getvalue()


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(target, "PNG")
    return target.getvalue()


def attach(office: Office, case: Case, name: str, data: bytes, media_type: str = "") -> Document:
    """Another file of the first submission, as it was taken in."""
    if media_type:
        document = Document.objects.create(
            organisation=office.organisation,
            name=name,
            sha256=stored(data),
            size=len(data),
            media_type=media_type,
            source=Source.UPLOAD,
            created_at=clock.now(office.organisation),
        )
    else:
        document = take_in(office.viewer(CLERK), name=name, content=io.BytesIO(data), source=Source.SCAN)
    first = case.submissions.order_by("sub_number")[0]
    place = case.attachments.count() + 1
    Attachment.objects.create(
        organisation=office.organisation, case=case, submission=first, document=document, position=place
    )
    return document


def stored(data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    storage().put(key_of(digest), data)
    return digest


def mixed(office: Office) -> Case:
    """A case with files, sheets of paper, a supplement and a draft."""
    case = assigned(office)
    attach(office, case, "skica.png", png())
    attach(office, case, "projekat.pdf", pdf("а", "б"))
    clerk = office.viewer(CLERK)
    intake = actions.Intake(
        subject="Допуна доказа", channel=IntakeChannel.POST, received_at=clock.now(office.organisation)
    )
    actions.add_supplement(clerk, case=case, intake=intake)
    actions.note_paper(clerk, case=case, title="Копија плана", sheets=12, place="соба 4, орман 2", sub_number=0)
    return Case.objects.get(pk=case.pk)


def listed(office: Office, case: Case, role: Role = CLERK) -> list[Any]:
    return papers_of(desk.case_file(office.viewer(role), case.pk))


def members_of(response: Any) -> zipfile.ZipFile:
    assert isinstance(response, StreamingHttpResponse)
    return zipfile.ZipFile(io.BytesIO(b"".join(response)))


def bound(office: Office, case: Case, language: str = "sr") -> CaseCopy:
    copy = actions.ask_case_copy(office.viewer(CLERK), case=case, language=language)
    make_case_copy(organisation=office.organisation.pk, copy=str(copy.pk))
    copy.refresh_from_db()
    assert copy.state == CopyState.DONE, copy.problem
    return copy


def words(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_papers_stand_in_one_list_in_the_order_of_their_sub_numbers(office: Office) -> None:
    papers = listed(office, mixed(office))
    assert [(one.ordinal, one.kind, one.sub_number, one.title) for one in papers] == [
        (1, PaperKind.SUBMISSION, 0, "zahtev.txt"),
        (2, PaperKind.ATTACHMENT, 0, "skica.png"),
        (3, PaperKind.ATTACHMENT, 0, "projekat.pdf"),
        (4, PaperKind.ON_PAPER, 0, "Копија плана"),
        (5, PaperKind.SUPPLEMENT, 1, "Допуна доказа"),
    ]
    assert papers[3].sheets == 12


def test_receipts_acts_and_evidence_stand_behind_what_they_belong_to(office: Office) -> None:
    act = act_of(office, upto="signed")
    papers = listed(office, act.case)
    assert [one.kind for one in papers] == [PaperKind.SUBMISSION, PaperKind.ACT]
    assert papers[1].key == str(act.document_id)


def test_a_paper_without_a_file_is_noted_moved_and_withdrawn(office: Office) -> None:
    case, clerk = assigned(office), office.viewer(CLERK)
    paper = actions.note_paper(clerk, case=case, title="Узорак", sheets=3, place="соба 4")
    paper = actions.move_paper(office.viewer(HANDLER), paper=paper, place="соба 7")
    assert (paper.place, paper.moved_at is not None) == ("соба 7", True)
    actions.withdraw_paper(clerk, paper=paper, reason="Погрешан предмет.")
    assert PaperKind.ON_PAPER not in [one.kind for one in listed(office, case)]
    assert list(
        Entry.objects.filter(case_id=case.pk, verb__startswith="paper.").order_by("id").values_list("verb", flat=True)
    ) == ["paper.noted", "paper.moved", "paper.withdrawn"]
    with pytest.raises(ValidationError):
        actions.move_paper(clerk, paper=paper, place="соба 8")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"sheets": 0}, "sheets"),
        ({"place": "  "}, "place"),
        ({"sub_number": 9}, "sub-number"),
    ],
)
def test_a_note_that_nobody_could_find_the_paper_by_is_refused(
    office: Office, given: dict[str, Any], code: str
) -> None:
    case = assigned(office)
    note = {"title": "Узорак", "sheets": 1, "place": "соба 4", **given}
    with pytest.raises(ValidationError) as refused:
        actions.note_paper(office.viewer(CLERK), case=case, **note)
    assert refused.value.code == code


def test_who_neither_registers_nor_handles_notes_no_paper(office: Office) -> None:
    with pytest.raises(NotAllowed):
        actions.note_paper(
            office.viewer(Role.INSPECTOR), case=assigned(office), title="Узорак", sheets=1, place="соба 4"
        )


def test_the_form_notes_a_paper_and_says_what_is_missing(office: Office, client_as: SignIn) -> None:
    case, client = assigned(office), client_as(CLERK)
    address = reverse("registry:paper-note", args=[case.pk])
    assert client.post(address, {"title": "Узорак", "sheets": "много"}).status_code == 422
    sent = {"title": "Узорак", "sheets": "4", "place": "соба 4", "sub_number": "0"}
    assert client.post(address, sent).status_code == 302
    paper = case.on_paper.get()
    body = client.get(reverse("registry:case", args=[case.pk]) + f"?paper={paper.pk}").content.decode()
    assert "соба 4" in body
    move = reverse("registry:paper", args=[case.pk, paper.pk])
    assert client.post(move, {"place": "подрум"}).status_code == 302
    assert client.post(move, {"place": "подрум", "reason": "Двапут."}).status_code == 302
    assert client.get(move).status_code == 404


def test_each_paper_is_shown_in_its_own_way(office: Office) -> None:
    case = mixed(office)
    letter = attach(office, case, "pismo.eml", b"From: a@b.rs\r\n\r\nx", "message/rfc822")
    strange = attach(office, case, "nacrt.dwg", b"AC1018", "image/vnd.dwg")
    Document.objects.filter(pk=letter.pk).update(text="From: a@b.rs\nПоздрав", processing=Processing.DONE)
    ways = {one.title: viewing.view_of(one).way for one in listed(office, case)}
    assert ways == {
        "zahtev.txt": Way.FRAME,
        "skica.png": Way.IMAGE,
        "projekat.pdf": Way.FRAME,
        "Копија плана": Way.RECORD,
        "Допуна доказа": Way.RECORD,
        "pismo.eml": Way.WORDS,
        "nacrt.dwg": Way.DOWNLOAD,
    }
    found = next(one for one in listed(office, case) if one.document == letter)
    assert "Поздрав" in viewing.view_of(found).words
    assert strange


def test_the_page_leads_to_the_paper_before_and_after(office: Office, client_as: SignIn) -> None:
    case = mixed(office)
    papers = listed(office, case)
    body = client_as(HANDLER).get(reverse("registry:case", args=[case.pk]) + f"?paper={papers[1].key}").content.decode()
    assert f'href="?paper={papers[0].key}#paper" data-key=","' in body
    assert f'href="?paper={papers[2].key}#paper" data-key="."' in body


def test_pages_are_drawn_as_pictures_where_a_browser_shows_no_pdf(office: Office, client_as: SignIn) -> None:
    case = mixed(office)
    document = Document.objects.get(name="projekat.pdf")
    client = client_as(HANDLER)
    body = client.get(reverse("registry:case", args=[case.pk]) + f"?paper={document.pk}&pictures=1").content.decode()
    addresses = [reverse("registry:picture", args=[case.pk, document.pk, number]) for number in (1, 2)]
    assert all(address in body for address in addresses)
    answer = client.get(addresses[1])
    assert answer["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.width == drawing.WIDTH
    assert client.get(reverse("registry:picture", args=[case.pk, document.pk, 3])).status_code == 404


def test_a_locked_pdf_says_that_it_cannot_be_drawn(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    locked = attach(office, case, "tajna.pdf", pdf("а", password="x"), "application/pdf")
    address = reverse("registry:case", args=[case.pk]) + f"?paper={locked.pk}&pictures=1"
    body = client_as(HANDLER).get(address).content.decode()
    assert "закључана или оштећена" in body


def test_a_rendition_stands_beside_its_original(office: Office, client_as: SignIn) -> None:
    case = mixed(office)
    original = Document.objects.get(name="projekat.pdf")
    made = keep_rendition(
        office.viewer(CLERK),
        original=original,
        kind=RenditionKind.SEARCHABLE,
        name="projekat-ocr.pdf",
        data=pdf(),
        media_type="application/pdf",
    )
    client = client_as(HANDLER)
    address = reverse("registry:document", args=[case.pk, made.document_id])
    assert address in client.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert client.get(address).status_code == 200
    assert content(original) == content(Document.objects.get(pk=original.pk))


def test_the_page_asks_as_often_for_200_papers_as_for_one(office: Office, client_as: SignIn) -> None:
    case, client, counts = assigned(office), client_as(HANDLER), []
    for more in (0, 199):
        document = Document.objects.first()
        assert document
        rows = [
            Document(
                organisation=office.organisation,
                name=f"prilog-{place}.pdf",
                sha256=document.sha256,
                size=document.size,
                media_type="application/pdf",
                source=Source.SCAN,
                created_at=document.created_at,
            )
            for place in range(more)
        ]
        Document.objects.bulk_create(rows)
        first = case.submissions.get()
        Attachment.objects.bulk_create(
            Attachment(organisation=office.organisation, case=case, submission=first, document=row, position=place)
            for place, row in enumerate(rows, 2)
        )
        for _warm in range(2):
            with CaptureQueriesContext(connection) as counted:
                body = client.get(reverse("registry:case", args=[case.pk])).content.decode()
        counts.append(len(counted))
    assert "prilog-198.pdf" in body
    assert counts[0] == counts[1]


def test_the_zip_holds_every_original_under_its_name_with_its_hash(office: Office, client_as: SignIn) -> None:
    case = mixed(office)
    archive = members_of(client_as(HANDLER).get(reverse("registry:whole-zip", args=[case.pk])))
    assert archive.testzip() is None
    names = archive.namelist()
    assert names[:3] == ["omot.pdf", "popis.csv", "sha256.txt"]
    assert names[3:] == ["spisi/001 zahtev.txt", "spisi/002 skica.png", "spisi/003 projekat.pdf"]
    sums = dict(line.split("  ")[::-1] for line in archive.read("sha256.txt").decode().splitlines())
    assert sums == {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names[3:]}
    table = archive.read("popis.csv").decode("utf-8-sig")
    assert "Копија плана" in table
    assert "соба 4, орман 2" in table
    assert case.number in words(archive.read("omot.pdf"))


def test_taking_the_case_is_written_into_history_and_access_log(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    client_as(HANDLER).get(reverse("registry:whole-zip", args=[case.pk]))
    entry = Entry.objects.get(verb="case.taken")
    assert (entry.case_id, entry.actor_name) == (case.pk, office.people[HANDLER].name)
    assert CaseLook.objects.filter(case=case, name=office.people[HANDLER].name).exists()


def test_a_file_that_the_store_lost_is_said_in_the_list_and_the_rest_comes(office: Office, client_as: SignIn) -> None:
    case = mixed(office)
    lost = Document.objects.get(name="projekat.pdf")
    storage().delete(key_of(lost.sha256))
    archive = members_of(client_as(HANDLER).get(reverse("registry:whole-zip", args=[case.pk])))
    assert archive.testzip() is None
    assert "spisi/003 projekat.pdf" not in archive.namelist()
    assert "spisi/002 skica.png" in archive.namelist()
    assert "јавите администратору" in archive.read("popis.csv").decode("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("захтев.pdf", "захтев.pdf"),
        ('a:b?"c".pdf', "a_b__c_.pdf"),
        ("  .. ", "dokument"),
        ("x" * 300 + ".pdf", "x" * 108 + ".pdf"),
    ],
)
def test_names_are_safe_to_unpack(name: str, safe: str) -> None:
    assert whole.safe_name(name) == safe


def test_a_large_case_is_streamed_with_flat_memory(office: Office) -> None:
    case = assigned(office)
    block = bytes(range(256)) * 4096
    for place in range(3):
        attach(office, case, f"veliko-{place}.bin", block * 24 + bytes([place]), "application/octet-stream")
    kept = whole.readable(whole.members(listed(office, case)))
    tracemalloc.start()
    size = sum(len(piece) for piece in whole.stream([], kept, clock.now(office.organisation)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 72 << 20
    assert peak < 8 << 20, peak


def test_the_whole_case_is_one_pdf_with_page_numbers_and_outline(office: Office) -> None:
    case = mixed(office)
    copy = bound(office, case)
    assert copy.document
    data = content(copy.document)
    with pikepdf.open(io.BytesIO(data)) as made:
        assert len(made.pages) == copy.pages
        with made.open_outline() as outline:
            titles = [item.title for item in outline.root]
        widths = [float(page.mediabox[2]) for page in made.pages]
    assert titles == ["Садржај", "2. skica.png", "3. projekat.pdf"]
    begins = widths.index(300.0) + 1  # the first page of projekat.pdf
    text = words(data)
    assert f"projekat.pdf (прилог) SHA-256: {Document.objects.get(name='projekat.pdf').sha256} {begins}" in text
    assert "само на папиру; соба 4, орман 2" in text


def test_what_cannot_be_bound_is_named_with_hash_and_reason(office: Office) -> None:
    case = assigned(office)
    locked = attach(office, case, "tajna.pdf", pdf("а", password="x"), "application/pdf")
    broken = attach(office, case, "slomljeno.pdf", b"%PDF-1.7\nnothing of it", "application/pdf")
    drawing = attach(office, case, "nacrt.dwg", b"AC1018", "image/vnd.dwg")
    Document.objects.filter(name="zahtev.txt").update(text="Молим да се одобри.", processing=Processing.DONE)
    copy = bound(office, case)
    assert {one["sha256"] for one in copy.left_out} == {locked.sha256, broken.sha256, drawing.sha256}
    assert copy.document
    text = words(content(copy.document))
    for said in ("закључана лозинком", "оштећена", "нема стране", drawing.sha256, "Молим да се одобри."):
        assert said in text


def test_the_pdf_is_its_askers_and_of_who_may_still_see_the_case(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    copy = bound(office, case)
    address = reverse("registry:case-copy", args=[case.pk, copy.pk])
    clerk = client_as(CLERK)
    assert clerk.get(address).status_code == 200
    assert clerk.get(reverse("registry:case-copy-file", args=[case.pk, copy.pk]) + "?download").status_code == 200
    assert client_as(HANDLER).get(address).status_code == 404
    actions.restrict_case(office.viewer(Role.REGISTRY_HEAD), case=case, staff=[], reason="подаци о здрављу")
    assert clerk.get(address).status_code == 404


def test_the_page_asks_once_and_the_copy_that_fails_says_so(office: Office, client_as: SignIn) -> None:
    case, client = assigned(office), client_as(CLERK)
    address = reverse("registry:whole", args=[case.pk])
    for _twice in range(2):
        assert client.post(address, {"form_key": "one"}).status_code == 302
    copy = CaseCopy.objects.get()
    CaseCopy.objects.filter(pk=copy.pk).update(asked_by=office.account(Role.MAYOR))
    with pytest.raises(Case.DoesNotExist):
        make_case_copy(organisation=office.organisation.pk, copy=str(copy.pk))
    copy.refresh_from_db()
    assert copy.state == CopyState.FAILED


@pytest.mark.parametrize("prefix", ["", "/sr-latn"])
def test_cover_and_label_are_printed_in_the_script_of_the_page(office: Office, client_as: SignIn, prefix: str) -> None:
    case, client = mixed(office), client_as(CLERK)
    cover = client.get(f"{prefix}/cases/{case.pk}/cover/")
    text = words(cover.content)
    assert cover["Content-Disposition"].startswith("inline")
    assert case.number in text
    assert ("OMOT" in text.upper()) if prefix else ("ОМОТ" in text.upper())
    assert "12" in text
    label = client.get(f"{prefix}/cases/{case.pk}/cover/label/").content.decode()
    assert case.subject in label


@pytest.mark.long
@pytest.mark.needs("java")
def test_the_cover_is_pdf_a(office: Office, client_as: SignIn, tmp_path: Path) -> None:
    from tests import verapdf

    file = tmp_path / "cover.pdf"
    file.write_bytes(client_as(CLERK).get(reverse("registry:cover", args=[mixed(office).pk])).content)
    for finding in verapdf.check([file]).values():
        assert finding.passed, finding


def test_visitors_of_another_role_take_nothing(office: Office) -> None:
    client = Client()
    client.force_login(office.account(Role.MAYOR))
    assert client.get(reverse("registry:whole-zip", args=[assigned(office).pk])).status_code == 403
