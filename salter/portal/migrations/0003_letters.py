"""What citizens write to the body in free words."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('mailbox', '0002_isolation'),
        ('organisations', '0008_twins'),
        ('portal', '0002_isolation'),
        ('registry', '0013_incoming'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('number', models.CharField(blank=True, max_length=20)),
                ('sent_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to=settings.AUTH_USER_MODEL)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The case that it is about.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.case')),
                ('confirmation', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('delivery', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The letter that it answers.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mailbox.delivery')),
                ('incoming', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.incoming')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='LetterFile',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('document', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='Stored before this row exists.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('letter', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='portal.letter')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['organisation', 'account', '-id'], name='letter_by_account'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('organisation', 'number'), name='letter_once'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('incoming__isnull', True), ('number', ''), ('sent_at__isnull', True)), models.Q(('incoming__isnull', False), ('sent_at__isnull', False), models.Q(('number', ''), _negated=True)), _connector='OR'), name='letter_sent_is_on_the_shelf'),
        ),
        salter.organisations.tenancy.Isolate("Letter"),
        salter.organisations.tenancy.Isolate("LetterFile"),
    ]
