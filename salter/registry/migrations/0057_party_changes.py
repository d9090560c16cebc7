"""What happens to parties of a case: name, address, death, who comes in, leaves or succeeds."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models

OWNED = """
ALTER TABLE registry_caseparty ADD CONSTRAINT registry_caseparty_successor_of_id_owned
    FOREIGN KEY (organisation_id, successor_of_id) REFERENCES registry_caseparty (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('organisations', '0008_twins'),
        ('registry', '0056_representatives'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='caseparty',
            name='joined_on',
            field=models.DateField(help_text='Empty: from the beginning.', null=True),
        ),
        migrations.AddField(
            model_name='caseparty',
            name='left_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='caseparty',
            name='died_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='caseparty',
            name='successor_of',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='registry.caseparty'),
        ),
        migrations.CreateModel(
            name='PartyChange',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('name', 'another name'), ('address', 'another address'), ('death', 'death'), ('joined', 'came into the case'), ('left', 'left the case'), ('succeeded', 'came in the place of another party')], max_length=10)),
                ('before', models.CharField(blank=True, max_length=300)),
                ('after', models.CharField(blank=True, max_length=300)),
                ('on', models.DateField()),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('name', models.CharField(help_text='Who entered it, readable for ever.', max_length=200)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case_party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='registry.caseparty')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('paper', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'case_party', 'id'], name='party_change_by_party')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='party_change_has_reason')],
            },
        ),
        salter.organisations.tenancy.Isolate('PartyChange'),
        migrations.RunSQL(OWNED, "ALTER TABLE registry_caseparty DROP CONSTRAINT registry_caseparty_successor_of_id_owned"),
    ]
