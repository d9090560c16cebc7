"""The throw-away office that is measured: a durable database of its own, and web and worker as they are in production.

Nothing is started before a benchmark asks for it, and nothing is left behind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from salter.ops.benchmarks import machine
from salter.ops.config import Config
from salter.ops.database import Cluster
from salter.ops.database_process import server_of
from salter.ops.walk_office import FOREIGN, end, environment, free_port, wait_until_open

if TYPE_CHECKING:
    from salter.organisations.access import Viewer
    from salter.organisations.models import Role

Say = Callable[[str], None]
SETTINGS = "salter.ops.settings"
QUIET_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Served:
    """A running installation: where it answers, and its processes (the database is not among them)."""

    url: str
    pids: list[int]


@dataclass
class Bench:
    """What a benchmark may use."""

    home: Path
    say: Say
    _left: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def cluster(self) -> Cluster:
        """The database server, started and durable."""
        cluster = Cluster(self.home)
        self.say("starting a database")
        self._left.callback(cluster.destroy)
        cluster.start()
        return cluster

    @cached_property
    def viewer(self) -> Viewer:
        """An official of a furnished office who registers, handles and signs; Django is set up in this process."""
        os.environ |= environment({}, self.home) | {"DATABASE_URL": self.cluster.url()}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return _found()

    @cached_property
    def config(self) -> Config:
        """The settings of the office."""
        assert self.viewer
        return Config()

    def token(self, role: Role) -> str:
        """A bearer token of the API for the official of `viewer`, in one of the roles."""
        from salter.organisations.actions import issue_token
        from salter.organisations.tenancy import scope

        assert self.viewer.account
        with scope(self.viewer.organisation.pk):
            return issue_token(self.viewer, account=self.viewer.account, role=role)

    @contextmanager
    def served(self, *, settings: str = SETTINGS, worker: bool = True) -> Iterator[Served]:
        """Web and worker on a free port, with the commands of `salter serve`; another `settings` module for a peer."""
        from salter.ops import running

        running.collect_static(self.config)
        port = free_port()
        web, background = running.processes(self.config, "127.0.0.1", port)
        log, url = self.home / f"served-{port}.log", f"http://127.0.0.1:{port}"
        with ExitStack() as left, log.open("wb") as output:
            started = []
            for process in [web, background] if worker else [web]:
                variables = {**os.environ, **process.environment, "DJANGO_SETTINGS_MODULE": settings}
                started.append(subprocess.Popen(process.command, env=variables, stdout=output, stderr=output))
                left.callback(end, started[-1])
            wait_until_open(started[0], url, log)
            yield Served(url, [process.pid for process in started])

    def measured(self, *served: Served) -> AbstractContextManager[machine.Spent]:
        """Measure a block: all processes of the database and of `served` are ours, the rest of the machine is not."""
        server = server_of(self.cluster.place.data)
        assert server
        return machine.measured([server, *(pid for one in served for pid in one.pids)])

    def wait_until_quiet(self) -> None:
        """Wait until the worker has done all that the journal has told it. Raises TimeoutError after five minutes."""
        from django.db import connection

        from salter.organisations.tenancy import relay_scope

        deadline = time.monotonic() + QUIET_SECONDS
        while time.monotonic() < deadline:
            with relay_scope(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT EXISTS (SELECT FROM journal_outbox) OR EXISTS (SELECT FROM procrastinate_jobs "
                    "WHERE status IN ('todo', 'doing') AND queue_name = 'journal')"
                )
                if cursor.fetchone() == (False,):
                    return
            time.sleep(0.25)
        raise TimeoutError(f"the worker has not finished within {QUIET_SECONDS} seconds")

    def close(self) -> None:
        """Stop everything."""
        self._left.close()


@contextmanager
def throw_away_bench(say: Say) -> Iterator[Bench]:
    """A bench in a folder of its own, gone afterwards; settings of another installation are not inherited."""
    for name in [name for name in os.environ if name.startswith(FOREIGN)]:
        del os.environ[name]
    home = Path(tempfile.mkdtemp(prefix="salter-bench-"))
    home.chmod(0o711)  # the database user must get through
    bench = Bench(home, say)
    try:
        yield bench
    finally:
        bench.close()
        shutil.rmtree(home, ignore_errors=True)


def _found() -> Viewer:
    from salter.organisations import actions, clock
    from salter.organisations.access import viewer_of
    from salter.organisations.models import AuthorisationKind, Role
    from salter.organisations.tenancy import scope
    from salter.portal.founding import founder, furnish
    from salter.signatures.actions import issue_test_credentials

    names = {"name_cyr": "Мерна општина", "name_lat": "Merna opština", "body_cyr": "Мерна управа", "seat_cyr": "Мера"}
    organisation = actions.found_organisation(code="mera", kind="municipality", demo=True, **names)
    with scope(organisation.pk):
        setting_up = founder(organisation)
        unit = actions.create_unit(setting_up, mark="IV-02", name="Одељење")
        furnish(organisation, {"": unit})
        roles = [Role.REGISTRY_CLERK, Role.HANDLER, Role.SIGNATORY]
        staff = actions.add_staff(setting_up, username="mera", name="Мерач", unit=unit, title="мерач", roles=roles)
        issue_test_credentials(setting_up, staff=staff)
        today = clock.today(organisation)
        actions.give_authorisation(
            setting_up, staff=staff, kind=AuthorisationKind.DECIDE, number="1", issued_on=today, valid_from=today
        )
        return viewer_of(staff.account, organisation)
