"""Migrations, looked at without a database: one head a room, nothing missing, no lock that stops an office.

`python -m tests.support.migrations` prints what is wrong and exits 1.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

LOCKING = ("RenameField", "RenameModel")


def problems() -> Iterator[str]:
    """What is wrong with the migrations as they stand."""
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState
    from django.utils import translation

    translation.deactivate_all()  # labels in migrations are the English ones
    loader = MigrationLoader(None)
    for label, names in loader.detect_conflicts().items():
        yield f"{label} has several heads: {', '.join(sorted(names))}"
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)
    for label in changes:
        yield f"{label}: the models have changed without a migration"
    for (label, name), migration in loader.disk_migrations.items():
        if migration.__module__.startswith("salter."):
            kinds = [type(operation).__name__ for operation in migration.operations]
            if "RunSQL" in kinds and "CreateRoles" in kinds:
                yield f"{label}.{name}: a role is made in a migration before the one whose SQL names it"
            for operation in migration.operations:
                if type(operation).__name__ in LOCKING:
                    yield f"{label}.{name}: {type(operation).__name__} breaks the running release; add and copy instead"


def main() -> int:
    """Print and count."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salter.ops.settings")
    os.environ.setdefault("DATABASE_URL", "postgresql:///none")
    os.environ.setdefault("SALTER_SECRET_KEY", "not-used-here")
    import django

    django.setup()
    found = list(problems())
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
