"""Open work is counted from an index alone: it holds what decides who sees a case."""

from typing import ClassVar

from django.db import migrations, models

OPEN = models.Q(status__in=["formed", "in_progress", "interrupted"], cancelled_at__isnull=True)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registry", "0009_opening")]

    operations: ClassVar = [
        migrations.RemoveIndex("case", "case_open_by_due"),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["organisation", "due_on", "id"],
                include=["unit", "handler", "confidentiality", "granted_to"],
                name="case_open_by_due",
                condition=OPEN,
            ),
        ),
    ]
