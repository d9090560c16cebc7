"""Papers without files, and copies of whole cases."""

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0005_renditions'),
        ('organisations', '0007_post'),
        ('registry', '0016_catalogue'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseCopy',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(max_length=8)),
                ('state', models.CharField(choices=[('waiting', 'waiting to be made'), ('working', 'being made'), ('done', 'ready'), ('failed', 'failed')], default='waiting', max_length=8)),
                ('papers', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('pages', models.PositiveIntegerField(default=0)),
                ('left_out', models.JSONField(default=list)),
                ('problem', models.CharField(blank=True, max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='registry.case')),
                ('document', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'asked_by', '-id'], name='case_copy_by_asker')],
            },
        ),
        migrations.CreateModel(
            name='SheetPaper',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('sub_number', models.PositiveIntegerField(default=0)),
                ('title', models.CharField(max_length=300)),
                ('sheets', models.PositiveSmallIntegerField()),
                ('place', models.CharField(max_length=200)),
                ('noted_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdraw_reason', models.CharField(blank=True, max_length=300)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='on_paper', to='registry.case')),
                ('noted_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sheets__gte', 1)), name='sheet_paper_has_sheets'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('withdraw_reason', ''), _negated=True), _connector='OR'), name='sheet_paper_withdrawn_with_reason')],
            },
        ),
        salter.organisations.tenancy.Isolate('SheetPaper'),
        salter.organisations.tenancy.Isolate('CaseCopy'),
    ]
