"""Where e-mail is fetched from, and which message became what: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.organisations.tenancy import Owned, OwnedForeignKey
from salter.registry.models.incoming import Incoming


class Security(models.TextChoices):
    """How the connection to the mail server is protected."""

    TLS = "tls", _("TLS from the start (port 993)")
    STARTTLS = "starttls", _("STARTTLS (port 143)")
    NONE = "none", _("none (this machine only)")


class SignIn(models.TextChoices):
    """How the office's mailbox is opened."""

    PASSWORD = "password", _("user name and password")
    OAUTH = "oauth", _("this installation's own credentials (OAuth 2.0)")


class Afterwards(models.TextChoices):
    """What becomes of a message at its source once it is kept here."""

    SEEN = "seen", _("mark it as read")
    MOVE = "move", _("move it into another folder")
    LEAVE = "leave", _("leave it as it is")


class MailAccount(Owned):
    """A mailbox that the office's mail comes to. How far it was read: `uid_validity` and `last_uid` (RFC 9051)."""

    name = models.CharField(max_length=100)
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=10, choices=Security, default=Security.TLS)
    username = models.CharField(max_length=255)
    sign_in = models.CharField(max_length=10, choices=SignIn, default=SignIn.PASSWORD)
    token_url = models.URLField(max_length=500, blank=True, help_text=_("Where an access token is asked for (OAuth)."))
    client_id = models.CharField(max_length=255, blank=True)
    token_scope = models.CharField(max_length=255, blank=True)
    secret = models.TextField(
        help_text=_("The password, or the client's secret, encrypted with the secret key of the installation.")
    )
    folder = models.CharField(max_length=200, default="INBOX")
    afterwards = models.CharField(max_length=10, choices=Afterwards, default=Afterwards.SEEN)
    moved_to = models.CharField(max_length=200, blank=True)
    confirms = models.BooleanField(default=False, help_text=_("Whether the office confirms receipt by itself."))
    active = models.BooleanField(default=True)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    known_below = models.BigIntegerField(
        null=True, help_text=_("Messages below this number may have come before the mailbox was made anew.")
    )
    stuck_uid = models.BigIntegerField(default=0)
    stuck_times = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=40, blank=True, help_text=_("A code of salter.registry.mail.problems."))
    failure_detail = models.CharField(max_length=500, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text=_("Runs in a row that failed."))
    failing_since = models.DateTimeField(null=True)
    failure_entry = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "host", "username", "folder"], name="mail_account_once"),
            models.CheckConstraint(
                name="mail_account_moves_somewhere", condition=~Q(afterwards="move") | ~Q(moved_to="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MailArrival(Owned):
    """One message of a mailbox and what it became; `marked_at` is empty until the source was told."""

    account = OwnedForeignKey(MailAccount, related_name="arrivals")
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    message_id = models.CharField(max_length=250, blank=True)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True, help_text=_("Empty: it could not be fetched whole."))
    incoming = OwnedForeignKey(Incoming, related_name="arrivals")
    marked_at = models.DateTimeField(null=True)
    wanted = models.BooleanField(default=False, help_text=_("Somebody asked to fetch it once more."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "account", "uid_validity", "uid"], name="mail_arrival_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "account", "message_id", "size"], name="mail_arrival_by_message"),
            models.Index(
                fields=["organisation", "account"],
                condition=Q(marked_at__isnull=True) | Q(wanted=True),
                name="mail_arrival_to_do",
            ),
        ]
