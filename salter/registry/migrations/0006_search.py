"""Search under row-level security: functions of a role that reads all organisations and names one (decision 014)."""

from typing import ClassVar

import django.contrib.postgres.indexes
from django.db import migrations, models

from salter.organisations.tenancy import SEARCH_ROLE

OPEN = models.Q(status__in=["formed", "in_progress", "interrupted"], cancelled_at__isnull=True)
TABLES = ("registry_case", "registry_caseparty", "organisations_party")
HEAD = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp"

# Words and prefixes come folded; what LIKE would take for a sign of its own is made plain.
PLAIN = """
CREATE FUNCTION salter_like(fragment text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT replace(replace(replace(fragment, '\\', '\\\\'), '%', '\\%'), '_', '\\_')
$$
"""

# What `visible_to` lets through is decided in here, too: the newest `most` rows would else be others' rows.
CASES = f"""
CREATE FUNCTION salter_search_cases(
    words text[], number text, all_units boolean, units uuid[], staff uuid[], parties uuid[], statuses text[],
    still_open boolean, handlers uuid[], unassigned boolean, in_units uuid[], due_from date, due_to date, among uuid[],
    before uuid, most integer
) RETURNS SETOF uuid {HEAD} AS $$
DECLARE
    org bigint := nullif(current_setting('app.org', true), '')::bigint;
    named text := (SELECT string_agg(format('c.search LIKE %L', '%' || salter_like(word) || '%'), ' AND ')
                   FROM unnest(words) word);
BEGIN
    RETURN QUERY EXECUTE
        'SELECT c.id FROM registry_case c WHERE c.organisation_id = $1 AND (c.number_keys @> ARRAY[$2::varchar]'
        || coalesce(' OR ' || named, '') || ') AND (c.handler_id = ANY ($5) OR c.granted_to && $5 OR c.party_ids && $6'
        || CASE WHEN all_units THEN ' OR c.confidentiality = ''normal'''
                ELSE ' OR c.confidentiality = ''normal'' AND c.unit_id = ANY ($4)' END || ')'
        || CASE WHEN statuses IS NOT NULL THEN ' AND c.status = ANY ($7)' ELSE '' END
        || CASE WHEN still_open THEN
            ' AND c.cancelled_at IS NULL AND c.status IN (''formed'', ''in_progress'', ''interrupted'')' ELSE '' END
        || CASE WHEN handlers IS NOT NULL THEN ' AND c.handler_id = ANY ($8)' ELSE '' END
        || CASE WHEN unassigned THEN ' AND c.handler_id IS NULL' ELSE '' END
        || CASE WHEN in_units IS NOT NULL THEN ' AND c.unit_id = ANY ($9)' ELSE '' END
        || CASE WHEN due_from IS NOT NULL THEN ' AND c.due_on >= $10' ELSE '' END
        || CASE WHEN due_to IS NOT NULL THEN ' AND c.due_on <= $11' ELSE '' END
        || CASE WHEN among IS NOT NULL THEN ' AND c.id = ANY ($12)' ELSE '' END
        || CASE WHEN before IS NOT NULL THEN ' AND c.id < $13' ELSE '' END
        || ' ORDER BY c.id DESC LIMIT $14'
    USING org, number, NULL::boolean, units, staff, parties, statuses, handlers, in_units, due_from, due_to, among,
        before, most;
END $$
"""

# Arrays are searched by index out here only.
NAMED = f"""
CREATE FUNCTION salter_search_named_registry_case(staff uuid[]) RETURNS SETOF uuid {HEAD} AS $$
BEGIN
    RETURN QUERY SELECT c.id FROM registry_case c
        WHERE c.organisation_id = nullif(current_setting('app.org', true), '')::bigint
            AND c.granted_to && staff AND c.granted_to <> '{{}}'::uuid[];
END $$
"""
FOLLOWED = f"""
CREATE FUNCTION salter_search_followed_registry_case(parties uuid[]) RETURNS SETOF uuid {HEAD} AS $$
BEGIN
    RETURN QUERY SELECT c.id FROM registry_case c
        WHERE c.organisation_id = nullif(current_setting('app.org', true), '')::bigint AND c.party_ids && parties;
END $$
"""

