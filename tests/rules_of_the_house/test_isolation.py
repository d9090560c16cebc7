"""The organisation stands first in every key, and its rows are isolated underneath (house.md, sections 4 and 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from salter.journal.models import Entry
from salter.organisations.models import Organisation, Unit
from salter.organisations.tenancy import (
    APP_ROLE,
    RELAY_ROLE,
    SEARCH_ROLE,
    OwnedForeignKey,
    owned_models,
    owner_scope,
    relay_scope,
    scope,
)
from salter.registry.models import Case
from tests.support.office import Office, found_office

POLICY = "(organisation_id = (NULLIF(current_setting('app.org'::text, true), ''::text))::bigint)"
PUBLIC = {"organisations_organisation", "organisations_account", "organisations_apitoken"}  # found before the scope is


@dataclass(frozen=True)
class Table:
    """A table of an organisation, with its references to others (column, target)."""

    name: str
    references: tuple[tuple[str, str], ...] = ()


def described() -> list[Table]:
    """Every table that belongs to an organisation, as the models say."""
    return [
        Table(
            model._meta.db_table,
            tuple(
                (field.column, field.related_model._meta.db_table)
                for field in model._meta.local_fields
                if isinstance(field, OwnedForeignKey)
            ),
        )
        for model in owned_models()
    ]


def rows(sql: str, *arguments: str) -> list[tuple[object, ...]]:
    """What the database answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall()) if cursor.description else []


def violations(tables: Iterable[Table]) -> list[str]:
    """What the tables lack."""
    return [f"{table.name}: {lack}" for table in tables for lack in _lacks(table)]


def _lacks(table: Table) -> Iterator[str]:
    constraints = {str(row[0]) for row in rows(CONSTRAINTS, table.name)}
    if "PRIMARY KEY (organisation_id, id)" not in constraints:
        yield "the primary key does not begin with the organisation"
    if rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", table.name) != [
        (True, True)
    ]:
        yield "row-level security is not forced"
    policies = rows(
        "SELECT qual, with_check FROM pg_policies WHERE tablename = %s AND 'public' = ANY(roles)", table.name
    )
    if policies != [(POLICY, POLICY)]:
        yield "the policy does not compare the organisation"
    for column, target in table.references:
        wanted = f"FOREIGN KEY (organisation_id, {column}) REFERENCES {target}(organisation_id, id)"
        if not any(constraint.startswith(wanted) for constraint in constraints):
            yield f"{column} may point at another organisation's row"


def unfounded() -> list[str]:
    """Tables whose rows may belong to an organisation that does not exist.

    A table needs the key to the organisation itself, or a reference that is never empty to a table that is held so.
    """
    held = {str(row[0]) for row in rows(TO_ORGANISATION)}
    references = [(str(row[0]), str(row[1])) for row in rows(NEVER_EMPTY)]
    while more := {table for table, target in references if target in held} - held:
        held |= more
    return sorted({model._meta.db_table for model in owned_models()} - held)


TO_ORGANISATION = """
    SELECT k.conrelid::regclass::text FROM pg_constraint k
    WHERE k.contype = 'f' AND k.confrelid = 'organisations_organisation'::regclass AND k.convalidated
"""
NEVER_EMPTY = """
    SELECT k.conrelid::regclass::text, k.confrelid::regclass::text
    FROM pg_constraint k
        JOIN pg_attribute o ON o.attrelid = k.conrelid AND o.attnum = k.conkey[1]
        JOIN pg_attribute r ON r.attrelid = k.conrelid AND r.attnum = k.conkey[2]
    WHERE k.contype = 'f' AND cardinality(k.conkey) = 2 AND o.attname = 'organisation_id' AND o.attnotnull
        AND r.attnotnull AND k.convalidated
"""
CONSTRAINTS = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = to_regclass(%s)"


def unowned(known: Iterable[str]) -> list[str]:
    """Tables with an organisation that no isolated model stands for."""
    found = rows("SELECT table_name FROM information_schema.columns WHERE column_name = 'organisation_id'")
    return sorted({str(row[0]) for row in found} - set(known) - PUBLIC)


def test_every_table_of_an_organisation_is_isolated(db: None) -> None:
    tables = described()
    assert len(tables) > 25
    assert violations(tables) == []
    assert unowned(table.name for table in tables) == []


def test_every_row_belongs_to_an_organisation_that_exists(db: None) -> None:
    assert unfounded() == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_case DROP CONSTRAINT registry_case_register_id_owned")
    assert {"registry_case", "registry_submission"} <= {*unfounded()}


