"""Scans read."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from salter.ops.benchmarks.figures import Figure
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark

PAGES = 6
WORDS = "Подносилац тражи да се одобри заузеће јавне површине испред локала у улици Главној број 12. " * 25


@benchmark("intake-scan")
def intake_scan(bench: Bench) -> Iterable[Figure]:
    """Pages of a scan made a searchable PDF/A, on one processor, beside tesseract alone on the same pages."""
    from salter.documents import scans

    if missing := scans.missing():
        raise RuntimeError(f"install {' '.join(missing)}")
    folder = Path(tempfile.mkdtemp(dir=bench.home))
    scan, pictures = _scan(folder)
    work = folder / "work"
    work.mkdir()
    ours = plain = 0.0
    for number, picture in enumerate(pictures, 1):  # in turns
        ours += _seconds(partial(scans.read_pages, scan, work, [number]))
        plain += _seconds(partial(_tesseract, picture))
    ours += _seconds(
        lambda: scans.join(
            work, range(1, PAGES + 1), folder / "out.pdf", title="Захтев", at=datetime(2026, 1, 1, tzinfo=UTC)
        )
    )
    return [
        Figure(
            "pages of a scan made searchable, one processor",
            60 * PAGES / ours,
            "pages/min",
            "tesseract alone",
            60 * PAGES / plain,
        )
    ]


def _scan(folder: Path) -> tuple[Path, list[Path]]:
    """A PDF of grey, noisy pages, and the same pages as pictures."""
    import pypdfium2  # type: ignore[import-untyped]
    import typst
    from PIL import Image

    pdf = typst.compile(f'#set page("a4")\n#set text(size: 12pt, font: "Libertinus Serif")\n{WORDS}'.encode())
    assert isinstance(pdf, bytes)
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=250 / 72).to_pil().convert("L")
    sheets = [Image.blend(page, Image.effect_noise(page.size, 40), 0.1) for _number in range(PAGES)]
    pictures = [folder / f"{number}.jpg" for number in range(PAGES)]
    for sheet, picture in zip(sheets, pictures, strict=True):
        sheet.save(picture, dpi=(250, 250))
    sheets[0].save(folder / "scan.pdf", save_all=True, append_images=sheets[1:], resolution=250)
    return folder / "scan.pdf", pictures


def _seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def _tesseract(picture: Path) -> None:
    command = ["tesseract", str(picture), str(picture.with_suffix("")), "-l", "srp+srp_latn", "pdf"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