# Names that begin with what was typed come first. Who is known only from cases that the viewer may not see is left out.
PARTIES = f"""
CREATE FUNCTION salter_search_parties(
    typed text, digits text, all_units boolean, units uuid[], staff uuid[], most integer
) RETURNS SETOF uuid {HEAD} AS $$
DECLARE
    org bigint := nullif(current_setting('app.org', true), '')::bigint;
    prefix text := salter_like(typed) || '%';
    place text;
    found integer := 0;
    last integer;
BEGIN
    FOREACH place IN ARRAY ARRAY[
        'p.identifier = $2 AND p.identifier <> ''''',
        format('p.name_fold LIKE %L AND p.identifier <> $2', prefix),
        format('p.name_fold LIKE %L AND p.name_fold NOT LIKE %L AND p.identifier <> $2', '% ' || prefix, prefix)
    ] LOOP
        RETURN QUERY EXECUTE 'SELECT p.id FROM organisations_party p WHERE p.organisation_id = $1 AND ' || place || '
            AND (NOT EXISTS (SELECT FROM registry_caseparty cp WHERE cp.organisation_id = $1 AND cp.party_id = p.id)
                OR EXISTS (SELECT FROM registry_caseparty cp JOIN registry_case c ON c.organisation_id = $1
                        AND c.id = cp.case_id
                    WHERE cp.organisation_id = $1 AND cp.party_id = p.id AND (c.handler_id = ANY ($5)
                        OR c.granted_to && $5 OR c.confidentiality = ''normal'' AND ($3 OR c.unit_id = ANY ($4)))))
            ORDER BY p.name_fold, p.id LIMIT $6'
        USING org, digits, all_units, units, staff, most - found;
        GET DIAGNOSTICS last = ROW_COUNT;
        found := found + last;
        EXIT WHEN found >= most;
    END LOOP;
END $$
"""
MADE = (
    ("salter_like(text)", PLAIN),
    (
        "salter_search_cases(text[], text, boolean, uuid[], uuid[], uuid[], text[], boolean, uuid[], boolean, uuid[], "
        "date, date, uuid[], uuid, integer)",
        CASES,
    ),
    ("salter_search_named_registry_case(uuid[])", NAMED),
    ("salter_search_followed_registry_case(uuid[])", FOLLOWED),
    ("salter_search_parties(text, text, boolean, uuid[], uuid[], integer)", PARTIES),
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0005_search_role"), ("registry", "0005_hot_path")]

    operations: ClassVar = [
        *(
            migrations.RunSQL(
                f"CREATE POLICY search ON {table} FOR SELECT TO {SEARCH_ROLE} USING (true)",
                f"DROP POLICY search ON {table}",
            )
            for table in TABLES
        ),
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name}") for name, sql in MADE),
        migrations.RunSQL(
            "CREATE INDEX party_by_fold_anywhere ON organisations_party USING gin (name_fold gin_trgm_ops)",
            "DROP INDEX party_by_fold_anywhere",
        ),
        migrations.RemoveIndex("case", "case_by_due"),
        migrations.AddIndex(
            "case", models.Index(fields=["organisation", "due_on", "id"], name="case_open_by_due", condition=OPEN)
        ),
        migrations.AddIndex(
            "case", models.Index(fields=["organisation", "unit", "due_on"], name="case_open_by_unit", condition=OPEN)
        ),
        migrations.AddIndex(
            "case",
            django.contrib.postgres.indexes.GinIndex(
                fields=["granted_to"], name="case_granted_to", condition=~models.Q(granted_to=[])
            ),
        ),
    ]
