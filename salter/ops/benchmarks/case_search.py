"""The one box in an office with very many cases and papers, as a handler of one unit of twelve sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote

from salter.ops.benchmarks import crowd_papers, load
from salter.ops.benchmarks.case_list import session_of
from salter.ops.benchmarks.crowd import MARK, SUBJECTS, UNITS, Crowd, crowded_office
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import in_turns

MILLION, MANY, FEW = 1_000_000, 100_000, 10_000
ASKED = 160
CLIENTS = {2: Target("value", "at most", 100), 8: Target("value", "at most", 250)}


@benchmark("case-search")
def case_search(bench: Bench) -> Iterable[Figure]:
    """The one box at 100,000 cases and 500,000 papers, beside an office with a tenth of them; 2 and 8 clients."""
    yield from _searched(bench, "case-search", {"many": MANY, "few": FEW})


@benchmark("case-search-million")
def case_search_million(bench: Bench) -> Iterable[Figure]:
    """The one box at 1,000,000 cases and 5,000,000 papers, beside an office with a tenth of them; 2 and 8 clients."""
    yield from _searched(bench, "case-search-million", {"million": MILLION, "many": MANY})


def mixed(count: int, years: Sequence[int]) -> list[str]:
    """What is typed: of twenty searches six are numbers, six beginnings of names, seven words, one is mistyped."""
    from itertools import islice

    from salter.organisations.fictional import people

    names = [person.name_cyr if n % 2 else person.name_lat for n, person in enumerate(islice(people(7), 97))]
    words = crowd_papers.words()
    return [_typed(n, count, years, names, words) for n in range(ASKED)]


def _typed(n: int, count: int, years: Sequence[int], names: Sequence[str], words: Sequence[str]) -> str:
    kind, (ordinal, year) = n % 20, _number(n, count, years)
    if kind < 6:
        return (f"{MARK}-{ordinal}/{year}", f"{ordinal}/{year}", f"{MARK} – {ordinal} / {year % 100}")[n % 3]
    if kind < 12:
        given, surname = names[n % len(names)].split()[:2]
        return f"{surname[:-2]} {given}" if n % 2 else surname[:-1]
    word, other = words[int(len(words) * (n % 31 / 31) ** 3)], words[n * 577 % len(words)]
    if kind < 19:
        return (word, f"{word} {other}", f"{SUBJECTS[n % len(SUBJECTS)][n % 2]} {other}")[n % 3]
    return f"{other[0]}{other[2]}{other[1]}{other[3:]}"  # two letters are swapped


def _number(n: int, count: int, years: Sequence[int]) -> tuple[int, int]:
    """Ordinal and year of a case; every second one is of the handler's unit, the others mostly are not."""
    i = n * 7919 % count // UNITS * UNITS + n % 2 or UNITS
    book = (i - 1) * len(years) // count
    return i - book * count // len(years), years[book]


@dataclass(frozen=True, slots=True)
class _Seen:
    """Of each contender and round: 95th percentile of the waiting, processor time of one answer."""

    p95: Mapping[str, Sequence[float]]
    cpu: Mapping[str, Sequence[float]]
    others: float


def _searched(bench: Bench, name: str, sizes: Mapping[str, int]) -> Iterable[Figure]:
    """Fill the offices and search in turns."""
    assert bench.viewer
    offices = {}
    for code, count in sizes.items():
        bench.say(f"filling an office with {count} cases and {count * crowd_papers.PAPERS} papers")
        offices[code] = crowded_office(code, count, papers=True)
    seen = _measured(bench, offices, sizes)
    ours, theirs = sizes
    peer = f"office with {sizes[theirs]:,} cases"
    for clients, target in CLIENTS.items():
        mine, other = median(seen.p95[f"{ours} {clients}"]), median(seen.p95[f"{theirs} {clients}"])
        yield Figure(f"{name}, {clients} clients", mine, "ms p95", peer, other, target, seen.others)
    mine, other = median(seen.cpu[f"{ours} 2"]), median(seen.cpu[f"{theirs} 2"])
    yield Figure(name, mine, "CPU-ms", peer, other, Target("ratio", "at most", 1.5), seen.others)


def _measured(bench: Bench, offices: Mapping[str, Crowd], sizes: Mapping[str, int]) -> _Seen:
    with bench.served(worker=False) as served:
        asked = {code: _requests(crowd, served.url, sizes[code]) for code, crowd in offices.items()}
        cpu: dict[str, list[float]] = {f"{code} {clients}": [] for code in asked for clients in CLIENTS}

        def contender(code: str, clients: int) -> Callable[[], float]:
            def search() -> float:
                with bench.measured(served) as spent:
                    outcome = load.drive(served.url, asked[code], clients=clients)
                cpu[f"{code} {clients}"].append(spent.cpu_ms_per(ASKED))
                return outcome.percentile(0.95)

            return search

        for requests in asked.values():
            load.drive(served.url, requests)
        bench.say("measuring")
        contenders = {f"{code} {clients}": contender(code, clients) for code in asked for clients in CLIENTS}
        with bench.measured(served) as whole:
            p95 = in_turns(contenders, rounds=3)
    return _Seen(p95, cpu, whole.others)


def _requests(crowd: Crowd, url: str, count: int) -> list[bytes]:
    from salter.organisations.tenancy import scope
    from salter.registry.models import Register

    with scope(crowd.organisation.pk):
        years = list(Register.objects.filter(code="basic").order_by("year").values_list("year", flat=True))
    cookie = {"Cookie": f"sessionid={session_of(crowd.handler)}"}
    return [load.request("GET", f"{url}/find/?q={quote(typed)}", headers=cookie) for typed in mixed(count, years)]
