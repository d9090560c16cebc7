"""Mailboxes that e-mail is fetched from, and which message became what."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0007_post'),
        ('registry', '0017_papers'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='MailAccount',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('host', models.CharField(max_length=255)),
                ('port', models.PositiveIntegerField(default=993)),
                ('security', models.CharField(choices=[('tls', 'TLS from the start (port 993)'), ('starttls', 'STARTTLS (port 143)'), ('none', 'none (this machine only)')], default='tls', max_length=10)),
                ('username', models.CharField(max_length=255)),
                ('secret', models.TextField(help_text='The password, encrypted with the secret key of the installation.')),
                ('folder', models.CharField(default='INBOX', max_length=200)),
                ('afterwards', models.CharField(choices=[('seen', 'mark it as read'), ('move', 'move it into another folder'), ('leave', 'leave it as it is')], default='seen', max_length=10)),
                ('moved_to', models.CharField(blank=True, max_length=200)),
                ('confirms', models.BooleanField(default=False, help_text='Whether the office confirms receipt by itself.')),
                ('active', models.BooleanField(default=True)),
                ('uid_validity', models.BigIntegerField(default=0)),
                ('last_uid', models.BigIntegerField(default=0)),
                ('stuck_uid', models.BigIntegerField(default=0)),
                ('stuck_times', models.PositiveSmallIntegerField(default=0)),
                ('checked_at', models.DateTimeField(null=True)),
                ('failure', models.CharField(blank=True, help_text='A code of salter.registry.mail.problems.', max_length=40)),
                ('failure_detail', models.CharField(blank=True, max_length=500)),
                ('failures', models.PositiveIntegerField(default=0, help_text='Runs in a row that failed.')),
                ('failing_since', models.DateTimeField(null=True)),
                ('failure_entry', models.UUIDField(null=True)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='MailArrival',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('uid_validity', models.BigIntegerField()),
                ('uid', models.BigIntegerField()),
                ('message_id', models.CharField(blank=True, max_length=250)),
                ('size', models.BigIntegerField()),
                ('sha256', models.CharField(blank=True, help_text='Empty: it could not be fetched whole.', max_length=64)),
                ('marked_at', models.DateTimeField(null=True)),
                ('wanted', models.BooleanField(default=False, help_text='Somebody asked to fetch it once more.')),
                ('account', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to='registry.mailaccount')),
                ('incoming', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to='registry.incoming')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='mailaccount',
            constraint=models.UniqueConstraint(fields=('organisation', 'host', 'username', 'folder'), name='mail_account_once'),
        ),
        migrations.AddConstraint(
            model_name='mailaccount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('afterwards', 'move'), _negated=True), models.Q(('moved_to', ''), _negated=True), _connector='OR'), name='mail_account_moves_somewhere'),
        ),
        migrations.AddIndex(
            model_name='mailarrival',
            index=models.Index(fields=['organisation', 'account', 'message_id', 'size'], name='mail_arrival_by_message'),
        ),
        migrations.AddIndex(
            model_name='mailarrival',
            index=models.Index(condition=models.Q(('marked_at__isnull', True), ('wanted', True), _connector='OR'), fields=['organisation', 'account'], name='mail_arrival_to_do'),
        ),
        migrations.AddConstraint(
            model_name='mailarrival',
            constraint=models.UniqueConstraint(fields=('organisation', 'account', 'uid_validity', 'uid'), name='mail_arrival_once'),
        ),
        salter.organisations.tenancy.Isolate("MailAccount"),
        salter.organisations.tenancy.Isolate("MailArrival"),
    ]
