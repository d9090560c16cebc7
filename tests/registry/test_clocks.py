"""Clocks of a case: started, met, dropped, moved by the Government's days; extension; cases begun ex officio."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salter.calendars.deadlines import LegalSettings
from salter.calendars.rules import Unit, WorkingCalendar
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.mailbox import actions as mailbox
from salter.mailbox.models import Channel, Medium
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Organisation, Party, Role
from salter.registry import actions
from salter.registry.actions.working_days import confirm_calendar
from salter.registry.clocks import rules
from salter.registry.clocks.actions import SpecialPeriod, begin_ex_officio, drop, extend, meet, start
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import (
    Act,
    ActKind,
    Case,
    CaseParty,
    CaseStatus,
    Clock,
    Deadline,
    Extension,
    Initiative,
    IntakeChannel,
    PartyRole,
    Procedure,
    RepresentativeKind,
    Wait,
    Whose,
)
from salter.registry.parties.representing import appoint
from tests.calendars import independent_dates as other
from tests.registry.scenes import SignIn, assigned
from tests.registry.test_actions import signed
from tests.support.office import Office
from tests.support.scene import citizen, registered

LAW = {"law": "Закон о озакоњењу објеката", "article": "чл. 27. ст. 3", "reason": "Странка прибавља елаборат."}
BAD = {"days": 0, "law": " ", "article": "члан", "reason": " "}


def today(office: Office) -> date:
    return clock.today(office.organisation)


def older(office: Office, days: int = 40, code: str = "P036") -> Case:
    """A case with the handler that came in some days ago."""
    intake = actions.Intake(
        subject="Захтев",
        channel=IntakeChannel.COUNTER,
        received_at=office.ago(days=days),
        parties=[actions.PartyInput(office.party())],
        documents=[office.document()],
        procedure=Procedure.objects.get(organisation=office.organisation, code=code),
    )
    case = actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake).case
    unit, staff = office.units["IV-02"], office.people[Role.HANDLER]
    return actions.assign(office.viewer(Role.REGISTRY_CLERK), case=case, unit=unit, staff=staff)


def special(
    article: str = "Закон о планирању, чл. 12", what: str = "Прибавити сагласност", days: int = 5
) -> SpecialPeriod:
    return SpecialPeriod(what=what, days=days, article=article, whose=Whose.OTHER_BODY, unit=Unit.WORKING_DAYS)


def test_several_clocks_run_at_once_each_by_its_rule(office: Office) -> None:
    case, handler, day = older(office), office.viewer(Role.HANDLER), today(office) - timedelta(days=3)
    data = start(handler, case=case, kind=Clock.DATA, on=day)
    notice = start(handler, case=case, kind=Clock.CORRECTION_NOTICE, on=day)
    own = start(handler, case=case, kind=Clock.SPECIAL, on=day, special=special())
    none: frozenset[date] = frozenset()
    assert data.due_on == other.ends(day, other.TABLE["ex-officio.reply"], none)
    assert notice.due_on == other.ends(day, other.TABLE["correction.notice"], none)
    assert own.due_on == other.ends_working(day, 5, none)
    assert (data.whose, data.certainty, own.rule) == (Whose.OTHER_BODY, "general-knowledge", "special")
    meet(handler, deadline=data, on=today(office))
    drop(handler, deadline=notice, why="Поднесак је уредан.")
    for ended in (data, notice):
        with pytest.raises(ValidationError) as refused:
            meet(handler, deadline=ended, on=today(office))
        assert refused.value.code == "ended"
    verbs = Entry.objects.filter(case_id=case.pk, verb__startswith="clock.").values_list("verb", flat=True)
    assert sorted(verbs) == ["clock.dropped", "clock.met", *["clock.started"] * 3]


@pytest.mark.parametrize(
    ("code", "ago", "kind", "given_"),
    [
        ("on", -1, Clock.DATA, None),
        ("on", 41, Clock.DATA, None),
        ("days", 1, Clock.SPECIAL, None),
        ("days", 1, Clock.DATA, special()),
        ("days", 1, Clock.SPECIAL, special(days=0)),
        ("what", 1, Clock.SPECIAL, special(what=" ")),
        ("article", 1, Clock.SPECIAL, special(article="Закон о планирању")),
    ],
)
def test_what_a_clock_is_refused_for(
    office: Office, code: str, ago: int, kind: Clock, given_: SpecialPeriod | None
) -> None:
    case, handler = older(office), office.viewer(Role.HANDLER)
    with pytest.raises(ValidationError) as refused:
        start(handler, case=case, kind=kind, on=today(office) - timedelta(days=ago), special=given_)
    assert refused.value.code == code
    assert not Deadline.objects.exists()


def test_only_who_handles_the_case_starts_and_ends_clocks(office: Office) -> None:
    case = older(office)
    row = start(office.viewer(Role.UNIT_HEAD), case=case, kind=Clock.DATA, on=today(office))
    now = today(office)
    deeds: list[Callable[[Viewer], object]] = [
        lambda viewer: start(viewer, case=case, kind=Clock.DATA, on=now),
        lambda viewer: meet(viewer, deadline=row, on=now),
        lambda viewer: drop(viewer, deadline=row, why="x"),
        lambda viewer: extend(viewer, case=case, days=5, **LAW),
        lambda viewer: begin_ex_officio(viewer, case=case, initiative=Initiative.FAVOUR, on=now),
    ]
    for role in (Role.REGISTRY_CLERK, Role.SIGNATORY, Role.INSPECTOR):
        for deed in deeds:
            with pytest.raises(NotAllowed):
                deed(office.viewer(role))


def test_only_a_special_law_with_its_article_extends_and_the_strict_date_stays(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    strict = case.due_on
    assert strict is not None
    for name, wrong in BAD.items():
        given_ = {"days": 20, **LAW, name: wrong}
        with pytest.raises(ValidationError) as refused:
            extend(handler, case=case, **given_)  # type: ignore[arg-type]
        assert refused.value.code == name
    extend(handler, case=case, days=20, **LAW)
    extend(handler, case=case, days=10, **LAW)
    case.refresh_from_db()
    assert (case.due_on, case.adjusted_on) == (strict, other.extended(strict, [20, 10], frozenset()))
    entry = Entry.objects.filter(verb="case.extended").earliest("id")
    assert entry.body["law"] == "Закон о озакоњењу објеката, чл. 27. ст. 3"


def test_a_case_begun_ex_officio_runs_from_its_day_and_against_a_party_there_is_no_silence(
    office: Office, client_as: SignIn
) -> None:
    case, handler = older(office, days=25), office.viewer(Role.HANDLER)
    place, browser = reverse("registry:case", args=[case.pk]), client_as(Role.HANDLER)
    assert "Ћутање наступа" in browser.get(place).content.decode()
    begun = timezone.localdate(case.received_at) - timedelta(days=4)
    case = begin_ex_officio(handler, case=case, initiative=Initiative.FAVOUR, on=begun)
    assert case.due_on == other.ends(begun, 30, frozenset())
    case = begin_ex_officio(handler, case=case, initiative=Initiative.AGAINST, on=begun)
    page = browser.get(place).content.decode()
    assert "Ћутање наступа" not in page
    assert "нема ћутања" in page
    with pytest.raises(ValidationError):
        begin_ex_officio(handler, case=case, initiative=Initiative.FAVOUR, on=today(office) + timedelta(days=1))


def test_a_decision_that_reached_nobody_does_not_end_silence(office: Office, client_as: SignIn) -> None:
    case, browser = older(office), client_as(Role.HANDLER)
    place, words = reverse("registry:case", args=[case.pk]), "Ћутање: од"
    assert words in browser.get(place).content.decode()
    act = signed(office, case)
    assert words in browser.get(place).content.decode(), "signed is not issued"
    channel = Channel.objects.get(organisation=office.organisation, medium=Medium.POST)
    [delivery] = actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=act, channel=channel)
    mailbox.record_handover(office.viewer(Role.REGISTRY_CLERK), delivery=delivery, on=today(office), note="")
    run_everything()
    assert words not in browser.get(place).content.decode()


def test_silence_is_over_after_its_last_day(office: Office, client_as: SignIn) -> None:
    due = date(2026, 3, 2)
    first, last = date(2026, 3, 3), date(2027, 3, 2)

    def said(day: date) -> tuple[bool, bool]:
        found = rules.silence(due, day, LegalSettings(), WorkingCalendar())
        assert found
        assert (found.first, found.last) == (first, last)
        return found.began, found.soon

    days = (due, first, last, last + timedelta(days=1))
    assert [said(day) for day in days] == [(False, True), (True, False), (True, False), (False, False)]
    for ago, shown in ((380, True), (420, False)):
        case = older(office, days=ago)
        page = client_as(Role.HANDLER).get(reverse("registry:case", args=[case.pk])).content.decode()
        assert ("Ћутање: од" in page) is shown


@pytest.mark.parametrize(
    ("ago", "status", "code"), [(407, None, "on"), (1, CaseStatus.DISCONTINUED, "status"), (406, None, "")]
)
def test_a_case_is_begun_ex_officio_within_a_year_before_its_receipt_while_it_is_undecided(
    office: Office, client_as: SignIn, ago: int, status: CaseStatus | None, code: str
) -> None:
    case, handler = older(office), office.viewer(Role.HANDLER)
    if status:
        actions.change_status(handler, case=case, status=status, reason="одустанак")
    before = case.due_on
    day = today(office) - timedelta(days=ago)
    if code:
        with pytest.raises(ValidationError) as refused:
            begin_ex_officio(handler, case=case, initiative=Initiative.FAVOUR, on=day)
        assert refused.value.code == code
        if status:
            with pytest.raises(ValidationError):
                begin_ex_officio(handler, case=case, initiative=Initiative.REQUEST, on=day)
    asked = {"initiative": "favour", "on": f"{day.day}. {day.month}. {day.year}."}
    answer = client_as(Role.HANDLER).post(reverse("registry:initiative", args=[case.pk]), asked)
    assert answer.status_code == (422 if code else 302)
    case.refresh_from_db()
    assert (case.due_on == before, case.initiated_on is None) == (bool(code), bool(code))


def asked_to_correct(office: Office, case: Case) -> Act:
    """A signed request to correct."""
    handler, content = office.viewer(Role.HANDLER), {"text": "Доставите скицу."}
    act = actions.draft_act(handler, case=case, kind=ActKind.REQUEST_TO_CORRECT, title="Позив", content=content)
    act = actions.approve_act(office.viewer(Role.UNIT_HEAD), act=actions.submit_act(handler, act=act))
    return actions.sign_act(office.viewer(Role.SIGNATORY), act=act)


def handed_to_all(office: Office, act: Act) -> None:
    """The act went to everybody by post, and each return receipt came back."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    channel = Channel.objects.get(organisation=office.organisation, medium=Medium.POST)
    for delivery in actions.dispatch_act(clerk, act=act, channel=channel):
        mailbox.record_handover(clerk, delivery=delivery, on=today(office), note="")
    run_everything()


