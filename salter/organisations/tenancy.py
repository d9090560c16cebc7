"""What makes a table belong to an organisation: its keys, its isolation, and the scope of a transaction.

Every table of an organisation carries the organisation first in its primary key, its foreign keys and its indexes, so
that one organisation's row can never point at another's, and the tables distribute by organisation without a redesign
(house.md, section 6). PostgreSQL row-level security isolates the rows underneath: no organisation, no rows.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

import uuid_utils
from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

APP_ROLE = "salter_app"
RELAY_ROLE = "salter_relay"
APPEND_ONLY = ("journal_entry", "journal_log", "journal_leaf", "journal_head")  # triggers hold the owner to it, too
SEARCH_ROLE = "salter_search"

ENTER = "SELECT set_config('role', %s, true), set_config('app.org', %s, true)"
Row = TypeVar("Row", bound=models.Model)
_Set = TypeVar("_Set")  # what may be assigned, and what is read: the row referred to, or None where null=True
_Get = TypeVar("_Get")
_current: ContextVar[int | None] = ContextVar("salter_organisation", default=None)
_role: ContextVar[str] = ContextVar("salter_role", default="none")


def uuid7() -> uuid.UUID:
    """A time-ordered identifier (RFC 9562), made here because PostgreSQL has it only from version 18."""
    return uuid.UUID(str(uuid_utils.uuid7()))


class OwnedForeignKey(models.ForeignKey[_Set, _Get]):
    """A reference to another row of the same organisation; `Isolate` makes the database hold it, both columns."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs.setdefault("db_constraint", False)
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete, **kwargs)


class Owned(models.Model):
    """A row that belongs to one organisation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_index=False, editable=False
    )

    class Meta:
        abstract = True


def owned_models() -> list[type[Owned]]:
    """Every table of the project that belongs to an organisation."""
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, Owned)]


def _isolation_sql(model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    current = "organisation_id = nullif(current_setting('app.org', true), '')::bigint"
    statements = [
        f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_pkey", ADD PRIMARY KEY (organisation_id, id)',
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY organisation ON "{table}" USING ({current}) WITH CHECK ({current})',
    ]
    for field in model._meta.local_fields:
        if isinstance(field, OwnedForeignKey):
            target, column = field.related_model._meta.db_table, field.column
            name = f"{table}_{column}"[:50]
            statements += [
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}_owned" FOREIGN KEY (organisation_id, "{column}") '
                f'REFERENCES "{target}" (organisation_id, id) DEFERRABLE INITIALLY DEFERRED',
                f'CREATE INDEX "{name}_ix" ON "{table}" (organisation_id, "{column}")',
            ]
    return statements


class Isolate(Operation):
    """Migration step after CreateModel of an `Owned` model: organisation first in every key, row-level security."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str) -> None:
        self.name = name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing in the models changes."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Run the statements."""
        for statement in _isolation_sql(to_state.apps.get_model(app_label, self.name)):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """The table is dropped by the step before; nothing of it stays."""

    def describe(self) -> str:
        """One line for `migrate`."""
        return f"Isolate {self.name} by organisation"


class KeepKeysOnce(Operation):
    """Migration step, in a migration after `Isolate`: what another key or index of the table already does is dropped.

    The reference to the organisation, where a reference that is never empty points at an owned row, which has the same
    organisation, which exists. An index of a reference, where a longer one begins with the same columns; empty
    references are not kept in any. Each costs every row that is written; a registration writes a dozen.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, *names: str) -> None:
        self.names = names

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing in the models changes."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Run the statements."""
        for name in self.names:
            model = to_state.apps.get_model(app_label, name)
            if any(not field.null for field in _owned_references(model)):
                for key in _keys_to_organisation(schema_editor, model._meta.db_table):
                    schema_editor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{key}"', params=None)
            for statement in _lean_index_sql(model):
                schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """An earlier release lives with less."""

    def describe(self) -> str:
        """One line for `migrate`."""
        return f"Keep the keys of {', '.join(self.names)} once"


