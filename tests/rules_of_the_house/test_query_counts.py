"""How many queries a page makes does not depend on how many rows there are: measure, add rows, measure again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from django.utils import translation

from salter.archive.models import ArchiveUnit, BookLine, Disposal, DisposalItem
from salter.journal.models import Entry
from salter.journal.tasks import note_failure
from salter.mailbox.models import Delivery, Result
from salter.ops import urls
from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.organisations.tenancy import uuid7
from salter.portal.letters import actions as letters
from salter.registry import actions
from salter.registry.books.columns import BookKind
from salter.registry.carrying.columns import CLASSES, PROCEDURES, RETENTION
from salter.registry.dispatching.actions import enter_result
from salter.registry.filing.actions import put_in
from salter.registry.guaranteeing.actions import draft_guarantee, refer
from salter.registry.hearing.actions import summon_also
from salter.registry.incoming.actions import register_incoming
from salter.registry.looks import look_at_case
from salter.registry.models import (
    Act,
    ActKind,
    ActList,
    ActStatus,
    Attachment,
    BookFormat,
    Box,
    Case,
    CaseStatus,
    DataBasis,
    DataWay,
    Dossier,
    Guarantee,
    HearingRole,
    IntakeChannel,
    Manner,
    Procedure,
    RetentionRule,
    ScanCheck,
    ScanSample,
    Shelf,
    WaitKind,
)
from salter.registry.obtaining import actions as obtaining
from salter.registry.obtaining.actions import Needed
from salter.registry.scans import checks
from salter.registry.shelves import actions as shelves
from salter.registry.shelves import loans
from salter.registry.waiting.actions import begin_wait
from salter.registry.work.notes import actions as notes
from salter.training.editing.actions import begin_writing
from tests.ops.api import caller
from tests.portal.scenes import begun, viewer
from tests.support.office import Office
from tests.support.scene import DECISION, came_in, citizen, hearing, registered, scanned, taken
from tests.support.scene import letter as begun_letter
from tests.support.scene.dossiers import dossier
from tests.support.scene.guarantees import promise

pytestmark = pytest.mark.xdist_group("query-counts")


@dataclass
class Desk:
    """An office whose rows grow; `case` is one of its cases, to which papers are added."""

    office: Office
    case: Case
    archived: int = 0
    classes: int = 0

    def grow(self, rows: int) -> None:
        """More of everything that lists show."""
        for _row in range(rows):
            self._case(citizen_too=True)
            self._case(citizen_too=False)
            begun(self.office, "P036")
            self._letters()
            self._listed()
            came_in(self.office, "Допис", key=str(uuid7()))
            scanned(self.office, "Допис", key=str(uuid7()))
            table = BytesIO("Број;Предмет;Датум\n1/2025;Захтев;1.1.2025.\n".encode())
            actions.send_old_book(self.office.viewer(Role.REGISTRY_HEAD), name="knjiga.csv", content=table)
            for how in (actions.How(manner=Manner.PERSONAL), actions.How(manner=Manner.ORAL, statement="Тражим.")):
                taken(self.office, "Писмо", how)
            actions.print_sheets(self.office.viewer(Role.REGISTRY_CLERK), count=1)
            self._supplemented()
            self._catalogue()
            self._left_open()
            self._lent()
        checks.draw(self.office.viewer(Role.REGISTRY_HEAD), checks=list(ScanCheck.objects.all()))
        entry = Entry.objects.order_by("id").first()
        assert entry is not None
        for row in range(rows):
            note_failure(self.office.organisation.pk, entry.pk, f"reader-{self.archived}-{row}", RuntimeError("x"))

    def _letters(self) -> None:
        """A letter of the citizen that is begun, one on the shelf, and one that was registered."""
        begun_letter(self.office, "Започето")
        for registers in (True, False):
            row = letters.send(viewer(self.office), letter=begun_letter(self.office, "Писмо")).incoming
            intake = actions.Intake(
                subject="Писмо",
                channel=IntakeChannel.MAILBOX,
                received_at=clock.now(self.office.organisation),
                class_code="350",
            )
            if registers and row:
                register_incoming(self.office.viewer(Role.REGISTRY_CLERK), incoming=row, intake=intake)

    def _supplemented(self) -> None:
        """A supplement of which the handler is told."""
        case = registered(self.office, "Чека допуну", self.office.party("Стојан Пешић")).case
        intake = actions.Intake(
            subject="Допуна", channel=IntakeChannel.POST, received_at=clock.now(self.office.organisation)
        )
        actions.add_supplement(self.office.viewer(Role.REGISTRY_CLERK), case=case, intake=intake)

    def _catalogue(self) -> None:
        """Another class with its retention, another procedure, and another revision of one."""
        head, self.classes = self.office.viewer(Role.REGISTRY_HEAD), self.classes + 1
        code, name = str(700 + self.classes), f"проба {self.classes}"
        rows = [
            (CLASSES, {"edition": "14/2023", "code": code, "name": name}),
            (RETENTION, {"class_code": code, "category": name, "kept": "5"}),
            (PROCEDURES, {"code": f"V{code}", "name_cyr": name, "class_code": code, "competence": "own"}),
            (PROCEDURES, {"code": "P036", "fee": code}),
        ]
        for kind, given in rows:
            actions.write_row(head, kind=kind, given=given, reason=name)
        begin_writing(self.office.viewer(Role.TRAINER), code=f"proba-{code}", title=name, source="salter")

    def _listed(self) -> None:
        """Another list of acts, another act in the first one, and a copy of the book."""
        clerk, today = self.office.viewer(Role.REGISTRY_CLERK), clock.today(self.office.organisation)
        actions.open_list(clerk, title="Уверења", class_code="352")
        first = ActList.objects.order_by("id")[0]
        actions.enter_acts(clerk, act_list=first, rows=[actions.ListRow(today, "Уверење", "Мила Ведрић")])
        register = first.case.register
        actions.ask_copy(clerk, kind=BookKind.BASIC, register=register, form=BookFormat.PDF)

    def _case(self, *, citizen_too: bool) -> None:
        party = citizen(self.office) if citizen_too else self.office.party("Стојан Пешић")
        case = registered(self.office, "Захтев", party).case
        self._moved()
        self._waits()
        self._noted(case)
        self._data()
        self._heard()
        self._guaranteed()
        for of in (case, self.case):
            for status in (ActStatus.DRAFT, ActStatus.SUBMITTED, ActStatus.APPROVED, ActStatus.SIGNED):
                self._act(of, status)
            sent = self._act(of, ActStatus.SIGNED)
            clerk = self.office.viewer(Role.REGISTRY_CLERK)
            for delivery in actions.dispatch_act(clerk, act=sent):
                if delivery.slip_code and of == case:
                    today = clock.today(self.office.organisation)
                    enter_result(clerk, delivery=delivery, result=Result.MOVED, on=today)
        Attachment.objects.create(
            organisation=self.office.organisation, case=self.case, document=self.office.document()
        )
        actions.note_paper(
            self.office.viewer(Role.REGISTRY_CLERK), case=self.case, title="Копија плана", sheets=2, place="соба 4"
        )
        self._archived(registered(self.office, "Архивирано", party).case)
        look_at_case(self.office.viewer(Role.HANDLER), case.pk)
        people = list(self.office.people.values())[: 2 + self.archived]
        actions.restrict_case(
            self.office.viewer(Role.REGISTRY_HEAD), case=case, staff=people, reason="подаци о здрављу"
        )

    def _left_open(self) -> None:
        """A closed case of which nobody knows yet how long it is kept."""
        chief = self.office.viewer(Role.HEAD_OF_ADMINISTRATION)
        case = registered(self.office, "Без рока", self.office.party()).case
        case = actions.change_status(chief, case=case, status=CaseStatus.DISCONTINUED, reason="одустанак")
        actions.close_case(chief, case=case, class_code=case.class_code, retention=None, note="није познат")

    def _lent(self) -> None:
        """Another shelf, another box, and another case in the first box that is lent."""
        clerk = self.office.viewer(Role.REGISTRY_CLERK)
        first = Shelf.objects.order_by("id").first()
        made = shelves.add_shelf(clerk, parent=first, code=f"П{Shelf.objects.count()}")
        shelves.add_box(clerk, shelf=first or made, code=f"К{Box.objects.count()}")
        case = registered(self.office, "Папир", self.office.party()).case
        shelves.put_in(clerk, cases=[case], box=Box.objects.order_by("id")[0])
        loans.lend(clerk, case=case, to="Архив", until_on=clock.today(self.office.organisation))

    def _moved(self) -> None:
        """Two more steps of the case: what its page tells of how it came to its status."""
        chief = self.office.viewer(Role.HEAD_OF_ADMINISTRATION)
        for status in (CaseStatus.DISCONTINUED, CaseStatus.IN_PROGRESS):
            actions.change_status(chief, case=self.case, status=status, reason="проба")

    def _waits(self) -> None:
        """Two more things that the case waits for, of one more party."""
        handler = self.office.viewer(Role.HEAD_OF_ADMINISTRATION)
        for kind in (WaitKind.DATA, WaitKind.HEARING):
            self.case.waits.filter(kind=kind, ended_at=None).update(note="проба", kind=WaitKind.OTHER, interrupts=False)
            begin_wait(handler, case=self.case, kind=kind, note="проба")

    def _noted(self, case: Case) -> None:
        """A tickler of today; another comment on the case and another task of its handler; another who held it."""
        chief, today = self.office.viewer(Role.HEAD_OF_ADMINISTRATION), clock.today(self.office.organisation)
        notes.set_tickler(chief, case=case, on=today)
        notes.comment(chief, case=self.case, text="Проба")
        staff = self.office.people[Role.HANDLER]
        notes.add_task(chief, case=self.case, title="Проба", staff=staff, due_on=today)
        actions.assign(chief, case=self.case, unit=staff.unit, staff=staff)

    def _heard(self) -> None:
        """One more hearing of the case, with a witness more, and one of the citizen's."""
        chief = self.office.viewer(Role.HEAD_OF_ADMINISTRATION)
        own = registered(self.office, "Расправа", citizen(self.office)).case
        for case in (self.case, own):
            Case.objects.filter(pk=case.pk).update(status=CaseStatus.IN_PROGRESS)
            hearing(self.office, case, "Спор о пролазу")
        first = self.case.hearings.order_by("id")[0]
        put_in(chief, dossier=dossier(self.office, "Парцела"), cases=[self.case, own])
        put_in(chief, dossier=Dossier.objects.order_by("id")[0], cases=[self.case, own])
        summon_also(chief, hearing=first, role=HearingRole.WITNESS, other=self.office.party(str(uuid7())))

    def _guaranteed(self) -> None:
        """One more guarantee act of the party of the case, to which the case refers; as if signed."""
        chief, party = self.office.viewer(Role.HEAD_OF_ADMINISTRATION), self.case.parties.order_by("id")[0].party
        self.office.organisation.settings = {**self.office.organisation.settings, "legal": {"guarantee_acts": True}}
        row = draft_guarantee(chief, case=registered(self.office, "Обећање", party).case, promise=promise())
        signed = {"status": ActStatus.SIGNED, "signed_at": clock.now(self.office.organisation)}
        Act.objects.filter(pk=row.act_id).update(document=self.office.document(), **signed)
        refer(chief, case=self.case, guarantee=Guarantee.objects.select_related("act__case").get(pk=row.pk))

    def _data(self) -> None:
        """One more datum that another body is asked for, and one that is not asked for yet."""
        handler = self.office.viewer(Role.HEAD_OF_ADMINISTRATION)
        needed = [Needed(str(uuid7()), DataBasis.RULE) for _one in range(2)]
        first, _second = obtaining.note_needed(handler, case=self.case, needed=needed)
        obtaining.ask(handler, data=first, way=DataWay.EZUP, on=clock.today(self.office.organisation))

    def _act(self, case: Case, status: ActStatus) -> Act:
        """An act in a state; as if signed, since what a list shows does not need the signature itself."""
        handler = self.office.viewer(Role.HANDLER)
        act = actions.draft_act(handler, case=case, kind=ActKind.DECISION, title="Решење", content=DECISION)
        act.status, act.document = status, self.office.document() if status == ActStatus.SIGNED else None
        act.save()
        return act

    def _archived(self, case: Case) -> None:
        """A case that is kept, as the lists of the archive show it, and another one that waits for it."""
        organisation, now, self.archived = (
            self.office.organisation,
            clock.now(self.office.organisation),
            self.archived + 1,
        )
        rule = RetentionRule.objects.filter(years=5).first()
        assert rule is not None
        waits = registered(self.office, "Чека архиву", self.office.party()).case
        chief = self.office.viewer(Role.HEAD_OF_ADMINISTRATION)
        actions.change_status(chief, case=case, status=CaseStatus.DISCONTINUED, reason="одустанак")
        Case.objects.filter(pk__in=[case.pk, waits.pk]).update(closed_at=now, retention=rule)
        Case.objects.filter(pk=case.pk).update(status=CaseStatus.ARCHIVED)
        line = BookLine.objects.create(
            organisation=organisation,
            ordinal=self.archived,
            entered_on=clock.today(organisation),
            year_from=case.year,
            year_to=case.year,
            content="Предмет",
            class_code=case.class_code,
            retention=rule.expression,
        )
        unit = ArchiveUnit.objects.create(
            organisation=organisation,
            case=case,
            line=line,
            object_id=f"urn:test:{case.pk}",
            retention=rule,
            keep_until=clock.today(organisation) - timedelta(days=1),
            files=1,
            size=1,
            inventory_digest="",
            archived_at=now,
        )
        lists = Disposal.objects.order_by("id")
        disposal = Disposal(organisation=organisation, ordinal=self.archived, year=case.year, proposed_at=now)
        disposal.save(force_insert=True)
        DisposalItem.objects.create(
            organisation=organisation, disposal=lists[0], archive_unit=unit, excluded_why="остаје"
        )


