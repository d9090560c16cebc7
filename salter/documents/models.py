"""Documents: rows that name content-addressed bytes. The bytes are stored and flushed before the row exists."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Account
from salter.organisations.tenancy import Owned


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
    """One file as it came, never changed. Who may see it is decided by the case it hangs on."""

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

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "sha256"], name="document_by_hash")]

    def __str__(self) -> str:
        return self.name
