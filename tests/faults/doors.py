"""Everybody who brings papers to the office, each by one door; they note what they were told (told.py)."""

from __future__ import annotations

import base64
import itertools
import json
import random
import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pypdfium2  # type: ignore[import-untyped]
import typst

from salter.ops.demo.office import public
from salter.ops.walk import PASSWORD, answer
from salter.ops.walk_person import Person, WalkFailed
from tests.faults.house import House
from tests.faults.load import QUESTION
from tests.faults.told import BELGRADE, Line, Notes, Sent, joined, parts, referred, serbian, today, written_day
from tests.support.imap import Server

Found = TypeVar("Found")
SECONDS = 240.0
"""So long everybody may work; who has not finished then is noted as wrong."""
LOOK_AGAIN = 0.5
CASE = re.compile(r"/(?:cases|my)/(?P<id>[0-9a-f-]{36})/")
FIRST = ["Мила", "Јован", "Ана", "Петар", "Сања", "Вук", "Ива", "Раде", "Нада", "Лука", "Дара", "Мирко"]
LAST = ["Зорић", "Пешић", "Лазић", "Ковач", "Бабић", "Симић", "Марић", "Ристић", "Тадић", "Грујић", "Панић", "Вељић"]
MATTERS = ("заузеће тротоара", "сечу стабла", "постављање тезге", "раскопавање улице", "летњу башту", "исправку рачуна")
STREETS = ("Липовој", "Сремској", "Рибарској", "Виноградској", "Железничкој", "Хајдук Вељковој", "Воденичкој")


@dataclass
class Door:
    """What all who bring papers share. `work` brings so many new cases and supplements, in an order by dice."""

    house: House
    notes: Notes
    dice: random.Random
    cases: int
    supplements: int
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    name = ""

    def work(self) -> None:
        """One paper after the other: first a new case, so that there is something to supplement."""
        deeds: list[Callable[[], None]] = [self.new] * (self.cases - 1) + [self.supplement] * self.supplements
        self.dice.shuffle(deeds)
        for deed in [self.new, *deeds]:
            deed()

    def new(self) -> None:
        """A paper that becomes a case."""
        raise NotImplementedError

    def supplement(self) -> None:
        """A paper that belongs to a case."""
        raise NotImplementedError

    def wait_for(self, look: Callable[[], Found], what: str) -> Found:
        """Wait until something is there. Raises WalkFailed when the time for the work is over."""
        while not (found := look()):
            if time.monotonic() > self.until:
                raise WalkFailed(f"{self.name} waits in vain for {what}")
            time.sleep(LOOK_AGAIN)
        return found

    def known(self) -> Line:
        """A case of any door."""
        return self.dice.choice(self.wait_for(self.notes.cases, "a case"))

    def matter(self) -> str:
        """What nobody else wants."""
        return f"Захтев за {self.dice.choice(MATTERS)} у {self.dice.choice(STREETS)} улици {self.turn}"

    def person(self) -> tuple[str, str]:
        """Name and address of somebody who has not been here."""
        turn = int(next(self.notes.people))
        name = f"{FIRST[turn % len(FIRST)]} {LAST[turn // len(FIRST)]}"
        return name, f"{self.dice.choice(STREETS)} улица {turn}, Ведрово"

    @property
    def turn(self) -> int:
        """A number that nobody else has."""
        return int(next(self.notes.turn))

    def reference(self) -> tuple[str, date | None]:
        """The sender's own number and date; many papers have none, some only a number."""
        if self.dice.random() < 0.4:
            return "", None
        day = today() - timedelta(days=self.dice.randrange(1, 40))
        return f"{self.turn}/ОП-{self.dice.randrange(100, 999)}", self.dice.choice([day, day, None])


