"""Finding: the words of cases and of their papers, the words that are known, and the functions that search them."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models

from salter.organisations.tenancy import SEARCH_ROLE

TABLES = ("registry_casewords", "registry_knownword")
HEAD = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
NEWEST, FREQUENT, FAR = 300, 9, 20_000

# What the case has comes with it: nothing is found but through the rule of `visible_to` on the case.
# 1. The newest cases; one whose words are not kept yet by its subject and parties.
# 2. A word that many of them have is frequent: its places are looked for downwards, up to a bound.
# 3. The rest by the index, newest first; each case is asked only until the page is full.
WORDS = f"""
CREATE FUNCTION salter_search_words(
    typed text, beginnings text[], all_units boolean, units uuid[], staff uuid[], parties uuid[], statuses text[],
    still_open boolean, handlers uuid[], unassigned boolean, in_units uuid[], due_from date, due_to date, among uuid[],
    before uuid, most integer
) RETURNS SETOF uuid {HEAD} AS $$
DECLARE
    org bigint := nullif(current_setting('app.org', true), '')::bigint;
    asked tsquery := typed::tsquery;
    fresh text := (SELECT string_agg(format('c.search LIKE %L', '%' || salter_like(word) || '%'), ' AND ')
                   FROM unnest(beginnings) word);
    wanted text := '(c.handler_id = ANY ($5) OR c.granted_to && $5 OR c.party_ids && $6'
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
        || CASE WHEN among IS NOT NULL THEN ' AND c.id = ANY ($12)' ELSE '' END;
    of_words text := ' CROSS JOIN LATERAL (SELECT c.id FROM registry_case c WHERE c.organisation_id = $1
        AND c.id = w.case_id AND ' || wanted || ' OFFSET 0) c ORDER BY w.case_id DESC LIMIT $14';
    edge uuid;
    far uuid;
    hits integer;
    found integer := 0;
    last integer;
BEGIN
    SELECT c.id INTO edge FROM registry_case c
        WHERE c.organisation_id = org AND (before IS NULL OR c.id < before)
        ORDER BY c.id DESC OFFSET {NEWEST} LIMIT 1;
    RETURN QUERY EXECUTE 'SELECT c.id FROM (SELECT * FROM registry_case n WHERE n.organisation_id = $1
            AND ($3 IS NULL OR n.id > $3) AND ($13 IS NULL OR n.id < $13) ORDER BY n.id DESC OFFSET 0) c
        LEFT JOIN LATERAL (SELECT w.words FROM registry_casewords w WHERE w.organisation_id = $1 AND w.case_id = c.id
            OFFSET 0) w ON true
        WHERE ' || wanted || ' AND (w.words @@ $2 OR w.words IS NULL AND ' || coalesce(fresh, 'false') || ')
        ORDER BY c.id DESC LIMIT $14'
    USING org, asked, edge, units, staff, parties, statuses, handlers, in_units, due_from, due_to, among, before, most;
    GET DIAGNOSTICS found = ROW_COUNT;
    IF edge IS NULL OR found >= most THEN
        RETURN;
    END IF;
    SELECT count(*) INTO hits FROM (SELECT w.words FROM registry_casewords w
        WHERE w.organisation_id = org AND w.case_id > edge AND (before IS NULL OR w.case_id < before) OFFSET 0) w
        WHERE w.words @@ asked;
    IF hits >= {FREQUENT} THEN
        SELECT w.case_id INTO far FROM registry_casewords w WHERE w.organisation_id = org AND w.case_id <= edge
            ORDER BY w.case_id DESC OFFSET {FAR} LIMIT 1;
        RETURN QUERY EXECUTE 'SELECT c.id FROM (SELECT n.case_id FROM (SELECT w.case_id, w.words
                FROM registry_casewords w WHERE w.organisation_id = $1 AND w.case_id <= $3
                    AND ($13 IS NULL OR w.case_id > $13) ORDER BY w.case_id DESC OFFSET 0) n
                WHERE n.words @@ $2) w' || of_words
        USING org, asked, edge, units, staff, parties, statuses, handlers, in_units, due_from, due_to, among, far,
            most - found;
        GET DIAGNOSTICS last = ROW_COUNT;
        found := found + last;
        IF far IS NULL OR found >= most THEN
            RETURN;
        END IF;
        edge := far;
    END IF;
    RETURN QUERY EXECUTE 'SELECT c.id FROM (SELECT n.case_id FROM registry_casewords n WHERE n.organisation_id = $1
            AND n.words @@ $2 AND n.case_id <= $3 ORDER BY n.case_id DESC OFFSET 0) w' || of_words
    USING org, asked, edge, units, staff, parties, statuses, handlers, in_units, due_from, due_to, among, before,
        most - found;
