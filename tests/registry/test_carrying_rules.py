"""Cells, files and differences of the plan and the catalogue: tables of cases, and what is written reads back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from salter.organisations.importing import tables
from salter.registry.carrying import cells, columns, difference, files
from salter.registry.carrying.columns import CLASSES, KINDS, PROCEDURES, RETENTION, What
from salter.registry.carrying.difference import CHANGED, GONE, NEW, SAME, WRONG, File, Line, compare
from salter.registry.carrying.state import Cells, State, key_of
from salter.ui.script import fold


@pytest.fixture(autouse=True)
def cyrillic() -> Iterator[None]:
    with translation.override("sr"):
        yield


@pytest.mark.parametrize(
    ("read", "written", "canonical"),
    [
        (cells.money, "1.200,00", "1200.00"),
        (cells.money, "1200", "1200.00"),
        (cells.money, "12.000", "12000.00"),
        (cells.money, "330,50 дин.", "330.50"),
        (cells.money, "", ""),
        (cells.money, "-5", None),
        (cells.money, "бесплатно", None),
        (cells.money, "1,005", None),
        (cells.day, "1. 3. 2023.", "2023-03-01"),
        (cells.day, "2023-03-01 00:00:00", "2023-03-01"),
        (cells.day, "31. 2. 2023.", None),
        (cells.day, "45000", None),
        (cells.kept, "трајно", "permanent"),
        (cells.kept, "Trajno", "permanent"),
        (cells.kept, "10 година", "10"),
        (cells.kept, "2 године", "2"),
        (cells.kept, "дуго", None),
        (cells.class_mark, "010", "010"),
        (cells.class_mark, "351-01", "351-01"),
        (cells.class_mark, "3500", None),
        (cells.class_mark, "35О", None),
        (cells.edition, "14/2023", "2023"),
        (cells.edition, "10/93", "1993"),
        (cells.edition, "из сећања", "memory"),
        (cells.edition, "план из 2027", None),
        (cells.yes_no, "ДА", "yes"),
        (cells.yes_no, "", "no"),
        (cells.yes_no, "можда", None),
        (lambda written: cells.number(written, 60), "30", "30"),
        (lambda written: cells.number(written, 60), "0", None),
        (lambda written: cells.number(written, 60), "²", None),
        (lambda written: cells.text(written, 5), " а \n\x01б ", "а б"),
        (lambda written: cells.text(written, 5), "абвгдђ", None),
    ],
)
def test_cells(read: object, written: str, canonical: str | None) -> None:
    assert callable(read)
    if canonical is None:
        with pytest.raises(ValidationError):
            read(written)
    else:
        assert read(written) == canonical


def test_documents_say_who_obtains_them_in_any_script() -> None:
    column = PROCEDURES.column("required_documents")
    assert column.read("Извод | орган\nДоказ\n; Изјава|Странка") == "Извод | body\nДоказ | party\nИзјава | party"
    assert column.write("Извод | body") == "Извод | орган"
    assert column.say("Извод | body") == "Извод (орган)"
    for wrong in ("Извод | неко", "Извод | орган | странка", "Извод\nизвод", " | орган"):
        with pytest.raises(ValidationError):
            column.read(wrong)


# A small office, and files against it.


def a_class(code: str, **more: str) -> Cells:
    row = {"edition": "2023", "code": code, "name": f"класа {code}", "competence": "", "minimum": ""}
    return {**row, "valid_from": "", "valid_until": "", "verified": "no", "source": "", **more}


def a_procedure(code: str, **more: str) -> Cells:
    row = {column.field: "" if column.required else column.read("") for column in PROCEDURES.columns}
    return {**row, "code": code, "name_cyr": "Поступак", "class_code": "350", "competence": "own", **more}


def a_rule(class_code: str, category: str = "предмети", **more: str) -> Cells:
    return {"class_code": class_code, "category": category, "kept": "10", "verified": "no", "source": "", **more}


def state_of(*rows: Cells, units: tuple[str, ...] = ("IV-01",)) -> State:
    tables_ = {code: dict[tuple[str, ...], Cells]() for code in KINDS}
    for row in rows:
        kind = PROCEDURES if "name_cyr" in row else CLASSES if "edition" in row else RETENTION
        tables_[kind.code][key_of(kind, row)] = row
    return State(tables_, frozenset(units))


OFFICE = state_of(a_class("350"), a_class("352"), a_rule("350"), a_procedure("P1"), a_procedure("P2"))


def file_of(kind: columns.Kind, *rows: Cells) -> File:
    return File(tuple(Line(kind.code, kind.sheet, at, row) for at, row in enumerate(rows, start=2)), (kind.code,))


def fates(found: difference.Difference) -> dict[str, str]:
    return {" ".join(change.key): change.fate for change in found.changes}


def test_new_changed_same_and_what_is_not_in_the_file_stays() -> None:
    file = file_of(PROCEDURES, a_procedure("P1"), a_procedure("P2", fee="10.00"), a_procedure("P3"))
    found = compare(OFFICE, file)
    assert fates(found) == {"P1": SAME, "P2": CHANGED, "P3": NEW}
    changed = next(change for change in found.changes if change.fate == CHANGED)
    assert (changed.before, changed.after) == ({"fee": ""}, {"fee": "10.00"})
    assert fates(compare(OFFICE, file_of(PROCEDURES, a_procedure("P1")), remove=True)) == {"P1": SAME, "P2": GONE}
    assert fates(compare(OFFICE, file_of(CLASSES, a_class("350")), remove=True)) == {"2023 350": SAME, "2023 352": GONE}
    old = file_of(CLASSES, a_class("350", edition="1993"))
    assert fates(compare(OFFICE, old, remove=True)) == {"1993 350": NEW}, "another edition takes nothing away"


def test_a_column_that_the_file_does_not_have_is_left() -> None:
    office = state_of(a_class("350"), a_procedure("P1", fee="5.00", source="одлука"))
    found = compare(office, file_of(PROCEDURES, {"code": "P1", "fee": "7"}))
    [change] = found.changes
    assert (change.fate, change.after, change.cells["source"]) == (CHANGED, {"fee": "7.00"}, "одлука")


@pytest.mark.parametrize(
    ("kind", "rows", "said"),
    [
        (CLASSES, [a_class("360"), a_class("360", name="друго")], "стоји и у реду"),
        (PROCEDURES, [a_procedure("P9"), a_procedure("P9")], "стоји и у реду"),
        (RETENTION, [a_rule("350"), a_rule("350", kept="5")], "стоји и у реду"),
        (PROCEDURES, [a_procedure("P9", class_code="999")], "нема класу 999"),
        (RETENTION, [a_rule("777")], "нема класу 777"),
        (PROCEDURES, [a_procedure("P9", unit="XX")], "нема јединицу XX"),
        (CLASSES, [a_class("360", valid_from="2024-01-01", valid_until="2023-01-01")], "пре дана од којег важи"),
        (CLASSES, [a_class("360", valid_from="33. 13. 2023.")], "није дан"),
        (CLASSES, [a_class("")], "недостаје"),
        (CLASSES, [a_class("360", verified="yes")], "где је прочитано"),
        (PROCEDURES, [a_procedure("P9", deadline_days="15")], "где је прописан"),
        (PROCEDURES, [a_procedure("P9", competence="нешто")], "није познато"),
    ],
)
def test_wrong_rows_say_what_is_wrong(kind: columns.Kind, rows: list[Cells], said: str) -> None:
    found = compare(OFFICE, file_of(kind, *rows))
    assert {change.fate for change in found.changes} == {WRONG}
    assert all(said in " ".join(map(str, change.faults)) for change in found.changes), [
        one.faults for one in found.changes
    ]


def test_a_class_that_is_used_does_not_go() -> None:
    found = compare(OFFICE, file_of(CLASSES, a_class("352")), remove=True)
    [wrong] = found.wrong
    assert wrong.key == ("2023", "350")
    assert "P1" in str(wrong.faults[0]) or "P2" in str(wrong.faults[0])
    other = state_of(a_class("350"), a_class("350", edition="1993"), a_class("352"), a_procedure("P1"))
    assert not compare(other, file_of(CLASSES, a_class("352")), remove=True).wrong, "another edition has it"


def test_the_mark_names_this_file_against_this_office() -> None:
    file = file_of(PROCEDURES, a_procedure("P1", fee="5"))
    mark = compare(OFFICE, file).mark
    assert compare(OFFICE, file).mark == mark
    assert compare(OFFICE, file, remove=True).mark != mark
    assert compare(OFFICE, file_of(PROCEDURES, a_procedure("P1", fee="6"))).mark != mark
    assert compare(state_of(a_class("350"), a_procedure("P1")), file).mark != mark


# What is written reads back the same.

LETTERS = "абвгдђежзијклљмнњопрстћуфхцчџшАБВЂЈЉЊЋЏШabcdefgčćžšđABC0123456789 .,:()-/'\"=+@&<>%"
TEXT = st.text(LETTERS, max_size=30).map(lambda text: " ".join(text.split()))
NAME = TEXT.filter(bool)


def cell_of(column: columns.Column) -> st.SearchStrategy[str]:
    codes = sorted(column.labels or ())
    drawn: dict[What, st.SearchStrategy[str]] = {
        What.CHOICE: st.sampled_from(codes if column.required or column.default else ["", *codes]) if codes else TEXT,
        What.YES_NO: st.sampled_from(["yes", "no"]),
        What.NUMBER: st.integers(1, 3650).map(str) | st.just(""),
        What.MONEY: st.decimals(0, 10**8, places=2).map(lambda sum_: f"{abs(sum_):.2f}") | st.just(""),
        What.DAY: st.dates().filter(lambda day: 1800 <= day.year <= 2199).map(lambda day: day.isoformat())
        | st.just(""),
        What.CLASS: st.from_regex(r"[0-9]{1,3}(-[0-9]{2})?", fullmatch=True),
        What.KEPT: st.integers(1, 200).map(str)
        | st.just("permanent")
        | (st.nothing() if column.required else st.just("")),
        What.EDITION: st.sampled_from(["2023", "1993", "seen", "memory", "2027"]),
        What.LINES: st.lists(
            st.tuples(NAME.map(lambda name: name.replace(";", "")), st.sampled_from(codes or [""])),
            max_size=3,
            unique_by=lambda pair: fold(pair[0]),
        ).map(lambda pairs: "\n".join(f"{name} | {what}" for name, what in pairs)),
    }
    return drawn.get(column.what, (NAME if column.required else TEXT).map(lambda text: text[: column.most].strip()))


def row_of(kind: columns.Kind) -> st.SearchStrategy[Cells]:
    return st.fixed_dictionaries({column.field: cell_of(column) for column in kind.columns})


@st.composite
def offices(draw: st.DrawFn) -> State:
    rows = []
    for kind in KINDS.values():
        found = {key_of(kind, row): row for row in draw(st.lists(row_of(kind), max_size=3))}
        rows += [{**row, "unit": ""} if kind is PROCEDURES else row for row in found.values()]
    return state_of(*rows)


@settings(max_examples=60)
@given(offices(), st.sampled_from(["xlsx", "csv", "yaml"]))
def test_what_an_office_gives_out_changes_nothing_in_it(office: State, form: str) -> None:
    with translation.override("sr"):
        data = files.write(office, form, "proba")
        found = compare(office, files.read(f"plan.{files.SUFFIXES[form]}", data), remove=True)
    assert [change for change in found.changes if change.before or change.after] == []
    assert len(found.changes) == sum(len(table) for table in office.tables.values())


# Files that are no good.


def refused(name: str, data: bytes, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        files.read(name, data)


def test_files_that_cannot_be_read_say_so() -> None:
    refused("план.xlsx", b"PK\x03\x04 nothing", "не може да се прочита")
    refused("план.csv", "Шта;Ко\n1;2\n".encode(), "Није нађена")
    refused("план.yaml", b"- a\n- b\n", "није наш каталог")
    refused("план.yaml", b"format: salter-catalogue\nversion: 1\nclasses: &x [*x]\n", "YAML")
    refused("план.yaml", b"a: &a [1]\nb: [*a, *a]\n", "YAML")
    refused("план.yaml", b"format: salter-catalogue\nversion: 1\nclasses: [5]\n", "није списак")
    refused("план.yaml", b"format: salter-catalogue\nversion: 2\n", "version: 1")
    refused("план.csv", b"x" * (5 * 2**20 + 1), "5 MB")
    long = tables.workbook([("Класе", [["План", "Класа", "Назив"], ["14/2023", "350", "н" * 10_001]])])
    refused("план.xlsx", long, "дуже је од")
    many = "План;Класа;Назив\n" + "14/2023;350;н\n" * 5001
    refused("план.csv", many.encode(), "највише")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Класе.csv", b"0" * (61 * 2**20))
    refused("план.zip", bomb.getvalue(), "превелика")


def test_a_table_in_latin_with_strange_columns_is_read() -> None:
    file = files.read("plan.csv", "Plan,Klasa,Naziv,Boja\n14/2023,010,Скупштина,плава\n".encode())
    assert file.unknown == ("Boja",)
    assert file.lines[0].cells == {"edition": "14/2023", "code": "010", "name": "Скупштина"}
    assert file.lines[0].number == 2
    mended = files.read("ispravka.xlsx", files.write_faults(compare(OFFICE, file_of(CLASSES, a_class(""))).wrong))
    assert mended.unknown == (), "the column of faults is ours"
