"""A practice office is a copy of rows: hundreds of statements of founding become one.

Copied is the town, or an office in which some steps were done already. Keys of rows are the same in every copy, for the
organisation stands first in each of them; accounts and entries of the journal get new ones, because they are found
without it. What is copied is kept in the process as text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

from salter.journal.models import Entry, Failure, Handled, Idempotency, Outbox
from salter.organisations.models import Account, AccountLink, Organisation
from salter.organisations.tenancy import Owned, owned_models, scope
from salter.training.offices import town
from salter.training.offices.world import post_of

LEFT = (Outbox, Handled, Failure, Idempotency, AccountLink)
"""What belongs to the moment in which it was made."""
ENTRY_KEYS = ("entry_id", "after_entry")
"""Columns of other tables that hold the key of an entry."""
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
class Mould:
    """What offices are copies of: its own row, the moment that its clock shows, its accounts by post, the rows of all
    its tables as JSON by parameter, and the statements that lay them into another organisation.

    The people are always those of the town, and their accounts are copied from there: a mould need not be kept.
    """

    town: Organisation
    row: Mapping[str, Any]
    shows: datetime
    accounts: Mapping[str, int]
    statements: str
    rows: Mapping[str, str]


@lru_cache(maxsize=2)
def of_town(source: Organisation) -> Mould:
    """The town as a mould; read once in a process."""
    return mould(source, source, town.morning())


def mould(source: Organisation, office: Organisation, shows: datetime) -> Mould:
    """A practice office as it is now, to be copied; `source` is the town that it is a copy of."""
    row = Organisation.objects.get(pk=office.pk)
    accounts = Account.objects.filter(organisation=office).values_list("username", "id")
    with scope(office.pk):
        found = {model: rows for model in owned_models() if model not in LEFT and (rows := _rows(model, office.pk))}
    statements = [_statement(model, f"rows_{place}") for place, model in enumerate(found)]
    return Mould(
        town=source,
        row={field.attname: getattr(row, field.attname) for field in Organisation._meta.concrete_fields},
        shows=shows,
        accounts={post_of(username): key for username, key in accounts},
        statements="; ".join([*statements, OUTBOX]),
        rows={f"rows_{place}": one for place, one in enumerate(found.values())},
    )


def lay_in(found: Mould, office: Organisation) -> None:
    """Fill a new practice office with what the mould has, in one round trip. Inside a transaction."""
    accounts = _copy_accounts(found, office)
    with scope(office.pk), connection.cursor() as cursor:
        cursor.execute(found.statements, {**found.rows, "office": office.pk, "accounts": accounts})


def _copy_accounts(found: Mould, office: Organisation) -> str:
    """New accounts for everybody; gives the number of each by that in the mould, as JSON."""
    columns = [str(field.column) for field in Account._meta.concrete_fields if field.column != "id"]
    special: dict[str, tuple[str, list[Any]]] = {
        "organisation_id": ("%s", [office.pk]),
        "username": ("replace(username, %s, %s)", [f"{found.town.code}.", f"{office.code}."]),
    }
    values = ", ".join(special.get(name, (f'"{name}"', []))[0] for name in columns)
    given = [value for name in columns for value in special.get(name, ("", []))[1]]
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS.format(names=names, values=values), [*given, found.town.pk])
        copies = {post_of(username): key for key, username in cursor.fetchall()}
    return json.dumps({str(key): copies[post] for post, key in found.accounts.items()})


def _rows(model: type[Owned], office: int) -> str | None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT jsonb_agg(to_jsonb(t))::text FROM "{table}" t WHERE organisation_id = %s', [office])
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
    if (model is Entry and field.name == "id") or field.name in ENTRY_KEYS:
        # the same moment, and the end of another organisation's
        return f"overlay(t.\"{field.column}\"::text placing lpad(to_hex(%(office)s), 8, '0') from 29)::uuid"
    return f't."{field.column}"'
