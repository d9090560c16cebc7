"""The embedded PostgreSQL: made, started, stopped and spoken to through a unix socket, with nothing open to others.

`DATABASE_URL` wins over all of this: with it nothing is launched (`external_url`, `check_server`). This module is
free of Django, so that the command line can start the database before Django is set up. Linux only.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from locale import LC_CTYPE, setlocale
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from salter.ops.database_place import (
    Place,
    discard,
    known_place,
    refuse_foreign,
    server_account,
    settle,
    starter,
)
from salter.ops.database_process import clear_leftovers, end, seconds, server_of, status_of, wait_end
from salter.ops.database_programs import OLDEST, Account, DatabaseUnavailable, Programs, client_program, find_programs

__all__ = ["Cluster", "DatabaseUnavailable", "NoAnswer", "check_server", "client_program", "external_url"]

SUPERUSER = "postgres"
ROLE = "salter"
LOCK = ".database.lock"
STOPPED = ".database.stopped"
"""In SALTER_HOME while the database is down because somebody wanted it so."""
LOCK_SECONDS = 180
START_SECONDS = 180  # recovery after a crash may take long


def external_url(environ: Mapping[str, str]) -> str | None:
    """Out: `DATABASE_URL` when set and not empty; then no cluster may be launched."""
    return environ.get("DATABASE_URL") or None


def check_server(url: str) -> int:
    """Ask any server whether Šalter can use it. In: connection URL. Out: its major version.

    Raises NoAnswer when it does not answer within 10 s, DatabaseUnavailable when it is older than PostgreSQL 15.
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            major = connection.info.server_version // 10000
    except psycopg.Error as error:
        hint = "Check DATABASE_URL: is the server running, are host, database, user and password right?"
        raise NoAnswer(f"The database does not answer: {error}", hint) from error
    if major < OLDEST:
        raise DatabaseUnavailable(
            f"The database is PostgreSQL {major}.", f"Šalter needs PostgreSQL {OLDEST} or newer: upgrade that server."
        )
    return major


class NoAnswer(DatabaseUnavailable):
    """There is no database at the other end just now; it may come back by itself."""


