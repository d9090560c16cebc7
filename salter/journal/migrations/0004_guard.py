"""The log is append-only by trigger, and only a practice organisation may be dropped from it, whole."""

from typing import ClassVar

from django.db import migrations

# Time-stamps come later than heads: the one change that a head may see. Everything else stands as it was written.
GUARDS = """
CREATE FUNCTION journal_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'journal_head' THEN
        IF OLD.timestamp = '' AND NEW.timestamp <> ''
           AND (OLD.log_id, OLD.size, OLD.root, OLD.at) = (NEW.log_id, NEW.size, NEW.root, NEW.at) THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'journal_log' THEN
        IF OLD.dropped_at IS NULL AND (OLD.id, OLD.origin) = (NEW.id, NEW.origin) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_head
    FOR EACH ROW EXECUTE FUNCTION journal_log_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_log
    FOR EACH ROW EXECUTE FUNCTION journal_log_is_append_only();

-- Entries and leaves go only with a practice log that is marked as dropped; the CHECK of log 0 never lets that be.
CREATE FUNCTION journal_goes_with_its_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    log bigint := to_jsonb(OLD) ->> CASE TG_TABLE_NAME WHEN 'journal_leaf' THEN 'log_id' ELSE 'organisation_id' END;
BEGIN
    IF EXISTS (SELECT 1 FROM journal_log l WHERE l.id = log AND l.id <> 0 AND l.dropped_at IS NOT NULL) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE ON journal_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER goes_with_its_log BEFORE DELETE ON journal_leaf
    FOR EACH ROW EXECUTE FUNCTION journal_goes_with_its_log();
DROP TRIGGER append_only ON journal_entry;
CREATE TRIGGER append_only BEFORE UPDATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER goes_with_its_log BEFORE DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_goes_with_its_log();

-- A log apart is for practice only, and what an organisation was founded as, it stays: else an office could be dropped.
CREATE FUNCTION journal_log_is_of_practice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> 0 AND NOT EXISTS (SELECT 1 FROM organisations_organisation o WHERE o.id = NEW.id AND o.practice) THEN
        RAISE EXCEPTION 'only a practice organisation has a log of its own' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_practice BEFORE INSERT ON journal_log
    FOR EACH ROW EXECUTE FUNCTION journal_log_is_of_practice();

CREATE FUNCTION organisations_practice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an organisation stays for practice, or not, as it was founded' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER practice_stays BEFORE UPDATE OF practice ON organisations_organisation
    FOR EACH ROW WHEN (OLD.practice IS DISTINCT FROM NEW.practice) EXECUTE FUNCTION organisations_practice_stays();
"""

# What was written before there was a log is sealed like the rest; its readers were told long ago.
CATCH_UP = """
DO $$ BEGIN
    IF has_table_privilege('salter_relay', 'journal_entry', 'SELECT') THEN
        SET LOCAL ROLE salter_relay;
        INSERT INTO journal_outbox (id, organisation_id, entry_id, verb, told)
            SELECT gen_random_uuid(), e.organisation_id, e.id, e.verb, true FROM journal_entry e
            WHERE NOT EXISTS (SELECT 1 FROM journal_outbox b
                              WHERE b.organisation_id = e.organisation_id AND b.entry_id = e.id);
        RESET ROLE;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journal", "0003_log"), ("organisations", "0002_isolation")]

    operations: ClassVar = [
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(CATCH_UP, migrations.RunSQL.noop),
    ]
