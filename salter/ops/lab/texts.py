"""The words of the lab: a file of Serbian texts, filled in and written in the script that was chosen."""

from __future__ import annotations

import shlex
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from salter.ops.lab.folder import REPORT, TRACES, Lab, Truth
from salter.ui.script import to_latin

DATA = Path(__file__).with_name("texts.yaml")
SHELL = """\
# . ./okruzenje.sh — from here on `salter` works in this lab and nowhere else.
for name in $(env | sed -n 's/^\\(SALTER_[A-Z0-9_]*\\)=.*/\\1/p'); do unset "$name"; done
unset DATABASE_URL name
export SALTER_HOME={home} SALTER_MODE=demo SALTER_LOG_LEVEL=WARNING
"""


@cache
def data() -> dict[str, Any]:
    """What texts.yaml says."""
    found: dict[str, Any] = yaml.safe_load(DATA.read_text("utf-8"))
    return found


def written(text: str, *, latin: bool) -> str:
    """A text in the script that was chosen; names of folders and commands are Latin anyway."""
    return to_latin(text) if latin else text


def places(lab: Lab) -> dict[str, object]:
    """The folders that texts name."""
    return {
        "root": lab.root,
        "office": lab.office,
        "backups": lab.backups,
        "offline": lab.offline,
        "traces": lab.root / TRACES,
        "report": lab.root / REPORT,
    }


def frame(key: str, *, latin: bool, **given: object) -> str:
    """A line that a command says."""
    return written(str(data()["frame"][key]), latin=latin).format(**given)


def filled(lab: Lab, truth: Truth, text: str) -> str:
    """A text of a criterion with the names of this lab."""
    given = {**places(lab), "good": truth.good, "wrong": ", ".join(truth.wrong)}
    found = written(text, latin=truth.latin)
    for name, value in given.items():
        found = found.replace(f"{{{name}}}", str(value))
    return found


def story(truth: Truth) -> dict[str, Any]:
    """The texts of a scenario."""
    found: dict[str, Any] = data()["scenarios"][truth.scenario]
    return found


def task(lab: Lab, truth: Truth, *, port: int = 8123) -> str:
    """The sheet with the task."""
    told = {name: story(truth)[name] for name in ("title", "story", "goal")}
    told["more"] = story(truth).get("more", "").format(**places(lab))
    given = {**places(lab), **{name: written(text, latin=truth.latin) for name, text in told.items()}, "port": port}
    return written(str(data()["task"]), latin=truth.latin).format(**given)


def traces(truth: Truth) -> dict[str, str]:
    """What people say and what was found, by the name of the file."""
    lost = "\n".join(truth.lost)
    return {
        name: written(text, latin=truth.latin).replace("{lost}", lost) for name, text in story(truth)["traces"].items()
    }


def hints(lab: Lab, truth: Truth) -> list[str]:
    """What helps, one after the other."""
    return [written(text, latin=truth.latin).format(**places(lab)) for text in story(truth)["hints"]]


def questions() -> dict[str, dict[str, str]]:
    """The questions of the report, by key."""
    found: dict[str, dict[str, str]] = data()["report"]["questions"]
    return found


def report(truth: Truth) -> str:
    """The report with nothing filled in."""
    parts = [data()["report"]["head"], *(f"## {question['ask']}\n\n\n" for question in questions().values())]
    return written("\n".join(parts), latin=truth.latin)


def environment(lab: Lab) -> str:
    """A few lines for the shell: no setting of another installation stays."""
    return SHELL.format(home=shlex.quote(str(lab.office)))
