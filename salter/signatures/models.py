"""Credentials of the office and the register of what was signed."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.models import Staff
from salter.organisations.tenancy import Owned, OwnedForeignKey


class CredentialKind(models.TextChoices):
    """An official signs, a body seals (Law 94/2017)."""

    SIGNATURE = "signature", _("signature")
    SEAL = "seal", _("electronic seal")


class Credential(Owned):
    """A certificate and where its key is; the key itself never enters the database."""

    kind = models.CharField(max_length=10, choices=CredentialKind)
    staff = OwnedForeignKey(Staff, null=True, blank=True, related_name="credentials")
    subject = models.CharField(max_length=300)
    certificate = models.TextField(help_text=_("PEM."))
    key_reference = models.CharField(max_length=200, help_text=_("Name of the key in the key store."))
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    test = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="credential_seal_has_no_staff",
                condition=models.Q(kind="seal", staff__isnull=True) | models.Q(kind="signature", staff__isnull=False),
            )
        ]


class SignedDocument(Owned):
    """What a finished document must look like: hash, length and signatures, so that a rolled-back file is noticed."""

    document = OwnedForeignKey(Document, related_name="signed")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    fields = ArrayField(models.CharField(max_length=60))
    signed_at = models.DateTimeField()
    archive_renewal_due = models.DateField(null=True)
