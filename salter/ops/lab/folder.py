"""The folder of a lab: what is where, what it is known by, and that no folder of anybody else is ever touched."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from salter.ops.database import Cluster, DatabaseUnavailable
from salter.ops.database_place import POINTER, known_place, server_account
from salter.ops.database_process import server_of

FORMAT = "salter-lab/1"
MARK = "lab.json"
TRUTH = ".lab"
OFFICE, BACKUPS, OFFLINE, TRACES = "kancelarija", "kopije", "kopije-van", "tragovi"
TASK, REPORT, ENVIRONMENT = "zadatak.txt", "izvestaj.md", "okruzenje.sh"
SCENARIOS = ("ransomware", "disk", "deleted-register")
OFFICE_SIGNS = (POINTER, "secret.key", "salter-backup.json")
CONTROL = Path("global", "pg_control")
DEPTH = 2


class LabRefused(Exception):
    """It cannot be done as things are; nothing was touched. The message says what to do."""


@dataclass(frozen=True)
class Truth:
    """What the trainee finds out: which snapshot is the good one, in which folder, since when, what was lost.

    Paths of `evidence` are relative to the damaged office, with the SHA-256 of each.
    """

    scenario: str
    started: str
    cluster: str
    good: str
    place: str
    wrong: list[str]
    since: tuple[str, str]
    lost: list[str]
    evidence: dict[str, str]
    rotten: str = ""
    latin: bool = False

    @property
    def began(self) -> datetime:
        """When the lab was started."""
        return datetime.fromisoformat(self.started)


@dataclass(frozen=True)
class Lab:
    """A folder that holds a lab."""

    root: Path

    @property
    def office(self) -> Path:
        """The SALTER_HOME that was damaged, where it lay at the beginning."""
        return self.root / OFFICE

    @property
    def backups(self) -> Path:
        """The folder of its backups."""
        return self.root / BACKUPS

    @property
    def offline(self) -> Path:
        """A copy of the backups on a disk that is not connected; not in every scenario."""
        return self.root / OFFLINE

    @property
    def report(self) -> Path:
        """The report of the incident, which the trainee fills in."""
        return self.root / REPORT

    @property
    def commands(self) -> Path:
        """Where the commands are noted that are given in this lab."""
        return self.root / TRUTH / "commands.jsonl"

    def truth(self) -> Truth:
        """What really happened. Raises LabRefused for a lab that is only prepared, or whose notes are damaged."""
        try:
            told = json.loads((self.root / TRUTH / "truth.json").read_text("utf-8"))
            return Truth(**{**told, "since": tuple(told["since"])})
        except FileNotFoundError:
            raise LabRefused(f"{self.root} is prepared, but no lab was started in it.") from None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise LabRefused(f"The notes of this lab cannot be read ({error}). End it: salter lab stop") from error

    def keep(self, truth: Truth) -> None:
        """Write the truth down."""
        (self.root / TRUTH / "truth.json").write_text(json.dumps(asdict(truth), ensure_ascii=False, indent=1), "utf-8")

    def homes(self) -> Iterator[Path]:
        """Every SALTER_HOME with a database in the folder of the lab, wherever the trainee has put it."""
        for folder in _folders(self.root, DEPTH):
            if (folder / POINTER).exists():
                yield folder

    def running(self) -> list[str]:
        """Clusters of this lab whose server runs, by what they are known by."""
        return [cluster_id(home) for home in self.homes() if server_of(known_place(home).data) is not None]

    def remove(self) -> None:
        """Stop every database of the lab and delete its folder wholly."""
        for home in list(self.homes()):
            Cluster(home).destroy()
        shutil.rmtree(self.root)


def _folders(root: Path, depth: int) -> Iterator[Path]:
    for path in sorted(root.iterdir()):
        if path.is_dir() and not path.is_symlink() and path.name != TRUTH:
            yield path
            if depth > 1 and not (path / POINTER).exists():
                yield from _folders(path, depth - 1)


def cluster_id(home: Path) -> str:
    """The number that PostgreSQL has given to the cluster of a home when it was made; empty when there is none.

    It stays when the folder is moved or copied, and no other cluster has it.
    """
    try:
        with (known_place(home).data / CONTROL).open("rb") as file:
            return str(struct.unpack("=Q", file.read(8))[0])
    except (OSError, struct.error, DatabaseUnavailable):
        return ""


def lab_in(root: Path) -> Lab:
    """The lab in this folder. Raises LabRefused when there is none."""
    if not is_lab(root):
        raise LabRefused(f"{root} is no lab. Begin one: salter lab start ransomware --folder {root}")
    return Lab(root.resolve())


def lab_above(path: Path) -> Lab | None:
    """The lab that a path lies in, if any."""
    path = path.resolve()
    return next((Lab(folder) for folder in (path, *path.parents) if is_lab(folder)), None)


def is_lab(root: Path) -> bool:
    """Whether this folder was made by `salter lab`."""
    try:
        told = json.loads((root / MARK).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("format") == FORMAT


def new_lab(root: Path) -> Lab:
    """A new folder for a lab. Raises LabRefused for one that holds anything, or lies in an office or its backups."""
    root = root.absolute()
    if is_lab(root):
        raise LabRefused(f"There is a lab in {root} already. End it first: salter lab stop --folder {root}")
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise LabRefused(f"{root} holds other things. Name a folder that does not exist yet. Nothing was touched.")
    for folder in root.parents:
        if is_lab(folder) or any((folder / sign).exists() for sign in OFFICE_SIGNS):
            raise LabRefused(f"{folder} belongs to an office. A lab needs a folder of its own, outside of it.")
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o711)  # the database's user must get through
    account = server_account(lambda step: None)
    if not account.can_enter(root):
        root.rmdir()
        raise LabRefused(
            f"The database runs as {account.name}, who cannot enter {root}. Name a folder that all may pass through, "
            "such as /srv/salter-lab or /tmp/salter-lab."
        )
    (root / TRUTH).mkdir(mode=0o700)
    (root / MARK).write_text(json.dumps({"format": FORMAT}), "utf-8")
    return Lab(root.resolve())
