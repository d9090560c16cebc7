"""Classification, retention and procedures: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from salter.organisations.models import Account, Unit
from salter.organisations.tenancy import Owned, OwnedForeignKey


class Competence(models.TextChoices):
    """Whose task it is (regulation.md 1.2, 11b)."""

    OWN = "own", _("own")
    DELEGATED = "delegated", _("delegated")


class ClassMark(Owned):
    """A mark of the classification plan, in one of its editions; unverified rows stay marked. What goes is kept, but is
    not in use any more: cases of earlier years have it."""

    edition = models.CharField(max_length=10)
    code = models.CharField(max_length=10)
    level = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    competence = models.CharField(max_length=10, choices=Competence, blank=True, db_default="")
    minimum_years = models.PositiveSmallIntegerField(null=True, help_text=_("The least retention of the class."))
    kept_permanently = models.BooleanField(default=False, db_default=False)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    active = models.BooleanField(default=True, db_default=True)
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
    active = models.BooleanField(default=True, db_default=True)
    verified = models.BooleanField()
    source = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "class_code", "category"], name="retention_rule_once")
        ]


class ConductedIn(models.TextChoices):
    """The system in which a procedure is really conducted."""

    SALTER = "salter", _("here")
    PISARNICA = "pisarnica", _("Pisarnica")
    CEOP = "ceop", _("CEOP (building permits)")
    LPA = "lpa", _("LPA (local taxes)")
    CIVIL_REGISTERS = "civil-registers", _("civil registers")
    OTHER = "other", _("another system")


class Procedure(Owned):
    """A procedure of the catalogue, in its newest revision. `public` and `unit` are of the office, no part of it."""

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
    fee = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    fee_basis = models.CharField(max_length=300, blank=True, db_default="")
    form = models.CharField(max_length=300, blank=True, db_default="")
    templates = models.JSONField(default=list, db_default=[])
    conducted_in = models.CharField(max_length=20, choices=ConductedIn, default=ConductedIn.SALTER)
    unit = OwnedForeignKey(Unit, null=True, related_name="+")
    public = models.BooleanField(default=False)
    verified = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True, db_default=True)
    revision = models.PositiveIntegerField(default=1, db_default=1)
    confirmed_revision = models.PositiveIntegerField(null=True)
    confirmed_by = models.CharField(max_length=200, blank=True, db_default="")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="procedure_once")]

    def __str__(self) -> str:
        return self.name_cyr


class ProcedureRevision(Owned):
    """What a procedure said before it was changed; the newest revision stands in the procedure itself.

    `content` holds its columns as the carrying package writes them (`salter.registry.carrying.columns`).
    """

    procedure = OwnedForeignKey(Procedure, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=300, help_text=_("Why the next revision was made."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "procedure", "number"], name="procedure_revision_once")
        ]
