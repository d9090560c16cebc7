"""Our own mailbox and what happens to a delivery on its way. It is not eSanduče and never says so."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.models import Account, Party
from salter.organisations.tenancy import Owned, OwnedForeignKey


class Medium(models.TextChoices):
    """By what a delivery travels."""

    MAILBOX = "mailbox", _("mailbox of this office")
    POST = "post", _("registered post with return receipt")
    COUNTER = "counter", _("in person at the counter")
    EXTERNAL = "external", _("the state's mailbox (eSanduče), recorded by hand")


class Channel(Owned):
    """A channel of delivery; what it means in law is data, not code (house.md, section 4)."""

    code = models.SlugField(max_length=30)
    medium = models.CharField(max_length=10, choices=Medium)
    name = models.CharField(max_length=200)
    legal_effect = models.TextField(blank=True)
    starts_deadlines = models.BooleanField(default=False, help_text=_("Whether handover here starts deadlines."))
    ground = models.TextField(blank=True, help_text=_("The recorded ground for that."))
    pickup_days = models.PositiveSmallIntegerField(default=15)
    repeats = models.PositiveSmallIntegerField(default=1)
    expected_days = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code"], name="channel_once"),
            models.CheckConstraint(
                name="channel_deadline_needs_ground", condition=Q(starts_deadlines=False) | ~Q(ground="")
            ),
        ]


class DeliveryState(models.TextChoices):
    """States of a delivery (regulation.md 3.3), grouped: on the way, done, failed."""

    PREPARED = "prepared", _("prepared")
    SENT = "sent", _("sent")
    IN_MAILBOX = "in-mailbox", _("in the mailbox, receipt waits to be opened")
    OPENED = "opened", _("handed over")
    EXPIRED = "expired", _("not taken in time")
    REPEATED = "repeated", _("sent again")
    FAILED = "failed", _("delivered without pick-up")


class Delivery(Owned):
    """One consignment to one party, with its states and its evidence."""

    channel = OwnedForeignKey(Channel, related_name="+")
    recipient = OwnedForeignKey(Party, related_name="deliveries")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="deliveries")
    subject_type = models.CharField(max_length=40, help_text=_("What is delivered, e.g. registry.act."))
    subject_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    case_number = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.PREPARED)
    attempt = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    starts_deadlines = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    evidence = OwnedForeignKey(Document, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "account", "-id"], name="delivery_by_account"),
            models.Index(fields=["organisation", "subject_id"], name="delivery_by_subject"),
            models.Index(fields=["organisation", "state", "expires_on"], name="delivery_by_expiry"),
        ]


class DeliveryDocument(Owned):
    """A document in a consignment."""

    delivery = OwnedForeignKey(Delivery, related_name="documents")
    document = OwnedForeignKey(Document, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
