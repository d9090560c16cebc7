"""What cases are found by: data and constraints only. Only the search reads it, through the rule of the case."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.cases import Case


class CaseWords(Owned):
    """The words of a case, of its papers and of the text in them, folded to one script."""

    case = OwnedForeignKey(Case, related_name="+")
    words = SearchVectorField(null=True)
    numbers = ArrayField(
        models.CharField(max_length=60), default=list, help_text=_("The sender's numbers and those on receipts.")
    )
    cut = models.BooleanField(default=False, help_text=_("It has more words than are kept."))
    version = models.PositiveSmallIntegerField(default=0, help_text=_("Of the rules that made it."))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "case"], name="case_words_once")]
        indexes: ClassVar = [
            GinIndex(fields=["words"], name="case_words"),
            GinIndex(fields=["numbers"], name="case_words_numbers"),
        ]


class KnownWord(Owned):
    """A word that stands in some case: what a mistyped one may have meant."""

    word = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "word"], name="known_word_once")]
        indexes: ClassVar = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="known_word_trgm")]


class WordsWalk(Owned):
    """The walk from the newest case to the oldest that makes the words of those that have none; it goes on where it
    stopped."""

    version = models.PositiveSmallIntegerField()
    mark = models.UUIDField(null=True, help_text=_("The oldest case that it has passed."))
    passed = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation"], name="words_walk_once")]
