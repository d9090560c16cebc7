"""In whose place an act was written, approved and signed."""

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

import salter.organisations.tenancy

COLUMNS = {
    "author_for": "staff",
    "approved_for": "staff",
    "approved_mandate": "mandate",
    "signed_for": "staff",
    "sign_mandate": "mandate",
}


def _column(name: str, target: str) -> list[Operation]:
    key = f"registry_act_{name}_id_owned"
    add = (
        f"ALTER TABLE registry_act ADD CONSTRAINT {key} FOREIGN KEY (organisation_id, {name}_id) "
        f"REFERENCES organisations_{target} (organisation_id, id) DEFERRABLE INITIALLY DEFERRED"
    )
    index = (
        f"CREATE INDEX registry_act_{name}_id_ix ON registry_act (organisation_id, {name}_id) "
        f"WHERE {name}_id IS NOT NULL"
    )
    field = salter.organisations.tenancy.OwnedForeignKey(
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        to=f"organisations.{target}",
    )
    return [
        migrations.AddField(model_name="act", name=name, field=field),
        migrations.RunSQL(add, f"ALTER TABLE registry_act DROP CONSTRAINT {key}"),
        migrations.RunSQL(index, f"DROP INDEX registry_act_{name}_id_ix"),
    ]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0009_duties"), ("registry", "0041_waits")]

    operations: ClassVar = [one for name, target in COLUMNS.items() for one in _column(name, target)]