END $$
"""

# The sender's numbers and those on receipts, in any spelling.
NUMBERS = f"""
CREATE FUNCTION salter_search_numbers(
    number text, all_units boolean, units uuid[], staff uuid[], parties uuid[], before uuid, most integer
) RETURNS SETOF uuid {HEAD} AS $$
DECLARE
    org bigint := nullif(current_setting('app.org', true), '')::bigint;
BEGIN
    RETURN QUERY SELECT c.id FROM (SELECT n.case_id FROM registry_casewords n WHERE n.organisation_id = org
            AND n.numbers @> ARRAY[number::varchar] AND (before IS NULL OR n.case_id < before)
            ORDER BY n.case_id DESC OFFSET 0) w
        CROSS JOIN LATERAL (SELECT c.id FROM registry_case c WHERE c.organisation_id = org AND c.id = w.case_id
            AND (c.handler_id = ANY (staff) OR c.granted_to && staff OR c.party_ids && parties
                OR c.confidentiality = 'normal' AND (all_units OR c.unit_id = ANY (units))) OFFSET 0) c
        ORDER BY w.case_id DESC LIMIT most;
END $$
"""

# Words that look like a typed one; whether any of them is shown is decided by what the viewer may see.
NEAR = f"""
CREATE FUNCTION salter_search_near(typed text, longest integer, most integer) RETURNS SETOF text {HEAD} AS $$
BEGIN
    RETURN QUERY SELECT v.word::text FROM registry_knownword v
        WHERE v.organisation_id = nullif(current_setting('app.org', true), '')::bigint AND v.word % typed
            AND length(v.word) BETWEEN length(typed) - 2 AND longest
        ORDER BY similarity(v.word, typed) DESC, v.word LIMIT most;
END $$
"""
MADE = (
    (
        "salter_search_words(text, text[], boolean, uuid[], uuid[], uuid[], text[], boolean, uuid[], boolean, uuid[], "
        "date, date, uuid[], uuid, integer)",
        WORDS,
    ),
    ("salter_search_numbers(text, boolean, uuid[], uuid[], uuid[], uuid, integer)", NUMBERS),
    ("salter_search_near(text, integer, integer)", NEAR),
)
LZ4 = """
DO $$ BEGIN
    ALTER TABLE registry_casewords ALTER COLUMN words SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN
    NULL;  -- a server built without LZ4 goes on with its own method
END $$
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0008_twins"), ("registry", "0035_legal")]

    operations: ClassVar = [
        migrations.CreateModel(
            name='CaseWords',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('words', django.contrib.postgres.search.SearchVectorField(null=True)),
                ('numbers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, help_text="The sender's numbers and those on receipts.", size=None)),
                ('cut', models.BooleanField(default=False, help_text='It has more words than are kept.')),
                ('version', models.PositiveSmallIntegerField(default=0, help_text='Of the rules that made it.')),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='case_words'), django.contrib.postgres.indexes.GinIndex(fields=['numbers'], name='case_words_numbers')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'case'), name='case_words_once')],
            },
        ),
        migrations.CreateModel(
            name='KnownWord',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('word', models.CharField(max_length=40)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['word'], name='known_word_trgm', opclasses=['gin_trgm_ops'])],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'word'), name='known_word_once')],
            },
        ),
        migrations.CreateModel(
            name='WordsWalk',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveSmallIntegerField()),
                ('mark', models.UUIDField(help_text='The oldest case that it has passed.', null=True)),
                ('passed', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField()),
                ('begun_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation',), name='words_walk_once')],
            },
        ),
        *(salter.organisations.tenancy.Isolate(name) for name in ("CaseWords", "KnownWord", "WordsWalk")),
        *(
            migrations.RunSQL(
                f"CREATE POLICY search ON {table} FOR SELECT TO {SEARCH_ROLE} USING (true)",
                f"DROP POLICY search ON {table}",
            )
            for table in TABLES
        ),
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name}") for name, sql in MADE),
        migrations.RunSQL(LZ4, "ALTER TABLE registry_casewords ALTER COLUMN words SET COMPRESSION default"),
    ]
