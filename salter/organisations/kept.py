"""Forms that could not be sent are kept for their owner: the session had ended, or a higher level was asked for.

Whose a form is says the mark that every form of a signed-in person carries (`mark_of`); nobody else can make it, so
nobody can plant a form for another. Fields and files lie encrypted in the database until the owner sends or discards
them, or a few days have passed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from salter.organisations import clock
from salter.organisations.models import Account, KeptForm, KeptPart

MARK, KEPT, WHOLE, WITHOUT = "form_for", "kept_form", "kept_whole", "kept_without"
"""Fields of forms: whose it is; the kept form that it comes from; sent as it was kept; files that stay behind."""
OWN_FIELDS = {MARK, KEPT, WHOLE, WITHOUT, "csrfmiddlewaretoken"}
PIECE = 1024 * 1024
MOST_FORMS = 50
Upload: TypeAlias = "UploadedFile[bytes]"
_signer = signing.Signer(salt="form of")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a kept form."""

    field: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept form, opened by its owner."""

    pk: UUID
    path: str
    came_from: str
    kept_at: datetime
    expires_at: datetime
    fields: dict[str, list[str]]
    files: list[File] = field(default_factory=list)

    @property
    def back(self) -> str:
        """The address of the page where the form was, which puts it back filled in."""
        address = self.came_from or self.path
        return f"{address}{'&' if '?' in address else '?'}{KEPT}={self.pk}"


def mark_of(account: Account) -> str:
    """What a form of `account` carries."""
    return _signer.sign(str(account.pk))


def owner_of(request: HttpRequest) -> Account | None:
    """Whose form this is, by its mark; None for a form without a true one, or from another site."""
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.get_host():
        return None
    try:
        pk = int(_signer.unsign(request.POST.get(MARK, "")))
    except (signing.BadSignature, ValueError):
        return None
    return Account.objects.filter(pk=pk, is_active=True).first()


def keep(request: HttpRequest, account: Account) -> KeptForm:
    """Keep the form that `request` has sent, with its files."""
    now = clock.real_now()
    form = KeptForm(account=account, kept_at=now, expires_at=now + timedelta(days=settings.SALTER_KEPT_DAYS))
    files = list(_files(request))
    content = {
        "path": request.get_full_path(),
        "from": _came_from(request),
        "fields": {name: values for name, values in request.POST.lists() if not _own_or_secret(name)},
        "files": [[name, file.name, file.content_type or "", file.size] for name, file in files],
    }
    with transaction.atomic():
        form.sealed = _seal(form, "form", json.dumps(content).encode())
        form.save(force_insert=True)
        for number, (_name, file) in enumerate(files):
            file.seek(0)
            for position, piece in enumerate(file.chunks(PIECE)):
                sealed = _seal(form, f"{number}/{position}", piece)
                KeptPart.objects.create(form=form, file=number, position=position, sealed=sealed)
        too_many = KeptForm.objects.filter(account=account).order_by("-kept_at")[MOST_FORMS:]
        KeptForm.objects.filter(pk__in=[old.pk for old in too_many]).delete()
    return form


def _own_or_secret(name: str) -> bool:
    """Fields of the keeping itself, and passwords, wherever one may stand."""
    return name in OWN_FIELDS or "password" in name


def _files(request: HttpRequest) -> Iterator[tuple[str, Upload]]:
    """The files of the form that are not too large to be taken in later."""
    for name, files in request.FILES.lists():
        for file in files:
            if isinstance(file, UploadedFile) and (file.size or 0) <= settings.SALTER_UPLOAD_LIMIT:
                yield name, file


def _came_from(request: HttpRequest) -> str:
    """The page where the form was, when it is one of this site."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host() or not parts.path.startswith("/"):
        return ""
    query = QueryDict(parts.query, mutable=True)
    query.pop(KEPT, None)
    return f"{parts.path}?{query.urlencode()}" if query else parts.path


def opened(account: Account, pk: UUID) -> Kept:
    """The kept form of `account`. Raises KeptForm.DoesNotExist, also for another's."""
    return _open(KeptForm.objects.get(account=account, pk=pk, expires_at__gt=clock.real_now()))


def all_of(account: Account) -> list[Kept]:
    """Every form that is kept for `account`, newest first."""
    rows = KeptForm.objects.filter(account=account, expires_at__gt=clock.real_now()).order_by("-kept_at")
    return [_open(row) for row in rows[:MOST_FORMS]]


def _open(form: KeptForm) -> Kept:
    try:
        content: dict[str, Any] = json.loads(_unseal(form, "form", bytes(form.sealed)))
    except InvalidTag as error:  # another secret key than the one that it was kept with
        raise KeptForm.DoesNotExist from error
    files = [File(*values) for values in content["files"]]
    return Kept(form.pk, content["path"], content["from"], form.kept_at, form.expires_at, content["fields"], files)


def discard(account: Account, pk: UUID) -> None:
    """Forget a kept form of `account`; one that is gone already stays gone."""
    KeptForm.objects.filter(account=account, pk=pk).delete()


def restore(request: HttpRequest, account: Account) -> UUID | None:
    """Put what was kept into the form that `request` sends: all of it, or the files that were not chosen anew.

    Gives the kept form's id; None when the request comes from none, or from one that is gone.
    """
    try:
        kept = opened(account, UUID(request.POST.get(KEPT, "")))
    except (KeptForm.DoesNotExist, ValueError):
        return None
    whole, without = WHOLE in request.POST, set(request.POST.getlist(WITHOUT))
    files: MultiValueDict[str, Upload] = MultiValueDict()
    for name, chosen in request.FILES.lists():
        files.setlist(name, [file for file in chosen if isinstance(file, UploadedFile)])
    fresh = set(files)
    for number, file in enumerate(kept.files):
        if whole or (file.field not in fresh and str(number) not in without):
            files.appendlist(file.field, _written(kept.pk, number, file))
    fields = QueryDict(mutable=True)
    for name, values in kept.fields.items() if whole else request.POST.lists():
        fields.setlist(name, values)
    fields._mutable = False
    request._post, request._files = fields, files  # type: ignore[attr-defined]  # the properties have no setters
    return kept.pk


def _written(pk: UUID, number: int, file: File) -> Upload:
    form = KeptForm.objects.get(pk=pk)
    written = TemporaryUploadedFile(file.name, file.media_type, file.size, None)
    for part in KeptPart.objects.filter(form=form, file=number).order_by("position").iterator(chunk_size=4):
        written.write(_unseal(form, f"{number}/{part.position}", bytes(part.sealed)))
    written.seek(0)
    return written


def sweep() -> int:
    """Remove what nobody came back for; gives how many forms went."""
    late = KeptForm.objects.filter(expires_at__lte=clock.real_now())
    count = late.count()
    late.delete()
    return count


def _key() -> AESGCM:
    return AESGCM(hashlib.sha256(b"kept forms\0" + settings.SECRET_KEY.encode()).digest())


def _bound(form: KeptForm, what: str) -> bytes:
    return f"{form.pk}/{form.account_id}/{what}".encode()


def _seal(form: KeptForm, what: str, content: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + _key().encrypt(nonce, content, _bound(form, what))


def _unseal(form: KeptForm, what: str, sealed: bytes) -> bytes:
    return _key().decrypt(sealed[:12], sealed[12:], _bound(form, what))
