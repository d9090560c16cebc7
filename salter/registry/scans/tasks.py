"""Scans by the clock: each watched folder is looked into every minute; what came is read a few pages a job."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from salter.documents import scans
from salter.journal.models import Entry
from salter.journal.subscriptions import on
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.registry.models import Door, Incoming
from salter.registry.scans import findings, queries, reading, splitting, watching

LEFT = 20


@app.periodic(cron="* * * * *")
@app.task(queue="clock", name="registry.scans.look_at_all", queueing_lock="registry.scans.look_at_all")
def look_at_all(timestamp: int) -> int:
    """A job for every folder that is watched; gives how many there are."""
    watched = settings.SALTER_SCAN_FOLDERS
    if not watched:
        return 0
    for organisation in Organisation.objects.filter(practice=False, code__in=watched).order_by("pk"):
        lock = f"scans:{organisation.pk}"
        with suppress(AlreadyEnqueued), transaction.atomic():
            look.configure(queueing_lock=lock, lock=lock).defer(organisation=organisation.pk)
    return len(watched)


@app.task(queue="scans", name="registry.scans.look")
def look(*, organisation: int) -> int:
    """Look into the folder of one office; gives how many scans were taken in."""
    office = Organisation.objects.get(pk=organisation)
    if not (folder := settings.SALTER_SCAN_FOLDERS.get(office.code)):
        return 0
    for incoming in left(office):
        ask(organisation, incoming)
    return watching.look(office, folder)


def left(office: Organisation) -> list[UUID]:
    """Scans that wait to be read: their job has failed, or there was no program for it and now there is."""
    if scans.missing():
        return []
    with scope(office.pk):
        return list(queries.to_read(office).order_by("id").values_list("pk", flat=True)[:LEFT])


@app.task(queue="scans", name="registry.scans.read")
def read(*, organisation: int, incoming: str) -> None:
    """Read the next pages of a scan; the rest is another job, behind those that wait."""
    if reading.read_some(Organisation.objects.get(pk=organisation), UUID(incoming)):
        ask(organisation, UUID(incoming))


def ask(organisation: int, incoming: UUID) -> None:
    """Have a scan read; asking twice is the same as once."""
    lock = f"scan:{incoming}"
    with suppress(AlreadyEnqueued), transaction.atomic():
        read.configure(queueing_lock=lock, lock=lock).defer(organisation=organisation, incoming=str(incoming))


@on("incoming.taken", "incoming.retried")
def came_in(entry: Entry) -> None:
    """A scan lies on the shelf, or a clerk wants it read once more; a paper of a batch was read with the batch."""
    if entry.body.get("reason"):  # not to be opened
        return
    row = Incoming.objects.filter(organisation=entry.organisation, pk=entry.subject_id, door=Door.SCAN).first()
    again = entry.verb == "incoming.retried"
    if row and "batch" not in row.facts:
        if again:
            row.files.filter(position=0).update(findings=[{"code": findings.TO_READ}])
        ask(entry.organisation_id, entry.subject_id)
    elif row and again:
        splitting.look_again(Viewer(entry.organisation), row)
