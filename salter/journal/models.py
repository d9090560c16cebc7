"""The journal: one append-only record of what happened, and what feeds its readers."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey


class Entry(Owned):
    """One thing that happened, written in the transaction that did it. Never changed, never removed.

    `body` is what will be hashed; `personal` holds what erasure may be asked for, and enters the hash salted.
    """

    verb = models.CharField(max_length=60)
    at = models.DateTimeField(help_text="Time of the organisation.")
    recorded_at = models.DateTimeField(help_text="Real time.")
    actor = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    body = models.JSONField(default=dict)
    personal = models.JSONField(default=dict)
    salt = models.UUIDField()
    erased = models.JSONField(null=True, help_text="Digests that stay when personal data and the actor were erased.")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "case_id", "id"],
                name="entry_by_case",
                condition=models.Q(case_id__isnull=False),
            ),
            models.Index(fields=["organisation", "subject_id", "id"], name="entry_by_subject"),
            models.Index(fields=["organisation", "verb", "id"], name="entry_by_verb"),
        ]


class Outbox(Owned):
    """An entry that is not sealed yet, or (unless `told`) that its readers have not been told of.

    The relay removes the row in the transaction that seals the entry and hands it on.
    """

    entry_id = models.UUIDField()
    verb = models.CharField(max_length=60)
    told = models.BooleanField(default=False, db_default=False)


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


class Log(models.Model):
    """A transparency log: 0 is that of the offices, each practice organisation has its own under its id.

    `origin` tells logs of different installations apart; it is in every tree head. A log that was dropped keeps its
    row and its heads.
    """

    OFFICES = 0

    id = models.BigIntegerField(primary_key=True)
    origin = models.UUIDField(unique=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="log_of_offices_stays", condition=~models.Q(id=0) | models.Q(dropped_at__isnull=True)
            )
        ]


class Leaf(models.Model):
    """A sealed entry: its dense number, and the hashes of the perfect subtrees that it completes, from level 0 up.

    So one row for each entry holds the whole tree: subtree (level, n) is part `level` of row (n + 1)·2^level - 1.
    Nothing here says what happened or where: only hashes, which are public.
    """

    pk = models.CompositePrimaryKey("log_id", "index")
    log = models.ForeignKey(Log, models.PROTECT, related_name="+", db_index=False, db_constraint=False)  # hot path
    index = models.BigIntegerField()
    entry_id = models.UUIDField(unique=True)
    nodes = models.BinaryField()


class Head(models.Model):
    """A signed tree head: so many leaves, this root. Signed again, once, when its time-stamp comes later."""

    pk = models.CompositePrimaryKey("log_id", "size")
    log = models.ForeignKey(Log, models.PROTECT, related_name="heads", db_index=False)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    at = models.DateTimeField(help_text="Real time.")
    timestamp = models.TextField(blank=True, help_text="RFC 3161 token in Base64.")
    certificates = models.JSONField(help_text="Of the signing key and its issuers, DER in Base64.")
    signature = models.TextField(help_text="Base64.")


class Witnessed(models.Model):
    """A tree head of another installation that we have seen; `fork` when it contradicts an earlier one."""

    id = models.BigAutoField(primary_key=True)
    origin = models.UUIDField()
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    head = models.JSONField()
    seen_at = models.DateTimeField(help_text="Real time.")
    fork = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "size", "root"], name="witnessed_once"),
        ]


class Paused(models.TextChoices):
    """Why a hook is not called."""

    BY_HAND = "by-hand", _("paused by hand")
    FAILING = "failing", _("paused: it has refused for three days")
    GONE = "gone", _("paused: it answered that it is gone for good (410)")


class Hook(Owned):
    """A program that is told what happens in the office: where, of which verbs, and how far it was told.

    `position` is the leaf of the offices' log from which it has still to be told: the log has no gaps and no late
    comers, so each hook is a queue of its own, and what comes after waits for what comes before.
    """

    name = models.CharField(max_length=100)
    url = models.URLField(max_length=500)
    secret = models.TextField(help_text="Sealed with the secret key of the installation.")
    verbs = ArrayField(models.CharField(max_length=60))
    position = models.BigIntegerField()
    paused = models.CharField(max_length=10, choices=Paused, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    failing_since = models.DateTimeField(null=True)
    next_at = models.DateTimeField(help_text="Not called before.")
    claimed_until = models.DateTimeField(null=True, help_text="A worker is at it; if it dies, another goes on then.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "name"], name="hook_once")]

    def __str__(self) -> str:
        return self.name


class HookCall(Owned):
    """One attempt to tell a hook of an entry, and what it answered."""

    hook = OwnedForeignKey(Hook, on_delete=models.CASCADE, related_name="calls")
    index = models.BigIntegerField(help_text="The entry's leaf.")
    entry_id = models.UUIDField()
    verb = models.CharField(max_length=60)
    at = models.DateTimeField(help_text="Real time.")
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True, help_text="Of HTTP; empty: there was no answer.")
    problem = models.CharField(max_length=20, blank=True, help_text="A code of salter.journal.hooks.calling.")
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "hook", "-id"], name="hook_call_newest")]
