"""Documents: rows that name content-addressed bytes. The bytes are stored and flushed before the row exists."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey


class Source(models.TextChoices):
    """How a document came to be here."""

    SCAN = "scan", _("scan")
    UPLOAD = "upload", _("upload")
    EMAIL = "email", _("e-mail")
    API = "api", _("API")
    OURS = "ours", _("made by this office")


class Processing(models.TextChoices):
    """What the worker has done with it."""

    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    NO_TEXT = "no-text", _("no text")


class Document(Owned):
    """One file as it came, never changed. Who may see it is decided by the case it hangs on.

    When its time of keeping is over it may be destroyed (room archive); the row stays, and names no bytes any more.
    """

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=120)
    source = models.CharField(max_length=10, choices=Source)
    puid = models.CharField(max_length=40, blank=True, help_text=_("PRONOM identifier of the format."))
    format_name = models.CharField(max_length=200, blank=True)
    processing = models.CharField(max_length=10, choices=Processing, default=Processing.WAITING)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    destroyed_at = models.DateTimeField(null=True, help_text="Since then it names no bytes: `sha256` is empty.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "sha256"], name="document_by_hash")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="document_destroyed_names_nothing",
                condition=Q(destroyed_at__isnull=True) | Q(sha256="", text=""),
            )
        ]

    def __str__(self) -> str:
        return self.name


class RenditionKind(models.TextChoices):
    """What a rendition is good for."""

    SEARCHABLE = "searchable", _("searchable (OCR)")
    READABLE = "readable", _("readable view")


class Rendition(Owned):
    """Another form of a document, made by this office; the original stays as it came."""

    original = OwnedForeignKey(Document, related_name="renditions")
    document = OwnedForeignKey(Document, related_name="+")
    kind = models.CharField(max_length=10, choices=RenditionKind)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "original", "kind"], name="rendition_once"),
            models.CheckConstraint(name="rendition_of_another", condition=~Q(original=models.F("document"))),
        ]


class Leftover(models.Model):
    """A name in the store that has lost a row, until it was looked at (documents/leftovers.py). Of no organisation: the
    same bytes may be named by several."""

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    since = models.DateTimeField(help_text="Real time.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "name", "since"], name="leftover_by_name")]
