"""What a snapshot says of itself: one JSON file that carries the SHA-256 of all its parts and of itself."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from salter.ops.recovery.folder import FORMAT, Unsound, write_flushed

NAME = "manifest.json"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Sealed(_Part):
    """A file of the snapshot."""

    name: str
    sha256: str
    size: int


class Register(_Part):
    """Where a register stands: the last number given out says what a later loss would be."""

    organisation: str
    code: str
    year: int
    first: int
    last: int
    count: int
    cancelled: int

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.organisation} {self.code}/{self.year}"


class Table(_Part):
    """A table: rows, and a fingerprint of all of them."""

    rows: int
    fingerprint: int


class Log(_Part):
    """The newest tree head of a log, named by its origin."""

    log: str
    size: int
    root: str


class Keys(_Part):
    """What became of the keys: included, encrypted, or (no file) excluded."""

    policy: str
    file: Sealed | None = None
    names: list[str] = []
    salt: str = ""


class Manifest(BaseModel):
    """A snapshot. `problems` are files that rows name and the store did not have, or had with other bytes."""

    model_config = ConfigDict(extra="forbid")

    format: str = FORMAT
    snapshot: str
    at: str
    salter: str
    postgresql: int
    mode: str
    owner: str
    roles: list[str]
    migrations: list[tuple[str, str]]
    database: Sealed
    files: Sealed
    count: int
    bytes: int
    problems: list[str]
    keys: Keys
    registers: list[Register]
    logs: list[Log]
    tables: dict[str, Table]

    @property
    def sha256(self) -> str:
        """The seal: SHA-256 of all that is said, in one canonical form."""
        canonical = json.dumps(self.model_dump(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def write(self, snapshot: Path) -> None:
        """Write it into the folder of the snapshot, with its seal."""
        sealed = {**self.model_dump(), "sha256": self.sha256}
        write_flushed(snapshot / NAME, (json.dumps(sealed, indent=1, ensure_ascii=False) + "\n").encode())


def read(path: Path) -> Manifest:
    """The manifest in this file (or in this snapshot's folder). Raises Unsound when it is not whole."""
    path = path / NAME if path.is_dir() else path
    try:
        told = json.loads(path.read_text("utf-8"))
        seal = told.pop("sha256", "")
        manifest = Manifest.model_validate(told)
    except (OSError, ValueError, AttributeError, ValidationError) as error:
        raise Unsound(f"{path} cannot be read: {str(error).splitlines()[0]}") from error
    if manifest.format != FORMAT or manifest.sha256 != seal:
        raise Unsound(f"{path} was changed after it was written: its seal does not hold.")
    return manifest


def seal(path: Path) -> Sealed:
    """Hash a file of a snapshot."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Sealed(name=path.name, sha256=digest, size=path.stat().st_size)


def check_seal(snapshot: Path, sealed: Sealed) -> None:
    """Raises Unsound when a file of the snapshot is not what the manifest says."""
    path = snapshot / sealed.name
    if not path.is_file():
        raise Unsound(f"{path} is missing.")
    if seal(path) != sealed:
        raise Unsound(f"{path} was changed: its SHA-256 is not that of the manifest.")
