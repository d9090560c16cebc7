"""The table, `latest.json` (interfaces.md) and the history of all runs on this machine."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from salter.ops.benchmarks.figures import Figure
from salter.ops.benchmarks.machine import BUSY_CORES, speed
from salter.ops.config import CHECKOUT

HISTORY = "history.jsonl"


class Report:
    """The figures of one run."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.speeds: list[float] = []

    def add(self, figures: Iterable[Figure]) -> None:
        """Take in what a benchmark has just given, and how fast the machine is now."""
        self.figures += figures
        self.speeds += [speed()] * (len(self.figures) - len(self.speeds))

    def show(self, say: Callable[[str], None]) -> None:
        """Print the table, and warn of figures that were taken while others used the machine."""
        say(f"\n{'figure':34} {'value':>14}   {'limit or peer':34} {'value':>14}  {'ratio':>6}   target")
        for figure in self.figures:
            value, peer = f"{figure.value:.2f} {figure.unit}", f"{figure.peer_value:.2f} {figure.unit}"
            mark = {None: "", True: f"{figure.target}: holds", False: f"{figure.target}: MISSED"}[figure.holds]
            say(f"{figure.name:34} {value:>14}   {figure.peer:34} {peer:>14}  {figure.ratio:6.2f}   {mark}".rstrip())
        busiest = max((figure.others for figure in self.figures), default=0.0)
        if busiest > BUSY_CORES:
            say(
                f"\nThe machine was busy: other programs used up to {busiest:.1f} of {os.cpu_count()} processors. "
                "Trust ratios and processor time, not rates."
            )

    def write(self, out: Path) -> None:
        """Write `out`, and add the run to the history beside it."""
        out.parent.mkdir(parents=True, exist_ok=True)
        report = self.as_dict()
        out.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        with (out.parent / HISTORY).open("a", encoding="utf-8") as history:
            history.write(json.dumps(report, ensure_ascii=False) + "\n")

    def as_dict(self) -> dict[str, Any]:
        """As interfaces.md has it."""
        from salter.organisations.clock import real_now

        return {
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            "commit": _commit(),
            "at": real_now().isoformat(timespec="seconds"),
            "results": [
                {**figure.as_dict(), "speed": round(fast, 1)}
                for figure, fast in zip(self.figures, self.speeds, strict=True)
            ],
        }


def _commit() -> str:
    """The commit that was measured, marked when files differ from it."""
    git = ["git", "-C", str(CHECKOUT), "describe", "--always", "--dirty", "--exclude=*"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