@pytest.fixture
def desk(office: Office) -> Desk:
    """An office with a few rows of everything."""
    return Desk(office, registered(office, "Предмет са много аката", citizen(office)).case)


def queries(client: Client, address: str) -> int:
    """How many queries a page makes; the second time, when nothing is learnt any more."""
    for _warm in range(2):
        with CaptureQueriesContext(connection) as counted:
            response = client.get(address)
            assert response.status_code == 200, (address, response.status_code)
    return len(counted)


Address = Callable[[Desk], str]


def at(name: str, query: str = "") -> Address:
    """The address of a list."""
    return lambda desk: reverse(name) + query


def of_case(name: str) -> Address:
    """The address of a page of the case."""
    return lambda desk: reverse(name, args=[desk.case.pk])


def ticked(name: str, parameter: str, status: ActStatus | None = None) -> Address:
    """The page after ticking every row of a list."""

    def address(desk: Desk) -> str:
        rows = Case.objects.all() if status is None else Act.objects.filter(status=status)
        return reverse(name) + "?" + "&".join(f"{parameter}={row.pk}" for row in rows)

    return address


def book(desk: Desk) -> str:
    """The book of the case's year."""
    return reverse("registry:book", args=["basic", desk.case.year])


def procedure(desk: Desk) -> str:
    """The procedure that is changed again and again."""
    return reverse("registry:procedure", args=[Procedure.objects.get(code="P036").pk])


