"""`salter lab`: start, status, check, stop; prepare for a class.

Exit codes: 0 done, full marks; 1 `check` has found something; 2 wrong use; 3 refused as things are.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

import click

from salter.ops.database import DatabaseUnavailable
from salter.ops.lab.folder import SCENARIOS, TASK, Lab, LabRefused, Truth, cluster_id, lab_above, lab_in, new_lab
from salter.ops.recovery.commands import say
from salter.ops.recovery.folder import Folder, Refused, Unsound

if TYPE_CHECKING:
    from salter.ops.lab.grading import Finding

P = ParamSpec("P")
NOT_SO, ENVIRONMENT = 1, 3
DEFAULT = "salter-lab"
HINTS = "hints"


def explained(command: Callable[P, None]) -> Callable[P, None]:
    """What cannot be done ends in words and an exit code."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (LabRefused, Refused, Unsound, DatabaseUnavailable, OSError) as error:
            say(str(error))
            sys.exit(ENVIRONMENT)

    return wrapped


def folder_option(command: Callable[..., None]) -> Callable[..., None]:
    """Which lab: the named folder, else the one that we stand in, else ./salter-lab."""
    option = click.option(
        "--folder", type=click.Path(path_type=Path, file_okay=False), help=f"Folder of the lab. Default: ./{DEFAULT}."
    )
    return option(command)


def _chosen(folder: Path | None) -> Lab:
    if folder is not None:
        return lab_in(folder)
    return lab_above(Path.cwd()) or lab_in(Path(DEFAULT))


@click.group("lab")
def lab() -> None:
    """Practise the bad night: a throw-away office, really damaged, to be put right by the real commands."""


@lab.command("start")
@click.argument("scenario", type=click.Choice(SCENARIOS))
@folder_option
@click.option("--from", "prepared", type=click.Path(path_type=Path, exists=True), help="Begin with a prepared lab.")
@click.option("--latin", is_flag=True, help="Write the texts in Latin script.")
@explained
def start(scenario: str, folder: Path | None, prepared: Path | None, latin: bool) -> None:
    """Make an office in a new folder, and let it be damaged."""
    from salter.ops.lab import building, scenarios, texts

    base = lab_in(prepared) if prepared else None
    made = new_lab(folder or Path(DEFAULT))
    with _whole(made):
        if base is not None:
            building.copy(base, made)
        else:
            building.prepare(made, say)
        scenarios.play(made, scenario, say, latin=latin)
    click.echo(texts.frame("started", latin=latin, root=made.root).rstrip())


@lab.command("prepare")
@folder_option
@explained
def prepare(folder: Path | None) -> None:
    """Make the office only, undamaged: labs of a whole class then start from it in seconds."""
    from salter.ops.lab import building, texts

    made = new_lab(folder or Path(DEFAULT))
    with _whole(made):
        building.prepare(made, say)
    click.echo(texts.frame("prepared", latin=False, root=made.root).rstrip())


@contextmanager
def _whole(made: Lab) -> Iterator[None]:
    """A lab whose making fails, or is interrupted, leaves nothing behind."""
    try:
        yield
    except BaseException:
        made.remove()
        raise


@lab.command("status")
@folder_option
@click.option("--hint", is_flag=True, help="The next hint. It costs nothing.")
@click.option("--report", "fresh", is_flag=True, help="Put the empty form of the report back, when it is gone.")
@explained
def status(folder: Path | None, hint: bool, fresh: bool) -> None:
    """The task, what is known so far, the time that has passed."""
    from salter.ops.lab import texts
    from salter.ops.lab.notes import commands
    from salter.organisations.clock import real_now

    chosen = _chosen(folder)
    truth = chosen.truth()
    if fresh and not chosen.report.exists():
        chosen.report.write_text(texts.report(truth), "utf-8")
    if hint:
        return _hint(chosen, truth)
    given = commands(chosen)
    minutes = int((real_now() - truth.began).total_seconds() // 60)

    def line(key: str, **more: object) -> str:
        return texts.frame(key, latin=truth.latin, **more)

    lines = [(chosen.root / TASK).read_text("utf-8") if (chosen.root / TASK).exists() else texts.task(chosen, truth)]
    lines += [line("passed", minutes=minutes, count=len(given)), line("homes")]
    snapshots = {one.cluster: one.snapshot for one in given if one.snapshot}
    running = chosen.running()
    for home in chosen.homes():
        cluster = cluster_id(home)
        kind = line("damaged") if cluster == truth.cluster else line("other")
        if cluster in snapshots:
            kind = line("restored", snapshot=snapshots[cluster])
        name = home.relative_to(chosen.root)
        lines.append(line("home", name=name, kind=kind) + (line("running") if cluster in running else ""))
    names = ", ".join(path.name for path in Folder(chosen.backups).snapshots) or line("none")
    lines.append(line("snapshots", backups=chosen.backups, names=names))
    if left := len(texts.hints(chosen, truth)) - _opened(chosen):
        lines.append(line("more_hints", count=left))
    click.echo("\n".join(lines))


def _opened(chosen: Lab) -> int:
    path = chosen.commands.with_name(HINTS)
    return len(path.read_text("utf-8").split()) if path.exists() else 0


def _hint(chosen: Lab, truth: Truth) -> None:
    from salter.ops.lab import texts

    place, hints = _opened(chosen), texts.hints(chosen, truth)
    if place >= len(hints):
        click.echo(texts.frame("no_hints", latin=truth.latin))
        return
    with chosen.commands.with_name(HINTS).open("a", encoding="utf-8") as file:
        file.write(f"{place}\n")
    click.echo(texts.frame("hint", latin=truth.latin, text=hints[place]))


@lab.command("check")
@folder_option
@click.option("--json", "as_json", is_flag=True)
@explained
def check(folder: Path | None, as_json: bool) -> None:
    """Grade what stands there: databases, files, backups, the order of the commands, the report."""
    from salter.ops.lab import grading, looking, texts

    chosen = _chosen(folder)
    truth = chosen.truth()
    found = grading.findings(looking.look(chosen))
    points, most = sum(one.points for one in found if one.met), sum(one.points for one in found)
    if as_json:
        rows = [
            {"key": one.key, "points": one.points, "met": one.met, "says": one.says, "details": list(one.details)}
            for one in found
        ]
        click.echo(json.dumps({"points": points, "most": most, "findings": rows}, ensure_ascii=False))
    else:
        for one in found:
            click.echo(_line(chosen, truth, one))
        click.echo(texts.frame("total", latin=truth.latin, points=points, most=most))
    sys.exit(0 if points == most else NOT_SO)


def _line(chosen: Lab, truth: Truth, one: Finding) -> str:
    from salter.ops.lab import texts

    text = texts.filled(chosen, truth, one.says)
    if one.met:
        return texts.frame("good", latin=truth.latin, text=text)
    details = "".join(f"\n       {texts.written(detail, latin=truth.latin)}" for detail in one.details)
    return texts.frame("bad", latin=truth.latin, points=one.points, text=text) + details


@lab.command("stop")
@folder_option
@explained
def stop(folder: Path | None) -> None:
    """Stop its databases and delete the lab wholly."""
    from salter.ops.lab import texts

    chosen = _chosen(folder)
    chosen.remove()
    click.echo(texts.frame("stopped", latin=False, root=chosen.root))
