"""In which language a case is conducted, and who asked for it: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case, CaseParty


class LanguageChoice(Owned):
    """From then on the case is conducted in `language` beside Serbian (empty: in Serbian alone), after `before`."""

    case = OwnedForeignKey(Case, related_name="languages")
    language = models.CharField(max_length=8, blank=True)
    before = models.CharField(max_length=8, blank=True)
    party = OwnedForeignKey(CaseParty, null=True, related_name="+", help_text="Who asked for it; empty: not a party.")
    on = models.DateField()
    note = models.CharField(max_length=300, help_text="How it was asked for.")
    noted_at = models.DateTimeField()
    name = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="language_choice_changes", condition=~Q(language=models.F("before"))),
            models.CheckConstraint(name="language_choice_says_how", condition=~Q(note="")),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "case", "id"], name="language_choice_by_case")]
