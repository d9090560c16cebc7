"""People and programs at work: a mixed load over HTTP, by clients that note what they were told.

Each client behaves as a good one does: what breaks off or is answered by 503 is sent again with the same
Idempotency-Key until it is answered. What was answered is acknowledged; what was not, when the work ends, is unknown.
"""

from __future__ import annotations

import base64
import hashlib
import random
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx

from salter.ops.walk import PASSWORD, answer, written
from salter.ops.walk_person import Person, WalkFailed
from tests.faults.house import House

AGAIN = 0.2  # seconds before something is sent again
PATIENCE = 20.0  # seconds that a client waits for an answer
QUESTION = re.compile(r"/requests/(?P<draft>[0-9a-f-]{36})/(?P<code>[a-z-]+)/$")
BUSY = (429, 502, 503, 504)  # come back later


@dataclass
class Attempt:
    """Something that a client wanted, under a mark that stands in the subject of what came of it."""

    kind: str  # case, supplement or request
    mark: str
    path: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    answer: dict[str, Any] | None = None
    sent: int = 0

    @property
    def acknowledged(self) -> bool:
        """Whether the client was told that it is done."""
        return self.answer is not None


@dataclass
class Book:
    """What all clients noted: shared between their threads, for a list is appended to as a whole."""

    attempts: list[Attempt] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Answers that no fault excuses: refusals of what is right, error pages, another answer to the same key."""
    times: list[float] = field(default_factory=list)
    """Seconds until an answer came, of what was sent and answered."""
    done: Counter[str] = field(default_factory=Counter)
    """What officials did, by its kind."""
    broken: int = 0
    """How often something broke off or was answered by “come back later”."""

    @property
    def deeds(self) -> int:
        """How much was done for sure, by whomever."""
        return sum(attempt.acknowledged for attempt in self.attempts) + sum(self.done.values())

    def acknowledged(self, kind: str) -> list[Attempt]:
        """What was done for sure."""
        return [attempt for attempt in self.attempts if attempt.kind == kind and attempt.acknowledged]


class Over(Exception):
    """The work has ended while something was waited for."""


class SignedOut(Exception):
    """A session that a moved clock has ended; the person signs in again. Elsewhere no session may end."""


@dataclass
class Client:
    """What all clients share: the house, the book, own dice and the end of the work."""

    house: House
    book: Book
    dice: random.Random
    over: threading.Event

    def pause(self, seconds: float) -> None:
        """Wait. Raises Over when the work ends."""
        if self.over.wait(seconds):
            raise Over


class Program(Client):
    """A program of another system that hands in over the API."""

    def work(self) -> None:
        """One thing after the other until the work is over."""
        timeout = httpx.Timeout(PATIENCE)
        headers = {"Authorization": f"Bearer {self.house.token}"}
        with httpx.Client(base_url=self.house.url, headers=headers, timeout=timeout, trust_env=False) as self._http:
            while not self.over.is_set():
                deed = self.dice.choices([self.register, self.supplement, self.look, self.repeat], [10, 3, 4, 2])[0]
                deed()
                self.pause(self.dice.uniform(0.3, 2))

    def register(self) -> None:
        """A new case with one or two papers."""
        mark = uuid.uuid4().hex
        papers = [self._paper(place) for place in range(self.dice.choice([1, 1, 2]))]
        body: dict[str, Any] = {"procedure": "P036", "subject": f"Захтев {mark}"}
        body |= {"documents": [paper for paper, _hash in papers], "party": {"kind": "person", "name": "Стојан Пешић"}}
        self._hand_in(Attempt("case", mark, "/api/v1/cases", body, tuple(digest for _paper, digest in papers)))

    def supplement(self) -> None:
        """A supplement to a case that was acknowledged, if there is one."""
        known = self.book.acknowledged("case")
        if known:
            mark = uuid.uuid4().hex
            paper, digest = self._paper(0)
            body = {"subject": f"Допуна {mark}", "documents": [paper]}
            case = self.dice.choice(known).answer or {}
            self._hand_in(Attempt("supplement", mark, f"/api/v1/cases/{case['id']}/submissions", body, (digest,)))

    def look(self) -> None:
        """A list, a search or the count of a register."""
        year = time.gmtime().tm_year
        path = self.dice.choice(
            ["/cases?limit=50", "/cases?q=zahtev", "/cases?status=formed", f"/registers/basic/{year}"]
        )
        try:
            found = self._http.get(f"/api/v1{path}")
        except httpx.TransportError:
            self.book.broken += 1
            return
        if found.status_code not in (200, *BUSY):
            self.book.wrong.append(f"GET {path}: {found.status_code} {found.text[:300]}")

    def repeat(self) -> None:
        """The same again with the same key: the same answer must come."""
        known = self.book.acknowledged("case") + self.book.acknowledged("supplement")
        if known:
            first = self.dice.choice(known)
            again = Attempt(first.kind, first.mark, first.path, first.body)
            self._send(again)
            if again.answer != first.answer:
                self.book.wrong.append(f"the same key, another answer: {first.answer} {again.answer}")

    def _paper(self, place: int) -> tuple[dict[str, str], str]:
        text = f"{uuid.uuid4().hex}\n" * self.dice.randrange(10, 1500)
        content = text.encode()
        paper = {"name": f"prilog-{place}.txt", "content_base64": base64.b64encode(content).decode()}
        return paper, hashlib.sha256(content).hexdigest()

    def _hand_in(self, attempt: Attempt) -> None:
        self.book.attempts.append(attempt)
        self._send(attempt)

    def _send(self, attempt: Attempt) -> None:
        """Send until it is answered."""
        while attempt.answer is None:
            attempt.sent += 1
            begin = time.monotonic()
            try:
                found = self._http.post(attempt.path, json=attempt.body, headers={"Idempotency-Key": attempt.mark})
            except httpx.TransportError:
                self.book.broken += 1
                self.pause(AGAIN)
                continue
            self.book.times.append(time.monotonic() - begin)
            if found.status_code == 201:
                attempt.answer = found.json()
            elif found.status_code in BUSY:
                self.book.broken += 1
                self.pause(AGAIN)
            else:
                self.book.wrong.append(f"POST {attempt.path}: {found.status_code} {found.text[:300]}")
                return


class PersonAtWork(Client):
    """Somebody at a browser: a page that does not come is asked for again."""

    username: str

    def work(self) -> None:
        """Sign in and do the work, again and again until it is over."""
        while not self.over.is_set():
            with Person(self.house.url, self.username) as self.person, suppress(SignedOut):
                self.patiently(self.sign_in)
                self.one_round()
            self.pause(self.dice.uniform(0.2, 1))

    def sign_in(self) -> None:
        """Raises SignedOut when the clock was moved just then, which ends the new session at once."""
        try:
            self.person.sign_in(PASSWORD)
        except WalkFailed as failed:
            if self.house.clock and "is not signed in" in str(failed):
                raise SignedOut from failed
            raise

    def one_round(self) -> None:
        """What this person does once signed in."""
        raise NotImplementedError

    def patiently(self, do: Callable[[], object]) -> None:
        """Do one thing, again while the office cannot answer. Raises Over; what is refused is noted."""
        while True:
            try:
                do()
                self.still_signed_in()
                return
            except httpx.TransportError:
                self.book.broken += 1
            except WalkFailed as failed:
                if self.house.clock and ": 400." in str(failed):  # the session ended within the request
                    raise SignedOut from failed
                if not any(f": {status}." in str(failed) for status in BUSY):
                    raise
                self.book.broken += 1
            self.pause(AGAIN)

    def still_signed_in(self) -> None:
        """Raises SignedOut when the page is the one to sign in at, because the clock was moved."""
        if self.house.clock and self.person.path.endswith("/sign-in/"):
            raise SignedOut


class Citizen(PersonAtWork):
    """Hands in requests on the portal: question after question, with a sketch."""

    username = "gradjanin"

    def one_round(self) -> None:
        """One request from the first question to the page that says it was received."""
        try:
            self.patiently(lambda: self.person.open("/services/P036/start/").submit({}))
            draft = self.fill_in()
            attempt = Attempt("request", draft)
            self.book.attempts.append(attempt)
            self.patiently(lambda: self.send(draft))
            attempt.answer = {
                "number": written(self.person, r"data-copy=\"([^\"]+)\""),
                "submission_number": written(self.person, r"/status/([0-9A-Z-]+)/"),
            }
        except WalkFailed as failed:
            self.book.wrong.append(f"portal: {failed}")

    def fill_in(self) -> str:
        """Answer the questions; after a break go on where it was left. Out: the draft's id."""
        draft = ""
        while (found := QUESTION.search(self.person.path)) and found["code"] != "check":
            self.pause(0)  # nobody answers on when the work is over
            draft = found["draft"]
            self.patiently(partial(self.one_answer, draft))
        if not draft:
            raise WalkFailed(f"no question at {self.person.path}")
        return draft

    def one_answer(self, draft: str) -> None:
        """The question that is open; asking for the draft first leads to the first one without an answer."""
        self.person.open(f"/requests/{draft}/")
        found = QUESTION.search(self.person.path)
        if found and found["code"] != "check":
            answer(self.person, found["code"])

    def send(self, draft: str) -> None:
        """Press the button; when the page says that it was sent already, that is the answer."""
        self.person.open(f"/requests/{draft}/")
        self.still_signed_in()
        if not self.person.path.endswith("/sent/"):
            self.person.submit({})