def test_a_case_of_a_missing_organisation_cannot_be_written(office: Office) -> None:
    case = office.register().case
    missing = Organisation.objects.latest("pk").pk + 1
    with scope(missing):
        rows(
            "INSERT INTO registry_assignment (id, organisation_id, case_id, unit_id, at, note) "
            "VALUES (gen_random_uuid(), %s, %s, %s, now(), '')",
            str(missing),
            str(case.pk),
            str(case.unit_id),
        )
        with pytest.raises(IntegrityError, match="_owned"), transaction.atomic():
            rows("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_a_table_without_isolation_is_caught(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE planted (id uuid PRIMARY KEY, organisation_id bigint, unit_id uuid)")
    assert violations([Table("planted", (("unit_id", "organisations_unit"),))]) == [
        "planted: the primary key does not begin with the organisation",
        "planted: row-level security is not forced",
        "planted: the policy does not compare the organisation",
        "planted: unit_id may point at another organisation's row",
    ]
    assert unowned(table.name for table in described()) == ["planted"]


def test_nobody_who_connects_stands_above_the_policies(db: None) -> None:
    found = rows(
        "SELECT rolname FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND rolname IN (session_user, %s, %s)",
        APP_ROLE,
        RELAY_ROLE,
    )
    assert found == []
    inherits = "SELECT pg_has_role(session_user, %s, 'USAGE') OR pg_has_role(%s, %s, 'MEMBER')"
    assert rows(inherits, SEARCH_ROLE, APP_ROLE, SEARCH_ROLE) == [(False,)]


@pytest.fixture
def stranger(office: Office) -> Organisation:
    """Another organisation; the scope stays that of `office`, which has a case with everything in it."""
    office.register()
    return found_office("drugo").organisation


def seen() -> dict[str, int]:
    """How many rows of each table the running transaction sees."""
    counts = {model._meta.db_table: model._base_manager.count() for model in owned_models()}
    return {table: count for table, count in counts.items() if count}


def test_another_organisations_rows_are_not_seen(office: Office, stranger: Organisation) -> None:
    own = seen()
    assert {"registry_case", "registry_submission", "documents_document", "journal_entry"} <= own.keys()
    with scope(stranger.pk):
        assert Case.objects.count() == 0  # a query that forgets the organisation
        for model in owned_models():
            assert not model._base_manager.filter(organisation=office.organisation).exists(), model
    assert seen() == own


def test_without_an_organisation_there_are_no_rows_and_no_error(office: Office, stranger: Organisation) -> None:
    for role in (APP_ROLE, "none"):
        with transaction.atomic():
            rows("SELECT set_config('role', %s, true), set_config('app.org', '', true)", role)
            assert seen() == {}
            rows("SELECT set_config('role', %s, true)", APP_ROLE)
            transaction.set_rollback(True)


def test_another_organisations_rows_are_neither_changed_nor_removed(office: Office, stranger: Organisation) -> None:
    with scope(stranger.pk):
        assert Case.objects.update(subject="украдено") == 0
        assert Unit.objects.filter(organisation=office.organisation).update(name="украдено") == 0
        assert rows("DELETE FROM registry_assignment RETURNING id") == []
    assert not Case.objects.filter(subject="украдено").exists()
    assert not Unit.objects.filter(name="украдено").exists()


def test_a_row_for_another_organisation_cannot_be_written(office: Office, stranger: Organisation) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), scope(stranger.pk):
        Unit.objects.create(organisation=office.organisation, mark="X", name="подметнуто")
    unit = office.units["IV-01"]
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(organisation=stranger)


def test_a_row_cannot_point_at_another_organisations_row(office: Office, stranger: Organisation) -> None:
    theirs = office.units["IV-01"]
    with scope(stranger.pk):
        Unit.objects.create(organisation=stranger, mark="Y", name="показује преко", parent_id=theirs.pk)
        with pytest.raises(IntegrityError, match="_owned"), transaction.atomic():
            rows("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_the_relay_sees_entries_of_all_and_nothing_else(office: Office, stranger: Organisation) -> None:
    with relay_scope():
        found = seen()
    assert found.keys() == {"journal_entry", "journal_outbox"}
    with relay_scope():
        assert set(Entry.objects.values_list("organisation_id", flat=True)) == {office.organisation.pk, stranger.pk}


@pytest.mark.parametrize(
    "sql", ["UPDATE journal_entry SET verb = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry"]
)
def test_no_role_of_ours_may_change_the_journal(office: Office, sql: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), scope(office.organisation.pk):
        rows(sql)
    with pytest.raises(ProgrammingError, match="permission denied"), relay_scope():
        rows(sql)


@pytest.mark.parametrize("sql", ["UPDATE journal_entry SET verb = 'x'", "DELETE FROM journal_entry"])
def test_not_even_the_owner_of_the_table_may(office: Office, sql: str) -> None:
    with pytest.raises(ProgrammingError, match="append-only"), owner_scope(office.organisation.pk):
        rows(sql)
