"""Staff, programs, the journal."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from salter.journal.hooks import actions as hooks
from salter.journal.models import Entry, Failure, Hook, HookCall, Paused
from salter.journal.tasks import note_failure, run_everything
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.models import AbsenceKind, Role, TokenScope
from salter.registry.actions.saved_views import save_view
from salter.registry.desk import Narrow
from tests.support.office import Office


def program(office: Office) -> UUID:
    """A program with a token."""
    admin = office.viewer(Role.ADMINISTRATOR)
    row = organisations.add_program(
        admin, name="Портал за грађане", unit=office.units["IV-01"], role=Role.REGISTRY_CLERK
    )
    organisations.give_token(admin, program=row, scopes=[TokenScope.CASES_READ], days=30)
    return row.pk


def called(office: Office) -> HookCall:
    """A webhook, and a call that it refused; nobody is called, it is paused."""
    admin = office.viewer(Role.ADMINISTRATOR)
    row = hooks.keep_hook(admin, name="Рачуноводство", url="https://program.primer.rs/", verbs=["case.registered"])
    entry = Entry.objects.filter(organisation=office.organisation, verb="case.registered").latest("pk")
    Hook.objects.filter(pk=row.pk).update(paused=Paused.BY_HAND, failures=1, failing_since=entry.at)
    return HookCall.objects.create(
        organisation=office.organisation,
        hook=row,
        index=row.position,
        entry_id=entry.pk,
        verb=entry.verb,
        at=entry.at,
        milliseconds=312,
        status=500,
        problem="refused",
        answer="Internal Server Error",
    )


def failed(office: Office) -> UUID:
    """A reader that could not do its work; all are told before, for one that is told again mends it."""
    run_everything()
    entry = Entry.objects.filter(verb="document.stored").order_by("id").last()
    assert entry is not None
    reader = "salter.documents.tasks.describe"
    note_failure(office.organisation.pk, entry.pk, reader, RuntimeError("the store did not answer"))
    return Failure.objects.get(entry_id=entry.pk).pk


def stands_in(office: Office) -> UUID:
    """The trainee stands in for the mayor, who handles no case."""
    today = clock.today(office.organisation)
    row = organisations.give_mandate(
        office.viewer(Role.ADMINISTRATOR),
        absent=office.people[Role.MAYOR],
        deputy=office.people[Role.TRAINEE],
        number="031-4",
        ground="Решење о замени",
        valid_from=today,
        valid_to=today + timedelta(days=10),
    )
    return row.pk


def away(office: Office) -> UUID:
    """The trainee will be away, later."""
    first = clock.today(office.organisation) + timedelta(days=20)
    row = organisations.note_absence(
        office.viewer(Role.ADMINISTRATOR),
        staff=office.people[Role.TRAINEE],
        kind=AbsenceKind.LEAVE,
        from_on=first,
        until_on=first + timedelta(days=5),
    )
    return row.pk


def kept_view(office: Office, about: str) -> UUID:
    """A view that the handler keeps, seen by nobody else."""
    narrow = Narrow("me", q=about)
    return save_view(office.viewer(Role.HANDLER), name=f"Преглед {about}"[:60], narrow=narrow).pk