def letter(desk: Desk) -> str:
    """The newest letter of the citizen."""
    newest = Delivery.objects.filter(account=desk.office.citizen).latest("id")
    return reverse("mailbox:message", args=[newest.pk])


def list_of_acts(desk: Desk) -> str:
    """The oldest list of acts."""
    return reverse("registry:list", args=[ActList.objects.order_by("id")[0].pk])


def at_year(code: str) -> Address:
    """A book of the year."""
    return lambda desk: reverse("registry:book", args=[code, desk.case.year])


def shelf(desk: Desk) -> str:
    """The shelf on which every box stands."""
    return reverse("registry:shelf", args=[Shelf.objects.order_by("id")[0].pk])


def box(desk: Desk) -> str:
    """The box in which all papers lie."""
    return reverse("registry:box", args=[Box.objects.order_by("id")[0].pk])


def batch(desk: Desk) -> str:
    """The newest batch of scans."""
    return reverse("registry:scan-sample", args=[ScanSample.objects.latest("id").pk])


def this_report(desk: Desk) -> str:
    """The report of this year."""
    return reverse("registry:report", args=[clock.today(desk.office.organisation).year])


def first_hearing(desk: Desk) -> str:
    """The hearing to which more and more people are summoned."""
    return reverse("registry:hearing", args=[desk.case.pk, desk.case.hearings.order_by("id")[0].pk])


