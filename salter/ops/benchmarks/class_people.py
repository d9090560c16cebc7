"""The people of a class, in a process of its own: trainees who come in by their slips and do the exercise through its
pages, while every open page asks for its guide; and the trainer, whose board is open and who says something.

The process is given a plan and writes what was seen. A trainee who is late hurries; one who is early waits.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from salter.ops.benchmarks.class_browser import Browser, NotAsExpected, Page, Seen

GUIDE_SECONDS, BOARD_SECONDS = 6.0, 1.5
"""As often as open pages ask."""
SAID = "Погледајте датум, {number}. пут."
SAYS_AT = (0.2, 0.45, 0.7)
"""When the trainer says something, in parts of the whole time: in the shortest class, too, an open page has asked twice
before something else is said."""
STEPS, GRACE = 6, 30
"""Who has not come to the end half a minute after the others has not come to the end."""
REQUESTS = (22, 7, 6, 5, 5, 6)
"""About so many requests each step takes: for the pauses between them."""
GUIDE = re.compile(r'id="sl-guide"[^>]*? hx-get="([^"]+)"[^>]*? hx-vals=\'\{"mark": "([^"]*)"\}\'', re.S)
PLACE, REACHED = re.compile(r"data-open>(\d+)"), re.compile(r"</progress> (\d+)/")
STATE = re.compile(r'id="sl-board" hx-get="([^"]+)"')
QUESTION = re.compile(r"/requests/[0-9a-f-]{36}/([a-z-]+)/$")
DAYS = {"from": ("1", "4", "2026"), "until": ("30", "9", "2026")}
ANSWERS = {"purpose": "stall", "place": "Трг ведрине 5", "area": "12", "phone": ""}
DECISION = {
    "outcome": "granted",
    "disposition": "Одобрава се постављање тезге на Тргу ведрине 5, површине 12 m², од 1. априла до 30. септембра.",
    "reasoning": "Странка је поднела захтев и приложила скицу. Пролаз за пешаке остаје слободан. Захтев је основан.",
    "then": "submit",
}


@dataclass
class Told:
    """What was noted beside the requests: seconds that the board was behind, seconds until words were on a page."""

    deeds: dict[tuple[int, int], float] = field(default_factory=dict)
    shown: dict[tuple[int, int], float] = field(default_factory=dict)
    said: dict[int, float] = field(default_factory=dict)
    heard: dict[int, dict[int, float]] = field(default_factory=dict)
    joined: list[float] = field(default_factory=list)
    finished: int = 0
    requests: list[int] = field(default_factory=list)


@dataclass
class Class:
    """The plan, and what is seen of it. `began` is the moment on the clock of the process."""

    plan: dict[str, Any]
    seen: Seen = field(default_factory=Seen)
    told: Told = field(default_factory=Told)
    began: float = field(default_factory=time.monotonic)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def whole(self) -> float:
        """How long it lasts, in seconds."""
        return float(self.plan["seconds"])

    @property
    def left(self) -> float:
        """So many seconds are left of it."""
        return max(0.0, self.began + self.whole - time.monotonic())

    async def until(self, moment: float) -> None:
        """Wait until so many seconds after the beginning."""
        await asyncio.sleep(max(0.0, self.began + moment - time.monotonic()))

    def failed(self, who: str, error: Exception) -> None:
        """Something was not as it should be."""
        self.seen.errors.append(f"{who}: {type(error).__name__}: {error}"[:300])


class Trainee:
    """Somebody at a place of the class; `works` for those who do the exercise within the time."""

    def __init__(self, room: Class, number: int, code: str, *, comes: float, works: bool) -> None:
        self.room, self.number, self.code, self.comes, self.works = room, number, code, comes, works
        self.browser = Browser(room.plan["url"], room.seen, number)
        self.guide = ("", "")
        self.page = Page("/", 200, {}, "")
        self.asked = 0
        self.pause = 0.0
        self.case_number = self.case = self.act = ""

    async def live(self) -> None:
        """From coming in to the end of the class."""
        await self.room.until(self.comes)
        try:
            await self._join()
        except (NotAsExpected, OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            self.room.failed(f"place {self.number} joins", error)
            return
        listening = asyncio.create_task(self._listen())
        try:
            if self.works:
                await asyncio.wait_for(self._work(), self.room.left + GRACE)
        except (NotAsExpected, OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            self.room.failed(f"place {self.number}", error)
        await self.room.until(self.room.whole)
        listening.cancel()
        await self.browser.close()

    async def _join(self) -> None:
        page = await self.browser.get(f"/join/{self.code}/", "joins")
        began = time.monotonic()
        self._see(await self.browser.post(page, {}, kind="joins"))
        self.room.told.joined.append(time.monotonic() - began)

    async def _listen(self) -> None:
        """What an open page does: it asks for its guide. The first time somewhere within the six seconds."""
        await asyncio.sleep(GUIDE_SECONDS * (self.number * 0.618 % 1))
        while True:
            if self.guide[0] and not self.browser.busy.locked():
                address, mark = self.guide
                try:
                    page = await self.browser.get(f"{address}&mark={mark}", "guides")
                except (NotAsExpected, OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                    self.room.failed(f"guide of place {self.number}", error)
                else:
                    self._hear(page, address)
            await asyncio.sleep(GUIDE_SECONDS)

    def _hear(self, page: Page, address: str) -> None:
        if page.status == 204:
            self.guide = (address, json.loads(page.headers["hx-trigger"])["sl-mark"])
        else:
            self._see(page, guide_only=True)

    def _see(self, page: Page, *, guide_only: bool = False) -> None:
        """A page stands before the trainee now."""
        found = GUIDE.search(page.text)
        if found:
            self.guide = (unescape(found[1]), unescape(found[2]))
        for number, began in self.room.told.said.items():
            if SAID.format(number=number) in page.text:
                self.room.told.heard.setdefault(number, {}).setdefault(self.number, time.monotonic() - began)
        if not guide_only:
            self.page = page

    async def _work(self) -> None:
        """The six steps, evenly over the time that is left."""
        begins = time.monotonic() - self.room.began + 3
        slot = (self.room.whole - 8 - begins) / STEPS
        steps = (self._asks, self._assigns, self._decides, self._signs, self._sends, self._opens)
        for place, step in enumerate(steps):
            await self.room.until(begins + place * slot)
            self.pause = slot * 0.85 / REQUESTS[place]
            async with self._done(place + 1):
                await step()
        self.room.told.finished += 1
        self.room.told.requests.append(self.asked)

    @asynccontextmanager
    async def _done(self, step: int) -> AsyncIterator[None]:
        """The last request of a step is the deed; the board should know it soon after."""
        yield
        if f'value="{step}" aria-hidden' not in self.page.text:
            raise NotAsExpected(f"step {step} was not seen: {self.page.path} {self.page.heading}")

    async def _open(self, address: str) -> None:
        await asyncio.sleep(self.pause)
        self.asked += 1
        self._see(await self.browser.get(address))

    async def _follow(self, pattern: str) -> None:
        await self._open(self.page.link(pattern))

    async def _fill(self, fields: dict[str, str], having: str = "", deed: int = 0) -> None:
        await asyncio.sleep(self.pause)
        self.asked += 2
        self._see(await self.browser.post(self.page, fields, having=having))
        if deed:
            self.room.told.deeds[self.number, deed] = self.browser.answered

    async def _become(self, post: str) -> None:
        await asyncio.sleep(self.pause)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page.text)
        if found is None:
            raise NotAsExpected(f"{self.page.path} has no form")
        self.asked += 2
        self._see(await self.browser.send(f"/practice/as/{post}/", {"csrfmiddlewaretoken": [found[1]]}))

    async def _asks(self) -> None:
        await self._open("/services/P036/")
        await self._follow("/start/")
        await self._fill({})
        for _question in range(20):
            found = QUESTION.search(self.page.path)
            if not found or found[1] == "check":
                break
            await self._answer(found[1])
        await self._fill({}, deed=1)
        number = re.search(r"data-copy=\"([^\"]+)\"", self.page.text)
        if number is None:
            raise NotAsExpected(f"no number: {self.page.path} {self.page.heading}")
        self.case_number = number[1]

    async def _answer(self, code: str) -> None:
        if code in DAYS:
            await self._fill(dict(zip(("answer_day", "answer_month", "answer_year"), DAYS[code], strict=True)))
        else:
            await self._fill({"answer": ANSWERS[code]} if code in ANSWERS else {}, having="answer")

    async def _assigns(self) -> None:
        await self._become("pisarnica")
        await self._open(f"/cases/?q={quote(self.case_number)}&status=all")
        await self._follow(r"/cases/[0-9a-f-]{36}/$")
        self.case = self.page.path
        await self._follow(rf"{self.case}assign/$")
        handler = re.search(rf'value="([^"]+)"[^>]*>[^<]*{self.room.plan["handler"]}', self.page.text)
        if handler is None:
            raise NotAsExpected(f"{self.page.path} does not offer {self.room.plan['handler']}")
        await self._fill({"to": handler[1]}, having="to", deed=2)

    async def _decides(self) -> None:
        await self._become("obrada")
        await self._open(self.case)
        await self._follow(r"/acts/new/\?kind=decision$")
        await self._fill(DECISION, having="disposition", deed=3)

    async def _signs(self) -> None:
        await self._become("potpis")
        await self._open("/office/sign/")
        await self._follow(rf"{self.case}acts/[0-9a-f-]{{36}}/$")
        self.act = self.page.path.rstrip("/").rpartition("/")[2]
        await self._fill({"deed": "sign"}, having="deed", deed=4)

    async def _sends(self) -> None:
        await self._become("pisarnica")
        await self._open("/office/dispatch/")
        await self._follow(rf"/office/dispatch/{self.act}/$")
        await self._fill({}, having="channel", deed=5)

    async def _opens(self) -> None:
        await self._become("gradjanin1")
        await self._open("/mailbox/")
        await self._follow(r"/mailbox/[0-9a-f-]{36}/$")
        await self._fill({}, deed=6)


class Trainer:
    """The laptop of the trainer: the board is open, and something is said now and then."""

    def __init__(self, room: Class) -> None:
        self.room = room
        self.board, self.speaker = (Browser(room.plan["url"], room.seen) for _browser in range(2))
        for browser in (self.board, self.speaker):
            browser.cookies["sessionid"] = room.plan["session"]
        self.address = f"/practice/classes/{room.plan['class']}/"

    async def live(self) -> None:
        """Until everybody has ended."""
        page = await self.board.get(self.address, "boards")
        speaking = asyncio.create_task(self._speak())
        last = False
        while not last:
            last = self.room.over.is_set()  # one look more, for what was done last
            found = STATE.search(page.text)
            address = unescape(found[1]) if found else f"{self.address}rows/"
            await asyncio.sleep(BOARD_SECONDS)
            try:
                fresh = await self.board.get(address, "boards")
            except (NotAsExpected, OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                self.room.failed("board", error)
                continue
            if fresh.status == 200:
                page = fresh
                self._read(page.text)
        await speaking

    def _read(self, text: str) -> None:
        now = time.monotonic()
        for row in text.split("<tr ")[2:]:
            place, reached = PLACE.search(row), REACHED.search(row)
            if place and reached:
                for step in range(1, int(reached[1]) + 1):
                    self.room.told.shown.setdefault((int(place[1]), step), now)

    async def _speak(self) -> None:
        for number, part in enumerate(SAYS_AT, 1):
            await self.room.until(self.room.whole * part)
            page = await self.speaker.get(self.address, "boards")
            self.room.told.said[number] = time.monotonic()
            await self.speaker.post(page, {"text": SAID.format(number=number)}, having="text", kind="says")


async def play(plan: dict[str, Any]) -> dict[str, Any]:
    """Let a class happen; gives what was seen, for JSON."""
    room = Class(plan)
    seats = plan["seats"]
    workers = {round(place * len(seats) / plan["workers"]) for place in range(plan["workers"])}
    leading = asyncio.create_task(Trainer(room).live())
    people = [
        Trainee(room, number, code, comes=plan["joining"] * place / len(seats), works=place in workers)
        for place, (number, code) in enumerate(seats)
    ]
    await asyncio.gather(*(person.live() for person in people))
    room.over.set()
    await leading
    told = room.told
    return {
        "ms": dict(room.seen.ms),
        "errors": room.seen.errors,
        "behind": [max(0.0, told.shown[deed] - at) for deed, at in told.deeds.items() if deed in told.shown],
        "unseen": len(told.deeds.keys() - told.shown.keys()),
        "heard": [list(one.values()) for one in told.heard.values()],
        "said": len(told.said),
        "joined": told.joined,
        "finished": told.finished,
        "requests": told.requests,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(play(json.loads(Path(sys.argv[1]).read_text("utf-8"))))))
