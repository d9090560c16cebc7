"""The journal: one append-only record of what happened, and what feeds its readers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from salter.organisations.models import Account
from salter.organisations.tenancy import Owned


class Entry(Owned):
    """One thing that happened, written in the transaction that did it. Never changed, never removed.

    `body` is what will be hashed; `personal` holds what erasure may be asked for, and enters the hash salted.
    """

    verb = models.CharField(max_length=60)
    at = models.DateTimeField(help_text="Time of the organisation.")
    recorded_at = models.DateTimeField(help_text="Real time.")
    actor = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    body = models.JSONField(default=dict)
    personal = models.JSONField(default=dict)
    salt = models.UUIDField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "case_id", "id"], name="entry_by_case"),
            models.Index(fields=["organisation", "subject_id", "id"], name="entry_by_subject"),
            models.Index(fields=["organisation", "verb", "id"], name="entry_by_verb"),
        ]


class Outbox(Owned):
    """An entry that its readers have not been told of yet; the relay removes it as it hands it on."""

    entry_id = models.UUIDField()
    verb = models.CharField(max_length=60)


class Handled(Owned):
    """A reader has done its work for an entry: written in the same transaction as the work, so it is done once."""

    subscriber = models.CharField(max_length=120)
    entry_id = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "entry_id", "subscriber"], name="handled_once")
        ]


class Failure(Owned):
    """A reader that could not do its work, shown to a person who can retry it."""

    subscriber = models.CharField(max_length=120)
    entry_id = models.UUIDField()
    message = models.TextField()
    failed_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)
    resolved = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "entry_id", "subscriber"], name="failure_once")
        ]


class Idempotency(Owned):
    """The first answer to a write that carried an idempotency key."""

    key = models.CharField(max_length=200)
    account_id = models.BigIntegerField()
    request = models.CharField(max_length=64, help_text="SHA-256 of method, path and body.")
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "account_id", "key"], name="idempotency_once")
        ]
