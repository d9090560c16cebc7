"""Many letters in one go: what shall be printed, each letter with how far it is, and the files: data only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.mailbox.models import Channel, Delivery, PostDay
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.acts import Act


class MailingState(models.TextChoices):
    """How far a mailing is."""

    SENDING = "sending", _("acts are being dispatched")
    PRINTING = "printing", _("letters are being made ready")
    READY = "ready", _("ready to be printed and enveloped")
    HANDING = "handing", _("being entered into the delivery book")
    HANDED = "handed", _("handed over")


WORKING = (MailingState.SENDING, MailingState.PRINTING, MailingState.HANDING)
"""The worker has it."""


class Mailing(Owned):
    """Many letters that a clerk prints and hands to the post together; one step of it is one job of the worker.

    `channel`: by which all go; empty: as usual for each. `envelope`: the size of the envelopes, empty: none.
    `next_number`: the registered number that the next letter gets, where the office has a series of them.
    """

    state = models.CharField(max_length=8, choices=MailingState, default=MailingState.SENDING)
    channel = OwnedForeignKey(Channel, null=True, related_name="+")
    covers = models.BooleanField(default=True)
    envelope = models.CharField(max_length=4, blank=True)
    slips = models.BooleanField(default=True)
    both_sides = models.BooleanField(default=False)
    language = models.CharField(max_length=8)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    post_day = OwnedForeignKey(PostDay, null=True, related_name="mailings")
    next_number = models.CharField(max_length=40, blank=True)
    problem = models.CharField(max_length=500, blank=True, help_text=_("Why its last step failed; it is tried again."))


class LetterState(models.TextChoices):
    """How far a letter of a mailing is."""

    WAITING = "waiting", _("the act waits to be dispatched")
    READY = "ready", _("waits to be printed")
    PRINTED = "printed", _("printed")
    FAILED = "failed", _("could not be made")
    ELSEWHERE = "elsewhere", _("went another way")


class MailingLetter(Owned):
    """A letter of a mailing. As long as its act is not dispatched, it stands for all letters of that act."""

    mailing = OwnedForeignKey(Mailing, related_name="letters")
    position = models.PositiveIntegerField()
    act = OwnedForeignKey(Act, related_name="+")
    delivery = OwnedForeignKey(Delivery, null=True, related_name="mailing_letters")
    state = models.CharField(max_length=9, choices=LetterState)
    problem = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    volume = models.PositiveIntegerField(null=True)
    pages = models.PositiveIntegerField(null=True)
    listed = models.PositiveIntegerField(null=True, help_text=_("The part of the list that has it."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "act"], name="mailing_act_once", condition=Q(state="waiting")
            ),
            models.UniqueConstraint(
                fields=["organisation", "delivery"],
                name="mailing_letter_once",
                condition=Q(state__in=["ready", "printed"]),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "mailing", "state", "position", "id"], name="mailing_letter_next")
        ]


class FileKind(models.TextChoices):
    """What a file of a mailing holds."""

    LETTERS = "letters", _("letters")
    ENVELOPES = "envelopes", _("envelopes")
    SLIPS = "slips", _("return slips")
    LIST = "list", _("list (PDF)")
    TABLE = "table", _("list (XLSX)")


class MailingFile(Owned):
    """A file of a mailing; letters, envelopes and slips of one volume are in the same order."""

    mailing = OwnedForeignKey(Mailing, related_name="files")
    volume = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=FileKind)
    letters = models.PositiveIntegerField()
    document = OwnedForeignKey(Document, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "mailing", "kind", "volume"], name="mailing_file_once")
        ]
