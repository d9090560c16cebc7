"""What is signed and not delivered is open work: in the indexes of open work, and in what searches call open."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations, models

UNFINISHED = models.Q(
    ("cancelled_at__isnull", True),
    models.Q(
        ("status__in", ["formed", "in_progress", "interrupted"]), ("unnotified_since__isnull", False), _connector="OR"
    ),
)
SHOWN = ("unit", "handler", "confidentiality", "granted_to", "initiative")
BEFORE = "c.status IN (''formed'', ''in_progress'', ''interrupted'')'"
AFTER = "(c.status IN (''formed'', ''in_progress'', ''interrupted'')\n                OR c.unnotified_since IS NOT NULL)'"
lists = import_module("salter.registry.migrations.0026_long_lists")
finding = import_module("salter.registry.migrations.0037_finding")
[DROP_WORDS] = [f"DROP FUNCTION {name}" for name, sql in finding.MADE if sql == finding.WORDS]
SEARCHES = ((lists.DROP, lists.CASES), (DROP_WORDS, finding.WORDS))
assert all(sql.count(BEFORE) == 1 for _drop, sql in SEARCHES)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registry", "0046_draft_source")]

    operations: ClassVar = [
        *(migrations.RemoveIndex("case", f"case_open_by_{name}") for name in ("handler", "due", "unit")),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["organisation", "handler", "due_on"], name="case_open_by_handler", condition=UNFINISHED
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["organisation", "due_on", "id"], include=SHOWN, name="case_open_by_due", condition=UNFINISHED
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(fields=["organisation", "unit", "due_on"], name="case_open_by_unit", condition=UNFINISHED),
        ),
        *(migrations.RunSQL(drop, sql) for drop, sql in SEARCHES),
        *(migrations.RunSQL(sql.replace(BEFORE, AFTER), drop) for drop, sql in SEARCHES),
    ]