class Assigner(PersonAtWork):
    """The clerk, who gives new cases to a handler."""

    username = "pisarnica"

    def one_round(self) -> None:
        """Assign one case that was acknowledged, if there is one."""
        known = self.book.acknowledged("case")
        if known:
            path = f"/cases/{(self.dice.choice(known).answer or {})['id']}/"
            try:
                self.patiently(lambda: self.assign(path))
            except WalkFailed as failed:
                if ": 422." not in str(failed) or not self.book.done["closed"]:  # it is closed meanwhile, and says so
                    self.book.wrong.append(f"assign: {failed}")

    def assign(self, path: str) -> None:
        """By the form of the case."""
        self.person.open(f"{path}assign/")
        self.still_signed_in()
        options = [option.get("value") for option in self.person.page.xpath("//select[@name='to']//option[@value!='']")]
        chosen = self.dice.choice(options)
        self.person.submit({"to": chosen, "anyway": chosen}, having="to")  # somebody who is away, too


@contextmanager
def at_work(
    house: House, seed: int, programs: int = 4, people: bool = True, officials: Sequence[type[PersonAtWork]] = ()
) -> Iterator[Book]:
    """A mixed load while the block runs. What a client did not expect is in the book."""
    book, over = Book(), threading.Event()
    kinds: list[type[Program | PersonAtWork]] = [Program] * programs + ([Citizen, Assigner] if people else [])
    kinds += officials
    clients = [kind(house, book, random.Random(seed + place), over) for place, kind in enumerate(kinds)]
    threads = [
        threading.Thread(target=_run, args=(client,), name=type(client).__name__, daemon=True) for client in clients
    ]
    house.token  # noqa: B018  # asked for once, before anybody needs it
    for thread in threads:
        thread.start()
    try:
        yield book
    finally:
        over.set()
        ended(threads, book)


def ended(threads: Sequence[threading.Thread], book: Book, seconds: float = 180) -> None:
    """Wait until all clients have ended; one that does not is noted as wrong."""
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            book.wrong.append(f"{thread.name} does not end")


def _run(client: Program | PersonAtWork) -> None:
    try:
        client.work()
    except Over:
        return
    except Exception as error:
        client.book.wrong.append(f"{type(client).__name__}: {type(error).__name__}: {error}")
