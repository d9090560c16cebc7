"""What was entered of a party, or of who stands for it, by mistake is taken back; the rows stay."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

OWNED = """
ALTER TABLE registry_partychange ADD CONSTRAINT registry_partychange_undoes_id_owned
    FOREIGN KEY (organisation_id, undoes_id) REFERENCES registry_partychange (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ("registry", "0071_kinds_of_decisions"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='partychange',
            name='undoes',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The mistake that it takes back.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='registry.partychange'),
        ),
        migrations.RunSQL(OWNED, "ALTER TABLE registry_partychange DROP CONSTRAINT registry_partychange_undoes_id_owned"),
        migrations.AddField(
            model_name='representative',
            name='mistaken_at',
            field=models.DateTimeField(help_text='Since when it is known that it was entered by mistake.', null=True),
        ),
        migrations.AlterField(
            model_name='partychange',
            name='kind',
            field=models.CharField(choices=[('name', 'another name'), ('address', 'another address'), ('death', 'death'), ('joined', 'came into the case'), ('left', 'left the case'), ('succeeded', 'came in the place of another party'), ('taken-back', 'entered by mistake, taken back')], max_length=10),
        ),
        AddConstraintNotValid(
            model_name='partychange',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'taken-back'), ('undoes__isnull', True), _connector='XOR'), name='party_change_undoes'),
        ),
        migrations.AddConstraint(
            model_name='partychange',
            constraint=models.UniqueConstraint(fields=('organisation', 'undoes'), name='party_change_undone_once'),
        ),
    ]
