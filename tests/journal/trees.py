"""What tests of the log share: the tree as an outsider would build it, and a connection above the rules."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection
from pymerkle import InmemoryTree  # type: ignore[import-untyped]

from salter.journal import canonical, sealing
from salter.journal.models import Entry, Leaf, Log
from salter.organisations.tenancy import owner_scope, relay_scope


def url() -> str:
    """The tests' database for a connection of one's own."""
    return psycopg.conninfo.make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])


def leaves(log: int = Log.OFFICES) -> list[Leaf]:
    """The leaves of a log in their order."""
    return list(Leaf.objects.filter(log_id=log).order_by("index"))


def entries(log: int = Log.OFFICES) -> list[Entry]:
    """The entries of a log in the order of their leaves."""
    with relay_scope():
        found = {entry.pk: entry for entry in Entry.objects.all()}
    return [found[leaf.entry_id] for leaf in leaves(log)]


def outsider(log: int = Log.OFFICES) -> InmemoryTree:
    """The tree that pymerkle builds from the entries themselves."""
    tree = InmemoryTree(algorithm="sha256")
    for entry in entries(log):
        tree.append_entry(canonical.canonical(canonical.leaf(entry)))
    return tree


def assert_sound(log: int = Log.OFFICES) -> int:
    """Dense numbers, each entry once, and the root that the outsider computes; gives the size."""
    rows = leaves(log)
    assert [leaf.index for leaf in rows] == list(range(len(rows)))
    assert len({leaf.entry_id for leaf in rows}) == len(rows)
    assert sealing.root_of(log, len(rows)) == outsider(log).get_root(len(rows))
    return len(rows)


@contextmanager
def behind_the_triggers(organisation: int) -> Iterator[None]:
    """As whoever owns the database and wants to rewrite what happened."""
    tables = ("journal_entry", "journal_leaf", "journal_head")
    with owner_scope(organisation), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
