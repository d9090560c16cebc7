"""The database's side: one snapshot of it, what it names and where it stands; and loading a dump, whole or not at all.

Reading needs a role that row-level security does not bind: the superuser of the embedded database, or the role of
SALTER_BACKUP_DATABASE_URL.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from os import environ
from pathlib import Path
from typing import IO, Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from salter.ops.config import Config
from salter.ops.database import ROLE, SUPERUSER, Cluster
from salter.ops.database_programs import DatabaseUnavailable, clean_environment, client_program
from salter.ops.recovery.folder import Unsound
from salter.ops.recovery.manifest import Log, Register, Table

RESTORED = "salter_restored"
"""A table that a restored database has until somebody opens it; nothing starts while it is there."""
OUR_ROLES = r"salter\_%"
SEES_ALL = "salter_search"
"""Owns the functions that search beneath row-level security; nobody inherits it (decision 014)."""
FETCH = 2000
SETTINGS = "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex"


def address(config: Config) -> str:
    """The connection by which everything may be read or made."""
    if config.database_url:
        return config.backup_database_url or config.database_url
    return Cluster(config.home).url(user=SUPERUSER)


def owner(config: Config) -> str:
    """The role that the installation works as."""
    if not config.database_url:
        return ROLE
    with psycopg.connect(config.database_url, connect_timeout=30) as connected:
        return str(connected.execute("SELECT current_user").fetchall()[0][0])


@contextmanager
def connection(config: Config) -> Iterator[psycopg.Connection[Any]]:
    """A connection whose texts do not depend on where it is made. Raises DatabaseUnavailable."""
    try:
        connected = psycopg.connect(address(config), connect_timeout=30, options=SETTINGS, autocommit=True)
    except psycopg.OperationalError as error:
        hint = "Is the server running? Check DATABASE_URL and SALTER_BACKUP_DATABASE_URL."
        raise DatabaseUnavailable(f"The database does not answer: {error}", hint) from error
    with connected:
        yield connected


def refuse_blind(connected: psycopg.Connection[Any]) -> None:
    """Raises DatabaseUnavailable when row-level security hides rows from this role: no half backup."""
    name, blind = _sight(connected)
    if blind:
        raise DatabaseUnavailable(
            f"The role {name} sees the rows of one office at a time only (row-level security), so it cannot save all.",
            "As superuser of that server make a role for backups: CREATE ROLE office_backup LOGIN BYPASSRLS PASSWORD "
            "'…'; GRANT pg_read_all_data TO office_backup; and set SALTER_BACKUP_DATABASE_URL to it.",
        )


def _sight(connected: psycopg.Connection[Any]) -> tuple[str, bool]:
    """Who we are, and whether row-level security hides rows from us."""
    query = "SELECT current_user, NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user"
    name, blind = connected.execute(query).fetchall()[0]
    return str(name), bool(blind)


@dataclass(frozen=True)
class View:
    """One moment of the database, seen through one transaction; `name` lets pg_dump see the same."""

    connected: psycopg.Connection[Any]
    name: str

    def rows(self, query: LiteralString) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, as a stream."""
        with self.connected.cursor(name="salter_backup") as cursor:
            cursor.itersize = FETCH
            yield from cursor.execute(query)

    def registers(self) -> list[Register]:
        """Every register and where it stands."""
        carried = ""
        if self.connected.execute("SELECT to_regclass('public.registry_formernumber')").fetchall()[0][0]:
            carried = "UNION ALL SELECT organisation_id, register_id, id, NULL FROM registry_formernumber"
        rows = self.rows(
            "SELECT o.code, r.code, r.year, r.first_ordinal, r.last_ordinal, count(c.id), count(c.cancelled_at) "
            "FROM registry_register r JOIN organisations_organisation o ON o.id = r.organisation_id "
            "LEFT JOIN (SELECT organisation_id, register_id, id, cancelled_at FROM registry_case "
            + carried
            + ") c ON c.organisation_id = r.organisation_id AND c.register_id = r.id "
            "GROUP BY o.code, r.code, r.year, r.first_ordinal, r.last_ordinal ORDER BY o.code, r.code, r.year"
        )
        names = ("organisation", "code", "year", "first", "last", "count", "cancelled")
        return [Register.model_validate(dict(zip(names, row, strict=True))) for row in rows]

    def logs(self) -> list[Log]:
        """The newest tree head of each log. A database that is saved before an update may have no logs yet."""
        if not self.connected.execute("SELECT to_regclass('public.journal_head')").fetchall()[0][0]:
            return []
        rows = self.rows(
            "SELECT DISTINCT ON (h.log_id) l.origin::text, h.size, h.root FROM journal_head h "
            "JOIN journal_log l ON l.id = h.log_id WHERE l.dropped_at IS NULL ORDER BY h.log_id, h.size DESC"
        )
        return [Log(log=origin, size=size, root=root) for origin, size, root in rows]

    def migrations(self) -> list[tuple[str, str]]:
        """What the schema has been through."""
        return [(app, name) for app, name in self.rows("SELECT app, name FROM django_migrations ORDER BY app, name")]

    def roles(self) -> list[str]:
        """The roles without login that the schema gives rights to."""
        query = "SELECT rolname FROM pg_roles WHERE NOT rolcanlogin AND rolname LIKE %s ORDER BY rolname"
        return [name for (name,) in self.connected.execute(query, [OUR_ROLES]).fetchall()]

    def owner(self) -> str:
        """The role that owns the tables."""
        query = "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'django_migrations'::regclass"
        return str(self.connected.execute(query).fetchall()[0][0])

    def tables(self) -> dict[str, Table]:
        """Rows and fingerprint of every table: the same before a dump and after its loading, or something is wrong."""
        found = {}
        for schema, name in tables(self.connected):
            query = sql.SQL("SELECT count(*), coalesce(bit_xor(hashtextextended(t::text, 0)), 0) FROM {} t")
            rows, fingerprint = self.connected.execute(query.format(sql.Identifier(schema, name))).fetchall()[0]
            if name != RESTORED:
                found[f"{schema}.{name}"] = Table(rows=rows, fingerprint=fingerprint)
        return found


