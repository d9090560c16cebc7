"""Who decides on appeals, as the office has noted it: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.catalogue import Competence, Procedure

ONE_MATTER = (
    Q(class_code="", competence="")
    | Q(procedure__isnull=True, competence="")
    | Q(procedure__isnull=True, class_code="")
)


class SecondInstance(Owned):
    """A body decides on appeals in a procedure, in a class, in tasks of a kind, or (none of them) in everything."""

    procedure = OwnedForeignKey(Procedure, null=True, related_name="+")
    class_code = models.CharField(max_length=20, blank=True, help_text="The class and those below it.")
    competence = models.CharField(max_length=10, choices=Competence, blank=True)
    body = models.CharField(max_length=200, help_text="As a letter addresses it.")
    to_body = models.CharField(max_length=200, help_text="To whom, as the instruction on the remedy says it.")
    address = models.CharField(max_length=200, blank=True)
    ground = models.CharField(max_length=300)
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="second_instance_of_one_matter", condition=ONE_MATTER),
            models.CheckConstraint(
                name="second_instance_with_ground", condition=~Q(body="") & ~Q(to_body="") & ~Q(ground="")
            ),
            models.UniqueConstraint(
                fields=["organisation", "procedure", "class_code", "competence"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="second_instance_once",
            ),
        ]