class Program(Door):
    """A program of another system, by the API."""

    name = "api"

    def new(self) -> None:
        subject, (name, address), (number, day) = self.matter(), self.person(), self.reference()
        back = timedelta(days=self.dice.randrange(0, 20))
        received = max(datetime.now(BELGRADE) - back, datetime(today().year, 1, 1, 8, tzinfo=BELGRADE))
        body = {"procedure": "P036", "party": {"kind": "person", "name": name, "address": address}}
        told = self._send("/api/v1/cases", body, subject, number, day, received)
        ordinal, _sub, unit = parts(told["number"])
        assert ordinal == told["ordinal"]
        self.notes.lines.append(
            Line(
                *(self.name, ordinal, 0, subject, received.date(), joined(name, address), referred(number, day), unit),
                *(told["number"], told["submission_number"], told["id"], name),
            )
        )

    def supplement(self) -> None:
        case, subject, (number, day) = self.known(), f"Прилог број {self.turn}", self.reference()
        name, address = self.person() if self.dice.random() < 0.5 else ("", "")
        body = {"party": {"kind": "person", "name": name, "address": address}} if name else {}
        path = f"/api/v1/cases/{case.case}/submissions"
        told = self._send(path, body, subject, number, day, datetime.now(BELGRADE))
        ordinal, sub, unit = parts(told["number"])
        assert (ordinal, sub) == (case.ordinal, told["sub_number"])
        received = written_day(serbian(today()))
        self.notes.lines.append(
            Line(
                *(self.name, ordinal, sub, subject, received, name, referred(number, day), unit),
                *(told["number"], told["submission_number"], case.case, name),
            )
        )

    def _send(
        self, path: str, body: dict[str, Any], subject: str, number: str, day: date | None, received: datetime
    ) -> dict[str, Any]:
        paper = {"name": "prilog.txt", "content_base64": base64.b64encode(uuid.uuid4().bytes.hex().encode()).decode()}
        body = body | {"subject": subject, "sender_reference": number, "documents": [paper]}
        body |= {"received_at": received.isoformat()} | ({"sender_date": day.isoformat()} if day else {})
        headers = {"Authorization": f"Bearer {self.house.token}", "Idempotency-Key": uuid.uuid4().hex}
        done = httpx.post(self.house.url + path, json=body, headers=headers, timeout=60, trust_env=False)
        if done.status_code != 201:
            raise WalkFailed(f"POST {path}: {done.status_code} {done.text[:300]}")
        told: dict[str, Any] = done.json()
        return told


class Signed(Door):
    """Somebody signed in at a browser."""

    username = ""

    def work(self) -> None:
        with Person(self.house.url, self.username) as self.person_here:
            self.person_here.sign_in(PASSWORD)
            super().work()


class Citizen(Signed):
    """A citizen on the portal, who keeps the receipts."""

    name, username = "portal", "gradjanin"

    def new(self) -> None:
        citizen, place = self.person_here, f"Трг ведрине {self.turn}, испред зграде"
        citizen.open("/services/P036/start/").submit({})
        while (found := QUESTION.search(citizen.path)) and found["code"] != "check":
            if found["code"] == "place":
                citizen.submit({"answer": place}, having="answer")
            else:
                answer(citizen, found["code"])
        citizen.submit({})
        received, number, submission = self._receipt()
        citizen.follow(r"/my/[0-9a-f-]{36}/$")
        subject = " ".join(citizen.page.xpath("//h1")[0].text_content().split())
        if place not in subject:
            raise WalkFailed(f"{place} is not in {subject}")
        ordinal, sub, unit = parts(number)
        someone = public()["g01"]
        case = CASE.search(citizen.path)
        assert case
        self.notes.lines.append(
            Line(
                *(self.name, ordinal, sub, subject, received, joined(someone.name, someone.address), "", unit),
                *(number, submission, case["id"], someone.name),
            )
        )

    def supplement(self) -> None:
        citizen = self.person_here
        own = [line for line in self.notes.cases() if line.door == self.name]
        case = self.dice.choice(own)
        citizen.open(f"/my/{case.case}/supplement/")
        paper = ("papers", (f"Допуна {self.turn}.txt", uuid.uuid4().bytes.hex().encode(), "text/plain"))
        citizen.submit({"text": f"Прилажем обећано, {self.turn}."}, having="text", files=[paper])
        received, number, submission = self._receipt()
        ordinal, sub, unit = parts(number)
        if ordinal != case.ordinal or not sub:
            raise WalkFailed(f"{number} is no supplement of {case.number}")
        subject = f"Допуна захтева: {case.subject}"
        self.notes.lines.append(
            Line(
                *(self.name, ordinal, sub, subject, received, case.party, "", unit),
                *(number, submission, case.case, case.party),
            )
        )

    def _receipt(self) -> tuple[date, str, str]:
        """When, under which number, and the number of the receipt."""
        receipt = json.loads(self.person_here.download(r"/receipts/.+\.json$"))
        at = datetime.fromisoformat(receipt["at"]).astimezone(BELGRADE)
        return at.date(), receipt["case_number"], receipt["submission_number"]


