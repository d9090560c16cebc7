"""Cover sheets: printed by us, rendered as a scanner sees them, read by zxing, and the batch cut at them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
import typst
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw
from procrastinate.contrib.django.models import ProcrastinateJob

from salter.documents import scan_page, scans
from salter.documents.actions import content
from salter.documents.models import Rendition
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.organisations import clock
from salter.organisations.access import Confidentiality, Viewer
from salter.organisations.models import Organisation, Role
from salter.registry.actions import cancel_case
from salter.registry.incoming import actions as shelf
from salter.registry.incoming import queries
from salter.registry.incoming.actions import Content, FileInput
from salter.registry.models import Case, Door, Incoming, IncomingState, Submission
from salter.registry.scans import batches, findings, reading, sheets, splitting, tasks
from salter.registry.scans.batches import Leaf, Part
from salter.registry.scans.printing import sheets_pdf
from salter.registry.scans.sheets import Sheet, SheetKind
from salter.ui.formats import format_datetime
from tests.support.office import Office

SignIn = Callable[[Role], Client]
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
A, B = UUID(int=1), UUID(int=2)
CASE_A, CASE_B, NEW = Sheet(SheetKind.CASE, A), Sheet(SheetKind.CASE, B), Sheet(SheetKind.NEW)
STRANGE, TORN = Sheet(SheetKind.NOT_OURS), Sheet(SheetKind.NOT_READ)
SHEETS = {"a": CASE_A, "b": CASE_B, "n": NEW, "?": STRANGE, "x": TORN}


def leaves(drawn: str) -> list[Leaf]:
    """`p` is a page, `.` a blank one, other letters are sheets."""
    return [Leaf(place, SHEETS.get(letter), letter == ".") for place, letter in enumerate(drawn, 1)]


@pytest.mark.parametrize(
    ("drawn", "parts", "alone"),
    [
        ("ppp", [], []),
        ("", [], []),
        ("app", [("a", (2, 3))], []),
        ("appbp", [("a", (2, 3)), ("b", (5,))], []),
        ("npnp", [("n", (2,)), ("n", (4,))], []),
        ("ppap", [("", (1, 2)), ("a", (4,))], []),
        ("ppa", [("", (1, 2))], [3]),
        ("a", [], [1]),
        ("abp", [("b", (3,))], [1]),
        ("nnp", [("n", (3,))], []),
        ("aap", [("a", (3,))], []),
        ("apa", [("a", (2,))], [3]),
        ("a.p.p", [("a", (3, 4, 5))], []),
        ("a..p", [("a", (3, 4))], []),
        ("a.a.p", [("a", (5,))], []),
        ("a.b.p", [("b", (5,))], [1]),
        ("..ap", [("a", (4,))], []),
        (".pap", [("", (1, 2)), ("a", (4,))], []),
        ("?p", [("?", (1, 2))], []),
        ("p?", [("", (1,)), ("?", (2,))], []),
        ("xpap", [("x", (2,)), ("a", (4,))], []),
        ("xxp", [("x", (3,))], [1]),
    ],
)
def test_sheets_cut_a_batch(drawn: str, parts: list[tuple[str, tuple[int, ...]]], alone: list[int]) -> None:
    batch = batches.cut(leaves(drawn))
    assert [(part.sheet, part.pages) for part in batch.parts] == [(SHEETS.get(name), pages) for name, pages in parts]
    assert batch.alone == alone
    assert bool(batch) == bool(set(drawn) - set("p."))


def test_every_page_is_in_one_paper_at_most_and_only_sheets_and_their_backs_in_none() -> None:
    drawn = "pap.bp.n.pp?x.p"
    batch = batches.cut(leaves(drawn))
    pages = [number for part in batch.parts for number in part.pages]
    assert len(pages) == len(set(pages))
    left_out = {drawn[number - 1] for number in range(1, len(drawn) + 1) if number not in pages}
    assert left_out <= set("abnx.")
    assert isinstance(batch.parts[0], Part)


# --- the code ---


def organisation(code: str = "vedrovo") -> Organisation:
    """One that is not stored."""
    return Organisation(code=code, name_cyr="Ведрово", body_cyr="Општинска управа", demo=True)


@pytest.mark.parametrize("made", [None, Case(pk=A)])
def test_a_code_that_was_written_is_read(made: Case | None) -> None:
    code = sheets.code_of(organisation(), made)
    assert sheets.read(organisation(), [code], "") == (CASE_A if made else NEW)
    assert sheets.read(organisation("brdani"), [code], "") == Sheet(SheetKind.FOREIGN)


def test_a_code_that_we_did_not_write_says_nothing(settings: Any) -> None:
    code = sheets.code_of(organisation(), Case(pk=A))
    other = code.replace(A.hex.upper(), B.hex.upper())
    for wrong in (other, code[:-1], "SALTER", "SALTER:1:VEDROVO:NEW", "SALTER:1:VEDROVO:NEW:Ж", f"{code}:X"):
        assert sheets.read(organisation(), [wrong], "") == STRANGE
    assert sheets.read(organisation(), ["https://purs.gov.rs/?vl=1", "K:PR|V:01|C:1"], "") is None
    assert sheets.read(organisation(), [other, code], "") == CASE_A
    settings.SECRET_KEY = "another-key-" * 5
    assert sheets.read(organisation(), [code], "") == STRANGE


def test_letters_make_a_sheet_of_a_page_without_a_code_only_when_there_are_few() -> None:
    assert sheets.read(organisation(), [], "Ведрово\nРАЗДЕЛНИ  ЛИСТ\nДопуна предмета") == TORN
    assert sheets.read(organisation(), [], "Razdelni list") == TORN
    assert sheets.read(organisation(), [], "Разделни лист " + "о коме пише допис " * 100) is None


# --- as a scanner sees them ---


@cache
def drawn(pdf: bytes, dots: int) -> Image.Image:
    """The first page of a PDF in grey, with noise."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=dots / 72).to_pil().convert("L")
    return Image.blend(page, Image.effect_noise(page.size, 40), 0.1)