def another_party(office: Office, case: Case, name: str) -> CaseParty:
    """One more party of a case."""
    party = office.party(name)
    return CaseParty.objects.create(
        organisation=office.organisation, case=case, party=party, role=PartyRole.OPPOSING, name=party.name
    )


def supplemented_by(office: Office, case: Case, party: Party) -> None:
    """A supplement of somebody at the counter, and the registry has learnt of it."""
    intake = actions.Intake(
        subject="Допуна",
        channel=IntakeChannel.COUNTER,
        received_at=clock.now(office.organisation),
        parties=[actions.PartyInput(party)],
    )
    actions.add_supplement(office.viewer(Role.REGISTRY_CLERK), case=case, intake=intake)
    run_everything()


def test_who_was_not_asked_to_correct_has_no_clock(office: Office) -> None:
    case = older(office)
    asked, _other = case.parties.get(), another_party(office, case, "Стојан Пешић")
    handed_to_all(office, asked_to_correct(office, case))
    assert [row.party for row in Deadline.objects.all()] == [asked]


def test_where_nobody_knows_who_was_asked_everybody_reached_has_a_clock(office: Office) -> None:
    case = older(office)
    another_party(office, case, "Стојан Пешић")
    act = asked_to_correct(office, case)
    Wait.objects.filter(act=act).update(party=None)
    handed_to_all(office, act)
    assert {row.party for row in Deadline.objects.all()} == set(case.parties.all())


