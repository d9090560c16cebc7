"""Struck lines of the delivery book; a consignment that was called back from the wrong mailbox."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [("mailbox", "0006_channels"), ("organisations", "0011_programs")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name='consequence',
            name='result',
            field=models.CharField(choices=[('handed', 'handed over to the recipient'), ('opened', 'receipt opened by the recipient'), ('refused', 'the recipient refused to take it'), ('unclaimed', 'nobody took it in time'), ('no-pickup', "delivered without pick-up, as the state's mailbox says"), ('state-fail', "not delivered, as the state's mailbox says"), ('moved', 'the recipient has moved away'), ('unknown', 'the recipient is unknown there'), ('lost', 'lost: neither letter nor return receipt came back'), ('published', 'published on the notice board until its day'), ('withdrawn', 'taken down from the notice board before its day'), ('recalled', 'called back unopened: it was sent to the wrong person')], max_length=10),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='result',
            field=models.CharField(blank=True, choices=[('handed', 'handed over to the recipient'), ('opened', 'receipt opened by the recipient'), ('refused', 'the recipient refused to take it'), ('unclaimed', 'nobody took it in time'), ('no-pickup', "delivered without pick-up, as the state's mailbox says"), ('state-fail', "not delivered, as the state's mailbox says"), ('moved', 'the recipient has moved away'), ('unknown', 'the recipient is unknown there'), ('lost', 'lost: neither letter nor return receipt came back'), ('published', 'published on the notice board until its day'), ('withdrawn', 'taken down from the notice board before its day'), ('recalled', 'called back unopened: it was sent to the wrong person')], db_default='', default='', max_length=10),
        ),
        migrations.CreateModel(
            name='StruckLine',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('ordinal', models.PositiveIntegerField()),
                ('registered_number', models.CharField(blank=True, max_length=40)),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('name', models.CharField(help_text='Who struck it, readable for ever.', max_length=200)),
                ('day', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='struck', to='mailbox.postday')),
                ('delivery', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='struck_lines', to='mailbox.delivery')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'delivery'], name='struck_line_by_delivery')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'day', 'ordinal'), name='struck_line_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='struck_line_has_reason')],
            },
        ),
        salter.organisations.tenancy.Isolate('StruckLine'),
    ]
