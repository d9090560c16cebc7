"""What happens in a case."""

from __future__ import annotations

from uuid import UUID

from salter.organisations import clock
from salter.organisations.actions import use_language
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.appeals.actions import receive_other
from salter.registry.appeals.receiving import Filing
from salter.registry.clocks import actions as clocks
from salter.registry.drafting.actions import keep_beside
from salter.registry.drafting.layouts.actions import write_layout
from salter.registry.drafting.layouts.sample import beginning
from salter.registry.models import (
    Act,
    ActKind,
    AskedBy,
    Case,
    ChangeKind,
    Clock,
    DataBasis,
    DataWay,
    Joining,
    LinkKind,
    Loan,
    RepresentativeKind,
    WaitKind,
)
from salter.registry.obtaining import actions as obtaining
from salter.registry.obtaining.actions import Needed
from salter.registry.papers.work import make_case_copy
from salter.registry.parties.changing import Known, rewrite
from salter.registry.parties.representing import appoint
from salter.registry.recusing.actions import ask_recusal
from salter.registry.relating.actions import join, relate
from salter.registry.second_instance.actions import Matter, set_second_instance
from salter.registry.shelves import actions as shelves
from salter.registry.shelves import loans
from salter.registry.speaking.actions import conduct_in
from salter.registry.waiting.actions import begin_wait
from salter.registry.withdrawing.actions import withdraw_request
from salter.registry.work.notes import actions as notes
from tests.support.office import Office
from tests.support.scene.basics import DECISION, registered


def running_clock(office: Office, case: Case) -> UUID:
    """A clock that runs in a case."""
    today = clock.today(office.organisation)
    return clocks.start(office.viewer(Role.HANDLER), case=case, kind=Clock.DATA, on=today).pk


def noted(office: Office, case: Case) -> UUID:
    """A tickler and a comment in a case, and a task of its handler."""
    handler, today = office.viewer(Role.HANDLER), clock.today(office.organisation)
    notes.set_tickler(handler, case=case, on=today)
    notes.comment(handler, case=case, text="Проверити приложену скицу.")
    staff = office.people[Role.HANDLER]
    return notes.add_task(handler, case=case, title="Изаћи на терен", staff=staff, due_on=today).pk


def lent(office: Office, case: Case) -> Loan:
    """The papers of the case lie in a box on a shelf, and are lent."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    room = shelves.add_shelf(clerk, parent=None, code="Депо")
    shelves.put_in(clerk, cases=[case], box=shelves.add_box(clerk, shelf=room, code="К-1"))
    return loans.lend(clerk, case=case, to="Слободан Ковач", until_on=clock.today(office.organisation))


def narrowed(office: Office, case: Case) -> UUID:
    """The party withdraws a part of its request."""
    handler, today = office.viewer(Role.HANDLER), clock.today(office.organisation)
    party = case.parties.get()
    return withdraw_request(handler, case=case, party=party, on=today, whole=False, note="Без терасе.").pk


def in_hungarian(office: Office, case: Case) -> UUID:
    """Hungarian is in official use, and the party has asked for it."""
    said = {"ground": "члан 6. Статута", "name": "Vedrovo község", "body": "Községi Hivatal", "seat": "Vedrovo"}
    office.organisation = use_language(office.viewer(Role.ADMINISTRATOR), code="hu", **said)
    handler, today = office.viewer(Role.HANDLER), clock.today(office.organisation)
    return conduct_in(handler, case=case, language="hu", on=today, note="Усмено на шалтеру.").pk


def silent(office: Office, case: Case) -> UUID:
    """An appeal because nothing was decided; it comes too early."""
    handler, filing = office.viewer(Role.HANDLER), Filing(received_on=clock.today(office.organisation))
    party = case.parties.order_by("id")[0]
    return receive_other(handler, case=case, party=party, filing=filing).pk


def recused(office: Office, case: Case) -> UUID:
    """The recusal of the trainee, who has nothing to do with the case, was asked for."""
    head, today = office.viewer(Role.REGISTRY_HEAD), clock.today(office.organisation)
    trainee = office.people[Role.TRAINEE]
    return ask_recusal(head, case=case, staff=trainee, asked_by=AskedBy.OTHERS, on=today, reason="Сродник странке.").pk


def linked(office: Office, case: Case, other: Case) -> UUID:
    """An earlier case of the same matter."""
    return relate(office.viewer(Role.HANDLER), case=case, other=other, kind=LinkKind.EARLIER).pk


def council(office: Office) -> UUID:
    """Who decides on appeals in tasks of the self-government's own."""
    row = set_second_instance(
        office.viewer(Role.HEAD_OF_ADMINISTRATION),
        matter=Matter(competence="own"),
        body="Општинско веће",
        to_body="општинском већу",
        ground="Статут, чл. 60",
    )
    return row.pk