def for_disposal(desk: Desk) -> str:
    """The oldest list for disposal."""
    return reverse("archive:disposal-list", args=[Disposal.objects.order_by("id")[0].pk])


CLERK, HANDLER = Role.REGISTRY_CLERK, Role.HANDLER
LISTS: dict[str, tuple[Role, Address]] = {
    "home": (CLERK, at("home")),
    "office of a clerk": (CLERK, at("registry:home")),
    "office of a handler": (HANDLER, at("registry:home")),
    "office of an administrator": (Role.ADMINISTRATOR, at("registry:home")),
    "incoming": (CLERK, at("registry:incoming")),
    "scans to be checked": (HANDLER, at("registry:scan-checks")),
    "batch of scans": (Role.REGISTRY_HEAD, batch),
    "cases for a clerk": (CLERK, at("registry:cases", "?status=all")),
    "cases for a handler": (HANDLER, at("registry:cases", "?who=me&sort=due")),
    "cases not delivered": (HANDLER, at("registry:cases", "?status=undelivered&sort=due")),
    "silent cases": (CLERK, at("registry:cases", "?status=silence-soon&sort=due")),
    "cases of absent people": (CLERK, at("registry:cases", "?who=away")),
    "page of the mayor": (Role.MAYOR, at("registry:mayor")),
    "report on resolved cases": (Role.MAYOR, this_report),
    "page of the head": (Role.HEAD_OF_ADMINISTRATION, at("registry:head")),
    "the one box": (HANDLER, at("registry:find", "?q=zahtev")),
    "the one box, words of papers": (CLERK, at("registry:find", "?q=povrsine+molim")),
    "cases found": (HANDLER, at("registry:cases", "?q=zahtev&status=all")),
    "cases to assign": (CLERK, ticked("registry:assign-many", "case")),
    "comments on a case": (HANDLER, of_case("registry:comments")),
    "tasks of a case": (HANDLER, of_case("registry:tasks")),
    "my tasks": (HANDLER, at("registry:my-tasks")),
    "ticklers of today": (HANDLER, at("registry:cases", "?who=me&status=tickler")),
    "how much work everybody has": (CLERK, at("registry:load")),
    "handed over": (HANDLER, at("registry:inbox")),
    "internal delivery book": (CLERK, at("registry:delivery-book")),
    "who held the case": (HANDLER, of_case("registry:held")),
    "intake found": (CLERK, at("registry:intake", "?q=zahtev")),
    "post of the day": (CLERK, at("registry:post")),
    "closed envelopes": (CLERK, at("registry:envelopes")),
    "sheets for an outage": (CLERK, at("registry:sheets")),
    "parties": (CLERK, at("registry:parties", "?q=stojan")),
    "parties entered twice": (Role.REGISTRY_HEAD, at("registry:twins")),
    "approval": (Role.UNIT_HEAD, at("registry:approve")),
    "signing": (Role.SIGNATORY, at("registry:sign")),
    "signing many": (Role.SIGNATORY, ticked("registry:sign-check", "act", ActStatus.APPROVED)),
    "dispatch": (CLERK, at("registry:dispatch")),
    "outgoing post": (CLERK, at("registry:outgoing")),
    "letters that did not arrive": (CLERK, at("registry:undelivered")),
    "who looked": (Role.DATA_PROTECTION_OFFICER, at("registry:looks")),
    "restricted": (Role.REGISTRY_HEAD, at("registry:restricted")),
    "shelves": (CLERK, at("registry:shelves")),
    "shelf": (CLERK, shelf),
    "box": (CLERK, box),
    "label of a box": (CLERK, lambda desk: box(desk) + "label/"),
    "loans": (CLERK, at("registry:loans")),
    "retention to be determined": (Role.REGISTRY_HEAD, at("registry:retention-open")),
    "registers": (CLERK, at("registry:registers")),
    "old books": (Role.REGISTRY_HEAD, at("registry:old-books")),
    "book": (CLERK, book),
    "catalogue of procedures": (Role.REGISTRY_HEAD, at("registry:catalogue")),
    "exercises that are written": (Role.TRAINER, at("training:written")),
    "classification plan": (Role.REGISTRY_HEAD, at("registry:plan", "?edition=2023")),
    "procedure": (Role.REGISTRY_HEAD, procedure),
    "UP-1": (CLERK, at_year("up1")),
    "copies": (CLERK, at("registry:copies")),
    "lists of acts": (CLERK, at("registry:lists")),
    "list of acts": (CLERK, list_of_acts),
    "case": (HANDLER, of_case("registry:case")),
    "hearings by week": (HANDLER, at("registry:hearings-week")),
    "hearings of a case": (HANDLER, of_case("registry:hearings")),
    "a hearing": (HANDLER, first_hearing),
    "record of a hearing": (HANDLER, lambda desk: first_hearing(desk) + "record/"),
    "guarantee acts": (HANDLER, at("registry:guarantees")),
    "a guarantee act": (
        HANDLER,
        lambda desk: reverse("registry:guarantee", args=[Guarantee.objects.order_by("id")[0].pk]),
    ),
    "dossiers": (HANDLER, at("registry:dossiers")),
    "a dossier": (HANDLER, lambda desk: reverse("registry:dossier", args=[Dossier.objects.order_by("id")[0].pk])),
    "data of a case": (HANDLER, of_case("registry:data")),
    "open data": (HANDLER, at("registry:data-open", "?who=all")),
    "the whole case": (HANDLER, of_case("registry:whole")),
    "catalogue": (Role.CITIZEN, at("portal:catalogue")),
    "my requests": (Role.CITIZEN, at("portal:my")),
    "my case": (Role.CITIZEN, of_case("portal:case")),
    "my letters": (Role.CITIZEN, at("portal:letters")),
    "write a letter": (Role.CITIZEN, at("portal:write")),
    "mailbox": (Role.CITIZEN, at("mailbox:inbox")),
    "letter": (Role.CITIZEN, letter),
    "archive": (Role.ARCHIVIST, at("archive:units")),
    "waiting for the archive": (Role.ARCHIVIST, at("archive:waiting")),
    "archive book": (Role.ARCHIVIST, at("archive:book")),
    "what may be disposed of": (Role.ARCHIVIST, at("archive:disposal")),
    "list for disposal": (Role.ARCHIVIST, for_disposal),
}