def sheet_of(organisation: Organisation, case: Case | None = None, dots: int = 150) -> Image.Image:
    """A printed sheet."""
    return drawn(sheets_pdf(organisation, case=case, count=1, at=AT), dots)


def letter(words: str, dots: int = 150) -> Image.Image:
    """A written page."""
    pdf = typst.compile(f'#set page("a4")\n#set text(size: 13pt, font: "Libertinus Serif")\n{words * 30}'.encode())
    assert isinstance(pdf, bytes)
    return drawn(pdf, dots)


def empty() -> Image.Image:
    """The back of a sheet."""
    return Image.blend(Image.new("L", (1240, 1754), 250), Image.effect_noise((1240, 1754), 40), 0.1)


def torn(sheet: Image.Image) -> Image.Image:
    """Both codes are scribbled over; the letters are left."""
    spoiled = sheet.copy()
    width, height = spoiled.size
    pen = ImageDraw.Draw(spoiled)
    pen.rectangle((width * 0.2, height * 0.28, width * 0.85, height * 0.7), fill=30)
    pen.rectangle((width * 0.65, height * 0.72, width, height * 0.92), fill=30)
    return spoiled


def scan(pages: Sequence[Image.Image], kind: str = "PDF") -> bytes:
    """A file of these pages."""
    target = io.BytesIO()
    first, *others = [page.copy() for page in pages]  # Pillow keeps on a picture how it was saved before
    more: dict[str, Any] = {"resolution": 150} if kind == "PDF" else {"dpi": (150, 150), "compression": "tiff_lzw"}
    first.save(target, kind, save_all=True, append_images=others, **more)
    return target.getvalue()


@pytest.mark.parametrize("turned", [0, 180, 90, 270, 3, -7, 178])
@pytest.mark.parametrize("dots", [250, 150, 72])
def test_a_sheet_is_read_whichever_way_it_lies_and_however_coarse(turned: int, dots: int) -> None:
    page = sheet_of(organisation(), Case(pk=A, number="350-1/2026", subject="Захтев"), dots)
    page = page.rotate(-turned, expand=True, fillcolor=245)
    seen = scan_page._seen(page)
    assert sheets.read(organisation(), seen["codes"], "") == CASE_A
    assert not seen["blank"]


def test_one_of_the_two_codes_is_enough() -> None:
    page = sheet_of(organisation()).copy()
    ImageDraw.Draw(page).rectangle((0, page.height * 0.3, page.width, page.height * 0.7), fill=128)
    assert sheets.read(organisation(), scan_page._seen(page)["codes"], "") == NEW


def test_blank_is_a_page_with_nothing_on_it() -> None:
    assert scan_page._seen(empty())["blank"]
    assert not scan_page._seen(letter("Захтев. "))["blank"]
    written = empty()
    ImageDraw.Draw(written).line((300, 400, 900, 420), fill=120, width=4)
    assert not scan_page._seen(written)["blank"]


# --- cutting files ---


