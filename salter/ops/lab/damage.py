"""The damage, really done: bytes overwritten, files renamed and deleted, rows deleted behind the journal.

A few lines of our own; nothing here spreads, hides or talks to anybody, and it works in the folder of a lab only.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from salter.ops.database import ROLE, SUPERUSER, Cluster

ENDING = ".zakljucano"
NOTE = "PROCITAJTE_ME.txt"
DEMAND = (
    "Ваши фајлови су закључани. Платите и добићете кључ.\n"
    "(Ово је лабораторија за вежбу: кључа нема, и нема коме да се плати.)\n"
)
PAGE = 8192
MOST_ROUNDS = 20

KEYS = """
SELECT ours.relname::text, theirs.relname::text,
    array_agg(child.attname::text ORDER BY k.place), array_agg(parent.attname::text ORDER BY k.place)
FROM pg_constraint c
JOIN pg_class ours ON ours.oid = c.conrelid JOIN pg_class theirs ON theirs.oid = c.confrelid
CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k (child, parent, place)
JOIN pg_attribute child ON child.attrelid = c.conrelid AND child.attnum = k.child
JOIN pg_attribute parent ON parent.attrelid = c.confrelid AND parent.attnum = k.parent
WHERE c.contype = 'f' GROUP BY c.oid, ours.relname, theirs.relname ORDER BY c.oid
"""


def scramble(path: Path) -> None:
    """Overwrite a file with random bytes of the same length."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(os.urandom(size))


def lock_up(paths: Iterable[Path]) -> list[Path]:
    """Overwrite and rename files, as ransomware leaves them; gives their new names."""
    done = []
    for path in list(paths):
        scramble(path)
        done.append(path.rename(path.with_name(path.name + ENDING)))
    return done


def leave_note(folder: Path) -> Path:
    """The note that ransomware leaves."""
    note = folder / NOTE
    note.write_text(DEMAND, "utf-8")
    return note


def spoil(path: Path, *, at: int = 0) -> None:
    """A block that a failing disk gives back wrong."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(os.urandom(max(1, min(512, path.stat().st_size - at))))


def stored(store: Path) -> list[Path]:
    """The files of a store, sorted by their hash."""
    return sorted(path for path in store.glob("sha256/??/??/*") if path.is_file())


def hashes(home: Path, paths: Iterable[Path]) -> dict[str, str]:
    """SHA-256 of files by their path in a home; of a database that lies elsewhere, nothing."""
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if path.is_relative_to(home)
    }


def superuser(cluster: Cluster) -> psycopg.Connection[Any]:
    """A connection that nothing binds: what somebody with the server's password can do."""
    return psycopg.connect(cluster.url(user=SUPERUSER), autocommit=True)


def folder_of_database(cluster: Cluster) -> Path:
    """Where the tables of the office lie on the disk. The server must run."""
    with superuser(cluster) as connection:
        [(number,)] = connection.execute("SELECT oid FROM pg_database WHERE datname = %s", [ROLE]).fetchall()
    return cluster.place.data / "base" / str(number)


def file_of_table(cluster: Cluster, table: str) -> Path:
    """The file of a table, with everything written into it that the server still held back."""
    with superuser(cluster) as connection:
        connection.execute("CHECKPOINT")
        [(path,)] = connection.execute("SELECT pg_relation_filepath(%s)", [table]).fetchall()
    return cluster.place.data / str(path)


def delete_cases(cluster: Cluster, ordinals: Iterable[int]) -> int:
    """Delete cases with all that hangs on them, their journal too, as a superuser can who has switched triggers off.

    Gives how many rows went.
    """
    gone = 0
    with superuser(cluster) as connection, connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        found = connection.execute("SELECT id FROM registry_case WHERE ordinal = ANY(%s)", [list(ordinals)])
        cases = [row[0] for row in found]
        gone += connection.execute("DELETE FROM journal_entry WHERE case_id = ANY(%s)", [cases]).rowcount
        gone += connection.execute("DELETE FROM registry_case WHERE id = ANY(%s)", [cases]).rowcount
        keys = connection.execute(KEYS).fetchall()
        for _round in range(MOST_ROUNDS):
            fresh = sum(connection.execute(query).rowcount for query in _orphans(keys))
            gone += fresh
            if not fresh:
                break
    return gone


def _orphans(keys: list[tuple[Any, ...]]) -> Iterator[sql.Composed]:
    """For each foreign key: delete the rows whose other end is no more."""
    for child, parent, ours, theirs in keys:
        pairs = list(zip(ours, theirs, strict=True))
        same = sql.SQL(" AND ").join(
            sql.SQL("p.{} = c.{}").format(sql.Identifier(other), sql.Identifier(own)) for own, other in pairs
        )
        there = sql.SQL(" AND ").join(sql.SQL("c.{} IS NOT NULL").format(sql.Identifier(own)) for own, _other in pairs)
        query = "DELETE FROM {} c WHERE {} AND NOT EXISTS (SELECT FROM {} p WHERE {})"
        yield sql.SQL(query).format(sql.Identifier(child), there, sql.Identifier(parent), same)
