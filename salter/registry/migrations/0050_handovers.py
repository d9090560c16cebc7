"""Confirmation of receipt within the office: the internal delivery book. What was assigned before waits for none."""

from typing import ClassVar

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import salter.organisations.tenancy


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ("organisations", "0009_duties"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("registry", "0049_reports"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="case",
            name="handed_over_at",
            field=models.DateTimeField(
                help_text="It is with its unit or handler since then, who has still to confirm the receipt.", null=True
            ),
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ("end", models.CharField(choices=[("confirmed", "receipt confirmed"), ("returned", "returned"), ("undone", "taken back")], max_length=10)),
                ("at", models.DateTimeField()),
                ("name", models.CharField(max_length=200)),
                ("for_name", models.CharField(blank=True, help_text="In whose place a deputy did it.", max_length=200)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("assignment", salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="handovers", to="registry.assignment")),
                ("by", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("organisation", models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "assignment"), name="handover_once"),
                    models.CheckConstraint(condition=models.Q(models.Q(("end", "returned"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"), name="handover_returned_with_reason"),
                ],
            },
        ),
        salter.organisations.tenancy.Isolate("Handover"),
        salter.organisations.tenancy.KeepKeysOnce("Handover"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("handed_over_at__isnull", False)), fields=["organisation", "unit", "id"], include=("handler",), name="case_handed_over_by_unit"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="assignment_by_day"),
        ),
    ]
