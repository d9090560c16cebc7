"""What a benchmark gives: a figure, the peer of the same run, and the target that it is held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Target:
    """A promise: the value, or the ratio to the peer, is at most or at least `limit`."""

    of: Literal["value", "ratio"]
    sense: Literal["at least", "at most"]
    limit: float

    def holds(self, figure: Figure) -> bool:
        """Whether the figure keeps it."""
        measured = figure.value if self.of == "value" else figure.ratio
        return measured >= self.limit if self.sense == "at least" else measured <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.sense == "at least" else "≤"
        return f"{'ratio ' if self.of == 'ratio' else ''}{sign} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure and its peer, both in `unit`; `others` are the processors that other programs used meanwhile.

    `more` is kept in the results as it is: rounds, processor time an operation, latencies.
    """

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float
    target: Target | None = None
    others: float = 0.0
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Ours by the peer's."""
        return self.value / self.peer_value

    @property
    def holds(self) -> bool | None:
        """Whether the target holds; None without one."""
        return self.target.holds(self) if self.target else None

    def as_dict(self) -> dict[str, Any]:
        """As interfaces.md has it, with a little more."""
        found: dict[str, Any] = {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "baseline": {"name": self.peer, "value": round(self.peer_value, 3)},
            "ratio": round(self.ratio, 3),
            "load": round(self.others, 2),
        }
        if self.target:
            found |= {"target": str(self.target), "holds": self.holds}
        return found | ({"more": self.more} if self.more else {})