def test_a_part_of_a_pdf_holds_nothing_of_the_other_pages(tmp_path: Path) -> None:
    """Programs of scanners give all pages one dictionary of pictures, and links lead to other pages."""
    whole = tmp_path / "whole.pdf"
    with pikepdf.new() as pdf:
        pictures = pikepdf.Dictionary()
        for number in (1, 2, 3):
            about = {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 1, "/Height": 1}
            pictures[f"/P{number}"] = pikepdf.Stream(pdf, f"picture of page {number}".encode(), about)
        shared = pdf.make_indirect(pikepdf.Dictionary(XObject=pictures))
        for number in (1, 2, 3):
            page = pdf.add_blank_page()
            page.obj.Resources = shared
            page.obj.Contents = pikepdf.Stream(pdf, f"/P{number} Do".encode())
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
        link.Dest = pikepdf.Array([pdf.pages[2].obj, pikepdf.Name.Fit])
        pdf.pages[0].obj.Annots = pikepdf.Array([link])
        pdf.save(whole, compress_streams=False)
    scans.cut(whole, [1, 2], target := tmp_path / "part.pdf")
    with pikepdf.open(target) as part:
        assert len(part.pages) == 2
        kept = {bytes(each.read_bytes()) for each in part.objects if isinstance(each, pikepdf.Stream)}
    assert {b"picture of page 1", b"picture of page 2"} <= kept
    assert b"picture of page 3" not in kept


def test_a_part_of_a_tiff_is_dot_for_dot_the_same(tmp_path: Path) -> None:
    pages = [letter(f"Страна {number}. ").convert("1") for number in (1, 2, 3)]
    pages[0].save(tmp_path / "whole.tif", save_all=True, append_images=pages[1:], compression="group4", dpi=(150, 150))
    scans.cut(tmp_path / "whole.tif", [2, 3], tmp_path / "part")
    with Image.open(tmp_path / "part") as part:
        assert part.n_frames == 2  # type: ignore[attr-defined]
        for place in (0, 1):
            part.seek(place)
            assert part.tobytes() == pages[place + 1].tobytes()
            assert part.info["compression"] == "group4"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n1 0 obj", b"II*\x00cut", b""])
def test_what_cannot_be_cut_is_told(tmp_path: Path, data: bytes) -> None:
    (whole := tmp_path / "whole").write_bytes(data)
    with pytest.raises(scans.NotOpened):
        scans.cut(whole, [1], tmp_path / "part")


# --- papers of a batch on the shelf ---


def paper_of(office: Office, kind: SheetKind, case_id: UUID | None = None) -> Incoming:
    """A paper behind a sheet of that kind, as reading puts it on the shelf."""
    door = Viewer(office.organisation)
    document = office.document()
    batch, _fresh = shelf.take_in(
        door,
        door=Door.SCAN,
        source_key="batch",
        received_at=clock.now(office.organisation),
        content=Content(subject="posta", facts={"file": "posta.pdf"}),
        files=[FileInput(document)],
    )
    facts = {"file": "posta.pdf", "pages": "2", "count": 1, "unreadable": [], "sheet": kind.value, "sheet_page": 1}
    content = splitting.content_of(door, "posta, 2", {**facts, "sheet_case": str(case_id) if case_id else ""})
    batch = shelf.split_up(
        door,
        incoming=batch,
        content=Content(subject="posta", facts=batch.facts),
        parts=[shelf.Part("2", content, FileInput(document))],
    )
    assert batch.state == IncomingState.SPLIT
    [paper] = queries.parts(office.viewer(Role.REGISTRY_CLERK), batch)
    return paper


def test_a_paper_is_judged_again_when_its_case_is_here(office: Office) -> None:
    case, clerk = office.register().case, office.viewer(Role.REGISTRY_CLERK)
    paper = paper_of(office, SheetKind.CASE, A)
    assert (paper.state, paper.reason) == ("unclear", findings.UNKNOWN_CASE)
    Incoming.objects.filter(pk=paper.pk).update(facts={**paper.facts, "sheet_case": str(case.pk)})
    shelf.retry(clerk, incoming=paper)
    run_everything()
    paper.refresh_from_db()
    assert (paper.state, paper.reason, paper.subject) == ("waiting", "", f"Допуна предмета {case.number}")
    assert queries.likely_case(clerk, paper) == case
    assert not ProcrastinateJob.objects.filter(
        task_name="registry.scans.read", args__incoming=str(paper.pk)
    ).exists()  # its pages were read with the batch


