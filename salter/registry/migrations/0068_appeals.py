"""Appeals and objections from receipt to outcome, with what was noted of them before; clauses."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models

TABLES = ("registry_act", "registry_appeal", "registry_case", "registry_remedies", "registry_service")
OPENED = "\n".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;" for table in TABLES)
SHUT = "\n".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;" for table in TABLES)

# What is known of before: a party used its remedy against an act, and a line of the book says of the case what became
# of an appeal. Where one party alone appealed, the line is of that appeal; else it is a row of its own, of nobody.
FORWARD = f"""
SET CONSTRAINTS ALL IMMEDIATE;
{OPENED}
INSERT INTO registry_appeal (id, organisation_id, case_id, kind, service_id, party_id, against, filed_by, how, received_on,
    filed_on, last_on, state, intended, to_body, opinion, outcome, reference, note, noted_at, name, mistake)
SELECT gen_random_uuid(), row.organisation_id, act.case_id, row.remedy, row.id, row.case_party_id, '', '', 'other',
    row.appealed_on, row.appealed_on, row.until, 'received', '', '', '', '', '', '', row.appealed_on::timestamp AT TIME ZONE 'Europe/Belgrade', '', ''
FROM registry_service row
JOIN registry_act act ON (act.organisation_id, act.id) = (row.organisation_id, row.act_id)
WHERE row.appealed_on IS NOT NULL AND row.remedy IN ('appeal', 'objection');
WITH alone AS (
    SELECT organisation_id, case_id, (array_agg(id))[1] AS id FROM registry_appeal
    GROUP BY organisation_id, case_id HAVING count(*) = 1
)
UPDATE registry_appeal row SET forwarded_on = told.forwarded_on, outcome = told.appeal_outcome,
    state = CASE WHEN told.appeal_outcome <> '' THEN 'ended' WHEN told.forwarded_on IS NOT NULL THEN 'forwarded'
        ELSE 'received' END
FROM registry_remedies told JOIN alone
    ON (alone.organisation_id, alone.case_id) = (told.organisation_id, told.case_id)
WHERE (row.organisation_id, row.id) = (alone.organisation_id, alone.id)
    AND (told.appealed_on IS NOT NULL OR told.appeal_outcome <> '');
INSERT INTO registry_appeal (id, organisation_id, case_id, kind, against, filed_by, how, received_on, filed_on,
    forwarded_on, state, intended, to_body, opinion, outcome, reference, note, noted_at, name, mistake)
SELECT gen_random_uuid(), told.organisation_id, told.case_id, 'appeal', '', '', 'other',
    known.day, known.day, told.forwarded_on,
    CASE WHEN told.appeal_outcome <> '' THEN 'ended' WHEN told.forwarded_on IS NOT NULL THEN 'forwarded'
        ELSE 'received' END, '', '', '', told.appeal_outcome, '', '',
    known.day::timestamp AT TIME ZONE 'Europe/Belgrade', '', ''