def _owned_references(model: type[models.Model]) -> list[OwnedForeignKey[Any, Any]]:
    return [field for field in model._meta.local_fields if isinstance(field, OwnedForeignKey)]


def _keys_to_organisation(schema_editor: BaseDatabaseSchemaEditor, table: str) -> list[str]:
    """The names of the keys that hold nothing but the organisation."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = to_regclass(%s) "
            "AND confrelid = to_regclass('organisations_organisation') AND cardinality(conkey) = 1",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


def _lean_index_sql(model: type[models.Model]) -> list[str]:
    table, statements = model._meta.db_table, []
    longer = [
        *(one.fields[:2] for one in model._meta.indexes if not one.condition),
        *(one.fields[:2] for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)),
    ]
    for field in _owned_references(model):
        index = f"{table}_{field.column}"[:50] + "_ix"
        covered = ["organisation", field.name] in [[*fields] for fields in longer]
        if covered or field.null:
            statements.append(f'DROP INDEX IF EXISTS "{index}"')
        if field.null and not covered:
            columns = f'(organisation_id, "{field.column}") WHERE "{field.column}" IS NOT NULL'
            statements.append(f'CREATE INDEX "{index}" ON "{table}" {columns}')
    return statements


def current_organisation_id() -> int | None:
    """The organisation of the running transaction, as this process set it."""
    return _current.get()


@contextmanager
def scope(organisation_id: int) -> Iterator[None]:
    """One transaction (or savepoint) in which the database shows and accepts only this organisation's rows.

    The role and the organisation are local to the transaction, so that a pooled connection never carries them on.
    """
    with _as(APP_ROLE, organisation_id):
        yield


def read_rows(organisation_id: int, query: str, params: Sequence[str | int]) -> list[dict[str, Any]]:
    """The rows of one reading statement, by column; within a transaction in its scope, outside in one of its own.

    Outside it is one round trip: the role, the organisation and the statement go together.
    """
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            cursor.execute(query, params)
        else:
            cursor.execute(f"{ENTER}; {query}", [APP_ROLE, str(organisation_id), *params])
            cast(Any, cursor).nextset()
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def columns_of(model: type[models.Model], alias: str) -> str:
    """The columns of a model in a SELECT, named so that `row_of` finds them with the prefix `alias_`."""
    return ", ".join(f'{alias}."{field.column}" AS "{alias}_{field.column}"' for field in model._meta.concrete_fields)


def row_of(model: type[Row], columns: Mapping[str, Any], prefix: str = "") -> Row:
    """A row of a model from its columns, as the ORM would have read it; other columns are left."""
    fields = [field for field in model._meta.concrete_fields if f"{prefix}{field.column}" in columns]
    values = [_value(field, columns[f"{prefix}{field.column}"]) for field in fields]
    return model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], values)


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    """JSON comes as text from a table, and as data from `to_jsonb`."""
    if isinstance(field, models.JSONField) and isinstance(value, str):
        return json.loads(value)
    return field.to_python(value)


@contextmanager
def relay_scope() -> Iterator[None]:
    """One transaction in the role of the journal's relay and sealer, the only one that sees every organisation."""
    with _as(RELAY_ROLE, None):
        yield


@contextmanager
def owner_scope(organisation_id: int) -> Iterator[None]:
    """One transaction in the login role, owner of the tables, bound to one organisation: to drop a practice office."""
    with _as("none", organisation_id):
        yield


@contextmanager
def _as(role: str, organisation_id: int | None) -> Iterator[None]:
    """A scope within another one ends where the outer one was."""
    before, role_before, within = _current.get(), _role.get(), connection.in_atomic_block
    with transaction.atomic():
        _enter(role, str(organisation_id or ""))
        token, role_token = _current.set(organisation_id), _role.set(role)
        try:
            yield
        finally:
            _current.reset(token)
            _role.reset(role_token)
        if within and not connection.needs_rollback:  # a transaction that ends takes its role and organisation with it
            _enter(role_before, str(before or ""))


