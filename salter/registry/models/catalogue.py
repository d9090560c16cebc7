"""Classification, retention and procedures: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Unit
from salter.organisations.tenancy import Owned, OwnedForeignKey


class ClassMark(Owned):
    """A mark of the classification plan, in one of its editions; unverified rows stay marked."""

    edition = models.CharField(max_length=10)
    code = models.CharField(max_length=10)
    level = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    verified = models.BooleanField()
    source = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "edition", "code"], name="class_mark_once")
        ]


class RetentionRule(Owned):
    """A row of the retention schedule. `years` empty: kept permanently."""

    class_code = models.CharField(max_length=10, blank=True)
    category = models.CharField(max_length=300)
    expression = models.CharField(max_length=100)
    years = models.PositiveSmallIntegerField(null=True)
    verified = models.BooleanField()
    source = models.CharField(max_length=300)


class Competence(models.TextChoices):
    """Whose task it is (regulation.md 1.2, 11b)."""

    OWN = "own", _("own")
    DELEGATED = "delegated", _("delegated")


class ConductedIn(models.TextChoices):
    """The system in which a procedure is really conducted."""

    SALTER = "salter", _("here")
    PISARNICA = "pisarnica", _("Pisarnica")
    CEOP = "ceop", _("CEOP (building permits)")
    LPA = "lpa", _("LPA (local taxes)")
    CIVIL_REGISTERS = "civil-registers", _("civil registers")
    OTHER = "other", _("another system")


class Procedure(Owned):
    """A procedure of the catalogue."""

    code = models.CharField(max_length=20)
    name_cyr = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    area = models.CharField(max_length=100, blank=True)
    competence = models.CharField(max_length=10, choices=Competence)
    legal_basis = models.CharField(max_length=500, blank=True)
    class_code = models.CharField(max_length=10)
    deadline_days = models.PositiveSmallIntegerField(null=True)
    deadline_article = models.CharField(max_length=200, blank=True)
    direct_decision = models.BooleanField(default=True)
    instance = models.PositiveSmallIntegerField(
        null=True, default=1, db_default=1,
        help_text=_("Of an administrative procedure: 1 or 2. Empty: its cases stand in the basic register only."),
    )  # fmt: skip
    required_documents = models.JSONField(default=list)
    conducted_in = models.CharField(max_length=20, choices=ConductedIn, default=ConductedIn.SALTER)
    unit = OwnedForeignKey(Unit, null=True, related_name="+")
    public = models.BooleanField(default=False)
    verified = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="procedure_once")]

    def __str__(self) -> str:
        return self.name_cyr
