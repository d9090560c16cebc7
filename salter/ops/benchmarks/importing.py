"""Bringing in an old book."""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Iterable, Iterator
from typing import Any

from salter.ops.benchmarks import machine
from salter.ops.benchmarks.figures import Figure, Target
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark

ROWS = int(os.environ.get("BENCH_IMPORT_ROWS", "50000"))
"""As many as the environment says: BENCH_IMPORT_ROWS=1000000 for the large one."""
MOST_A_YEAR, FIRST_YEAR = 400_000, 2010
MATTERS = ("Захтев за локацијску дозволу", "Уређење јавне површине", "Пријава комуналној инспекцији", "Молба за помоћ")
NAMES = ("Мила Ведрић", "Стојан Пешић", "ЈКП Чистоћа", "Гаврило Предузетнић", "Ведрина ДОО", "Јована Лукић")
HEADS = ["Основни број", "Предмет", "Подброј", "Датум пријема", "Пошиљалац", "Број и датум", "Јединица", "", ""]


@benchmark("import")
def importing(bench: Bench) -> Iterable[Figure]:
    """Rows a second of an old book brought in, beside the same rows by COPY into a bare table."""
    viewer = bench.viewer
    bench.say(f"{ROWS} rows")
    with bench.measured() as spent:
        copied = _copied()
        seconds, least, most = _brought(viewer)
    more = {"rows": ROWS, "memory_mb_first_batches": least, "memory_mb_most": most}
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


def _brought(viewer: Any) -> tuple[float, float, float]:
    """Seconds to bring the book in, and the memory of this process at its beginning and at its most."""
    from salter.ops.founding import founder
    from salter.organisations.access import viewer_of
    from salter.organisations.actions import grant_role
    from salter.organisations.models import Role, Staff
    from salter.organisations.tenancy import scope
    from salter.registry import actions
    from salter.registry.actions.bringing import guessed
    from salter.registry.bringing.work import step

    organisation = viewer.organisation
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEADS, *_rows()])
    with scope(organisation.pk):
        grant_role(founder(organisation), staff=Staff.objects.get(pk=viewer.staff.pk), role=Role.REGISTRY_HEAD)
        head = viewer_of(viewer.account, organisation)
        book = actions.send_old_book(head, name="knjiga.csv", content=io.BytesIO(text.getvalue().encode()))
    del text
    step(organisation.pk, book.pk)
    with scope(organisation.pk):
        book.refresh_from_db()
        actions.set_columns(head, book=book, columns=guessed(book))
    step(organisation.pk, book.pk)
    with scope(organisation.pk):
        actions.bring_old_book(head, book=book)
    started = time.perf_counter()
    more = step(organisation.pk, book.pk)
    least = machine.pss_of([os.getpid()]) / 1e6
    while more:
        more = step(organisation.pk, book.pk)
    seconds = time.perf_counter() - started
    with scope(organisation.pk):
        book.refresh_from_db()
        assert book.brought == ROWS, (book.brought, book.counts, book.problem)
    return seconds, round(least), round(machine.pss_of([os.getpid()]) / 1e6)