class Correspondent(Signed):
    """The same citizen, who writes letters in free words. When one was received is told at once; its number later."""

    name, username = "mailbox", "gradjanin"

    def new(self) -> None:
        self._write(f"Питање број {self.turn}")

    def supplement(self) -> None:
        own = self.wait_for(lambda: [line for line in self.notes.cases() if line.door == "portal"], "an own case")
        self._write(f"Писмо {self.turn} уз захтев", self.dice.choice(own))

    def _write(self, subject: str, to: Line | None = None) -> None:
        citizen = self.person_here.open("/my/letters/write/")
        words = {"subject": subject, "text": f"Поштовани, пишем вам о томе: {subject}.", "case": to.case if to else ""}
        self.notes.sent[subject] = Sent(self.name, subject, public()["g01"].name, today(), to)
        citizen.submit(words, having="text").submit({})
        if not citizen.path.startswith("/my/letters/"):
            raise WalkFailed(f"not received: {citizen.path} {citizen.text[:300]}")
        [self.notes.received[subject]] = citizen.page.xpath("//*[@class='sl-panel__number']//@data-copy")


class Clerk(Signed):
    """What the clerks share: the page that a registration ends with."""

    username = "pisarnica"

    def told(self, subject: str, sender: str, reference: str = "", on: date | None = None, party: str = "") -> Line:
        """The line by the page that says that the paper is registered; `on` when the sender knows better."""
        page, found = self.person_here.page, CASE.search(self.person_here.path)
        if not found or "/submissions/" not in self.person_here.path:
            raise WalkFailed(f"not registered: {self.person_here.path} {self.person_here.text[:300]}")
        number, submission = page.xpath("//main//*[@data-copy]/@data-copy")[:2]
        said = [cell.text_content() for cell in page.xpath("//main//dl[1]//dd")]
        ordinal, sub, unit = parts(number)
        if " ".join(said[0].split()) != subject:
            raise WalkFailed(f"{number} is about {said[0]}, not {subject}")
        received = written_day(said[2])
        if on and on != received:
            raise WalkFailed(f"{number} was received on {on}, its page says {received}")
        return Line(
            *(self.name, ordinal, sub, subject, received, sender, reference, unit),
            *(number, submission, found["id"], party),
        )

    def typed(self, number: str, day: date | None) -> dict[str, str]:
        """The sender's number and date as they are typed."""
        return {"sender_reference": number, "sender_date": serbian(day) if day else ""}

    def answered(self, fields: dict[str, str]) -> None:
        """When the page asks whether the paper is registered already: it is another one, which is a case of its own or
        supplements that one, as `fields` say."""
        if "/submissions/" not in self.person_here.path:
            self.notes.asked += 1
            self.person_here.submit(fields, having="another")


