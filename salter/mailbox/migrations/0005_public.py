"""Public delivery is a channel of every office that has channels."""

from typing import ClassVar

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
    ("published", "published on the notice board until its day"),
    ("withdrawn", "taken down from the notice board before its day"),
]

FORWARD = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE mailbox_channel NO FORCE ROW LEVEL SECURITY;
INSERT INTO mailbox_channel (id, organisation_id, code, medium, name, legal_effect, starts_deadlines, ground,
    pickup_days, repeats, expected_days)
SELECT gen_random_uuid(), office.id, 'public', 'public', 'Јавно достављање на огласној табли',
    'Достављање се сматра извршеним истеком рока од објављивања.', true, 'Чл. 78. ст. 3. ЗУП', 15, 1, 1
FROM organisations_organisation office
WHERE EXISTS (SELECT FROM mailbox_channel known WHERE known.organisation_id = office.id)
    AND NOT EXISTS (
        SELECT FROM mailbox_channel known WHERE known.organisation_id = office.id AND known.code = 'public'
    );
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE mailbox_channel FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [("mailbox", "0004_post"), ("organisations", "0008_twins")]

    operations: ClassVar = [
        migrations.AlterField("channel", "medium", models.CharField(choices=[("mailbox", "mailbox of this office"), ("post", "registered post with return receipt"), ("counter", "in person at the counter"), ("external", "the state's mailbox (eSanduče), recorded by hand"), ("public", "public delivery on the notice board")], max_length=10)),
        migrations.AlterField("consequence", "result", models.CharField(choices=RESULTS, max_length=10)),
        migrations.AlterField("delivery", "result", models.CharField(blank=True, choices=RESULTS, db_default="", default="", max_length=10)),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
