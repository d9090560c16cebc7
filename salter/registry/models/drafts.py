"""The versions of an act's text, and with what comments they were returned: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from salter.organisations.models import Staff
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act, Outcome


class VersionHow(models.TextChoices):
    """How a version came about."""

    TYPED = "typed", pgettext_lazy("a version", "written")
    COPIED = "copied", pgettext_lazy("a version", "taken over")
    MERGED = "merged", pgettext_lazy("a version", "put together from two")
    WORD = "word", pgettext_lazy("a version", "from Word")
    BEFORE = "before", pgettext_lazy("a version", "written before versions were kept")


class ActVersion(Owned):
    """The text of an act as somebody saved it; never changed.

    `based_on` is the version that was open when it was written, `taken_from` the one whose words it began with,
    `source` the act of another case. `beside`: somebody else had saved meanwhile, so it did not become the draft.
    `remarks`: what of a file of Word was accepted and left out (documents.word.reading.remarks).
    """

    act = OwnedForeignKey(Act, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    content = models.JSONField(default=dict)
    by = OwnedForeignKey(Staff, related_name="+")
    at = models.DateTimeField()
    how = models.CharField(max_length=8, choices=VersionHow, default=VersionHow.TYPED)
    based_on = models.PositiveIntegerField(null=True)
    taken_from = models.PositiveIntegerField(null=True)
    source = OwnedForeignKey(Act, null=True, related_name="+")
    beside = models.BooleanField(default=False)
    remarks = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "act", "number"], name="act_version_once"),
        ]


class ActReturn(Owned):
    """A version that was sent back to its author, and what should be changed."""

    version = OwnedForeignKey(ActVersion, related_name="returns")
    by = OwnedForeignKey(Staff, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "version"], name="act_return_of_version")]