def measure(desk: Desk, lists: dict[str, tuple[Role, Address]]) -> dict[str, int]:
    """Queries of each list."""
    browsers = {role: Client() for role, _address in lists.values()}
    for role, browser in browsers.items():
        browser.force_login(desk.office.account(role))
    with translation.override("sr"):
        return {name: queries(browsers[role], address(desk)) for name, (role, address) in lists.items()}


def violations(desk: Desk, lists: dict[str, tuple[Role, Address]]) -> list[str]:
    """Lists that ask more (or less) often when there is more to show."""
    desk.grow(2)
    before = measure(desk, lists)
    desk.grow(3)
    after = measure(desk, lists)
    return [f"{name}: {before[name]} queries, then {after[name]}" for name in lists if before[name] != after[name]]


def test_lists_ask_as_often_for_many_rows_as_for_few(desk: Desk) -> None:
    assert violations(desk, LISTS) == []


def test_the_api_asks_as_often_for_many_rows_as_for_few(desk: Desk) -> None:
    program = caller(desk.office, CLERK)
    program.get("/cases")  # the first use of a token on a day is noted
    counts = []
    for rows in (2, 3):
        desk.grow(rows)
        for path_of in ("/cases", f"/cases/{desk.case.pk}", f"/cases/{desk.case.pk}/journal"):
            with CaptureQueriesContext(connection) as counted:
                assert program.get(path_of).status_code == 200
            counts.append((path_of, len(counted)))
    assert counts[:3] == counts[3:]


@page(CLERK)
def asks_for_each_row(request: OfficeRequest) -> HttpResponse:
    """Planted: asks for the unit of every case by itself."""
    return HttpResponse("".join(str(case.unit) for case in Case.objects.visible_to(request.viewer)))


urlpatterns = [*urls.urlpatterns, path("planted/", asks_for_each_row, name="planted")]


def test_a_list_that_asks_for_each_row_is_caught(desk: Desk) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        [found] = violations(desk, {"planted": (CLERK, at("planted"))})
    assert found.startswith("planted: ")
