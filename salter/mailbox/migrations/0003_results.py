"""What became of a consignment as data, apart from what it means in law; and what is done with one that did not arrive."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models

RESULTS = [
    ("handed", "handed over to the recipient"),
    ("opened", "receipt opened by the recipient"),
    ("refused", "the recipient refused to take it"),
    ("unclaimed", "nobody took it in time"),
    ("no-pickup", "delivered without pick-up, as the state's mailbox says"),
    ("moved", "the recipient has moved away"),
    ("unknown", "the recipient is unknown there"),
    ("lost", "lost: neither letter nor return receipt came back"),
]

# What failed until now was in our own mailbox, and nobody opened it in time.
FORWARD = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE mailbox_delivery NO FORCE ROW LEVEL SECURITY;
UPDATE mailbox_delivery SET result = 'unclaimed',
    result_on = (closed_at AT TIME ZONE 'Europe/Belgrade')::date WHERE state = 'failed';
ALTER TABLE mailbox_delivery FORCE ROW LEVEL SECURITY;
ALTER TABLE mailbox_delivery ADD CONSTRAINT mailbox_delivery_again_of_id_owned
    FOREIGN KEY (organisation_id, again_of_id) REFERENCES mailbox_delivery (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX mailbox_delivery_again_of_id_ix ON mailbox_delivery (organisation_id, again_of_id)
    WHERE again_of_id IS NOT NULL;
ALTER TABLE mailbox_delivery ADD CONSTRAINT mailbox_delivery_proof_id_owned
    FOREIGN KEY (organisation_id, proof_id) REFERENCES documents_document (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX mailbox_delivery_proof_id_ix ON mailbox_delivery (organisation_id, proof_id) WHERE proof_id IS NOT NULL;
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ("documents", "0005_renditions"),
        ("mailbox", "0002_isolation"),
        ("organisations", "0008_twins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Consequence",
            fields=[
                ("id", models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ("result", models.CharField(choices=RESULTS, max_length=10)),
                ("effect", models.CharField(choices=[("none", "nobody is served: the office decides what is done next"), ("on-day", "counts as served on the day that is entered"), ("after-notice", "counts as served when the period after the notice is over")], max_length=12)),
                ("ground", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                ("name", models.CharField(blank=True, max_length=200)),
                ("by", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("channel", salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="consequences", to="mailbox.channel")),
                ("organisation", models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "channel", "result"), name="consequence_once"),
                    models.CheckConstraint(condition=models.Q(("effect", "none"), models.Q(("ground", ""), _negated=True), _connector="OR"), name="consequence_needs_ground"),
                ],
            },
        ),
        migrations.AddField("delivery", "again_of", salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="again", to="mailbox.delivery")),
        migrations.AddField("delivery", "proof", salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text="The return receipt.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document")),
        migrations.AddField("delivery", "result", models.CharField(blank=True, choices=RESULTS, db_default="", default="", max_length=10)),
        migrations.AddField("delivery", "result_on", models.DateField(help_text="The day that the return receipt or the notice bears.", null=True)),
        migrations.AddField("delivery", "served_on", models.DateField(help_text="Empty: the recipient was not served by it.", null=True)),
        migrations.AddField("delivery", "settled_at", models.DateTimeField(help_text="Since when somebody has seen to what was not delivered.", null=True)),
        migrations.AddField("delivery", "settled_by", models.CharField(blank=True, db_default="", default="", max_length=200)),
        migrations.AddField("delivery", "settled_note", models.CharField(blank=True, db_default="", default="", max_length=300)),
        migrations.AlterField("delivery", "state", models.CharField(choices=[("prepared", "prepared"), ("sent", "sent"), ("in-mailbox", "in the mailbox, receipt waits to be opened"), ("expired", "not taken in time"), ("repeated", "sent again"), ("opened", "handed over"), ("deemed", "counts as served"), ("no-pickup", "delivered without pick-up"), ("failed", "not delivered")], default="prepared", max_length=12)),
        salter.organisations.tenancy.Isolate("Consequence"),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.AddIndex("delivery", models.Index(condition=models.Q(("settled_at__isnull", True), ("state__in", ["no-pickup", "failed"])), fields=["organisation", "id"], name="delivery_undelivered")),
    ]
