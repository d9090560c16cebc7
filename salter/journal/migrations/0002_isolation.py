"""Organisation first in every key; row-level security underneath (house.md, sections 4 and 6)."""

from typing import ClassVar

from django.db import migrations

from salter.organisations.tenancy import Isolate


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("journal", "0001_initial"),
        ("organisations", "0002_isolation"),
    ]

    operations: ClassVar = [
        Isolate("Entry"),
        Isolate("Outbox"),
        Isolate("Handled"),
        Isolate("Failure"),
        Isolate("Idempotency"),
        migrations.RunSQL(
            # The login role is a member of the relay's, yet must see nothing before it has become that role.
            "CREATE POLICY relay ON journal_entry TO salter_relay USING (current_user = 'salter_relay'); "
            "CREATE POLICY relay ON journal_outbox TO salter_relay USING (current_user = 'salter_relay')",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege'; END $$; "
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()",
            "DROP TRIGGER append_only ON journal_entry; DROP FUNCTION journal_is_append_only()",
        ),
    ]
