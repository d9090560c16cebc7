"""The check of scans by a second person."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models

MODELS = ("ScanSample", "ScanCheck", "ScanLook", "ScanInSample")


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('organisations', '0008_twins'),
        ('registry', '0028_invoices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='ScanSample',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('drawn_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('drawn_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ScanCheck',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('findings', models.JSONField(blank=True, default=list, help_text='What was found when it was registered.')),
                ('state', models.CharField(choices=[('waiting', 'waits for a second person'), ('confirmed', 'checked'), ('refused', 'to be scanned again'), ('replaced', 'replaced by a new scan')], default='waiting', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='registry.case')),
                ('document', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='documents.document')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('replaced_by', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.scancheck')),
                ('scanned_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='registry.submission')),
                ('sample', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='confirmed', to='registry.scansample')),
            ],
        ),
        migrations.CreateModel(
            name='ScanLook',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('scan', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='registry.scancheck')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'scan', 'account'), name='scan_look_once')],
            },
        ),
        migrations.CreateModel(
            name='ScanInSample',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('drawn', models.BooleanField()),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('scan', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='registry.scancheck')),
                ('sample', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='registry.scansample')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'sample', 'scan'), name='scan_in_sample_once')],
            },
        ),
        migrations.AddIndex(
            model_name='scancheck',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'refused'])), fields=['organisation', 'state', 'id'], name='scan_check_open'),
        ),
        migrations.AddConstraint(
            model_name='scancheck',
            constraint=models.UniqueConstraint(fields=('organisation', 'document'), name='scan_check_once'),
        ),
        migrations.AddConstraint(
            model_name='scancheck',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('settled_at__isnull', False), _connector='XOR'), name='scan_check_settled'),
        ),
        migrations.AddConstraint(
            model_name='scancheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('scanned_by__isnull', True), models.Q(('settled_by', models.F('scanned_by')), _negated=True), _connector='OR'), name='scan_check_second_person'),
        ),
        migrations.AddConstraint(
            model_name='scancheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['refused', 'replaced']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='scan_check_refused_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='scancheck',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'replaced'), ('replaced_by__isnull', True), _connector='XOR'), name='scan_check_replaced_by'),
        ),
        *(salter.organisations.tenancy.Isolate(name) for name in MODELS),
    ]
