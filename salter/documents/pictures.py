"""Pages of a PDF as pictures, for browsers that show no PDF; drawn by a helper process with bounds."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from salter.documents import blobs
from salter.documents.actions import storage
from salter.documents.limited import Stopped, run_limited
from salter.documents.models import Document

SECONDS, MEMORY_MB = 20, 768


class NotDrawable(Exception):
    """The file cannot be drawn: it is locked, damaged, has no such page, or a bound was reached."""


def count_pages(document: Document) -> int:
    """How many pages a PDF has. Raises NotDrawable, storage.StorageError."""
    return int(json.loads(_ask(document, "count")))


def draw_page(document: Document, page: int) -> bytes:
    """A page (from 1) as a PNG picture. Raises NotDrawable, storage.StorageError."""
    return _ask(document, str(page))


def _ask(document: Document, what: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="salter-pages-") as folder:
        path = Path(folder) / "document.pdf"
        with blobs.load(storage(), document.sha256) as stream, path.open("wb") as file:
            shutil.copyfileobj(stream, file)
        try:
            return run_limited("salter.documents.drawing", str(path), what, seconds=SECONDS, memory_mb=MEMORY_MB)
        except Stopped as error:
            raise NotDrawable(str(error)) from error
