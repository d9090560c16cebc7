"""The list that an official begins the day with: own open cases by deadline, in an office with very many cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import median

from salter.ops.benchmarks import load
from salter.ops.benchmarks.case_list import FEW, MANY, session_of
from salter.ops.benchmarks.crowd import Crowd, crowded_office
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import in_turns

MINE, PAGES = 200, 80
PAGE = "/cases/?who=me&sort=due"
QUICK = Target("value", "at most", 30)


@benchmark("my-cases")
def my_cases(bench: Bench) -> Iterable[Figure]:
    """The first 40 of a handler's 200 open cases by deadline, in an office with 100,000; one client."""
    assert bench.viewer
    offices = {}
    for code, count in (("many", MANY), ("few", FEW)):
        bench.say(f"filling an office with {count} cases")
        offices[code] = crowded_office(code, count)
    held = {code: _hold(crowd) for code, crowd in offices.items()}
    cpu: dict[str, list[float]] = {code: [] for code in offices}
    with bench.served(worker=False) as served:
        asked = {code: _asked(crowd, served.url) for code, crowd in offices.items()}

        def contender(code: str) -> Callable[[], float]:
            return lambda: look(code)

        def look(code: str) -> float:
            with bench.measured(served) as spent:
                outcome = load.drive(served.url, [asked[code]] * PAGES, clients=1)
            cpu[code].append(spent.cpu_ms_per(PAGES))
            return outcome.percentile(0.95)

        for request in asked.values():
            load.drive(served.url, [request] * 24, clients=1)
        bench.say("measuring")
        with bench.measured(served) as whole:
            found = in_turns({code: contender(code) for code in offices}, rounds=5)
    ours, peer = median(found["many"]), median(found["few"])
    spent = {"cpu_ms": round(median(cpu["many"]), 1), "peer_cpu_ms": round(median(cpu["few"]), 1)}
    more = spent | {"cases": held["many"], "peer_cases": held["few"]}
    yield Figure("my-cases", ours, "ms p95", "office with 1000 cases", peer, QUICK, whole.others, more)


def _asked(crowd: Crowd, url: str) -> bytes:
    return load.request("GET", f"{url}{PAGE}", headers={"Cookie": f"sessionid={session_of(crowd.handler)}"})


def _hold(crowd: Crowd, most: int = MINE) -> int:
    """The handler keeps so many open cases, the rest waits for somebody else; gives how many they are."""
    from salter.organisations.access import viewer_of
    from salter.organisations.tenancy import scope
    from salter.registry import desk
    from salter.registry.desk import Narrow
    from salter.registry.models import Case

    with scope(crowd.organisation.pk):
        mine = desk.cases(viewer_of(crowd.handler, crowd.organisation), Narrow("me", by_due=True))
        held = list(mine.values_list("pk", flat=True))
        step = max(len(held) / most, 1)
        kept = {held[int(place * step)] for place in range(min(most, len(held)))}
        Case.objects.filter(pk__in=[case for case in held if case not in kept]).update(handler=None)
        return len(kept)
