"""Appeals and objections from receipt to the new decision, by the days of their own party; clauses only where true."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from salter.calendars.deadlines import LegalSettings, appeal_by
from salter.calendars.rules import WorkingCalendar
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.organisations.tenancy import owner_scope
from salter.registry import actions
from salter.registry.actions.remedies import note_remedies
from salter.registry.appeals import actions as appeals
from salter.registry.appeals.clauses import put_clause
from salter.registry.appeals.receiving import Filing
from salter.registry.appeals.rules import ENDED, FATES, FORWARDED, RECEIVED, Deed, deeds, filed_on
from salter.registry.models import (
    Act,
    ActKind,
    Appeal,
    AppealKind,
    AppealOutcome,
    AppealState,
    Case,
    CaseStatus,
    Clause,
    ClauseKind,
    Clock,
    Deadline,
    DismissalGround,
    Filed,
    Remedies,
    Service,
    Way,
)
from salter.registry.models import Remedy as RemedyChoice
from salter.registry.moving import history
from salter.registry.parties.actions import set_remedy, take_back, waive
from salter.registry.parties.rules import Facts, Fate, Remedy, standing
from salter.registry.parties.services import serve
from tests.registry.scenes import SignIn
from tests.registry.test_actions import signed
from tests.registry.test_parties import served_on_both
from tests.support.office import Office

CALENDAR = WorkingCalendar()
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
WHY = "Жалба не садржи нове чињенице."


def later(office: Office, days: int) -> AbstractContextManager[object]:
    """The office some days from now."""
    return clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=days))


def today(office: Office) -> date:
    return clock.today(office.organisation)


def appealed(office: Office, service: Service) -> Appeal:
    return appeals.receive(office.viewer(Role.HANDLER), service=service, filing=Filing(today(office), Filed.COUNTER))


def forwarded(office: Office, row: Appeal) -> Appeal:
    return appeals.forward(
        office.viewer(Role.HANDLER), appeal=row, to_body="Општинско веће", opinion=WHY, on=today(office)
    )


def decided(office: Office, row: Appeal, outcome: AppealOutcome, told_on: date | None = None) -> Appeal:
    return appeals.decided(
        office.viewer(Role.REGISTRY_CLERK),
        appeal=row,
        outcome=outcome,
        on=today(office),
        reference="III-07-12/2026",
        told_on=told_on,
    )


def sign(office: Office, act: Act) -> None:
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    actions.sign_act(office.viewer(Role.SIGNATORY), act=act)
    run_everything()


def refused(deed: Callable[[], object]) -> str | None:
    with pytest.raises(ValidationError) as error:
        deed()
    return error.value.code


def running(row: Appeal) -> list[tuple[str, date]]:
    rows = Deadline.objects.filter(cause_id=row.pk, met_on=None, ended_on=None).order_by("id")
    return [(one.kind, one.due_on) for one in rows]


@pytest.mark.law("count.posted")
@given(DAYS, st.integers(0, 30))
def test_an_appeal_on_the_last_day_by_registered_post_is_in_time_and_by_ordinary_post_is_not(
    served: date, way: int
) -> None:
    until = appeal_by(served, 15, CALENDAR)
    arrives = until + timedelta(days=way)
    settings = LegalSettings()
    assert filed_on(arrives, until, Filed.REGISTERED, settings) <= until
    assert (filed_on(arrives, until, Filed.POST, settings) <= until) == (way == 0)
    strict = LegalSettings(posted_day_counts=False)
    assert (filed_on(arrives, until, Filed.REGISTERED, strict) <= until) == (way == 0)


@pytest.mark.law("finality.after-appeal", "finality.dispute")
@given(DAYS, st.integers(0, 14), st.none() | st.integers(15, 90), st.booleans(), st.booleans())
def test_an_appeal_that_ended_binds_its_party_from_the_day_it_was_told(
    served: date, used: int, told: int | None, disputed: bool, at_once: bool
) -> None:
    day = None if told is None else served + timedelta(days=told)
    facts = Facts(
        Remedy.APPEAL, 15, served, counts=True, appealed_on=served + timedelta(days=used), enforced_at_once=at_once,
        fate=Fate.KEPT, told_on=day, court_days=30, disputed=disputed,
    )  # fmt: skip
    found = standing(facts, CALENDAR)
    assert found.final_from == day
    assert found.enforceable_from == (served if at_once else day)
    if day is None or disputed:
        assert found.force_from is None
    else:
        assert found.force_from == appeal_by(day, 30, CALENDAR) + timedelta(days=1)
    gone = standing(Facts(Remedy.APPEAL, 15, served, counts=True, fate=Fate.GONE), CALENDAR)
    assert (gone.final_from, gone.force_from, gone.enforceable_from) == (None, None, None)


def test_what_each_state_allows() -> None:
    for kind in AppealKind.values:
        both = deeds(kind, RECEIVED) & {Deed.REFUSE, Deed.FORWARD}
        assert both == {Deed.REFUSE if kind == AppealKind.OBJECTION else Deed.FORWARD}
        assert deeds(kind, RECEIVED) >= {Deed.DISMISS, Deed.GRANT, Deed.WITHDRAW, Deed.MISTAKE}
        assert deeds(kind, RECEIVED, judged_here=True) == {Deed.WITHDRAW}
        assert deeds(kind, FORWARDED) == {Deed.OUTCOME, Deed.WITHDRAW, Deed.AFTER}
        assert deeds(kind, ENDED) == {Deed.AFTER}
    assert set(FATES) == {"", *AppealOutcome.values}
    assert {AppealState(RECEIVED), AppealState(FORWARDED), AppealState(ENDED)} == set(AppealState)


def test_posted_on_the_last_day_it_is_in_time_for_its_party_and_the_other_keeps_its_days(office: Office) -> None:
    case, first, second = served_on_both(office)
    assert first.until
    before = Service.objects.filter(pk=second.pk).values().get()
    with later(office, 60):
        filing = Filing(today(office), Filed.REGISTERED, posted_on=first.until, filed_by="адвокат Петар Петровић")
        row = appeals.receive(office.viewer(Role.REGISTRY_CLERK), service=first, filing=filing)
        assert (row.in_time, row.filed_on, row.last_on) == (True, first.until, first.until)
        assert running(row) == [("forward", appeal_by(today(office), 15, CALENDAR))]
    first.refresh_from_db()
    assert (first.appealed_on, first.final_on) == (row.filed_on, None)
    assert Service.objects.filter(pk=second.pk).values().get() == before
    assert Remedies.objects.get(case=case).appealed_on == row.received_on


@pytest.mark.law("appeal.dismissed")
def test_a_late_appeal_is_dismissed_by_a_ruling_and_one_in_time_is_never_late(office: Office) -> None:
    case, first, second = served_on_both(office)
    handler = office.viewer(Role.HANDLER)
    good = appealed(office, second)
    assert refused(lambda: appeals.dismiss(handler, appeal=good, ground=DismissalGround.LATE)) == "ground"
    with later(office, 60):
        row = appealed(office, first)
        assert row.in_time is False
        row = appeals.dismiss(handler, appeal=row, ground=DismissalGround.LATE, why=WHY)
        assert row.act
        assert row.act.kind == ActKind.CONCLUSION
        assert "Одбацује се жалба странке" in row.act.content["disposition"]
        assert "неблаговремена" in row.act.content["disposition"]
        assert refused(lambda: appeals.forward(handler, appeal=row, to_body="Веће", opinion="Н", on=today(office))) == (
            "deed"
        )
        sign(office, row.act)
        row.refresh_from_db()
        assert (row.state, row.outcome, running(row)) == ("ended", "dismissed", [])
    assert Case.objects.get(pk=case.pk).status == CaseStatus.RESOLVED
    first.refresh_from_db()
    assert first.final_on is not None  # what came late changes no day
    assert Entry.objects.filter(verb="appeal.ended").count() == 1


@pytest.mark.law("appeal.forward", "appeal.decision")
def test_forwarded_with_the_file_the_second_instance_has_its_own_clock(office: Office) -> None:
    case, first, second = served_on_both(office)
    row = appealed(office, first)
    assert refused(lambda: forwarded_to(office, row, "", "Н")) == "body"
    assert refused(lambda: forwarded_to(office, row, "Веће", " ")) == "opinion"
    row = forwarded(office, row)
    assert row.letter
    assert case.attachments.filter(document=row.letter).exists()
    assert running(row) == [("second-instance", appeal_by(today(office), 60, CALENDAR))]
    assert Deadline.objects.get(cause_id=row.pk, kind=Clock.FORWARD).met_on == today(office)
    line = Remedies.objects.get(case=case)
    assert (line.forwarded_on, line.appeal_outcome) == (today(office), "")
    before = Service.objects.filter(pk=second.pk).values().get()
    row = decided(office, row, AppealOutcome.REJECTED)
    first.refresh_from_db()
    assert (first.final_on, running(row)) == (None, [])  # nobody knows yet when the party was notified
    with later(office, 5):
        told = today(office)
        appeals.note_after(office.viewer(Role.HANDLER), appeal=row, told_on=told, file_back_on=told, disputed_on=None)
        first.refresh_from_db()
        force = appeal_by(told, 30, CALENDAR) + timedelta(days=1)
        assert (first.final_on, first.enforceable_on, first.force_on) == (told, told, force)
        appeals.note_after(office.viewer(Role.HANDLER), appeal=row, told_on=told, file_back_on=told, disputed_on=told)
    first.refresh_from_db()
    assert (first.final_on, first.force_on) == (told, None)
    assert Service.objects.filter(pk=second.pk).values().get() == before
    assert Remedies.objects.get(case=case).appeal_outcome == "rejected"


def forwarded_to(office: Office, row: Appeal, body: str, opinion: str) -> Appeal:
    return appeals.forward(office.viewer(Role.HANDLER), appeal=row, to_body=body, opinion=opinion, on=today(office))


@pytest.mark.law("appeal.returned", "case.reopen.returned")
@pytest.mark.parametrize("closed", [False, True])
def test_annulled_and_returned_the_case_is_open_with_a_new_date_and_its_own_clock(office: Office, closed: bool) -> None:
    case, first, second = served_on_both(office)
    row = forwarded(office, appealed(office, first))
    if closed:
        handler = office.viewer(Role.HANDLER)
        actions.close_case(handler, case=case, class_code="352", retention=None, note="Рок се утврђује.")
    with later(office, 30):
        row = decided(office, row, AppealOutcome.RETURNED, told_on=today(office))
        due = appeal_by(today(office), 30, CALENDAR)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.closed_at, case.outcome) == (CaseStatus.IN_PROGRESS, None, "")
    assert (case.due_on, running(row)) == (due, [("returned", due)])
    assert (case.notified_on, case.unnotified_since) == (None, None)
    assert history(case, "sr")[0].move.rule == "case.reopen.returned"
    for service in (first, second):  # the annulled decision binds nobody
        service.refresh_from_db()
        assert (service.final_on, service.force_on, service.enforceable_on) == (None, None, None)
    assert list(case.parties.values_list("delivered_on", flat=True)) == [None, None]
    act = signed(office, case)
    case.refresh_from_db()
    assert (case.status, case.unnotified_since) == (CaseStatus.RESOLVED, today(office))
    assert Service.objects.filter(act=act).count() == 2


@pytest.mark.law("case.reopen.appeal")
def test_the_body_grants_an_appeal_by_a_new_decision(office: Office) -> None:
    case, first, second = served_on_both(office)
    handler = office.viewer(Role.HANDLER)
    row = appealed(office, first)
    assert refused(lambda: appeals.grant(handler, appeal=row, why=" ")) == "why"
    row = appeals.grant(handler, appeal=row, why="Жалба је основана.")
    assert row.act
    assert "Замењује се решење број" in row.act.content["disposition"]
    assert Case.objects.get(pk=case.pk).status == CaseStatus.IN_PROGRESS
    actions.revise_act(handler, act=row.act, title=row.act.title, content={**row.act.content}, outcome="granted")
    sign(office, row.act)
    row.refresh_from_db()
    assert (row.state, row.outcome, running(row)) == ("ended", "granted", [])
    assert Case.objects.get(pk=case.pk).status == CaseStatus.RESOLVED
    second.refresh_from_db()
    assert second.final_on is None
    assert Remedies.objects.get(case=case).appeal_outcome == "granted"


def test_who_withdraws_an_appeal_has_a_final_act_from_that_day(office: Office) -> None:
    _case, first, second = served_on_both(office)
    row = forwarded(office, appealed(office, first))
    before = Service.objects.filter(pk=second.pk).values().get()
    clerk = office.viewer(Role.REGISTRY_CLERK)
    assert refused(lambda: appeals.withdraw(clerk, appeal=row, on=today(office), note=" ")) == "note"
    row = appeals.withdraw(clerk, appeal=row, on=today(office), note="Допис странке.")
    first.refresh_from_db()
    assert (first.final_on, first.force_on, running(row)) == (today(office), today(office), [])
    assert Service.objects.filter(pk=second.pk).values().get() == before
    assert refused(lambda: decided(office, row, AppealOutcome.REJECTED)) == "deed"


@pytest.mark.law("objection.period", "objection.decision")
def test_an_objection_has_its_own_days_and_the_body_decides_on_it_itself(office: Office) -> None:
    _case, first, _second = served_on_both(office)
    handler = office.viewer(Role.HANDLER)
    set_remedy(handler, service=first, remedy=RemedyChoice.OBJECTION, days=None, rule="Закон о Х, чл. 5")
    first.refresh_from_db()
    assert first.remedy_days == LegalSettings().objection_days
    row = appealed(office, first)
    assert (row.kind, running(row)) == ("objection", [("objection", appeal_by(today(office), 30, CALENDAR))])
    assert refused(lambda: forwarded(office, row)) == "deed"
    row = appeals.refuse(handler, appeal=row, why="Радња је била законита.")
    assert row.act
    assert "Одбија се приговор странке" in row.act.content["disposition"]
    sign(office, row.act)
    row.refresh_from_db()
    assert (row.state, row.outcome, running(row)) == ("ended", "rejected", [])
    first.refresh_from_db()
    assert first.final_on is None  # the ruling has not reached the party


def test_our_ruling_on_an_appeal_in_time_binds_its_party_from_the_rulings_own_day(office: Office) -> None:
    case, first, second = served_on_both(office)
    handler, before = office.viewer(Role.HANDLER), second.final_on
    row = appeals.dismiss(handler, appeal=appealed(office, first), ground=DismissalGround.NOT_ALLOWED, why=WHY)
    assert row.act
    sign(office, row.act)
    own = Service.objects.get(act=row.act, case_party=first.case_party)
    waive_day = today(office)
    serve(handler, act=row.act, case_party=own.case_party, on=waive_day, way=Way.HANDED, starts_deadlines=True)
    own.refresh_from_db()
    first.refresh_from_db()
    assert own.final_on
    assert first.final_on == own.final_on
    waive(handler, service=own, on=waive_day)
    first.refresh_from_db()
    assert first.final_on == waive_day
    second.refresh_from_db()
    assert second.final_on == before
    assert case.pk == second.act.case_id


@pytest.mark.law("appeal.silence")
def test_an_appeal_for_silence_is_judged_by_the_strict_date_of_the_case(office: Office) -> None:
    case = office.register().case
    case = actions.assign(
        office.viewer(Role.REGISTRY_CLERK),
        case=case,
        unit=office.units["IV-02"],
        staff=office.people[Role.HANDLER],
    )
    party, handler = case.parties.get(), office.viewer(Role.HANDLER)
    assert case.due_on

    def file() -> Appeal:
        return appeals.receive_other(handler, case=case, party=party, filing=Filing(today(office), Filed.ELECTRONIC))

    early = file()
    assert (early.kind, early.in_time) == ("silence", False)
    assert refused(file) == "known"
    appeals.mistake(handler, appeal=early, why="Поднето пре времена.")
    assert running(early) == []
    assert Remedies.objects.get(case=case).appealed_on is None
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=90)):
        row = file()
        assert (row.in_time, row.first_on) == (True, case.due_on + timedelta(days=1))
        row = decided(office, forwarded(office, row), AppealOutcome.RETURNED)
        assert [kind for kind, _due in running(row)] == ["returned"]
    assert Case.objects.get(pk=case.pk).status == CaseStatus.IN_PROGRESS
    done, _first, _second = served_on_both(office)
    late = done.parties.order_by("id")[0]
    filing = Filing(today(office))
    assert refused(lambda: appeals.receive_other(handler, case=done, party=late, filing=filing)) == "status"
    elsewhere = appeals.receive_other(handler, case=done, party=late, filing=filing, against="број 5 од 1. 2. 2026.")
    assert (elsewhere.kind, elsewhere.in_time) == ("appeal", None)


@pytest.mark.law("finality.for-party", "finality.force", "finality.enforceable")
def test_a_clause_is_made_only_when_it_is_true_for_that_party(office: Office) -> None:
    case, first, second = served_on_both(office)
    clerk = office.viewer(Role.REGISTRY_CLERK)
    for kind in ClauseKind:
        assert refused(partial(put_clause, clerk, service=first, kind=kind)) == "not-true"
    waive(clerk, service=first, on=today(office))
    clause = put_clause(clerk, service=first, kind=ClauseKind.FINAL)
    assert (clause.since, case.attachments.filter(document=clause.document).count()) == (today(office), 1)
    assert refused(lambda: put_clause(clerk, service=second, kind=ClauseKind.FINAL)) == "not-true"
    assert Entry.objects.filter(verb="clause.put").count() == 1
    with later(office, 60):
        appealed(office, second)  # late, so it changes nothing
        assert put_clause(clerk, service=second, kind=ClauseKind.FORCE).since == second.final_on
        note_remedies(clerk, case=case, instance=1, dispute="У 12/2026")
        assert refused(lambda: put_clause(clerk, service=second, kind=ClauseKind.FORCE)) == "court"
        with pytest.raises(NotAllowed):
            put_clause(office.viewer(Role.ARCHIVIST), service=second, kind=ClauseKind.FINAL)
    assert Clause.objects.count() == 2


def test_what_was_forwarded_is_not_taken_back_and_a_mistake_leaves_the_row(office: Office) -> None:
    case, first, second = served_on_both(office)
    handler = office.viewer(Role.HANDLER)
    row, other = appealed(office, first), forwarded(office, appealed(office, second))
    assert refused(lambda: take_back(handler, service=second, reason="Погрешно.")) == "gone-on"
    take_back(handler, service=first, reason="Погрешно.")
    row.refresh_from_db()
    assert (row.mistaken_on, row.mistake, running(row)) == (today(office), "Погрешно.", [])
    assert refused(lambda: appeals.dismiss(handler, appeal=row, ground=DismissalGround.NOT_ALLOWED)) == "deed"
    assert Remedies.objects.get(case=case).forwarded_on == other.forwarded_on
    again = appealed(office, first)
    assert again.pk != row.pk


def test_what_was_noted_before_is_carried_over_once(office: Office) -> None:
    case, first, _second = served_on_both(office)
    Service.objects.filter(pk=first.pk).update(appealed_on=today(office))
    Remedies.objects.create(
        organisation=office.organisation, case=case, appealed_on=today(office), forwarded_on=today(office),
        appeal_outcome="rejected",
    )  # fmt: skip
    alone = office.register().case
    Remedies.objects.create(organisation=office.organisation, case=alone, appealed_on=today(office))
    statement = next(import_module(f"salter.registry.migrations.{name}").FORWARD for name in migrations_with("appeals"))
    with owner_scope(office.organisation.pk), connection.cursor() as cursor:
        cursor.execute(statement)
    [row] = Appeal.objects.filter(case=case)
    assert (row.service_id, row.state, row.outcome, row.forwarded_on) == (first.pk, "ended", "rejected", today(office))
    [unknown] = Appeal.objects.filter(case=alone)
    assert (unknown.party_id, unknown.state, unknown.received_on) == (None, "received", today(office))


def migrations_with(subject: str) -> list[str]:
    """The names of the migrations of the registry about a subject, whatever number they have."""
    folder = Path(import_module("salter.registry.migrations").__path__[0])
    return [path.stem for path in sorted(folder.glob(f"0*_{subject}.py"))]


def test_the_pages_lead_from_the_receipt_to_the_clause(office: Office, client_as: SignIn) -> None:
    case, first, second = served_on_both(office)
    browser = client_as(Role.HANDLER)
    place, day = reverse("registry:appeals", args=[case.pk]), f"{today(office):%d.%m.%Y}"
    entry = reverse("registry:service-appeal", args=[case.pk, first.pk])
    assert browser.post(entry, {"on": "31.2.2026", "how": "counter"}).status_code == 422
    filled = {"on": day, "how": "counter", "form_key": "one"}
    assert [browser.post(entry, filled).status_code for _again in range(2)] == [302, 302]
    [row] = Appeal.objects.all()
    page = browser.get(place).content.decode()
    for name in ("dismiss", "grant", "forward", "withdraw"):
        assert reverse(f"registry:appeal-{name}", args=[case.pk, row.pk]) in page
    shown = client_as(Role.REGISTRY_CLERK).get(place).content.decode()  # who does not handle the case enters the rest
    assert reverse("registry:appeal-withdraw", args=[case.pk, row.pk]) in shown
    forward = reverse("registry:appeal-forward", args=[case.pk, row.pk])
    assert forward not in shown
    assert "веће" in browser.get(forward).content.decode()
    assert browser.post(forward, {"to_body": "Општинско веће", "opinion": "", "on": day}).status_code == 422
    sent = {"to_body": "Општинско веће", "opinion": WHY, "on": day, "form_key": "two"}
    assert browser.post(forward, sent).status_code == 302
    outcome = reverse("registry:appeal-outcome", args=[case.pk, row.pk])
    assert browser.post(outcome, {"outcome": "rejected", "on": day, "reference": ""}).status_code == 422
    told = {"outcome": "rejected", "on": day, "reference": "III-1/26", "told_on": day, "form_key": "three"}
    assert browser.post(outcome, told).status_code == 302
    page = browser.get(place).content.decode()
    final = reverse("registry:clause-put", args=[case.pk, first.pk, "final"])
    assert final in page
    assert reverse("registry:clause-put", args=[case.pk, second.pk, "final"]) not in page
    assert browser.post(final, {"form_key": "four"}).status_code == 302
    assert reverse("registry:document", args=[case.pk, Clause.objects.get().document_id]) in (
        browser.get(place).content.decode()
    )
    assert browser.get(final.replace("/final/", "/other/")).status_code == 404
    other = reverse("registry:appeal-other", args=[case.pk])
    wrong = {"party": str(second.case_party_id), "what": "elsewhere", "on": day, "against": ""}
    assert browser.post(other, wrong).status_code == 422
