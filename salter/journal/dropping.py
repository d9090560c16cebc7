"""A practice organisation leaves the journal whole; of its log only the heads stay."""

from __future__ import annotations

from django.db import connection

from salter.journal import heads, sealing
from salter.journal.models import Failure, Handled, Idempotency, Log, Outbox
from salter.organisations import clock
from salter.organisations.models import Organisation
from salter.organisations.tenancy import owner_scope, relay_scope


class NotForPractice(ValueError):
    """An office's journal is never dropped."""


def drop_practice_organisation(organisation: Organisation) -> int:
    """Remove everything that the journal holds of a practice organisation; gives how many entries there were.

    What is not sealed yet is sealed first and a last head is signed, so that somebody who has a proof or a head from it
    can still check that. Runs in one transaction; the triggers of the database refuse it for every other organisation.
    Raises NotForPractice.
    """
    if not organisation.practice:
        raise NotForPractice(organisation.code)
    with owner_scope(organisation.pk):
        _seal_the_rest(organisation)
        Log.objects.filter(pk=organisation.pk).update(dropped_at=clock.real_now())
        for model in (Outbox, Handled, Failure, Idempotency):
            model.objects.filter(organisation=organisation).delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM journal_leaf WHERE log_id = %s", [organisation.pk])
            cursor.execute("DELETE FROM journal_entry WHERE organisation_id = %s", [organisation.pk])
            return int(cursor.rowcount)


def _seal_the_rest(organisation: Organisation) -> None:
    waiting = Outbox.objects.filter(organisation=organisation).values_list("organisation_id", "entry_id")
    keys = list(waiting)
    with relay_scope():
        sealing.wait_for_turn()
        sealing.seal(keys)
    if sealing.size_of(organisation.pk):
        heads.make(organisation.pk)
