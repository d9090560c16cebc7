"""Registering over HTTP: a real server, a real worker, and everything that they and the database use for it."""

from __future__ import annotations

import base64
import itertools
import json
import random
import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from salter.ops.benchmarks import load
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench, Served
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import in_turns

CLIENTS = 8
REQUESTS = 200
BYTES = 20_000
WORDS = ["молим", "да", "ми", "се", "одобри", "заузеће", "јавне", "површине", "испред", "улаза", "у", "зграду"]
OURS, ROW, STORED = "registration", "one-row ORM insert", "20 kB stored, one row"


@dataclass(frozen=True, slots=True)
class Round:
    """What one round gave: operations a second as clients saw them, processor time of one until all is quiet."""

    per_second: float
    cpu_ms: float
    p95_ms: float
    others: float


@benchmark("registration-http")
def registration_http(bench: Bench) -> Iterable[Figure]:
    """POST /api/v1/cases with a document of 20 kB, 8 clients, one register, worker included, beside lesser handlers."""
    with bench.served() as ours, bench.served(settings="salter.ops.benchmarks.peers.settings", worker=False) as peers:
        sent = _Requests(bench)
        contenders = {
            OURS: _player(bench, ours, sent.registrations(f"{ours.url}/api/v1/cases")),
            ROW: _player(bench, peers, sent.rows(f"{peers.url}/api/v1/row")),
            STORED: _player(bench, peers, sent.registrations(f"{peers.url}/api/v1/document")),
        }
        for play in contenders.values():
            play()
        bench.say("measuring")
        rounds = in_turns(contenders)
    return _figures(rounds)


def _figures(rounds: dict[str, list[Round]]) -> list[Figure]:
    others = statistics.median(one.others for found in rounds.values() for one in found)
    rate = {name: statistics.median(one.per_second for one in found) for name, found in rounds.items()}
    cost = {name: statistics.median(one.cpu_ms for one in found) for name, found in rounds.items()}
    p95 = statistics.median(one.p95_ms for one in rounds[OURS])
    more: dict[str, Any] = {
        "cpu_ms": {name: round(value, 2) for name, value in cost.items()},
        "rounds": {name: [round(one.per_second, 1) for one in found] for name, found in rounds.items()},
        "p95_ms": round(p95, 1),
    }
    name = "registration-http"
    limit = Target("value", "at most", 5)
    return [
        Figure(name, cost[OURS], "CPU-ms", ROW, cost[ROW], limit, others, more),
        Figure(name, rate[OURS], "1/s", ROW, rate[ROW], Target("ratio", "at least", 0.2), others, more),
        Figure(name, rate[OURS], "1/s", STORED, rate[STORED], Target("ratio", "at least", 0.4), others, more),
    ]


def _player(bench: Bench, served: Served, requests: Iterator[bytes]) -> Callable[[], Round]:
    """One round: so many requests, and the worker's share until it has done it all."""

    def play() -> Round:
        batch = [*itertools.islice(requests, REQUESTS)]
        with bench.measured(served) as spent:
            outcome = load.drive(served.url, batch, clients=CLIENTS, expect=201)
            bench.wait_until_quiet()
        return Round(outcome.per_second, spent.cpu_ms_per(REQUESTS), outcome.percentile(0.95), spent.others)

    return play


class _Requests:
    """Requests without end; no two are the same: another person, another paper, another key."""

    def __init__(self, bench: Bench) -> None:
        from salter.organisations.models import Role

        self._headers = {"Authorization": f"Bearer {bench.token(Role.REGISTRY_CLERK)}"}
        self._numbers = itertools.count(1)
        self._chance = random.Random(2026)

    def registrations(self, url: str) -> Iterator[bytes]:
        """Papers of new people."""
        for number in self._numbers:
            body = json.dumps(self._paper(number), ensure_ascii=False).encode()
            yield load.request("POST", url, headers={**self._headers, "Idempotency-Key": f"paper-{number}"}, body=body)

    def rows(self, url: str) -> Iterator[bytes]:
        """One short name each."""
        for number in self._numbers:
            body = json.dumps({"name": f"row-{number}"}).encode()
            yield load.request("POST", url, headers=self._headers, body=body)

    def _paper(self, number: int) -> dict[str, Any]:
        from salter.organisations.identifiers import make_test_jmbg

        born = date(1930, 1, 1) + timedelta(days=number % 25_000)
        person = {"kind": "person", "name": f"Мила Ведрић {number}", "address": "Главна 1, Мера"}
        return {
            "procedure": "P036",
            "subject": f"Захтев за заузеће јавне површине, улица бр. {number}",
            "channel": "counter",
            "party": {**person, "identifier": make_test_jmbg(born, bool(number % 2), number // 25_000 + 1)},
            "documents": [
                {
                    "name": f"zahtev-{number}.txt",
                    "media_type": "text/plain",
                    "content_base64": base64.b64encode(self._text(number)).decode(),
                }
            ],
        }

    def _text(self, number: int) -> bytes:
        text = f"Захтев {number}\n" + " ".join(self._chance.choices(WORDS, k=BYTES // 6))
        return text.encode()[:BYTES].decode(errors="ignore").encode()
