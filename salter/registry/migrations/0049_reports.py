"""Copies of the report on resolved cases."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from salter.organisations.tenancy import Isolate, OwnedForeignKey, uuid7

KEPT = django.db.models.deletion.PROTECT
FORMATS = [("pdf", "PDF/A, to be kept and printed"), ("xlsx", "XLSX, a table")]
STATES = [
    ("waiting", "waiting to be made"),
    ("working", "being made"),
    ("done", "ready"),
    ("failed", "failed"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("documents", "0005_renditions"),
        ("registry", "0048_digest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ReportCopy",
            fields=[
                ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("format", models.CharField(choices=FORMATS, max_length=4)),
                ("language", models.CharField(max_length=8)),
                ("state", models.CharField(choices=STATES, default="waiting", max_length=8)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False, on_delete=KEPT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "document",
                    OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=KEPT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=KEPT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "asked_by", "-id"], name="report_copy_by_asker")
                ],
            },
        ),
        Isolate("ReportCopy"),
    ]
