"""What an office has set where the law is not verified: who, when and why."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import salter.organisations.tenancy


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("organisations", "0008_twins"),
        ("registry", "0031_moves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="LegalChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("setting", models.CharField(help_text="A setting that a rule of calendars names.", max_length=40)),
                ("before", models.CharField(max_length=20)),
                ("after", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("name", models.CharField(max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
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
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "setting", "-id"], name="legal_choice_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="legal_choice_has_a_reason"
                    )
                ],
            },
        ),
        salter.organisations.tenancy.Isolate("LegalChoice"),
    ]
