"""Two books side by side: what differs is told under its number, a day left out is told, and the head ends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from salter.calendars.rules import WorkingCalendar
from salter.documents.actions import content, keep_as_it_came
from salter.documents.models import Document, Source
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Organisation, Role
from salter.registry import actions
from salter.registry.models import BookImport, DaySheet, ParallelRun, Submission
from salter.registry.parallel import queries, rules
from salter.registry.parallel.rules import Said
from tests.support.office import Office

HEADS = ("Основни број", "Предмет", "Подброј", "Датум пријема", "Пошиљалац", "Број и датум", "Јединица", "", "")
Cells = Sequence[object]


def today(office: Office) -> date:
    return clock.today(office.organisation)


def begun(office: Office, *, days: int = 0) -> ParallelRun:
    """Both books are kept since so many days."""
    head = office.viewer(Role.REGISTRY_HEAD)
    return actions.begin_parallel_run(
        head, old_book="деловодник", ground="Одлука 1", began_on=today(office) - timedelta(days=days)
    )


def table(rows: Sequence[Cells], heads: Sequence[str] = HEADS) -> BytesIO:
    book = Workbook()
    for row in (heads, *rows):
        book.worksheets[0].append(list(row))
    written = BytesIO()
    book.save(written)
    written.seek(0)
    return written


def compared(office: Office, rows: Sequence[Cells], heads: Sequence[str] = HEADS) -> DaySheet:
    theirs = actions.Theirs(table(rows, heads), "dan.xlsx")
    sheet = actions.compare_day(office.viewer(Role.REGISTRY_CLERK), day=today(office), theirs=theirs)
    sheet.refresh_from_db()
    return sheet


def figures(office: Office, said: Said) -> DaySheet:
    theirs = actions.Theirs(said=said)
    return actions.compare_day(office.viewer(Role.REGISTRY_CLERK), day=today(office), theirs=theirs)


def as_theirs(submission: Submission, subject: str = "", sender: str = "") -> list[object]:
    """The row that the old book has of one of ours."""
    case = submission.case
    name = submission.sender.name if submission.sender else ""
    day = clock.today(submission.organisation)
    return [
        f"{case.ordinal}/{case.year}",
        subject or submission.subject,
        submission.sub_number or "",
        day,
        sender or name,
    ]


def numbers(sheet: DaySheet, kind: str) -> list[str]:
    return [line["key"].split("/")[1] for line in sheet.found[kind]]


def test_each_difference_of_a_day_is_told_under_its_number(office: Office) -> None:
    begun(office)
    same, differs, extra = (office.register(words) for words in ("Сеча стабла", "Таксе", "Заузеће"))
    year = today(office).year
    sheet = compared(
        office,
        [
            as_theirs(same, "Захтев за сечу стабала", "Vedrić Mila, Vedrovo"),
            as_theirs(differs, "Грађевинска дозвола"),
            [f"7777/{year}", "Молба", "", today(office), "Неко"],
            [f"7777/{year}", "Молба", "", today(office), "Неко"],
            [f"8888/{year}", "Јучерашње", "", today(office) - timedelta(days=1), "Неко"],
            ["нечитко", "Без броја", "", today(office), "Неко"],
        ],
    )
    assert numbers(sheet, "missing") == ["7777"]
    assert numbers(sheet, "extra") == [str(extra.case.ordinal)]
    assert numbers(sheet, "doubled") == ["7777"]
    [one] = sheet.found["differing"]
    assert (one["ours"]["number"], one["facts"]) == (differs.case.number, ["subject"])
    assert [row["line"] for row in sheet.found["unreadable"]] == [7]
    assert (sheet.same, sheet.differences, sheet.found["other_days"]) == (1, 5, 1)
    assert sheet.document is not None
    assert content(sheet.document).startswith(b"PK")
    entry = Entry.objects.get(verb="parallel.compared")
    assert (entry.body["same"], entry.body["differences"]) == (1, 5)


def test_a_table_of_acts_does_not_explain_the_columns_of_the_old_book(office: Office) -> None:
    """What a person said of the old book holds, although a table of acts was brought in after it."""
    begun(office)
    head = office.viewer(Role.REGISTRY_HEAD)
    explained = ("Шифра", "О чему", "Под", "Кад", "Ко")
    book = {
        "document": kept(head),
        "heads": list(explained),
        "columns": {"number": "0", "subject": "1", "received": "3"},
    }
    acts = {"document": kept(head), "heads": ["Нешто"], "columns": {"subject": "0"}}
    act_list = actions.open_list(head, title="Уверења", class_code="352")
    given = {"organisation": office.organisation, "asked_by": head.account, "asked_at": clock.now(office.organisation)}
    BookImport.objects.create(**given, **book)
    BookImport.objects.create(**given, **acts, act_list=act_list)
    submission = office.register()
    row = [*as_theirs(submission)[:4], "Мила Ведрић"]
    assert compared(office, [row], explained).found["differing"] == []


def kept(viewer: Viewer) -> Document:
    table = BytesIO(b"table")
    return keep_as_it_came(viewer, name="t.csv", content=table, source=Source.UPLOAD, media_type="", limit=100)


def test_a_number_that_came_on_another_day_is_a_difference_and_not_missing(office: Office) -> None:
    begun(office, days=3)
    submission = office.register()
    yesterday = today(office) - timedelta(days=1)
    row = as_theirs(submission)
    row[3] = yesterday
    theirs = actions.Theirs(table([row]), "dan.xlsx")
    sheet = actions.compare_day(office.viewer(Role.REGISTRY_CLERK), day=yesterday, theirs=theirs)
    sheet.refresh_from_db()
    assert sheet.found["missing"] == []
    assert sheet.found["differing"][0]["facts"] == ["received"]


def test_a_supplement_is_compared_under_its_sub_number(office: Office) -> None:
    begun(office)
    first = office.register()
    intake = actions.Intake(subject="Допуна", channel="post", received_at=clock.now(office.organisation))  # type: ignore[arg-type]
    second = actions.add_supplement(office.viewer(Role.REGISTRY_CLERK), case=first.case, intake=intake)
    assert compared(office, [as_theirs(first), as_theirs(second)]).differences == 0
    assert numbers(compared(office, [as_theirs(first)]), "extra") == [str(first.case.ordinal)]


def test_of_a_restricted_case_only_number_and_day_are_compared_and_kept(office: Office) -> None:
    begun(office)
    secret = office.register("Пријава насиља")
    head = office.viewer(Role.REGISTRY_HEAD)
    actions.restrict_case(head, case=secret.case, staff=[], reason="Заштита странке")
    sheet = compared(office, [[f"7777/{today(office).year}", "Молба", "", today(office), "Неко"]])
    assert sheet.found["extra"][0]["facts"].keys() == {"received"}
    assert compared(office, [as_theirs(secret, "Друго", "Друго")]).differences == 0


def test_a_day_on_paper_is_compared_by_three_figures(office: Office) -> None:
    begun(office)
    first, last = office.register(), office.register()
    numbers = first.case.ordinal, last.case.ordinal
    assert figures(office, Said(2, *numbers)).differences == 0
    sheet = figures(office, Said(3, numbers[0], numbers[1] + 1))
    assert [(row["name"], row["theirs"], row["ours"]) for row in sheet.found["figures"]] == [
        ("count", 3, 2),
        ("last", numbers[1] + 1, numbers[1]),
    ]
    for wrong in (Said(2, 5, 3), Said(0, 1, 1), Said(2, 1, 0)):
        with pytest.raises(ValidationError):
            figures(office, wrong)


@pytest.mark.parametrize(
    ("rows", "heads"),
    [([["1", "Молба"]], ("Шифра", "О чему")), ([], HEADS)],
)
def test_a_table_that_says_no_number_is_refused_with_what_to_do(
    office: Office, rows: Sequence[Cells], heads: Sequence[str]
) -> None:
    begun(office)
    with pytest.raises(ValidationError) as refused:
        compared(office, rows, heads)
    assert any(word in str(refused.value.messages) for word in ("Основни број", "ред су називи колона"))
    with pytest.raises(ValidationError):
        actions.compare_day(
            office.viewer(Role.REGISTRY_CLERK), day=today(office), theirs=actions.Theirs(BytesIO(b"PK\x03\x04 x"), "x")
        )
    assert not DaySheet.objects.exists()


@pytest.mark.parametrize(
    ("theirs", "ours", "same"),
    [
        ("Захтев за сечу стабала", "Seča stabla", True),
        ("Захтев за грађевинску дозволу", "Захтев за увид", False),
        ("Молба", "Грађевинска дозвола", True),  # one word that says nothing is not held against it
    ],
)
def test_two_clerks_put_one_matter_into_other_words(theirs: str, ours: str, same: bool) -> None:
    assert rules.same_matter(theirs, ours) is same


def test_days_not_compared_are_told_working_days_and_those_with_entries() -> None:
    calendar, first = WorkingCalendar(), date(2026, 7, 1)  # a Wednesday
    last = date(2026, 7, 6)
    found = rules.days_to_compare(calendar, first, last, {date(2026, 7, 2)}, {date(2026, 7, 5)})
    assert found == [date(2026, 7, 1), date(2026, 7, 3), date(2026, 7, 5), date(2026, 7, 6)]


def test_a_day_left_out_and_a_sheet_nobody_looked_at_wait_until_they_are_done(office: Office) -> None:
    run, head = begun(office, days=7), office.viewer(Role.REGISTRY_HEAD)
    waiting = queries.waiting(head)
    assert waiting is not None
    assert (waiting.days, waiting.sheets) == (len(queries.not_compared(head, run)), 0)
    day = queries.not_compared(head, run)[0]
    clerk = office.viewer(Role.REGISTRY_CLERK)
    sheet = actions.compare_day(clerk, day=day, theirs=actions.Theirs(said=Said(1, 5, 5)))
    assert day not in queries.not_compared(head, run)
    assert queries.waiting(head) == queries.Waiting(waiting.days - 1, 1)
    with pytest.raises(ValidationError):
        actions.look_at_sheet(clerk, sheet=sheet, remark=" ")
    seen = actions.look_at_sheet(clerk, sheet=sheet, remark="Унето накнадно.")
    assert (seen.seen_name, queries.waiting(head)) == (clerk.name, queries.Waiting(waiting.days - 1, 0))
    assert Entry.objects.get(verb="parallel.seen").body["remark"] == "Унето накнадно."


def test_the_head_ends_it_with_a_note_that_counts_the_days(office: Office) -> None:
    run = begun(office, days=7)
    figures(office, Said(0))
    head = office.viewer(Role.REGISTRY_HEAD)
    with pytest.raises(ValidationError):
        actions.end_parallel_run(head, ending=" ")
    left = len(queries.not_compared(head, run))
    ended = actions.end_parallel_run(head, ending="Књиге се слажу.")
    assert ended.note is not None
    assert content(ended.note).startswith(b"%PDF-")
    body = Entry.objects.get(verb="parallel.ended").body
    assert (body["compared"], body["alike"], body["left"]) == (1, 1, left)
    assert queries.running(head) is None
    assert queries.waiting(head) is None
    with pytest.raises(ValidationError):
        figures(office, Said(0))
    begun(office)


def test_only_one_at_a_time_and_only_the_head_begins_and_ends_it(office: Office) -> None:
    clerk, handler = office.viewer(Role.REGISTRY_CLERK), office.viewer(Role.HANDLER)
    with pytest.raises(NotAllowed):
        actions.begin_parallel_run(clerk, old_book="x", ground="y", began_on=today(office))
    begun(office)
    with pytest.raises(ValidationError):
        begun(office)
    with pytest.raises(NotAllowed):
        actions.end_parallel_run(clerk, ending="x")
    with pytest.raises(NotAllowed):
        actions.compare_day(handler, day=today(office), theirs=actions.Theirs(said=Said(0)))


def test_a_clerk_compares_a_day_on_its_page_and_is_reminded_on_the_first_page(office: Office, client: Client) -> None:
    begun(office, days=7)
    office.register("Сеча стабла")
    client.force_login(office.account(Role.REGISTRY_CLERK))
    assert reverse("registry:parallel") in client.get(reverse("registry:home")).content.decode()
    page = client.get(reverse("registry:parallel")).content.decode()
    day = (today(office)).strftime("%d.%m.%Y.")
    assert reverse("registry:parallel-compare") in page
    nothing = client.post(reverse("registry:parallel-compare"), {"day": day})
    assert nothing.status_code == 422
    file = table([[f"9999/{today(office).year}", "Молба", "", today(office), "Неко"]])
    file.name = "dan.xlsx"
    answer = client.post(reverse("registry:parallel-compare"), {"day": day, "table": file}, follow=True)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "9999/" in shown
    assert "Сеча стабла" in shown
    Organisation.objects.get(pk=office.organisation.pk)
