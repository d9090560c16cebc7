"""What a case waits for; each interrupted case waits for something."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import salter.organisations.tenancy

BEFORE = """
DO $$
DECLARE
    office bigint;
BEGIN
    FOR office IN SELECT id FROM organisations_organisation LOOP
        PERFORM set_config('app.org', office::text, true);
        INSERT INTO registry_wait
            (id, organisation_id, case_id, party_id, kind, interrupts, since, until, note, act_id, ended_at, "end",
             submission_id)
        SELECT gen_random_uuid(), office, c.id, CASE WHEN a.id IS NOT NULL THEN p.id END,
            CASE WHEN a.id IS NOT NULL THEN 'correction' ELSE 'other' END, true,
            (coalesce(a.signed_at, s.at, c.registered_at) AT TIME ZONE 'Europe/Belgrade')::date, NULL,
            CASE WHEN a.id IS NULL THEN coalesce(left(s.personal ->> 'reason', 300), '') ELSE '' END, a.id, NULL, '',
            NULL
        FROM registry_case c
        LEFT JOIN LATERAL (
            SELECT at, personal FROM journal_entry
            WHERE organisation_id = office AND case_id = c.id AND verb = 'case.status'
                AND body ->> 'after' = 'interrupted'
            ORDER BY id DESC LIMIT 1
        ) s ON true
        LEFT JOIN LATERAL (  -- a request interrupted without an entry of its own; what a hand did after it came later
            SELECT id, signed_at FROM registry_act
            WHERE organisation_id = office AND case_id = c.id AND kind = 'request-to-correct'
                AND status IN ('signed', 'dispatched') AND (s.at IS NULL OR signed_at > s.at)
            ORDER BY signed_at DESC, id DESC LIMIT 1
        ) a ON true
        LEFT JOIN LATERAL (
            SELECT id FROM registry_caseparty WHERE organisation_id = office AND case_id = c.id ORDER BY id LIMIT 1
        ) p ON true
        WHERE c.organisation_id = office AND c.status = 'interrupted' AND c.cancelled_at IS NULL;
    END LOOP;
    PERFORM set_config('app.org', '', true);
    SET CONSTRAINTS ALL IMMEDIATE;  -- the migration alters the table once more at its end
END $$;
"""
"""Cases that are interrupted already wait for what the last thing that interrupted them says:
a request to correct, or a hand with its reason."""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('journal', '0001_initial'),
        ('organisations', '0008_twins'),
        ('registry', '0036_clocks'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Wait',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('correction', 'correction of the submission by a party'), ('statement', 'statement of a party'), ('data', 'data of another body'), ('preliminary', 'decision on a preliminary question'), ('hearing', 'hearing or inspection on the spot'), ('other', 'another ground of interruption that a law names')], max_length=12)),
                ('interrupts', models.BooleanField()),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end', models.CharField(blank=True, choices=[('answered', 'it came'), ('expired', 'its time has passed'), ('withdrawn', 'it is no longer needed'), ('over', 'the case went on without it')], max_length=10)),
                ('act', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.act')),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='waits', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.caseparty')),
                ('submission', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.submission')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('end', ''), _negated=True), _connector='XOR'), name='wait_ended')],
            },
        ),
        salter.organisations.tenancy.Isolate("Wait"),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    ]
