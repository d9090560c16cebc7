"""Letters on paper: the code of the return slip, the day and line of the delivery book for the post, its number."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models

FORWARD = """
ALTER TABLE mailbox_delivery ADD CONSTRAINT mailbox_delivery_post_day_id_owned
    FOREIGN KEY (organisation_id, post_day_id) REFERENCES mailbox_postday (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [("mailbox", "0003_results"), ("organisations", "0008_twins")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="PostDay",
            fields=[
                ("id", models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField(default=0)),
                ("organisation", models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("organisation", "day"), name="post_day_once")]},
        ),
        migrations.AddField("delivery", "slip_code", models.CharField(blank=True, db_default="", default="", help_text="The code printed on the return slip.", max_length=20)),
        migrations.AddField("delivery", "post_day", salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="mailbox.postday")),
        migrations.AddField("delivery", "post_ordinal", models.PositiveIntegerField(null=True)),
        migrations.AddField("delivery", "registered_number", models.CharField(blank=True, db_default="", default="", help_text="The number that the post gave it.", max_length=40)),
        salter.organisations.tenancy.Isolate("PostDay"),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.AddConstraint("delivery", models.UniqueConstraint(condition=models.Q(("slip_code", ""), _negated=True), fields=("organisation", "slip_code"), name="delivery_slip_once")),
        migrations.AddConstraint("delivery", models.UniqueConstraint(condition=models.Q(("post_day__isnull", False)), fields=("organisation", "post_day", "post_ordinal"), name="delivery_post_ordinal_once")),
        migrations.AddIndex("delivery", models.Index(condition=models.Q(("registered_number", ""), _negated=True), fields=["organisation", "registered_number"], name="delivery_by_registered")),
    ]
