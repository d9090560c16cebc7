"""The schema of this checkout, made once and laid in where a test needs a database.

All migrations take a minute of one processor, the same each time. Here they run once in a cluster of their own, whose
stopped data folder is kept: a test database is a copy of its database, an installation that a test opens begins with
a copy of the folder. It is kept in `.pytest_cache` between runs under a digest of what it is made of; with REQUIRE=all
a run makes its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salter.ops.database import ROLE, Cluster

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".pytest_cache"
PLACE = "READY_SCHEMA"
"""The environment variable by which the processes of a run know the folder."""
MADE_OF = ("salter/*/migrations/*.py", "salter/organisations/tenancy.py", "salter/ops/apps.py", "uv.lock")


def prepare(home: Path) -> None:
    """Have a data folder with the whole schema for this run, and begin the cluster of `home` with a copy of it."""
    kept = home if os.environ.get("REQUIRE") == "all" else CACHE
    folder = kept / f"schema-{os.geteuid()}-{_digest()}"
    kept.mkdir(exist_ok=True)
    with _one_at_a_time(kept / "schema.lock"):
        if not folder.exists():
            for stale in kept.glob("schema-*"):
                shutil.rmtree(stale)
            _make(folder)
    os.environ[PLACE] = str(folder)
    lay_in(home)


def lay_in(home: Path) -> None:
    """Give an installation that has no database yet one with the schema; it then has nothing to migrate.

    Without effect where this run has none, because its database was given by DATABASE_URL.
    """
    if place := os.environ.get(PLACE):
        base = home / "postgres"
        base.mkdir(mode=0o711, parents=True, exist_ok=True)
        base.chmod(0o711)
        _copy(Path(place), base / "data")


def new_home(prefix: str) -> Path:
    """A folder for an installation to open, with the schema in it; whoever asks removes it."""
    home = Path(tempfile.mkdtemp(prefix=prefix))
    home.chmod(0o711)  # the database user must get through
    lay_in(home)
    return home


def template() -> str | None:
    """The database of the run's cluster that test databases are copies of."""
    return ROLE if os.environ.get(PLACE) else None


def _make(folder: Path) -> None:
    home = new_home("salter-schema-")
    cluster = Cluster(home, durable=False)
    try:
        cluster.start()
        environment = os.environ | {"SALTER_HOME": str(home), "DATABASE_URL": cluster.url()}
        subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity=0"], env=environment, check=True)
        cluster.stop()
        half = folder.with_name(f"schema-half-{os.getpid()}")
        _copy(cluster.place.data, half)
        half.rename(folder)
    finally:
        cluster.destroy()
        shutil.rmtree(home, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """With owners and modes: the server's user may be another than ours."""
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)


def _digest() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(path for pattern in MADE_OF for path in ROOT.glob(pattern)):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
