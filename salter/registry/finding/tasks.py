"""What the search learns in the worker: new cases and papers at once, what was there before by and by."""

from __future__ import annotations

import time
from collections.abc import Sequence
from uuid import UUID

from procrastinate.contrib.django import app

from salter.documents import described
from salter.journal.models import Entry
from salter.journal.subscriptions import on, on_together
from salter.organisations.models import Organisation
from salter.organisations.tenancy import scope
from salter.registry.finding.indexing import index_cases, index_documents, walk_on

SECONDS = 20
"""So long a walk goes on at most in one minute: what citizens wait for goes before it."""


@on_together(
    *("case.registered", "case.supplemented", "case.from-state", "case.as-told", "case.external", "act.drafted"),
    *(
        "act.signed",
        "scan.replaced",
        "representative.appointed",
        "party.renamed",
        "party.joined",
        "party.succeeded",
    ),
    *("representative.mistaken", "party.taken-back"),
)
def learn_words(entries: Sequence[Entry]) -> None:
    """Make the words of cases of which something new is known. Running it again changes nothing."""
    if entries:
        index_cases(entries[0].organisation, {entry.case_id for entry in entries if entry.case_id})


@on("old-book.brought")
def learn_old_book(entry: Entry) -> None:
    """Cases of an old book come many at once, under one entry."""
    index_cases(entry.organisation, [UUID(case) for case in entry.body["ids"]])


@app.periodic(cron="* * * * *")
@app.task(queue="clock", name="registry.finding.walk", queueing_lock="registry.finding.walk")
def walk(timestamp: int) -> int:
    """Make the words of cases that were there before; gives how many stretches were passed. It goes on next minute.

    In practice offices nothing was there before: their cases are told one by one, and come and go by the hundred.
    """
    until, passed = time.monotonic() + SECONDS, 0
    for organisation in Organisation.objects.filter(practice=False).order_by("pk"):
        more = True
        while more and time.monotonic() < until:
            with scope(organisation.pk):
                more = walk_on(organisation)
            passed += 1
    return passed


described.install(index_documents)
