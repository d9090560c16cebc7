"""The hot path: one statement that finds all that a registration needs, one that writes, commits and makes it durable."""

from typing import ClassVar

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION registry_register(p jsonb) RETURNS TABLE (ordinal integer, number text)
LANGUAGE plpgsql AS $$
DECLARE
    n integer;
    c jsonb := p -> 'case';
    e jsonb := p -> 'entry';
    i jsonb := p -> 'idempotency';
    placeholder constant text := '{ordinal}';
BEGIN
    -- Rows that do not carry the number come first; their references to the case are checked at commit.
    IF p ? 'new_parties' THEN
        INSERT INTO organisations_party
            SELECT * FROM jsonb_populate_recordset(NULL::organisations_party, p -> 'new_parties');
    END IF;
    IF p ? 'documents' THEN
        INSERT INTO documents_document
            SELECT * FROM jsonb_populate_recordset(NULL::documents_document, p -> 'documents');
    END IF;
    INSERT INTO registry_submission
        SELECT * FROM jsonb_populate_recordset(NULL::registry_submission, p -> 'submissions');
    INSERT INTO registry_caseparty SELECT * FROM jsonb_populate_recordset(NULL::registry_caseparty, p -> 'parties');
    INSERT INTO registry_attachment
        SELECT * FROM jsonb_populate_recordset(NULL::registry_attachment, p -> 'attachments');
    INSERT INTO registry_assignment
        SELECT * FROM jsonb_populate_recordset(NULL::registry_assignment, p -> 'assignments');
    IF p ? 'entries' THEN
        INSERT INTO journal_entry SELECT * FROM jsonb_populate_recordset(NULL::journal_entry, p -> 'entries');
    END IF;
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
    IF i IS NOT NULL THEN
        i := jsonb_set(i, '{answer}',
            (i -> 'answer') || jsonb_build_object('ordinal', n, 'number', c ->> 'number'));
        INSERT INTO journal_idempotency SELECT * FROM jsonb_populate_record(NULL::journal_idempotency, i);
    END IF;
    RETURN QUERY SELECT n, c ->> 'number';
END $$;
"""

# Neither SECURITY DEFINER nor a SET clause: either would forbid COMMIT. Role and organisation are of the transaction,
# and are gone after its COMMIT. The row of the register is free as soon as the commit is in the log's buffer; the
# answer waits until the log is on the disk. Order in the log keeps the numbers without gaps: a crash can only lose the
# newest registrations, of which nobody was told. A standby that must confirm is waited for by a commit of its own.
PROCEDURE = """
CREATE PROCEDURE registry_register_durably(p jsonb, INOUT ordinal integer, INOUT number text)
LANGUAGE plpgsql AS $$
DECLARE
    flushes constant boolean := current_setting('server_version_num')::int >= 170000
        AND current_setting('synchronous_standby_names') = '';
BEGIN
    PERFORM set_config('role', 'salter_app', true),
            set_config('app.org', p #>> '{case,organisation_id}', true),
            set_config('synchronous_commit', 'off', true);
    IF p ? 'idempotency' THEN
        -- Who comes at the same time with the same key waits here until the first is committed.
        PERFORM pg_advisory_xact_lock((p ->> 'lock')::bigint);
        IF EXISTS (
            SELECT FROM journal_idempotency k
            WHERE k.organisation_id = (p #>> '{idempotency,organisation_id}')::bigint
              AND k.account_id = (p #>> '{idempotency,account_id}')::bigint AND k.key = p #>> '{idempotency,key}'
        ) THEN
            RAISE EXCEPTION 'this key has been used' USING ERRCODE = 'unique_violation',
                CONSTRAINT = 'idempotency_once';
        END IF;
    END IF;
    SELECT r.ordinal, r.number INTO ordinal, number FROM registry_register(p) r;
    COMMIT;
    IF flushes THEN
        PERFORM pg_logical_emit_message(false, 'salter', '', true);
    ELSE
        PERFORM pg_logical_emit_message(true, 'salter', '');
        IF current_setting('synchronous_commit') = 'off' THEN
            PERFORM set_config('synchronous_commit', 'on', true);
        END IF;
        COMMIT;
    END IF;
END $$;
"""

DESK = """
CREATE FUNCTION registry_desk(organisation bigint, asked jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    found jsonb;
BEGIN
    PERFORM set_config('role', 'salter_app', true), set_config('app.org', organisation::text, true);
    SELECT jsonb_build_object(
        'known', (
            SELECT jsonb_build_object('request', k.request, 'status', k.status, 'answer', k.answer)
            FROM journal_idempotency k
            WHERE k.organisation_id = organisation AND k.account_id = (asked ->> 'account')::bigint
              AND k.key = asked ->> 'key'),
        'procedure', (
            SELECT to_jsonb(r) FROM registry_procedure r
            WHERE r.organisation_id = organisation AND r.code = asked ->> 'procedure'),
        'unit', (
            SELECT to_jsonb(u) FROM registry_procedure r JOIN organisations_unit u
                ON u.organisation_id = organisation AND u.id = r.unit_id
            WHERE r.organisation_id = organisation AND r.code = asked ->> 'procedure'),
        'class_mark', EXISTS (
            SELECT FROM registry_classmark m
            WHERE m.organisation_id = organisation AND m.code = asked ->> 'class_mark' AND m.level = 3),
        'register', (
            SELECT to_jsonb(b) FROM registry_register b
            WHERE b.organisation_id = organisation AND b.kind = 'basic' AND b.year = (asked ->> 'year')::smallint
              AND b.closed_at IS NULL
            ORDER BY b.id LIMIT 1),
        'party', (
            SELECT to_jsonb(q) FROM organisations_party q
            WHERE q.organisation_id = organisation AND q.identifier_kind = asked ->> 'identifier_kind'
              AND q.identifier = asked ->> 'identifier' AND q.identifier <> ''),
        'expected_days', (
            SELECT max(h.expected_days) FROM mailbox_channel h WHERE h.organisation_id = organisation)
    ) INTO found;
    RETURN found;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("registry", "0004_closing"),
        ("journal", "0002_isolation"),
        ("documents", "0002_isolation"),
        ("mailbox", "0002_isolation"),
        ("organisations", "0002_isolation"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(FUNCTION, migrations.RunSQL.noop),  # it still does all that it did before
        migrations.RunSQL(PROCEDURE, "DROP PROCEDURE registry_register_durably(jsonb, integer, text)"),
        migrations.RunSQL(DESK, "DROP FUNCTION registry_desk(bigint, jsonb)"),
    ]
