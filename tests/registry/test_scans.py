"""The scanner's folder, with scanned pages: everything is kept once as it came, and read page by page."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
import typst
from django.test import Client
from django.urls import reverse
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from salter.documents import actions as documents
from salter.documents import scans
from salter.documents.actions import content, storage
from salter.documents.blobs import load
from salter.documents.models import Rendition
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.ops.config import Config
from salter.ops.doctor import check_scans
from salter.organisations.models import Role
from salter.registry.incoming import actions, queries
from salter.registry.models import Incoming, IncomingState, ScanFolder
from salter.registry.scans import findings, reading, tasks, watching
from salter.registry.scans.wording import ranges
from tests import verapdf
from tests.support.office import Office

SignIn = Callable[[Role], Client]
TEXT = "Захтев за грађевинску дозволу. Подносилац тражи да се одобри заузеће јавне површине испред локала. " * 12


@cache
def sheet() -> Image.Image:
    """A printed page as a scanner sees it: grey noise, 150 dots an inch."""
    pdf = typst.compile(f'#set page("a4")\n#set text(size: 12pt, font: "Libertinus Serif")\n{TEXT}'.encode())
    assert isinstance(pdf, bytes)
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil().convert("L")
    return Image.blend(page, Image.effect_noise(page.size, 40), 0.1)


def scan(*turned: float) -> bytes:
    """A scan with a page for each angle."""
    first, *others = [sheet().rotate(-angle, expand=angle in (90, 270), fillcolor=255) for angle in turned]
    target = io.BytesIO()
    first.save(target, "PDF", save_all=True, append_images=others, resolution=150)
    return target.getvalue()


def emptied(data: bytes) -> bytes:
    """Nothing of a picture is left that could be decoded."""
    return b"\xff" * 100


def cut(data: bytes) -> bytes:
    """The lower half of a picture did not arrive."""
    return data[: len(data) // 2]


def with_broken_page(data: bytes, number: int, breaking: Callable[[bytes], bytes]) -> bytes:
    """The same scan with a damaged picture on one page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        [picture] = pdf.pages[number - 1].get_images().values()
        picture.write(breaking(picture.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


@pytest.fixture
def folder(office: Office, settings: Any, tmp_path: Path) -> Path:
    """The folder of the office's scanner."""
    place = tmp_path / "scanner"
    place.mkdir()
    settings.SALTER_SCAN_FOLDERS = {office.organisation.code: place}
    settings.SALTER_SCAN_WORK = tmp_path / "work"
    return place


def look(office: Office, times: int = 2) -> int:
    """So many looks; gives how many scans were taken in."""
    return sum(tasks.look(organisation=office.organisation.pk) for _time in range(times))


def taken(folder: Path) -> list[str]:
    """The names that lie in `taken/`."""
    return sorted(path.name for path in folder.glob("taken/*"))


def test_a_scan_that_lies_still_is_kept_as_it_came_then_moved(office: Office, folder: Path) -> None:
    (folder / "dopis.pdf").write_bytes(data := scan(0))
    assert look(office, 1) == 0
    assert not taken(folder)
    assert look(office, 1) == 1
    assert taken(folder) == ["dopis.pdf"]
    row = Incoming.objects.get()
    assert (row.subject, row.door, row.state) == ("dopis", "scan", IncomingState.WAITING)
    [file] = queries.files(row)
    assert content(file.document) == data
    entry = Entry.objects.get(verb="incoming.taken")
    assert entry.body["documents"] == [file.document.sha256]
    assert look(office) == 0


def test_a_file_that_is_still_being_written_waits(office: Office, folder: Path) -> None:
    whole = scan(0)
    path = folder / "dopis.pdf"
    for end in (1000, 2000, 3000):
        path.write_bytes(whole[:end])
        assert look(office, 1) == 0
    path.write_bytes(whole)
    (folder / "dopis2.pdf.part").write_bytes(whole)
    (folder / "nov.pdf").touch()
    assert look(office, 3) == 1
    assert content(queries.files(Incoming.objects.get())[0].document) == whole
    assert sorted(path.name for path in folder.iterdir()) == ["dopis2.pdf.part", "nov.pdf", "taken"]


def test_a_file_that_changes_while_it_is_read_is_not_taken(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "dopis.pdf"
    path.write_bytes(scan(0))
    real = documents.keep_as_it_came

    def written_to(*arguments: Any, **named: Any) -> object:
        with path.open("ab") as file:
            file.write(b"%more\n")
        return real(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(watching, "keep_as_it_came", written_to)
        assert look(office) == 0
    assert not Incoming.objects.exists()
    assert look(office, 3) == 1
    assert content(queries.files(Incoming.objects.get())[0].document).endswith(b"%more\n")


def test_what_was_kept_and_not_moved_is_moved_later_and_taken_once(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "dopis.pdf").write_bytes(scan(0))

    def killed(*_given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(watching, "_move", killed)
        with pytest.raises(KeyboardInterrupt):
            look(office)
    assert Incoming.objects.count() == 1
    assert look(office) == 0
    assert taken(folder) == ["dopis.pdf"]
    assert Incoming.objects.count() == 1


def test_two_scans_of_one_name_stay_two(office: Office, folder: Path) -> None:
    for angle in (0, 1):
        (folder / "scan0001.pdf").write_bytes(scan(angle))
        assert look(office) == 1
    assert taken(folder) == ["scan0001-2.pdf", "scan0001.pdf"]
    assert Incoming.objects.count() == 2


def test_a_name_of_another_alphabet_or_with_a_line_end_holds_nothing_back(office: Office, folder: Path) -> None:
    for name in (b"re\x9aenje.pdf", b"prvi\nred.pdf"):
        (folder / os.fsdecode(name)).write_bytes(scan(len(name)))
    (folder / "zakljucak.pdf").write_bytes(scan(0))
    assert look(office) == 3
    assert set(Incoming.objects.values_list("subject", flat=True)) == {r"re\x9aenje", "prvi_red", "zakljucak"}
    assert len(taken(folder)) == 3


def test_a_file_that_cannot_be_taken_in_does_not_hold_the_others(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.pdf").write_bytes(scan(0))
    (folder / "b.pdf").write_bytes(scan(1))
    keep = watching._keep

    def fails(viewer: Any, path: Path, *rest: Any) -> int:
        if path.name == "a.pdf":
            raise RuntimeError("no room")
        return keep(viewer, path, *rest)

    monkeypatch.setattr(watching, "_keep", fails)
    look(office, 1)
    with pytest.raises(RuntimeError):
        look(office, 1)
    assert (taken(folder), Incoming.objects.get().subject) == (["b.pdf"], "b")


def test_a_new_scan_in_the_place_of_one_that_was_read_is_not_moved_away(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, first, second = folder / "scan0001.pdf", scan(0), scan(1, 2)
    path.write_bytes(first)
    keep = watching._keep

    def replaced(*given: Any) -> int:
        fresh = keep(*given)
        (folder / "new.part").write_bytes(second)
        (folder / "new.part").rename(path)
        return fresh

    monkeypatch.setattr(watching, "_keep", replaced)
    assert look(office) == 1
    monkeypatch.setattr(watching, "_keep", keep)
    assert path.read_bytes() == second
    assert look(office) == 1
    assert Incoming.objects.count() == 2
    assert taken(folder) == ["scan0001.pdf"]


def test_a_link_or_a_pipe_in_the_place_of_a_scan_is_not_followed(folder: Path) -> None:
    """It took the place after the folder was read."""
    (folder / "tajna").write_bytes(b"secret")
    (folder / "link.pdf").symlink_to(folder / "tajna")
    os.mkfifo(folder / "cev.pdf")
    for name in ("link.pdf", "cev.pdf"):
        with pytest.raises(OSError, match=r"."), open(folder / name, "rb", opener=watching._file):
            pass


def test_a_folder_that_vanishes_is_told_and_goes_on(office: Office, folder: Path, client_as: SignIn) -> None:
    page = reverse("registry:incoming")
    folder.rmdir()
    assert look(office, 3) == 0
    assert "Фасцикла скенера" in client_as(Role.REGISTRY_CLERK).get(page).content.decode()
    assert check_scans().state == "failure"
    assert Entry.objects.filter(verb="scans.failed").count() == 1
    folder.mkdir()
    (folder / "dopis.pdf").write_bytes(scan(0))
    assert look(office) == 1
    assert "Фасцикла скенера" not in client_as(Role.REGISTRY_CLERK).get(page).content.decode()
    assert Entry.objects.filter(verb="scans.recovered").count() == 1
    assert check_scans().state != "failure"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("isecen.pdf", b"%PDF-1.7\n1 0 obj", findings.NOT_OPENED),
        ("beleska.txt", b"nije sken", findings.NO_SCAN),
        ("slika.pdf", b"\x89PNG\r\n\x1a\n cut", findings.NOT_OPENED),
    ],
)
def test_what_is_no_scan_is_kept_for_a_person(
    office: Office, folder: Path, name: str, data: bytes, reason: str
) -> None:
    (folder / name).write_bytes(data)
    assert look(office) == 1
    row = Incoming.objects.get()
    assert (row.state, row.reason) == (IncomingState.UNCLEAR, reason)
    assert content(queries.files(row)[0].document) == data
    assert taken(folder) == [name]


def test_a_scan_that_is_too_large_stays_and_is_named(
    office: Office, folder: Path, settings: Any, client_as: SignIn
) -> None:
    settings.SALTER_SCAN_LIMIT = 1000
    (folder / "knjiga.pdf").write_bytes(scan(0))
    assert look(office, 3) == 0
    assert (folder / "knjiga.pdf").exists()
    assert "knjiga.pdf" in client_as(Role.REGISTRY_CLERK).get(reverse("registry:incoming")).content.decode()


def test_the_clock_looks_only_where_a_folder_is_watched(folder: Path, settings: Any) -> None:
    assert tasks.look_at_all(0) == 1
    assert ProcrastinateJob.objects.filter(task_name="registry.scans.look").count() == 1
    settings.SALTER_SCAN_FOLDERS = {}
    assert tasks.look_at_all(0) == 0
    assert not ScanFolder.objects.exists()


def test_a_taken_scan_is_given_to_be_read(office: Office, folder: Path) -> None:
    (folder / "dopis.pdf").write_bytes(scan(0))
    look(office)
    run_everything()
    assert ProcrastinateJob.objects.filter(task_name="registry.scans.read").count() == 1


@pytest.mark.parametrize("wrong", ["vedrovo", "vedrovo=relative", "a=/x;a=/y", "a=/x;b=/x", "=/x"])
def test_a_wrong_setting_is_refused_with_the_words_that_are_wrong(wrong: str) -> None:
    with pytest.raises(ValueError, match="SALTER_SCAN_FOLDERS"):
        Config(scan_folders=wrong).scanning()
    assert Config(scan_folders="a=/x; b=/y").scanning() == {"a": Path("/x"), "b": Path("/y")}


def read(office: Office) -> Incoming:
    """Read the only scan to its end."""
    row = Incoming.objects.get()
    while reading.read_some(office.organisation, row.pk):
        pass
    row.refresh_from_db()
    return row


def rendition(row: Incoming, target: Path) -> Path:
    """The searchable copy as a file."""
    made = Rendition.objects.select_related("document").get(original=queries.files(row)[0].document)
    with load(storage(), made.document.sha256) as stream, target.open("wb") as file:
        shutil.copyfileobj(stream, file)
    return target


def words(path: Path) -> list[str]:
    """The text of each page."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]


@pytest.mark.needs("tesseract", "java")
@pytest.mark.long
def test_pages_upside_down_are_turned_in_the_copy_only(office: Office, folder: Path, tmp_path: Path) -> None:
    (folder / "dopis.pdf").write_bytes(data := scan(1, 180, 90))
    look(office)
    row = read(office)
    path = rendition(row, tmp_path / "copy.pdf")
    assert ["грађевинску дозволу" in text for text in words(path)] == [True, True, True]
    assert verapdf.check([path], ["2b"])[str(path.resolve()), "2b"].passed
    [file] = queries.files(row)
    assert content(file.document) == data
    assert {"code": findings.TURNED, "numbers": "2–3"} in file.findings
    assert row.state == IncomingState.WAITING
    assert not list((tmp_path / "work").iterdir())


@pytest.mark.needs("tesseract")
@pytest.mark.long
@pytest.mark.parametrize("breaking", [emptied, cut])
def test_one_unreadable_page_is_named_and_the_others_are_read(
    office: Office, folder: Path, tmp_path: Path, breaking: Callable[[bytes], bytes]
) -> None:
    (folder / "dopis.pdf").write_bytes(with_broken_page(scan(0, 0, 0), 2, breaking))
    look(office)
    row = read(office)
    assert (row.state, row.reason) == (IncomingState.UNCLEAR, findings.PAGES)
    assert row.reason_words == {"pages": 3, "numbers": "2"}
    found = words(rendition(row, tmp_path / "copy.pdf"))
    assert ["грађевинску" in text for text in found] == [True, False, True]


def book(pages: int, broken: int) -> bytes:
    """A scan of so many pages, one of them with a picture that cannot be decoded."""
    target = io.BytesIO()
    with (
        pikepdf.open(io.BytesIO(scan(0))) as good,
        pikepdf.open(io.BytesIO(with_broken_page(scan(0), 1, emptied))) as bad,
        pikepdf.new() as pdf,
    ):
        for number in range(1, pages + 1):
            pdf.pages.append((bad if number == broken else good).pages[0])
        pdf.save(target)
    return target.getvalue()


@pytest.mark.needs("tesseract")
@pytest.mark.long
def test_five_hundred_pages_with_one_unreadable_are_read_ten_a_job_and_joined(
    office: Office, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "knjiga.pdf").write_bytes(data := book(500, 250))
    look(office)
    row = Incoming.objects.get()
    real = scans._read

    def quicker(path: Path, work: Path, number: int) -> scans.Page:
        """Pages 1 and 250 are read; the others look like page 1, and get what was read there."""
        if number in (1, 250):
            return real(path, work, number)
        shutil.copy(work / "00001.pdf", work / f"{number:05}.pdf")
        (work / f"{number:05}.json").write_text(f'{{"number": {number}}}')
        return scans.Page(number)

    monkeypatch.setattr(scans, "_read", quicker)
    jobs = 1
    while reading.read_some(office.organisation, row.pk):
        jobs += 1
    row.refresh_from_db()
    assert jobs == 50
    assert (row.state, row.reason_words) == (IncomingState.UNCLEAR, {"pages": 500, "numbers": "250"})
    assert content(queries.files(row)[0].document) == data
    found = words(rendition(row, tmp_path / "copy.pdf"))
    assert len(found) == 500
    assert [number for number, text in enumerate(found, 1) if "грађевинску" not in text] == [250]


@pytest.mark.needs("tesseract")
@pytest.mark.long
def test_reading_goes_on_where_it_broke_off(
    office: Office, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "dopis.pdf").write_bytes(scan(0, 0, 0))
    look(office)
    monkeypatch.setattr(reading, "PAGES", 1)
    row = Incoming.objects.get()
    assert reading.read_some(office.organisation, row.pk)
    [notes] = (tmp_path / "work").iterdir()
    first = (notes / "00001.pdf").stat().st_mtime_ns
    assert scans.unread(notes, 3) == [2, 3]
    assert reading.read_some(office.organisation, row.pk)
    assert (notes / "00001.pdf").stat().st_mtime_ns == first
    assert not reading.read_some(office.organisation, row.pk)
    assert len(words(rendition(row, tmp_path / "copy.pdf"))) == 3


def test_without_tesseract_the_scan_is_kept_and_the_page_says_what_to_install(
    office: Office, folder: Path, client_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    (folder / "dopis.pdf").write_bytes(scan(0))
    look(office)
    row = read(office)
    assert queries.files(row)[0].findings == [{"code": findings.NO_PROGRAM}]
    assert tasks.left(office.organisation) == []
    assert "tesseract-ocr-srp" in client_as(Role.REGISTRY_CLERK).get(reverse("registry:incoming")).content.decode()
    assert check_scans().state == "warning"


@pytest.mark.needs("tesseract")
def test_what_was_not_read_is_given_to_be_read_by_a_later_look(office: Office, folder: Path) -> None:
    (folder / "dopis.pdf").write_bytes(scan(0))
    look(office)
    row = Incoming.objects.get()
    row.files.update(findings=[{"code": findings.NO_PROGRAM}])
    look(office, 1)
    assert [job.args["incoming"] for job in ProcrastinateJob.objects.filter(task_name="registry.scans.read")] == [
        str(row.pk)
    ]


def test_ranges_are_said_short() -> None:
    assert ranges([1, 2, 3, 7, 9, 10]) == "1–3, 7, 9–10"


@pytest.mark.needs("tesseract")
def test_a_job_that_comes_too_late_reads_nothing_again_unless_a_clerk_asks(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    (folder / "dopis.pdf").write_bytes(scan(0))
    look(office)
    row = Incoming.objects.get()
    run_everything()
    row.files.update(findings=[{"code": findings.READ, "pages": 1}])
    assert not reading.read_some(office.organisation, row.pk)
    assert not (tmp_path / "work").exists()
    actions.retry(office.viewer(Role.REGISTRY_CLERK), incoming=row)
    run_everything()
    assert row.files.get().findings == [{"code": findings.TO_READ}]
