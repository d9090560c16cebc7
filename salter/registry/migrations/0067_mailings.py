"""Many letters in one go: what is printed, each letter with how far it is, and the files."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('mailbox', '0006_channels'),
        ('organisations', '0011_programs'),
        ('registry', '0066_representing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('sending', 'acts are being dispatched'), ('printing', 'letters are being made ready'), ('ready', 'ready to be printed and enveloped'), ('handing', 'being entered into the delivery book'), ('handed', 'handed over')], default='sending', max_length=8)),
                ('covers', models.BooleanField(default=True)),
                ('envelope', models.CharField(blank=True, max_length=4)),
                ('slips', models.BooleanField(default=True)),
                ('both_sides', models.BooleanField(default=False)),
                ('language', models.CharField(max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('ready_at', models.DateTimeField(null=True)),
                ('next_number', models.CharField(blank=True, max_length=40)),
                ('problem', models.CharField(blank=True, help_text='Why its last step failed; it is tried again.', max_length=500)),
                ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('channel', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mailbox.channel')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('post_day', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='mailbox.postday')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MailingFile',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('volume', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('letters', 'letters'), ('envelopes', 'envelopes'), ('slips', 'return slips'), ('list', 'list (PDF)'), ('table', 'list (XLSX)')], max_length=9)),
                ('letters', models.PositiveIntegerField()),
                ('document', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('mailing', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='registry.mailing')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'mailing', 'kind', 'volume'), name='mailing_file_once')],
            },
        ),
        migrations.CreateModel(
            name='MailingLetter',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'the act waits to be dispatched'), ('ready', 'waits to be printed'), ('printed', 'printed'), ('failed', 'could not be made'), ('elsewhere', 'went another way')], max_length=9)),
                ('problem', models.CharField(blank=True, max_length=20)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('volume', models.PositiveIntegerField(null=True)),
                ('pages', models.PositiveIntegerField(null=True)),
                ('listed', models.PositiveIntegerField(help_text='The part of the list that has it.', null=True)),
                ('act', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.act')),
                ('delivery', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mailing_letters', to='mailbox.delivery')),
                ('mailing', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='registry.mailing')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'mailing', 'state', 'position', 'id'], name='mailing_letter_next')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('organisation', 'act'), name='mailing_act_once'), models.UniqueConstraint(condition=models.Q(('state__in', ['ready', 'printed'])), fields=('organisation', 'delivery'), name='mailing_letter_once')],
            },
        ),
        salter.organisations.tenancy.Isolate("Mailing"),
        salter.organisations.tenancy.Isolate("MailingFile"),
        salter.organisations.tenancy.Isolate("MailingLetter"),
    ]
