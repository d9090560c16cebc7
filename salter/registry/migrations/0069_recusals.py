"""Officials who do nothing in a case: no handler among them, and no entry about the case by one of them."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models

GUARD = """
ALTER TABLE registry_case ADD CONSTRAINT case_handler_not_recused CHECK (NOT handler_id = ANY (recused)) NOT VALID;
CREATE FUNCTION registry_recused_does_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM registry_case c
        JOIN organisations_staff s ON s.organisation_id = c.organisation_id AND s.account_id = NEW.actor_id
        WHERE c.organisation_id = NEW.organisation_id AND c.id = NEW.case_id AND c.recused IS NOT NULL
            AND s.id = ANY (c.recused)
    ) THEN
        RAISE EXCEPTION 'who is recused from a case does nothing in it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recused_does_nothing';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recused_does_nothing BEFORE INSERT ON journal_entry
    FOR EACH ROW WHEN (NEW.case_id IS NOT NULL AND NEW.actor_id IS NOT NULL AND NEW.verb <> 'case.registered')
    EXECUTE FUNCTION registry_recused_does_nothing();
"""
BACK = """
DROP TRIGGER recused_does_nothing ON journal_entry;
DROP FUNCTION registry_recused_does_nothing();
ALTER TABLE registry_case DROP CONSTRAINT case_handler_not_recused;
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('journal', '0006_hooks'),
        ('organisations', '0011_programs'),
        ('registry', '0068_appeals'),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='case',
            name='recused',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), help_text='Officials who do nothing in it: recused, or asked to be.', null=True, size=None),
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('asked_by', models.CharField(choices=[('official', 'the official'), ('party', 'a party'), ('others', 'somebody else who knows of the reason')], max_length=10)),
                ('reason', models.CharField(max_length=500)),
                ('asked_on', models.DateField()),
                ('noted_at', models.DateTimeField()),
                ('name', models.CharField(help_text='Who noted it, readable for ever.', max_length=200)),
                ('granted', models.BooleanField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=200)),
                ('note', models.CharField(blank=True, help_text='Number of the ruling, and why.', max_length=500)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='registry.case')),
                ('held_in', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The official handled the case, in it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.caseparty')),
                ('staff', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.staff')),
                ('substitute', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.staff')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'case', 'id'], name='recusal_by_case'), models.Index(condition=models.Q(('granted__isnull', True)), fields=['organisation', 'id'], name='recusal_to_decide')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='recusal_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('granted__isnull', True)), models.Q(('decided_at__isnull', False), ('granted__isnull', False), models.Q(('note', ''), _negated=True)), _connector='OR'), name='recusal_decided_with_note'), models.UniqueConstraint(condition=models.Q(('granted__isnull', True), ('granted', True), _connector='OR'), fields=('organisation', 'case', 'staff'), name='recusal_once')],
            },
        ),
        salter.organisations.tenancy.Isolate('Recusal'),
        migrations.RunSQL(GUARD, BACK),
    ]
