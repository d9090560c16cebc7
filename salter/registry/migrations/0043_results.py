"""An act may also count as served by a refusal, or by a period that ran out."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [("registry", "0042_acting")]

    operations: ClassVar = [
        migrations.AlterField("service", "way", models.CharField(blank=True, choices=[("handed", "handed over"), ("opened", "opened in the mailbox"), ("state", "in the state's mailbox (eSanduče)"), ("refused", "refused, which counts as served"), ("deemed", "not taken, which counts as served")], help_text="Empty: served before it was kept.", max_length=10)),
    ]
