"""Lists of archived cases that may be destroyed, their items, and what was destroyed of the archive."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('archive', '0003_named'),
        ('documents', '0007_destroyed'),
        ('organisations', '0013_classes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='archiveunit',
            name='destroyed_at',
            field=models.DateTimeField(help_text='Since then nothing of it is kept but this row.', null=True),
        ),
        migrations.AddField(
            model_name='archiveunit',
            name='destroyed_by',
            field=models.JSONField(db_default={}, default=dict, help_text='List, approval, its day and the archive.'),
        ),
        migrations.CreateModel(
            name='Disposal',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('ordinal', models.PositiveIntegerField()),
                ('year', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('draft', 'being put together'), ('review', 'waits for the commission'), ('accepted', 'waits for the public archive'), ('approved', 'may be destroyed'), ('destroying', 'is being destroyed'), ('destroyed', 'destroyed'), ('withdrawn', 'withdrawn')], default='draft', max_length=10)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('proposed_at', models.DateTimeField()),
                ('proposed_name', models.CharField(max_length=200)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('reviewed_name', models.CharField(blank=True, max_length=200)),
                ('comment', models.CharField(blank=True, help_text='What the commission said.', max_length=1000)),
                ('approval_number', models.CharField(blank=True, max_length=60)),
                ('approval_on', models.DateField(null=True)),
                ('approval_by', models.CharField(blank=True, help_text='The public archive.', max_length=200)),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_name', models.CharField(blank=True, help_text='Who entered the approval.', max_length=200)),
                ('ordered_at', models.DateTimeField(null=True)),
                ('ordered_name', models.CharField(blank=True, max_length=200)),
                ('destroyed_at', models.DateTimeField(null=True)),
                ('approval', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The approval itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('approved_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ordered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('proposed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The record of destruction.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('reviewed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='DisposalItem',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('excluded_why', models.CharField(blank=True, max_length=300)),
                ('excluded_at', models.DateTimeField(null=True)),
                ('excluded_by', models.CharField(blank=True, max_length=200)),
                ('destroyed_at', models.DateTimeField(null=True)),
                ('files', models.JSONField(default=list)),
                ('removed_at', models.DateTimeField(null=True)),
                ('archive_unit', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='disposal_items', to='archive.archiveunit')),
                ('disposal', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='archive.disposal')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.UniqueConstraint(fields=('organisation', 'year', 'ordinal'), name='disposal_number_once'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), models.Q(('reviewed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='disposal_reviewed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'destroying', 'destroyed']), _negated=True), models.Q(('approval__isnull', False), ('approval_on__isnull', False), models.Q(('approval_number', ''), _negated=True)), _connector='OR'), name='disposal_approved_in_writing'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['destroying', 'destroyed']), _negated=True), models.Q(('ordered_by__isnull', False), models.Q(('ordered_by', models.F('approved_by')), _negated=True)), _connector='OR'), name='disposal_ordered_by_another'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'destroyed'), _negated=True), ('record__isnull', False), _connector='OR'), name='disposal_destroyed_with_record'),
        ),
        migrations.AddConstraint(
            model_name='disposalitem',
            constraint=models.UniqueConstraint(fields=('organisation', 'disposal', 'archive_unit'), name='disposal_item_once'),
        ),
        migrations.AddConstraint(
            model_name='disposalitem',
            constraint=models.UniqueConstraint(condition=models.Q(('excluded_why', '')), fields=('organisation', 'archive_unit'), name='disposal_on_one_list'),
        ),
        migrations.AddConstraint(
            model_name='disposalitem',
            constraint=models.CheckConstraint(condition=models.Q(('excluded_why', ''), ('destroyed_at__isnull', True), _connector='OR'), name='disposal_excluded_is_kept'),
        ),
        migrations.AddConstraint(
            model_name='disposalitem',
            constraint=models.CheckConstraint(condition=models.Q(('removed_at__isnull', True), ('destroyed_at__isnull', False), _connector='OR'), name='disposal_removed_after_destroyed'),
        ),
        salter.organisations.tenancy.Isolate("Disposal"),
        salter.organisations.tenancy.Isolate("DisposalItem"),
    ]
