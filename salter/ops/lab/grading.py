"""What was done well and what was not, by what stands there and by the order of the commands. Pure.

Each criterion has its points once; what a criterion says of a mistake is in texts.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from salter.ops.lab import texts
from salter.ops.lab.folder import Truth
from salter.ops.lab.notes import Command


@dataclass(frozen=True)
class Restored:
    """An office that was restored in the lab: from which snapshot, whether it is open, what the doctor says of it."""

    cluster: str
    snapshot: str
    is_open: bool
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What stands in the lab now. `evidence`, `good` and `report` are empty when nothing is wrong with them."""

    truth: Truth
    commands: Sequence[Command]
    restored: Sequence[Restored]
    evidence: str = ""
    evidence_gone: bool = False
    good: str = ""
    damaged_runs: bool = False
    report: Sequence[str] = ()

    @property
    def office(self) -> Restored | None:
        """The office that work goes on in: an open one, else the last that was restored."""
        chosen = [one for one in self.restored if one.is_open] or list(self.restored)
        return chosen[-1] if chosen else None


@dataclass(frozen=True)
class Finding:
    """One criterion: what it is worth, whether it is met, and (Cyrillic) what is said of it."""

    key: str
    points: int
    met: bool
    says: str
    details: tuple[str, ...] = field(default=())


def findings(facts: Facts) -> list[Finding]:
    """Every criterion, in the order in which things are done."""
    judged = dict(_judged(facts))
    return [_finding(key, row, judged[key], facts) for key, row in texts.data()["criteria"].items()]


def _finding(key: str, row: dict[str, object], wrong: tuple[str, str] | None, facts: Facts) -> Finding:
    points = int(str(row["points"]))
    if wrong is None:
        return Finding(key, points, True, str(row["good"]))
    case, said = wrong
    bad = row["bad"]
    words = bad[case if case in bad else "said"] if isinstance(bad, dict) else str(bad)
    details = tuple(facts.report) if key == "report" else ()
    return Finding(key, points, False, words.replace("{said}", said), details)


def _judged(facts: Facts) -> Iterator[tuple[str, tuple[str, str] | None]]:
    """By criterion: None when it is met, else which of its explanations fits, and what it quotes."""
    done, truth, office = facts.commands, facts.truth, facts.office
    first = next((place for place, one in enumerate(done) if one.is_a("restore") and one.snapshot), len(done))
    opened = next(
        (place for place, one in enumerate(done) if one.is_a("restore", "--open") and not one.code), len(done)
    )
    before, at_open = done[:first], done[opened] if opened < len(done) else None
    wrong = any(_wrong(one, truth) for one in done)

    def unless(met: bool, case: str = "", said: str = "") -> tuple[str, str] | None:
        return None if met else (case, said)

    yield "looked", unless(any(one.is_a("doctor") and one.cluster == truth.cluster for one in before))
    yield "checked", unless(any(one.is_a("backup", "--check") for one in before))
    yield "first", unless(not wrong, truth.scenario)
    right = office is not None and office.snapshot == truth.good
    yield "snapshot", unless(right, truth.scenario if office else "nothing")
    yield "evidence", unless(not facts.evidence, "gone" if facts.evidence_gone else "changed", facts.evidence)
    yield "backups", unless(not facts.good, "", facts.good)
    yield "over", unless(not any(_over(one, truth) for one in done))
    faults = office.faults if office else ()
    yield "sound", unless(office is not None and not faults, truth.scenario if office else "nothing", "; ".join(faults))
    yield "compared", unless(any(_compared(one, truth) for one in done[:opened]))
    still = at_open is not None and truth.cluster in at_open.running
    yield "stopped", unless(not still and not facts.damaged_runs)
    yield "opened", unless(office is not None and office.is_open)
    yield "saved", unless(any(_saved(one, office) for one in done[opened:]))
    yield "report", unless(not facts.report)


def _over(one: Command, truth: Truth) -> bool:
    """A backup of the damaged office that was made among the good ones."""
    made = one.is_a("backup") and "--check" not in one.words and one.code in (0, 1)
    return made and one.cluster == truth.cluster and bool(one.places)


def _wrong(one: Command, truth: Truth) -> bool:
    """A restore, done, of another snapshot than the good one, or of the good one from a place that is spoilt."""
    elsewhere = bool(one.places) and truth.place not in one.places
    return bool(one.snapshot) and one.code in (0, 1) and (one.snapshot != truth.good or elsewhere)


def _compared(one: Command, truth: Truth) -> bool:
    return one.is_a("doctor", "--head") and bool(one.cluster) and one.cluster != truth.cluster


def _saved(one: Command, office: Restored | None) -> bool:
    made = one.is_a("backup") and "--check" not in one.words and one.code == 0
    return made and office is not None and one.cluster == office.cluster
