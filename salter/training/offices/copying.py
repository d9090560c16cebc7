"""A practice office is a copy of the town's rows: hundreds of statements of founding become one.

Keys of rows are the same in every copy, for the organisation stands first in each of them; accounts and entries of the
journal get new ones, because they are found without it. What has been copied once is kept in the process as text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, models

from salter.journal.models import Entry, Failure, Handled, Idempotency, Outbox
from salter.organisations.models import Account, AccountLink, Organisation
from salter.organisations.tenancy import Owned, owned_models, scope

LEFT = (Outbox, Handled, Failure, Idempotency, AccountLink)
"""What belongs to the moment in which the town was founded."""
ACCOUNTS = """
INSERT INTO organisations_account ({names})
SELECT {values} FROM organisations_account WHERE organisation_id = %s ORDER BY id RETURNING id, username
"""
OUTBOX = """
INSERT INTO journal_outbox (id, organisation_id, entry_id, verb, told)
SELECT gen_random_uuid(), organisation_id, id, verb, true FROM journal_entry
WHERE organisation_id = %(office)s
"""


@dataclass(frozen=True)
class Packed:
    """The rows of all tables as JSON, by parameter, and the statements that lay them into another organisation."""

    statements: str
    rows: dict[str, str]


@lru_cache(maxsize=2)
def packed(town: int) -> Packed:
    """The rows of the town; read once in a process."""
    with scope(town):
        found = {model: rows for model in owned_models() if model not in LEFT and (rows := _rows(model, town))}
    statements = [_statement(model, f"rows_{place}") for place, model in enumerate(found)]
    return Packed("; ".join([*statements, OUTBOX]), {f"rows_{place}": one for place, one in enumerate(found.values())})


def lay_in(town: Organisation, office: Organisation) -> None:
    """Fill a new practice office with what the town has, in one round trip. Inside a transaction."""
    accounts, rows = _copy_accounts(town, office), packed(town.pk)
    with scope(office.pk), connection.cursor() as cursor:
        cursor.execute(rows.statements, {**rows.rows, "office": office.pk, "accounts": accounts})


def _copy_accounts(town: Organisation, office: Organisation) -> str:
    """New accounts for everybody; gives the number of each by its old one, as JSON."""
    columns = [str(field.column) for field in Account._meta.concrete_fields if field.column != "id"]
    special: dict[str, tuple[str, list[Any]]] = {
        "organisation_id": ("%s", [office.pk]),
        "username": ("replace(username, %s, %s)", [f"{town.code}.", f"{office.code}."]),
    }
    values = ", ".join(special.get(name, (f'"{name}"', []))[0] for name in columns)
    given = [value for name in columns for value in special.get(name, ("", []))[1]]
    names = ", ".join(f'"{name}"' for name in columns)
    old = dict(Account.objects.filter(organisation=town).values_list("username", "id"))
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS.format(names=names, values=values), [*given, town.pk])
        copies = {username.replace(f"{office.code}.", f"{town.code}."): key for key, username in cursor.fetchall()}
    return json.dumps({str(key): copies[username] for username, key in old.items()})


def _rows(model: type[Owned], town: int) -> str | None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT jsonb_agg(to_jsonb(t))::text FROM "{table}" t WHERE organisation_id = %s', [town])
        [(rows,)] = cursor.fetchall()
    return str(rows) if rows else None


def _statement(model: type[Owned], rows: str) -> str:
    table, fields = model._meta.db_table, model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    source = f'jsonb_populate_recordset(NULL::"{table}", %({rows})s::jsonb) t'
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM {source}'


def _value(model: type[Owned], field: models.Field[Any, Any]) -> str:
    if field.name == "organisation":
        return "%(office)s"
    if field.is_relation and field.related_model is Account:
        return f'(%(accounts)s::jsonb ->> t."{field.column}"::text)::bigint'
    if model is Entry and field.name == "id":  # the same moment, and the end of another organisation's
        return "overlay(t.id::text placing lpad(to_hex(%(office)s), 8, '0') from 29)::uuid"
    return f't."{field.column}"'
