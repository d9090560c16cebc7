"""A book that is opened says by whom, and keeps its official note."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import salter.organisations.tenancy

FORWARD = """
ALTER TABLE registry_register ADD CONSTRAINT registry_register_opening_note_id_owned
    FOREIGN KEY (organisation_id, opening_note_id) REFERENCES documents_document (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX registry_register_opening_note_id_ix ON registry_register (organisation_id, opening_note_id);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("registry", "0008_open_work"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField(
            "register",
            "opened_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            "register",
            "opening_note",
            salter.organisations.tenancy.OwnedForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.document",
            ),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