FROM registry_remedies told
JOIN registry_case matter ON (matter.organisation_id, matter.id) = (told.organisation_id, told.case_id)
CROSS JOIN LATERAL (
    SELECT COALESCE(told.appealed_on, told.forwarded_on, (matter.received_at AT TIME ZONE 'Europe/Belgrade')::date) AS day
) known
WHERE (told.appealed_on IS NOT NULL OR told.appeal_outcome <> '') AND NOT EXISTS (
    SELECT FROM registry_appeal one WHERE (one.organisation_id, one.case_id) = (told.organisation_id, told.case_id)
    GROUP BY one.case_id HAVING count(*) = 1
);
UPDATE registry_remedies told SET appealed_on = newest.received_on
FROM (SELECT organisation_id, case_id, max(received_on) AS received_on FROM registry_appeal GROUP BY 1, 2) newest
WHERE (newest.organisation_id, newest.case_id) = (told.organisation_id, told.case_id) AND told.appealed_on IS NULL;
INSERT INTO registry_remedies (id, organisation_id, case_id, ex_officio, appealed_on, appeal_outcome, dispute, enforcement)
SELECT gen_random_uuid(), organisation_id, case_id, false, max(received_on), '', '', '' FROM registry_appeal row
WHERE NOT EXISTS (
    SELECT FROM registry_remedies told WHERE (told.organisation_id, told.case_id) = (row.organisation_id, row.case_id)
)
GROUP BY organisation_id, case_id;
SET CONSTRAINTS ALL IMMEDIATE;
{SHUT}
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('organisations', '0011_programs'),
        ('registry', '0067_mailings'),
    ]

    operations: ClassVar = [
        migrations.AlterField(
            model_name='deadline',
            name='kind',
            field=models.CharField(choices=[('correction-notice', 'tell the party how to correct the submission'), ('correction', 'correction of the submission'), ('data', "data from another body's records"), ('forward', 'forward the appeal with the file'), ('second-instance', 'decision on the appeal'), ('returned', 'new decision after the case was returned'), ('objection', 'decision on the objection'), ('special', 'a period by a special law')], max_length=20),
        ),
        migrations.AlterField(
            model_name='remedies',
            name='appeal_outcome',
            field=models.CharField(blank=True, choices=[('rejected', 'rejected'), ('dismissed', 'dismissed'), ('annulled', 'upheld, decision annulled'), ('changed', 'decision changed'), ('returned', 'returned for a new procedure'), ('granted', 'granted by a new decision of ours'), ('withdrawn', 'withdrawn by the party')], max_length=10),
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('appeal', 'appeal'), ('objection', 'objection'), ('silence', 'appeal for silence')], max_length=10)),
                ('against', models.CharField(blank=True, help_text='The act, where it is not kept here.', max_length=200)),
                ('filed_by', models.CharField(blank=True, help_text='Empty: the party itself.', max_length=200)),
                ('how', models.CharField(choices=[('counter', 'at the counter'), ('registered', 'by registered post'), ('post', 'by ordinary post or courier'), ('electronic', 'electronically'), ('record', 'orally, on record'), ('other', 'not known')], default='other', max_length=10)),
                ('received_on', models.DateField()),
                ('filed_on', models.DateField(help_text='The day that counts: of posting by registered post, else of receipt.')),
                ('first_on', models.DateField(help_text='For silence: from when it can be filed.', null=True)),
                ('last_on', models.DateField(help_text='The last day of its party; empty: not known.', null=True)),
                ('state', models.CharField(choices=[('received', 'with us'), ('forwarded', 'with the second instance'), ('ended', 'ended')], default='received', max_length=10)),
                ('intended', models.CharField(blank=True, choices=[('rejected', 'rejected'), ('dismissed', 'dismissed'), ('annulled', 'upheld, decision annulled'), ('changed', 'decision changed'), ('returned', 'returned for a new procedure'), ('granted', 'granted by a new decision of ours'), ('withdrawn', 'withdrawn by the party')], help_text='What that act brings.', max_length=10)),
                ('to_body', models.CharField(blank=True, max_length=200)),
                ('opinion', models.TextField(blank=True)),
                ('forwarded_on', models.DateField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('rejected', 'rejected'), ('dismissed', 'dismissed'), ('annulled', 'upheld, decision annulled'), ('changed', 'decision changed'), ('returned', 'returned for a new procedure'), ('granted', 'granted by a new decision of ours'), ('withdrawn', 'withdrawn by the party')], max_length=10)),
                ('ended_on', models.DateField(null=True)),
                ('reference', models.CharField(blank=True, help_text='Number of the decision on it.', max_length=100)),
                ('told_on', models.DateField(help_text='When its party was notified of that decision.', null=True)),
                ('file_back_on', models.DateField(null=True)),
                ('disputed_on', models.DateField(help_text='When the party went to court.', null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('noted_at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('mistaken_on', models.DateField(null=True)),
                ('mistake', models.CharField(blank=True, max_length=300)),
                ('act', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='Our ruling or new decision on it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.act')),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='registry.case')),
                ('letter', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.caseparty')),
                ('service', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='registry.service')),
                ('submission', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.submission')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'case', 'id'], name='appeal_by_case')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('mistaken_on__isnull', True), ('service__isnull', False)), fields=('organisation', 'service'), name='appeal_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ended'), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_on', None), ('outcome', '')), _connector='OR'), name='appeal_ended_with_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'forwarded'), _negated=True), ('forwarded_on__isnull', False), _connector='OR'), name='appeal_forwarded_on'), models.CheckConstraint(condition=models.Q(('mistaken_on__isnull', True), models.Q(('mistake', ''), _negated=True), _connector='OR'), name='appeal_mistaken_why')],
            },
        ),
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('final', 'finality'), ('force', 'legal force'), ('enforceable', 'enforceability')], max_length=12)),
                ('since', models.DateField()),
                ('put_at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('document', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('service', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='clauses', to='registry.service')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'service', 'id'], name='clause_by_service')],
            },
        ),
        salter.organisations.tenancy.Isolate("Appeal"),
        salter.organisations.tenancy.Isolate("Clause"),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