def test_who_was_asked_under_an_entry_that_was_merged_has_the_clock(office: Office) -> None:
    case = older(office)
    asked, kept = case.parties.get(), office.party("Mila Vedrić")
    CaseParty.objects.filter(pk=asked.pk).update(role=PartyRole.SENDER)
    CaseParty.objects.create(
        organisation=office.organisation, case=case, party=kept, role=PartyRole.APPLICANT, name=kept.name
    )
    actions.merge_parties(office.viewer(Role.REGISTRY_HEAD), kept=kept, other=asked.party, reason="Иста лична карта.")
    handed_to_all(office, asked_to_correct(office, case))
    [row] = Deadline.objects.all()
    assert row.party == asked


ATTORNEY, RECEIVING = RepresentativeKind.ATTORNEY, RepresentativeKind.RECEIVING


@pytest.mark.parametrize(
    ("whose", "kind", "receives", "by_law", "handed_to", "runs"),
    [
        ("asked", ATTORNEY, True, True, "representative", True),
        ("asked", RECEIVING, True, True, "representative", True),  # receives and may do nothing else
        ("asked", ATTORNEY, False, True, "asked", True),  # the party keeps its letters
        ("asked", ATTORNEY, True, False, "asked", True),  # the office writes to parties alone
        ("asked", ATTORNEY, True, True, "other", False),
        ("other", ATTORNEY, True, True, "representative", False),  # a stranger to who was asked
        ("other", RECEIVING, True, True, "asked", True),
    ],
)
def test_the_correction_runs_from_service_on_who_receives_for_who_was_asked(
    office: Office, whose: str, kind: RepresentativeKind, receives: bool, by_law: bool, handed_to: str, runs: bool
) -> None:
    case, clerk = older(office), office.viewer(Role.REGISTRY_CLERK)
    parts = {"asked": case.parties.get(), "other": another_party(office, case, "Стојан Пешић")}
    if not by_law:
        head, setting = office.viewer(Role.HEAD_OF_ADMINISTRATION), BY_NAME["representative_receives"]
        set_law(head, setting=setting, value=False, reason="правно мишљење")
    lawyer = office.party("Вера Заступник")
    appoint(
        office.viewer(Role.HANDLER),
        case_party=parts[whose],
        party=lawyer,
        kind=kind,
        ground="пуномоћје",
        from_on=today(office),
        receives=receives,
    )
    post = Channel.objects.get(organisation=office.organisation, medium=Medium.POST)
    letters = actions.dispatch_act(clerk, act=asked_to_correct(office, case), channel=post)
    people = {"representative": lawyer, **{name: part.party for name, part in parts.items()}}
    [handed] = [letter for letter in letters if letter.recipient == people[handed_to]]
    mailbox.record_handover(clerk, delivery=handed, on=today(office), note="")
    run_everything()
    found = [(row.party, row.from_on) for row in Deadline.objects.all()]
    assert found == ([(parts["asked"], today(office))] if runs else [])


