"""The notice board: what was delivered publicly, until when, and why."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ("mailbox", "0005_public"),
        ("organisations", "0008_twins"),
        ("registry", "0043_results"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="PublicNotice",
            fields=[
                ("id", models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ("ground", models.CharField(choices=[("no-other-way", "no other way of delivery is possible"), ("many-unknown", "many persons who are not known, and no other way is possible or suitable"), ("by-law", "another law says so")], max_length=15)),
                ("reason", models.CharField(help_text="What was tried, or which law.", max_length=300)),
                ("addressee", models.CharField(max_length=200)),
                ("where", models.CharField(max_length=300)),
                ("published_on", models.DateField()),
                ("days", models.PositiveSmallIntegerField()),
                ("until", models.DateField()),
                ("published_name", models.CharField(blank=True, max_length=200)),
                ("taken_down_at", models.DateTimeField(null=True)),
                ("taken_down_reason", models.CharField(blank=True, max_length=300)),
                ("delivery", salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="mailbox.delivery")),
                ("organisation", models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation")),
                ("published_by", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("taken_down_at__isnull", True)), fields=["organisation", "until", "id"], name="notice_on_board")],
                "constraints": [models.UniqueConstraint(fields=("organisation", "delivery"), name="notice_once")],
            },
        ),
        migrations.AlterField("service", "way", models.CharField(blank=True, choices=[("handed", "handed over"), ("opened", "opened in the mailbox"), ("state", "in the state's mailbox (eSanduče)"), ("refused", "refused, which counts as served"), ("published", "published on the notice board"), ("deemed", "not taken, which counts as served")], help_text="Empty: served before it was kept.", max_length=10)),
        salter.organisations.tenancy.Isolate("PublicNotice"),
    ]
