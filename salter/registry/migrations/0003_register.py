"""The one database function that gives numbers: the whole registration in one call, the counter row locked last."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION registry_register(p jsonb) RETURNS TABLE (ordinal integer, number text) LANGUAGE plpgsql AS $$
DECLARE
    n integer;
    c jsonb := p -> 'case';
    e jsonb := p -> 'entry';
    placeholder constant text := '{ordinal}';
BEGIN
    -- Rows that do not carry the number come first; their references to the case are checked at commit.
    INSERT INTO registry_submission
        SELECT * FROM jsonb_populate_recordset(NULL::registry_submission, p -> 'submissions');
    INSERT INTO registry_caseparty SELECT * FROM jsonb_populate_recordset(NULL::registry_caseparty, p -> 'parties');
    INSERT INTO registry_attachment
        SELECT * FROM jsonb_populate_recordset(NULL::registry_attachment, p -> 'attachments');
    INSERT INTO registry_assignment
        SELECT * FROM jsonb_populate_recordset(NULL::registry_assignment, p -> 'assignments');
    INSERT INTO journal_outbox SELECT * FROM jsonb_populate_recordset(NULL::journal_outbox, p -> 'outbox');

    -- From here to the end of the transaction this register waits for us.
    UPDATE registry_register r SET last_ordinal = r.last_ordinal + 1
        WHERE r.organisation_id = (c ->> 'organisation_id')::bigint AND r.id = (c ->> 'register_id')::uuid
          AND r.closed_at IS NULL
        RETURNING r.last_ordinal INTO n;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the register is closed or missing' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;

    c := c || jsonb_build_object(
        'ordinal', n,
        'number', replace(c ->> 'number', placeholder, n::text),
        'number_keys', replace((c -> 'number_keys')::text, placeholder, n::text)::jsonb);
    INSERT INTO registry_case SELECT * FROM jsonb_populate_record(NULL::registry_case, c);
    e := jsonb_set(jsonb_set(e, '{body,number}', c -> 'number'), '{body,ordinal}', to_jsonb(n));
    INSERT INTO journal_entry SELECT * FROM jsonb_populate_record(NULL::journal_entry, e);
    RETURN QUERY SELECT n, c ->> 'number';
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registry", "0002_isolation"), ("journal", "0002_isolation")]

    operations: ClassVar = [migrations.RunSQL(FORWARD, "DROP FUNCTION registry_register(jsonb)")]
