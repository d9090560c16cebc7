"""Who looks is asked at every request: as a function, whose plan the database keeps."""

from typing import ClassVar

from django.db import migrations

POST = """
CREATE FUNCTION organisations_post(organisation bigint, account bigint, day date)
RETURNS TABLE (staff jsonb, held varchar[], below uuid[], absent uuid[]) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT to_jsonb(s),
        ARRAY(SELECT r.role FROM organisations_staffrole r
            WHERE r.organisation_id = s.organisation_id AND r.staff_id = s.id),
        ARRAY(WITH RECURSIVE under AS (
            SELECT u.id FROM organisations_unit u WHERE u.organisation_id = s.organisation_id AND u.id = s.unit_id
            UNION
            SELECT u.id FROM organisations_unit u JOIN under b ON u.parent_id = b.id
            WHERE u.organisation_id = s.organisation_id
        ) SELECT under.id FROM under),
        ARRAY(SELECT m.absent_id FROM organisations_mandate m
            WHERE m.organisation_id = s.organisation_id AND m.deputy_id = s.id AND m.ended_at IS NULL
            AND day BETWEEN m.valid_from AND m.valid_to)
    FROM organisations_staff s WHERE s.organisation_id = organisation AND s.account_id = account AND s.active;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0006_lean")]

    operations: ClassVar = [
        migrations.RunSQL(POST, "DROP FUNCTION organisations_post(bigint, bigint, date)"),
    ]