def test_the_sheet_of_a_case_with_restricted_access_names_it_to_nobody(office: Office, client_as: SignIn) -> None:
    case = office.register("Поверљиво").case
    Case.objects.filter(pk=case.pk).update(confidentiality=Confidentiality.RESTRICTED, handler=None)
    case.refresh_from_db()
    paper = paper_of(office, SheetKind.CASE, case.pk)
    assert paper.subject == "posta, 2"
    page = client_as(Role.REGISTRY_CLERK).get(reverse("registry:incoming-one", args=[paper.pk])).content.decode()
    assert "не смете да видите" in page
    assert case.number not in page
    words = pypdfium2.PdfDocument(sheets_pdf(office.organisation, case=case, count=1, at=AT))[0].get_textpage()
    assert "Поверљиво" not in words.get_text_range()


def test_a_batch_lists_its_papers_and_each_paper_its_batch(office: Office, client_as: SignIn) -> None:
    client, paper = client_as(Role.REGISTRY_CLERK), paper_of(office, SheetKind.NEW)
    batch = queries.batch(office.viewer(Role.REGISTRY_CLERK), paper)
    assert batch
    there, here = (reverse("registry:incoming-one", args=[row.pk]) for row in (batch, paper))
    assert there in client.get(here).content.decode()
    shown = client.get(there).content.decode()
    assert here in shown
    assert reverse("registry:intake") + f"?incoming={batch.pk}" not in shown
    client.post(reverse("registry:incoming-back", args=[batch.pk]))
    shelf.set_aside(office.viewer(Role.REGISTRY_CLERK), incoming=paper, reason="цео свежањ")
    assert there in client.get(reverse("registry:incoming")).content.decode()
    assert reverse("registry:intake") + f"?incoming={batch.pk}" in client.get(there).content.decode()


# --- through the folder to the shelf ---


@dataclass(frozen=True)
class Scanner:
    """The office's scanner and who waits for its papers."""

    office: Office
    folder: Path

    def scan(self, pages: Sequence[Image.Image], name: str = "posta.pdf") -> Incoming:
        """Scan a batch, let it be taken in and read; gives its row."""
        (self.folder / name).write_bytes(scan(pages, "TIFF" if name.endswith("tif") else "PDF"))
        for _look in range(2):
            tasks.look(organisation=self.office.organisation.pk)
        row = Incoming.objects.get(facts__file=name, facts__batch__isnull=True)
        while reading.read_some(self.office.organisation, row.pk):
            pass
        row.refresh_from_db()
        return row

    def papers(self, batch: Incoming) -> list[Incoming]:
        """What the batch was split into."""
        return queries.parts(self.office.viewer(Role.REGISTRY_CLERK), batch)


@pytest.fixture
def scanner(office: Office, settings: Any, tmp_path: Path) -> Scanner:
    """A folder that is watched."""
    place = tmp_path / "scanner"
    place.mkdir()
    settings.SALTER_SCAN_FOLDERS = {office.organisation.code: place}
    settings.SALTER_SCAN_WORK = tmp_path / "work"
    return Scanner(office, place)


def text_of(row: Incoming) -> list[str]:
    """The text of each page of the searchable form of a paper."""
    made = Rendition.objects.select_related("document").get(original=queries.files(row)[0].document)
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content(made.document))]


def register(office: Office, client: Client, row: Incoming) -> Submission:
    """What the clerk does with a supplement: press “Add to …”, then “Register”."""
    one = client.get(reverse("registry:incoming-one", args=[row.pk])).content.decode()
    address = f"{reverse('registry:supplement', args=[row.facts['case']])}?incoming={row.pk}"
    assert address in one
    form = client.get(address).context["form"]
    at = format_datetime(timezone.localtime(row.received_at))
    sent = {name: form[name].value() for name in ("subject", "sender", "channel", "manner")} | {"received_at": at}
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.content.decode()
    return Submission.objects.get(incoming=row)


@pytest.mark.needs("tesseract")
@pytest.mark.long
def test_a_batch_goes_from_the_folder_to_the_shelf_and_into_its_cases(
    office: Office, scanner: Scanner, client_as: SignIn
) -> None:
    case = office.register("Захтев за одобрење").case
    pages = [
        sheet_of(office.organisation, case).rotate(180),
        empty(),
        letter("Допуна прва. "),
        letter("Допуна друга. "),
        sheet_of(office.organisation),
        letter("Молба нова. "),
    ]
    batch = scanner.scan(pages)
    assert (batch.state, batch.reason) == (IncomingState.SPLIT, "")
    untouched = scanner.folder / "taken" / "posta.pdf"
    assert content(queries.files(batch)[0].document) == untouched.read_bytes()
    supplement, new = scanner.papers(batch)
    assert (supplement.state, new.state) == (IncomingState.WAITING, IncomingState.WAITING)
    assert ["Допуна" in text for text in text_of(supplement)] == [True, True]
    assert ["Молба" in text for text in text_of(new)] == [True]
    assert supplement.subject == f"Допуна предмета {case.number}"
    clerk = office.viewer(Role.REGISTRY_CLERK)
    assert queries.likely_case(clerk, supplement) == case
    assert queries.likely_case(clerk, new) is None
    [file] = queries.files(supplement)
    assert len(pypdfium2.PdfDocument(content(file.document))) == 2
    assert {"code": findings.OF_BATCH, "numbers": "3–4"} in file.findings
    assert Entry.objects.get(verb="incoming.split").body["papers"] == 2
    submission = register(office, client_as(Role.REGISTRY_CLERK), supplement)
    assert (submission.case, submission.sub_number) == (case, 1)
    assert [row.document for row in submission.attachments.all()] == [file.document]


