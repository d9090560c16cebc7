"""Other programs of the office, and what their tokens may be used for."""

from __future__ import annotations

from typing import ClassVar

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns."""

    dependencies: ClassVar = [("organisations", "0010_absences")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="account",
            name="program",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Another program: it has tokens of the API, and nobody signs in.",
            ),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("cases:read", "read and find cases"),
                        ("cases:write", "register submissions and supplements"),
                        ("cases:handle", "assign and draft"),
                        ("registers:read", "read what a register holds"),
                        ("signatures:validate", "validate signatures of files"),
                    ],
                    max_length=30,
                ),
                help_text="None: issued before tokens had scopes; it may be used for all that its role may.",
                null=True,
                size=None,
            ),
        ),
    ]
