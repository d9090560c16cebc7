"""`salter log`: heads given to others, and heads of others taken in."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from salter.ops.config import Config
from salter.ops.recovery.commands import explained, say

SAID = {
    "same": "same: the log is what this head says.",
    "grown": "grown: the log continues what this head says.",
    "first": "first: the first head of this log that is kept here. Ask for the next one with --since {size}.",
    "older": "OLDER: the head is of {size} entries; the newest that is known here is of {known}.",
    "fork": "FORK: two histories of the same log. One was rewritten. Keep both files and tell the other office.",
    "needs-proof": "cannot tell: ask the other office for `salter log head --since {known}`.",
}
OWN_OLDER = "OLDER: this installation is an older state than the head of {size} entries: what came after is missing."
CODES = {"same": 0, "grown": 0, "first": 0, "older": 1, "fork": 1, "needs-proof": 4}


@click.group("log")
def log() -> None:
    """The transparency log: heads for others, heads of others."""


def _ready() -> None:
    from salter.ops.cli import ready_database, setup_django

    ready_database(Config())
    setup_django()


@log.command("head")
@click.option("--since", type=click.IntRange(min=1), multiple=True, help="Prove that it continues this size.")
@explained
def head(since: tuple[int, ...]) -> None:
    """Print the newest head of this installation's log, for whoever keeps it."""
    _ready()
    from salter.journal import heads
    from salter.journal.models import Head, Log

    try:
        click.echo(json.dumps(heads.export(Log.OFFICES, since), ensure_ascii=False, indent=1))
    except Head.DoesNotExist:
        say("There is no head yet: the worker makes the first one (salter worker).")
        sys.exit(1)
    except ValueError:
        say("The newest head is smaller than that.")
        sys.exit(1)


@log.command("witness")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--trust", type=click.Path(path_type=Path), help="Trust anchors (PEM) of the other installation.")
@click.option("--json", "as_json", is_flag=True)
@explained
def witness(file: Path, trust: Path | None, as_json: bool) -> None:
    """Take in a head of another installation, or compare an earlier one of this installation with its log."""
    _ready()
    code, answer = judge(file.read_bytes(), trust)
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else answer["message"])
    sys.exit(code)


def judge(data: bytes, trust: Path | None) -> tuple[int, dict[str, object]]:
    """The exit code, and what is said: `outcome` and `message`. Keeps the head of another installation."""
    from salter.journal.witness import witness as take_in
    from salter.registry.receipt_format import NotAReceipt, read
    from salter.signatures.head_check import check_export
    from salter.signatures.reasons import Outcome
    from salter.signatures.trust import load_anchors

    try:
        exported = read(data)
    except NotAReceipt:
        return 1, {"outcome": "invalid", "message": "This is not a head of a log."}
    wrong = check_export(exported, load_anchors(trust) if trust else [])
    if wrong and (wrong.outcome == Outcome.INVALID or trust):
        return (1 if wrong.outcome == Outcome.INVALID else 4), {
            "outcome": wrong.outcome.value,
            "message": str(wrong.sentence),
        }
    found = take_in(exported)
    size = exported["tree_head"]["size"]
    words = OWN_OLDER if found.own and found.outcome == "older" else SAID[found.outcome]
    unverified = " Who signed it was not checked: no --trust." if wrong else ""
    message = words.format(size=size, known=found.known) + unverified
    return CODES[found.outcome], {"outcome": found.outcome.value, "size": size, "own": found.own, "message": message}
