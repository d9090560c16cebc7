"""The same write twice is done once: the first answer is given again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest

from salter.journal.models import Idempotency
from salter.organisations import clock
from salter.organisations.access import Viewer

Answer = tuple[int, Any]


def form_fingerprint(request: HttpRequest) -> str:
    """SHA-256 of what a repeated form must share with the first: address, fields, files; not the CSRF token."""
    digest = hashlib.sha256(request.path_info.encode())
    for name, values in sorted(request.POST.lists()):
        if name != "csrfmiddlewaretoken":
            digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


class KeyReused(ValueError):
    """The key came before with another body."""


def fingerprint(request: HttpRequest) -> str:
    """SHA-256 of method, path and body: what a repeated request must share with the first."""
    return hashlib.sha256(
        b"\n".join([(request.method or "").encode(), request.path.encode(), request.body])
    ).hexdigest()


def once(viewer: Viewer, key: str, request: str, do: Callable[[], Answer]) -> Answer:
    """The answer (status, JSON) of `do`, or the one it gave before under the same key; runs in a transaction.

    Two at the same time wait for each other on a lock of the key. Raises KeyReused when `request`, the fingerprint,
    differs from the first one's.
    """
    if not key:
        return do()
    account = viewer.account.pk if viewer.account else 0
    key = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()  # keys may be of any length and kind
    _wait_for(viewer.organisation.pk, account, key)
    known = Idempotency.objects.filter(organisation=viewer.organisation, account_id=account, key=key).first()
    if known:
        if known.request != request:
            raise KeyReused(key)
        return known.status, known.answer
    status, answer = do()
    Idempotency.objects.create(
        organisation=viewer.organisation,
        account_id=account,
        key=key,
        request=request,
        status=status,
        answer=answer,
        created_at=clock.real_now(),
    )
    return status, answer


def _wait_for(*parts: object) -> None:
    digest = hashlib.sha256(repr(parts).encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], "big", signed=True)])
