"""PostgreSQL is killed while registrations stream in: no gap, no number twice, nothing acknowledged is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from salter.ops.benchmarks.machine import family
from salter.ops.database import Cluster
from salter.ops.database_process import server_of, wait_end
from salter.ops.walk_office import environment
from tests.support import ready_schema

CLERKS = 8
KILLS = 3
BEFORE_THE_KILL = 60  # registrations acknowledged
DEBIAN_15 = "/usr/lib/postgresql/15/bin"


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the database's user can enter; pytest closes its own folders to others."""
    folder = Path(tempfile.mkdtemp(prefix="salter-killed-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.long
@pytest.mark.parametrize("binaries", ["", pytest.param(DEBIAN_15, marks=pytest.mark.needs("postgresql-15"))])
def test_what_was_acknowledged_is_there_and_the_numbers_have_no_gap(home: Path, binaries: str) -> None:
    cluster = Cluster(home, environ={**os.environ, "SALTER_PG_BIN": binaries})
    told: set[int] = set()
    if not binaries:  # of the other PostgreSQL, a folder of this one's is none
        ready_schema.lay_in(home)
    try:
        for _kill in range(KILLS):
            cluster.start()
            told |= _killed_under_load(cluster, enough=BEFORE_THE_KILL)
        cluster.start()
        there = [int(line) for line in _clerks(cluster, "list").communicate()[0].split()]
    finally:
        cluster.destroy()
    assert len(told) >= KILLS * BEFORE_THE_KILL
    assert there == [*range(1, len(there) + 1)]
    assert told <= set(there)


def _killed_under_load(cluster: Cluster, *, enough: int) -> set[int]:
    """The ordinals that the clerks were told before and while every process of the server was killed."""
    clerks, told = _clerks(cluster, "register"), set()
    assert clerks.stdout
    for line in clerks.stdout:
        told.add(int(line))
        if len(told) == enough:
            server = server_of(cluster.place.data)
            assert server
            for pid in sorted(family(server)):  # the postmaster first, so that it mends nothing
                os.kill(pid, signal.SIGKILL)
    clerks.wait(60)
    wait_end(cluster.place.data)
    return told


def _clerks(cluster: Cluster, what: str) -> subprocess.Popen[str]:
    variables = environment(os.environ, cluster.home) | {"DATABASE_URL": cluster.url()}
    command = [sys.executable, "-c", CODE, what, str(CLERKS)]
    return subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


CODE = """
import sys, threading
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from salter.portal.founding import founder, furnish
from salter.organisations import actions, clock
from salter.organisations.access import viewer_of
from salter.organisations.models import Organisation, Role, Staff
from salter.organisations.tenancy import scope
from salter.registry.actions import Intake, register_case
from salter.registry.models import Case, IntakeChannel

call_command("migrate", verbosity=0)
office = Organisation.objects.first()
if office is None:
    names = {"name_cyr": "Општина", "name_lat": "Opština", "body_cyr": "Управа", "seat_cyr": "Ведрово"}
    office = actions.found_organisation(code="pad", kind="municipality", demo=True, **names)
    with scope(office.pk):
        unit = actions.create_unit(founder(office), mark="IV", name="Управа")
        furnish(office, {"": unit})
        roles = [Role.REGISTRY_CLERK]
        actions.add_staff(founder(office), username="pad", name="Писар", unit=unit, title="писар", roles=roles)
with scope(office.pk):
    viewer = viewer_of(Staff.objects.get().account, office)
    if sys.argv[1] == "list":
        for ordinal in Case.objects.order_by("ordinal").values_list("ordinal", flat=True):
            print(ordinal)
        sys.exit()

def clerk():
    assert not connection.in_atomic_block
    while True:
        now = clock.now(office)
        paper = Intake(subject="Захтев", channel=IntakeChannel.COUNTER, received_at=now, class_code="352")
        try:
            line = f"{register_case(viewer, paper).case.ordinal}\\n"
        except Exception:
            return
        sys.stdout.write(line)
        sys.stdout.flush()

threads = [threading.Thread(target=clerk) for _ in range(int(sys.argv[2]))]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
