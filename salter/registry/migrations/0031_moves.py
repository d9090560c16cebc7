"""Every step of a case is written, and only allowed steps are taken: the pairs of `rules.STEPS`, frozen here."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import salter.organisations.tenancy

STATUSES = [
    ("formed", "formed"),
    ("in_progress", "in progress"),
    ("interrupted", "interrupted"),
    ("discontinued", "discontinued"),
    ("dismissed", "dismissed"),
    ("resolved", "resolved"),
    ("archived", "archived"),
]
GUARD = """
CREATE FUNCTION registry_case_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.status, NEW.status) NOT IN (
        ('formed', 'in_progress'), ('formed', 'dismissed'), ('formed', 'discontinued'),
        ('in_progress', 'interrupted'), ('in_progress', 'resolved'), ('in_progress', 'dismissed'),
        ('in_progress', 'discontinued'),
        ('interrupted', 'in_progress'), ('interrupted', 'dismissed'), ('interrupted', 'discontinued'),
        ('resolved', 'in_progress'), ('dismissed', 'in_progress'), ('discontinued', 'in_progress'),
        ('resolved', 'archived'), ('dismissed', 'archived'), ('discontinued', 'archived')
    ) THEN
        RAISE EXCEPTION 'a case cannot go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'case_step';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_step BEFORE UPDATE OF status ON registry_case
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION registry_case_step();
"""
BACK = "DROP TRIGGER case_step ON registry_case; DROP FUNCTION registry_case_step();"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("organisations", "0008_twins"),
        ("registry", "0030_undated"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="CaseMove",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("before", models.CharField(choices=STATUSES, max_length=15)),
                ("after", models.CharField(choices=STATUSES, max_length=15)),
                ("rule", models.CharField(help_text="Code of the ground, from the table of steps.", max_length=60)),
                ("at", models.DateTimeField()),
                ("name", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "act",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.act",
                    ),
                ),
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
                    "case",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="registry.case",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("before", models.F("after")), _negated=True), name="case_move_moves"
                    )
                ],
            },
        ),
        salter.organisations.tenancy.Isolate("CaseMove"),
        migrations.RunSQL(GUARD, BACK),
    ]
