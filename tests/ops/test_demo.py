"""The demo: its cases are possible, made by actions, in order; its pages lead through the story and judge exercises."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from salter.archive.models import ArchiveUnit
from salter.journal.models import Entry, Outbox
from salter.mailbox.models import Delivery
from salter.ops import navigation, tasks, tokens, welcome
from salter.ops.demo import office as demo
from salter.ops.demo import seeding
from salter.ops.demo.moments import CALENDAR, Moments
from salter.ops.demo.past import past_rows
from salter.ops.demo.rows import SHOWN, written_rows
from salter.ops.demo.stories import STORIES, Life, deeds
from salter.organisations import clock
from salter.organisations.absence import away
from salter.organisations.access import viewer_of
from salter.organisations.models import Account, Duty, Organisation, Role, Staff
from salter.organisations.tenancy import scope
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import (
    Act,
    ActKind,
    ActStatus,
    Case,
    CaseParty,
    CaseStatus,
    IntakeChannel,
    Loan,
    Outcome,
    PaperPlace,
    Register,
    Submission,
)
from salter.training import words
from tests.support.office import Office

DAYS = (date(2026, 11, 23), date(2027, 1, 1), date(2027, 2, 3), date(2028, 6, 30))
ALL = [*written_rows("practice.csv"), *(row for day in DAYS for row in seeding.rows_of(demo.CODE, day))]


def quiet(_line: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture
def practice_only(db: None, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """Both offices with their people, and the seven cases of the practice office."""
    monkeypatch.setattr(seeding, "OFFICES", (demo.PRACTICE_CODE,))
    seeding.seed(quiet, first=0)
    return Organisation.objects.get(code=demo.PRACTICE_CODE)


# --- what is written in the tables ---


def test_every_case_has_a_story_texts_and_a_party() -> None:
    for row in ALL:
        assert row.procedure in words.texts(), row
        assert row.story in STORIES, row
        assert not row.party or row.party in demo.public(), row
        if not row.party:
            assert {deed.name for deed in deeds(row.story)} <= NEEDS_NOBODY, row


NEEDS_NOBODY = {"assign", "tickler", "status", "close", "archive"}


def test_every_deed_of_a_story_is_one_that_people_do() -> None:
    for name in STORIES:
        for deed in deeds(name):
            assert callable(getattr(Life, deed.name)), (name, deed)


def test_every_story_is_told_and_fits_before_today() -> None:
    assert {row.story for row in ALL} == set(STORIES)
    for row in ALL:
        last = max((deed.days for deed in deeds(row.story)), default=0)
        assert last + 3 <= row.days or last == 0, row


def test_four_hundred_cases_of_many_kinds_and_eighty_accounts() -> None:
    for day in DAYS:
        rows = seeding.rows_of(demo.CODE, day)
        assert len(rows) >= 400
        assert len({row.procedure for row in rows}) >= 12
        assert {row.channel for row in rows} == set(IntakeChannel.values)
        assert any(row.also for row in rows)
        assert not any(row.party in SHOWN for row in past_rows(day))
    assert sum(one.has_account for one in demo.public().values()) == 80


def test_the_same_day_gives_the_same_office() -> None:
    assert past_rows(DAYS[0]) == past_rows.__wrapped__(DAYS[0])  # drawn anew
    assert len(set(past_rows(DAYS[0]))) == len(past_rows(DAYS[0]))


@pytest.mark.parametrize("day", DAYS)
def test_the_cases_are_of_this_year_and_the_last(day: date) -> None:
    days = [day - timedelta(days=row.days) for row in seeding.rows_of(demo.CODE, day)]
    assert {on.year for on in days} == {day.year, day.year - 1}


NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def moments(ago: int, steps: list[int], seed: int) -> list[datetime]:
    """The moments of a story that began `ago` days before NOW."""
    times = Moments(timezone.localdate(NOW) - timedelta(days=ago), NOW, random.Random(seed))
    return [times.after(days) for days in sorted(steps)]


@given(st.integers(0, 100), st.lists(st.integers(0, 60), max_size=8), st.integers(0, 10_000))
def test_moments_follow_each_other_and_never_lie_ahead(ago: int, steps: list[int], seed: int) -> None:
    found = moments(ago, steps, seed)
    assert all(before < after for before, after in zip(found, found[1:], strict=False))
    assert all(moment < NOW for moment in found)


@given(st.lists(st.integers(0, 60), max_size=8), st.integers(0, 10_000))
def test_a_story_that_fits_happens_on_working_days(steps: list[int], seed: int) -> None:
    found = moments(70, steps, seed)
    assert all(CALENDAR.is_working(timezone.localdate(moment)) for moment in found)


def test_shown_people_come_first_then_one_of_every_story() -> None:
    cases = written_rows("cases.csv")
    order = [cases[place] for place in seeding.in_order(cases)]
    assert sorted(seeding.in_order(cases)) == list(range(len(cases)))
    assert {row.party for row in order[:6]} <= set(SHOWN)
    stories = {row.story for row in cases}
    assert {row.story for row in order[: 8 + len(stories)]} == stories


class Nobody:
    """A cast of an office that is not there."""

    organisation = None


@pytest.mark.parametrize("day", DAYS)
def test_every_case_lives_once_and_the_book_is_closed_between_the_years(day: date) -> None:
    begun = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=9)
    rows = seeding.rows_of(demo.CODE, day)
    lives = [Life(Nobody, row, place, begun) for place, row in enumerate(rows, 1)]  # type: ignore[arg-type]
    turns = list(seeding.turns(lives, begun))
    begins = [turn.life for turn in turns if turn.life and turn.begins]
    ends = [turn.life for turn in turns if turn.ends]
    assert sorted(map(id, begins)) == sorted(map(id, ends)) == sorted(map(id, lives))
    assert not any(life.row.days >= 74 for life in begins[:80])
    [closing] = [place for place, turn in enumerate(turns) if turn.life is None]
    at = turns[closing].until
    assert (at.year, at.month, at.day) == (day.year - 1, 12, 31)
    for turn in turns[:closing]:
        assert turn.life
        if turn.life.arrival <= at:
            assert all(moment <= at or moment > turn.until for moment, _deed in turn.life.schedule)
    on_new_years_day = (day.month, day.day) == (1, 1)
    assert any(turn.ends and not turn.begins for turn in turns[closing:]) is not on_new_years_day


# --- founding and seeding ---


def test_somebody_holds_every_role(practice_only: Organisation) -> None:
    for role in Role:
        assert tokens.issue(demo.CODE, role.value).startswith("salter_"), role


def test_a_request_to_correct_gives_the_days_that_its_clock_runs(office: Office) -> None:
    case = office.register().case
    written = [words.letter(case, ActKind.REQUEST_TO_CORRECT)[1]["deadline"]]
    set_law(office.viewer(Role.ADMINISTRATOR), setting=BY_NAME["correction_days"], value=21, reason="Одлука начелника")
    case.organisation.refresh_from_db()
    written.append(words.letter(case, ActKind.REQUEST_TO_CORRECT)[1]["deadline"])
    assert written == ["8 дана од дана пријема овог позива", "21 дан од дана пријема овог позива"]


def test_a_newcomer_sees_what_it_is_to_act_for_somebody(practice_only: Organisation) -> None:
    """Whoever is shown as the handler stands in for a colleague with cases, and who assigns is told."""
    organisation = Organisation.objects.get(code=demo.CODE)
    with scope(organisation.pk):
        shown = Account.objects.get(username=demo.DEPUTY)
        assert shown.demo
        [one] = viewer_of(shown, organisation).stand_ins
        assert one.duties == {Duty.HANDLE}
        absent = Staff.objects.get(account__username=demo.ABSENT)
        assert one.absent == absent.pk
        known = away(organisation)[absent.pk]
        assert (known.until_on or date.min) > clock.today(organisation)
        assert [deputy.account for deputy in known.deputies] == [shown]


def test_cases_come_in_order_and_live_at_their_own_time(practice_only: Organisation) -> None:
    assert seeding.go_on()
    with scope(practice_only.pk):
        cases = list(Case.objects.order_by("ordinal"))
        assert [case.ordinal for case in cases] == list(range(1, 8))
        assert [case.registered_at for case in cases] == sorted(case.registered_at for case in cases)
        waiting = set(Outbox.objects.filter(organisation=practice_only, told=False).values_list("verb", flat=True))
        assert waiting <= seeding.LEFT_TO_THE_WORKER


def test_seeding_goes_on_where_it_stopped_and_then_does_nothing(practice_only: Organisation) -> None:
    steps = 0
    while seeding.go_on():
        steps += 1
    assert steps == 7
    said: list[str] = []
    assert seeding.seed(said.append, first=0) == 0
    assert said == []
    practice_only.refresh_from_db()
    assert seeding.progress_of(practice_only) == (7, 7)
    assert not seeding.go_on()
    with scope(practice_only.pk):
        assert Case.objects.count() == 7
        assert Act.objects.filter(status=ActStatus.DRAFT).count() == 1


def test_a_small_office_has_only_the_cases_of_the_last_weeks(practice_only: Organisation) -> None:
    days = [row.days for row in seeding.rows_of(demo.CODE, DAYS[0], small=True)]
    assert len(days) == 80
    assert max(days) < 74
    assert Account.objects.filter(citizen=True).count() == 30


def test_what_an_earlier_release_has_filled_stays_as_it_is(practice_only: Organisation) -> None:
    practice_only.settings["demo"] = {"today": "2026-11-23", "cases": ["a"], "lived": 3}
    practice_only.save(update_fields=["settings"])
    assert seeding.seed(quiet, first=0) == 0
    assert not seeding.go_on()
    with scope(practice_only.pk):
        assert Case.objects.count() == 7


def test_the_worker_rests_after_each_case_and_asks_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    asked: list[bool] = []
    monkeypatch.setattr("salter.ops.tasks.time.sleep", rests.append)
    monkeypatch.setattr(tasks, "go_on_seeding", lambda: asked.append(True))
    monkeypatch.setattr(seeding, "go_on", lambda: not asked)
    tasks.let_a_case_live()
    tasks.let_a_case_live()
    assert (len(rests), len(asked)) == (1, 1)
    assert 0 <= rests[0] <= tasks.LONGEST_PAUSE


@pytest.mark.long
def test_the_whole_demo(db: None) -> None:
    seeding.seed(quiet)
    organisation = Organisation.objects.get(code=demo.CODE)
    assert seeding.progress_of(organisation) == (420, 420)
    with scope(organisation.pk):
        _has_everything()
        _has_two_books(organisation)
        assert not Case.objects.filter(registered_at__gt=clock.real_now()).exists()


def _has_everything() -> None:
    """Every state of everything, as many as the issue asks for."""
    cases = Case.objects.all()
    assert cases.count() >= 400
    assert cases.values("procedure").distinct().count() >= 12
    assert set(cases.values_list("status", flat=True)) == set(CaseStatus.values)
    assert set(cases.values_list("channel", flat=True)) == set(IntakeChannel.values)
    assert set(cases.values_list("outcome", flat=True)) == {*Outcome.values, ""}
    assert set(Act.objects.values_list("status", flat=True)) == set(ActStatus.values)
    assert set(Act.objects.values_list("kind", flat=True)) == set(ActKind.values)
    states = Counter(Delivery.objects.values_list("state", flat=True))
    assert states["opened"] >= 40, states
    assert {"in-mailbox", "sent", "failed"} <= set(states), states
    assert Delivery.objects.filter(state="failed", settled_at=None).exists()
    assert PaperPlace.objects.filter(box__shelf__path="Депо / А1").count() == 2
    assert Loan.objects.get(returned_on=None).until_on >= timezone.localdate()
    assert CaseParty.objects.filter(delivered_on__isnull=False).values("case").distinct().count() >= 40
    assert ArchiveUnit.objects.count() >= 20
    assert Entry.objects.filter(verb="archive.exported").exists()
    assert cases.filter(cancelled_at__isnull=False).exists()
    assert cases.exclude(external_number="").exists()
    assert cases.filter(confidentiality="restricted").exists()
    assert cases.filter(party_ids=[]).exists()
    assert cases.filter(party_ids__len__gt=1).exists()
    assert cases.filter(status="interrupted", acts__kind=ActKind.REQUEST_TO_CORRECT).exists()
    assert Submission.objects.filter(sub_number__gt=0).exists()
    assert len(set(cases.exclude(handler=None).values_list("handler", flat=True))) >= 8


def _has_two_books(organisation: Organisation) -> None:
    """Last year's is closed with its note, and what it left unfinished went on under its number."""
    today = clock.today(organisation)
    assert Case.objects.filter(status="in_progress", due_on__lt=today).exists()
    earlier, current = Register.objects.order_by("year")
    assert (earlier.year, current.year) == (today.year - 1, today.year)
    assert earlier.closed_at is not None
    assert timezone.localdate(current.opened_at).month == 1
    assert earlier.closing_note is not None
    assert current.closed_at is None
    for register in (earlier, current):
        ordinals = list(Case.objects.filter(register=register).order_by("ordinal").values_list("ordinal", flat=True))
        assert ordinals == list(range(1, register.last_ordinal + 1))
    note = Entry.objects.get(verb="register.closed").body
    later = Case.objects.filter(year=earlier.year, resolved_at__gt=earlier.closed_at)
    assert note["entries"] == earlier.last_ordinal
    assert note["unfinished"] >= later.count() > 0


