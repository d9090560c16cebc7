"""Opening, resetting and giving up practice offices."""

from __future__ import annotations

import secrets

from django.db import connection, transaction

from salter.documents import leftovers
from salter.journal.dropping import drop_practice_organisation
from salter.journal.models import Entry, Failure, Handled, Idempotency, Outbox
from salter.organisations.actions.accounts import end_sessions
from salter.organisations.models import Account, Organisation
from salter.organisations.tenancy import owned_models, owner_scope
from salter.registry.scans import reading
from salter.training.offices import copying, town
from salter.training.offices.clocks import shift_to

CODE = "vezba-"
"""How the codes of practice offices begin."""
WAITING_JOBS = "DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND args ->> 'organisation' = %s"
JOBS_OF_NOBODY = """
DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND args ? 'organisation'
    AND NOT EXISTS (SELECT FROM organisations_organisation o WHERE o.id::text = args ->> 'organisation')
"""
JOURNAL = (Entry, Outbox, Handled, Failure, Idempotency)


@transaction.atomic
def open_office() -> Organisation:
    """A practice office of one's own, as the town is on its Monday morning."""
    source = town.ready_town()
    fields = {field.attname: getattr(source, field.attname) for field in Organisation._meta.concrete_fields}
    fields |= {"id": None, "code": f"{CODE}{secrets.token_hex(6)}", "clock_shift": shift_to(town.morning())}
    office = Organisation.objects.create(**fields)
    copying.lay_in(source, office)
    return office


@transaction.atomic
def give_up(office: Organisation) -> None:
    """Remove the rows of a practice office and the jobs that wait for it; of its log only the heads stay.

    The bytes of its papers go a day later, where no other office has the same (documents/leftovers.py). Raises
    journal.dropping.NotForPractice for an office that is none.
    """
    drop_practice_organisation(office)
    accounts = list(Account.objects.filter(organisation=office))
    for account in accounts:
        end_sessions(account)
    with owner_scope(office.pk), connection.cursor() as cursor:
        leftovers.note_all(office.pk)
        cursor.execute(WAITING_JOBS, [str(office.pk)])
        for model in owned_models():
            if model not in JOURNAL:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE organisation_id = %s', [office.pk])
    with owner_scope(office.pk):
        for account in accounts:
            account.delete()
        Organisation.objects.filter(pk=office.pk)._raw_delete("default")


def forget_gone() -> None:
    """What a worker had in its hands when a practice office was given up: its job, and pages that it was reading."""
    with connection.cursor() as cursor:
        cursor.execute(JOBS_OF_NOBODY)
    reading.forget_gone()
