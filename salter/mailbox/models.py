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
    COURIER = "courier", _("courier, with a confirmation of handover")
    COUNTER = "counter", _("in person at the counter")
    EXTERNAL = "external", _("the state's mailbox (eSanduče), recorded by hand")
    PUBLIC = "public", _("public delivery on the notice board")
    EMAIL = "email", _("e-mail, a notice only: nobody is served by it")


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
            models.CheckConstraint(
                name="channel_email_serves_nobody", condition=Q(starts_deadlines=False) | ~Q(medium="email")
            ),
        ]


class DeliveryState(models.TextChoices):
    """States of a delivery (regulation.md 3.3), grouped: on the way, served, not served."""

    PREPARED = "prepared", _("prepared")
    SENT = "sent", _("sent")
    IN_MAILBOX = "in-mailbox", _("in the mailbox, receipt waits to be opened")
    EXPIRED = "expired", _("not taken in time")
    REPEATED = "repeated", _("sent again")
    OPENED = "opened", _("handed over")
    DEEMED = "deemed", _("counts as served")
    NO_PICKUP = "no-pickup", _("delivered without pick-up")
    FAILED = "failed", _("not delivered")
    NOTICED = "noticed", _("a notice went by e-mail; nobody is served by it")


UNDELIVERED = (DeliveryState.NO_PICKUP, DeliveryState.FAILED)
"""Over, and nobody was served: a person says what is done next."""
ENDED = (DeliveryState.OPENED, DeliveryState.DEEMED, DeliveryState.NOTICED, *UNDELIVERED)
"""Nothing is on its way any more."""


class Result(models.TextChoices):
    """What became of a consignment, as the return receipt or the state's mailbox says; a fact, not its meaning."""

    HANDED = "handed", _("handed over to the recipient")
    OPENED = "opened", _("receipt opened by the recipient")
    REFUSED = "refused", _("the recipient refused to take it")
    UNCLAIMED = "unclaimed", _("nobody took it in time")
    NO_PICKUP = "no-pickup", _("delivered without pick-up, as the state's mailbox says")
    NOT_DELIVERED = "state-fail", _("not delivered, as the state's mailbox says")
    MOVED = "moved", _("the recipient has moved away")
    UNKNOWN = "unknown", _("the recipient is unknown there")
    LOST = "lost", _("lost: neither letter nor return receipt came back")
    PUBLISHED = "published", _("published on the notice board until its day")
    WITHDRAWN = "withdrawn", _("taken down from the notice board before its day")
    RECALLED = "recalled", _("called back unopened: it was sent to the wrong person")


class Effect(models.TextChoices):
    """What a result means in law on a channel."""

    NONE = "none", _("nobody is served: the office decides what is done next")
    ON_DAY = "on-day", _("counts as served on the day that is entered")
    AFTER_NOTICE = "after-notice", _("counts as served when the period after the notice is over")


class Consequence(Owned):
    """What a result means in law on a channel, as the office has recorded it with its ground; no row: nobody is served.

    What is not confirmed in the text of the law is data that somebody answers for (house.md, section 4).
    """

    channel = OwnedForeignKey(Channel, related_name="consequences")
    result = models.CharField(max_length=10, choices=Result)
    effect = models.CharField(max_length=12, choices=Effect)
    ground = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "channel", "result"], name="consequence_once"),
            models.CheckConstraint(name="consequence_needs_ground", condition=Q(effect="none") | ~Q(ground="")),
        ]


class PostDay(Owned):
    """A day of the delivery book for the post office: what was handed to it, under ordinals from 1 to `count`."""

    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "day"], name="post_day_once")]


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
    result = models.CharField(max_length=10, choices=Result, blank=True, default="", db_default="")
    result_on = models.DateField(null=True, help_text=_("The day that the return receipt or the notice bears."))
    served_on = models.DateField(null=True, help_text=_("Empty: the recipient was not served by it."))
    proof = OwnedForeignKey(Document, null=True, related_name="+", help_text=_("The return receipt."))
    again_of = OwnedForeignKey("self", null=True, related_name="again")
    settled_at = models.DateTimeField(null=True, help_text=_("Since when somebody has seen to what was not delivered."))
    settled_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    settled_note = models.CharField(max_length=300, blank=True, default="", db_default="")
    slip_code = models.CharField(
        max_length=20, blank=True, default="", db_default="", help_text=_("The code printed on the return slip.")
    )
    post_day = OwnedForeignKey(PostDay, null=True, related_name="letters")
    post_ordinal = models.PositiveIntegerField(null=True)
    registered_number = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text=_("The number that the post gave it.")
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "slip_code"], name="delivery_slip_once", condition=~Q(slip_code="")
            ),
            models.UniqueConstraint(
                fields=["organisation", "post_day", "post_ordinal"],
                name="delivery_post_ordinal_once",
                condition=Q(post_day__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "registered_number"],
                name="delivery_by_registered",
                condition=~Q(registered_number=""),
            ),
            models.Index(
                fields=["organisation", "id"],
                name="delivery_undelivered",
                condition=Q(state__in=["no-pickup", "failed"], settled_at__isnull=True),
            ),
            models.Index(fields=["organisation", "account", "-id"], name="delivery_by_account"),
            models.Index(fields=["organisation", "subject_id"], name="delivery_by_subject"),
            models.Index(fields=["organisation", "state", "expires_on"], name="delivery_by_expiry"),
        ]


class DeliveryDocument(Owned):
    """A document in a consignment."""

    delivery = OwnedForeignKey(Delivery, related_name="documents")
    document = OwnedForeignKey(Document, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)


class StruckLine(Owned):
    """A line of the delivery book that was entered by mistake: the letter had not gone. It stays, struck."""

    day = OwnedForeignKey(PostDay, related_name="struck")
    ordinal = models.PositiveIntegerField()
    delivery = OwnedForeignKey(Delivery, related_name="struck_lines")
    registered_number = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    name = models.CharField(max_length=200, help_text="Who struck it, readable for ever.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "day", "ordinal"], name="struck_line_once"),
            models.CheckConstraint(name="struck_line_has_reason", condition=~Q(reason="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "delivery"], name="struck_line_by_delivery"),
        ]
