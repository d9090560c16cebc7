"""Papers come by every door while the worker is killed: the register book is complete and exact, in both formats.

What the book must hold is what senders and clerks were told, line by line and column by column (told.py).
"""

from __future__ import annotations

import io
import os
import random
import signal
import threading
import time
from collections import Counter as Count
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from salter.documents.storage import FolderStorage
from salter.ops.demo.office import CODE
from salter.ops.walk import PASSWORD
from salter.ops.walk_person import Person
from salter.registry.scans.watching import TAKEN_FOLDER
from tests.faults import doors
from tests.faults.chaos import complaints, seed_of_run
from tests.faults.doors import Door
from tests.faults.house import House, open_house
from tests.faults.invariants import AT_REST, Evidence, check
from tests.faults.letters import Killer, open_mailbox
from tests.faults.test_processes import another_than
from tests.faults.told import Line, Notes, serbian, today
from tests.support.imap import Cut, Server, pymap
from tests.support.printed_table import rows_of

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("faults")]
PLAN = {
    **{"api": (26, 12), "portal": (10, 10), "counter": (14, 12), "post": (12, 12)},
    **{"email": (10, 8), "mailbox": (6, 4), "scan": (8, 6)},
}
"""By each door so many new cases and so many supplements."""
ENTRIES, SUPPLEMENTS = 150, 64
ASKED = 7
"""So often the counter notices that a paper looks like one of the day: four times it is another, else a supplement."""
SHELVED = ("email", "mailbox", "scan")
"""These lie on the incoming shelf until a clerk registers them."""
LOOKS = """
from salter.organisations.models import Organisation
from salter.registry.scans import tasks
office = Organisation.objects.get(code="{code}")
for turn in range(30):
    later = tasks.look.configure(lock=f"scans:{{office.pk}}", schedule_in={{"seconds": 2 * turn}})
    later.defer(organisation=office.pk)
"""
"""The folder is looked into every two seconds for a minute; else it is once a minute."""


def test_the_book_is_complete_and_exact_whatever_the_door(tmp_path: Path) -> None:
    folder, notes = tmp_path / "scanner", Notes()
    folder.mkdir(parents=True)
    with pymap() as server, open_house(more={"SALTER_SCAN_FOLDERS": f"{CODE}={folder}"}) as house, cut(server) as line:
        line.heard = killer = Killer(house)
        threads = doors.at_once(everybody(house, notes, server, folder))
        kill_twice(house, killer, line, folder)
        wait_for(threads, notes)
        assert not notes.wrong, "\n".join(notes.wrong)
        house.until(lambda: all(server.seen()), 60, "all letters marked")
        house.come_to_rest()
        assert_everything_came(house, notes, server, folder, killer)
        pdf, workbook = (copy_of_the_book(house, form) for form in ("pdf", "xlsx"))
        house.come_to_rest()  # a copy is a document, too, which is described
        broken = check(Evidence(house.ask, FolderStorage(house.store)), AT_REST)
        assert [*broken, *complaints(house)] == []
    expected = in_order(notes.lines)
    assert lines_of_workbook(workbook) == [line.cells() for line in expected]
    assert lines_of_pdf(pdf) == [printed(line) for line in expected]


# --- everybody at work ---


@contextmanager
def cut(server: Server) -> Iterator[Cut]:
    """A line to the mailbox that somebody listens at."""
    line = Cut(server.port, 1 << 40)
    try:
        yield line
    finally:
        line.close()


def everybody(house: House, notes: Notes, server: Server, folder: Path) -> list[Door]:
    """All who bring papers, and the clerk at the shelf, who registers what came by e-mail, mailbox and scanner."""
    house.token  # noqa: B018  # asked for once, before anybody needs it
    dice = random.Random(seed_of_run())
    common = {name: (house, notes, random.Random(dice.random()), *much) for name, much in PLAN.items()}
    shelf = [sum(PLAN[name][place] for name in SHELVED) for place in (0, 1)]
    return [
        doors.Program(*common["api"]),
        doors.Citizen(*common["portal"]),
        doors.Counter(*common["counter"]),
        doors.Post(*common["post"]),
        doors.Writer(*common["email"], server=server),
        doors.Correspondent(*common["mailbox"]),
        doors.Scanner(*common["scan"], folder=folder),
        doors.Shelf(house, notes, dice, *shelf),
    ]


