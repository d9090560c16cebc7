"""The same write twice is done once: the first answer is given again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
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


class KeyTaken(Exception):
    """The key was used by another request at this moment: its answer is there now. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One key of one person, and the fingerprint of the request that carries it."""

    organisation_id: int
    account_id: int
    key: str
    request: str

    @classmethod
    def of(cls, viewer: Viewer, key: str, request: str) -> Claim:
        """Keys may be of any length and kind: the SHA-256 stands for it."""
        account = viewer.account.pk if viewer.account else 0
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(viewer.organisation.pk, account, digest, request)

    @property
    def lock(self) -> int:
        """The number of the lock on which requests with the same key wait for each other."""
        digest = hashlib.sha256(repr((self.organisation_id, self.account_id, self.key)).encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True)

    def row(self, status: int, answer: Any) -> Idempotency:
        """What is kept of the first answer; not saved yet."""
        return Idempotency(
            organisation_id=self.organisation_id,
            account_id=self.account_id,
            key=self.key,
            request=self.request,
            status=status,
            answer=answer,
            created_at=clock.real_now(),
        )

    def again(self, request: str, status: int, answer: Any) -> Answer:
        """The answer that was given before, once it is sure to be on the disk. Raises KeyReused."""
        if request != self.request:
            raise KeyReused(self.key)
        make_durable()
        return status, answer


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
    claim = Claim.of(viewer, key, request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [claim.lock])
    rows = Idempotency.objects.filter(organisation=viewer.organisation, account_id=claim.account_id, key=claim.key)
    if known := rows.first():
        return claim.again(known.request, known.status, known.answer)
    status, answer = do()
    claim.row(status, answer).save(force_insert=True)
    return status, answer


def make_durable() -> None:
    """Whatever was committed before is on the disk when this (or the transaction that it stands in) has ended.

    A registration on the hot path can be seen for a moment before it is there. This writes a message that nobody
    reads, whose own commit waits for the log.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'salter', '')")
