"""The helper that opens a PDF of somebody and draws its pages: another process, with bounds (see pictures.py)."""

from __future__ import annotations

import io
import json
import sys

from salter.documents.limits import bound_cpu, bound_memory

WIDTH, TALLEST = 1240, 6000


def draw(path: str, what: str) -> bytes:
    """The number of pages as JSON (`count`), or the page of that number as PNG."""
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(path)
    if what == "count":
        return json.dumps(len(document)).encode()
    page = document[int(what) - 1]
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), TALLEST / max(height, 1))
    target = io.BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").quantize(64).save(target, "PNG")
    return target.getvalue()


if __name__ == "__main__":
    bound_memory(int(sys.argv[1]))
    bound_cpu(int(sys.argv[2]))
    sys.stdout.buffer.write(draw(sys.argv[3], sys.argv[4]))
