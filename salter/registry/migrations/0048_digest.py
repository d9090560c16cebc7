"""The mail of what is due: who wants it, and that it was made on a day."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import salter.organisations.tenancy
from salter.organisations.tenancy import OwnedForeignKey, uuid7


def columns() -> list[tuple[str, models.Field]]:
    """The columns that both tables begin and end with."""
    kept = django.db.models.deletion.PROTECT
    return [
        ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
        (
            "organisation",
            models.ForeignKey(
                db_index=False, editable=False, on_delete=kept, related_name="+", to="organisations.organisation"
            ),
        ),
        (
            "staff",
            OwnedForeignKey(
                db_constraint=False, db_index=False, on_delete=kept, related_name="+", to="organisations.staff"
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registry", "0047_unfinished"), ("organisations", "0008_twins")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="DigestChoice",
            fields=[
                *columns(),
                ("hour", models.PositiveSmallIntegerField()),
                ("days", models.PositiveSmallIntegerField()),
                ("language", models.CharField(max_length=8)),
                (
                    "site",
                    models.CharField(
                        help_text="Where the office's pages were open when it was chosen.", max_length=200
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "staff"), name="digest_choice_once"),
                    models.CheckConstraint(condition=models.Q(("hour__lte", 23)), name="digest_choice_hour"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                *columns(),
                ("day", models.DateField()),
                ("cases", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "staff", "day"), name="digest_once_a_day")
                ],
            },
        ),
        salter.organisations.tenancy.Isolate("DigestChoice"),
        salter.organisations.tenancy.Isolate("Digest"),
    ]
