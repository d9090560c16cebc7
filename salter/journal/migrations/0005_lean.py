"""Entries of no case are in no index by case, and who did it is looked for within the organisation."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("journal", "0004_guard"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.RemoveIndex("entry", "entry_by_case"),
        migrations.AlterField(
            "entry",
            "actor",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["organisation", "case_id", "id"],
                name="entry_by_case",
                condition=models.Q(case_id__isnull=False),
            ),
        ),
    ]
