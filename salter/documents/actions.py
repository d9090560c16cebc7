"""Taking documents in: bytes are stored, flushed and hashed before the row that names them."""

from __future__ import annotations

import io
from functools import cache
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from salter.documents import blobs, intake
from salter.documents.models import Document, Processing, Source
from salter.documents.storage import Storage, storage_from_url
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer


@cache
def storage() -> Storage:
    """The file store of this installation."""
    return storage_from_url(settings.SALTER_STORAGE_URL)


@transaction.atomic
def take_in(
    viewer: Viewer,
    *,
    name: str,
    content: BinaryIO,
    source: Source,
    declared_media_type: str = "",
    policy: intake.Policy | None = None,
) -> Document:
    """Check a file that somebody hands in, store it, and give its row.

    Raises intake.UploadRefused (nothing is kept), blobs.TooLarge or storage.StorageError.
    """
    checked = intake.check_upload(name, declared_media_type, content, policy or intake.REGISTRY)
    content.seek(0)
    blob = blobs.save(storage(), content, limit=settings.SALTER_UPLOAD_LIMIT)
    return _row(viewer, checked.name, blob, checked.media_type, source)


@transaction.atomic
def keep_own(viewer: Viewer, *, name: str, data: bytes, media_type: str) -> Document:
    """Store a document that this office made."""
    blob = blobs.save(storage(), io.BytesIO(data), limit=max(len(data), 1))
    return _row(viewer, name, blob, media_type, Source.OURS)


def _row(viewer: Viewer, name: str, blob: blobs.Blob, media_type: str, source: Source) -> Document:
    document = Document.objects.create(
        organisation=viewer.organisation,
        name=name,
        sha256=blob.sha256,
        size=blob.size,
        media_type=media_type,
        source=source,
        processing=Processing.WAITING,
        created_at=clock.now(viewer.organisation),
        created_by=viewer.account,
    )
    record(
        viewer,
        "document.stored",
        subject=("document", document.pk),
        body={"sha256": blob.sha256, "size": blob.size, "media_type": media_type, "source": source.value},
        personal={"name": name},
    )
    return document


def content(document: Document) -> bytes:
    """The bytes of a document.

    Raises storage.StorageError when they cannot be read.
    """
    with blobs.load(storage(), document.sha256) as stream:
        return stream.read()
