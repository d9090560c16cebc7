"""Units and staff from a table: every row is judged first, good ones are written once, wrong ones come back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook, load_workbook

from salter.journal.models import Entry
from salter.organisations import actions
from salter.organisations.importing import plan, tables
from salter.organisations.models import Role, Staff, Unit
from tests.support.office import Office

UNITS: list[list[Any]] = [
    ["Ознака", "Назив", "Надређена"],
    ["V-01", "Одсек за путеве", "V"],
    ["V", "Одељење за путеве", "IV"],
]
STAFF: list[list[Any]] = [
    ["Корисничко име", "Име и презиме", "Радно место", "Јединица", "Ознака обрађивача", "Е-пошта", "Улоге"],
    ["ana.anic", "Ана Анић", "референт", "V-01", "07", "ana@vedrovo.example", "обрађивач; registry-clerk"],
    ["boris", "Борис Борић", "шеф", "V", None, None, "Rukovodilac jedinice, potpisnik"],
]


@pytest.fixture(autouse=True)
def cyrillic() -> Iterator[None]:
    with translation.override("sr"):
        yield


def xlsx(**sheets: list[list[Any]]) -> bytes:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def read(**sheets: list[list[Any]]) -> list[tables.Row]:
    return tables.read("t.xlsx", xlsx(**sheets))


def test_units_and_staff_come_in_and_the_second_time_changes_nothing(office: Office) -> None:
    admin = office.viewer(Role.ADMINISTRATOR)
    rows = read(Јединице=UNITS, Запослени=STAFF)
    judged = actions.import_people(admin, rows=rows)
    assert plan.counts(judged) == {"new": 4, "changed": 0, "same": 0, "wrong": 0}, [each.faults for each in judged]
    unit = Unit.objects.get(mark="V-01")
    assert unit.parent is not None
    assert (unit.parent.mark, unit.parent.parent) == ("V", office.units["IV"])
    ana = Staff.objects.get(account__username="ana.anic")
    assert (ana.unit, ana.mark, ana.account.email) == (unit, "07", "ana@vedrovo.example")
    assert set(ana.roles.values_list("role", flat=True)) == {"handler", "registry-clerk"}
    assert not ana.account.has_usable_password()
    assert set(Staff.objects.get(name="Борис Борић").roles.values_list("role", flat=True)) == {"unit-head", "signatory"}
    written = Entry.objects.count()
    assert plan.counts(actions.import_people(admin, rows=rows))["same"] == 4
    assert Entry.objects.count() == written
    moved = [STAFF[0], ["ANA.ANIC", "Ана Анић Берић", "референт", "V", "07", "ana@vedrovo.example", ""]]
    assert plan.counts(actions.import_people(admin, rows=read(Запослени=moved)))["changed"] == 1
    ana.refresh_from_db()
    assert (ana.name, ana.unit.mark, ana.roles.count()) == ("Ана Анић Берић", "V", 2)


@pytest.mark.parametrize(
    ("kind", "row", "words"),
    [
        ("unit", ["IV-01", "Назив", "ПАС"], "нема исправне јединице са ознаком ПАС"),
        ("unit", ["IV/9", "Назив", ""], "Ознака: Ознака су слова"),
        ("unit", ["V", "", ""], "Назив: упишите"),
        ("unit", ["IV", "Управа", "IV-01"], "подређена самој себи"),
        ("staff", ["ana anic", "Ана", "", "IV", "", "", ""], "једна реч"),
        ("staff", ["", "Ана", "", "IV", "", "", ""], "једна реч"),
        ("staff", ["ana", "", "", "IV", "", "", ""], "Име и презиме: упишите"),
        ("staff", ["ana", "Ана", "", "X-1", "", "", ""], "Јединица: нема исправне јединице са ознаком X-1"),
        ("staff", ["ana", "Ана", "", "IV", "", "није пошта", ""], "Е-пошта: ово није"),
        ("staff", ["ana", "Ана", "", "IV", "", "", "чаробњак"], "нема улоге „чаробњак“"),
        ("staff", ["ana", "Ана", "", "IV", "", "", "грађанин"], "нема улоге „грађанин“"),
        ("staff", ["drugo-handler", "Ана", "", "IV", "", "", ""], "друга канцеларија"),
    ],
)
def test_each_fault_is_said_at_its_cell(
    office: Office, other_office: Office, kind: str, row: list[str], words: str
) -> None:
    sheet = {"Јединице": [UNITS[0], row]} if kind == "unit" else {"Запослени": [STAFF[0], row]}
    [judged] = plan.judge(office.viewer(Role.ADMINISTRATOR), read(**sheet))
    assert judged.fate == "wrong"
    assert any(words in fault for fault in judged.faults), judged.faults


def test_doubled_names_are_told_with_the_row_of_the_first(office: Office) -> None:
    rows = read(Јединице=[*UNITS, ["V", "Опет", ""]], Запослени=[*STAFF, ["Boris", "Други", "", "V", "", "", ""]])
    judged = actions.import_people(office.viewer(Role.ADMINISTRATOR), rows=rows)
    faults = [fault for each in judged for fault in each.faults]
    assert faults == ["Ознака: ознака већ стоји у реду 3", "Корисничко име: корисничко име већ стоји у реду 3"]
    assert plan.counts(judged) == {"new": 4, "changed": 0, "same": 0, "wrong": 2}


def test_csv_in_latin_with_semicolons(office: Office) -> None:
    text = "Korisničko ime;Ime i prezime;Jedinica;Uloge\r\nana;Ana Anić;IV-01;pisar, handler\r\n"
    for data in (text.encode("utf-8-sig"), text.encode("cp1250")):
        [row] = tables.read("z.csv", data)
        assert row.cells["name"] == "Ana Anić"
    assert row.kind == "staff"


def entity_bomb() -> bytes:
    """A workbook whose XML defines entities."""
    good, written = zipfile.ZipFile(io.BytesIO(xlsx(Запослени=STAFF))), io.BytesIO()
    with zipfile.ZipFile(written, "w") as bad:
        for part in good.infolist():
            data = good.read(part)
            bad.writestr(part.filename, b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + data if "sheet1" in part.filename else data)
    return written.getvalue()


def zip_bomb() -> bytes:
    """A workbook that grows a thousandfold."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as bad:
        bad.writestr("xl/worksheets/sheet1.xml", b" " * (tables.LARGEST_UNPACKED + 1))
    return written.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 no archive",
        b"\xff\xfe\x00\x01\x02",
        b"just;words\nwithout;heading\n",
        entity_bomb(),
        zip_bomb(),
        xlsx(Запослени=[STAFF[0], ["a" * 600, "b", "", "IV", "", "", ""]]),
        b"x" * (tables.LARGEST_FILE + 1),
        xlsx(Запослени=[STAFF[0]]),
    ],
)
def test_a_file_that_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(ValidationError):
        tables.read("t.xlsx", data)


