"""Forms of the portal, in versions; what a citizen has filled in so far, and the letters that they write."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.mailbox.models import Delivery
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models import Case, Incoming, Procedure, Submission


class FormVersion(Owned):
    """One version of a procedure's form. A draft keeps the version that it began with."""

    procedure = OwnedForeignKey(Procedure, related_name="forms")
    version = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "procedure", "version"], name="form_version_once")
        ]


class Draft(Owned):
    """A request that a citizen is filling in; kept until it is sent, then it names what came of it."""

    form = OwnedForeignKey(FormVersion, related_name="drafts")
    account = models.ForeignKey(Account, models.PROTECT, related_name="drafts")
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    case = OwnedForeignKey(Case, null=True, related_name="+")
    submission = OwnedForeignKey(Submission, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "account", "-id"], name="draft_by_account")]


class DraftFile(Owned):
    """A file that answers a question of a draft."""

    draft = OwnedForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    question = models.CharField(max_length=60)
    document = OwnedForeignKey(Document, related_name="+", help_text=_("Stored before this row exists."))


class Letter(Owned):
    """What a citizen writes to the body in free words; kept until it is sent, then it lies on the incoming shelf.

    `number` is given when it is sent: the code of the confirmation, and later of the submission that it becomes.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="letters")
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    case = OwnedForeignKey(Case, null=True, related_name="+", help_text=_("The case that it is about."))
    delivery = OwnedForeignKey(Delivery, null=True, related_name="+", help_text=_("The letter that it answers."))
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    number = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField(null=True)
    incoming = OwnedForeignKey(Incoming, null=True, related_name="+")
    confirmation = OwnedForeignKey(Document, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], condition=~Q(number=""), name="letter_once"),
            models.CheckConstraint(
                name="letter_sent_is_on_the_shelf",
                condition=Q(sent_at__isnull=True, incoming__isnull=True, number="")
                | (Q(sent_at__isnull=False, incoming__isnull=False) & ~Q(number="")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "account", "-id"], name="letter_by_account")]


class LetterFile(Owned):
    """A file that goes with a letter."""

    letter = OwnedForeignKey(Letter, on_delete=models.CASCADE, related_name="files")
    document = OwnedForeignKey(Document, related_name="+", help_text=_("Stored before this row exists."))


class AlertKind(models.TextChoices):
    """What a notice by e-mail tells."""

    REGISTERED = "registered", _("registered")
    ASKED = "asked", _("the office waits for something from the party")
    DECIDED = "decided", _("decided")
    MAILBOX = "mailbox", _("something waits in the mailbox")


class AlertChoice(Owned):
    """A citizen or company wants a short e-mail when something happens with an own case, in a script or language."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=8)
    site = models.CharField(max_length=200, help_text="Where the office's pages were open when it was chosen.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "account"], name="alert_choice_once")]


class Alert(Owned):
    """The notice of one entry of the journal to one account: made once; what it says is looked up when it is sent."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    entry_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=AlertKind)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "account", "entry_id"], name="alert_once")
        ]
