"""The state's Pisarnica beside ours: its file brought in, nothing twice, both registers compared and the day closed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from salter.documents.actions import content
from salter.journal.models import Entry
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Function, Mode, Party, Role
from salter.registry import actions, numbering, queries
from salter.registry.beside.days import day_of, days
from salter.registry.beside.judging import key_of
from salter.registry.clocks.actions import extend
from salter.registry.models import Case, ExportState, RegisterKind, StateExport, StateRow
from tests.calendars import independent_dates
from tests.support.office import Office

HEADS = ("Број предмета", "Предмет", "Датум пријема", "Подносилац", "Орг. јединица", "Обрађивач", "Статус", "Поступак")
Cells = Sequence[object]


@pytest.fixture(autouse=True)
def companion(office: Office) -> None:
    """Our register goes along with the state's."""
    admin = office.viewer(Role.ADMINISTRATOR)
    organisations.set_mode(admin, function=Function.REGISTER, mode=Mode.COMPANION)


def today(office: Office) -> date:
    return clock.today(office.organisation)


def national(office: Office, ordinal: int, *, year: int = 0, body: str = "10520") -> str:
    return f"{ordinal:09} {year or today(office).year} {body} 004 003 000"


def row(office: Office, ordinal: int, subject: str = "Захтев", party: str = "Мила Ведрић", **other: object) -> Cells:
    day = other.get("day", today(office).strftime("%d.%m.%Y."))
    number = other.get("number", national(office, ordinal))
    handler, status = other.get("handler", ""), other.get("status", "у раду")
    return (number, subject, day, party, other.get("unit", ""), handler, status, other.get("procedure", ""))


def good(office: Office) -> list[Cells]:
    handler = office.people[Role.HANDLER].name
    return [
        row(office, 101, "Заузеће јавне површине", handler=handler, procedure="P036"),
        row(office, 102, "Приговор", "ЈКП Чистоћа", unit="IV-02"),
        row(office, 103, "Молба", "Сава Савић"),
    ]


def table(rows: Sequence[Cells], heads: Sequence[str] = HEADS) -> io.BytesIO:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(heads))
    for cells in rows:
        sheet.append(list(cells))
    written = io.BytesIO()
    book.save(written)
    written.seek(0)
    return written


def sent(
    office: Office, rows: Sequence[Cells], day: date | None = None, role: Role = Role.REGISTRY_HEAD
) -> StateExport:
    viewer = office.viewer(role)
    return actions.send_export(viewer, name="izvoz.xlsx", content=table(rows), day=day or today(office))


def brought(office: Office, rows: Sequence[Cells], day: date | None = None) -> StateExport:
    return actions.bring_export(office.viewer(Role.REGISTRY_HEAD), export=sent(office, rows, day))


def by_number(office: Office, ordinal: int) -> Case:
    return Case.objects.get(external_number=national(office, ordinal))


def test_a_row_becomes_a_case_under_the_states_number_and_none_of_ours(office: Office) -> None:
    last = office.register(party=office.party("Зорка Зорић")).case.ordinal
    export = brought(office, good(office))
    assert (export.state, export.body) == (ExportState.DONE, "10520")
    assert export.counts == {"new": 3, "changed": 0, "same": 0, "perhaps": 0, "wrong": 0}
    case = by_number(office, 101)
    assert case.number == case.external_number == national(office, 101)
    assert case.external_status == "у раду"
    assert case.handler == office.people[Role.HANDLER]
    assert case.due_on
    assert case.procedure
    assert case.parties.get().name == "Мила Ведрић"
    assert by_number(office, 102).unit == office.units["IV-02"]
    assert by_number(office, 102).parties.get().party.kind == "company"
    assert numbering.sub_number(office.organisation, case, 1) == case.external_number
    assert office.register().case.ordinal == last + 1
    assert [one.kind for one in queries.registers(office.viewer(Role.REGISTRY_CLERK))] == [RegisterKind.BASIC]
    assert Entry.objects.filter(verb="case.from-state").count() == 3
    assert queries.case_of_code(office.viewer(Role.REGISTRY_CLERK), case.number.replace(" ", "-")) == case


