"""Where the embedded database lives: its operating system user, its folder and its socket.

Folders that we make get a mode and an owner; a folder that was there before keeps both. As root everything of
the cluster's base belongs to root except `data`, `log` and `run`, so that the unprivileged server can neither change
its own configuration nor lead root's file operations astray with a symbolic link.
"""

import grp
import hashlib
import json
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from salter.ops.database_process import end
from salter.ops.database_programs import Account, DatabaseUnavailable

SYSTEM_USER = "salter"
LIBRARY = Path("/var/lib/salter")
POINTER = "database.json"
INSIDE = "postgres"
SOCKET_FILE = ".s.PGSQL.5432"
LONGEST_SOCKET = 103  # the kernel takes 107 bytes on Linux and 103 on other systems
LONGEST_BASE = 900  # PostgreSQL cuts its own paths at 1024

Step = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """The folders of one cluster: `base` holds data, log, conf and copies of programs; `socket` holds the socket."""

    base: Path
    socket: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.base / "data"

    @property
    def log(self) -> Path:
        """The server's log files, one per weekday."""
        return self.base / "log"

    @property
    def conf(self) -> Path:
        """The configuration, written by us at each start; `local.conf` in it belongs to the administrator."""
        return self.base / "conf"

    @property
    def socket_files(self) -> tuple[Path, Path]:
        """The socket and the server's lock on it."""
        return self.socket / SOCKET_FILE, self.socket / f"{SOCKET_FILE}.lock"

    @property
    def cluster_name(self) -> str:
        """The name in the titles of the server's processes, by which we recognise them."""
        return f"salter-{_digest(self.base)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def starter() -> Account:
    """The operating system user we are. Raises DatabaseUnavailable without a name, which peer authentication needs."""
    uid = os.geteuid()
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise DatabaseUnavailable(
            f"The user number {uid} has no name on this machine, and PostgreSQL knows users by name.",
            f"Add an entry for {uid} to /etc/passwd (in a container: useradd), or set DATABASE_URL.",
        ) from None
    return Account(entry.pw_name, uid, os.getegid())


def server_account(on_step: Step) -> Account:
    """The user who runs the server: we, or as root, whom PostgreSQL refuses, the system user `salter`."""
    us = starter()
    if us.uid != 0:
        return us
    found = _system_user()
    if found is None:
        on_step(f"Making the system user {SYSTEM_USER}")
        _make_system_user()
        found = _system_user()
    if found is None or found.uid == 0:
        raise DatabaseUnavailable(
            f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} could not be made.",
            f"Make it by hand (useradd --system {SYSTEM_USER}), or start as an ordinary user, or set DATABASE_URL.",
        )
    return found


def _system_user() -> Account | None:
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make_system_user() -> None:
    """Debian's, Red Hat's or Alpine's way; a failure shows in that the user is still missing."""
    shell = "/usr/sbin/nologin"
    useradd = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", shell]
    for command in ([*useradd, *_existing_group(), SYSTEM_USER], ["adduser", "-S", "-D", "-H", SYSTEM_USER]):
        if shutil.which(command[0]) and subprocess.run(command, capture_output=True).returncode == 0:
            return


def _existing_group() -> list[str]:
    try:
        return ["--gid", str(grp.getgrnam(SYSTEM_USER).gr_gid)]
    except KeyError:
        return ["--user-group"]


def known_place(home: Path) -> Place:
    """Where the cluster of `home` lies by its pointer, or would lie; changes nothing."""
    home = home.resolve()
    pointer = _read_pointer(home)
    base = home / pointer.get("base", INSIDE)
    return Place(base, home / pointer.get("socket", str(base / "run")))


def settle(home: Path, account: Account, on_step: Step) -> Place:
    """Choose or find the cluster's folders and make them.

    In: SALTER_HOME (existing, resolved); the server's user. Out: the place; the pointer in `home` names it.
    Raises DatabaseUnavailable, OSError.
    """
    base = _base(home, account, on_step)
    _make_base(base, home)
    socket = _socket(known_place(home).socket, base, account)
    place = Place(base, socket)
    for folder in (place.log, place.conf):
        folder.mkdir(exist_ok=True)
    place.conf.chmod(0o755)
    account.own(place.log)
    _write_pointer(home, place)
    return place


def _base(home: Path, account: Account, on_step: Step) -> Path:
    pointed = known_place(home).base
    if pointed != home / INSIDE:
        return _pointed(home, pointed)
    if (pointed / "data").exists() or account.can_enter(home):
        return _checked(pointed, home, account)
    outside = LIBRARY / _digest(home)
    if (outside / "data").exists():
        on_step(f"The database of an earlier {home} was set aside as {_set_aside(outside)}")
    on_step(f"The user {account.name} cannot enter {home}: the database goes to {outside}")
    return outside


