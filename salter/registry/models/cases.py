"""Cases, their parties, submissions and who holds them: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.access import Guarded, GuardedQuerySet
from salter.organisations.models import Account, Party, Staff, Unit
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.catalogue import Procedure, RetentionRule
from salter.registry.models.registers import Register


class CaseStatus(models.TextChoices):
    """The prescribed statuses of a case (regulation.md 5.3)."""

    FORMED = "formed", _("formed")
    IN_PROGRESS = "in_progress", _("in progress")
    INTERRUPTED = "interrupted", _("interrupted")
    DISCONTINUED = "discontinued", _("discontinued")
    DISMISSED = "dismissed", _("dismissed")
    RESOLVED = "resolved", _("resolved")
    ARCHIVED = "archived", _("archived")


class IntakeChannel(models.TextChoices):
    """The door that a submission came in by."""

    COUNTER = "counter", _("counter")
    POST = "post", _("post")
    EMAIL = "email", _("e-mail")
    PORTAL = "portal", _("portal")
    MAILBOX = "mailbox", _("mailbox")
    API = "api", _("API")


class Initiative(models.TextChoices):
    """How a case was begun."""

    REQUEST = "request", _("at the request of a party")
    FAVOUR = "favour", _("ex officio, in the interest of a party")
    AGAINST = "against", _("ex officio, against a party")


OPEN = (CaseStatus.FORMED, CaseStatus.IN_PROGRESS, CaseStatus.INTERRUPTED)
STILL_OPEN = Q(status__in=[status.value for status in OPEN], cancelled_at__isnull=True)
"""Not decided yet."""
UNFINISHED = Q(cancelled_at__isnull=True) & (
    Q(status__in=[status.value for status in OPEN]) | Q(unnotified_since__isnull=False)
)
"""Work that is not done, with what is signed and not yet issued: a decision is issued when its parties are notified
(Art. 145(1) ZUP). One case in twenty of an office, so it has indexes of its own."""


class CaseQuerySet(GuardedQuerySet["Case"]):
    """Cases, which a viewer sees only through `visible_to`."""


class Case(Guarded):
    """A case (predmet): everything about one matter, under one number."""

    register = OwnedForeignKey(Register, related_name="cases")
    ordinal = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=60)
    number_keys = ArrayField(models.CharField(max_length=60), default=list)
    last_sub = models.PositiveIntegerField(default=0)
    procedure = OwnedForeignKey(Procedure, null=True, related_name="+")
    procedure_revision = models.PositiveIntegerField(null=True, help_text=_("The one that the case began with."))
    class_code = models.CharField(max_length=10)
    instance = models.PositiveSmallIntegerField(
        null=True, help_text=_("1 or 2: it stands in the register of administrative cases, UP-1 or UP-2.")
    )
    subject = models.CharField(max_length=500)
    search = models.TextField(editable=False, help_text=_("Subject and parties, folded to one script."))
    status = models.CharField(max_length=15, choices=CaseStatus, default=CaseStatus.FORMED)
    received_at = models.DateTimeField()
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    posted_on = models.DateField(null=True)
    sender_reference = models.CharField(max_length=100, blank=True)
    sender_date = models.DateField(null=True)
    channel = models.CharField(max_length=10, choices=IntakeChannel)
    due_on = models.DateField(null=True, help_text=_("The strict legal date: no pause, no extension."))
    sign_by = models.DateField(null=True)
    deadline_rule = models.CharField(max_length=300, blank=True)
    deadline_verified = models.BooleanField(default=False)
    adjusted_on = models.DateField(null=True, help_text="The legal date with what special laws add.")
    initiative = models.CharField(max_length=10, choices=Initiative, null=True, help_text="Empty: at request.")
    initiated_on = models.DateField(null=True, help_text="The day on which it was begun ex officio.")
    external_system = models.CharField(max_length=40, blank=True)
    external_number = models.CharField(max_length=80, blank=True)
    external_status = models.CharField(max_length=80, blank=True)
    external_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    disposition = models.CharField(max_length=100, blank=True, help_text=_("Disposition (razvod)."))
    resolved_at = models.DateTimeField(null=True)
    notified_on = models.DateField(null=True, help_text="When the last party was notified of the newest decision.")
    unnotified_since = models.DateField(
        null=True, help_text="Signed that day, and a party is still to be notified of it."
    )
    handed_over_at = models.DateTimeField(
        null=True, help_text="It is with its unit or handler since then, who has still to confirm the receipt."
    )
    recused = ArrayField(
        models.UUIDField(), null=True, help_text="Officials who do nothing in it: recused, or asked to be."
    )
    language = models.CharField(
        max_length=8, null=True, help_text="Conducted in this language beside Serbian; empty: in Serbian alone."
    )
    closed_at = models.DateTimeField(null=True)
    retention = OwnedForeignKey(RetentionRule, null=True, related_name="+")
    retention_open = models.BooleanField(null=True, help_text="Closed, and how long it is kept is to be determined.")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    cancel_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "register", "ordinal"], name="case_ordinal_once"),
            models.CheckConstraint(
                name="case_cancelled_with_reason", condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason="")
            ),
            models.CheckConstraint(
                name="case_closed_with_retention",
                condition=Q(closed_at__isnull=True)
                | Q(retention__isnull=False)
                | Q(retention_open__isnull=False, retention_open=True),  # an empty mark would let anything through
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "status", "-id"], name="case_by_status"),
            models.Index(fields=["organisation", "unit", "-id"], name="case_by_unit"),
            models.Index(fields=["organisation", "due_on", "id"], name="case_by_due"),
            models.Index(
                fields=["organisation", "handler", "due_on"], name="case_open_by_handler", condition=UNFINISHED
            ),
            models.Index(  # with what `visible_to` asks for, so that open work is counted from the index alone
                fields=["organisation", "due_on", "id"],
                include=["unit", "handler", "confidentiality", "granted_to", "initiative"],
                name="case_open_by_due",
                condition=UNFINISHED,
            ),
            models.Index(fields=["organisation", "unit", "due_on"], name="case_open_by_unit", condition=UNFINISHED),
            models.Index(  # signed, and not yet issued: Art. 145(1) ZUP counts the day on which the party is notified
                fields=["organisation", "due_on", "id"],
                include=["unit", "handler", "confidentiality", "granted_to"],
                name="case_unnotified_by_due",
                condition=Q(unnotified_since__isnull=False),
            ),
            models.Index(  # what is on its way within the office: a day's work
                fields=["organisation", "unit", "id"],
                include=["handler"],
                name="case_handed_over_by_unit",
                condition=Q(handed_over_at__isnull=False),
            ),
            models.Index(  # a hundred a year among thousands
                fields=["organisation", "register", "ordinal"],
                name="case_second_instance",
                condition=Q(instance=2),
            ),
            models.Index(
                fields=["organisation", "external_number"], name="case_by_external", condition=~Q(external_number="")
            ),
            GinIndex(fields=["number_keys"], name="case_number_keys"),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="case_search_trgm"),
            GinIndex(fields=["party_ids"], name="case_party_ids"),
            GinIndex(fields=["granted_to"], name="case_granted_to", condition=~Q(granted_to=[])),
        ]

    def __str__(self) -> str:
        return self.number


class PartyRole(models.TextChoices):
    """The part that a party plays in a case."""

    APPLICANT = "applicant", _("applicant")
    OPPOSING = "opposing", _("opposing party")
    INTERESTED = "interested", _("interested party")
    SENDER = "sender", _("sender")


class CaseParty(Owned):
    """A party of a case, with a readable snapshot; service and appeal belong to each party (house.md, section 4)."""

    case = OwnedForeignKey(Case, related_name="parties")
    party = OwnedForeignKey(Party, related_name="cases")
    role = models.CharField(max_length=12, choices=PartyRole)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    representative = models.CharField(max_length=200, blank=True)
    delivered_on = models.DateField(null=True)
    appeal_until = models.DateField(null=True)
    final_on = models.DateField(null=True)
    joined_on = models.DateField(null=True, help_text="Empty: from the beginning.")
    left_on = models.DateField(null=True)
    died_on = models.DateField(null=True)
    successor_of = OwnedForeignKey("self", null=True, related_name="successors")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "case", "party", "role"], name="case_party_once")
        ]

    @property
    def is_in(self) -> bool:
        """Whether it is a party still: letters go to those only."""
        return self.left_on is None and self.died_on is None


class Submission(Owned):
    """A submission (podnesak): the first of a case has sub-number 0, a supplement the next."""

    case = OwnedForeignKey(Case, related_name="submissions")
    sub_number = models.PositiveIntegerField(default=0)
    submission_number = models.CharField(max_length=20, help_text=_("The number on the receipt."))
    channel = models.CharField(max_length=10, choices=IntakeChannel)
    subject = models.CharField(max_length=500)
    sender = OwnedForeignKey(Party, null=True, related_name="+")
    received_at = models.DateTimeField()
    registered_at = models.DateTimeField()
    sender_reference = models.CharField(max_length=100, blank=True)
    sender_date = models.DateField(null=True)
    answers = models.JSONField(default=dict, blank=True)
    receipt = OwnedForeignKey(Document, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "submission_number"], name="submission_number_once"),
            models.UniqueConstraint(fields=["organisation", "case", "sub_number"], name="submission_sub_once"),
        ]


class Assignment(Owned):
    """Assignment (zaduženje): who holds the case, since when and by whom."""

    case = OwnedForeignKey(Case, related_name="assignments")
    unit = OwnedForeignKey(Unit, related_name="+")
    staff = OwnedForeignKey(Staff, null=True, related_name="+")
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [BrinIndex(fields=["at"], name="assignment_by_day")]


class CaseLook(Owned):
    """The access log: that somebody of the office looked at a case on a day. `name` stays readable for ever."""

    case = OwnedForeignKey(Case, related_name="looks")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    program = models.BooleanField(help_text="By a token of the API.")
    day = models.DateField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "case", "account", "program", "day"], name="case_look_once_a_day"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "account", "-id"], name="case_look_by_account"),
            models.Index(fields=["organisation", "day"], name="case_look_by_day"),
        ]
