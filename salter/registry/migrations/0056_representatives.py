"""Representatives of parties, and whom the letter for a party went to."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models

OWNED = """
ALTER TABLE registry_service ADD CONSTRAINT registry_service_representative_id_owned
    FOREIGN KEY (organisation_id, representative_id) REFERENCES registry_representative (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('organisations', '0008_twins'),
        ('registry', '0055_shelves'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('statutory', 'statutory representative'), ('attorney', 'attorney'), ('joint', 'joint representative'), ('temporary', 'temporary representative'), ('receiving', 'representative for receiving letters only')], max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('ground', models.CharField(max_length=300)),
                ('receives', models.BooleanField()),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(help_text='The last day; empty: until further notice.', null=True)),
                ('end_reason', models.CharField(blank=True, max_length=300)),
                ('authority', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('case_party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='representatives', to='registry.caseparty')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.party')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'case_party', 'from_on'], name='representative_by_party')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ground', ''), _negated=True), name='representative_has_ground'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='representative_period')],
            },
        ),
        salter.organisations.tenancy.Isolate('Representative'),
        migrations.AddField(
            model_name='service',
            name='representative',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='Whom the letter for the party went to.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.representative'),
        ),
        migrations.RunSQL(OWNED, "ALTER TABLE registry_service DROP CONSTRAINT registry_service_representative_id_owned"),
    ]