def joined(office: Office, case: Case, about: str) -> Joining:
    """A case that is conducted together with the open one."""
    handler, today = office.viewer(Role.HANDLER), clock.today(office.organisation)
    other = registered(office, about, office.party("Стојан Пешић")).case
    return join(handler, leading=case, joined=other, on=today, ground="Закључак 1")


def asked(office: Office, case: Case) -> UUID:
    """A datum that the handler has asked another body for."""
    handler = office.viewer(Role.HANDLER)
    needed = Needed("Лист непокретности", DataBasis.RULE, keeper="Републички геодетски завод")
    [row] = obtaining.note_needed(handler, case=case, needed=[needed])
    return obtaining.ask(handler, data=row, way=DataWay.LETTER, on=clock.today(office.organisation)).pk


def layout(office: Office) -> UUID:
    """A template of the office that waits for approval."""
    admin, source = office.viewer(Role.ADMINISTRATOR), beginning(ActKind.DECISION)
    return write_layout(admin, name="Решење у боји", kind=ActKind.DECISION, source=source).layout_id


def drafted(office: Office, case: Case) -> Act:
    """A draft in its second version; what its head wrote from the first one is kept beside as the third."""
    handler, head = office.viewer(Role.HANDLER), office.viewer(Role.UNIT_HEAD)
    act = actions.draft_act(handler, case=case, kind=ActKind.DECISION, title="Решење", content=DECISION)
    later = {**DECISION, "reasoning": "Захтев је основан.\nТакса је плаћена."}
    act = actions.revise_act(handler, act=act, title="Решење", content=later, version=1)
    keep_beside(head, act=act, title="Решење о заузећу", content=DECISION, version=1)
    return act


def waits(office: Office, case: Case) -> UUID:
    """What the open case waits for without being interrupted."""
    note = "Извод из матичне књиге рођених"
    return begin_wait(office.viewer(Role.HANDLER), case=case, kind=WaitKind.DATA, note=note).pk


def representative(office: Office, case: Case) -> UUID:
    """Who stands for the party of the open case."""
    return appoint(
        office.viewer(Role.HANDLER),
        case_party=case.parties.order_by("id")[0],
        party=office.party("Вера Заступник"),
        kind=RepresentativeKind.ATTORNEY,
        ground="пуномоћје дато на записник",
        from_on=clock.today(office.organisation),
    ).pk


def moved(office: Office, case: Case) -> UUID:
    """The party of the open case lives elsewhere."""
    known = Known(clock.today(office.organisation), "изјава странке")
    part, handler = case.parties.order_by("id")[0], office.viewer(Role.HANDLER)
    return rewrite(handler, case_party=part, kind=ChangeKind.ADDRESS, after="Нова 3, Ведрово", known=known).pk


def bound(office: Office, case: Case) -> UUID:
    """The clerk's PDF of the whole open case."""
    copy = actions.ask_case_copy(office.viewer(Role.REGISTRY_CLERK), case=case)
    make_case_copy(organisation=office.organisation.pk, copy=str(copy.pk))
    return copy.pk
