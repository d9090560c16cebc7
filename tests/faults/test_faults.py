"""Must show 1: killed databases lose no registration, and random faults over a mixed load break no invariant.

What this machine cannot do (small disks without root, no strace, no compiler) is left out of the random runs and named:
`test_this_machine_can` is then skipped for that fault.
"""

from __future__ import annotations

import base64
import random
import signal
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.faults.catalogue import FAULTS, Fault, KillDatabase
from tests.faults.chaos import plan, random_faults, strike, violations
from tests.faults.house import House, arguments, open_house, processes, send
from tests.faults.load import Attempt, Book, Program, ended
from tests.faults.officials import OFFICIALS
from tests.support.needs import missing
from tests.support.seaweed import seaweed

pytestmark = pytest.mark.xdist_group("faults")
CLIENTS, EACH, KILLS = 32, 200, 3


@pytest.fixture
def breakable() -> Iterator[House]:
    """A house of one's own, in which only the clients of one run work: small disks and a movable clock, if possible."""
    with open_house(disks=not missing("mount"), clock=not missing("cc")) as opened:
        yield opened


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.needs(*kind.needs), id=kind.name) for kind in FAULTS if kind.needs]
)
def test_this_machine_can(kind: type[Fault]) -> None:
    """Names each fault that the random runs on this machine leave out."""
    assert not any(missing(need) for need in kind.needs)


def test_a_seed_gives_the_same_faults_again() -> None:
    def order(seed: int) -> list[str]:
        return [kind.name for kind in plan(FAULTS, 50, random.Random(seed))]

    assert order(7) == order(7) != order(8)
    assert len(order(7)) == 50
    assert {*order(7)} == {kind.name for kind in FAULTS}


@pytest.mark.brief
def test_a_few_random_faults_break_no_invariant(breakable: House) -> None:
    run = random_faults(breakable, 6, seconds=20, longest=0.5)
    assert not run.violations + run.book.wrong, str(run)
    assert run.faults


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_hundred_random_faults_break_no_invariant(breakable: House) -> None:
    """People and programs hand in, officials draft, approve, sign, dispatch, hand over and close: counter to shelf."""
    run = random_faults(breakable, 100, seconds=3600, longest=0.7, programs=2, officials=OFFICIALS)
    print(run)
    print(breakable.failures_told())
    assert not run.violations + run.book.wrong, str(run)
    assert len(run.faults) == 100
    assert run.book.acknowledged("case")
    assert run.book.acknowledged("supplement")
    assert run.book.acknowledged("request")
    assert {official.kind for official in OFFICIALS} == set(run.book.done)


class Registrar(Program):
    """Registers so many cases with one paper, one after the other."""

    def work(self) -> None:
        headers = {"Authorization": f"Bearer {self.house.token}"}
        with httpx.Client(base_url=self.house.url, headers=headers, timeout=30, trust_env=False) as self._http:
            for _case in range(EACH):
                mark = uuid.uuid4().hex
                paper = {"name": "zahtev.txt", "content_base64": base64.b64encode(f"{mark}\n".encode() * 20).decode()}
                body = {"procedure": "P036", "subject": f"Захтев {mark}", "documents": [paper]}
                self._hand_in(Attempt("case", mark, "/api/v1/cases", body))


@pytest.mark.long
def test_a_database_killed_three_times_loses_no_registration() -> None:
    """32 clients × 200 registrations on one register: 1 … n, nothing acknowledged missing, the log consistent."""
    with open_house() as house:
        book, over, dice = Book(), threading.Event(), random.Random(1)
        clients = [Registrar(house, book, random.Random(place), over) for place in range(CLIENTS)]
        house.token  # noqa: B018  # asked for once, before 32 clients need it
        threads = [threading.Thread(target=client.work, daemon=True) for client in clients]
        for thread in threads:
            thread.start()
        for kill in range(1, KILLS + 1):
            wanted = CLIENTS * EACH * kill // (KILLS + 1)
            house.until(lambda wanted=wanted: len(book.acknowledged("case")) >= wanted, 300, f"{wanted} registrations")  # type: ignore[misc]
            strike(house, KillDatabase, dice, 0.2)
        ended(threads, book, 400)
        assert book.broken
        assert not book.wrong
        assert len(book.acknowledged("case")) == CLIENTS * EACH
        house.until(lambda: not house.ask("SELECT 1 FROM journal_outbox LIMIT 1"), 120, "everything sealed")
        assert not violations(house, book, at_rest=False)
        [(first, last, count)] = house.ask("SELECT min(ordinal), max(ordinal), count(*) FROM registry_case")
        assert (first, last, count) == (1, CLIENTS * EACH, CLIENTS * EACH)


@pytest.mark.long
@pytest.mark.needs("seaweed")
def test_a_store_that_hangs_holds_up_nobody_else_and_loses_nothing() -> None:
    """The S3 server stands still during a registration: that one is told so, lists go on; later it is done once."""
    with seaweed("office") as endpoint:
        store = {**endpoint.environment, "SALTER_STORAGE_URL": "s3://office/papers"}
        with open_house(more=store) as house, ThreadPoolExecutor(1) as pool:
            port = f"-s3.port={endpoint.url.rpartition(':')[2]}".encode()
            servers = [pid for pid in processes() if port in arguments(pid)]
            assert servers
            assert house.register("Пре застоја").status_code == 201
            send(servers, signal.SIGSTOP)
            try:
                hanging = pool.submit(house.register, "Усред застоја", "once")
                for _look in range(5):
                    assert house.get("/api/v1/cases").elapsed.total_seconds() < 10
                refused = hanging.result(120)
            finally:
                send(servers, signal.SIGCONT)
            assert (refused.status_code, refused.json()["code"]) == (503, "storage-unavailable")
            house.until(lambda: house.register("Усред застоја", "once").status_code == 201, 60, "the store answers")
            assert house.register("Усред застоја", "once").json()["ordinal"] == 2
            house.come_to_rest()
            assert house.count("registry_case") == 2
