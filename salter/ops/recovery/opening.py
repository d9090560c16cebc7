"""A restored office is closed until somebody opens it, and its journal says both.

While the table `salter_restored` is in the database, neither web nor worker start, on whatever machine: nothing goes
out, no number is given. Opening it is one command, for a person who knows that the original is off.
"""

from __future__ import annotations

import os
import pwd

from salter.ops.config import Config
from salter.ops.database import DatabaseUnavailable
from salter.ops.recovery.database import RESTORED
from salter.ops.recovery.folder import Refused
from salter.ops.recovery.manifest import Log, Manifest


def refuse_unfinished(config: Config) -> None:
    """Raises DatabaseUnavailable when a restore into this home was interrupted: a start would make an empty office."""
    if (config.home / "restoring.json").exists():
        raise DatabaseUnavailable(
            f"A restore into {config.home} is not finished.", "Start it again, it goes on: salter restore DIR"
        )


def refuse_closed() -> None:
    """Raises DatabaseUnavailable while the office is restored and not opened. Needs Django."""
    if snapshot := closed_since():
        raise DatabaseUnavailable(
            f"This office was restored from the backup {snapshot} and is closed: the original may still be giving the "
            "same numbers.",
            "Make sure that the original is off for good, then open this one: salter restore --open",
        )


def closed_since() -> str:
    """The snapshot that this office was restored from, empty when it is open."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{RESTORED}"])
        found = cursor.fetchone()
        if not found or not found[0]:
            return ""
        cursor.execute(f"SELECT snapshot FROM public.{RESTORED}")
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def settle(told: Manifest) -> list[str]:
    """Bring a restored database up to the version of this program, and write into every journal whence it came.

    Gives the logs whose root, computed anew from their leaves, is not that of the backup's tree head.
    """
    from salter.ops.cli import setup_django

    setup_django()
    from django.db import connection, transaction

    from salter.ops.running import migrate
    from salter.organisations.tenancy import grant_rights

    migrate()
    grant_rights()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE public.{RESTORED} SET noted = true WHERE NOT noted")
            fresh = cursor.rowcount
        if fresh:
            _note_restored(told)
    return [f"log {log.log}: the leaves do not have the root of the backup" for log in told.logs if not _same(log)]


def _same(log: Log) -> bool:
    from salter.journal import heads

    return heads.compare(log.model_dump()) in (heads.Comparison.SAME, heads.Comparison.GROWN)


def _note_restored(told: Manifest) -> None:
    from salter.journal.actions import record
    from salter.organisations.models import Organisation
    from salter.organisations.tenancy import scope, uuid7
    from salter.portal.founding import founder

    body = {"snapshot": told.snapshot, "manifest": told.sha256, "logs": [log.model_dump() for log in told.logs]}
    for organisation in Organisation.objects.order_by("pk"):
        with scope(organisation.pk):
            record(founder(organisation), "office.restored", subject=("organisation", uuid7()), body=body)


def open_office() -> str:
    """Open a restored office, and write who did it into every journal. Gives the snapshot. Raises Refused."""
    from django.db import connection, transaction

    from salter.journal.actions import record
    from salter.organisations.models import Organisation
    from salter.organisations.tenancy import scope, uuid7
    from salter.portal.founding import founder

    snapshot = closed_since()
    if not snapshot:
        raise Refused("This office is open: it was not restored, or was opened already.")
    body, personal = {"snapshot": snapshot}, {"by": pwd.getpwuid(os.getuid()).pw_name}
    with transaction.atomic():
        for organisation in Organisation.objects.order_by("pk"):
            with scope(organisation.pk):
                viewer = founder(organisation)
                record(viewer, "office.opened", subject=("organisation", uuid7()), body=body, personal=personal)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE public.{RESTORED}")
    return snapshot


def leave_database() -> None:
    """Close all connections of this process: a pool would keep threads and a server's stop waiting."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool:
            close_pool()
