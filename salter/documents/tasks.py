"""After the answer: what format it really is, and what text is in it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from salter.documents import blobs, formats, text
from salter.documents.actions import storage
from salter.documents.models import Document, Processing
from salter.journal.models import Entry
from salter.journal.subscriptions import on


@on("document.stored")
def describe(entry: Entry) -> None:
    """Identify the format (PRONOM) and extract the text of a new document. Running it again changes nothing."""
    document = Document.objects.get(pk=entry.subject_id)
    with tempfile.TemporaryDirectory(prefix="salter-") as folder:
        path = Path(folder) / f"file{Path(document.name).suffix[:10]}"
        with blobs.load(storage(), document.sha256) as stream, path.open("wb") as target:
            while chunk := stream.read(1 << 20):
                target.write(chunk)
        found = formats.identify(path)
        extracted = text.extract_text_limited(path, document.media_type)
    document.puid, document.format_name = found.puid[:40], found.name[:200]
    document.text = (extracted.text or "").replace("\x00", "")
    document.processing = Processing.DONE if extracted.text else Processing.NO_TEXT
    document.save(update_fields=["puid", "format_name", "text", "processing"])
