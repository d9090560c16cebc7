"""eark-validator 1.1.3 as a second opinion about packages, in an environment of its own (it pins another lxml).

It knows the rules of 2.1.0, not of 2.2.0, and some of its rules are wrong; `ALLOWED` names each and why. It checks
neither digests nor the existence of files: for that there is `salter.archive.csip.check_package`.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "eark-validator.txt"

_EVERY_CREATOR = "demanded of every CREATOR agent, though meant for the software only; a SIP must name its submitter so"
_WRAPPER = "wants a division for content without representation METS; ours point to each representation's METS"
ALLOWED = {
    "CSIP12": _EVERY_CREATOR,
    "CSIP13": _EVERY_CREATOR,
    "CSIP15": _EVERY_CREATOR,
    "CSIP16": _EVERY_CREATOR,
    "CSIP63": "contradicts itself: holds only when every file group has the content information type OTHER",
    "CSIP101": _WRAPPER,
    "CSIP103": _WRAPPER,
    "CSIP104": _WRAPPER,
    "CSIP105": _WRAPPER,
    "SIP2": "wants the profile's address without a version; 2.2.0 prescribes the one with it",
    "SIP14": "wants NOTETYPE without its namespace, which the METS schema forbids",
}


class Answer(TypedDict):
    """What eark_program.py prints for one package."""

    structure: str
    schema: list[str]
    rules: list[dict[str, str]]


@dataclass(frozen=True)
class Opinion:
    """What the validator says of one package: structure, errors of the METS schema, errors by rule (MUST only)."""

    structure: str
    schema: tuple[str, ...]
    errors: tuple[tuple[str, str], ...]

    @property
    def unexplained(self) -> list[tuple[str, str]]:
        """Errors that no known fault of the validator explains, as (rule, message)."""
        return [(rule, message) for rule, message in self.errors if rule not in ALLOWED]


def environment() -> Path:
    """The folder of the environment: below the user's cache, named after the requirements and the interpreter."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    name = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:16]
    return cache / "salter-tests" / f"eark-validator-{name}"


def prepare() -> Path:
    """The interpreter of the environment, made when it is not there. Raises RuntimeError when that fails."""
    folder = environment()
    python = folder / "bin" / "python"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            _make(folder, python)
    return python


def _make(folder: Path, python: Path) -> None:
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        raise RuntimeError("eark-validator needs uv on the path")
    shutil.rmtree(folder, ignore_errors=True)
    _run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)])
    install = [uv, "pip", "install", "--quiet", "--require-hashes", "--python", str(python), "-r", str(REQUIREMENTS)]
    _run(install)
    (folder / "ready").touch()


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return done.stdout


def opinions(*packages: Path) -> list[Opinion]:
    """The validator's opinion of each package folder."""
    answer = _run([str(prepare()), "-P", str(HERE / "eark_program.py"), *map(str, packages)])
    return [_opinion(each) for each in json.loads(answer)]


def _opinion(answer: Answer) -> Opinion:
    errors = [(each["rule"], each["message"]) for each in answer["rules"] if each["severity"].lower() == "error"]
    return Opinion(answer["structure"], tuple(answer["schema"]), tuple(errors))
