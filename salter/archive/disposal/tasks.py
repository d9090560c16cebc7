"""Destruction in the worker: piece by piece, so that it goes on where a worker was stopped."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from salter.archive.disposal import destroying, queries
from salter.journal.patience import Patience
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope


@app.task(queue="books", name="archive.destroy", lock="archive.destroy", retry=Patience())
def destroy(*, organisation: int, disposal: str) -> None:
    """Do the next piece of a list, and hand on the one after it."""
    office = Organisation.objects.get(pk=organisation)
    if destroying.go_on(office, UUID(disposal)):
        destroy.defer(organisation=organisation, disposal=disposal)


@app.periodic(cron="17 * * * *")
@app.task(queue="clock", name="archive.destroy_on", queueing_lock="archive.destroy_on")
def destroy_on(timestamp: int) -> int:
    """Every hour what was ordered and is not done: bytes that a backup kept from going, a job that was lost."""
    begun = 0
    for organisation in Organisation.objects.order_by("pk"):
        with scope(organisation.pk):
            lists = queries.unfinished(organisation)
        for disposal in lists:
            destroy.defer(organisation=organisation.pk, disposal=str(disposal))
            begun += 1
    return begun