def test_the_same_file_twice_changes_nothing(office: Office) -> None:
    brought(office, good(office))
    before = list(Case.objects.order_by("id").values()), list(StateRow.objects.order_by("id").values())
    entries = Entry.objects.filter(case_id__isnull=False).count()
    again = brought(office, good(office))
    assert again.counts == {"new": 0, "changed": 0, "same": 3, "perhaps": 0, "wrong": 0}
    assert (list(Case.objects.order_by("id").values()), list(StateRow.objects.order_by("id").values())) == before
    assert Entry.objects.filter(case_id__isnull=False).count() == entries
    assert Party.objects.filter(name="Сава Савић").count() == 1


def test_status_and_handler_follow_the_file_and_a_colleague_who_took_over_here_stays(office: Office) -> None:
    brought(office, good(office))
    head = office.people[Role.UNIT_HEAD]
    newer = [row(office, 101, "Заузеће јавне површине", handler=head.name, status="решен", procedure="P036")]
    assert brought(office, newer).counts["changed"] == 1
    case = by_number(office, 101)
    assert (case.handler, case.external_status) == (head, "решен")
    assert {"case.external", "case.assigned"} <= set(
        Entry.objects.filter(case_id=case.pk).values_list("verb", flat=True)
    )
    handler = office.people[Role.HANDLER]
    actions.assign(office.viewer(Role.REGISTRY_HEAD), case=case, unit=handler.unit, staff=handler)
    assert brought(office, newer).counts["same"] == 1
    assert by_number(office, 101).handler == handler


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"day": "31. 2. 2026."}, "31. 2. 2026."),
        ({"day": ""}, "дан"),
        ({"number": "без броја"}, "без броја"),
        ({"number": ""}, ""),
        ({"subject": ""}, ""),
    ],
)
def test_a_wrong_row_is_given_back_and_holds_nothing_back(office: Office, wrong: dict[str, str], word: str) -> None:
    subject = wrong.pop("subject", "Лош ред")
    bad = row(office, 200, subject, **wrong)
    export = brought(office, [*good(office), bad])
    assert (export.counts["new"], export.counts["wrong"]) == (3, 1)
    assert export.errors is not None
    lines = list(load_workbook(io.BytesIO(content(export.errors))).worksheets[0].iter_rows(values_only=True))
    assert lines[0] == (*HEADS, "Грешка")
    assert len(lines) == 2
    assert word in str(lines[1][-1])
    [missing] = day_of(office.viewer(Role.REGISTRY_CLERK), today(office)).missing
    assert missing.row.faults


def test_a_doubled_number_another_body_and_another_year_are_wrong(office: Office) -> None:
    last = today(office).year - 1
    rows = [
        *good(office),
        row(office, 101, "Други предмет"),
        row(office, 300, number=national(office, 300, body="99999")),
        row(office, 301, number=national(office, 301, year=last), day=f"5. 3. {last}."),
        row(office, 302, day=(today(office) + timedelta(days=1)).isoformat()),
    ]
    assert brought(office, rows).counts == {"new": 3, "changed": 0, "same": 0, "perhaps": 0, "wrong": 4}
    faults = [fault[0] for one in StateRow.objects.exclude(faults=[]).order_by("line") for fault in one.faults]
    assert faults == ["doubled", "body", "year-of-file", "later"]


def test_the_whole_export_of_another_body_brings_nothing_in(office: Office) -> None:
    brought(office, good(office))
    others = [row(office, 900 + step, number=national(office, 900 + step, body="10521")) for step in range(4)]
    export = brought(office, others)
    assert (export.counts["wrong"], Case.objects.count()) == (4, 3)


