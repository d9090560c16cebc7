"""The scanner's folder, and the check of scans by a second person: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case, Submission


class ScanFolder(Owned):
    """How the watched folder of an office does. Where it is says the installation (SALTER_SCAN_FOLDERS)."""

    looks = models.JSONField(
        default=dict, blank=True, help_text=_("Files at the last look: name → size, time, what became of it.")
    )
    checked_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="scan_folder_once"),
        ]


class ScanState(models.TextChoices):
    """Where the check of a scan stands. `replaced`: another scan of the same paper took its place, it is kept."""

    WAITING = "waiting", _("waits for a second person")
    CONFIRMED = "confirmed", _("checked")
    REFUSED = "refused", _("to be scanned again")
    REPLACED = "replaced", _("replaced by a new scan")


class ScanSample(Owned):
    """A batch of scans that one person confirms together after viewing the sample which the office's rule asks for."""

    drawn_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    drawn_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)


class ScanCheck(Owned):
    """A registered scan, to be compared with its paper by somebody other than who registered it (`scanned_by`)."""

    case = OwnedForeignKey(Case, related_name="scans")
    submission = OwnedForeignKey(Submission, related_name="scans")
    document = OwnedForeignKey(Document, related_name="checks")
    findings = models.JSONField(default=list, blank=True, help_text=_("What was found when it was registered."))
    state = models.CharField(max_length=10, choices=ScanState, default=ScanState.WAITING)
    scanned_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    settled_at = models.DateTimeField(null=True)
    sample = OwnedForeignKey(ScanSample, null=True, related_name="confirmed")
    reason = models.CharField(max_length=300, blank=True)
    replaced_by = OwnedForeignKey("self", null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "document"], name="scan_check_once"),
            models.CheckConstraint(
                name="scan_check_settled", condition=Q(state="waiting") ^ Q(settled_at__isnull=False)
            ),
            models.CheckConstraint(
                name="scan_check_second_person",
                condition=~Q(state="confirmed") | Q(scanned_by__isnull=True) | ~Q(settled_by=F("scanned_by")),
            ),
            models.CheckConstraint(
                name="scan_check_refused_with_reason",
                condition=~Q(state__in=["refused", "replaced"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="scan_check_replaced_by", condition=Q(state="replaced") ^ Q(replaced_by__isnull=True)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "state", "id"],
                name="scan_check_open",
                condition=Q(state__in=["waiting", "refused"]),
            ),
        ]


class ScanInSample(Owned):
    """A scan of a batch; `drawn`: it is one of those to be viewed."""

    sample = OwnedForeignKey(ScanSample, related_name="scans")
    scan = OwnedForeignKey(ScanCheck, related_name="samples")
    drawn = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "sample", "scan"], name="scan_in_sample_once")
        ]


class ScanLook(Owned):
    """That the bytes of a scan were shown to somebody: nobody confirms what was not shown."""

    scan = OwnedForeignKey(ScanCheck, related_name="looks")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "scan", "account"], name="scan_look_once")
        ]