def kill_twice(house: House, killer: Killer, line: Cut, folder: Path) -> None:
    """Once when the first letters are kept and not marked yet, once when the first scans have been taken in."""
    open_mailbox(house, line.port)
    house.until(lambda: bool(killer.killed), 60, "the worker is killed over the letters")
    house.until(lambda: another_than(house, killer.killed), 60, "another worker")
    house.salter("manage", "shell", "-c", LOOKS.format(code=CODE))
    house.until(lambda: bool(house.count("registry_incoming", "door = 'scan'")), 90, "the first scan on the shelf")
    killed = house.worker
    os.kill(killed, signal.SIGKILL)
    house.until(lambda: another_than(house, killed), 60, "a third worker")


def wait_for(threads: list[threading.Thread], notes: Notes) -> None:
    """Until all have done their part; who has not in time is noted as wrong."""
    end = time.monotonic() + doors.SECONDS + 10
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
        if thread.is_alive():
            notes.wrong.append(f"{thread.name} does not end")


def assert_everything_came(house: House, notes: Notes, server: Server, folder: Path, killer: Killer) -> None:
    """All that was planned was told to somebody; each letter and scan was taken in once and is marked or moved."""
    assert len(notes.lines) == ENTRIES == sum(map(sum, PLAN.values()))
    assert sum(bool(line.sub) for line in notes.lines) == SUPPLEMENTS
    came = Count(door for (door,) in house.ask("SELECT door FROM registry_incoming"))
    assert came == {door: sum(PLAN[door]) for door in SHELVED}
    assert len(server.seen()) == killer.fetched == came["email"]
    assert len(list((folder / TAKEN_FOLDER).iterdir())) == came["scan"]
    numbers = {line.subject: line.submission for line in notes.lines}
    assert {subject: numbers[subject] for subject in notes.received} == notes.received
    assert house.count("registry_incoming", "state <> 'registered'") == 0
    assert notes.asked == ASKED


# --- the book ---


def copy_of_the_book(house: House, form: str) -> bytes:
    """Ask for it on the page of the book, wait until the worker has made it, and download it."""
    with Person(house.url, "pisarnica") as clerk:
        clerk.sign_in(PASSWORD).open(f"/registers/basic/{today().year}/").follow(r"/copy/$")
        clerk.submit({"format": form, "language": "sr"}, having="format")
        address, file = clerk.path, r"/registers/copies/[0-9a-f-]{36}/1/\?download$"
        house.until(lambda: bool(clerk.open(address).links(file)), 90, f"the copy of the book as {form}")
        return clerk.download(file)


def in_order(lines: list[Line]) -> list[Line]:
    """As the book has them: numbers 1 … n without a gap, each supplement under its case, sub-numbers 1 … n."""
    found = sorted(lines, key=lambda line: (line.ordinal, line.sub))
    cases = [line.ordinal for line in found if not line.sub]
    assert cases == list(range(1, len(cases) + 1))
    for case in cases:
        subs = [line.sub for line in found if line.ordinal == case]
        assert subs == list(range(len(subs)))
    return found


def lines_of_workbook(data: bytes) -> list[list[Any]]:
    """The cells of its first sheet under the headings; a day is a day, a number a number, nothing is nothing."""
    [*rows] = load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=2, values_only=True)
    assert all(row[9] is None for row in rows)  # no entry has a note
    return [[cell.date() if isinstance(cell, datetime) else cell or None for cell in row[:9]] for row in rows]


def lines_of_pdf(data: bytes) -> list[list[str]]:
    """The cells of its table without the headings and the numbers of the columns."""
    rows = [row for row in rows_of(data) if len(row) == 9]
    return [[squeezed(cell) for cell in row] for row in rows[2:]]


def printed(line: Line) -> list[str]:
    """What the cells of a line show in print."""
    days = [serbian(cell) if not isinstance(cell, str | int | None) else str(cell or "") for cell in line.cells()]
    return [squeezed(cell) for cell in days]


def squeezed(text: str) -> str:
    """Without spaces: where a line is broken in a narrow column, a space is not printed."""
    return "".join(text.split())
