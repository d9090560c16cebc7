"""Courier and e-mail are channels of every office that has channels; an e-mail never starts a deadline."""

from typing import ClassVar

from django.db import migrations, models

RESULTS = [
    ("handed", "handed over to the recipient"),
    ("opened", "receipt opened by the recipient"),
    ("refused", "the recipient refused to take it"),
    ("unclaimed", "nobody took it in time"),
    ("no-pickup", "delivered without pick-up, as the state's mailbox says"),
    ("state-fail", "not delivered, as the state's mailbox says"),
    ("moved", "the recipient has moved away"),
    ("unknown", "the recipient is unknown there"),
    ("lost", "lost: neither letter nor return receipt came back"),
    ("published", "published on the notice board until its day"),
    ("withdrawn", "taken down from the notice board before its day"),
]

FORWARD = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE mailbox_channel NO FORCE ROW LEVEL SECURITY;
INSERT INTO mailbox_channel (id, organisation_id, code, medium, name, legal_effect, starts_deadlines, ground,
    pickup_days, repeats, expected_days)
SELECT gen_random_uuid(), office.id, given.code, given.code, given.name, given.effect, given.ground <> '',
    given.ground, 15, 1, given.days
FROM organisations_organisation office, (VALUES
    ('courier', 'Курир, са потврдом уручења', 'Потписом на потврди документ се сматра урученим.',
        'Чл. 72–75 ЗУП (непроверено)', 2),
    ('email', 'Е-пошта, само као обавештење', '', '', 1)
) given (code, name, effect, ground, days)
WHERE EXISTS (SELECT FROM mailbox_channel known WHERE known.organisation_id = office.id)
    AND NOT EXISTS (
        SELECT FROM mailbox_channel known WHERE known.organisation_id = office.id AND known.code = given.code
    );
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE mailbox_channel FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [("mailbox", "0005_public"), ("organisations", "0011_programs")]

    operations: ClassVar = [
        migrations.AlterField("channel", "medium", models.CharField(choices=[("mailbox", "mailbox of this office"), ("post", "registered post with return receipt"), ("courier", "courier, with a confirmation of handover"), ("counter", "in person at the counter"), ("external", "the state's mailbox (eSanduče), recorded by hand"), ("public", "public delivery on the notice board"), ("email", "e-mail, a notice only: nobody is served by it")], max_length=10)),
        migrations.AlterField("consequence", "result", models.CharField(choices=RESULTS, max_length=10)),
        migrations.AlterField("delivery", "result", models.CharField(blank=True, choices=RESULTS, db_default="", default="", max_length=10)),
        migrations.AlterField("delivery", "state", models.CharField(choices=[("prepared", "prepared"), ("sent", "sent"), ("in-mailbox", "in the mailbox, receipt waits to be opened"), ("expired", "not taken in time"), ("repeated", "sent again"), ("opened", "handed over"), ("deemed", "counts as served"), ("no-pickup", "delivered without pick-up"), ("failed", "not delivered"), ("noticed", "a notice went by e-mail; nobody is served by it")], default="prepared", max_length=12)),
        migrations.AddConstraint("channel", models.CheckConstraint(condition=models.Q(("starts_deadlines", False), models.Q(("medium", "email"), _negated=True), _connector="OR"), name="channel_email_serves_nobody")),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