class Counter(Clerk):
    """The counter: people stand there. Some bring what looks like a paper of the day."""

    name = "counter"

    def work(self) -> None:
        self.remembered, self.turns, self.more = ("", "", ""), itertools.count(), itertools.count()
        super().work()

    def new(self) -> None:
        turn = next(self.turns) % 4
        subject, name, address = self.remembered if turn == 1 else (self.matter(), *self.person())
        number, day = self.reference() if turn > 1 else ("", None)
        self._register(subject, name, address, number, day)
        self.answered({})
        line = self.told(subject, joined(name, address), referred(number, day), party=name)
        if line.sub:
            raise WalkFailed(f"{line.number} was to be a new case")
        self.notes.lines.append(line)
        if turn == 0:
            self.remembered = subject, name, address

    def _register(self, subject: str, name: str, address: str, number: str = "", day: date | None = None) -> None:
        fields = {"matter": "P036", "subject": subject, "party-0-name": name, "party-0-address": address}
        self.person_here.open("/cases/new/form/").submit(fields | self.typed(number, day), having="matter")

    def supplement(self) -> None:
        line = self._noticed(*self.remembered) if next(self.more) % 4 == 0 else self._to(self.known())
        self.notes.lines.append(line)

    def _noticed(self, subject: str, name: str, address: str) -> Line:
        """Typed as a new case; that it belongs to one is noticed when the page asks."""
        case = next(line for line in self.notes.cases() if (line.subject, line.party) == (subject, name))
        self._register(subject, name, address)
        self.answered({"supplement_to": case.case})
        line = self.told(subject, name)
        if line.ordinal != case.ordinal:
            raise WalkFailed(f"{line.number} is no supplement of {case.number}")
        return line

    def _to(self, case: Line) -> Line:
        subject, (number, day) = f"Доказ о уплати {self.turn}", self.reference()
        fields = {"subject": subject} | self.typed(number, day)
        self.person_here.open(f"/cases/{case.case}/supplement/").submit(fields, having="sender")
        self.answered({})
        line = self.told(subject, case.party, referred(number, day))
        if line.ordinal != case.ordinal:
            raise WalkFailed(f"{line.number} is no supplement of {case.number}")
        return line


class Post(Clerk):
    """The morning's post, entry after entry on one page."""

    name = "post"

    def new(self) -> None:
        subject, (name, address), (number, day) = self.matter(), self.person(), self.reference()
        fields = {"matter": "P036", "subject": subject, "party-0-name": name, "party-0-address": address}
        self._enter(fields, joined(name, address), number, day, party=name)

    def supplement(self) -> None:
        case, subject, (number, day) = self.known(), f"Поштом послата допуна {self.turn}", self.reference()
        called = self.dice.choice([case.number, case.number.lower(), f"{case.ordinal}/{today().year}"])
        other = self.person()[0] if self.dice.random() < 0.5 else ""
        fields = {"belongs": called, "matter": "", "subject": subject, "party-0-name": other}
        line = self._enter(fields, other or case.party, number, day)
        if line.ordinal != case.ordinal or not line.sub:
            raise WalkFailed(f"{line.number} is no supplement of {case.number}")

    def _enter(self, fields: dict[str, str], sender: str, number: str, day: date | None, party: str = "") -> Line:
        clerk = self.person_here
        if clerk.path != "/cases/new/post/":
            clerk.open("/cases/new/post/")
        received = written_day(clerk.value("received_at"))
        clerk.submit(fields | self.typed(number, day), having="belongs")
        told = [" ".join(text.text_content().split()) for text in clerk.page.xpath("//*[@class='sl-last__number']")]
        if not told:
            raise WalkFailed(f"not registered: {clerk.text[:300]}")
        number_told, _slash, sub = told[0].partition(" / ")
        ordinal, _none, unit = parts(number_told)
        [case] = [CASE.search(link) for link in clerk.links(r"/label/$")[:1]]
        assert case
        line = Line(
            *(self.name, ordinal, int(sub or 0), fields["subject"], received, sender, referred(number, day), unit),
            *(number_told, "", case["id"], party),
        )
        self.notes.lines.append(line)
        return line


@dataclass
class Writer(Door):
    """Citizens who write e-mail; what they want is noted when the clerk has registered it."""

    server: Server | None = None
    name = "email"

    def new(self) -> None:
        self._write(self.matter())

    def supplement(self) -> None:
        case = self.known()
        self._write(f"Допуна {self.turn} за предмет {case.number}", case)

    def _write(self, subject: str, to: Line | None = None) -> None:
        (name, _address), turn = self.person(), self.turn
        message, paper = MIMEMultipart(), MIMEText(uuid.uuid4().hex)
        paper.add_header("Content-Disposition", "attachment", filename="prilog.txt")
        message["From"] = f"{Header(name, 'utf-8').encode()} <grad{turn}@primer.rs>"
        message["Subject"] = Header(subject, "utf-8").encode()  # EmailMessage of Python 3.11 loses spaces of long ones
        message["Message-ID"] = f"<{turn}@primer.rs>"
        message.attach(MIMEText(f"Поштовани, ово је писмо {turn}."))
        message.attach(paper)
        self.notes.sent[subject] = Sent(self.name, subject, name, today(), to)
        assert self.server
        self.server.deliver(message.as_bytes())