@pytest.mark.parametrize("how", ["name", "merged"])
def test_what_ends_the_wait_for_a_correction_ends_its_clock_too(office: Office, how: str) -> None:
    case = older(office)
    asked, namesake = case.parties.get(), another_party(office, case, "Мила Ведрић")
    handed_to_all(office, asked_to_correct(office, case))
    row = Deadline.objects.get(party=asked)
    supplemented_by(office, case, namesake.party)
    row.refresh_from_db()
    assert (row.met_on, case.waits.get().end) == (None, "")
    sender = office.party("Mila Vedrić" if how == "name" else "Мила Друга")
    if how == "merged":
        head = office.viewer(Role.REGISTRY_HEAD)
        actions.merge_parties(head, kept=sender, other=asked.party, reason="Иста лична карта.")
    supplemented_by(office, case, sender)
    row.refresh_from_db()
    assert (row.met_on, case.waits.get().end) == (today(office), "answered")


def test_the_correction_runs_from_the_day_of_service_and_ends_when_the_party_answers(office: Office) -> None:
    clerk, handler = office.viewer(Role.REGISTRY_CLERK), office.viewer(Role.HANDLER)
    party = citizen(office)
    case = registered(office, "Захтев", party).case
    content = {"text": "Доставите скицу."}
    act = actions.draft_act(handler, case=case, kind=ActKind.REQUEST_TO_CORRECT, title="Позив", content=content)
    for deed, role in ((actions.submit_act, Role.HANDLER), (actions.approve_act, Role.UNIT_HEAD)):
        act = deed(office.viewer(role), act=act)
    act = actions.sign_act(office.viewer(Role.SIGNATORY), act=act)
    [delivery] = actions.dispatch_act(clerk, act=act)
    assert not Deadline.objects.exists()
    mailbox.open_receipt(office.viewer(Role.CITIZEN), delivery=delivery)
    run_everything()
    [row] = Deadline.objects.all()
    assert row.due_on == other.ends(today(office), other.TABLE["correction.period"], frozenset())
    assert (row.kind, row.party.name if row.party else "") == (Clock.CORRECTION, party.name)
    supplement = actions.Intake(
        subject="Скица",
        channel=IntakeChannel.COUNTER,
        received_at=clock.now(office.organisation),
        parties=[actions.PartyInput(party)],
        documents=[office.document()],
    )
    actions.add_supplement(clerk, case=case, intake=supplement)
    run_everything()
    row.refresh_from_db()
    assert row.met_on == today(office)