@pytest.mark.needs("tesseract")
@pytest.mark.long
def test_what_a_sheet_cannot_decide_goes_to_a_person_with_its_pages(office: Office, scanner: Scanner) -> None:
    gone, over = Case(pk=A, number="350-9/2026", subject="нема"), office.register("Погрешан упис").case
    cancel_case(office.viewer(Role.REGISTRY_HEAD), case=over, reason="двапут уписан")
    foreign = Organisation(code="drugi-organ", name_cyr="Друга", body_cyr="Управа", demo=True)
    own = office.organisation
    pages = [letter("Залутало. ")]
    for sheet in (sheet_of(foreign), sheet_of(own, gone), sheet_of(own, over), torn(sheet_of(own))):
        pages += [sheet, letter("Допис. ")]
    batch = scanner.scan([*pages, sheet_of(own)])
    papers = scanner.papers(batch)
    assert [(row.state, row.reason, row.facts["pages"]) for row in papers] == [
        ("unclear", findings.NO_SHEET, "1"),
        ("unclear", findings.FOREIGN_SHEET, "3"),
        ("unclear", findings.UNKNOWN_CASE, "5"),
        ("unclear", findings.OVER_CASE, "7"),
        ("unclear", findings.NOT_READ_SHEET, "9"),
    ]
    assert papers[3].reason_words == {"number": over.number}
    assert (batch.state, batch.reason, batch.reason_words) == ("unclear", findings.SHEET_ALONE, {"numbers": "10"})


@pytest.mark.needs("tesseract")
@pytest.mark.long
def test_a_batch_that_cannot_be_cut_stays_whole_with_a_reason(
    office: Office, scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_arguments: object) -> None:
        raise scans.NotOpened("took more than 180 seconds")

    monkeypatch.setattr(scans, "cut", stopped)
    batch = scanner.scan([sheet_of(office.organisation), letter("Молба. ")])
    assert (batch.state, batch.reason) == ("unclear", findings.NOT_CUT)
    assert scanner.papers(batch) == []
    assert len(text_of(batch)) == 2


@pytest.mark.needs("tesseract")
@pytest.mark.long
def test_a_batch_in_tiff_is_cut_and_read_once(office: Office, scanner: Scanner) -> None:
    batch = scanner.scan([sheet_of(office.organisation), letter("Молба. ")], "posta.tif")
    [paper] = scanner.papers(batch)
    assert queries.files(paper)[0].document.media_type == "image/tiff"
    run_everything()  # nothing asks for the paper to be read: it was, with its batch
    assert not tasks.left(office.organisation)
    assert len(text_of(paper)) == 1
    assert Incoming.objects.count() == 2


@pytest.mark.needs("tesseract")
@pytest.mark.long
def test_a_split_can_be_undone_and_nothing_is_registered_twice(office: Office, scanner: Scanner) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    batch = scanner.scan(
        [sheet_of(office.organisation), letter("Молба. "), sheet_of(office.organisation), letter("Жалба. ")]
    )
    assert [(row.state, row.reason, row.facts.get("pages")) for row in (batch, *scanner.papers(batch))] == [
        ("split", "", None),
        ("waiting", "", "2"),
        ("waiting", "", "4"),
    ]
    batch = shelf.take_back(clerk, incoming=batch)
    with pytest.raises(ValidationError, match="подељен на списе"):
        shelf.register_incoming(clerk, incoming=batch, intake=None)  # type: ignore[arg-type]
    shelf.retry(clerk, incoming=batch)
    run_everything()
    while reading.read_some(office.organisation, batch.pk):
        pass
    batch.refresh_from_db()
    assert batch.state == IncomingState.SPLIT
    assert len(scanner.papers(batch)) == 2
    assert Incoming.objects.count() == 3
