"""The duties of a mandate as data, and in whose place one acts: read with the post, in the same query."""

from importlib import import_module
from typing import ClassVar

import django.contrib.postgres.fields
from django.db import migrations, models

import salter.organisations.models

BEFORE: str = import_module("salter.organisations.migrations.0007_post").POST
DROP = "DROP FUNCTION organisations_post(bigint, bigint, date);"
BELOW = """
CREATE FUNCTION organisations_below(organisation bigint, top uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(WITH RECURSIVE under AS (
        SELECT u.id FROM organisations_unit u WHERE u.organisation_id = organisation AND u.id = top
        UNION
        SELECT u.id FROM organisations_unit u JOIN under b ON u.parent_id = b.id WHERE u.organisation_id = organisation
    ) SELECT under.id FROM under)
$$;
"""
POST = """
CREATE FUNCTION organisations_post(organisation bigint, account bigint, day date)
RETURNS TABLE (staff jsonb, held varchar[], below uuid[], absent uuid[], stand_ins jsonb) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT to_jsonb(s),
        ARRAY(SELECT r.role FROM organisations_staffrole r
            WHERE r.organisation_id = s.organisation_id AND r.staff_id = s.id),
        organisations_below(s.organisation_id, s.unit_id),
        ARRAY(SELECT m.absent_id FROM organisations_mandate m
            JOIN organisations_staff a ON a.organisation_id = m.organisation_id AND a.id = m.absent_id
            WHERE m.organisation_id = s.organisation_id AND m.deputy_id = s.id AND m.ended_at IS NULL
            AND day BETWEEN m.valid_from AND m.valid_to AND a.active),
        (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'mandate', m.id, 'number', m.number, 'absent', a.id, 'name', a.name, 'duties', m.duties,
                'roles', ARRAY(SELECT r.role FROM organisations_staffrole r
                    WHERE r.organisation_id = a.organisation_id AND r.staff_id = a.id),
                'units', organisations_below(a.organisation_id, a.unit_id)) ORDER BY m.id), '[]'::jsonb)
            FROM organisations_mandate m
            JOIN organisations_staff a ON a.organisation_id = m.organisation_id AND a.id = m.absent_id
            WHERE m.organisation_id = s.organisation_id AND m.deputy_id = s.id AND m.ended_at IS NULL
            AND day BETWEEN m.valid_from AND m.valid_to AND a.active)
    FROM organisations_staff s WHERE s.organisation_id = organisation AND s.account_id = account AND s.active;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0008_twins")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="mandate",
            name="duties",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("handle", "to handle cases"),
                        ("assign", "to assign cases"),
                        ("approve", "to approve acts"),
                        ("sign", "to sign acts"),
                    ],
                    max_length=10,
                ),
                db_default=["handle", "assign", "approve", "sign"],
                default=salter.organisations.models.all_duties,
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="mandate",
            name="scope",
            field=models.CharField(
                blank=True, help_text="The duties in the words of the document.", max_length=300
            ),
        ),
        migrations.RunSQL(BELOW, "DROP FUNCTION organisations_below(bigint, uuid);"),
        migrations.RunSQL(DROP + POST, DROP + BEFORE),
    ]
