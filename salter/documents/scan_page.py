"""Helper process that draws one page of a scan and reads the codes on it.

Started by limited.run_limited as `python -m salter.documents.scan_page MEMORY_MB SECONDS FILE PAGE OUT`.

Page 0 asks for the number of pages only. The answer is JSON on the output: how many pages there are, the texts of the
QR codes of this one, and whether it is blank; the page lies as a JPEG in OUT.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salter.documents.limits import bound_cpu, bound_memory

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 250
MOST_PIXELS = 6000
"""Of the longer side: a page of a poster's size is drawn coarser."""
QUALITY = 75
FINE = 2000
"""A page whose longer side has more pixels is searched for codes at half its size, in a quarter of the time."""
MOST_CODES, LONGEST_CODE = 10, 300
MARGIN = 0.03
"""Of a side: what lies nearer to the edge is a shadow, a staple or a hole."""
INK = 40
"""So much darker than the paper is ink; less is noise or what shines through."""
BLANK = 0.0002
"""The share of ink up to which a page is blank: three commas."""


def main() -> None:
    """Bounds first, then the file."""
    memory, seconds, path, page, out = sys.argv[1:6]
    bound_memory(int(memory))
    bound_cpu(int(seconds))
    answer = _pdf(path, int(page), out) if _is_pdf(path) else _image(path, int(page), out)
    sys.stdout.write(json.dumps(answer))


def _is_pdf(path: str) -> bool:
    with Path(path).open("rb") as file:
        return b"%PDF-" in file.read(1024)


def _pdf(path: str, page: int, out: str) -> dict[str, Any]:
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(path)
    if page:
        drawn = document[page - 1]
        _check_pictures(drawn)
        longest = max(drawn.get_size())
        scale = min(DPI / 72, MOST_PIXELS / longest)
        picture = drawn.render(scale=scale).to_pil().convert("RGB")
        picture.save(out, "JPEG", quality=QUALITY, dpi=(round(scale * 72), round(scale * 72)))
        return {"pages": len(document), **_seen(picture)}
    return {"pages": len(document)}


def _check_pictures(page: Any) -> None:
    """Raise when a picture of the page is damaged: pdfium would leave it out, or its lower part, and say nothing."""
    import pypdfium2.raw  # type: ignore[import-untyped]
    from PIL import Image

    for picture in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        if picture.get_filters() == ["DCTDecode"]:
            with Image.open(io.BytesIO(bytes(picture.get_data()))) as image:
                image.load()
        else:
            picture.get_bitmap().close()


def _image(path: str, page: int, out: str) -> dict[str, Any]:
    from PIL import Image

    with Image.open(path) as image:
        pages = int(getattr(image, "n_frames", 1))
        if page:
            image.seek(page - 1)
            dpi = float(image.info.get("dpi", (DPI,))[0]) or DPI
            drawn = image.convert("RGB")
            dpi *= min(1.0, MOST_PIXELS / max(drawn.size))
            drawn.thumbnail((MOST_PIXELS, MOST_PIXELS))
            drawn.save(out, "JPEG", quality=QUALITY, dpi=(max(round(dpi), 1), max(round(dpi), 1)))
            return {"pages": pages, **_seen(drawn)}
    return {"pages": pages}


def _seen(picture: Image) -> dict[str, Any]:
    """The codes of a page, whichever way it lies, and whether nothing is on it; a coarser picture will do."""
    import zxingcpp

    grey = picture.convert("L")
    picture_of_codes = grey.reduce(2) if max(grey.size) > FINE else grey
    found = zxingcpp.read_barcodes(picture_of_codes, zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    codes = [code.text for code in found[:MOST_CODES] if len(code.text) <= LONGEST_CODE]
    return {"codes": codes, "blank": not codes and _blank(grey.reduce(4))}


def _blank(grey: Image) -> bool:
    """Whether next to nothing is darker than the paper, away from its edges."""
    width, height = grey.size
    across, down = round(width * MARGIN), round(height * MARGIN)
    counts = grey.crop((across, down, width - across, height - down)).histogram()
    total, paper, passed = sum(counts), 255, 0
    while paper and (passed := passed + counts[paper]) * 2 < total:
        paper -= 1
    return sum(counts[: max(paper - INK, 0)]) <= total * BLANK


if __name__ == "__main__":
    main()
