"""Bringing an installation up and running it: database, schema, static files, then web and worker together."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from salter.ops import prepared, supervisor
from salter.ops.cli import ENVIRONMENT, cluster, ready_database, say, setup_django
from salter.ops.config import Config
from salter.ops.database import Cluster, DatabaseUnavailable
from salter.ops.database_keeper import kept_running
from salter.ops.doctor import production_faults
from salter.ops.recovery.in_use import keep_open
from salter.ops.recovery.opening import leave_database, refuse_closed, refuse_unfinished
from salter.ops.supervisor import Process
from salter.organisations.fictional import DEMO_PASSWORD

READY_SECONDS = 120
FIRST_CASES = 20
"""So many cases of a new demo live before its first page; the worker does the others."""


def prepare(config: Config) -> None:
    """Start (or check) the database, bring its schema up to date, collect the static files; quick when all is done.

    Raises DatabaseUnavailable, which is also said when production may not start as it is configured.
    """
    open_home(config)
    with stopped_when_broken(config):
        bring_up_to_date(config)


def open_home(config: Config) -> None:
    """Start (or check) the database of a home that may be opened. Free of Django. Raises DatabaseUnavailable."""
    faults = list(production_faults(config)) if config.mode == "production" else []
    if faults:
        raise DatabaseUnavailable("Production does not start: " + "; ".join(faults) + ".", "See docs/manual.")
    refuse_unfinished(config)
    keep_open(config.home)
    with stopped_when_broken(config):
        ready_database(config)


def bring_up_to_date(config: Config) -> None:
    """The schema and the static files. Raises DatabaseUnavailable for a restored office that is still closed."""
    setup_django()
    refuse_closed()
    migrate()
    collect_static(config)


@contextmanager
def stopped_when_broken(config: Config) -> Iterator[None]:
    """Whoever interrupts a start (Ctrl-C, SIGTERM) leaves no database server behind."""
    before = signal.signal(signal.SIGTERM, end) if threading.current_thread() is threading.main_thread() else None
    try:
        yield
    except BaseException:
        stop_database(config)
        raise
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def end(number: int, frame: FrameType | None) -> NoReturn:
    """A signal that ends the process in order, with its exit code as shells give it."""
    raise SystemExit(128 + number)


def stop_database(config: Config) -> None:
    """Stop the embedded database; a given one is not ours to stop."""
    if not config.database_url:
        with suppress(DatabaseUnavailable):
            cluster(config).stop()


def migrate() -> None:
    """Bring the schema up to date; says so only when there is something to do."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        say(f"  updating the database ({len(missing)} steps)")
        call_command("migrate", verbosity=0, interactive=False)


