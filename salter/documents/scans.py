"""Scans made searchable: each page is drawn, turned upright and read by tesseract, then all become one PDF/A-2b.

The original is only read. Pages are files of a folder until they are joined, so reading goes on where it broke off and
holds one page in memory. A page that cannot be drawn or read becomes an empty page and is named.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from salter.documents.limited import Stopped, run_limited

if TYPE_CHECKING:
    import pikepdf

LANGUAGES = ("srp", "srp_latn")
MEMORY_MB, DRAW_SECONDS, READ_SECONDS = 2048, 60, 180
SURE = 2.0
"""How sure tesseract must be of an orientation before a page is turned (an upside-down page of text: about 40)."""
MOST_PAGES = 5000
_WITHOUT_SECRETS = ("PATH", "TESSDATA_PREFIX")


class NotOpened(Exception):
    """The file as a whole cannot be opened, or has no pages."""


class NotDrawn(Exception):
    """A page cannot be drawn or read."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was found of a page: by how many degrees it was turned, whether it could be read at all, the texts of the
    QR codes on it, whether it is blank."""

    number: int
    turned: int = 0
    readable: bool = True
    codes: Sequence[str] = ()
    blank: bool = False


def missing() -> list[str]:
    """The Debian packages that reading needs and this machine lacks; empty when it can read."""
    if not shutil.which("tesseract"):
        return ["tesseract-ocr", "tesseract-ocr-srp", "tesseract-ocr-srp-latn"]
    said = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=30, check=False).stdout
    known = set(said.split())
    lacking = [f"tesseract-ocr-{language.replace('_', '-')}" for language in LANGUAGES if language not in known]
    return lacking + ([] if "osd" in known else ["tesseract-ocr-osd"])


def count(path: Path) -> int:
    """How many pages a PDF, TIFF, JPEG or PNG has. Raises NotOpened."""
    try:
        pages = int(json.loads(_helper(path, 0, path))["pages"])
    except (Stopped, ValueError, KeyError) as error:
        raise NotOpened(str(error)) from error
    if not 0 < pages <= MOST_PAGES:
        raise NotOpened(f"{pages} pages")
    return pages


def read_pages(path: Path, folder: Path, numbers: Sequence[int]) -> list[Page]:
    """Read some pages into `folder`; a page that lies there already is not read again."""
    return [_kept(folder, number) or _read(path, folder, number) for number in numbers]


def unread(folder: Path, pages: int) -> list[int]:
    """The numbers of the pages that do not lie in `folder` yet."""
    return [number for number in range(1, pages + 1) if not _note(folder, number).exists()]


def text_of(folder: Path, number: int) -> str:
    """The text that was recognised on a page that lies in `folder`."""
    path = _text(folder, number)
    return path.read_text("utf-8", "replace") if path.exists() else ""


def cut(path: Path, numbers: Sequence[int], target: Path) -> None:
    """Some pages of a PDF or TIFF as a file of that kind, as they are. Raises NotOpened."""
    wanted = ",".join(map(str, numbers))
    try:
        run_limited(
            "salter.documents.scan_cut", str(path), str(target), wanted, seconds=READ_SECONDS, memory_mb=MEMORY_MB
        )
    except Stopped as error:
        raise NotOpened(str(error)) from error


def join(folder: Path, numbers: Sequence[int], target: Path, *, title: str, at: datetime) -> None:
    """One PDF/A-2b of pages in `folder`, in that order; qpdf passes them through, so memory does not grow with them."""
    import pikepdf

    joined = folder / "joined.pdf"
    sources = [str(_pdf(folder, number)) for number in numbers]
    pikepdf.Job(
        ["pikepdf", "--empty", "--keep-files-open=n", "--pages", *sources, "--", str(joined)],
    ).run()
    with pikepdf.open(joined) as pdf:
        _archival(pdf, title, at)
        pdf.save(target, force_version="1.7", deterministic_id=True)
    joined.unlink()


def _helper(path: Path, number: int, out: Path) -> bytes:
    return run_limited(
        "salter.documents.scan_page",
        str(path),
        str(number),
        str(out),
        seconds=DRAW_SECONDS,
        memory_mb=MEMORY_MB,
    )


def _pdf(folder: Path, number: int) -> Path:
    return folder / f"{number:05}.pdf"


def _text(folder: Path, number: int) -> Path:
    return folder / f"{number:05}.txt"


def _note(folder: Path, number: int) -> Path:
    return folder / f"{number:05}.json"


def _kept(folder: Path, number: int) -> Page | None:
    note = _note(folder, number)
    return Page(**json.loads(note.read_text("ascii"))) if note.exists() else None


def _read(path: Path, folder: Path, number: int) -> Page:
    picture = folder / f"{number:05}.jpg"
    try:
        seen = json.loads(_helper(path, number, picture))
        page = Page(number, _upright(picture), codes=seen["codes"], blank=seen["blank"])
        _recognise(picture, _pdf(folder, number))
    except (Stopped, NotDrawn):
        page = Page(number, readable=False)
        _empty(_pdf(folder, number))
    picture.unlink(missing_ok=True)
    fresh = _note(folder, number).with_suffix(".new")  # the note last: without it the page is read again
    fresh.write_text(json.dumps(asdict(page)), "ascii")
    fresh.replace(_note(folder, number))
    return page


def _upright(picture: Path) -> int:
    """Turn the picture so that its text stands upright; gives the degrees (clockwise), 0 when tesseract is not sure."""
    from PIL import Image

    small = picture.with_suffix(".small.jpg")
    with Image.open(picture) as image:  # half the size tells the orientation as surely, in half the time
        image.convert("L").reduce(2).save(
            small, "JPEG", dpi=tuple(dots / 2 for dots in image.info.get("dpi", (250, 250)))
        )
    said = _tesseract(str(small), "-", "--psm", "0", "-l", "osd", check=False)
    small.unlink()
    rotate, sure = (re.search(rf"{name}: ([\d.]+)", said) for name in ("Rotate", "Orientation confidence"))
    if not (rotate and sure) or float(sure[1]) < SURE or not (degrees := round(float(rotate[1])) % 360):
        return 0
    with Image.open(picture) as image:
        dpi = image.info.get("dpi", (250, 250))
        image.rotate(-degrees, expand=True).save(picture, "JPEG", quality=90, dpi=dpi)
    return degrees


def _recognise(picture: Path, target: Path) -> None:
    _tesseract(str(picture), str(target.with_suffix("")), "-l", "+".join(LANGUAGES), "pdf", "txt")
    if not target.exists() or not target.stat().st_size:
        raise NotDrawn("tesseract wrote nothing")


def _tesseract(*arguments: str, check: bool = True) -> str:
    """What tesseract says, on one processor and without our secrets. Raises NotDrawn."""
    environment = {name: os.environ[name] for name in _WITHOUT_SECRETS if name in os.environ}
    try:
        done = subprocess.run(
            ["tesseract", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=READ_SECONDS,
            env={**environment, "OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotDrawn(str(error)) from error
    if check and done.returncode:
        raise NotDrawn(done.stderr.decode("utf-8", "replace")[-200:])
    return done.stdout.decode("utf-8", "replace")


def _empty(target: Path) -> None:
    import pikepdf

    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(target)


def _archival(pdf: pikepdf.Pdf, title: str, at: datetime) -> None:
    """What PDF/A-2b asks for beside the pages: a colour profile, and metadata that say so."""
    import pikepdf
    from PIL import ImageCms

    profile = pdf.make_stream(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), N=3)
    pdf.Root.OutputIntents = pikepdf.Array(
        [
            pdf.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.OutputIntent,
                    S=pikepdf.Name.GTS_PDFA1,
                    OutputConditionIdentifier="sRGB",
                    DestOutputProfile=profile,
                )
            )
        ]
    )
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
        metadata["xmp:CreateDate"] = at.isoformat(timespec="seconds")
        metadata["pdfaid:part"], metadata["pdfaid:conformance"] = "2", "B"
