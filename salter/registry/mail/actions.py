"""What people do with mailboxes, and what a run says of one; each deed writes its journal entry."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.journal.models import Failure
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation, Role
from salter.organisations.sealed import seal
from salter.registry.incoming.letters import storable
from salter.registry.mail.problems import MailProblem
from salter.registry.models import Afterwards, MailAccount, MailArrival, Security, SignIn

PATIENCE = 3
"""So many runs in a row may fail before it is told where failures are; a wrong password is told at once."""
SENT_TO = ("host", "port", "security", "sign_in", "username", "client_id", "token_url")
"""What says where the password goes, and how: it is not sent elsewhere without being written again."""
REFUSED = ("login", "secret", "token")
"""Signing in was refused. Providers lock an account that keeps trying: the clock tries again ever less often."""
AT_ONCE = (*REFUSED, "folder", "tls")
SELDOM = timedelta(hours=1)
"""So often at least the clock tries a mailbox that refuses us."""


@transaction.atomic
def keep_account(
    viewer: Viewer, *, account: MailAccount | None = None, password: str = "", **given: Any
) -> MailAccount:
    """Set up a mailbox, or change one; an empty password leaves the one that is kept. It is read from its beginning.

    `given`: name, host, port, security, username, folder, afterwards, moved_to, confirms, active; for OAuth sign_in,
    token_url, client_id, token_scope; `password` is then the client's secret. Raises NotAllowed, ValidationError with
    codes `password`, `security`, `moved_to`, `practice`, `username`, `token_url`, `client_id`.
    """
    require(viewer, Role.ADMINISTRATOR)
    row = account or MailAccount(organisation=viewer.organisation)
    fresh = row._state.adding
    _check(viewer, row, given, password)
    moved = not fresh and any(getattr(row, name) != given[name] for name in ("host", "username", "folder"))
    if moved:
        _leave(row)
    for name, value in given.items():
        setattr(row, name, value)
    if password:
        row.secret = seal(password, str(row.pk))
    row.failure = row.failure_detail = ""
    row.save(force_insert=fresh)
    told = ("name", "active", "confirms", "folder", "host", "port", "security", "sign_in", "token_url")
    body = {name: getattr(row, name) for name in told}
    record(viewer, "mail.set", subject=("mail_account", row.pk), body=body, personal={"username": row.username})
    return row


def _leave(row: MailAccount) -> None:
    """It is another mailbox from now on, whose numbers mean other messages even where they are the same."""
    now = clock.now(row.organisation)
    arrivals = MailArrival.objects.filter(organisation=row.organisation, account=row)
    validity = MailAccount.objects.values_list("uid_validity", flat=True).get(organisation=row.organisation, pk=row.pk)
    lowest = min(arrivals.aggregate(lowest=Min("uid_validity"))["lowest"] or 0, 0)
    arrivals.filter(Q(marked_at=None) | Q(wanted=True)).update(marked_at=Coalesce("marked_at", now), wanted=False)
    arrivals.filter(uid_validity=validity).update(uid_validity=lowest - 1)  # no server has such a one
    row.uid_validity = row.last_uid = 0


def _check(viewer: Viewer, row: MailAccount, given: dict[str, Any], password: str) -> None:
    if viewer.organisation.practice:
        raise ValidationError(_("A practice office has no mailbox in the world outside."), code="practice")
    if not password and not row.secret:
        raise ValidationError(_("Write the password of the mailbox."), code="password")
    if not password and any(getattr(row, name) != given.get(name, getattr(row, name)) for name in SENT_TO):
        raise ValidationError(
            _("Write the password again: it would be sent to another place, or in another way, than it was set for."),
            code="password",
        )
    if given["security"] == Security.NONE and not _this_machine(given["host"]):
        raise ValidationError(
            _("Without protection everybody on the way reads the password. Only a server on this machine may do so."),
            code="security",
        )
    if given.get("sign_in") == SignIn.OAUTH:
        _check_oauth(given)
    if given["afterwards"] == Afterwards.MOVE and not given["moved_to"]:
        raise ValidationError(_("Write the folder that messages are moved into."), code="moved_to")
    if given["afterwards"] == Afterwards.MOVE and given["moved_to"] == given["folder"]:
        raise ValidationError(_("Messages cannot be moved into the folder that they come from."), code="moved_to")
    same = MailAccount.objects.filter(
        organisation=viewer.organisation, host=given["host"], username=given["username"], folder=given["folder"]
    ).exclude(pk=row.pk)
    if same.exists():
        raise ValidationError(_("This folder of this mailbox is set up already."), code="username")


def _check_oauth(given: dict[str, Any]) -> None:
    if not given["client_id"]:
        raise ValidationError(_("Write the client's id, as the sign-in service knows it."), code="client_id")
    address = urlsplit(given["token_url"])
    if not address.hostname or not (address.scheme == "https" or _this_machine(address.hostname)):
        raise ValidationError(
            _("Write the address where tokens are asked for, beginning with https://."), code="token_url"
        )


def _this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@transaction.atomic
def note_failure(organisation: Organisation, account_id: UUID, problem: MailProblem) -> None:
    """A run failed: it stands with the mailbox, and from the third in a row where failures are."""
    row = MailAccount.objects.select_for_update().get(organisation=organisation, pk=account_id)
    now = clock.now(organisation)
    row.checked_at, row.failure, row.failure_detail = now, problem.code, storable(problem.detail)[:500]
    row.failing_since = row.failing_since or now
    row.failures += 1
    if row.failure_entry is None and (row.failures >= PATIENCE or problem.code in AT_ONCE):
        entry = record(
            Viewer(organisation),
            "mail.failed",
            subject=("mail_account", row.pk),
            body={"name": row.name, "problem": problem.code},
        )
        row.failure_entry = entry.pk
    row.save()


def is_due(account: MailAccount, now: datetime) -> bool:
    """Whether the clock may ask it: after a refusal it waits 2, 4, 8 … minutes, until its settings change."""
    if account.failure not in REFUSED or account.checked_at is None:
        return True
    return now >= account.checked_at + min(timedelta(minutes=2 ** min(account.failures, 6)), SELDOM)


@transaction.atomic
def note_success(organisation: Organisation, account_id: UUID) -> None:
    """A run went through: what stood against the mailbox is over."""
    row = MailAccount.objects.select_for_update().get(organisation=organisation, pk=account_id)
    row.checked_at = clock.now(organisation)
    if row.failure_entry:
        Failure.objects.filter(organisation=organisation, entry_id=row.failure_entry).update(resolved=True)
        record(Viewer(organisation), "mail.recovered", subject=("mail_account", row.pk), body={"name": row.name})
    row.failure, row.failure_detail, row.failing_since, row.failure_entry, row.failures = "", "", None, None, 0
    row.save()
