"""Lists of cases of an office with very many of them, as the least-privileged people see them: the page and the API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from salter.ops.benchmarks import load
from salter.ops.benchmarks.crowd import Crowd, crowded_office
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import in_turns

if TYPE_CHECKING:
    from salter.organisations.models import Account

MILLION, MANY, FEW, PAGES = 1_000_000, 100_000, 1000, 160
PAGE, CALL = "/cases/?who=all&status=all", "/api/v1/cases?limit=40"
QUICK = Target("value", "at most", 60)


@benchmark("case-list")
def case_list(bench: Bench) -> Iterable[Figure]:
    """Lists at 100,000 cases, for a handler, a clerk and the clerk's token, beside an office with 1000; 8 clients."""
    seen = _looked_at(bench, {"many": MANY, "few": FEW})
    for name in ("handler", "clerk", "api"):
        yield seen.figure(f"case-list, {name}", f"many {name}", f"few {name}", "office with 1000 cases")


@benchmark("case-list-million")
def case_list_million(bench: Bench) -> Iterable[Figure]:
    """Lists at 1,000,000 cases, for the same three, beside an office with 100,000; 8 clients."""
    seen, peer = _looked_at(bench, {"million": MILLION, "many": MANY}), "office with 100,000 cases"
    for name in ("handler", "clerk", "api"):
        ours, theirs = f"million {name}", f"many {name}"
        yield seen.figure(f"case-list-million, {name}", ours, theirs, peer)
        yield seen.cost(f"case-list-million, {name}", ours, theirs, peer)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What each list took in each round: 95th percentile of the waiting, processor time of one answer."""

    p95: Mapping[str, Sequence[float]]
    cpu: Mapping[str, Sequence[float]]
    others: float

    def figure(self, name: str, ours: str, theirs: str, peer: str) -> Figure:
        """How long people wait."""
        cpu = {"cpu_ms": round(median(self.cpu[ours]), 1), "peer_cpu_ms": round(median(self.cpu[theirs]), 1)}
        return Figure(name, median(self.p95[ours]), "ms p95", peer, median(self.p95[theirs]), QUICK, self.others, cpu)

    def cost(self, name: str, ours: str, theirs: str, peer: str) -> Figure:
        """What one answer costs, which neighbours on the machine change least; it may not grow with the office."""
        flat = Target("ratio", "at most", 1.5)
        return Figure(name, median(self.cpu[ours]), "CPU-ms", peer, median(self.cpu[theirs]), flat, self.others)


def _looked_at(bench: Bench, sizes: Mapping[str, int]) -> _Seen:
    """Fill the offices and look at their lists in turns."""
    assert bench.viewer
    offices = {}
    for code, count in sizes.items():
        bench.say(f"filling an office with {count} cases")
        offices[code] = crowded_office(code, count)
    with bench.served(worker=False) as served:
        asked = {f"{code} {who}": one for code, crowd in offices.items() for who, one in _asked(crowd, served.url)}
        cpu: dict[str, list[float]] = {name: [] for name in asked}

        def contender(name: str) -> Callable[[], float]:
            def look() -> float:
                with bench.measured(served) as spent:
                    outcome = load.drive(served.url, [asked[name]] * PAGES)
                cpu[name].append(spent.cpu_ms_per(PAGES))
                return outcome.percentile(0.95)

            return look

        for request in asked.values():
            load.drive(served.url, [request] * 24)
        bench.say("measuring")
        with bench.measured(served) as whole:
            p95 = in_turns({name: contender(name) for name in asked}, rounds=3)
    return _Seen(p95, cpu, whole.others)


def _asked(crowd: Crowd, url: str) -> Iterable[tuple[str, bytes]]:
    """The three requests of an office."""
    for who, account in (("handler", crowd.handler), ("clerk", crowd.clerk)):
        yield who, load.request("GET", f"{url}{PAGE}", headers={"Cookie": f"sessionid={session_of(account)}"})
    yield "api", load.request("GET", f"{url}{CALL}", headers={"Authorization": f"Bearer {crowd.token}"})


def session_of(account: Account) -> str:
    """A signed-in session of the account, as signing in leaves it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)
