"""The list of cases of an office with very many of them, as the least-privileged clerk sees it."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import TYPE_CHECKING

from salter.ops.benchmarks import load
from salter.ops.benchmarks.crowd import crowded_office
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import in_turns

if TYPE_CHECKING:
    from salter.organisations.models import Account

MANY, FEW, PAGES = 100_000, 1000, 160


@benchmark("case-list")
def case_list(bench: Bench) -> Iterable[Figure]:
    """The list of cases at 100,000, for a handler and for a clerk, beside that of an office with 1000; 8 clients."""
    assert bench.viewer
    bench.say(f"filling two offices with {MANY} and {FEW} cases")
    many, few = crowded_office("many", MANY), crowded_office("few", FEW)
    with bench.served(worker=False) as served:

        def pages(account: Account) -> list[bytes]:
            cookie = {"Cookie": f"sessionid={_session(account)}"}
            return [load.request("GET", f"{served.url}/cases/?who=all&status=all", headers=cookie)] * PAGES

        asked = {"handler": pages(many.handler), "clerk": pages(many.clerk), "few": pages(few.handler)}
        for requests in asked.values():
            load.drive(served.url, requests[:24])
        cpu: dict[str, list[float]] = {name: [] for name in asked}

        def contender(name: str) -> float:
            with bench.measured(served) as spent:
                outcome = load.drive(served.url, asked[name])
            cpu[name].append(spent.cpu_ms_per(PAGES))
            return outcome.percentile(0.95)

        with bench.measured(served) as whole:
            rounds = in_turns({name: lambda name=name: contender(name) for name in asked}, rounds=3)  # type: ignore[misc]
    for name in ("handler", "clerk"):
        yield Figure(
            f"case-list, {name}",
            median(rounds[name]),
            "ms p95",
            "office with 1000 cases",
            median(rounds["few"]),
            target=Target("value", "at most", 60),
            others=whole.others,
            more={"cpu_ms": round(median(cpu[name]), 1), "peer_cpu_ms": round(median(cpu["few"]), 1)},
        )


def _session(account: Account) -> str:
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
