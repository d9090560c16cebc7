"""Commands that are given in a lab, noted in their order: what was done first is part of what is learnt.

Outside of labs nothing is noted. A lab whose notes cannot be written stops no command.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from salter.ops.lab.folder import Lab, cluster_id, lab_above
from salter.ops.recovery.folder import Folder

NOTED = ("backup", "restore", "doctor", "verify", "db", "log", "serve", "worker", "manage")
HELP = {"-h", "--help"}


@dataclass(frozen=True)
class Command:
    """A command: its words, the office that it was given in, which databases ran, and how it ended (None: it has not).

    `snapshot` is the one that a restore takes, `places` are the folders of backups of the lab that the words name.
    """

    words: tuple[str, ...]
    home: str
    cluster: str
    running: tuple[str, ...]
    snapshot: str
    code: int | None
    places: tuple[str, ...] = ()

    def is_a(self, *words: str) -> bool:
        """Whether it is this command, with these options."""
        given = {word.partition("=")[0] for word in self.words}
        return self.words[:1] == words[:1] and set(words) <= given


class Noting(click.Group):
    """The group of all commands: what is given inside a lab is noted there."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and note how it ended."""
        words = sys.argv[1:]
        lab = _lab_of(words)
        if lab is None:
            return super().invoke(ctx)
        number, code = _began(lab, words), 1
        try:
            done = super().invoke(ctx)
            code = 0
            return done
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
            raise
        except (click.ClickException, click.exceptions.Exit) as end:
            code = end.exit_code
            raise
        finally:
            _write(lab, {"of": number, "code": code, "cluster": cluster_id(_home())})


def _lab_of(words: Sequence[str]) -> Lab | None:
    """The lab that SALTER_HOME or a path among the words lies in."""
    if not words or words[0] not in NOTED or HELP & set(words):
        return None
    given = [os.environ.get("SALTER_HOME", ""), *(word for word in words[1:] if not word.startswith("-"))]
    with suppress(OSError):
        return next((lab for lab in map(lab_above, map(Path, filter(None, given))) if lab), None)
    return None


def _home() -> Path:
    return Path(os.environ.get("SALTER_HOME") or os.curdir)


def _began(lab: Lab, words: Sequence[str]) -> str:
    from salter.organisations.clock import real_now

    number = f"{real_now().timestamp():.6f}"
    row = {
        "number": number,
        "words": list(words),
        "home": str(_home()),
        "cluster": cluster_id(_home()),
        "running": lab.running(),
        "snapshot": _snapshot(words),
        "places": [one.name for one in (lab.backups, lab.offline) if one in {Path(word).resolve() for word in words}],
    }
    _write(lab, row)
    return number


def _snapshot(words: Sequence[str]) -> str:
    """Which snapshot `restore` takes: the named one, else the newest that lies there now."""
    if words[0] != "restore":
        return ""
    for place, word in enumerate(words):
        if word == "--snapshot" and place + 1 < len(words):
            return words[place + 1]
        if word.startswith("--snapshot="):
            return word.partition("=")[2]
    for word in words[1:]:
        if not word.startswith("-") and (snapshots := Folder(Path(word)).snapshots):
            return snapshots[-1].name
    return ""


def _write(lab: Lab, row: Mapping[str, object]) -> None:
    with suppress(OSError), lab.commands.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def commands(lab: Lab) -> list[Command]:
    """The commands that were given in a lab, in their order."""
    began: dict[str, dict[str, Any]] = {}
    for row in _rows(lab):
        if "of" in row:
            known = began.get(row["of"])
            if known is not None:
                known |= {"code": row["code"], "cluster": known["cluster"] or row["cluster"]}
        else:
            began[row["number"]] = row
    return [
        Command(
            tuple(row["words"]),
            row["home"],
            row["cluster"],
            tuple(row["running"]),
            row["snapshot"],
            row.get("code"),
            tuple(row["places"]),
        )
        for row in began.values()
    ]


def _rows(lab: Lab) -> Iterator[dict[str, Any]]:
    """What was noted; a line that was cut off is left out."""
    if not lab.commands.exists():
        return
    for line in lab.commands.read_text("utf-8").splitlines():
        with suppress(ValueError):
            yield json.loads(line)
