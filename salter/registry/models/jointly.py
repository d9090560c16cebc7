"""Decisions by which several cases are decided at once: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act
from salter.registry.models.cases import Case


class JointPart(Owned):
    """A decision of the leading case decides a joined one, too.

    `own` is what is signed of it in that case: the same document under a sub-number of the case, with its own parties,
    service, periods and appeals.
    """

    act = OwnedForeignKey(Act, related_name="joint_parts")
    case = OwnedForeignKey(Case, related_name="+")
    own = OwnedForeignKey(Act, null=True, related_name="joint_of")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "act", "case"], name="joint_part_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "own"], name="joint_part_by_own")]
