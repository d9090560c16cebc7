"""Who is away from when to when, without a reason."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import salter.organisations.tenancy


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0009_duties")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leave", "annual leave"),
                            ("travel", "official travel"),
                            ("other", "other absence"),
                            ("leaves", "the service ends"),
                        ],
                        max_length=10,
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("entered_by", models.CharField(max_length=200)),
                ("entered_at", models.DateTimeField()),
                (
                    "ended_at",
                    models.DateTimeField(help_text="When it was entered that it no longer holds.", null=True),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "staff",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="organisations.staff",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["organisation", "staff"], name="absence_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_on__lte", models.F("until_on"))), name="absence_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "leaves"), ("until_on", None)),
                            models.Q(models.Q(("kind", "leaves"), _negated=True), ("until_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="absence_ends_unless_service",
                    ),
                ],
            },
        ),
        salter.organisations.tenancy.Isolate("Absence"),
    ]
