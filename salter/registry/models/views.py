"""Lists that people keep under a name: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Staff, Unit
from salter.organisations.tenancy import Owned, OwnedForeignKey


class SavedView(Owned):
    """A sentence of the list of cases under a name. It holds no cases: whoever opens it sees what they may see."""

    owner = OwnedForeignKey(Staff, related_name="+")
    unit = OwnedForeignKey(Unit, null=True, related_name="+", help_text=_("The unit that shares it; else nobody."))
    name = models.CharField(max_length=60)
    who = models.CharField(max_length=10)
    status = models.CharField(max_length=15)
    due = models.CharField(max_length=10, blank=True)
    q = models.CharField(max_length=200, blank=True)
    by_due = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "owner", "name"], name="saved_view_name_once")
        ]

    def __str__(self) -> str:
        return self.name