def test_the_pages_start_end_and_extend(office: Office, client_as: SignIn) -> None:
    case, browser = older(office), client_as(Role.HANDLER)
    place = reverse("registry:clock-start", args=[case.pk])
    asked = {"kind": "special", "on": "24. 11. 2026.", "what": "Сагласност", "days": "5", "article": "без члана"}
    wrong = browser.post(place, asked)
    assert (wrong.status_code, "Упишите закон и члан" in wrong.content.decode()) == (422, True)
    day = today(office) - timedelta(days=2)
    asked |= {"article": "Закон о планирању, чл. 12", "on": f"{day.day}. {day.month}. {day.year}."}
    assert browser.post(place, {**asked, "form_key": "one"}).status_code == 302
    assert browser.post(place, {**asked, "form_key": "one"}).status_code == 302
    [row] = Deadline.objects.all()
    page = browser.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert "Закон о планирању, чл. 12" in page
    met = reverse("registry:clock-meet", args=[case.pk, row.pk])
    assert browser.post(met, {"on": asked["on"], "form_key": "two"}).status_code == 302
    given_ = {**LAW, "days": "20"}
    no_article = browser.post(reverse("registry:extend", args=[case.pk]), {**given_, "article": "став други"})
    assert no_article.status_code == 422
    assert browser.post(reverse("registry:extend", args=[case.pk]), {**given_, "form_key": "three"}).status_code == 302
    page = browser.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert all(words in page for words in ("учињено у року", "Рок са продужењем", LAW["law"], "непроверено"))
    no_day = browser.post(reverse("registry:initiative", args=[case.pk]), {"initiative": "favour", "on": ""})
    assert no_day.status_code == 422


DEEDS = st.one_of(
    st.tuples(st.just("declare"), st.integers(0, 1), st.frozensets(st.integers(0, 364), max_size=12)),
    st.tuples(st.just("near"), st.integers(0, 2), st.frozensets(st.integers(-4, 8), max_size=8)),
    st.tuples(st.just("start"), st.sampled_from([*Clock]), st.integers(0, 40)),
    st.tuples(st.just("extend"), st.integers(1, 60), st.none()),
    st.tuples(st.just("end"), st.booleans(), st.integers(0, 5)),
    st.tuples(st.just("law"), st.sampled_from(["direct_decision_days", "ex_officio_days"]), st.integers(1, 90)),
    st.tuples(st.just("officio"), st.sampled_from([*Initiative]), st.integers(0, 60)),
)


