"""When each party was notified of each act, what it can do against it until when, and from when the act binds it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act
from salter.registry.models.cases import CaseParty
from salter.registry.models.parties import Representative


class Way(models.TextChoices):
    """How an act reached its party."""

    HANDED = "handed", _("handed over")
    OPENED = "opened", _("opened in the mailbox")
    STATE = "state", _("in the state's mailbox (eSanduče)")
    REFUSED = "refused", _("refused, which counts as served")
    PUBLISHED = "published", _("published on the notice board")
    DEEMED = "deemed", _("not taken, which counts as served")


class Remedy(models.TextChoices):
    """What a party can do against an act."""

    APPEAL = "appeal", _("appeal")
    OBJECTION = "objection", _("objection")
    DISPUTE = "dispute", _("administrative dispute")
    NONE = "none", _("nothing")


class Service(Owned):
    """One act and one party of its case: no date of it is another party's or another act's.

    Expected when the act is signed, served when it is handed over. `until` is the last day of the remedy; the three
    days after it say from when the act is final, legally binding and enforceable for this party alone.
    """

    act = OwnedForeignKey(Act, related_name="services")
    case_party = OwnedForeignKey(CaseParty, related_name="services")
    delivery_id = models.UUIDField(null=True, help_text="The consignment that it was served by.")
    representative = OwnedForeignKey(
        Representative, null=True, related_name="+", help_text="Whom the letter for the party went to."
    )
    served_on = models.DateField(null=True)
    way = models.CharField(max_length=10, choices=Way, blank=True, help_text="Empty: served before it was kept.")
    starts_deadlines = models.BooleanField(default=False, help_text="Whether the way of service starts deadlines.")
    ground = models.CharField(max_length=300, blank=True, help_text="The recorded ground for that.")
    remedy = models.CharField(max_length=10, choices=Remedy, default=Remedy.NONE)
    remedy_days = models.PositiveSmallIntegerField(null=True)
    remedy_rule = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True)
    appealed_on = models.DateField(null=True)
    waived_on = models.DateField(null=True)
    waiver = OwnedForeignKey(Document, null=True, related_name="+")
    final_on = models.DateField(null=True)
    force_on = models.DateField(null=True)
    enforceable_on = models.DateField(null=True)
    enforce_note = models.CharField(max_length=200, blank=True, help_text="Why the remedy does not stay enforcement.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "act", "case_party"], name="service_once"),
            models.CheckConstraint(
                name="service_remedy_has_days", condition=Q(remedy="none") | Q(remedy_days__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "delivery_id"],
                name="service_by_delivery",
                condition=Q(delivery_id__isnull=False),
            )
        ]