def test_the_wrong_rows_mended_and_sent_again_bring_the_rest(office: Office) -> None:
    export = brought(
        office, [*good(office), row(office, 200, number="без броја"), row(office, 201, day="31. 2. 2026.")]
    )
    assert export.errors is not None
    mended = load_workbook(io.BytesIO(content(export.errors)))
    mended.worksheets[0]["A2"] = national(office, 200)
    mended.worksheets[0]["C3"] = today(office).isoformat()
    again = io.BytesIO()
    mended.save(again)
    again.seek(0)
    head = office.viewer(Role.REGISTRY_HEAD)
    second = actions.send_export(head, name="za-ispravku.xlsx", content=again, day=today(office))
    assert actions.bring_export(head, export=second).counts["new"] == 2
    found = day_of(head, today(office))
    assert (found.missing, found.rows, Case.objects.count()) == ([], 5, 5)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", "Ово није табела.".encode()])
def test_what_is_no_table_says_so_and_leaves_nothing(office: Office, data: bytes) -> None:
    with pytest.raises(ValidationError):
        actions.send_export(
            office.viewer(Role.REGISTRY_HEAD), name="x.xlsx", content=io.BytesIO(data), day=today(office)
        )
    assert not StateExport.objects.exists()


def test_columns_that_are_not_known_are_asked_for_once(office: Office) -> None:
    heads = ("А", "Б", "В", "Г", "Д", "Ђ", "Е", "Ж")
    head = office.viewer(Role.REGISTRY_HEAD)
    export = actions.send_export(head, name="izvoz.xlsx", content=table(good(office), heads), day=today(office))
    assert export.state == ExportState.MAPPING
    for columns in ({"number": 0}, {"number": 0, "subject": 0, "received": 2}):
        with pytest.raises(ValidationError):
            actions.set_export_columns(head, export=export, columns=columns)
    export = actions.set_export_columns(head, export=export, columns={"number": 0, "subject": 1, "received": 2})
    assert actions.bring_export(head, export=export).counts["new"] == 3
    again = actions.send_export(head, name="izvoz.xlsx", content=table(good(office), heads), day=today(office))
    assert (again.state, again.counts["same"]) == (ExportState.CHECKED, 3)


def test_a_paper_entered_by_hand_is_not_doubled_and_gets_its_number(office: Office) -> None:
    ours = office.register("Захтев за заузеће", office.party("Стојан Пешић")).case
    export = brought(office, [row(office, 500, "Zahtev za zauzeće", "STOJAN PEŠIĆ")])
    assert export.counts["perhaps"] == 1
    clerk = office.viewer(Role.REGISTRY_CLERK)
    found = day_of(clerk, today(office))
    assert ([one.perhaps for one in found.missing], [one.case for one in found.extra]) == ([[ours]], [ours])
    actions.join_row(clerk, row=found.missing[0].row, case=ours)
    found = day_of(clerk, today(office))
    assert (found.missing, found.extra, found.differing, found.equal) == ([], [], [], True)
    ours.refresh_from_db()
    assert ours.external_number == national(office, 500)
    assert queries.case_of_code(clerk, national(office, 500)) == ours
    assert numbering.sub_number(office.organisation, ours, 1) == ours.external_number
    assert brought(office, [row(office, 500, "Захтев за заузеће", "Стојан Пешић")]).counts["same"] == 1


def test_a_row_that_only_looks_like_ours_becomes_a_case_of_its_own(office: Office) -> None:
    office.register("Захтев", office.party("Стојан Пешић"))
    brought(office, [row(office, 500, "Захтев", "Стојан Пешић")])
    clerk = office.viewer(Role.REGISTRY_CLERK)
    [missing] = day_of(clerk, today(office)).missing
    case = actions.open_row(clerk, row=missing.row)
    assert case.number == national(office, 500)
    with pytest.raises(ValidationError):
        actions.open_row(clerk, row=missing.row)


def test_a_number_that_is_another_cases_is_refused(office: Office) -> None:
    brought(office, good(office))
    ours = office.register().case
    with pytest.raises(ValidationError) as refused:
        actions.note_external(
            office.viewer(Role.REGISTRY_CLERK),
            case=ours,
            system="Писарница",
            number=national(office, 101).replace(" ", "-"),
            status="",
            at=clock.now(office.organisation),
        )
    assert refused.value.code == "external"


