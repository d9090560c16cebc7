"""Forms of the portal, in versions, and what a citizen has filled in so far."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models import Case, Procedure, Submission


class FormVersion(Owned):
    """One version of a procedure's form. A draft keeps the version that it began with."""

    procedure = OwnedForeignKey(Procedure, related_name="forms")
    version = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "procedure", "version"], name="form_version_once")
        ]


class Draft(Owned):
    """A request that a citizen is filling in; kept until it is sent, then it names what came of it."""

    form = OwnedForeignKey(FormVersion, related_name="drafts")
    account = models.ForeignKey(Account, models.PROTECT, related_name="drafts")
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    case = OwnedForeignKey(Case, null=True, related_name="+")
    submission = OwnedForeignKey(Submission, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "account", "-id"], name="draft_by_account")]


class DraftFile(Owned):
    """A file that answers a question of a draft."""

    draft = OwnedForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    question = models.CharField(max_length=60)
    document = OwnedForeignKey(Document, related_name="+", help_text=_("Stored before this row exists."))