class Told:
    """What a sequence of events has brought, kept apart from the product and counted by the other computation."""

    def __init__(self, case: Case) -> None:
        self.received = self.begun = timezone.localdate(case.received_at)
        self.extra: frozenset[date] = frozenset()
        self.added: list[int] = []
        self.days = {"ex_officio_days": 15}
        self.clocks: dict[object, tuple[date, int, bool]] = {}

    def check(self, case: Case) -> None:
        case.refresh_from_db()
        due = other.ends(self.begun, 30, self.extra)
        assert case.due_on == due
        assert case.adjusted_on == (other.extended(due, self.added, self.extra) if self.added else None)
        for row in Deadline.objects.filter(case=case, met_on=None, ended_on=None):
            begun, days, working = self.clocks[row.pk]
            count = other.ends_working if working else other.ends
            assert row.due_on == count(begun, days, self.extra), row.kind


def play(office: Office, told: Told, case: Case, deed: tuple[str, object, object]) -> None:
    """One event, in the product and in what is told."""
    name, one, two = deed
    handler, head, now = office.viewer(Role.HANDLER), office.viewer(Role.HEAD_OF_ADMINISTRATION), today(office)
    if name in ("declare", "near"):
        year, days = declared(told, case, now, name, one, two)
        confirm_calendar(head, year=year, days=days, source="Одлука Владе")
        told.extra = frozenset(day for day in told.extra if day.year != year) | frozenset(days)
    elif name == "start":
        kind, on = Clock(str(one)), now - timedelta(days=min(int(str(two)), (now - told.received).days))
        row = start(handler, case=case, kind=kind, on=on, special=special() if kind == Clock.SPECIAL else None)
        usual = {"data": told.days["ex_officio_days"], "special": 5, "forward": 15, "second-instance": 60}
        usual |= {"returned": 30, "objection": 30}
        told.clocks[row.pk] = on, usual.get(kind.value, 8), kind == Clock.SPECIAL
    elif name == "extend":
        extend(handler, case=case, days=int(str(one)), **LAW)
        told.added.append(int(str(one)))
    elif name == "end":
        for row in Deadline.objects.filter(case=case, met_on=None, ended_on=None)[int(str(two)) :][:1]:
            meet(handler, deadline=row, on=now) if one else drop(handler, deadline=row, why="x")
    elif name == "law":
        setting, value = BY_NAME[str(one)], int(str(two))
        if (
            told.days.get(setting.name, 0) != value
            and Organisation.objects.get(pk=office.organisation.pk)
            .settings.get("legal", {})
            .get(setting.name, setting.default)
            != value
        ):
            set_law(head, setting=setting, value=value, reason="Проба.")
            told.days[setting.name] = value
    else:
        on = now - timedelta(days=int(str(two)))
        begin_ex_officio(handler, case=case, initiative=Initiative(str(one)), on=on)
        told.begun = told.received if one == Initiative.REQUEST else on


def declared(told: Told, case: Case, now: date, name: str, one: object, two: object) -> tuple[int, list[date]]:
    """The Government's days of a year: anywhere in it, or around a date that counts."""
    assert isinstance(two, frozenset)
    if name == "declare":
        year = now.year + int(str(one))
        return year, sorted(date(year, 1, 1) + timedelta(days=offset) for offset in two)
    case.refresh_from_db()
    rows = Deadline.objects.filter(case=case).order_by("id").values_list("due_on", flat=True)
    dates = [day for day in (case.due_on, case.adjusted_on, *rows) if day and now.year <= day.year <= now.year + 1]
    middle = dates[int(str(one)) % len(dates)] if dates else now
    around = (middle + timedelta(days=offset) for offset in two)
    return middle.year, sorted(day for day in around if day.year == middle.year)


@pytest.mark.long
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, min_size=1, max_size=9))
def test_no_sequence_of_events_and_holidays_gives_a_wrong_day(
    office: Office, deeds: list[tuple[str, object, object]]
) -> None:
    with transaction.atomic():
        case = older(office)
        told = Told(case)
        for deed in deeds:
            play(office, told, case, deed)
            told.check(case)
        transaction.set_rollback(True)
    office.organisation.refresh_from_db()
    assert not Extension.objects.exists()
