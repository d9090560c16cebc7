"""Mailboxes by the clock: asked every minute where they are set up, each by one job at a time."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

import structlog
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from salter.journal.models import Entry
from salter.journal.subscriptions import on
from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.registry.mail import actions, imap
from salter.registry.mail.problems import MailProblem
from salter.registry.mail.taking import Run, login_of, read_once_more
from salter.registry.models import Door, Incoming, MailAccount

log = structlog.get_logger()


@app.periodic(cron="* * * * *")
@app.task(queue="clock", name="registry.mail.ask_all", queueing_lock="registry.mail.ask_all")
def ask_all(timestamp: int) -> int:
    """A job for every mailbox that is set up and does not refuse us; gives how many."""
    asked = 0
    for organisation in Organisation.objects.filter(practice=False).order_by("pk"):
        now = clock.now(organisation)
        with scope(organisation.pk):
            accounts = [one.pk for one in MailAccount.objects.filter(active=True) if actions.is_due(one, now)]
        for account in accounts:
            ask(organisation.pk, account)
        asked += len(accounts)
    return asked


def ask(organisation: int, account: UUID) -> None:
    """Have a mailbox asked soon; asking twice is the same as once."""
    lock = f"mail:{account}"
    with suppress(AlreadyEnqueued), transaction.atomic():  # a refused job must not end what it is asked in
        fetch.configure(queueing_lock=lock, lock=lock).defer(organisation=organisation, account=str(account))


@app.task(queue="mail", name="registry.mail.fetch")
def fetch(*, organisation: int, account: str) -> None:
    """Fetch what is new in one mailbox. What goes wrong stands on the page of the mailbox and, after three times, where
    failures are; the clock asks again by itself."""
    office = Organisation.objects.get(pk=organisation)
    try:
        taken = Run(office, UUID(account)).go()
    except MailAccount.DoesNotExist:
        return
    except Exception as error:  # whatever it is, somebody is told, and the clock asks again
        problem = error if isinstance(error, MailProblem) else MailProblem("unforeseen", repr(error))
        if problem is not error:
            log.exception("a run through a mailbox broke off")
        with scope(organisation):
            actions.note_failure(office, UUID(account), problem)
        return
    with scope(organisation):
        actions.note_success(office, UUID(account))
    if taken.more:
        ask(organisation, UUID(account))


@on("incoming.retried")
def read_again(entry: Entry) -> None:
    """A clerk wants a message to be read once more."""
    incoming = Incoming.objects.filter(organisation=entry.organisation, pk=entry.subject_id, door=Door.EMAIL).first()
    if incoming is None or not read_once_more(entry.organisation, incoming):
        return
    for arrival in incoming.arrivals.filter(wanted=True):
        ask(entry.organisation_id, arrival.account_id)


@on("mail.failed")
def look_again(entry: Entry) -> None:
    """Whether a mailbox that failed answers again; as long as it does not, this fails and stays where failures are."""
    account = MailAccount.objects.filter(organisation=entry.organisation, pk=entry.subject_id, active=True).first()
    if account is None or not account.failure:
        return
    if account.failure in actions.REFUSED:  # only other settings help: this look is no further attempt to sign in
        raise MailProblem(account.failure, account.failure_detail)
    with imap.opened(login_of(account), account.folder):
        pass
    ask(entry.organisation_id, account.pk)
