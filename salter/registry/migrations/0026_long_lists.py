"""Lists of a million cases: any of them by deadline, and a search that takes the index of words when it finds few."""

from typing import ClassVar

from django.db import migrations, models

HEAD = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
WINDOW = 2000

# `OFFSET 0` keeps the order and the limit away from a branch: on its own it is read by its index, whatever the limit.
# Words of two letters are in no index of three: they are looked for from the newest case down.
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
    numbered text := 'c.number_keys @> ARRAY[$2::varchar]';
    wanted text := ' AND (c.handler_id = ANY ($5) OR c.granted_to && $5 OR c.party_ids && $6'
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
        || CASE WHEN before IS NOT NULL THEN ' AND c.id < $13' ELSE '' END;
    newest text := ' ORDER BY id DESC LIMIT $14';
    by_number text;
    by_words text;
    edge uuid;
    found integer := 0;
BEGIN
    -- A frequent word has its newest places among the newest cases: they are looked through before an index is asked.
    IF named IS NOT NULL THEN
        SELECT c.id INTO edge FROM registry_case c
            WHERE c.organisation_id = org AND (before IS NULL OR c.id < before)
            ORDER BY c.id DESC OFFSET {WINDOW} LIMIT 1;
        IF edge IS NOT NULL THEN
            RETURN QUERY EXECUTE 'SELECT c.id FROM (SELECT * FROM registry_case n WHERE n.organisation_id = $1
                    AND n.id > $3 AND ($13 IS NULL OR n.id < $13) ORDER BY n.id DESC OFFSET 0) c
                WHERE (' || numbered || ' OR ' || named || ')' || wanted || newest
            USING org, number, edge, units, staff, parties, statuses, handlers, in_units, due_from, due_to, among,
                before, most;
            GET DIAGNOSTICS found = ROW_COUNT;
            IF found >= most THEN
                RETURN;
            END IF;
            wanted := wanted || ' AND c.id <= $3';
        END IF;
    END IF;
    by_number := 'SELECT c.id FROM registry_case c WHERE c.organisation_id = $1 AND ' || numbered || wanted
        || ' OFFSET 0';
    IF named IS NULL THEN
        RETURN QUERY EXECUTE 'SELECT id FROM (' || by_number || ') numbered' || newest
        USING org, number, edge, units, staff, parties, statuses, handlers, in_units, due_from, due_to, among, before,
            most;
        RETURN;
    END IF;
    by_words := 'SELECT c.id FROM registry_case c WHERE c.organisation_id = $1 AND ' || named || wanted
        || CASE WHEN (SELECT max(length(word)) FROM unnest(words) word) < 3 THEN newest ELSE ' OFFSET 0' END;
    RETURN QUERY EXECUTE 'SELECT id FROM ((' || by_number || ') UNION (' || by_words || ')) found' || newest
    USING org, number, edge, units, staff, parties, statuses, handlers, in_units, due_from, due_to, among, before,
        most - found;
END $$
"""
DROP = (
    "DROP FUNCTION salter_search_cases(text[], text, boolean, uuid[], uuid[], uuid[], text[], boolean, uuid[], boolean, "
    "uuid[], date, date, uuid[], uuid, integer)"
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registry", "0020_scans")]

    operations: ClassVar = [
        migrations.RunSQL(DROP, migrations.RunSQL.noop),
        migrations.RunSQL(CASES, DROP),
        migrations.AddIndex("case", models.Index(fields=["organisation", "due_on", "id"], name="case_by_due")),
    ]