@cache
def scan(words: str) -> bytes:
    """A small sheet as a scanner leaves it: a PDF with one picture."""
    text = (
        f'#set page(width: 105mm, height: 74mm, margin: 8mm)\n#set text(size: 13pt, font: "Libertinus Serif")\n{words}'
    )
    pdf = typst.compile(text.encode())
    assert isinstance(pdf, bytes)
    target = BytesIO()
    pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil().convert("L").save(target, "PDF", resolution=150)
    return target.getvalue()


@dataclass
class Scanner(Door):
    """Somebody who puts paper after paper into the scanner, whose folder is watched."""

    folder: Path | None = None
    name = "scan"

    def new(self) -> None:
        self._put(f"Skenirani podnesak {self.turn}")

    def supplement(self) -> None:
        self._put(f"Skenirana dopuna {self.turn}", self.known())

    def _put(self, stem: str, to: Line | None = None) -> None:
        self.notes.sent[stem] = Sent(self.name, stem, self.person()[0], today(), to)
        assert self.folder
        part = self.folder / f"{stem}.part"
        part.write_bytes(scan(f"Поднесак {stem}. Молимо за одлуку."))
        part.rename(part.with_suffix(".pdf"))


@dataclass
class Shelf(Clerk):
    """The clerk at the incoming shelf: everything that lies there becomes a case or a supplement to one."""

    username = "sef-pisarnice"
    name = "shelf"

    def work(self) -> None:
        """Until as many are registered as were to come."""
        with Person(self.house.url, self.username) as self.person_here:
            self.person_here.sign_in(PASSWORD)
            for _paper in range(self.cases + self.supplements):
                self._one(self.wait_for(self._next, "a paper on the shelf"))

    def _next(self) -> str:
        """The address of something that waits."""
        self.person_here.open("/incoming/?state=waiting")
        return next(iter(self.person_here.links(r"/incoming/[0-9a-f-]{36}/$")), "")

    def _one(self, address: str) -> None:
        clerk = self.person_here.open(address)
        sent = self.notes.sent[" ".join(clerk.page.xpath("//h1")[0].text_content().split())]
        line = self._supplement(sent, sent.to) if sent.to else self._new(sent)
        self.notes.lines.append(line)

    def _new(self, sent: Sent) -> Line:
        clerk, subject = self.person_here, sent.subject
        clerk.follow(r"/cases/new/\?incoming=").follow(r"/cases/new/form/\?incoming=")
        fields = {"matter": "P036"}
        if sent.door == "scan":  # the name of the file is all that the form knows of it
            subject = self.matter()
            fields |= {"subject": subject, "party-0-name": sent.sender}
        clerk.submit(fields, having="matter")
        self.answered({})
        known = public()["g01"].address if sent.door == "mailbox" else ""
        return self.told(subject, joined(sent.sender, known), on=sent.on, party=sent.sender)

    def _supplement(self, sent: Sent, case: Line) -> Line:
        clerk, other = self.person_here, sent.door != "mailbox" and self.dice.random() < 0.5
        if sent.door != "scan":  # our number in the subject is enough, or the case that was chosen
            clerk.follow(rf"/cases/{case.case}/supplement/\?incoming=")
        else:
            clerk.follow(r"/cases/new/\?incoming=").submit({"q": case.number}, having="q")
            clerk.follow(rf"/cases/{case.case}/supplement/\?incoming=")
        clerk.submit({"sender": ""} if other else {}, having="sender")
        self.answered({})
        line = self.told(sent.subject, "" if other else case.party, on=sent.on)
        if line.ordinal != case.ordinal or not line.sub:
            raise WalkFailed(f"{line.number} is no supplement of {case.number}")
        return line


def at_once(doors: list[Door]) -> list[threading.Thread]:
    """All of them begin; what one of them did not expect is noted as wrong."""
    threads = [threading.Thread(target=_work, args=(door,), name=door.name, daemon=True) for door in doors]
    for thread in threads:
        thread.start()
    return threads


def _work(door: Door) -> None:
    try:
        door.work()
    except Exception as error:
        door.notes.wrong.append(f"{door.name}: {type(error).__name__}: {error}")
