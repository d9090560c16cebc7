"""What happens to the cases of the demo, as stories of deeds; each deed is an action of a person at a moment.

A story is written as `deed@days` after the registration; `deed:word` passes a word on. Every deed runs at the office's
clock of that moment and is a method of `Life` below.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path

from django.utils import timezone

from salter.archive.actions import archive_case, check_fixity, export_sip
from salter.archive.models import ArchiveUnit
from salter.documents.actions import take_in
from salter.documents.models import Document, Source
from salter.mailbox import actions as mailbox
from salter.mailbox.models import ENDED, UNDELIVERED, Channel, Delivery, Medium, Result
from salter.ops.demo import papers
from salter.ops.demo.moments import CALENDAR, Moments
from salter.ops.demo.office import SEED, Cast, public
from salter.ops.demo.past import NEWEST
from salter.ops.demo.rows import SHOWN, Row
from salter.organisations import clock
from salter.organisations.access import Viewer, viewer_of
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.dispatching.actions import enter_result, send_again
from salter.registry.models import (
    Act,
    ActKind,
    Box,
    Case,
    CaseStatus,
    IntakeChannel,
    Outcome,
    PartyRole,
    RetentionRule,
    Shelf,
    WaitKind,
)
from salter.registry.shelves import actions as shelves
from salter.registry.shelves.loans import lend
from salter.registry.waiting.actions import begin_wait
from salter.registry.work.actions import confirm_receipt
from salter.registry.work.notes.actions import set_tickler
from salter.training import words

DECIDED = "assign@1 draft:granted@{0} submit@{0} approve@{1} sign@{1} dispatch@{2}"
BEFORE = DECIDED.format(7, 8, 9)
PUT_AWAY = "assign@1 draft:granted@8 submit@8 approve@9 sign@9 post@10 served@14 close@33"
REFUSED = "assign@1 draft:refused@11 submit@11 approve@12 sign@12 dispatch@13 open@17"

STORIES = {
    "new": "",
    "unit": "unit@0",
    "assigned": "assign@1",
    "working": "assign@1 tickler@3",
    "companion": "assign@1 external@2",
    "late": "assign@2",
    "late-15": "assign@2",
    "late-draft": "assign@2 draft:granted@30",
    "cancelled": "cancel@1",
    "restricted": "restrict@0 assign@1 draft:granted@5 submit@5 approve@6 sign@6 post@7 served@11",
    "restricted-open": "restrict@0 assign@1",
    "correct": "assign@1 ask@4 dispatch@5 open@7",
    "correct-fresh": "assign@1 ask@5 dispatch@6",
    "supplemented": "assign@1 ask@3 dispatch@4 open@5 supplement@9",
    "supplemented-done": "assign@1 ask@3 dispatch@4 open@5 supplement@9 draft:granted@14 submit@14 approve@15 sign@15 "
    "dispatch@16 open@18",
    "dismissed": "assign@1 ask@4 dispatch@5 open@6 draft:dismissed@26 submit@26 approve@27 sign@27 dispatch@28 open@30",
    "discontinued": "assign@1 supplement:withdraw@9 draft:discontinued@10 submit@10 approve@11 sign@11 dispatch@12 "
    "open@14",
    "draft": "assign@1 draft:granted@5",
    "returned": "assign@1 draft:granted@8 submit@9 send_back@10",
    "approval": "assign@1 draft:granted@8 submit@9",
    "signature": "assign@1 draft:granted@9 submit@10 approve@11",
    "signed": "assign@1 draft:granted@9 submit@10 approve@11 sign@12",
    "delivered": f"{BEFORE}",
    "delivered-late": "assign@2 draft:granted@33 submit@33 approve@34 sign@34 dispatch@35",
    "granted": f"{BEFORE} open@12",
    "granted-15": "assign@1 draft:granted@5 submit@5 approve@6 sign@6 dispatch@7 open@8",
    "partly": "assign@1 draft:partly-granted@11 submit@11 approve@12 sign@12 dispatch@13 open@15",
    "refused": "assign@1 draft:refused@11 submit@11 approve@12 sign@12 dispatch@13 open@15",
    "answered": "assign@1 notice@4 dispatch@5 open@6 status:resolved@6",
    "posted": "assign@1 draft:granted@9 submit@9 approve@10 sign@10 post@48",
    "served": "assign@1 draft:granted@8 submit@8 approve@9 sign@9 post@10 served@14",
    "expired": f"{BEFORE} expire@26",
    "failed": f"{BEFORE} expire@26 expire@44",
    "failed-paper": "assign@1 draft:granted@8 submit@8 approve@9 sign@9 post@10 returned:unclaimed@30",
    "closed": f"{BEFORE} open@12 close@31",
    "closed-posted": PUT_AWAY,
    "boxed": f"{PUT_AWAY} put:К-1@34",
    "lent": f"{PUT_AWAY} put:К-1@34 lend:30@50",
    "archived": f"{BEFORE} open@12 close@31 archive@34 check@36",
    # what the earlier cases have lived beside these (past.yaml)
    "archived-checked": f"{BEFORE} open@12 close@31 archive@34 check@36 check@50",
    "transferred": f"{BEFORE} open@12 close@31 archive@34 check@36 export@50",
    "archived-posted": "assign@1 draft:granted@8 submit@8 approve@9 sign@9 post@10 served@14 close@33 archive@37",
    "closed-refused": f"{REFUSED} close@34",
    "archived-refused": f"{REFUSED} close@34 archive@38",
    "closed-partly": "assign@1 draft:partly-granted@11 submit@11 approve@12 sign@12 dispatch@13 open@17 close@36",
    "closed-dismissed": "assign@1 ask@4 dispatch@5 open@9 draft:dismissed@29 submit@29 approve@30 sign@30 dispatch@31 "
    "open@35 close@54",
    "closed-discontinued": "assign@1 supplement:withdraw@9 draft:discontinued@10 submit@10 approve@11 sign@11 "
    "dispatch@12 open@16 close@35",
    "closed-supplemented": "assign@1 ask@3 dispatch@4 open@8 supplement@12 draft:granted@17 submit@17 approve@18 "
    "sign@18 dispatch@19 open@23 close@42",
    "closed-withdrawn": "assign@1 draft:granted@5 withdraw@8 draft:refused@9 submit@9 approve@10 sign@10 dispatch@11 "
    "open@15 close@34",
    "closed-answered": "assign@1 notice@4 dispatch@5 open@9 status:resolved@10 close@14",
    "archived-answered": "assign@1 notice@4 dispatch@5 open@9 status:resolved@10 close@14 archive@20",
    "closed-companion": "assign@1 external@2 external:решен@26 status:resolved@27 close@40",
    "ruled": "assign@1 rule@5 dispatch@6 open@10 draft:granted@16 submit@16 approve@17 sign@17 dispatch@18 open@22",
    "interrupted": "assign@1 rule@5 dispatch@6 open@10 wait:preliminary@11",
    "failed-closed": f"{BEFORE} expire@30 expire@50 again@51 served@56 close@62",
    "restricted-archived": "restrict@0 assign@1 draft:granted@5 submit@5 approve@6 sign@6 post@7 served@11 close@31 "
    "archive@36",
    "office": "assign@1 status:resolved@12 close@20 archive@30",
    "office-open": "assign@1 tickler@3",
}
REASONS = {
    CaseStatus.RESOLVED: "Предмет је окончан обавештењем, односно у систему у коме се води.",
}
AWAITED = "Одлука другог органа о претходном питању."


@dataclass(frozen=True, slots=True)
class Deed:
    """One step of a story."""

    name: str
    word: str
    days: int


def deeds(story: str) -> Iterator[Deed]:
    """The steps of a story."""
    for step in STORIES[story].split():
        deed, _at, days = step.partition("@")
        name, _colon, word = deed.partition(":")
        yield Deed(name, word, int(days))


class Life:
    """The life of one case."""

    def __init__(self, cast: Cast, row: Row, place: int, begun: datetime) -> None:
        self.cast, self.row, self.place = cast, row, place
        self.organisation = cast.organisation
        registered_on = timezone.localdate(begun) - timedelta(days=row.days)
        if not CALENDAR.is_working(registered_on):
            registered_on = CALENDAR.previous_working(registered_on)
        self.moments = Moments(registered_on, begun, random.Random(SEED * 1000 + place))
        self.arrival = self.moments.after(0)
        self.case: Case

    @cached_property
    def schedule(self) -> list[tuple[datetime, Deed]]:
        """Every deed of the story with its moment."""
        return [(self.moments.after(deed.days), deed) for deed in deeds(self.row.story)]

    @property
    def last(self) -> datetime:
        """When the last of all happens."""
        return max((at for at, _deed in self.schedule), default=self.arrival)

    # --- what comes in ---

    def register(self) -> None:
        """The paper comes in by its channel and gets its number."""
        with clock.at(self.organisation, self.arrival):
            who = self._who_brings()
            intake = self._intake(who, self.row.subject, self.arrival - timedelta(minutes=3), self._parties())
            self.case = actions.register_case(who, intake).case

    def _who_brings(self) -> Viewer:
        """On the portal and by the API people send themselves; everything else the registry office enters."""
        if self.row.channel in (IntakeChannel.PORTAL, IntakeChannel.API):
            return self.cast.citizen(self.row.party)
        return self.cast.role(Role.REGISTRY_CLERK)

    def _parties(self) -> list[actions.PartyInput]:
        """Who takes part; a case that the office begins itself has nobody."""
        parties = [actions.PartyInput(self.cast.party(self.row.party))] if self.row.party else []
        if self.row.also and self._who_brings().is_staff:
            key, _colon, part = self.row.also.partition(":")
            parties.append(actions.PartyInput(self.cast.party(key), PartyRole(part)))
        return parties

    def _intake(
        self, who: Viewer, subject: str, at: datetime, parties: list[actions.PartyInput], *, extra: str = ""
    ) -> actions.Intake:
        day = timezone.localdate(at)
        posted, company = self.row.channel == IntakeChannel.POST, self.row.party.startswith("f")
        return actions.Intake(
            subject=subject,
            channel=IntakeChannel(self.row.channel),
            received_at=at,
            parties=parties,
            documents=self._papers(who, subject, at, extra),
            procedure=self.cast.procedure(self.row.procedure),
            posted_on=day - timedelta(days=2) if posted else None,
            sender_reference=f"{self.place % 90 + 7}/{day.year % 100}" if company and posted else "",
            sender_date=day - timedelta(days=3) if company and posted else None,
        )

    def _papers(self, who: Viewer, subject: str, at: datetime, extra: str) -> list[Document]:
        """What is handed in: the request as a page (of some only the words, which is quicker), and its attachments."""
        said = words.texts()[self.row.procedure]
        if extra:
            return [self._text(who, "Допуна", extra)]
        request = self._page if self._is_printed else self._text
        attached = {} if self.row.story.startswith("correct") or self.is_old and self.place % 4 else said.attach
        return [
            request(who, "Захтев", f"{subject}.\n\n{said.ask}" if request == self._text else said.ask),
            *(self._text(who, name, text) for name, text in attached.items()),
        ]

    @property
    def is_old(self) -> bool:
        """Whether it is one of the earlier cases, which are drawn."""
        return self.row.days >= NEWEST

    @property
    def _is_printed(self) -> bool:
        """Of whom the request is a page: those who are shown, every sixth, and few of the earlier ones."""
        return self.row.party in SHOWN or bool(self.row.party) and self.place % (20 if self.is_old else 6) == 0

    def _page(self, who: Viewer, name: str, text: str) -> Document:
        at = clock.now(self.organisation)
        someone = public()[self.row.party]
        data = papers.paper(title=self.row.subject, text=text, name=someone.name, address=someone.address, at=at)
        return take_in(
            who,
            name=f"{name}.pdf",
            content=BytesIO(data),
            source=self._source(),
            declared_media_type="application/pdf",
        )

    def _text(self, who: Viewer, name: str, text: str) -> Document:
        someone = public().get(self.row.party)
        signed = f"{someone.name}\n{someone.address}" if someone else f"{who.name}\n{self.organisation.body_cyr}"
        data = f"{text}\n\n{signed}\n".encode()
        return take_in(who, name=f"{name}.txt", content=BytesIO(data), source=self._source())

    def _source(self) -> Source:
        by_channel = {IntakeChannel.PORTAL: Source.UPLOAD, IntakeChannel.EMAIL: Source.EMAIL}
        return by_channel.get(IntakeChannel(self.row.channel), Source.SCAN)

    def supplement(self, word: str) -> None:
        """The party sends what was asked for, or that it withdraws."""
        text = "Одустајем од свог захтева." if word == "withdraw" else "У прилогу достављам оно што сте тражили."
        subject = "Одустанак од захтева" if word == "withdraw" else "Допуна по позиву за уређење поднеска"
        who = self._who_brings()
        at, sender = clock.now(self.organisation) - timedelta(minutes=2), self._parties()[:1]
        intake = self._intake(who, subject, at, sender, extra=text)
        actions.add_supplement(who, case=self.case, intake=intake)

    # --- what happens to it ---

    def live(self, tell_readers: Callable[[], None], since: datetime, until: datetime) -> None:
        """Every deed of the story at its moment, if that lies after `since` and not after `until`, and its readers."""
        for at, deed in (step for step in self.schedule if since < step[0] <= until):
            with clock.at(self.organisation, at):
                self.case = Case.objects.select_related("unit", "handler", "procedure").get(pk=self.case.pk)
                getattr(self, deed.name)(deed.word)
                tell_readers()

    @property
    def act(self) -> Act:
        """The act that is worked on: the newest."""
        found = self.case.acts.order_by("sub_number").last()
        assert found is not None
        return found

    @property
    def handler(self) -> Viewer:
        """Who handles it."""
        return self.cast.handler(self.case.unit, self.place)

    @property
    def clerk(self) -> Viewer:
        """The registry office."""
        return self.cast.role(Role.REGISTRY_CLERK)

    def unit(self, _word: str) -> None:
        """Given to a unit, nobody in it yet."""
        assert self.case.unit is not None
        actions.assign(self.clerk, case=self.case, unit=self.case.unit, staff=None)

    def assign(self, _word: str) -> None:
        """The head of the unit gives it to a handler."""
        staff = self.handler.staff
        assert staff is not None
        actions.assign(self.cast.head(staff.unit), case=self.case, unit=staff.unit, staff=staff)
        if self.row.story != "assigned":  # these stand among what was handed over
            confirm_receipt(self.handler, cases=[self.case])

    def tickler(self, _word: str) -> None:
        """The handler wants to see it again."""
        again = clock.today(self.organisation) + timedelta(days=40)
        set_tickler(self.handler, case=self.case, on=again)

    def external(self, word: str) -> None:
        """The number that the state's system gave it, and how it stands there."""
        actions.note_external(
            self.handler,
            case=self.case,
            system="pisarnica",
            number=f"{2_400_000 + self.place:09} {self.case.year} 99999 004 003 000 001",
            status=word or "у обради",
            at=clock.now(self.organisation),
        )

    def cancel(self, _word: str) -> None:
        """A wrong entry."""
        head = self.cast.role(Role.REGISTRY_HEAD)
        actions.cancel_case(head, case=self.case, reason="Исти поднесак је већ заведен, погрешан унос.")

    def restrict(self, _word: str) -> None:
        """Only who works on it may see it."""
        head = self.cast.role(Role.REGISTRY_HEAD)
        needed = [self.handler, self.cast.head(self.case.unit), self.cast.role(Role.SIGNATORY), self.clerk]
        people = [viewer.staff for viewer in needed if viewer.staff]
        actions.restrict_case(head, case=self.case, staff=people, reason="Подаци о личности у прилозима.")

    def status(self, word: str) -> None:
        """A status set by hand, with its reason."""
        status = CaseStatus(word)
        ended = status == CaseStatus.RESOLVED and self.case.instance
        outcome = Outcome.GRANTED.value if ended else ""
        actions.change_status(self.handler, case=self.case, status=status, reason=REASONS[status], outcome=outcome)

    def wait(self, word: str) -> None:
        """What the case waits for, noted by the handler."""
        begin_wait(self.handler, case=self.case, kind=WaitKind(word), note=AWAITED)

    # --- acts ---

    def draft(self, word: str) -> None:
        """The handler drafts a decision."""
        title, content = words.decision(self.case, Outcome(word))
        actions.draft_act(
            self.handler, case=self.case, kind=ActKind.DECISION, title=title, content=content, outcome=word
        )

    def withdraw(self, _word: str) -> None:
        """The handler gives the draft up."""
        actions.withdraw_act(self.handler, act=self.act)

    def submit(self, _word: str) -> None:
        """For approval."""
        actions.submit_act(self.handler, act=self.act)

    def approve(self, _word: str) -> None:
        """The head of the unit approves."""
        actions.approve_act(self.cast.head(self.case.unit), act=self.act)

    def sign(self, _word: str) -> None:
        """The signatory signs, the body seals."""
        actions.sign_act(self.cast.role(Role.SIGNATORY), act=self.act)

    def ask(self, _word: str) -> None:
        """A request to correct, all the way to the signature."""
        self._letter(ActKind.REQUEST_TO_CORRECT)

    def notice(self, _word: str) -> None:
        """An answer that decides nothing."""
        self._letter(ActKind.NOTICE)

    def rule(self, _word: str) -> None:
        """A procedural ruling, all the way to the signature."""
        self._signed(ActKind.CONCLUSION, *words.ruling(self.case))

    def _letter(self, kind: ActKind) -> None:
        self._signed(kind, *words.letter(self.case, kind))

    def _signed(self, kind: ActKind, title: str, content: dict[str, str]) -> None:
        actions.draft_act(self.handler, case=self.case, kind=kind, title=title, content=content)
        self.submit("")
        self.approve("")
        self.sign("")

    def send_back(self, _word: str) -> None:
        """The head returns the draft with a note."""
        note = "Додајте, молим, од када се право признаје."
        actions.return_act(self.cast.head(self.case.unit), act=self.act, note=note)

    # --- on its way ---

    def dispatch(self, _word: str) -> None:
        """By the mailbox where there is one, else by post."""
        actions.dispatch_act(self.clerk, act=self.act)

    def post(self, _word: str) -> None:
        """By registered post."""
        channel = Channel.objects.get(organisation=self.organisation, medium=Medium.POST)
        actions.dispatch_act(self.clerk, act=self.act, channel=channel)

    def _waiting(self) -> list[Delivery]:
        """What is on its way to the parties."""
        rows = Delivery.objects.filter(organisation=self.organisation, case_id=self.case.pk).exclude(state__in=ENDED)
        return list(rows.order_by("id"))

    def open(self, _word: str) -> None:
        """Each recipient opens the receipt (or the post brings it back signed)."""
        for delivery in self._waiting():
            if delivery.account is not None:
                mailbox.open_receipt(viewer_of(delivery.account, self.organisation), delivery=delivery)
            else:
                self._served(delivery)

    def served(self, _word: str) -> None:
        """The return receipts of the post came back."""
        for delivery in self._waiting():
            self._served(delivery)

    def _served(self, delivery: Delivery) -> None:
        assert delivery.sent_at is not None
        day = max(clock.today(self.organisation) - timedelta(days=1), timezone.localdate(delivery.sent_at))
        mailbox.record_handover(self.clerk, delivery=delivery, on=day, note="Повратница потписана лично.")

    def returned(self, result: str) -> None:
        """The post brought the letters back: nobody took them, the recipient moved away, …"""
        for delivery in self._waiting():
            today = clock.today(self.organisation)
            enter_result(self.clerk, delivery=delivery, result=Result(result), on=today)

    def again(self, _word: str) -> None:
        """What was not delivered is sent once more, by post."""
        channel = Channel.objects.get(organisation=self.organisation, medium=Medium.POST)
        rows = Delivery.objects.filter(case_id=self.case.pk, state__in=UNDELIVERED, settled_at=None)
        for delivery in rows.order_by("id"):
            send_again(self.clerk, delivery=delivery, channel=channel)

    def expire(self, _word: str) -> None:
        """Nobody opened it in time."""
        for delivery in self._waiting():
            mailbox.expire(self.clerk, delivery=delivery)

    # --- the end ---

    def close(self, _word: str) -> None:
        """A/a, with class mark and retention."""
        actions.close_case(self.handler, case=self.case, class_code=self.case.class_code, retention=self._retention())

    def _retention(self) -> RetentionRule:
        rules = RetentionRule.objects.filter(organisation=self.organisation, class_code=self.case.class_code[:1])
        rule = rules.filter(years__isnull=False).order_by("-years", "id").first()
        assert rule is not None, self.case.class_code
        return rule

    def put(self, code: str) -> None:
        """The papers are laid into a box; who needs it first sets up the shelf and the box."""
        box = Box.objects.filter(organisation=self.organisation, code=code).first()
        if box is None:
            title = f"Решени предмети {self.case.year}."
            box = shelves.add_box(self.clerk, shelf=self._shelf(), code=code, title=title)
        shelves.put_in(self.clerk, cases=[self.case], box=box)

    def _shelf(self) -> Shelf:
        depot = shelves.add_shelf(self.clerk, parent=None, code="Депо", name="Депо писарнице, приземље")
        return shelves.add_shelf(self.clerk, parent=depot, code="А1", name="Ормар лево, прва полица")

    def lend(self, days: str) -> None:
        """The handler borrows the papers, for so many days."""
        until = clock.today(self.organisation) + timedelta(days=int(days))
        purpose = "Увид због сличног захтева."
        lend(self.clerk, case=self.case, to=self.handler.name, until_on=until, purpose=purpose)

    def archive(self, _word: str) -> None:
        """Into the archive depot, as a package with a line in the archive book."""
        archive_case(self.cast.role(Role.ARCHIVIST), case=self.case)

    def check(self, _word: str) -> None:
        """Is it still what it was?"""
        kept = ArchiveUnit.objects.get(organisation=self.organisation, case=self.case)
        check_fixity(self.cast.role(Role.ARCHIVIST), unit=kept)

    def export(self, _word: str) -> None:
        """The transfer package for the public archive, as it is handed over on a medium."""
        kept = ArchiveUnit.objects.get(organisation=self.organisation, case=self.case)
        with tempfile.TemporaryDirectory(prefix="salter-sip-") as folder:
            export_sip(self.cast.role(Role.ARCHIVIST), unit=kept, folder=Path(folder))
