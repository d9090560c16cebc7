"""What came in by a door that nobody was standing at, until a clerk registers it: data and constraints only."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.organisations.access import Viewer
from salter.organisations.models import Account, Role
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.books import ListedAct
from salter.registry.models.cases import Case, Submission

INCOMING_READERS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
"""Who takes papers in sees all that came, until it is registered: then the rule of its case holds, for everybody."""


class Door(models.TextChoices):
    """The doors that nobody stands at."""

    EMAIL = "email", _("e-mail")
    SCAN = "scan", _("scanner")
    MAILBOX = "mailbox", _("mailbox")
    SYSTEM = "system", _("another system")


class IncomingState(models.TextChoices):
    """Where it stands. `registered` (a submission, or a line of a list) is the end; what is set aside is kept and can
    be taken back, and so is a batch that was split into papers."""

    WAITING = "waiting", _("waits to be registered")
    UNCLEAR = "unclear", _("needs a look")
    REGISTERED = "registered", _("registered")
    SET_ASIDE = "set_aside", _("set aside")
    SPLIT = "split", _("split into papers")


class IncomingQuerySet(models.QuerySet["Incoming"]):
    """What came in, which a viewer sees only through `visible_to`."""

    def visible_to(self, viewer: Viewer) -> Self:
        """All of the own organisation for the registry office, but what went into a case that the viewer may not see;
        nothing for others."""
        cases = Case.objects.visible_to(viewer)
        registered = Q(submission__isnull=False) & Exists(cases.filter(pk=OuterRef("submission__case")))
        listed = Q(listed__isnull=False) & Exists(cases.filter(pk=OuterRef("listed__act_list__case")))
        nowhere = Q(submission__isnull=True, listed__isnull=True)
        return self.filter(self.rule_for(viewer)).filter(nowhere | registered | listed)

    def rule_for(self, viewer: Viewer) -> Q:
        """The rule of `visible_to` for what waits, which is in no case."""
        may = viewer.staff and viewer.has(*INCOMING_READERS)
        return Q(organisation=viewer.organisation) if may else Q(pk__in=[])


class Incoming(Owned):
    """One thing that came in. `source_key` names it at its source: taking it in twice gives the first one back."""

    door = models.CharField(max_length=10, choices=Door)
    source_key = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=IncomingState, default=IncomingState.WAITING)
    reason = models.CharField(
        max_length=40, blank=True, help_text=_("Why it is unclear: a code of salter.registry.incoming.reasons.")
    )
    reason_words = models.JSONField(default=dict, blank=True)
    facts = models.JSONField(default=dict, blank=True, help_text=_("The door's own."))
    submission = OwnedForeignKey(Submission, null=True, related_name="incoming")
    listed = OwnedForeignKey(ListedAct, null=True, related_name="incoming")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    set_aside_reason = models.CharField(max_length=300, blank=True)

    objects = IncomingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "door", "source_key"], name="incoming_once"),
            models.CheckConstraint(
                name="incoming_registered_with_submission",
                condition=(Q(state="registered") & (Q(submission__isnull=False) | Q(listed__isnull=False)))
                | (~Q(state="registered") & Q(submission__isnull=True, listed__isnull=True)),
            ),
            models.CheckConstraint(name="incoming_unclear_with_reason", condition=~Q(state="unclear") | ~Q(reason="")),
            models.CheckConstraint(
                name="incoming_aside_with_reason", condition=~Q(state="set_aside") | ~Q(set_aside_reason="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "-id"], name="incoming_by_state"),
            models.Index(fields=["organisation", "state", "door", "-id"], name="incoming_by_door"),
        ]

    def __str__(self) -> str:
        return self.subject or self.source_key


class IncomingFile(Owned):
    """A file of it: the untouched original first (position 0), what was taken out of it after.

    `findings` is what was found about it: a list of `{"code": …, …words}` (salter.registry.incoming.reasons).
    """

    incoming = OwnedForeignKey(Incoming, related_name="files")
    document = OwnedForeignKey(Document, related_name="incoming")
    position = models.PositiveSmallIntegerField(default=0)
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "incoming", "position"], name="incoming_file_once")
        ]

    @property
    def original(self) -> bool:
        """Whether this is the untouched original."""
        return self.position == 0
