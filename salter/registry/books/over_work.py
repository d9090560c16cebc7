"""Carrying cases over in the worker: batch after batch, so that registrations never wait long for the new book."""

from __future__ import annotations

from procrastinate.contrib.django import app

from salter.journal.patience import Patience
from salter.organisations.access import viewer_of
from salter.organisations.models import Account, Organisation
from salter.organisations.tenancy import scope
from salter.registry.actions.over import carry_over
from salter.registry.models import Register


@app.task(queue="books", name="registry.carry_batch", lock="registry.carry_batch", retry=Patience())
def carry_batch(*, organisation: int, account: int, register: str) -> None:
    """Carry over the next cases, as who asked for it, and hand on the rest."""
    office = Organisation.objects.get(pk=organisation)
    with scope(organisation):
        viewer = viewer_of(Account.objects.get(pk=account), office)
        if carry_over(viewer, register=Register.objects.get(pk=register)):
            carry_batch.defer(organisation=organisation, account=account, register=register)
