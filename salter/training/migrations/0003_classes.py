"""Live classes and the places in them."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models

SEATS = """
ALTER TABLE training_seat ADD CONSTRAINT training_seat_in_class_id_owned FOREIGN KEY (organisation_id, in_class_id)
    REFERENCES training_liveclass (organisation_id, id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX training_seat_in_class_id_ix ON training_seat (organisation_id, in_class_id, number)
    WHERE in_class_id IS NOT NULL;
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0013_classes'),
        ('training', '0002_editing'),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='attempt',
            name='told',
            field=models.JSONField(default=list, help_text='What the board of its class was told last.'),
        ),
        migrations.AddField(
            model_name='seat',
            name='code',
            field=models.CharField(blank=True, help_text='Of the slip by which somebody comes in, and back.', max_length=12),
        ),
        migrations.AddField(
            model_name='seat',
            name='done',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='seat',
            name='hints',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='seat',
            name='joined_at',
            field=models.DateTimeField(help_text='Real time.', null=True),
        ),
        migrations.AddField(
            model_name='seat',
            name='late',
            field=models.BooleanField(default=False, help_text='Made for somebody who came without a slip.'),
        ),
        migrations.AddField(
            model_name='seat',
            name='mistakes',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='seat',
            name='number',
            field=models.PositiveSmallIntegerField(help_text='The place in the class, from 1.', null=True),
        ),
        migrations.AddField(
            model_name='seat',
            name='partner_at',
            field=models.DateTimeField(help_text='In a pair: when the citizen joined. Real time.', null=True),
        ),
        migrations.AddField(
            model_name='seat',
            name='partner_code',
            field=models.CharField(blank=True, help_text="In a pair: of the citizen's slip.", max_length=12),
        ),
        migrations.AddField(
            model_name='seat',
            name='points',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='seat',
            name='step',
            field=models.PositiveSmallIntegerField(default=0, help_text='Steps done, as they were graded last.'),
        ),
        migrations.AddField(
            model_name='seat',
            name='step_at',
            field=models.DateTimeField(help_text='Real time since when it is so.', null=True),
        ),
        migrations.AddField(
            model_name='seat',
            name='wanted',
            field=models.PositiveSmallIntegerField(help_text='The step that it is being set to.', null=True),
        ),
        migrations.CreateModel(
            name='LiveClass',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('exercise', models.CharField(max_length=60)),
                ('mode', models.CharField(choices=[('learning', 'learning: hints are free, and it can be repeated'), ('exam', 'exam: no hints, and every mistake counts')], max_length=10)),
                ('pair', models.BooleanField(default=False, help_text='Two people share an office: an official and a citizen.')),
                ('code', models.CharField(help_text='By which people without a slip come in; empty: nobody does.', max_length=12)),
                ('stuck_minutes', models.PositiveSmallIntegerField(help_text='So long at one step counts as stuck.')),
                ('opened_at', models.DateTimeField(help_text='Real time.')),
                ('opened_by', models.CharField(max_length=200)),
                ('paused_at', models.DateTimeField(help_text='Real time since which the clocks of its offices stand.', null=True)),
                ('closed_at', models.DateTimeField(help_text='Real time.', null=True)),
                ('said', models.CharField(blank=True, help_text='What was said to everybody last.', max_length=500)),
                ('said_number', models.PositiveIntegerField(default=0, help_text='How many times something was said in it.')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.AddField(
            model_name='seat',
            name='in_class',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='training.liveclass'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('organisation', 'code'), name='seat_code_once'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(condition=models.Q(('partner_code', ''), _negated=True), fields=('organisation', 'partner_code'), name='seat_partner_code_once'),
        ),
        migrations.AddIndex(
            model_name='liveclass',
            index=models.Index(fields=['organisation', '-id'], name='class_newest'),
        ),
        migrations.AddConstraint(
            model_name='liveclass',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('organisation', 'code'), name='class_code_once'),
        ),
        salter.organisations.tenancy.Isolate("LiveClass"),
        migrations.RunSQL(SEATS, migrations.RunSQL.noop),
    ]
