"""What was founded once in a test is laid into later ones as rows: founding an office takes eight hundred statements.

Only inside the transaction of a test, which is rolled back: the rows, their keys and the hashes of the log are the same
every time, and none of them is ever committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import connection

from salter.organisations.tenancy import scope

TABLES = """
SELECT c.relname, c.relrowsecurity, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY c.oid
"""


APART = 100_000
_founded = count(1)


@dataclass(frozen=True)
class Before:
    """The tables, and the rows of those that belong to no organisation."""

    owned: dict[str, list[str]]
    shared: dict[str, list[str]]
    rows: dict[str, set[str]]


@dataclass(frozen=True)
class Copied:
    """The rows of an organisation as SQL, those that belong to nobody apart, and what a test holds of it."""

    organisation: int
    shared: str
    owned: str
    held: Any

    def laid_in(self) -> Any:
        """The same organisation, in the transaction of another test."""
        with connection.cursor() as cursor:
            with as_owner():
                cursor.execute(self.shared)
            with scope(self.organisation):
                cursor.execute(self.owned)
        return deepcopy(self.held)


@contextmanager
def as_owner() -> Iterator[None]:
    """As who owns the tables: a second office is often laid in within the scope of the first, whose role may less."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        [(role,)] = cursor.fetchall()
        cursor.execute("SELECT set_config('role', 'none', true)")
        yield
        cursor.execute("SELECT set_config('role', %s, true)", [role])


def before() -> Before:
    """What is there before the organisation is founded. Its keys are counted from where those of no other begin:
    several are laid into one test, and a test that empties the tables lets counters begin anew."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = cursor.fetchall()
    owned, shared = ({name: columns for name, kept, columns in tables if kept is which} for which in (True, False))
    with as_owner():
        _stand_behind({**owned, **shared}, APART * next(_founded))
        return Before(owned, shared, {name: set(_rows(name)) for name in shared})


def copied(then: Before, organisation: int, held: Any) -> Copied:
    """What has come since."""
    with as_owner():
        shared = [_insert(name, columns, _come(then, name)) for name, columns in then.shared.items()]
        shared += _counters(then)
    with scope(organisation):
        owned = [_insert(name, columns, _rows(name, organisation)) for name, columns in then.owned.items()]
    return Copied(organisation, "".join(shared), "".join(owned), deepcopy(held))


def _come(then: Before, table: str) -> list[str]:
    now = set(_rows(table))
    assert then.rows[table] <= now, f"founding changed rows of {table}, which belong to nobody"
    return sorted(now - then.rows[table])


def _counters(then: Before) -> list[str]:
    """Counters of keys stand behind what is laid in, wherever another test has left them."""
    found = []
    with connection.cursor() as cursor:
        for name in _sequences({**then.owned, **then.shared}):
            cursor.execute(f"SELECT last_value FROM {name}")
            [(last,)] = cursor.fetchall()
            found.append(f"SELECT setval('{name}', greatest(last_value, {last})) FROM {name};")
    return found


def _stand_behind(tables: dict[str, list[str]], number: int) -> None:
    with connection.cursor() as cursor:
        for name in _sequences(tables):
            cursor.execute(f"SELECT setval('{name}', greatest(last_value, %s)) FROM {name}", [number])


def _sequences(tables: dict[str, list[str]]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_serial_sequence(quote_ident(name), 'id') FROM unnest(%s::text[]) name "
            "WHERE pg_get_serial_sequence(quote_ident(name), 'id') IS NOT NULL",
            [[name for name, columns in tables.items() if "id" in columns]],
        )
        return [name for (name,) in cursor.fetchall()]


def _rows(table: str, organisation: int | None = None) -> list[str]:
    narrow = "" if organisation is None else " WHERE organisation_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t{narrow}', [organisation] if narrow else None)
        return [row for (row,) in cursor.fetchall()]


def _insert(table: str, columns: list[str], rows: list[str]) -> str:
    if not rows:
        return ""
    names = ", ".join(f'"{column}"' for column in columns)
    values = f"[{','.join(rows)}]".replace("'", "''")
    return (
        f'INSERT INTO "{table}" ({names}) OVERRIDING SYSTEM VALUE '
        f"SELECT {names} FROM jsonb_populate_recordset(NULL::\"{table}\", '{values}');"
    )
