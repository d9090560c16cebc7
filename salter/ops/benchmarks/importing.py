"""Bringing in an old book."""

from __future__ import annotations

import csv
import io
import os
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark

ROWS = int(os.environ.get("BENCH_IMPORT_ROWS", "50000"))
"""As many as the environment says: BENCH_IMPORT_ROWS=1000000 for the large one."""
EARLY = 100_000
"""Memory up to here is compared with memory at the end."""
MOST_A_YEAR, FIRST_YEAR = 400_000, 2010
MATTERS = ("Захтев за локацијску дозволу", "Уређење јавне површине", "Пријава комуналној инспекцији", "Молба за помоћ")
NAMES = ("Мила Ведрић", "Стојан Пешић", "ЈКП Чистоћа", "Гаврило Предузетнић", "Ведрина ДОО", "Јована Лукић")
HEADS = ["Основни број", "Предмет", "Подброј", "Датум пријема", "Пошиљалац", "Број и датум", "Јединица", "", ""]


@benchmark("import")
def importing(bench: Bench) -> Iterable[Figure]:
    """Rows a second of an old book brought in, beside the same rows by COPY into a bare table."""
    assert bench.viewer
    bench.say(f"{ROWS} rows")
    with bench.measured() as spent:
        copied = _copied()
        seconds, early, most = _brought(bench)
    more = {"rows": ROWS, f"memory_mb_at_{EARLY}": early, "memory_mb_most": most}
    rate, peer = ROWS / seconds, ROWS / copied
    target = Target("ratio", "at least", 0.1)
    return [Figure("import", rate, "rows/s", "COPY into a bare table", peer, target, spent.others, more)]


def _rows() -> Iterator[list[str]]:
    for place in range(ROWS):
        year, number = FIRST_YEAR + place // MOST_A_YEAR, place % MOST_A_YEAR + 1
        day = f"{number % 28 + 1}. {number % 12 + 1}. {year}."
        matter, name = MATTERS[place % len(MATTERS)], NAMES[place % len(NAMES)]
        yield [
            f"350-{number}/{year}",
            f"{matter} {number % 997}",
            "",
            day,
            f"{name}, Ведрово",
            f"03-{number}",
            "",
            "",
            "",
        ]


def _copied() -> float:
    """Seconds for the same rows into a table of nine columns without keys and indexes."""
    from django.db import connection, transaction

    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_bare ({', '.join(f'c{place} text' for place in range(9))})")
        bare: Any = cursor
        with bare.copy("COPY bench_bare FROM STDIN") as copy:
            for row in _rows():
                copy.write_row(row)
    return time.perf_counter() - started


def _brought(bench: Bench) -> tuple[float, float, float]:
    """Seconds to bring the book in, and the most memory of this process up to row 100,000 and in all."""
    from salter.organisations.access import viewer_of
    from salter.organisations.actions import grant_role
    from salter.organisations.models import Role, Staff
    from salter.organisations.tenancy import scope
    from salter.portal.founding import founder
    from salter.registry import actions
    from salter.registry.actions.bringing import guessed
    from salter.registry.bringing.work import step

    viewer: Any = bench.viewer
    organisation = viewer.organisation
    with _table(bench.home) as table, scope(organisation.pk):
        grant_role(founder(organisation), staff=Staff.objects.get(pk=viewer.staff.pk), role=Role.REGISTRY_HEAD)
        head = viewer_of(viewer.account, organisation)
        book = actions.send_old_book(head, name="knjiga.csv", content=table)
    step(organisation.pk, book.pk)
    with scope(organisation.pk):
        book.refresh_from_db()
        actions.set_columns(head, book=book, columns=guessed(book))
    step(organisation.pk, book.pk)
    with scope(organisation.pk):
        actions.bring_old_book(head, book=book)
    bench.say("every row is checked; bringing in")
    started, early, most = time.perf_counter(), 0.0, 0.0
    while step(organisation.pk, book.pk):
        most = max(most, _memory())
        if not early and _reached(book) >= EARLY:
            early = most
    seconds = time.perf_counter() - started
    with scope(organisation.pk):
        book.refresh_from_db()
        assert book.brought == ROWS, (book.brought, book.counts, book.problem)
    return seconds, early or most, max(most, _memory())


def _reached(book: Any) -> int:
    from salter.organisations.tenancy import scope

    with scope(book.organisation_id):
        book.refresh_from_db(fields=["reached"])
    return int(book.reached)


def _memory() -> float:
    """The most memory that this process has had so far, in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


@contextmanager
def _table(home: Path) -> Iterator[BinaryIO]:
    """The old book as a file: a table in memory would be measured, too."""
    with tempfile.TemporaryFile(dir=home) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
        csv.writer(text, delimiter=";").writerows(chain([HEADS], _rows()))
        text.detach()
        file.seek(0)
        yield file
