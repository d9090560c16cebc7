"""Taking documents in: bytes are stored, flushed and hashed before the row that names them."""

from __future__ import annotations

import io
from functools import cache
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from salter.documents import blobs, formats, intake
from salter.documents.models import Document, Processing, Rendition, RenditionKind, Source
from salter.documents.storage import Storage, storage_from_url
from salter.journal.actions import fields, record
from salter.organisations import clock
from salter.organisations.access import Viewer

OWN_LIMIT = 1 << 40
"""What this office makes is not bounded by what may be handed in."""


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
    return _written(
        viewer,
        stored(
            viewer,
            name=name,
            content=content,
            source=source,
            declared_media_type=declared_media_type,
            policy=policy,
        ),
    )


def stored(
    viewer: Viewer,
    *,
    name: str,
    content: BinaryIO,
    source: Source,
    declared_media_type: str = "",
    policy: intake.Policy | None = None,
) -> Document:
    """Check a file and store it, flushed; its row is not written yet, so that it can go with others in one call.

    Raises as `take_in`.
    """
    checked = intake.check_upload(name, declared_media_type, content, policy or intake.REGISTRY)
    content.seek(0)
    blob = blobs.save(storage(), content, limit=settings.SALTER_UPLOAD_LIMIT)
    document = _row(viewer, checked.name, blob, checked.media_type, source)
    if checked.identified:
        document.puid, document.format_name = formats.columns(checked.identified)
    return document


def entry_of(viewer: Viewer, document: Document) -> dict[str, Any]:
    """The journal's entry of a document that is written together with others."""
    return fields(viewer, "document.stored", **_said(document))


@transaction.atomic
def keep_as_it_came(
    viewer: Viewer, *, name: str, content: BinaryIO, source: Source, media_type: str, limit: int = 0
) -> Document:
    """Store what arrived and may not be refused, whatever it is: nothing of it is judged. `limit` in bytes, 0 for that
    of the installation.

    Raises blobs.TooLarge or storage.StorageError; nothing is kept then.
    """
    blob = blobs.save(storage(), content, limit=limit or settings.SALTER_UPLOAD_LIMIT)
    return _written(viewer, _row(viewer, name[:255], blob, media_type[:120], source))


@transaction.atomic
def keep_own(viewer: Viewer, *, name: str, data: bytes | BinaryIO, media_type: str) -> Document:
    """Store a document that this office made; a large one comes as a stream."""
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    blob = blobs.save(storage(), stream, limit=OWN_LIMIT)
    return _written(viewer, _row(viewer, name, blob, media_type, Source.OURS))


@transaction.atomic
def keep_rendition(
    viewer: Viewer, *, original: Document, kind: RenditionKind, name: str, data: bytes | BinaryIO, media_type: str
) -> Rendition:
    """Store another form of a document beside it; one made before of that kind gives way to it."""
    document = keep_own(viewer, name=name, data=data, media_type=media_type)
    rendition, _new = Rendition.objects.update_or_create(
        organisation=viewer.organisation,
        original=original,
        kind=kind,
        defaults={"document": document, "made_at": document.created_at},
    )
    record(
        viewer,
        "document.rendered",
        subject=("document", original.pk),
        body={"kind": kind.value, "original": original.sha256, "sha256": document.sha256},
    )
    return rendition


def _row(viewer: Viewer, name: str, blob: blobs.Blob, media_type: str, source: Source) -> Document:
    return Document(
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


def _written(viewer: Viewer, document: Document) -> Document:
    document.save(force_insert=True)
    record(viewer, "document.stored", **_said(document))
    return document


def _said(document: Document) -> dict[str, Any]:
    body = {
        "sha256": document.sha256,
        "size": document.size,
        "media_type": document.media_type,
        "source": Source(document.source).value,
    }
    return {"subject": ("document", document.pk), "body": body, "personal": {"name": document.name}}


def content(document: Document) -> bytes:
    """The bytes of a document.

    Raises storage.StorageError when they cannot be read.
    """
    with blobs.load(storage(), document.sha256) as stream:
        return stream.read()
