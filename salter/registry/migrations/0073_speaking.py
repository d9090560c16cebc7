"""In which language cases are conducted, and acts and templates in a second language."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


OWNED = """
ALTER TABLE registry_act ADD CONSTRAINT registry_act_layout_second_id_owned
    FOREIGN KEY (organisation_id, layout_second_id) REFERENCES registry_layoutversion (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0012_languages'),
        ("registry", "0072_taken_back"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='LanguageChoice',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('before', models.CharField(blank=True, max_length=8)),
                ('on', models.DateField()),
                ('note', models.CharField(help_text='How it was asked for.', max_length=300)),
                ('noted_at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('undone_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='layout',
            name='layout_name_once',
        ),
        migrations.AddField(
            model_name='act',
            name='language',
            field=models.CharField(help_text='Written and printed in this language too; empty: in Serbian alone.', max_length=8, null=True),
        ),
        migrations.AddField(
            model_name='act',
            name='layout_second',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='By which the second language is printed.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.layoutversion'),
        ),
        migrations.AddField(
            model_name='case',
            name='language',
            field=models.CharField(help_text='Conducted in this language beside Serbian; empty: in Serbian alone.', max_length=8, null=True),
        ),
        migrations.AddField(
            model_name='layout',
            name='language',
            field=models.CharField(blank=True, db_default='', default='', help_text='Empty: Serbian.', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='layout',
            constraint=models.UniqueConstraint(fields=('organisation', 'kind', 'name', 'language'), name='layout_name_once'),
        ),
        migrations.AddField(
            model_name='languagechoice',
            name='case',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='languages', to='registry.case'),
        ),
        migrations.AddField(
            model_name='languagechoice',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='languagechoice',
            name='party',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='Who asked for it; empty: not a party.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.caseparty'),
        ),
        migrations.AddIndex(
            model_name='languagechoice',
            index=models.Index(fields=['organisation', 'case', 'id'], name='language_choice_by_case'),
        ),
        migrations.AddConstraint(
            model_name='languagechoice',
            constraint=models.CheckConstraint(condition=models.Q(('language', models.F('before')), _negated=True), name='language_choice_changes'),
        ),
        migrations.AddConstraint(
            model_name='languagechoice',
            constraint=models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='language_choice_says_how'),
        ),
        salter.organisations.tenancy.Isolate("LanguageChoice"),
        migrations.RunSQL(OWNED, migrations.RunSQL.noop),
    ]
