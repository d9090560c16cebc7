"""Which archived cases a row of any organisation still names: the rest may go from the store."""

from typing import ClassVar

from django.db import migrations

from salter.organisations.tenancy import SEARCH_ROLE

NAMED = """
CREATE FUNCTION salter_search_named_objects(objects text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT u.object_id FROM archive_archiveunit u WHERE u.object_id = ANY (objects)
$$
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("archive", "0002_isolation"), ("organisations", "0005_search_role")]

    operations: ClassVar = [
        migrations.RunSQL(
            f"CREATE POLICY search ON archive_archiveunit FOR SELECT TO {SEARCH_ROLE} USING (true)",
            "DROP POLICY search ON archive_archiveunit",
        ),
        migrations.RunSQL(NAMED, "DROP FUNCTION salter_search_named_objects(text[])"),
    ]