# --- pages ---


def test_home_tells_the_story_and_leads_through_the_sign_in(office: Office) -> None:
    answer = Client().get("/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('class="sl-story__step"') == len(welcome.STORY) == 6
    assert "/sign-in/?next=%2Farchive%2Fwaiting%2F#people" in page


def test_home_leads_staff_straight_to_their_places(client_as: Callable[[Role], Client]) -> None:
    page = client_as(Role.ARCHIVIST).get("/").content.decode()
    assert 'href="/archive/waiting/"' in page
    assert "?next=%2Foffice%2Fsign%2F" in page


def test_home_of_a_real_office_shows_doors_and_no_demo(office: Office) -> None:
    Organisation.objects.filter(pk=office.organisation.pk).update(demo=False)
    page = Client().get("/").content.decode()
    assert "sl-story" not in page
    assert 'href="/services/"' in page


def test_figures_count_what_is_there(office: Office) -> None:
    before = welcome.figures(office.organisation)
    office.register()
    after = welcome.figures(office.organisation)
    assert (after.open, after.received_today) == (before.open + 1, before.received_today + 1)


# --- navigation ---


def test_the_longest_address_is_the_current_entry(office: Office) -> None:
    viewer = office.viewer(Role.REGISTRY_CLERK)
    current = [entry["url"] for entry in navigation.navigation(viewer, "/office/dispatch/") if entry["current"]]
    assert current == ["/office/dispatch/"]


def test_every_page_of_the_administration_lies_under_its_entry(office: Office) -> None:
    entries = navigation.navigation(office.viewer(Role.ADMINISTRATOR), "/office/administration/units/new/")
    assert [entry["url"] for entry in entries if entry["current"]] == ["/office/administration/staff/"]


@pytest.mark.parametrize("place", ["registry:shelves", "registry:loans"])
def test_every_page_of_the_shelves_lies_under_their_entry(office: Office, place: str) -> None:
    entries = navigation.navigation(office.viewer(Role.REGISTRY_CLERK), reverse(place))
    assert [entry["url"] for entry in entries if entry["current"]] == [reverse("registry:shelves")]


def test_an_archivist_finds_the_archive_and_a_visitor_nothing(office: Office) -> None:
    urls = [entry["url"] for entry in navigation.navigation(office.viewer(Role.ARCHIVIST), "/")]
    assert "/archive/" in urls
    assert navigation.navigation(None, "/") == []


@pytest.mark.parametrize("day", DAYS)
def test_the_first_day_lies_before_the_oldest_case_in_its_year(day: date) -> None:
    now = datetime.combine(day, datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)
    oldest = max(row.days for row in seeding.rows_of(demo.CODE, day))
    assert seeding.first_day(now) < day - timedelta(days=oldest)
    assert seeding.first_day(now).year == day.year - 1
