"""Dossiers: lasting files about one subject, into which cases are put. Data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.organisations.models import Staff, Unit
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case

INSIDE = Q(removed_at__isnull=True)
"""Lies in the dossier."""


class DossierKind(models.TextChoices):
    """What a dossier is about."""

    PERSON = "person", pgettext_lazy("dossier", "person")
    COMPANY = "company", pgettext_lazy("dossier", "company or body")
    PARCEL = "parcel", pgettext_lazy("dossier", "parcel")
    OBJECT = "object", pgettext_lazy("dossier", "building or other object")
    EMPLOYEE = "employee", pgettext_lazy("dossier", "employee")
    OTHER = "other", pgettext_lazy("dossier", "another subject")


class DossierAccess(models.TextChoices):
    """Who sees a dossier. It gives nobody sight of a case."""

    UNIT = "unit", _("its unit, and who sees all units")
    NAMED = "named", _("its keeper and the people named")


class Dossier(Owned):
    """A dossier (dosije): cases on one matter, person or thing, kept together by reference."""

    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=DossierKind)
    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=250, editable=False)
    note = models.CharField(max_length=500, blank=True)
    unit = OwnedForeignKey(Unit, related_name="+")
    keeper = OwnedForeignKey(Staff, related_name="+")
    access = models.CharField(max_length=10, choices=DossierAccess, default=DossierAccess.UNIT)
    named = ArrayField(models.UUIDField(), default=list, blank=True, help_text="Staff who see it, too.")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "year", "ordinal"], name="dossier_number_once"),
            models.CheckConstraint(
                name="dossier_closed_why", condition=Q(closed_at__isnull=True, closed_why="")
                | (Q(closed_at__isnull=False) & ~Q(closed_why="")),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["organisation", "-id"], name="dossier_newest")]

    @property
    def number(self) -> str:
        """`Д-12/2026`, apart from the numbers of cases."""
        return f"Д-{self.ordinal}/{self.year}"

    def __str__(self) -> str:
        return self.number


class DossierCase(Owned):
    """A case in a dossier; taken out, the row stays with the reason."""

    dossier = OwnedForeignKey(Dossier, related_name="rows")
    case = OwnedForeignKey(Case, related_name="in_dossiers")
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.CharField(max_length=200, blank=True)
    removed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="dossier_case_removed_why",
                condition=Q(removed_at__isnull=True, removed_why="")
                | (Q(removed_at__isnull=False) & ~Q(removed_why="")),
            ),
            models.UniqueConstraint(
                fields=["organisation", "dossier", "case"],
                condition=Q(removed_at__isnull=True),
                name="dossier_case_once",
            ),
        ]
