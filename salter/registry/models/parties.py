"""Who stands for a party of a case, and what happens to parties: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.models import Account, Party
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import CaseParty


class RepresentativeKind(models.TextChoices):
    """On what a representation rests. The articles of ZUP on representatives were not checked."""

    STATUTORY = "statutory", _("statutory representative")
    ATTORNEY = "attorney", _("attorney")
    JOINT = "joint", _("joint representative")
    TEMPORARY = "temporary", _("temporary representative")
    RECEIVING = "receiving", _("representative for receiving letters only")


class Representative(Owned):
    """A person who stands for a party in a case, by what, for how long; with a readable snapshot, like the party.

    `receives`: letters for the party go to the representative. It is never deleted; it ends, or was a mistake and never
    stood for anybody (`mistaken_at`).
    """

    case_party = OwnedForeignKey(CaseParty, related_name="representatives")
    party = OwnedForeignKey(Party, related_name="+")
    kind = models.CharField(max_length=10, choices=RepresentativeKind)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    ground = models.CharField(max_length=300)
    authority = OwnedForeignKey(Document, null=True, related_name="+")
    receives = models.BooleanField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, help_text="The last day; empty: until further notice.")
    end_reason = models.CharField(max_length=300, blank=True)
    mistaken_at = models.DateTimeField(null=True, help_text="Since when it is known that it was entered by mistake.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="representative_has_ground", condition=~Q(ground="")),
            models.CheckConstraint(
                name="representative_period", condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "case_party", "from_on"], name="representative_by_party"),
            models.Index(fields=["organisation", "party", "-id"], name="representative_by_person"),
        ]


class ChangeKind(models.TextChoices):
    """What happened to a party of a case."""

    NAME = "name", _("another name")
    ADDRESS = "address", _("another address")
    DEATH = "death", _("death")
    JOINED = "joined", _("came into the case")
    LEFT = "left", _("left the case")
    SUCCEEDED = "succeeded", _("came in the place of another party")
    TAKEN_BACK = "taken-back", _("entered by mistake, taken back")


class PartyChange(Owned):
    """What happened to a party, by which paper; what was printed before stays as it was. Never changed or deleted: what
    was a mistake is taken back by another row."""

    case_party = OwnedForeignKey(CaseParty, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    reason = models.CharField(max_length=300)
    paper = OwnedForeignKey(Document, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200, help_text="Who entered it, readable for ever.")
    undoes = OwnedForeignKey("self", null=True, related_name="undone_by", help_text="The mistake that it takes back.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="party_change_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="party_change_undoes", condition=Q(kind="taken-back") ^ Q(undoes__isnull=True)),
            models.UniqueConstraint(fields=["organisation", "undoes"], name="party_change_undone_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "case_party", "id"], name="party_change_by_party")]
