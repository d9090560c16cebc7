"""What is made by the clock: the mails of the day."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.registry.models import DigestChoice
from salter.registry.seeing import digest


@app.periodic(cron="*/10 * * * *")
@app.task(queue="clock", name="registry.make_digests", queueing_lock="registry.make_digests")
def make_digests(timestamp: int) -> int:
    """Make the mails whose hour has come, each person's in a transaction of its own; gives how many were made. What a
    stopped worker left out is made ten minutes later. Nothing leaves a practice office."""
    made = 0
    for organisation in Organisation.objects.filter(practice=False).order_by("pk"):
        with scope(organisation.pk):
            wanted = [choice.pk for choice in digest.wanted_now(organisation)]
        for choice in wanted:
            with scope(organisation.pk):
                made += make_one(choice)
    return made


def make_one(choice_id: UUID) -> bool:
    """Make the mail of one choice, if it is still wanted."""
    rows = DigestChoice.objects.select_related("organisation", "staff__account")
    choice = rows.filter(pk=choice_id).first()
    return choice is not None and digest.make(choice) is not None
