"""Helper process that cuts pages out of a scan, without drawing them anew.

Started by limited.run_limited as `python -m salter.documents.scan_cut MEMORY_MB SECONDS FILE OUT PAGES`; PAGES are
numbers with commas. A PDF stays a PDF, a TIFF stays a TIFF.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salter.documents.limits import bound_cpu, bound_memory

if TYPE_CHECKING:
    import pikepdf

OF_A_PAGE = ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group", "/Annots")
"""What a page is; everything else of it may lead to other pages."""
OF_A_NOTE = (
    "/Type",
    "/Subtype",
    "/Rect",
    "/AP",
    "/AS",
    "/F",
    "/C",
    "/CA",
    "/Contents",
    "/BS",
    "/Border",
    "/QuadPoints",
)
"""What an annotation shows; its links lead to other pages."""
LOSSLESS = frozenset(["group3", "group4", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits"])


def main() -> None:
    """Bounds first, then the file."""
    memory, seconds, path, out, wanted = sys.argv[1:6]
    bound_memory(int(memory))
    bound_cpu(int(seconds))
    numbers = [int(number) for number in wanted.split(",")]
    with Path(path).open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    (_pdf if is_pdf else _tiff)(path, out, numbers)


def _pdf(path: str, out: str, numbers: Sequence[int]) -> None:
    """Only what these pages show goes along: nothing of the papers of others may stay in the file unseen."""
    import pikepdf

    with pikepdf.open(path) as whole, pikepdf.new() as part:
        for number in numbers:
            page = whole.pages[number - 1]
            _bare(page)
            part.pages.append(page)
        part.remove_unreferenced_resources()
        part.save(out, deterministic_id=True)


def _bare(page: pikepdf.Page) -> None:
    for name in ("/MediaBox", "/CropBox", "/Rotate", "/Resources"):  # may stand above the page, for all pages
        if name not in page.obj and (above := _inherited(page.obj, name)) is not None:
            page.obj[name] = above
    for key in set(page.obj.keys()) - {*OF_A_PAGE, "/Parent"}:
        del page.obj[key]
    for note in page.obj.get("/Annots", []):
        for key in set(note.keys()) - set(OF_A_NOTE):
            del note[key]


def _inherited(page: Any, name: str) -> Any:
    above, depth = page.get("/Parent"), 0
    while above is not None and depth < 50:
        if name in above:
            return above[name]
        above, depth = above.get("/Parent"), depth + 1
    return None


def _tiff(path: str, out: str, numbers: Sequence[int]) -> None:
    """Frame by frame, with its compression where that loses nothing, else with one that does not."""
    from PIL import Image, TiffImagePlugin

    with Image.open(path) as image, TiffImagePlugin.AppendingTiffWriter(out, new=True) as target:
        for number in numbers:
            image.seek(number - 1)
            kept = image.info.get("compression", "")
            packed = kept if kept in LOSSLESS else "tiff_adobe_deflate"
            image.copy().save(target, "TIFF", compression=packed, dpi=image.info.get("dpi", (250, 250)))
            target.newFrame()


if __name__ == "__main__":
    main()
