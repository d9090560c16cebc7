"""What is made by the clock: the mails of the day."""

from __future__ import annotations

from uuid import UUID

import structlog
from procrastinate.contrib.django import app

from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.registry.models import DigestChoice
from salter.registry.seeing import digest

log = structlog.get_logger()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="clock", name="registry.make_digests", queueing_lock="registry.make_digests")
def make_digests(timestamp: int) -> int:
    """Make the mails whose hour has come, each person's in a transaction of its own; gives how many were made.

    One that fails stops no other and is logged; it, and what a stopped worker left out, is tried ten minutes later.
    Nothing leaves a practice office.
    """
    made = 0
    for organisation in Organisation.objects.filter(practice=False).order_by("pk"):
        with scope(organisation.pk):
            wanted = [choice.pk for choice in digest.wanted_now(organisation)]
        made += sum(_made(organisation, choice) for choice in wanted)
    return made


def _made(organisation: Organisation, choice_id: UUID) -> bool:
    try:
        with scope(organisation.pk):
            return make_one(choice_id)
    except Exception:  # whatever is wrong with it concerns nobody else
        log.exception("a mail of the day cannot be made", choice=str(choice_id), organisation=organisation.code)
        return False


def make_one(choice_id: UUID) -> bool:
    """Make the mail of one choice, if it is still wanted."""
    rows = DigestChoice.objects.select_related("organisation", "staff__account")
    choice = rows.filter(pk=choice_id).first()
    return choice is not None and digest.make(choice) is not None
