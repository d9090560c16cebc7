"""The incoming shelf: what came in by doors that nobody was standing at."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0004_text_lz4'),
        ('organisations', '0007_post'),
        ('registry', '0012_books'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Incoming',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('door', models.CharField(choices=[('email', 'e-mail'), ('scan', 'scanner'), ('mailbox', 'mailbox'), ('system', 'another system')], max_length=10)),
                ('source_key', models.CharField(max_length=200)),
                ('received_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField()),
                ('sender_name', models.CharField(blank=True, max_length=200)),
                ('sender_address', models.CharField(blank=True, max_length=320)),
                ('subject', models.CharField(blank=True, max_length=500)),
                ('text', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'waits to be registered'), ('unclear', 'needs a look'), ('registered', 'registered'), ('set_aside', 'set aside')], default='waiting', max_length=10)),
                ('reason', models.CharField(blank=True, help_text='Why it is unclear: a code of salter.registry.incoming.reasons.', max_length=40)),
                ('reason_words', models.JSONField(blank=True, default=dict)),
                ('facts', models.JSONField(blank=True, default=dict, help_text="The door's own.")),
                ('settled_at', models.DateTimeField(null=True)),
                ('set_aside_reason', models.CharField(blank=True, max_length=300)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('settled_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='incoming', to='registry.submission')),
            ],
        ),
        migrations.CreateModel(
            name='IncomingFile',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('findings', models.JSONField(blank=True, default=list)),
                ('document', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='incoming', to='documents.document')),
                ('incoming', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='registry.incoming')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='incoming',
            index=models.Index(fields=['organisation', 'state', '-id'], name='incoming_by_state'),
        ),
        migrations.AddIndex(
            model_name='incoming',
            index=models.Index(fields=['organisation', 'state', 'door', '-id'], name='incoming_by_door'),
        ),
        migrations.AddConstraint(
            model_name='incoming',
            constraint=models.UniqueConstraint(fields=('organisation', 'door', 'source_key'), name='incoming_once'),
        ),
        migrations.AddConstraint(
            model_name='incoming',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'registered'), ('submission__isnull', False)), models.Q(models.Q(('state', 'registered'), _negated=True), ('submission__isnull', True)), _connector='OR'), name='incoming_registered_with_submission'),
        ),
        migrations.AddConstraint(
            model_name='incoming',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'unclear'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='incoming_unclear_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='incoming',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'set_aside'), _negated=True), models.Q(('set_aside_reason', ''), _negated=True), _connector='OR'), name='incoming_aside_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='incomingfile',
            constraint=models.UniqueConstraint(fields=('organisation', 'incoming', 'position'), name='incoming_file_once'),
        ),
        salter.organisations.tenancy.Isolate("Incoming"),
        salter.organisations.tenancy.Isolate("IncomingFile"),
    ]
