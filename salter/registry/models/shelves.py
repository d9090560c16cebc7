"""Where paper cases lie, and who has borrowed one: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case

OUT = Q(returned_on__isnull=True)
"""Lent, and not back yet."""


class Shelf(Owned):
    """A place for boxes: a room, a cabinet, a shelf, each inside the one before. `path`: the codes from the top."""

    parent = OwnedForeignKey("self", null=True, related_name="inside")
    code = models.CharField(max_length=20)
    path = models.CharField(max_length=200)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "path"], name="shelf_path_once")]

    def __str__(self) -> str:
        return self.path


class Box(Owned):
    """A box on a shelf; its code stands on its label."""

    shelf = OwnedForeignKey(Shelf, related_name="boxes")
    code = models.CharField(max_length=30)
    title = models.CharField(max_length=200, blank=True)
    made_on = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="box_code_once")]
        indexes: ClassVar = [models.Index(fields=["organisation", "shelf", "code"], name="box_by_shelf")]

    def __str__(self) -> str:
        return self.code


class PaperPlace(Owned):
    """The box in which the papers of a case lie. Where they lay before stands in the journal."""

    case = OwnedForeignKey(Case, related_name="places")
    box = OwnedForeignKey(Box, related_name="places")
    since = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "case"], name="paper_place_once")]
        indexes: ClassVar = [models.Index(fields=["organisation", "box", "id"], name="paper_place_by_box")]


class Loan(Owned):
    """A paper case that was lent against a slip (реверс): to whom, until when, and when it came back."""

    case = OwnedForeignKey(Case, related_name="loans")
    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveIntegerField()
    to = models.CharField(max_length=200)
    purpose = models.CharField(max_length=300, blank=True)
    lent_on = models.DateField()
    until_on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200, help_text="Who lent it, readable for ever.")
    returned_on = models.DateField(null=True)
    returned_name = models.CharField(max_length=200, blank=True, help_text="Who took it back.")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "year", "ordinal"], name="loan_number_once"),
            models.UniqueConstraint(fields=["organisation", "case"], name="loan_one_is_out", condition=OUT),
            models.CheckConstraint(name="loan_ends_after_it_began", condition=Q(until_on__gte=F("lent_on"))),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "until_on", "id"], name="loan_out_by_day", condition=OUT),
            models.Index(fields=["organisation", "case", "id"], name="loan_by_case"),
        ]

    @property
    def number(self) -> str:
        """The number of the slip."""
        return f"{self.ordinal}/{self.year}"
