"""Steps of the procedure: waits, statements, data, appeals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from salter.organisations import clock
from salter.registry.appeals import actions as appeals
from salter.registry.appeals.receiving import Filing
from salter.registry.models import (
    DataBasis,
    DataEnd,
    DataRequest,
    DataWay,
    DismissalGround,
    Filed,
    Service,
    StatementManner,
    WaitEnd,
    WaitKind,
)
from salter.registry.obtaining import actions as obtaining
from salter.registry.parties import actions as parties
from salter.registry.stating import actions as stating
from salter.registry.stating import queries as statements
from salter.registry.waiting import actions as waits
from salter.registry.waiting.actions import begin_wait
from salter.training.deeds.base import deed
from salter.training.offices.world import World


@deed
def wait(world: World, *, kind: str, note: str, case: str = "case", by: str = "") -> None:
    """The case waits for something."""
    begin_wait(world.worker(case, by), case=world.case(case), kind=WaitKind(kind), note=note)


@deed
def stop_wait(world: World, *, kind: str, note: str, end: str = "expired", case: str = "case", by: str = "") -> None:
    """The case waits no longer."""
    wait = world.case(case).waits.get(kind=kind, ended_at=None)
    waits.end_wait(world.worker(case, by), wait=wait, end=WaitEnd(end), note=note)


@deed
def call_statement(world: World, *, about: str, days: int = 8, case: str = "case", by: str = "") -> None:
    """The party is called to state before an adverse decision."""
    until = clock.today(world.organisation) + timedelta(days=days)
    stating.call_statement(
        world.worker(case, by), case=world.case(case), party=world.part(case), about=about, until=until
    )


@deed
def statement(world: World, *, said: str, manner: str = "oral", case: str = "case", by: str = "") -> None:
    """What the party stated is noted."""
    stating.note_statement(
        world.worker(case, by),
        case=world.case(case),
        party=world.part(case),
        on=clock.today(world.organisation),
        said=said,
        manner=StatementManner(manner),
        called=statements.awaited(world.case(case), world.part(case)),
    )


@deed
def leave_out(world: World, *, why: str, case: str = "case", by: str = "") -> None:
    """The party is not called to state, and why."""
    stating.leave_out(world.worker(case, by), case=world.case(case), party=world.part(case), why=why)


@deed
def need_data(world: World, *, what: str, basis: str = "rule", case: str = "case", by: str = "", **given: str) -> None:
    """A datum that the body obtains itself is noted, with its ground."""
    consent = basis == DataBasis.CONSENT
    needed = obtaining.Needed(
        what=what,
        basis=DataBasis(basis),
        keeper=given.get("keeper", ""),
        register=given.get("register", ""),
        ground=given.get("ground", ""),
        party=world.part(case),
        consent_on=clock.today(world.organisation) if consent else None,
    )
    obtaining.note_needed(world.worker(case, by), case=world.case(case), needed=[needed])


def data_of(world: World, case: str, keeper: str = "") -> DataRequest:
    """The newest datum that a case needs, of a keeper if one is given."""
    rows = DataRequest.objects.filter(organisation=world.organisation, case_id=world.case(case).pk)
    found = rows.filter(keeper__startswith=keeper).order_by("-id").first()
    assert found is not None
    return found


@deed
def ask_data(world: World, *, way: str = "letter", case: str = "case", by: str = "", keeper: str = "") -> None:
    """The keeper is asked."""
    today = clock.today(world.organisation)
    obtaining.ask(world.worker(case, by), data=data_of(world, case, keeper), way=DataWay(way), on=today)


@deed
def look_up(world: World, *, answer: str, case: str = "case", by: str = "", keeper: str = "") -> None:
    """The official looks into the record; an official note comes of it."""
    today = clock.today(world.organisation)
    obtaining.look_up(world.worker(case, by), data=data_of(world, case, keeper), on=today, answer=answer)


@deed
def data_came(world: World, *, answer: str, case: str = "case", by: str = "", keeper: str = "") -> None:
    """The keeper answered."""
    today = clock.today(world.organisation)
    obtaining.receive(world.worker(case, by), data=data_of(world, case, keeper), on=today, answer=answer)


@deed
def data_end(world: World, *, why: str, note: str, case: str = "case", by: str = "", keeper: str = "") -> None:
    """The datum is awaited no more."""
    data = data_of(world, case, keeper)
    obtaining.end(world.worker(case, by), data=data, why=DataEnd(why), note=note)


@deed
def appeal(
    world: World, *, case: str = "case", by: str = "pisarnica", how: str = "other", posted: int | None = None
) -> None:
    """The party appeals; it is received today, `posted` so many days ago."""
    today = clock.today(world.organisation)
    day = None if posted is None else today - timedelta(days=posted)
    filing = Filing(received_on=today, how=Filed(how), posted_on=day)
    appeals.receive(world.viewer(by), service=service_of(world, case), filing=filing)


@deed
def not_appealed(world: World, *, reason: str, case: str = "case", by: str = "pisarnica") -> None:
    """What was entered of an appeal was a mistake."""
    parties.take_back(world.viewer(by), service=service_of(world, case), reason=reason)


@deed
def silence(
    world: World, *, case: str = "case", by: str = "pisarnica", how: str = "counter", against: str = ""
) -> None:
    """The party appeals because nothing was decided; with `against` it is entered as one against some act."""
    filing = Filing(received_on=clock.today(world.organisation), how=Filed(how))
    appeals.receive_other(
        world.viewer(by), case=world.case(case), party=world.part(case), filing=filing, against=against
    )


@deed
def dismiss_appeal(world: World, *, ground: str = "late", why: str = "", case: str = "case", by: str = "") -> None:
    """The ruling that dismisses the appeal is drafted."""
    appeals.dismiss(world.worker(case, by), appeal=appeal_of(world, case), ground=DismissalGround(ground), why=why)


def service_of(world: World, case: str) -> Service:
    """The service of the newest act that was served."""
    rows = Service.objects.filter(organisation=world.organisation, act__case_id=world.case(case).pk)
    found = rows.filter(served_on__isnull=False).order_by("-id").first()
    assert found is not None
    return found


def appeal_of(world: World, case: str) -> Any:
    """The newest appeal of a case."""
    from salter.registry.models import Appeal

    rows = Appeal.objects.filter(organisation=world.organisation, case_id=world.case(case).pk)
    return rows.order_by("-id").first()


@deed
def forward_appeal(world: World, *, to: str, opinion: str, case: str = "case", by: str = "") -> None:
    """The appeal goes to the second instance with the file and an opinion."""
    today = clock.today(world.organisation)
    appeals.forward(world.worker(case, by), appeal=appeal_of(world, case), to_body=to, opinion=opinion, on=today)
