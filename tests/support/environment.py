"""Before anything is imported: where the tests' database and files are.

A given DATABASE_URL is used; else one throw-away embedded cluster is started for the run and shared by all workers.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salter.ops.settings")
os.environ["SALTER_MODE"] = "test"
os.environ.setdefault("SALTER_SECRET_KEY", "only-for-tests")

if "PYTEST_XDIST_WORKER" not in os.environ:
    home = Path(tempfile.mkdtemp(prefix="salter-test-"))
    home.chmod(0o711)
    os.environ["SALTER_HOME"] = str(home)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    if not os.environ.get("DATABASE_URL"):
        from salter.ops.database import Cluster
        from tests.support import ready_schema

        ready_schema.prepare(home)
        cluster = Cluster(home, durable=False)
        cluster.start()
        os.environ["DATABASE_URL"] = cluster.url()
        atexit.register(cluster.destroy)
