"""Migrations: one head a room, nothing missing, nothing that breaks the running release."""

from __future__ import annotations

from pathlib import Path

from tests.rules_of_the_house.sources import ROOT, copy_of_project, run

PLANTED = """
from django.db import migrations

from salter.organisations.tenancy import CreateRoles


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RenameField("failure", "message", "words"),
        CreateRoles("planted"),
        migrations.RunSQL("CREATE POLICY planted ON journal_entry TO planted USING (true)"),
    ]
"""


def violations(root: Path) -> list[str]:
    """What the look at the migrations of `root` says."""
    done = run(root, "-m", "tests.support.migrations")
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.split("\n")[:-1] if done.stdout.strip() else []


def test_the_migrations_are_in_order() -> None:
    assert violations(ROOT) == []


def test_a_second_head_a_rename_and_a_forgotten_migration_are_caught(tmp_path: Path) -> None:
    copy = copy_of_project(tmp_path)
    (copy / "salter" / "journal" / "migrations" / "0009_planted.py").write_text(PLANTED)
    models = copy / "salter" / "mailbox" / "models.py"
    models.write_text(models.read_text().replace("pickup_days = ", "planted = models.TextField()\n    pickup_days = "))
    found = "\n".join(violations(copy))
    assert "journal has several heads" in found
    assert "mailbox: the models have changed without a migration" in found
    assert "journal.0009_planted: RenameField" in found
    assert "journal.0009_planted: a role is made in a migration before" in found