def test_what_differs_is_taken_over_or_left_with_a_reason_until_it_differs_anew(office: Office) -> None:
    brought(office, good(office))
    earlier = today(office) - timedelta(days=3)
    brought(office, [row(office, 101, "Заузеће тротоара", "Мила Ведрић-Савић", day=earlier.isoformat())])
    clerk = office.viewer(Role.REGISTRY_CLERK)
    [differing] = day_of(clerk, today(office)).differing
    assert [name for name, _theirs, _ours in differing.facts] == ["subject", "sender", "received"]
    before = differing.case.due_on
    actions.take_over(clerk, row=differing.row, facts=["subject", "received"])
    [differing] = day_of(clerk, today(office)).differing
    assert [name for name, _theirs, _ours in differing.facts] == ["sender"]
    assert (differing.case.subject, differing.case.due_on != before) == ("Заузеће тротоара", True)
    actions.leave_as_is(
        clerk, day=today(office), subject=differing.row, reason="Промена презимена", about=differing.about
    )
    assert day_of(clerk, today(office)).equal
    brought(office, [row(office, 101, "Заузеће тротоара", "Мила Савић", day=earlier.isoformat())])
    found = day_of(clerk, today(office))
    assert not found.equal
    actions.take_over(clerk, row=found.differing[0].row, facts=["sender"])
    assert day_of(clerk, today(office)).equal
    assert by_number(office, 101).parties.get().name == "Мила Савић"


def test_a_name_in_another_order_is_no_difference(office: Office) -> None:
    brought(office, [row(office, 101)])
    brought(office, [row(office, 101, party="Vedrić Mila")])
    assert day_of(office.viewer(Role.REGISTRY_CLERK), today(office)).equal


def test_another_day_of_receipt_moves_the_deadline_of_the_law_and_no_other(office: Office) -> None:
    brought(office, [row(office, 101, procedure="P036"), row(office, 102), row(office, 103, procedure="P036")])
    by_class, by_hand = by_number(office, 102), by_number(office, 103)
    for case in (by_class, by_hand):
        case.due_on = today(office) + timedelta(days=90)
        case.save(update_fields=["due_on"])
    clerk, earlier = office.viewer(Role.REGISTRY_CLERK), today(office) - timedelta(days=10)
    before = by_number(office, 101).due_on
    for ordinal in (101, 102, 103):
        actions.correct_as_told(clerk, case=by_number(office, ordinal), received_on=earlier)
    moved = by_number(office, 101)
    assert moved.due_on != before
    assert moved.deadline_rule
    for case in (by_class, by_hand):
        assert Case.objects.get(pk=case.pk).due_on == case.due_on


def test_an_extension_follows_a_corrected_day_of_receipt(office: Office) -> None:
    brought(office, [row(office, 101, procedure="P036")])
    chief, clerk = office.viewer(Role.HEAD_OF_ADMINISTRATION), office.viewer(Role.REGISTRY_CLERK)
    extend(chief, case=by_number(office, 101), days=20, law="Закон о озакоњењу", article="чл. 27", reason="Елаборат.")
    earlier = today(office) - timedelta(days=10)
    actions.correct_as_told(clerk, case=by_number(office, 101), received_on=earlier)
    case = by_number(office, 101)
    due = independent_dates.ends(earlier, 30, frozenset())
    assert (case.due_on, case.adjusted_on) == (due, independent_dates.extended(due, [20], frozenset()))


def test_nothing_is_done_to_a_case_that_the_clerk_may_not_see(office: Office) -> None:
    brought(office, good(office))
    secret, head = by_number(office, 101), office.viewer(Role.REGISTRY_HEAD)
    actions.restrict_case(head, case=secret, staff=[], reason="Заштита странке")
    brought(office, [row(office, 101, "Друго"), row(office, 900)])
    clerk = office.viewer(Role.REGISTRY_CLERK)
    of_secret, free = (
        StateRow.objects.get(case=secret),
        StateRow.objects.get(case__external_number=national(office, 900)),
    )
    StateRow.objects.filter(pk=free.pk).update(case=None)
    with pytest.raises(NotAllowed):
        actions.take_over(clerk, row=of_secret, facts=["subject"])
    with pytest.raises(NotAllowed):
        actions.join_row(clerk, row=free, case=secret)
    for subject in (of_secret, secret):
        with pytest.raises(NotAllowed):
            actions.leave_as_is(clerk, day=today(office), subject=subject, reason="Тако је")


