"""A draft that began with the words of an act of another case says so."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations

import salter.organisations.tenancy


OWNED = """
ALTER TABLE registry_actversion ADD CONSTRAINT registry_actversion_source_id_owned
    FOREIGN KEY (organisation_id, source_id) REFERENCES registry_act (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('registry', '0045_drafts'),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='actversion',
            name='source',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.act'),
        ),
        migrations.RunSQL(OWNED, "ALTER TABLE registry_actversion DROP CONSTRAINT registry_actversion_source_id_owned"),
    ]
