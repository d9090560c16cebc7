"""After the answer: what format it really is, and what text is in it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.db import connection

from salter.documents import blobs, described, formats, text
from salter.documents.actions import storage
from salter.documents.models import Document, Processing
from salter.journal.models import Entry
from salter.journal.subscriptions import on_together


@on_together("document.stored")
def describe(entries: Sequence[Entry]) -> None:
    """Identify the format (PRONOM) and extract the text of new documents. Running it again changes nothing."""
    documents = list(Document.objects.filter(pk__in=[entry.subject_id for entry in entries]).order_by("pk"))
    with tempfile.TemporaryDirectory(prefix="salter-") as folder:
        paths = [_copied(document, Path(folder, str(place))) for place, document in enumerate(documents)]
        for document, path in zip(documents, paths, strict=True):
            if not document.puid:  # else known since it came in
                document.puid, document.format_name = formats.columns(formats.identify(path))
        media_types = [document.media_type for document in documents]
        texts = text.extract_texts(list(zip(paths, media_types, strict=True)))
    for document, extracted in zip(documents, texts, strict=True):
        document.text = (extracted.text or "").replace("\x00", "")
        document.processing = Processing.DONE if extracted.text else Processing.NO_TEXT
    _update(documents)
    described.tell(documents)


def _copied(document: Document, folder: Path) -> Path:
    """A file of its own with the ending of the document's name."""
    folder.mkdir()
    path = folder / f"file{Path(document.name).suffix[:10]}"
    with blobs.load(storage(), document.sha256) as stream, path.open("wb") as target:
        while chunk := stream.read(1 << 20):
            target.write(chunk)
    return path


def _update(documents: Sequence[Document]) -> None:
    """All of them in one round trip."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE documents_document SET puid = %s, format_name = %s, text = %s, processing = %s "
            "WHERE organisation_id = %s AND id = %s",
            [(row.puid, row.format_name, row.text, row.processing, row.organisation_id, row.pk) for row in documents],
        )
