"""Parties of no account are in no index by account, and there is one such index."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0005_search_role")]

    operations: ClassVar = [
        migrations.RemoveIndex("party", "party_by_account"),
        migrations.AlterField(
            "party",
            "account",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parties",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "party",
            models.Index(
                fields=["organisation", "account"],
                name="party_by_account",
                condition=models.Q(account__isnull=False),
            ),
        ),
    ]
