"""Up to which message a mailbox that was made anew may hold known ones."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies: ClassVar = [("registry", "0051_notes")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="mailaccount",
            name="known_below",
            field=models.BigIntegerField(
                help_text="Messages below this number may have come before the mailbox was made anew.", null=True
            ),
        ),
    ]