def test_a_cell_never_becomes_a_formula() -> None:
    row = tables.Row("staff", "Запослени", 2, {"username": "ana", "name": "=1+1", "unit": "IV"})
    sheet = load_workbook(io.BytesIO(tables.write([(row, "x")])))["Запослени"]
    assert sheet["B2"].value == "'=1+1"
    assert sheet["B2"].data_type == "s"


def test_the_pages_look_first_write_then_and_give_wrong_rows_back(
    office: Office, client_as: Callable[[Role], Client]
) -> None:
    admin, here = client_as(Role.ADMINISTRATOR), reverse("organisations:import")
    template = admin.get(reverse("organisations:import-template"))
    assert [sheet.title for sheet in load_workbook(io.BytesIO(template.content))] == ["Јединице", "Запослени", "Улоге"]
    assert admin.post(here).status_code == 422
    bad = admin.post(here, {"table": SimpleUploadedFile("t.xlsx", b"no table")})
    assert bad.status_code == 422
    data = xlsx(Јединице=UNITS, Запослени=[*STAFF, ["vera", "Вера", "", "X", "", "", ""]])
    looked = admin.post(here, {"table": SimpleUploadedFile("t.xlsx", data)})
    shown = looked.content.decode()
    assert "Упишите 4 реда" in shown
    assert "нема исправне јединице са ознаком X" in shown
    assert not Unit.objects.filter(mark="V").exists()
    found = re.search(r'name="rows" value="([^"]+)"', shown)
    assert found
    rows = unescape(found[1])
    mend = admin.post(here, {"rows": rows, "then": "mend"})
    sheet = load_workbook(io.BytesIO(mend.content))["Запослени"]
    assert [cell.value for cell in sheet[2]][:2] == ["vera", "Вера"]
    assert "X" in str(sheet.cell(2, 8).value)
    assert admin.post(here, {"rows": rows[:-3], "then": "write"})["Location"] == here
    assert not Unit.objects.filter(mark="V").exists()
    assert admin.post(here, {"rows": rows, "then": "write"})["Location"] == reverse("organisations:staff")
    assert Staff.objects.filter(unit__mark__startswith="V").count() == 2
    assert not Staff.objects.filter(name="Вера").exists()
