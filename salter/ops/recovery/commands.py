"""`salter backup` and `salter restore`.

Exit codes: 0 done; 1 done, but something is not what it should be (a lost file, a damaged backup); 2 wrong use;
3 refused as things are, with what to do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from salter.documents.storage import StorageError
from salter.ops.config import Config
from salter.ops.database import DatabaseUnavailable
from salter.ops.recovery.folder import Refused, Unsound
from salter.ops.recovery.keys import POLICIES, policy

P = ParamSpec("P")
NOT_SO, ENVIRONMENT = 1, 3
SHOWN = 20


def say(line: str) -> None:
    """Progress for a person, on the error stream."""
    click.echo(line, err=True)


def explained(command: Callable[P, None]) -> Callable[P, None]:
    """What cannot be done ends in words and an exit code."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Unsound as error:
            say(str(error))
            sys.exit(NOT_SO)
        except (Refused, DatabaseUnavailable, StorageError, OSError) as error:
            say(str(error))
            sys.exit(ENVIRONMENT)

    return wrapped


def mebibytes(size: int) -> str:
    """A size for people."""
    return f"{size / 2**20:.1f} MiB"


def finish(as_json: bool, told: dict[str, object], lines: list[str], problems: list[str]) -> None:
    """Print what was done and what is wrong, and end with the exit code for it."""
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("\n".join(lines))
    for problem in problems[:SHOWN]:
        say(f"  {problem}")
    if len(problems) > SHOWN:
        say(f"  … and {len(problems) - SHOWN} more")
    sys.exit(NOT_SO if problems else 0)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keys", "key_policy", type=click.Choice(POLICIES), help="Default: include; in production exclude.")
@click.option("--keep", type=click.IntRange(min=1), help="Keep so many snapshots, remove older ones. Default: all.")
@click.option("--check", "checking", is_flag=True, help="Make no backup; read everything in DIR again.")
@click.option("--json", "as_json", is_flag=True)
@explained
def backup(folder: Path, key_policy: str | None, keep: int | None, checking: bool, as_json: bool) -> None:
    """Save database, documents, archive and keys into DIR, running or stopped; only new files are copied."""
    if checking:
        return _check(folder, as_json)
    from salter.ops.recovery import backup as making

    config = Config()
    chosen = policy(config, key_policy or "")
    done = making.backup(config, folder, key_policy=chosen, keep=keep or 0, say=say)
    told = done.manifest
    lines = [
        f"Saved as {told.snapshot} in {folder}.",
        f"  database {mebibytes(told.database.size)}; {told.count} files, {mebibytes(told.bytes)}",
        f"  new: {done.new_files} files, {mebibytes(done.new_bytes)}",
        *(f"  register {register.name}: up to {register.last}" for register in told.registers),
        f"  keys: {KEYS[told.keys.policy]}",
        f"  seal of the manifest: {told.sha256}",
        *([f"  removed: {', '.join(done.pruned)}, {done.removed_files} files"] if done.pruned else []),
    ]
    return finish(as_json, done.as_dict(), lines, told.problems)


KEYS = {
    "include": "included, readable to whoever has this folder",
    "encrypt": "included, encrypted with the passphrase",
    "exclude": "left out; keep them elsewhere",
}


def _check(folder: Path, as_json: bool) -> None:
    from salter.ops.recovery.check import check

    found = check(folder, say)
    lines = [f"{len(found.snapshots)} snapshots, {found.files} files read: " + ("sound" if not found.problems else "")]
    lines += [f"  {note}: see whether an earlier one has them" for note in found.notes]
    finish(as_json, found.as_dict(), lines, found.problems)


@click.command()
@click.argument("folder", metavar="DIR", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--snapshot", default="", help="Which one. Default: the newest.")
@click.option("--open", "opening", is_flag=True, help="Open a restored office, when the original is off for good.")
@click.option("--json", "as_json", is_flag=True)
@explained
def restore(folder: Path | None, snapshot: str, opening: bool, as_json: bool) -> None:
    """Restore a backup in DIR into an empty SALTER_HOME, and compare everything with it."""
    if opening == (folder is not None):
        raise click.UsageError("Name either the folder of the backup, or --open.")
    if folder is None:
        return _open(as_json)
    from salter.ops.recovery import restore as restoring

    config = Config()
    done = restoring.restore(config, folder, snapshot=snapshot, say=say)
    equal = "equal to the backup" if not done.problems else "NOT equal to the backup"
    lines = [
        f"Restored {done.manifest.snapshot} into {config.home}: {equal}.",
        f"  {len(done.manifest.tables)} tables; {done.files} files, {mebibytes(done.bytes)}",
        *(f"  register {register.name}: up to {register.last}" for register in done.manifest.registers),
        *done.notes,
    ]
    return finish(as_json, done.as_dict(), lines, done.problems)


def _open(as_json: bool) -> None:
    from salter.ops.cli import setup_django
    from salter.ops.recovery.backup import running_database
    from salter.ops.recovery.opening import leave_database, open_office, refuse_unfinished

    config = Config()
    refuse_unfinished(config)
    with running_database(config, say):
        setup_django()
        try:
            snapshot = open_office()
        finally:
            leave_database()
    finish(as_json, {"opened": True, "snapshot": snapshot}, [f"The office restored from {snapshot} is open."], [])
