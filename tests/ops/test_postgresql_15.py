"""The oldest PostgreSQL that we promise: Debian's 15, with our migrations, row-level security and the main job."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from salter.ops.database import Cluster

BINARIES = "/usr/lib/postgresql/15/bin"
MAIN_JOB = (
    "tests/registry/test_actions.py",
    "tests/registry/test_hot_path.py",
    "tests/rules_of_the_house/test_isolation.py",
    "tests/journal",
)


@pytest.mark.long
@pytest.mark.needs("postgresql-15")
def test_the_main_job_runs_on_debians_postgresql(tmp_path: Path) -> None:
    """A run of its own, because the database of a test run is chosen before it begins."""
    cluster = Cluster(tmp_path, durable=False, environ={**os.environ, "SALTER_PG_BIN": BINARIES})
    cluster.start()
    try:
        foreign = ("SALTER_", "PYTEST_", "DJANGO_")
        environment = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *MAIN_JOB],
            env=environment | {"DATABASE_URL": cluster.url(), "LONG": "", "REQUIRE": ""},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    finally:
        cluster.destroy()
    assert done.returncode == 0, done.stdout[-4000:]
    assert "passed" in done.stdout
