"""Hearings: when and where, who is summoned, who came; an act can be for one party, or for somebody who is none."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models

OWNED = """
ALTER TABLE registry_act ADD CONSTRAINT registry_act_{0}_id_owned
    FOREIGN KEY (organisation_id, {0}_id) REFERENCES {1} (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED
"""
GONE = "ALTER TABLE registry_act DROP CONSTRAINT registry_act_{0}_id_owned"


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('organisations', '0011_programs'),
        ("registry", "0074_joint_and_second_instance"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='act',
            name='for_other',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='It goes to this person or body, which is no party of the case.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.party'),
        ),
        migrations.AddField(
            model_name='act',
            name='for_party',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='It goes to this party alone; empty: to all of the case.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.caseparty'),
        ),
        migrations.CreateModel(
            name='Hearing',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('convened', 'convened'), ('held', 'held'), ('postponed', 'postponed'), ('called-off', 'called off')], default='convened', max_length=10)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(help_text='As planned; once it was held, as it was.')),
                ('place', models.CharField(max_length=200)),
                ('about', models.TextField(help_text='What is discussed.')),
                ('why', models.CharField(blank=True, help_text='Why it was postponed or called off.', max_length=300)),
                ('convened_at', models.DateTimeField()),
                ('name', models.CharField(help_text='Who convened it, readable for ever.', max_length=200)),
                ('outcome', models.CharField(blank=True, choices=[('concluded', 'concluded: everything was heard'), ('continues', 'goes on on another day'), ('settled', 'the parties settled'), ('nobody', 'could not be held: who was needed did not come')], max_length=10)),
                ('said', models.TextField(blank=True)),
                ('objections', models.TextField(blank=True, help_text='To the record.')),
                ('others_present', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField(null=True)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='hearings', to='registry.case')),
                ('follows', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='registry.hearing')),
                ('official', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='Who conducts it.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.staff')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('record', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
            ],
        ),
        migrations.CreateModel(
            name='HearingPerson',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('party', 'party'), ('witness', 'witness'), ('expert', 'expert'), ('interpreter', 'interpreter'), ('body', 'another body')], max_length=12)),
                ('name', models.CharField(max_length=200)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('released', models.CharField(blank=True, help_text='Why the person need not come after all.', max_length=300)),
                ('came', models.CharField(blank=True, choices=[('present', 'came, in person or by a representative'), ('absent', 'did not come, duly summoned'), ('not-summoned', 'did not come, not duly summoned')], max_length=12)),
                ('signed', models.CharField(blank=True, choices=[('signed', 'signed it'), ('refused', 'did not sign it')], max_length=8)),
                ('sign_note', models.CharField(blank=True, max_length=300)),
                ('act', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The summons.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='summoned', to='registry.act')),
                ('case_party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.caseparty')),
                ('hearing', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='registry.hearing')),
                ('notice', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The letter that it is called off.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.act')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='Who is no party of the case.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.party')),
            ],
        ),
        migrations.AddIndex(
            model_name='hearing',
            index=models.Index(fields=['organisation', 'case', 'id'], name='hearing_by_case'),
        ),
        migrations.AddIndex(
            model_name='hearing',
            index=models.Index(fields=['organisation', 'starts_at'], name='hearing_by_day'),
        ),
        migrations.AddIndex(
            model_name='hearing',
            index=models.Index(condition=models.Q(('state', 'convened')), fields=['organisation', 'official', 'starts_at'], name='hearing_of_official'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='hearing_lasts'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['postponed', 'called-off']), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='hearing_off_says_why'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), models.Q(('record__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='hearing_held_with_record'),
        ),
        migrations.AddConstraint(
            model_name='hearingperson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case_party__isnull', False), ('party__isnull', True)), models.Q(('case_party__isnull', True), ('party__isnull', False)), _connector='OR'), name='hearing_person_is_one'),
        ),
        migrations.AddConstraint(
            model_name='hearingperson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed', 'refused'), _negated=True), models.Q(('sign_note', ''), _negated=True), _connector='OR'), name='hearing_unsigned_says_why'),
        ),
        migrations.RunSQL(OWNED.format("for_party", "registry_caseparty"), GONE.format("for_party")),
        migrations.RunSQL(OWNED.format("for_other", "organisations_party"), GONE.format("for_other")),
        salter.organisations.tenancy.Isolate("Hearing"),
        salter.organisations.tenancy.Isolate("HearingPerson"),
    ]
