"""Long lists: what lies behind the newest cases is found by index, and pages by deadline join up to the last one."""

from __future__ import annotations

from functools import reduce
from operator import and_
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Q

from salter.ops.benchmarks import crowd
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.portal.founding import founder
from salter.registry import desk, numbers, queries, search
from salter.registry.desk import Narrow
from salter.registry.models import Case
from salter.registry.search import CaseFilter
from tests.support.office import Office

COUNT = 2300
"""More than the newest ones that a search looks through before it asks an index."""


@pytest.fixture
def long_office(office: Office) -> Office:
    given = crowd.given_of(
        founder(office.organisation), COUNT, [office.people[Role.HANDLER], office.people[Role.ARCHIVIST]]
    )
    crowd.fill(given | {"first": 1, "last": COUNT})
    return office


def found(viewer: Viewer, q: str, **more: object) -> list[UUID]:
    return search.cases(viewer, CaseFilter(q=q, **more), before=None, most=41)  # type: ignore[arg-type]


def listed(viewer: Viewer, q: str, **more: str) -> list[UUID]:
    """The same without the search of the database."""
    words = reduce(and_, (Q(search__contains=word) for word in q.split()))
    rows = queries.cases(viewer, CaseFilter(**more))  # type: ignore[arg-type]
    return list(rows.filter(words | Q(number_keys__contains=[numbers.search_key(q)])).values_list("pk", flat=True)[:41])


@pytest.mark.parametrize("role", [Role.REGISTRY_CLERK, Role.HANDLER])
def test_the_oldest_case_is_found_by_its_words_and_by_its_number(long_office: Office, role: Role) -> None:
    viewer = long_office.viewer(role)
    oldest = queries.cases(viewer).reverse()[0]
    surname, mark = oldest.search.split()[-2:]
    assert found(viewer, f"{surname} {mark}") == listed(viewer, f"{surname} {mark}")
    assert oldest.pk in found(viewer, oldest.number)
    assert oldest.pk in found(viewer, f"{oldest.ordinal}/{oldest.year}")
    assert found(viewer, "kvxyzq") == []


@pytest.mark.parametrize("q", ["zahtev", "zalba", "22", "za u"])
def test_frequent_words_are_found_newest_first_across_the_edge(long_office: Office, q: str) -> None:
    for role in (Role.REGISTRY_CLERK, Role.HANDLER):
        viewer = long_office.viewer(role)
        assert found(viewer, q) == listed(viewer, q)
        assert found(viewer, q, status="archived") == listed(viewer, q, status="archived")


def test_pages_by_deadline_join_up_to_those_without_one(long_office: Office) -> None:
    viewer = long_office.viewer(Role.REGISTRY_CLERK)
    Case.objects.filter(number__endswith="7-IV-02", ordinal__gt=100).update(due_on=None)
    narrow = Narrow("unit", "all", by_due=True)
    whole = list(desk.cases(viewer, narrow).values_list("pk", flat=True))
    seen: list[UUID] = []
    mark = ""
    for _page in range(len(whole) // desk.PAGE + 1):
        lines, mark = desk.lines_of(viewer, narrow, mark)
        seen += [line.pk for line in lines]
    assert mark == ""
    assert seen == whole


def test_a_page_far_behind_in_a_list_by_deadline_is_read_by_the_index(long_office: Office) -> None:
    """An offset, or a comparison that the index does not serve, would read all that lies before."""
    viewer = long_office.viewer(Role.REGISTRY_CLERK)
    late = Case.objects.order_by("-due_on")[300]
    plans: list[str] = []

    def explained(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if "due_on NULLS LAST" in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with connection.execute_wrapper(explained):
        desk.lines_of(viewer, Narrow("all", "all", by_due=True), f"{late.due_on}~{late.pk}")
    [plan] = plans
    assert plan.count("case_by_due") == 3
    assert "due_on >" in plan