def collect_static(config: Config) -> None:
    """Collect the static files into SALTER_HOME/static unless what lies there is of this very version."""
    if config.mode == "test":  # whitenoise then finds them where they are
        return
    stamp = config.home / "static" / ".collected"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    from django.core.management import call_command

    say("  collecting static files")
    shutil.rmtree(stamp.parent, ignore_errors=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(wanted)


def _fingerprint() -> str:
    """Names, sizes and times of all static files; reads no contents, so it is quick."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def processes(config: Config, host: str, port: int) -> list[Process]:
    """Web and worker of this installation, as the supervisor starts them."""
    probe = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    environment = {"DJANGO_SETTINGS_MODULE": "salter.ops.settings"}
    workers = config.web_workers or min(os.cpu_count() or 1, 2)  # one process uses one processor: Python has one lock
    web = [
        *(sys.executable, "-m", "salter.ops.web", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--threads", str(config.web_threads)),
    ]
    return [
        Process("web", web, environment, ready_url=f"http://{probe}:{port}/health/live"),
        Process("worker", [sys.executable, "-m", "salter.ops.cli", "worker"], environment, waits=True),
    ]


def serve(config: Config, host: str, port: int, on_ready: Callable[[], None] | None = None) -> int:
    """Run web and worker in the foreground until a signal; the embedded database stops last. Gives the exit code.

    An embedded database that dies meanwhile is started again.
    """
    if "django" in sys.modules:
        leave_database()
    database = nullcontext() if config.database_url else kept_running(Cluster(config.home), supervisor.say)

    def ready() -> None:
        say(f"Šalter answers at http://{host}:{port}/ — Ctrl-C stops it.")

    try:
        with database:
            return supervisor.run(
                processes(config, host, port),
                log_folder=config.home / "logs",
                on_ready=on_ready or ready,
                ready_seconds=READY_SECONDS,
            )
    finally:
        stop_database(config)


def set_up_words(config: Config, host: str, port: int) -> Callable[[], None] | None:
    """While there is no office: a fresh set-up code, and how to say it when the page answers."""
    from salter.ops.first_start import code, founding

    if not founding.needed():
        return None
    fresh = code.fresh(config.home)

    def ready() -> None:
        say(f"\nThere is no office yet. Set it up at http://{host}:{port}/\n")
        say(f"  Set-up code: {fresh}\n")
        say(f"It also stands in {config.home / code.NAME}, for its owner only. Ctrl-C stops Šalter.")

    return ready


def demo(config: Config, port: int, *, small: bool = False) -> int:
    """Run the demo office; a new one is seeded first (`small`: without earlier cases). Gives the exit code."""
    if config.mode == "production":
        say("SALTER_MODE is production: the demo office is not for it.")
        return ENVIRONMENT
    open_home(config)
    with stopped_when_broken(config):
        if not prepared.is_prepared(config):
            bring_up_to_date(config)
            prepared.note(config, waiting=_seed(small))
        people = prepared.people(config)

    def ready() -> None:
        width = max(len(username) for username, _name, _does in people)
        lines = [f"  {username:{width}}  {name} – {does}" for username, name, does in people]
        say(f"\nThe demo office is open: http://127.0.0.1:{port}/\n")
        say(f"Everybody's password is {DEMO_PASSWORD}; some of the people:")
        say("\n".join(lines) + "\n\nCtrl-C stops it; a second start keeps everything; `make demo-reset` forgets it.")

    return serve(config, "127.0.0.1", port, ready)


def lead_class(config: Config, address: str, port: int) -> int:
    """Run the demo office for a class in the network of a room, where `address` is this machine; gives the exit code.

    A home with an office that is neither demo nor practice is refused.
    """
    from salter.ops import class_room

    with stopped_when_broken(config):
        open_home(config)
        bring_up_to_date(config)
        if real := _real_offices():
            stop_database(config)
            say(f"There is a real office in {config.home}: {', '.join(real)}. A class is led from a folder of its own:")
            say("  SALTER_HOME=/another/folder salter class --lan")
            return ENVIRONMENT
        prepared.note(config, waiting=_seed(small=True))
        trainers = _trainers()
        say("  founding the practice town")
        _found_town()

    def ready() -> None:
        say(class_room.words(f"http://{address}:{port}", port, trainers, DEMO_PASSWORD))

    return serve(config, "0.0.0.0", port, ready)


def _real_offices() -> list[str]:
    from salter.organisations.models import Organisation

    rows = Organisation.objects.filter(demo=False, practice=False).order_by("pk")
    return list(rows.values_list("code", flat=True))


def _found_town() -> None:
    """Before anybody joins: nobody waits for it in the first minute."""
    from salter.training.offices.town import ready_town

    ready_town()


def _trainers() -> list[tuple[str, str]]:
    """Who of the demo leads classes: user name and name."""
    from salter.organisations.models import Organisation, Staff
    from salter.organisations.tenancy import scope
    from salter.training.classes.queries import LEADERS

    found = []
    for office in Organisation.objects.filter(demo=True, practice=False).order_by("pk"):
        with scope(office.pk):
            rows = Staff.objects.filter(organisation=office, active=True, roles__role__in=LEADERS)
            names = rows.order_by("pk").values_list("account__username", "account__display_name")
            found += [(str(username), str(name)) for username, name in names.distinct()]
    return found


def _seed(small: bool) -> int:
    """How many turns of the demo's cases are left to the worker."""
    from salter.ops.demo import seeding
    from salter.ops.tasks import go_on_seeding

    waiting = seeding.seed(say, first=FIRST_CASES, small=small)
    if waiting:
        go_on_seeding()
    return waiting


def forget(config: Config) -> None:
    """Delete the demo office: its database, documents, keys and static files.

    Raises DatabaseUnavailable in production or with a given database, which are nobody's demo.
    """
    if config.mode == "production" or config.database_url or config.storage_url:
        raise DatabaseUnavailable(
            "Only the demo office in SALTER_HOME is forgotten.",
            "Unset DATABASE_URL and SALTER_STORAGE_URL, and do not set SALTER_MODE=production.",
        )
    cluster(config).destroy()
    for name in ("documents", "archive", "trust", "static", "logs"):
        shutil.rmtree(config.home / name, ignore_errors=True)
    (config.home / prepared.NOTE).unlink(missing_ok=True)
    say(f"Forgotten: the demo office in {config.home}.")