def _checked(base: Path, home: Path, account: Account) -> Path:
    if len(os.fsencode(base)) > LONGEST_BASE:
        raise DatabaseUnavailable(f"The path {home} is too long for PostgreSQL.", "Choose a shorter SALTER_HOME.")
    if base.exists() and not account.can_enter(home):
        raise DatabaseUnavailable(
            f"The database in {base} runs as the user {account.name}, who can no longer enter that folder.",
            f"Let others pass through the folders above it again (chmod o+x), or move {home} elsewhere.",
        )
    return base


def _pointed(home: Path, base: Path) -> Path:
    """The folder outside `home` that its pointer names: `home` may have been moved since, but not copied."""
    if not base.exists():
        raise DatabaseUnavailable(
            f"{home / POINTER} says that the database lies in {base}, which does not exist.",
            f"Bring that folder back, or delete {home / POINTER} to begin with an empty database and restore a backup.",
        )
    owner = _home_of(base)
    if owner != home and (owner / POINTER).exists():
        raise DatabaseUnavailable(
            f"{home} is a copy of {owner}, and the database in {base} belongs to that one.",
            f"Delete {home / POINTER} for an empty database; to copy an office, dump and restore its database.",
        )
    return base


def _set_aside(base: Path) -> Path:
    """Stop and move away a cluster whose SALTER_HOME was deleted; never deletes data."""
    end(base / "data", "fast")
    number = 1
    while (aside := base.with_name(f"{base.name}.aside-{number}")).exists():
        number += 1
    return base.rename(aside)


def _make_base(base: Path, home: Path) -> None:
    if base.parent == LIBRARY and not LIBRARY.exists():
        LIBRARY.mkdir(parents=True)
        LIBRARY.chmod(0o755)
    if not base.exists():
        base.mkdir()
        base.chmod(0o711)
    refuse_foreign(base)
    (base / "home").write_bytes(os.fsencode(home))


def refuse_foreign(base: Path) -> None:
    """Raises DatabaseUnavailable when the cluster was made by another user than the present one, root included."""
    if base.exists() and (owner := base.lstat().st_uid) != os.geteuid():
        raise DatabaseUnavailable(
            f"The database in {base} belongs to the user {_name(owner)}.",
            f"Run the command as {_name(owner)}, or choose another SALTER_HOME for the user {starter().name}.",
        )


def discard(home: Path) -> None:
    """Delete the stopped cluster of `home` (resolved) with all its data, and the pointer; nothing that is another's."""
    place = known_place(home)
    if place.base.exists() and (place.base == home / INSIDE or _home_of(place.base) == home):
        for path in place.socket_files:
            path.unlink(missing_ok=True)
        if place.socket.is_dir() and not any(place.socket.iterdir()):
            place.socket.rmdir()
        shutil.rmtree(place.base)
    (home / POINTER).unlink(missing_ok=True)


def _home_of(base: Path) -> Path:
    """The SALTER_HOME that a cluster belongs to, by its own record."""
    return Path(os.fsdecode((base / "home").read_bytes()))


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"


def fits(folder: Path) -> bool:
    """Whether a socket in `folder` can be named to the kernel and in a connection string (a comma separates hosts)."""
    return len(os.fsencode(folder / SOCKET_FILE)) <= LONGEST_SOCKET and "," not in str(folder)


def _socket(recorded: Path, base: Path, account: Account) -> Path:
    """The folder of the socket: inside the base, or a short one with an unguessable name, kept while it is safe."""
    direct = base / "run"
    if fits(direct):
        direct.mkdir(exist_ok=True)
        account.own(direct)
        return direct
    if fits(recorded) and _is_private(recorded, account):
        return recorded
    runtime = Path("/run") if os.geteuid() == 0 else Path(f"/run/user/{account.uid}")
    parent = runtime if os.access(runtime, os.W_OK) and account.can_enter(runtime) else Path("/tmp")
    folder = Path(tempfile.mkdtemp(prefix=f"salter-{account.uid}-", dir=parent))
    account.own(folder)
    return folder


def _is_private(folder: Path, account: Account) -> bool:
    """A real folder (no link) that belongs to the server's user and that nobody else can enter."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and not found.st_mode & 0o077


def _read_pointer(home: Path) -> dict[str, str]:
    try:
        content = json.loads((home / POINTER).read_text())
    except FileNotFoundError:
        return {}
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise DatabaseUnavailable(
            f"{home / POINTER} cannot be read as JSON.", "Restore it from a backup; it names the database's folder."
        )
    return {key: value for key, value in content.items() if isinstance(value, str)}


def _write_pointer(home: Path, place: Place) -> None:
    """Write the pointer whole or not at all; paths inside `home` are relative, so that `home` can be moved."""

    def relative(path: Path) -> str:
        return str(path.relative_to(home) if path.is_relative_to(home) else path)

    text = json.dumps({"base": relative(place.base), "socket": relative(place.socket)}, indent=1) + "\n"
    if (home / POINTER).exists() and (home / POINTER).read_text() == text:
        return
    half = home / f".{POINTER}.{os.getpid()}"
    half.write_text(text)
    half.rename(home / POINTER)
