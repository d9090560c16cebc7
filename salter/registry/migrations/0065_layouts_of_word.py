"""Templates of the office that were written in Word: the file, and what of it is filled in and was left out."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import salter.organisations.tenancy

OWNED = """
ALTER TABLE registry_layoutversion ADD CONSTRAINT registry_layoutversion_document_id_owned
    FOREIGN KEY (organisation_id, document_id) REFERENCES documents_document (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('registry', '0064_from_word'),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='layoutversion',
            name='document',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document'),
        ),
        migrations.AddField(
            model_name='layoutversion',
            name='remarks',
            field=models.JSONField(null=True),
        ),
        migrations.RunSQL(OWNED, "ALTER TABLE registry_layoutversion DROP CONSTRAINT registry_layoutversion_document_id_owned"),
    ]
