"""`salter doctor`: is this installation sound, and what to do when it is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from salter.ops.config import Config
from salter.ops.database import Cluster, DatabaseUnavailable, check_server

SPACE_WARNING = 2 * 1024**3
UNREADABLE = (
    "the database cannot read what it keeps ({said}). Stop it and keep its folder as it is; restore a backup into a "
    "new SALTER_HOME (manual, page backup)"
)
PASSWORDS_TRIED = 200  # each takes a twentieth of a second


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor."""

    name: str
    state: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """For `--json`."""
        return asdict(self)


def examine(
    config: Config, *, full: bool = False, head: Path | None = None, say: Callable[[str], None] = lambda line: None
) -> Iterator[Check]:
    """Every check, one after the other; what needs the database is left out when that does not answer.

    `full` reads every document and archived case instead of the newest; `head` is a file with a tree head, or the
    manifest of a backup, that this installation is compared with.
    """
    yield from (check_space(config), check_mode(config))
    database = check_database(config)
    yield database
    if database.state == "failure":
        return
    from salter.ops.cli import setup_django

    setup_django()
    from salter.ops import doctor_files, doctor_log, doctor_time

    schema = check_migrations()
    yield schema
    if schema.state == "failure":
        return
    for check in (*DATABASE_CHECKS, *doctor_log.CHECKS, *doctor_time.CHECKS):
        yield read(check)
    yield read(partial(doctor_time.check_backup, config))
    yield from doctor_files.check_files(full=full, say=say)
    if head is not None:
        from salter.ops import doctor_head

        yield from doctor_head.compare(head)


def read(check: Callable[[], Check]) -> Check:
    """A check; what the database cannot read is its answer, and the other checks go on."""
    from django.db import DatabaseError

    try:
        return check()
    except DatabaseError as error:
        name = (check.func if isinstance(check, partial) else check).__name__.removeprefix("check_")
        return Check(name, "failure", UNREADABLE.format(said=str(error).splitlines()[0]))


def check_space(config: Config) -> Check:
    """Is there room on the disk of SALTER_HOME?"""
    config.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(config.home).free
    if free < SPACE_WARNING:
        return Check("disk", "warning", f"{free // 2**20} MiB free in {config.home}. Free some, or move SALTER_HOME.")
    return Check("disk", "ok", f"{free // 2**30} GiB free")


def check_mode(config: Config) -> Check:
    """Does production run as production must?"""
    wrong = list(production_faults(config)) if config.mode == "production" else []
    return Check("mode", "failure" if wrong else "ok", "; ".join(wrong) or config.mode)


def production_faults(config: Config) -> Iterator[str]:
    """Why production may not start."""
    if config.debug:
        yield "SALTER_DEBUG is on: switch it off"
    if not config.secret_key:
        yield "SALTER_SECRET_KEY is not set: set a long random one"
    if not config.tsa_url:
        yield "SALTER_TSA_URL is not set: production does not stamp with the TEST authority"
    if (config.home / "trust" / "root.pem").exists():
        yield f"demo keys lie in {config.home / 'trust'}: use another SALTER_HOME for production"


def check_database(config: Config) -> Check:
    """Does the database answer, in a version that we know?"""
    try:
        if not config.database_url and not Cluster(config.home).running:
            return Check("database", "failure", "the embedded database is not running: salter db start")
        version = check_server(config.database())
    except DatabaseUnavailable as error:
        return Check("database", "failure", str(error))
    return Check("database", "ok", f"PostgreSQL {version}")


def check_isolation() -> Check:
    """Row-level security counts only for a login role that cannot bypass it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
    if row and row[0]:
        return Check("isolation", "warning", "the login role bypasses row-level security: use an ordinary role")
    return Check("isolation", "ok", "the login role is bound by row-level security")


def check_migrations() -> Check:
    """Is the schema the one that this version needs?"""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Check("schema", "failure", f"{len(missing)} migrations are missing: salter manage migrate")
    return Check("schema", "ok", "up to date")


def check_registers() -> Check:
    """Does every register hold 1, 2, 3 … without a gap?"""
    from django.db import connection

    from salter.organisations.models import Organisation
    from salter.organisations.tenancy import scope

    gaps, registers = [], 0
    for organisation in Organisation.objects.order_by("pk"):
        with scope(organisation.pk), connection.cursor() as cursor:
            cursor.execute(
                "SELECT r.code, r.year, r.last_ordinal - r.first_ordinal + 1, count(c.id), count(DISTINCT c.ordinal) "
                "FROM registry_register r LEFT JOIN ("
                "SELECT organisation_id, register_id, id, ordinal FROM registry_case UNION ALL "
                "SELECT organisation_id, register_id, id, ordinal FROM registry_formernumber) c "
                "ON c.organisation_id = r.organisation_id AND c.register_id = r.id GROUP BY r.organisation_id, r.id"
            )
            for code, year, expected, count, distinct in cursor.fetchall():
                registers += 1
                if not expected == count == distinct:
                    gaps.append(f"{organisation.code} {code}/{year}: {count} entries, {expected} numbers")
    return Check("registers", "failure" if gaps else "ok", "; ".join(gaps) or f"{registers} without a gap")


def check_outbox() -> Check:
    """Is the worker keeping up?"""
    from django.db import connection

    from salter.organisations.tenancy import relay_scope

    with relay_scope(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_outbox")
        row = cursor.fetchone()
    waiting = row[0] if row else 0
    if waiting > 1000:
        return Check("worker", "warning", f"{waiting} journal entries wait: is `salter worker` running?")
    return Check("worker", "ok", f"{waiting} journal entries wait")


def check_passwords() -> Check:
    """Does production hold accounts of a demo, or with its password? They cannot sign in, and should not be there."""
    from django.conf import settings

    from salter.organisations.fictional import DEMO_PASSWORD
    from salter.organisations.models import Account

    if settings.SALTER_MODE != "production":
        return Check("accounts", "ok", "not a production office")
    accounts = Account.objects.filter(is_active=True).order_by("pk")
    wrong = [account.username for account in accounts.filter(demo=True)]
    looked_at = accounts.filter(demo=False).exclude(password__startswith="!")[:PASSWORDS_TRIED]
    wrong += [account.username for account in looked_at if account.check_password(DEMO_PASSWORD)]
    if wrong:
        return Check("accounts", "failure", f"demo accounts or demo passwords: {', '.join(wrong)}. Deactivate them.")
    return Check("accounts", "ok", "no demo account, no demo password")


def check_scans() -> Check:
    """Are the folders of scanners there, and can scans be read?"""
    from django.conf import settings

    from salter.documents import scans

    if not settings.SALTER_SCAN_FOLDERS:
        return Check("scans", "ok", "no folder is watched")
    gone = [str(folder) for folder in settings.SALTER_SCAN_FOLDERS.values() if not folder.is_dir()]
    if gone:
        return Check("scans", "failure", f"not there: {', '.join(gone)}. Is the share mounted? It goes on by itself.")
    if missing := scans.missing():
        return Check("scans", "warning", f"scans are kept but not made searchable: install {' '.join(missing)}")
    return Check("scans", "ok", f"{len(settings.SALTER_SCAN_FOLDERS)} watched, tesseract is here")


DATABASE_CHECKS: tuple[Callable[[], Check], ...] = (
    check_isolation,
    check_passwords,
    check_registers,
    check_outbox,
    check_scans,
)
