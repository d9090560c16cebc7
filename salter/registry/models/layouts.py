"""Templates that an office has written for its own acts: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salter.documents.models import Document
from salter.organisations.models import Staff
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import ActKind


class Layout(Owned):
    """A template of the office for one kind of act; one in another language prints the second text of an act that is
    printed by the Serbian one of the same name and kind.
    """

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=ActKind)
    language = models.CharField(max_length=8, blank=True, default="", db_default="", help_text="Empty: Serbian.")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kind", "name", "language"], name="layout_name_once"),
        ]


class LayoutVersion(Owned):
    """What a template said, in typst; never changed, and used only after a named person has approved it.

    `document` is the file of Word that it was made of, `remarks` what of that file is filled in and was left out.
    """

    layout = OwnedForeignKey(Layout, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    by = OwnedForeignKey(Staff, related_name="+")
    at = models.DateTimeField()
    approved_by = OwnedForeignKey(Staff, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    document = OwnedForeignKey(Document, null=True, related_name="+")
    remarks = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "layout", "number"], name="layout_version_once"),
            models.CheckConstraint(
                name="layout_approved_by_somebody",
                condition=Q(approved_at__isnull=True) ^ Q(approved_by__isnull=False),
            ),
        ]
