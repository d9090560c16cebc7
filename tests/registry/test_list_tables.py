"""Acts entered in a list from a table: seen before they are entered, once, and whole when the worker was stopped."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from salter.documents.actions import content
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions as registry
from salter.registry.actions import list_tables as actions
from salter.registry.bringing import listing, queries
from salter.registry.bringing.work import step
from salter.registry.models import ActList, BookImport, ImportState, ListedAct
from tests.registry.test_act_lists import opened
from tests.registry.test_bringing import separated, table
from tests.support.office import Office

SignIn = Callable[[Role], Client]
CLERK = Role.REGISTRY_CLERK
HEADS = ("Ime i prezime", "Vrsta uverenja", "Datum izdavanja", "Broj")
GOOD = [("Мила Ведрић", "Уверење", "5.1.2026.", "1"), ("Ана Анић", "Уверење", "2026-01-06", "2")]
WRONG = [("Петар", "", "5.1.2026.", ""), ("Јован", "Уверење", "31.2.2026.", ""), ("Јана", "У" * 301, "5.1.2099.", "")]


@pytest.fixture
def act_list(office: Office) -> ActList:
    return opened(office)


def sent(office: Office, act_list: ActList, file: io.BytesIO, name: str = "akta.csv") -> BookImport:
    """Sent in and read."""
    row, _fresh = actions.send_list_table(office.viewer(CLERK), act_list=act_list, name=name, content=file)
    return worked(office, row)


def worked(office: Office, row: BookImport) -> BookImport:
    step(office.organisation.pk, row.pk)
    row.refresh_from_db()
    return row


def checked(office: Office, act_list: ActList, file: io.BytesIO) -> BookImport:
    row = sent(office, act_list, file)
    actions.set_list_columns(office.viewer(CLERK), table=row, columns=actions.guessed_list_columns(row))
    return worked(office, row)


def entered(office: Office, row: BookImport) -> BookImport:
    actions.enter_list_table(office.viewer(CLERK), table=row)
    return worked(office, row)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_good_rows_are_entered_and_wrong_ones_come_back(office: Office, act_list: ActList, form: str) -> None:
    rows = [*GOOD, *WRONG]
    file = table(rows, HEADS) if form == "xlsx" else separated(rows, HEADS, "utf-8")
    row = checked(office, act_list, file)
    assert row.counts == {"new": 2, "there": 0, "wrong": 3}
    assert not ListedAct.objects.exists()
    row = entered(office, row)
    assert (row.state, row.brought) == (ImportState.DONE, 2)
    acts = ListedAct.objects.order_by("sub_number")
    assert [(act.sub_number, act.name, act.subject, act.reference) for act in acts] == [
        (1, "Мила Ведрић", "Уверење", "1"),
        (2, "Ана Анић", "Уверење", "2"),
    ]
    assert row.errors is not None
    sheet = load_workbook(io.BytesIO(content(row.errors))).worksheets[0]
    assert [line[0].value for line in sheet.iter_rows(min_row=2)] == ["Петар", "Јован", "Јана"]
    assert all(line[4].value for line in sheet.iter_rows(min_row=2))


def test_the_same_table_and_the_same_row_are_entered_once(office: Office, act_list: ActList) -> None:
    first = entered(office, checked(office, act_list, separated(GOOD, HEADS, "utf-8")))
    again, fresh = actions.send_list_table(
        office.viewer(CLERK), act_list=act_list, name="b.csv", content=separated(GOOD, HEADS, "utf-8")
    )
    assert (again.pk, fresh) == (first.pk, False)
    longer = checked(office, act_list, separated([*GOOD, GOOD[0]], HEADS, "utf-8"))
    assert longer.counts == {"new": 1, "there": 2, "wrong": 0}
    entered(office, longer)
    assert list(ListedAct.objects.order_by("sub_number").values_list("name", flat=True)) == [
        "Мила Ведрић",
        "Ана Анић",
        "Мила Ведрић",
    ]


def test_a_stopped_worker_goes_on_where_it_was(
    office: Office, act_list: ActList, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "BATCH", 3)
    rows = [("Исто име", "Уверење", "5.1.2026.", "")] * 4 + [(f"Име {n}", "Уверење", "5.1.2026.", "") for n in range(6)]
    row = checked(office, act_list, separated(rows, HEADS, "utf-8"))
    actions.enter_list_table(office.viewer(CLERK), table=row)
    for _batch in range(2):
        assert listing.enter_batch(office.organisation.pk, row.pk)
    assert ListedAct.objects.count() == 6
    row = worked(office, row)
    assert (row.state, row.brought, row.reached) == (ImportState.DONE, 10, 10)
    assert list(ListedAct.objects.order_by("sub_number").values_list("sub_number", flat=True)) == [*range(1, 11)]
    assert ListedAct.objects.filter(name="Исто име").count() == 4


def test_a_list_that_was_closed_meanwhile_says_so_and_loses_nothing(office: Office, act_list: ActList) -> None:
    clerk = office.viewer(CLERK)
    row = checked(office, act_list, separated(GOOD, HEADS, "utf-8"))
    registry.close_list(clerk, act_list=act_list)
    actions.enter_list_table(clerk, table=row)
    with pytest.raises(ValidationError) as refused:
        step(office.organisation.pk, row.pk)
    assert refused.value.code == "list-closed"
    act_list.refresh_from_db()
    with pytest.raises(ValidationError):
        actions.send_list_table(clerk, act_list=act_list, name="c.csv", content=io.BytesIO(b"a;b\n1;2\n"))
    assert not ListedAct.objects.exists()


def test_who_may_not_enter_sends_no_table(office: Office, act_list: ActList) -> None:
    with pytest.raises(NotAllowed):
        actions.send_list_table(
            office.viewer(Role.HANDLER), act_list=act_list, name="a.csv", content=io.BytesIO(b"a;b\n1;2\n")
        )
    assert not queries.imports(office.viewer(Role.REGISTRY_HEAD)).exists()


def test_the_pages_lead_from_the_file_to_the_list(office: Office, act_list: ActList, client_as: SignIn) -> None:
    client = client_as(CLERK)
    file = separated([*GOOD, *WRONG], HEADS, "utf-8")
    file.name = "akta.csv"
    answer = client.post(reverse("registry:list-tables", args=[act_list.pk]), {"table": file})
    row = worked(office, BookImport.objects.get())
    here = reverse("registry:list-table", args=[act_list.pk, row.pk])
    assert answer["Location"] == here
    page = client.get(here).content.decode()
    assert "Мила Ведрић" in page
    columns = {name: str(place) for name, place in actions.guessed_list_columns(row).items()}
    assert set(columns) == {"subject", "day", "name", "reference"}
    assert client.post(here, {**columns, "name": columns["subject"]}).status_code == 422
    assert client.post(here, columns).status_code == 302
    worked(office, row)
    page = client.get(here).content.decode()
    assert "Упишите 2 акта" in page
    assert "31.2.2026." in page
    assert client.get(reverse("registry:list-table-errors", args=[act_list.pk, row.pk])).status_code == 200
    enter = reverse("registry:list-table-enter", args=[act_list.pk, row.pk])
    assert client.post(enter, {"form_key": "a"})["Location"] == here
    worked(office, row)
    assert "Уписано: 2 акта" in client.get(here).content.decode()
    assert ListedAct.objects.count() == 2
    row.refresh_from_db()
    assert queries.list_table(office.viewer(CLERK), act_list, row.pk).state == ImportState.DONE