def test_a_title_above_the_headings_is_no_heading(office: Office) -> None:
    heads = ("Број", "Назив", "Датум завођења", "Обрађивач", "Статус")
    lines = [("Списак предмета", "на дан", "извоз"), heads, (national(office, 1), "Захтев", "1.2.2026.", "", "")]
    export = actions.send_export(
        office.viewer(Role.REGISTRY_HEAD), name="i.xlsx", content=table(lines[1:], lines[0]), day=today(office)
    )
    assert tuple(export.heads) == heads


def test_the_day_is_closed_by_the_head_when_both_say_the_same(office: Office) -> None:
    head, clerk, day = office.viewer(Role.REGISTRY_HEAD), office.viewer(Role.REGISTRY_CLERK), today(office)
    with pytest.raises(ValidationError):
        actions.close_day(head, day=day)  # no file yet
    ours = office.register("Само код нас", office.party("Зорка Зорић")).case
    brought(office, good(office))
    with pytest.raises(ValidationError):
        actions.close_day(head, day=day)
    with pytest.raises(ValidationError):
        actions.leave_as_is(clerk, day=day, subject=ours, reason=" ")
    actions.leave_as_is(clerk, day=day, subject=ours, reason="Биће заведено сутра")
    with pytest.raises(NotAllowed):
        actions.close_day(clerk, day=day)
    closed = actions.close_day(head, day=day)
    assert (closed.closed_name, closed.counts["left"], closed.counts["rows"]) == (head.name, 1, 3)
    assert Entry.objects.get(verb="state-day.closed").actor_name == head.name
    for deed in (lambda: sent(office, good(office)), lambda: actions.close_day(head, day=day)):
        with pytest.raises(ValidationError):
            deed()


def test_a_working_day_without_a_file_is_told(office: Office) -> None:
    brought(
        office, [row(office, 1, day=(today(office) - timedelta(days=8)).isoformat())], today(office) - timedelta(days=8)
    )
    lines = {line.day: line for line in days(office.viewer(Role.REGISTRY_CLERK))}
    begun = today(office) - timedelta(days=8)
    between = [line for day, line in lines.items() if begun < day < today(office)]
    assert between
    assert all(line.missing for line in between)
    assert not lines[today(office)].missing
    assert not lines[begun].missing
    assert all(line.day.weekday() < 5 or not line.missing for line in lines.values())


def test_only_the_registry_and_only_in_companion_mode(office: Office) -> None:
    for role in (Role.HANDLER, Role.ADMINISTRATOR, Role.CITIZEN):
        with pytest.raises(NotAllowed):
            sent(office, good(office), role=role)
        with pytest.raises(NotAllowed):
            day_of(office.viewer(role), today(office))
    organisations.set_mode(office.viewer(Role.ADMINISTRATOR), function=Function.REGISTER, mode=Mode.PRACTICE)
    with pytest.raises(ValidationError) as refused:
        sent(office, good(office))
    assert refused.value.code == "mode"


def test_many_rows_cost_no_more_queries_than_few(office: Office) -> None:
    brought(office, good(office))
    counted = []
    for start, count in ((1000, 10), (5000, 400)):
        export = sent(office, [row(office, start + step, f"Предмет {start + step}") for step in range(count)])
        with CaptureQueriesContext(connection) as asked:
            actions.bring_export(office.viewer(Role.REGISTRY_HEAD), export=export)
        counted.append(len(asked))
    assert counted[0] == counted[1]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("002453110 2026 10520 004 003 000", "2453110/2026 10520"),
        ("002453110-2026-10520-004-003-000-001", "2453110/2026 10520"),
        ("350-123/2026-IV-02", "123/2026"),
        ("123/26", "123/2026"),
        ("без броја", ""),
        ("", ""),
    ],
)
def test_spellings_of_one_number_share_a_key(text: str, key: str) -> None:
    assert key_of(text) == key
