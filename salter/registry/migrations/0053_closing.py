"""Every closing of a case is a row; a case may be closed while its retention is still to be determined."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import salter.organisations.tenancy


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0008_twins'),
        ('registry', '0052_mail_known'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('name', models.CharField(blank=True, max_length=200)),
                ('class_code', models.CharField(max_length=10)),
                ('disposition', models.CharField(max_length=100)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_name', models.CharField(blank=True, max_length=200)),
                ('kept_until', models.DateField(null=True)),
                ('kept_reason', models.CharField(blank=True, max_length=300)),
                ('opened_at', models.DateTimeField(null=True)),
                ('opened_name', models.CharField(blank=True, max_length=200)),
                ('opened_rule', models.CharField(blank=True, help_text='Code of the ground.', max_length=60)),
                ('opened_reason', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='case_closed_with_retention',
        ),
        migrations.AddField(
            model_name='case',
            name='retention_open',
            field=models.BooleanField(help_text='Closed, and how long it is kept is to be determined.', null=True),
        ),
        AddConstraintNotValid(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('retention__isnull', False), models.Q(('retention_open', True), ('retention_open__isnull', False)), _connector='OR'), name='case_closed_with_retention'),
        ),
        migrations.AddField(
            model_name='closing',
            name='by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='closing',
            name='case',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='registry.case'),
        ),
        migrations.AddField(
            model_name='closing',
            name='opened_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='closing',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='closing',
            name='retention',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.retentionrule'),
        ),
        migrations.AddIndex(
            model_name='closing',
            index=models.Index(fields=['organisation', 'case', 'id'], name='closing_by_case'),
        ),
        migrations.AddIndex(
            model_name='closing',
            index=models.Index(fields=['organisation', 'class_code', '-id'], name='closing_by_class'),
        ),
        migrations.AddIndex(
            model_name='closing',
            index=models.Index(condition=models.Q(('opened_at__isnull', True), ('retention__isnull', True)), fields=['organisation', 'id'], name='closing_unsettled'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.UniqueConstraint(condition=models.Q(('opened_at__isnull', True)), fields=('organisation', 'case'), name='closing_one_holds'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('opened_at__isnull', True), ('opened_reason', ''), ('opened_rule', '')), models.Q(('opened_at__isnull', False), models.Q(('opened_rule', ''), _negated=True), models.Q(('opened_reason', ''), _negated=True)), _connector='OR'), name='closing_opened_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.CheckConstraint(condition=models.Q(('kept_until__isnull', True), models.Q(('kept_reason', ''), _negated=True), _connector='OR'), name='closing_last_day_with_reason'),
        ),
        salter.organisations.tenancy.Isolate('Closing'),
    ]
