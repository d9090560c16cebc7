"""Cases that have to do with each other: linked, or conducted as one. Data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act
from salter.registry.models.cases import Case


class LinkKind(models.TextChoices):
    """What the other case is to this one."""

    EARLIER = "earlier", _("earlier case of the same matter")
    LATER = "later", _("later case of the same matter")
    CONTINUED = "continued", _("is continued here")
    CONTINUES = "continues", _("continues this one")
    SETTLES = "settles", _("decides a question on which this one depends")
    DEPENDS = "depends", _("depends on what is decided here")
    PARTY = "party", _("of the same party")
    OTHER = "other", _("has to do with it")


class CaseLink(Owned):
    """`other` is to `case` what the kind says; each of the two shows it to who may see the other one."""

    case = OwnedForeignKey(Case, related_name="links")
    other = OwnedForeignKey(Case, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=LinkKind)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.CharField(max_length=200, blank=True)
    removed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="case_link_of_two", condition=~Q(case=F("other"))),
            models.CheckConstraint(
                name="case_link_removed_why",
                condition=Q(removed_at__isnull=True, removed_why="")
                | (Q(removed_at__isnull=False) & ~Q(removed_why="")),
            ),
            models.UniqueConstraint(
                fields=["organisation", "case", "other", "kind"],
                condition=Q(removed_at__isnull=True),
                name="case_link_once",
            ),
        ]


class Joining(Owned):
    """A case is conducted together with a leading one, by a ruling, until it is separated again."""

    leading = OwnedForeignKey(Case, related_name="joined_cases")
    joined = OwnedForeignKey(Case, related_name="joinings")
    on = models.DateField()
    ground = models.CharField(max_length=300, help_text="Number of the ruling, and why.")
    ruling = OwnedForeignKey(Act, null=True, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    separated_on = models.DateField(null=True)
    separated_ground = models.CharField(max_length=300, blank=True)
    separated_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="joining_of_two", condition=~Q(leading=F("joined"))),
            models.CheckConstraint(name="joining_has_ground", condition=~Q(ground="")),
            models.CheckConstraint(
                name="joining_separated_with_ground",
                condition=Q(separated_on__isnull=True, separated_ground="")
                | (Q(separated_on__isnull=False) & ~Q(separated_ground="")),
            ),
            models.UniqueConstraint(
                fields=["organisation", "joined"], condition=Q(separated_on__isnull=True), name="joining_once"
            ),
        ]
