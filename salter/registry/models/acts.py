"""Acts and attachments: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.documents.models import Document
from salter.organisations.models import Authorisation, Mandate, Party, Staff
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case, CaseParty, Submission


class ActKind(models.TextChoices):
    """Acts of the office (regulation.md 2.6)."""

    DECISION = "decision", _("decision")
    CONCLUSION = "conclusion", _("procedural ruling")
    REQUEST_TO_CORRECT = "request-to-correct", _("request to correct")
    NOTICE = "notice", _("notice")


class Extent(models.TextChoices):
    """What kind of a decision it is, where it does not simply decide the whole case (deciding.rules.KINDS)."""

    PARTIAL = "partial", pgettext_lazy("decision", "partial decision")
    SUPPLEMENTARY = "supplementary", pgettext_lazy("decision", "supplementary decision")
    GUARANTEE = "guarantee", pgettext_lazy("decision", "guarantee act")


class ActStatus(models.TextChoices):
    """From draft to dispatch."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for approval")
    APPROVED = "approved", _("waiting for signature")
    SIGNED = "signed", _("signed")
    DISPATCHED = "dispatched", _("dispatched")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Outcome(models.TextChoices):
    """How a decision decides (regulation.md 1.11)."""

    GRANTED = "granted", pgettext_lazy("decision", "granted")
    PARTLY_GRANTED = "partly-granted", pgettext_lazy("decision", "partly granted")
    REFUSED = "refused", pgettext_lazy("decision", "refused")
    DISMISSED = "dismissed", pgettext_lazy("decision", "dismissed")
    DISCONTINUED = "discontinued", pgettext_lazy("decision", "discontinued")


class Act(Owned):
    """An act of the case; `content` holds the parts that a person writes."""

    case = OwnedForeignKey(Case, related_name="acts")
    sub_number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=ActKind)
    extent = models.CharField(max_length=13, choices=Extent, blank=True, help_text="Empty: the whole, or no decision.")
    rest = models.CharField(max_length=500, blank=True, help_text="What a partial decision leaves undecided.")
    title = models.CharField(max_length=300)
    status = models.CharField(max_length=10, choices=ActStatus, default=ActStatus.DRAFT)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    content = models.JSONField(default=dict)
    script = models.CharField(max_length=8, default="sr-Cyrl")
    language = models.CharField(
        max_length=8, null=True, help_text="Written and printed in this language too; empty: in Serbian alone."
    )
    author = OwnedForeignKey(Staff, related_name="+")
    author_for = OwnedForeignKey(Staff, null=True, related_name="+")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    approved_by = OwnedForeignKey(Staff, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_for = OwnedForeignKey(Staff, null=True, related_name="+")
    approved_mandate = OwnedForeignKey(Mandate, null=True, related_name="+")
    returned_note = models.TextField(blank=True)
    signatory = OwnedForeignKey(Staff, null=True, related_name="+")
    authorisation = OwnedForeignKey(Authorisation, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_for = OwnedForeignKey(Staff, null=True, related_name="+")
    sign_mandate = OwnedForeignKey(Mandate, null=True, related_name="+")
    document = OwnedForeignKey(Document, null=True, related_name="+")
    dispatched_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    layout = OwnedForeignKey("registry.LayoutVersion", null=True, related_name="+")
    layout_second = OwnedForeignKey(
        "registry.LayoutVersion", null=True, related_name="+", help_text="By which the second language is printed."
    )
    for_party = OwnedForeignKey(
        CaseParty, null=True, related_name="+", help_text="It goes to this party alone; empty: to all of the case."
    )
    for_other = OwnedForeignKey(
        Party, null=True, related_name="+", help_text="It goes to this person or body, which is no party of the case."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "case", "sub_number"], name="act_sub_once"),
            models.CheckConstraint(
                name="act_signed_with_document",
                condition=~Q(status__in=["signed", "dispatched"]) | Q(document__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "status", "-id"], name="act_by_status")]


class Attachment(Owned):
    """A document of a case: what came with a submission, or goes with an act."""

    case = OwnedForeignKey(Case, related_name="attachments")
    submission = OwnedForeignKey(Submission, null=True, related_name="attachments")
    act = OwnedForeignKey(Act, null=True, related_name="attachments")
    document = OwnedForeignKey(Document, related_name="attachments")
    position = models.PositiveSmallIntegerField(default=1)
    label = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
