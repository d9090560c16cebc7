"""Opening, resetting and giving up practice offices."""

from __future__ import annotations

import secrets

from django.db import connection, transaction
from procrastinate.contrib.django import app

from salter.documents import leftovers
from salter.journal.dropping import drop_practice_organisation
from salter.journal.models import Entry, Failure, Handled, Idempotency, Outbox
from salter.organisations.models import Account, Organisation
from salter.organisations.tenancy import owned_models, owner_scope
from salter.registry.scans import reading
from salter.training.offices import copying, town
from salter.training.offices.clocks import shift_to
from salter.training.offices.copying import Mould

CODE = "vezba-"
"""How the codes of practice offices begin."""
WAITING_JOBS = "DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND args ->> 'organisation' = %s"
JOBS_OF_NOBODY = """
DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND args ? 'organisation'
    AND NOT EXISTS (SELECT FROM organisations_organisation o WHERE o.id::text = args ->> 'organisation')
"""
LAST = -10
"""The priority of what can wait: a class goes on first."""
JOURNAL = (Entry, Outbox, Handled, Failure, Idempotency)


@transaction.atomic
def open_office(mould: Mould | None = None) -> Organisation:
    """A practice office of one's own, as the town is on its Monday morning; or as another mould is."""
    mould = mould or copying.of_town(town.ready_town())
    own = {
        "id": None,
        "code": f"{CODE}{secrets.token_hex(6)}",
        "settings": dict(mould.row["settings"]),
        "clock_shift": shift_to(mould.shows),
    }
    office = Organisation.objects.create(**{**mould.row, **own})
    copying.lay_in(mould, office)
    return office


@transaction.atomic
def retire(office: Organisation) -> None:
    """Nobody comes into a practice office any more; the worker removes it later, one office after another."""
    Account.objects.filter(organisation=office).update(is_active=False)
    remove.configure(priority=LAST, schedule_in={"minutes": 2}, lock=remove.name).defer(office=office.pk)


@app.task(queue="training", name="training.remove", retry=3)
def remove(office: int) -> None:
    """Remove a practice office that was retired."""
    found = Organisation.objects.filter(pk=office, practice=True).first()
    if found is not None:
        give_up(found)


@transaction.atomic
def give_up(office: Organisation) -> None:
    """Remove the rows of a practice office and the jobs that wait for it; of its log only the heads stay.

    The bytes of its papers go a day later, where no other office has the same (documents/leftovers.py). Raises
    journal.dropping.NotForPractice for an office that is none.
    """
    drop_practice_organisation(office)
    with owner_scope(office.pk), connection.cursor() as cursor:
        leftovers.note_all(office.pk)
        cursor.execute(WAITING_JOBS, [str(office.pk)])
        for model in owned_models():
            if model not in JOURNAL:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE organisation_id = %s', [office.pk])
    with owner_scope(office.pk):
        Account.objects.filter(organisation=office).delete()  # together: for each, all that may refer to it is asked
        Organisation.objects.filter(pk=office.pk)._raw_delete("default")


def forget_gone() -> None:
    """What a worker had in its hands when a practice office was given up: its job, and pages that it was reading."""
    with connection.cursor() as cursor:
        cursor.execute(JOBS_OF_NOBODY)
    reading.forget_gone()