@contextmanager
def one_moment(connected: psycopg.Connection[Any], *, as_owner: bool = False) -> Iterator[View]:
    """A transaction that sees one moment; it is always rolled back.

    `as_owner`: the owner of all tables, whom row-level security binds, frees itself for as long as this lasts. Other
    sessions have to wait for the end of it, so this is for a database that nobody uses yet.
    """
    connected.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    try:
        if as_owner and _sight(connected)[1]:
            for schema, name in tables(connected):
                free = sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(sql.Identifier(schema, name))
                connected.execute(free)
        yield View(connected, connected.execute("SELECT pg_export_snapshot()").fetchall()[0][0])
    finally:
        connected.execute("ROLLBACK")


def tables(connected: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """Schema and name of every table that is not PostgreSQL's own or an extension's."""
    query = (
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND NOT EXISTS "
        "(SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1, 2"
    )
    return [(schema, name) for schema, name in connected.execute(query).fetchall()]


def dump(config: Config, view: View, path: Path) -> None:
    """Dump the moment of a view into a file, durably. Raises DatabaseUnavailable."""
    where, password = _without_password(address(config))
    program = str(client_program("pg_dump", environ))
    command = [program, "--format=custom", f"--snapshot={view.name}", f"--file={path}", f"--dbname={where}"]
    command.append(f"--exclude-table=public.{RESTORED}")  # it tells of this installation only
    done = subprocess.run(command, env=password, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise DatabaseUnavailable(
            f"The database could not be dumped: {done.stderr.strip()[-2000:]}",
            "If it speaks of a version, set SALTER_PG_BIN to PostgreSQL programs as new as the server; if of space, "
            "make room; if of permission, give the role of SALTER_BACKUP_DATABASE_URL pg_read_all_data.",
        )


def load(config: Config, path: Path, owned_by: str, roles: Iterable[str], snapshot: str) -> None:
    """Load a dump in one transaction: everything is there afterwards, or nothing.

    Owners and rights stay what they were; the role `owned_by` becomes the one that this installation works as.
    Raises DatabaseUnavailable, Unsound.
    """
    where, password = _without_password(address(config))
    psql = str(client_program("psql", environ))
    command = [psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={where}"]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            command, env=password, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors
        ) as loading,
    ):
        assert loading.stdin
        try:
            _write(loading.stdin, config, path, owned_by, roles, snapshot)
            loading.stdin.close()
        except BrokenPipeError:  # psql ended at the first error, and says which
            with suppress(BrokenPipeError):
                loading.stdin.close()
        except BaseException:
            loading.kill()  # without COMMIT: nothing stays
            with suppress(BrokenPipeError):
                loading.stdin.close()
            raise
        loading.wait()
        if loading.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()[-2000:]
            raise DatabaseUnavailable(
                f"The database could not be loaded, and is as empty as before: {said}",
                "If it speaks of permission or roles, set SALTER_BACKUP_DATABASE_URL to a superuser of that server.",
            )


def _write(out: IO[bytes], config: Config, path: Path, owned_by: str, roles: Iterable[str], snapshot: str) -> None:
    """Everything that psql has to do, COMMIT last: if we die before, nothing has happened."""
    ours = sql.Identifier(owner(config)).as_string()
    out.write(b"BEGIN;\n")
    out.writelines(_role(name, ours) for name in roles)
    for section in ("pre-data", "data", "post-data"):
        program = str(client_program("pg_restore", environ))
        command = [program, f"--section={section}", "--file=-", str(path)]
        with subprocess.Popen(
            command, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as reading:
            assert reading.stdout
            assert reading.stderr
            out.writelines(_renamed(reading.stdout, owned_by, ours))
            said = reading.stderr.read().decode(errors="replace").strip()
            if reading.wait():
                raise Unsound(f"The dump {path} cannot be read: {said[-2000:]}")
    table = (
        f"CREATE TABLE public.{RESTORED} AS SELECT '{snapshot}'::text AS snapshot, false AS compared, false AS noted"
    )
    out.write(f"{table};\nALTER TABLE public.{RESTORED} OWNER TO {ours};\nCOMMIT;\n".encode())


def _role(name: str, ours: str) -> bytes:
    """A role without login, unless the server has it; the installation's role may become it, but never inherits from
    the one that sees all: before PostgreSQL 16, where that cannot be said, it takes that role only for a moment."""
    role = sql.Identifier(name).as_string()
    made = (
        f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation OR "
        "insufficient_privilege THEN NULL; END $$;\n"
    )
    grant = f"GRANT {role} TO {ours}"
    if name == SEES_ALL:
        grant = (
            "IF current_setting('server_version_num')::int >= 160000 THEN "
            f"EXECUTE $grant${grant} WITH INHERIT FALSE, SET TRUE$grant$; END IF"
        )
    joined = (
        f"DO $$ BEGIN {grant}; EXCEPTION WHEN unique_violation OR insufficient_privilege OR "
        "invalid_grant_operation THEN NULL; END $$;\n"
    )
    return (made + joined).encode()


def _renamed(stream: IO[bytes], was: str, ours: str) -> Iterator[bytes]:
    """The lines of a section, outside of data with the installation's new role, and without what older servers lack."""
    theirs = re.escape(sql.Identifier(was).as_string()) + "|" + re.escape(was)
    naming = re.compile(f"(?<= TO | BY )({theirs})(?=[ ;,])|(?<= FROM )({theirs})(?=[ ;,])".encode())
    given_away = f" OWNER TO {SEES_ALL};\n".encode()
    in_data = False
    for line in stream:
        if in_data:
            in_data = line != b"\\.\n"
        elif line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
            in_data = True
        elif line.startswith(b"SET transaction_timeout"):
            continue
        elif line.endswith(given_away):  # only who may become that role can; the rights set after loading do it
            line = line.replace(given_away, f" OWNER TO {ours};\n".encode())
        elif line.startswith((b"ALTER ", b"GRANT ", b"REVOKE ", b"CREATE POLICY ")):
            line = naming.sub(ours.encode(), line)
        yield line


def _without_password(url: str) -> tuple[str, dict[str, str]]:
    """The connection without its password, and the environment that carries it: arguments are seen by everybody."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    return make_conninfo("", **parts), clean_environment() | ({"PGPASSWORD": str(password)} if password else {})
