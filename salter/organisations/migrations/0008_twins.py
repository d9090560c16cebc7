"""Entries of parties of which one stands for the other."""

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0007_post'),
    ]

    operations = [
        migrations.CreateModel(
            name='PartyPair',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('merged', 'one person or company'), ('undone', 'merging was undone'), ('apart', 'two different ones')], max_length=8)),
                ('reason', models.CharField(max_length=300)),
                ('decided_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('undo_reason', models.CharField(blank=True, max_length=300)),
                ('decided_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kept', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='stands_for', to='organisations.party')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('other', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='pairs', to='organisations.party')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'merged')), fields=('organisation', 'other'), name='party_merged_once'), models.CheckConstraint(condition=models.Q(('kept', models.F('other')), _negated=True), name='party_pair_of_two')],
            },
        ),
        salter.organisations.tenancy.Isolate('PartyPair'),
    ]
