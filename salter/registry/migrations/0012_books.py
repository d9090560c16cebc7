"""Registers of administrative cases, lists of acts, former numbers of carried cases, copies of books."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models


# Cases of before: those of a procedure are administrative ones of the first instance.
INSTANCES = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE registry_case NO FORCE ROW LEVEL SECURITY;
UPDATE registry_case SET instance = 1 WHERE procedure_id IS NOT NULL;
ALTER TABLE registry_case FORCE ROW LEVEL SECURITY;
"""
MODELS = ("ActList", "BookCopy", "BookVolume", "FormerNumber", "ListedAct", "Remedies")


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0004_text_lz4'),
        ('organisations', '0007_post'),
        ('registry', '0011_lean'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='case',
            name='cancelled_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='case',
            name='instance',
            field=models.PositiveSmallIntegerField(help_text='1 or 2: it stands in the register of administrative cases, UP-1 or UP-2.', null=True),
        ),
        migrations.AddField(
            model_name='procedure',
            name='instance',
            field=models.PositiveSmallIntegerField(db_default=1, default=1, help_text='Of an administrative procedure: 1 or 2. Empty: its cases stand in the basic register only.', null=True),
        ),
        migrations.AddField(
            model_name='register',
            name='old_book',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='register',
            name='opening_ground',
            field=models.CharField(blank=True, db_default='', max_length=300),
        ),
        migrations.AlterField(
            model_name='register',
            name='kind',
            field=models.CharField(choices=[('basic', 'basic register'), ('up1', 'register of administrative cases, first instance'), ('up2', 'register of administrative cases, second instance')], max_length=10),
        ),
        migrations.CreateModel(
            name='ActList',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('count', models.PositiveIntegerField(help_text='The count that was entered when the list was closed.', null=True)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lists', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='BookCopy',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('book', models.CharField(max_length=10)),
                ('format', models.CharField(choices=[('pdf', 'PDF/A, to be kept and printed'), ('xlsx', 'XLSX, a table')], max_length=4)),
                ('language', models.CharField(max_length=8)),
                ('first', models.PositiveIntegerField()),
                ('last', models.PositiveIntegerField()),
                ('reached', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'waiting to be made'), ('working', 'being made'), ('done', 'ready'), ('failed', 'failed')], default='waiting', max_length=8)),
                ('problem', models.CharField(blank=True, max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('lines', models.PositiveIntegerField(default=0)),
                ('act_list', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='registry.actlist')),
                ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('register', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='registry.register')),
            ],
        ),
        migrations.CreateModel(
            name='BookVolume',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('first', models.PositiveIntegerField()),
                ('last', models.PositiveIntegerField()),
                ('copy', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='volumes', to='registry.bookcopy')),
                ('document', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='FormerNumber',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('ordinal', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=60)),
                ('last_sub', models.PositiveIntegerField()),
                ('new_number', models.CharField(max_length=60)),
                ('carried_at', models.DateTimeField()),
                ('carried_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='former_numbers', to='registry.case')),
                ('into', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.register')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('register', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='former_numbers', to='registry.register')),
            ],
        ),
        migrations.CreateModel(
            name='ListedAct',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('sub_number', models.PositiveIntegerField()),
                ('day', models.DateField()),
                ('name', models.CharField(blank=True, help_text='Whom the act is for, or who sent it.', max_length=200)),
                ('subject', models.CharField(max_length=300)),
                ('reference', models.CharField(blank=True, max_length=100)),
                ('search', models.TextField(editable=False)),
                ('key', models.CharField(blank=True, max_length=100)),
                ('entered_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('cancel_reason', models.CharField(blank=True, max_length=300)),
                ('act_list', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='registry.actlist')),
                ('cancelled_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Remedies',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('ex_officio', models.BooleanField(default=False)),
                ('appealed_on', models.DateField(null=True)),
                ('forwarded_on', models.DateField(null=True)),
                ('appeal_outcome', models.CharField(blank=True, choices=[('rejected', 'rejected'), ('dismissed', 'dismissed'), ('annulled', 'upheld, decision annulled'), ('changed', 'decision changed'), ('returned', 'returned for a new procedure')], max_length=10)),
                ('dispute', models.CharField(blank=True, max_length=200)),
                ('enforcement', models.CharField(blank=True, max_length=200)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='actlist',
            constraint=models.UniqueConstraint(fields=('organisation', 'case'), name='act_list_once'),
        ),
        migrations.AddConstraint(
            model_name='actlist',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('count__isnull', False), _connector='OR'), name='act_list_closed_with_count'),
        ),
        migrations.AddIndex(
            model_name='bookcopy',
            index=models.Index(fields=['organisation', 'asked_by', '-id'], name='book_copy_by_asker'),
        ),
        migrations.AddConstraint(
            model_name='bookvolume',
            constraint=models.UniqueConstraint(fields=('organisation', 'copy', 'position'), name='book_volume_once'),
        ),
        migrations.AddConstraint(
            model_name='formernumber',
            constraint=models.UniqueConstraint(fields=('organisation', 'register', 'ordinal'), name='former_ordinal_once'),
        ),
        migrations.AddConstraint(
            model_name='formernumber',
            constraint=models.UniqueConstraint(fields=('organisation', 'into', 'case'), name='former_carried_once'),
        ),
        migrations.AddConstraint(
            model_name='listedact',
            constraint=models.UniqueConstraint(fields=('organisation', 'act_list', 'sub_number'), name='listed_act_once'),
        ),
        migrations.AddConstraint(
            model_name='listedact',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('organisation', 'act_list', 'key'), name='listed_act_key_once'),
        ),
        migrations.AddConstraint(
            model_name='listedact',
            constraint=models.CheckConstraint(condition=models.Q(('cancelled_at__isnull', True), models.Q(('cancel_reason', ''), _negated=True), _connector='OR'), name='listed_act_cancelled_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='remedies',
            constraint=models.UniqueConstraint(fields=('organisation', 'case'), name='remedies_once'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('instance', 2)), fields=['organisation', 'register', 'ordinal'], name='case_second_instance'),
        ),
        migrations.RunSQL(INSTANCES, migrations.RunSQL.noop),
        *(salter.organisations.tenancy.Isolate(name) for name in MODELS),
    ]
