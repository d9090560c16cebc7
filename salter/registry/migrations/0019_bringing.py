"""What is brought in from an old book."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models

MODELS = ("BookImport",)


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0004_text_lz4'),
        ('organisations', '0007_post'),
        ('registry', '0018_mail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AlterField(
            model_name='register',
            name='kind',
            field=models.CharField(choices=[('basic', 'basic register'), ('up1', 'register of administrative cases, first instance'), ('up2', 'register of administrative cases, second instance'), ('old', 'old book')], max_length=10),
        ),
        migrations.CreateModel(
            name='BookImport',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('heads', models.JSONField(default=list)),
                ('sample', models.JSONField(default=list, help_text='The first rows, as they stand in the table.')),
                ('columns', models.JSONField(default=dict, help_text='Which column says what.')),
                ('defaults', models.JSONField(default=dict, help_text='What holds where a row says nothing.')),
                ('state', models.CharField(choices=[('reading', 'being read'), ('mapping', 'waits for its columns'), ('checking', 'being checked'), ('checked', 'checked, waits for a word'), ('bringing', 'being brought in'), ('done', 'brought in'), ('failed', 'failed')], default='reading', max_length=8)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('place', models.PositiveBigIntegerField(default=0)),
                ('reached', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('told', models.JSONField(default=list, help_text='Samples of what rows would do.')),
                ('brought', models.PositiveIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('errors', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The wrong rows with their reasons.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('lines', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        *(salter.organisations.tenancy.Isolate(name) for name in MODELS),
    ]