def _enter(role: str, organisation: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ENTER, [role, organisation])


class CreateRoles(Operation):
    """Migration step: the roles that requests and the relay run in, or the given ones; none of them can log in.

    The login role must be their member (`join`), and may not bypass row-level security in production. Where it may not
    make roles, they are made beforehand (docs/manual/database.md). What names them stands in a later migration: a role
    that another database of the cluster makes at this moment is known for certain to the next transaction only.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, *roles: str, join: bool = True) -> None:
        self.roles, self.join = roles or (APP_ROLE, RELAY_ROLE), join

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing in the models changes."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Roles belong to the cluster, so another database, or another process just now, may have made them."""
        member = "SET" if cast(Any, schema_editor.connection).pg_version >= 160000 else "MEMBER"
        for role in self.roles:
            schema_editor.execute(
                f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN "
                f"CREATE ROLE {role} NOLOGIN; END IF; "
                "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
                params=None,
            )
            if not self.join:
                continue
            schema_editor.execute(
                f"DO $$ BEGIN IF NOT pg_has_role(current_user, '{role}', '{member}') THEN "
                f"GRANT {role} TO CURRENT_USER; END IF; "
                "EXCEPTION WHEN unique_violation OR raise_exception THEN NULL; END $$",
                params=None,
            )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Roles stay: other databases of the cluster may use them."""

    def describe(self) -> str:
        """One line for `migrate`."""
        return f"Create the roles {', '.join(self.roles)}"


def grant_rights() -> None:
    """After every migration: requests may read and write rows, but never change or remove what the journal holds.

    The log of it is written by the relay's role alone, which may add a time-stamp to a tree head (a trigger sees that
    it adds nothing else) but remove nothing.
    """
    with connection.cursor() as cursor:
        for role in (APP_ROLE, RELAY_ROLE):
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
            cursor.execute(f"REVOKE UPDATE, DELETE ON {', '.join(APPEND_ONLY)} FROM {role}")
        cursor.execute(f"REVOKE INSERT ON {', '.join(APPEND_ONLY[1:])} FROM {APP_ROLE}")
        cursor.execute(f"GRANT UPDATE ON journal_head TO {RELAY_ROLE}")
        _grant_search(cursor)


def _grant_search(cursor: CursorWrapper) -> None:
    """The search functions run as a role that reads the searchable tables of all organisations, and only requests may
    call them: they name the organisation themselves (decision 014). Nobody inherits from that role: the login role may
    become it, to give it the functions, and before PostgreSQL 16 only for that moment."""
    cursor.execute("SELECT oid::regprocedure::text FROM pg_proc WHERE starts_with(proname, 'salter_search_')")
    functions = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT tablename FROM pg_policies WHERE %s = ANY (roles)", [SEARCH_ROLE])
    tables = [row[0] for row in cursor.fetchall()]
    if not functions:
        return
    new = cast(Any, connection).pg_version >= 160000
    cursor.execute("SELECT pg_has_role(current_user, %s, %s)", [SEARCH_ROLE, "SET" if new else "MEMBER"])
    [may_become] = cursor.fetchone() or (False,)
    if not may_become:
        cursor.execute(f"GRANT {SEARCH_ROLE} TO CURRENT_USER{' WITH INHERIT FALSE, SET TRUE' if new else ''}")
    cursor.execute(f"GRANT USAGE, CREATE ON SCHEMA public TO {SEARCH_ROLE}")  # who owns a function may create it
    for table in tables:
        cursor.execute(f'GRANT SELECT ON "{table}" TO {SEARCH_ROLE}')
    for function in functions:
        cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {APP_ROLE}, CURRENT_USER")
        cursor.execute(f"ALTER FUNCTION {function} OWNER TO {SEARCH_ROLE}")
    cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM {SEARCH_ROLE}")
    if not (may_become or new):
        cursor.execute(f"REVOKE {SEARCH_ROLE} FROM CURRENT_USER")
