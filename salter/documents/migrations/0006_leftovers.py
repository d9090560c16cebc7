"""What has lost its row in the database goes from the store, too, once no row of any organisation names it."""

from typing import ClassVar

from django.db import migrations, models

from salter.organisations.tenancy import SEARCH_ROLE

NAMED = """
CREATE FUNCTION salter_search_named_bytes(digests text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE office AS (
        SELECT min(organisation_id) AS id FROM documents_document
        UNION ALL
        SELECT (SELECT min(organisation_id) FROM documents_document WHERE organisation_id > office.id) FROM office
        WHERE office.id IS NOT NULL
    )
    SELECT DISTINCT found.sha256 FROM office CROSS JOIN LATERAL (
        SELECT d.sha256 FROM documents_document d WHERE d.organisation_id = office.id AND d.sha256 = ANY (digests)
    ) found
$$
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("documents", "0005_renditions"), ("organisations", "0005_search_role")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Leftover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=200)),
                ("since", models.DateTimeField(help_text="Real time.")),
            ],
            options={"indexes": [models.Index(fields=["kind", "name", "since"], name="leftover_by_name")]},
        ),
        migrations.RunSQL(
            f"CREATE POLICY search ON documents_document FOR SELECT TO {SEARCH_ROLE} USING (true)",
            "DROP POLICY search ON documents_document",
        ),
        migrations.RunSQL(NAMED, "DROP FUNCTION salter_search_named_bytes(text[])"),
    ]
