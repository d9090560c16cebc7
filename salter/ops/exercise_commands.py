"""`salter exercise check`: whether the file of an exercise can be read, with the line and the reason of each fault.

Exit codes: 0 every file is right, 2 one is not. No database is needed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

FAULTY = 2


@click.group("exercise")
def exercise() -> None:
    """Exercises of the practice office."""


@exercise.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Read files of exercises and say what is wrong in which line."""
    from salter.ops.cli import setup_django

    setup_django()
    rows = [{"file": str(path), "faults": faults_of(path)} for path in files]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            for fault in row["faults"] or ["ok"]:
                click.echo(f"{row['file']}: {fault}")
    sys.exit(FAULTY if any(row["faults"] for row in rows) else 0)


def faults_of(path: Path) -> list[str]:
    """What is wrong with a file, one line a fault."""
    from django.core.exceptions import ValidationError
    from django.utils import translation

    from salter.training.exercises.format import read
    from salter.training.exercises.library import vocabulary

    try:
        text = path.read_text("utf-8")
    except OSError as error:
        return [error.strerror or str(error)]
    except UnicodeDecodeError:
        return ["The file is not written in UTF-8."]
    with translation.override("en"):
        try:
            read(text, vocabulary())
        except ValidationError as refused:
            return list(refused.messages)
    return []
