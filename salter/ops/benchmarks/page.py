"""The table of the manual's performance page: `python -m salter.ops.benchmarks.page` (`make bench-page`).

Takes the figures of the last run (`benchmarks/results/latest.json`) into docs/manual/performance.json, each benchmark's
in place of its earlier ones, and renews the table of docs/manual/performance.md. `make lint` fails when they differ.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from salter.ops.config import CHECKOUT

LATEST = CHECKOUT / "benchmarks" / "results" / "latest.json"
KEPT = CHECKOUT / "docs" / "manual" / "performance.json"
PAGE = CHECKOUT / "docs" / "manual" / "performance.md"
BEGIN, END = "<!-- figures: made by `make bench-page` -->", "<!-- end of figures -->"
HEAD = (
    "| Figure | Ours | Limit or peer of the same run | | Ratio | Target | Others | Speed | Commit | Day |\n"
    "|---|---:|---|---:|---:|---|---:|---:|---|---|\n"
)
MARKS = {True: "kept", False: "**missed**", None: ""}


def take_in(latest: Path = LATEST, kept: Path = KEPT) -> None:
    """Put the figures of the last run in place of those of the same names. Raises FileNotFoundError."""
    run = json.loads(latest.read_text("utf-8"))
    names = {row["name"] for row in run["results"]}
    rows = [row for row in figures(kept) if row["name"] not in names]
    rows += [{**row, "commit": run["commit"], "at": run["at"], "machine": run["machine"]} for row in run["results"]]
    text = json.dumps(sorted(rows, key=lambda row: str(row["name"])), ensure_ascii=False, indent=2)
    kept.write_text(text + "\n", encoding="utf-8")


def figures(kept: Path = KEPT) -> list[dict[str, Any]]:
    """The figures that the page shows."""
    if not kept.exists():
        return []
    found: list[dict[str, Any]] = json.loads(kept.read_text("utf-8"))
    return found


def text(page: Path = PAGE, kept: Path = KEPT) -> str:
    """The page with the table of the kept figures."""
    before, _begin, rest = page.read_text("utf-8").partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table(figures(kept))}\n{END}{after}"


def table(rows: list[dict[str, Any]]) -> str:
    """The figures as Markdown."""
    machines = sorted({row["machine"] for row in rows})
    return HEAD + "".join(_line(row) for row in rows) + "".join(f"\nMachine: {machine}.\n" for machine in machines)


def _line(row: dict[str, Any]) -> str:
    unit, peer = row["unit"], row["baseline"]
    target = f"{row['target']}: {MARKS[row['holds']]}" if "target" in row else ""
    cells = [
        row["name"],
        f"{_number(row['value'])} {unit}",
        peer["name"],
        f"{_number(peer['value'])} {unit}",
        f"{row['ratio']:.2f}",
        target,
        f"{row['load']:.1f}",
        f"{row['speed']:.0f}" if "speed" in row else "",
        f"`{row['commit']}`",
        row["at"][:10],
    ]
    return f"| {' | '.join(cells)} |\n"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def main() -> int:
    """Take the last run in, and write the page."""
    if not LATEST.exists():
        sys.stderr.write(f"There is no {LATEST}: run `make bench` first.\n")
        return 1
    take_in()
    PAGE.write_text(text(), encoding="utf-8")
    sys.stderr.write(f"written: {PAGE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
