"""Class marks in versions, procedures in revisions; what is not in use any more is not found at the desk."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import salter.organisations.tenancy
from salter.organisations.tenancy import Isolate

CHANGED = (
    ("r.code = asked ->> 'procedure')", "r.code = asked ->> 'procedure' AND r.active)"),
    (
        "m.code = asked ->> 'class_mark' AND m.level = 3)",
        """m.code = asked ->> 'class_mark' AND m.level = 3
              AND m.active
              AND (m.valid_from IS NULL OR asked ->> 'day' IS NULL OR m.valid_from <= (asked ->> 'day')::date)
              AND (m.valid_until IS NULL OR asked ->> 'day' IS NULL OR m.valid_until >= (asked ->> 'day')::date))""",
    ),
)


def desk(apps, schema_editor):
    """Put the new questions into the function as it stands, whatever else a migration between has changed in it."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('registry_desk(bigint, jsonb)'::regprocedure)")
        [text] = cursor.fetchone()
        for before, after in CHANGED:
            assert before in text, "registry_desk has changed: look at it"
            text = text.replace(before, after)
        cursor.execute(text)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("organisations", "0007_post"),
        ("registry", "0015_counter"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ProcedureRevision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("replaced_at", models.DateTimeField()),
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
                    "procedure",
                    salter.organisations.tenancy.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="registry.procedure",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.CharField(help_text="Why the next revision was made.", max_length=300)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "procedure", "number"), name="procedure_revision_once"
                    )
                ]
            },
        ),
        Isolate("ProcedureRevision"),
        migrations.AddField(
            model_name="case",
            name="procedure_revision",
            field=models.PositiveIntegerField(help_text="The one that the case began with.", null=True),
        ),
        migrations.AddField(
            model_name="classmark",
            name="active",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="classmark",
            name="competence",
            field=models.CharField(
                blank=True, choices=[("own", "own"), ("delegated", "delegated")], db_default="", max_length=10
            ),
        ),
        migrations.AddField(
            model_name="classmark",
            name="kept_permanently",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="classmark",
            name="minimum_years",
            field=models.PositiveSmallIntegerField(help_text="The least retention of the class.", null=True),
        ),
        migrations.AddField(
            model_name="classmark",
            name="valid_from",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="classmark",
            name="valid_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="procedure",
            name="active",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="procedure",
            name="confirmed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="procedure",
            name="confirmed_by",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="procedure",
            name="confirmed_revision",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="procedure",
            name="fee",
            field=models.DecimalField(decimal_places=2, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name="procedure",
            name="fee_basis",
            field=models.CharField(blank=True, db_default="", max_length=300),
        ),
        migrations.AddField(
            model_name="procedure",
            name="form",
            field=models.CharField(blank=True, db_default="", max_length=300),
        ),
        migrations.AddField(
            model_name="procedure",
            name="revision",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="procedure",
            name="templates",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="retentionrule",
            name="active",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.UniqueConstraint(
                fields=("organisation", "class_code", "category"), name="retention_rule_once"
            ),
        ),
        migrations.RunPython(desk, migrations.RunPython.noop),  # an earlier release asks for less
    ]
