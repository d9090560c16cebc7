"""How papers were taken in: places, receptions, sheets printed for an outage, and who is told of supplements."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.documents.models import Document
from salter.organisations.models import Account, Staff
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act
from salter.registry.models.cases import Case, Submission


class CounterPlace(Owned):
    """A counter of the office: the registry office itself, or a local office. All write into one register."""

    code = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="counter_place_once")]

    def __str__(self) -> str:
        return self.name


class CounterSeat(Owned):
    """At which counter a member of staff sits now."""

    staff = OwnedForeignKey(Staff, related_name="+")
    place = OwnedForeignKey(CounterPlace, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "staff"], name="counter_seat_once")]


class OutageSheet(Owned):
    """A sheet printed in advance for hours without electricity or network; its code becomes the receipt's number."""

    code = models.CharField(max_length=20)
    batch = models.UUIDField()
    place = OwnedForeignKey(CounterPlace, null=True, related_name="+")
    printed_at = models.DateTimeField()
    printed_by = models.CharField(max_length=200)
    spoiled_at = models.DateTimeField(null=True)
    spoiled_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code"], name="outage_sheet_once"),
            models.CheckConstraint(
                name="outage_sheet_spoiled_with_reason", condition=Q(spoiled_at__isnull=True) | ~Q(spoiled_reason="")
            ),
        ]


class Manner(models.TextChoices):
    """In what manner something was handed in."""

    PAPER = "paper", _("an open paper")
    ORAL = "oral", _("said at the counter, on record")
    PERSONAL = "personal", _("a closed envelope, addressed to a person")
    TENDER = "tender", _("a closed envelope of a tender or competition")


UNOPENED = (Manner.PERSONAL, Manner.TENDER)


class EnvelopeEnd(models.TextChoices):
    """What became of an envelope that the registry office did not open."""

    HANDED = "handed", pgettext_lazy("envelope", "handed over unopened")
    OPENED = "opened", pgettext_lazy("envelope", "opened")


class Reception(Owned):
    """How one submission was taken in at a counter: by whom, where, in what manner, with what."""

    submission = OwnedForeignKey(Submission, related_name="receptions")
    at = models.DateTimeField(help_text="When it was entered.")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200, help_text="Who took it in, readable for ever.")
    place = OwnedForeignKey(CounterPlace, null=True, related_name="+")
    manner = models.CharField(max_length=10, choices=Manner, default=Manner.PAPER)
    posted_on = models.DateField(null=True)
    envelope_kept = models.BooleanField(default=False)
    enclosures = models.PositiveSmallIntegerField(null=True)
    value = models.CharField(max_length=100, blank=True, help_text="Fees, money or valuables handed in.")
    sheet = OwnedForeignKey(OutageSheet, null=True, related_name="receptions")
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, choices=EnvelopeEnd, blank=True)
    end_note = models.CharField(max_length=300, blank=True, help_text="To whom, or before whom.")
    record = OwnedForeignKey(Document, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    sign_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "submission"], name="reception_once"),
            models.UniqueConstraint(
                fields=["organisation", "sheet"], name="reception_sheet_once", condition=Q(sheet__isnull=False)
            ),
            models.CheckConstraint(
                name="reception_end_with_note", condition=Q(ended_at__isnull=True) | (~Q(end="") & ~Q(end_note=""))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "by", "-at"], name="reception_by_clerk"),
            models.Index(
                fields=["organisation", "id"],
                name="reception_unopened",
                condition=Q(manner__in=[manner.value for manner in UNOPENED], ended_at__isnull=True),
            ),
            models.Index(
                fields=["organisation", "-id"],
                name="reception_unsigned",
                condition=Q(record__isnull=False, signed_at__isnull=True),
            ),
        ]


class SupplementNotice(Owned):
    """That the handler of a case is told of a supplement; seen when the handler has looked at the case since."""

    case = OwnedForeignKey(Case, related_name="+")
    submission = OwnedForeignKey(Submission, related_name="+")
    staff = OwnedForeignKey(Staff, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "staff", "-at"], name="supplement_notice_by_staff")]


class Cession(Owned):
    """That a misdirected submission was ceded to the body that is competent, and the notice of it to the party."""

    case = OwnedForeignKey(Case, related_name="cessions")
    body = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="Who ceded it, readable for ever.")
    notice = OwnedForeignKey(Act, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "case"], name="cession_once")]