class Cluster:
    """One PostgreSQL cluster that belongs to one SALTER_HOME. Any number of processes may hold such an object.

    In: `home`, the SALTER_HOME; `durable=False` trades safety for speed (tests only); `on_step` is told in a few
    words what takes time; `environ` is read for SALTER_PG_BIN.
    """

    def __init__(
        self,
        home: Path,
        *,
        durable: bool = True,
        on_step: Callable[[str], None] = lambda step: None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.home = Path(os.path.abspath(home))
        self.durable = durable
        self.on_step = on_step
        self.environ = environ
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def place(self) -> Place:
        """Where the cluster lies, or would lie if it were started now in a folder that all can enter."""
        return known_place(self.home)

    @property
    def running(self) -> bool:
        """Whether the server of this home is running and accepts connections."""
        place = self.place
        return server_of(place.data) is not None and status_of(place.data) == "ready"

    @property
    def stopped_on_purpose(self) -> bool:
        """Whether `stop` was the last that was asked for."""
        return (self.home / STOPPED).exists()

    @property
    def died(self) -> bool:
        """Whether there is no server although nobody has stopped it."""
        return server_of(self.place.data) is None and not self.stopped_on_purpose

    def url(self, database: str = ROLE, user: str = ROLE) -> str:
        """The connection URL. In: names of database and role (`salter`, or `postgres` for the superuser)."""
        socket = quote(os.fsencode(self.place.socket), safe="")
        return f"postgresql://{quote(user)}@/{quote(database)}?host={socket}"

    def shell_command(self, database: str = ROLE, user: str = ROLE) -> list[str]:
        """The command line of `psql` for this database. Raises DatabaseUnavailable when there is no psql."""
        return [str(client_program("psql", self.environ)), self.url(database, user)]

    def start(self) -> None:
        """Make the cluster if it is new, start it if it is not running, and see to role and database.

        Returns when connections are accepted. Safe to call at the same time from several processes.
        Raises DatabaseUnavailable.
        """
        with self._translated(), self._locked():
            account = server_account(self.on_step)
            place = settle(self.home.resolve(), account, self.on_step)
            if status_of(place.data) == "stopping":
                wait_end(place.data)
            if server_of(place.data) is None:
                self._start_server(place, account)
            elif status_of(place.data) != "ready":
                self._wait_ready(place, None, _log_sizes(place))
            (self.home / STOPPED).unlink(missing_ok=True)
            self._ensure_role()
        self.ensure_database(ROLE)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server if it runs, and wait for its end. In: `smart` (waits for clients), `fast` or `immediate`.

        A server that is not down after 60 s is stopped the immediate way: safe, the next start recovers.
        Raises DatabaseUnavailable when it belongs to another user.
        """
        place = self.place
        refuse_foreign(place.base)
        with suppress(OSError):  # a full disk must not keep anybody from stopping it
            (self.home / STOPPED).touch()
        with self._translated():
            end(place.data, mode)
        self._reap()

    def destroy(self) -> None:
        """Stop the server and delete the cluster with all its data: for throw-away offices and `demo-reset`."""
        if not self.home.exists():
            return
        with self._translated(), self._locked():
            self.stop("immediate")
            discard(self.home.resolve())
            (self.home / STOPPED).unlink(missing_ok=True)

    def ensure_database(self, name: str) -> None:
        """Make a database owned by the role `salter` unless it exists. Raises DatabaseUnavailable."""
        with self._superuser() as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
                return
            create = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(ROLE))
            try:
                connection.execute(create)
            except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                return  # another starter was quicker

    def _ensure_role(self) -> None:
        """The role we work as: no superuser; may make test databases, and in migrations roles without login."""
        with self._superuser() as connection:
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE]).rowcount:
                role = sql.Identifier(ROLE)
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER CREATEDB CREATEROLE").format(role))

    @contextmanager
    def _superuser(self) -> Iterator[psycopg.Connection]:
        try:
            with psycopg.connect(self.url(SUPERUSER, SUPERUSER), autocommit=True, connect_timeout=30) as connection:
                yield connection
        except psycopg.OperationalError as error:
            hint = f"Start it with: salter db start. If that does not help, look into {self.place.log}."
            raise DatabaseUnavailable(f"The database does not answer: {error}", hint) from error

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what the operating system refuses into words."""
        try:
            yield
        except OSError as error:
            raise DatabaseUnavailable(
                f"The database of {self.home} cannot be used: {error}",
                f"See to it that the user {starter().name} may write to {self.home} and that the disk has room, choose "
                "another SALTER_HOME, or set DATABASE_URL to a PostgreSQL that is already running.",
            ) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One starter at a time for this home; the lock falls with the process that holds it."""
        refuse_foreign(self.place.base)
        if not self.home.exists():
            self.home.mkdir(parents=True, mode=0o711)
        descriptor = os.open(self.home / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            self._take(descriptor)
            yield
        finally:
            os.close(descriptor)

    def _take(self, descriptor: int) -> None:
        for waited in seconds(LOCK_SECONDS):
            try:
                return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if waited == 0:
                    self.on_step("Waiting for another start of the same database")
        raise DatabaseUnavailable(
            "Another process has been starting this database for three minutes.",
            "End that process (see who has it open: fuser .database.lock in SALTER_HOME) and try again.",
        )

    def _start_server(self, place: Place, account: Account) -> None:
        for half in place.base.glob("data.new-*"):
            shutil.rmtree(half, ignore_errors=True)  # the initdb of a killed starter may still be writing
        version = place.data / "PG_VERSION"
        major = int(version.read_text()) if version.exists() else None
        programs = find_programs(self.environ, account, place.base, major)
        if major is None:
            self.on_step(f"Making the database (PostgreSQL {programs.major})")
            _initialise(place, account, programs, self.durable)
        clear_leftovers(place.data, place.cluster_name)
        for stale in place.socket_files:  # a folder of ours alone: without a server nobody uses them
            stale.unlink(missing_ok=True)
        _write_configuration(place, account, self.durable)
        self.on_step("Starting the database")
        before = _log_sizes(place)
        with open(place.base / "start.log", "wb") as output:
            command = [str(programs.folder / "postgres"), "-D", str(place.data)]
            self._server = account.spawn(
                [*command, "-c", f"config_file={place.conf / 'postgresql.conf'}"], place.base, output
            )
        self._wait_ready(place, self._server, before)

    def _wait_ready(self, place: Place, server: subprocess.Popen[bytes] | None, before: Mapping[Path, int]) -> None:
        for _ in seconds(START_SECONDS):
            if server_of(place.data) is None if server is None else server.poll() is not None:
                raise _start_failure(place, before)
            if server_of(place.data) is not None and status_of(place.data) == "ready":
                return
        raise DatabaseUnavailable(
            "The database is still recovering after a crash.",
            f"It goes on by itself; try again later. Log: {place.log}",
        )

    def _reap(self) -> None:
        """Collect our own server process when it has ended."""
        if self._server is not None:
            self._server.poll()


def _initialise(place: Place, account: Account, programs: Programs, durable: bool) -> None:
    """Run initdb into a folder of its own and rename that, so that a half-made cluster is never taken for one."""
    fresh = Path(tempfile.mkdtemp(prefix="data.new-", dir=place.base))
    account.own(fresh)
    options = ["--username", SUPERUSER, "--encoding", "UTF8", "--auth", "peer", "--data-checksums", "--no-instructions"]
    sync = [] if durable else ["--no-sync"]
    result = account.run([programs.folder / "initdb", "-D", fresh, *options, *_locale(programs), *sync], cwd=place.base)
    if result.returncode:
        shutil.rmtree(fresh)
        raise DatabaseUnavailable(
            f"The database could not be made: {result.stderr.strip()}",
            f"Is there room on the disk, and may the user {account.name} write to {place.base}?",
        )
    fresh.rename(place.data)


def _locale(programs: Programs) -> list[str]:
    """Sorting by code point everywhere, so that two machines never disagree; upper and lower case by Unicode.

    LC_CTYPE must know Cyrillic letters as well: in the C locale pg_trgm finds no trigram in a Cyrillic word.
    """
    if programs.major < 17:
        return ["--locale=C.UTF-8"]
    letters = ["--lc-ctype=C.UTF-8"] if _system_knows("C.UTF-8") else []
    return ["--locale=C", *letters, "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


def _system_knows(locale: str) -> bool:
    before = setlocale(LC_CTYPE)
    try:
        setlocale(LC_CTYPE, locale)
    except ValueError:
        return False
    finally:
        setlocale(LC_CTYPE, before)
    return True


def _quoted(value: object) -> str:
    text = str(value).replace("\\", "\\\\").replace("'", "''")
    return f"'{text}'"


def _write_configuration(place: Place, account: Account, durable: bool) -> None:
    """Write the three configuration files anew; what an administrator puts into local.conf comes last and wins."""
    socket = str(place.socket).replace('"', '""')
    settings: dict[str, object] = {
        "hba_file": _quoted(place.conf / "pg_hba.conf"),
        "ident_file": _quoted(place.conf / "pg_ident.conf"),
        "listen_addresses": "''",
        "unix_socket_directories": _quoted(f'"{socket}"'),
        "unix_socket_permissions": "0700",
        "cluster_name": _quoted(place.cluster_name),
        "max_connections": 60,
        "shared_buffers": "128MB",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "lc_messages": "'C'",
        "logging_collector": "on",
        "log_directory": _quoted(place.log),
        "log_filename": "'postgresql-%a.log'",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": 0,
        "log_line_prefix": "'%m [%p] %q%u@%d '",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    lines = ["# Written by Šalter at each start. Put settings of your own into local.conf beside this file."]
    lines += [f"{name} = {value}" for name, value in settings.items()]
    text = "\n".join([*lines, "include 'local.conf'", ""])
    (place.conf / "postgresql.conf").write_bytes(os.fsencode(text))
    if not (place.conf / "local.conf").exists():
        (place.conf / "local.conf").write_text("# Settings of your own. They win over those in postgresql.conf.\n")
    (place.conf / "pg_hba.conf").write_text(f"local all {SUPERUSER},{ROLE} peer map=salter\n")
    names = sorted({starter().name, account.name})
    (place.conf / "pg_ident.conf").write_text(
        "".join(f'salter "{name}" {role}\n' for name in names for role in (SUPERUSER, ROLE))
    )
    for path in place.conf.iterdir():
        path.chmod(0o644)


def _log_sizes(place: Place) -> dict[Path, int]:
    return {path: path.stat().st_size for path in place.log.glob("*.log")}


def _start_failure(place: Place, before: Mapping[Path, int]) -> DatabaseUnavailable:
    """The last that the server wrote before it ended."""
    written = (place.base / "start.log").read_text(errors="replace")
    for path in place.log.glob("*.log"):
        written += path.read_bytes()[before.get(path, 0) :].decode(errors="replace")
    return DatabaseUnavailable(
        "The database server did not start:\n" + "\n".join(written.splitlines()[-8:]),
        f"The whole log is in {place.log}. If it speaks of damaged data, restore a backup into a new SALTER_HOME.",
    )
