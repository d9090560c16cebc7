"""The statement of a party before a decision against it: called, given, missed, left out; the warning without it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Role
from salter.registry import actions, desk
from salter.registry.clocks.actions import begin_ex_officio
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import (
    Act,
    ActKind,
    ActStatus,
    Case,
    CaseParty,
    CaseStatus,
    Initiative,
    IntakeChannel,
    PartyStatement,
    StatementManner,
    StatementState,
    WaitEnd,
    WaitKind,
)
from salter.registry.papers.listing import PaperKind, papers_of
from salter.registry.stating import queries, rules
from salter.registry.stating.actions import call_statement, leave_out, note_statement
from salter.registry.waiting.actions import end_wait
from tests.registry.scenes import TEXTS, SignIn, assigned
from tests.support.office import Office

ABOUT = "Инспектор је нашао да је простор већи од пријављеног."


def today(office: Office) -> date:
    return clock.today(office.organisation)


def party_of(case: Case) -> CaseParty:
    return case.parties.get()


def called(office: Office, case: Case, days: int = 5) -> PartyStatement:
    until = today(office) + timedelta(days=days)
    return call_statement(office.viewer(Role.HANDLER), case=case, party=party_of(case), about=ABOUT, until=until)


def approved(office: Office, case: Case, outcome: str = "refused") -> Act:
    handler = office.viewer(Role.HANDLER)
    act = actions.draft_act(handler, case=case, kind=ActKind.DECISION, title="Решење", content=TEXTS, outcome=outcome)
    actions.submit_act(handler, act=act)
    return actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)


def page_of(client: SignIn, act: Act, role: Role = Role.SIGNATORY) -> str:
    place = reverse("registry:act", args=[act.case_id, act.pk])
    return client(role).get(place).content.decode()


WARNS = "није забележено изјашњење"


def test_a_call_drafts_its_letter_and_the_case_waits_without_a_rest(office: Office) -> None:
    case = assigned(office)
    row = called(office, case)
    assert row.act
    assert row.wait
    assert (row.act.kind, row.act.status) == (ActKind.NOTICE, ActStatus.DRAFT)
    for said in (ABOUT, party_of(case).name, "изјасните"):
        assert said in row.act.content["text"]
    assert (row.wait.kind, row.wait.party, row.wait.until) == (WaitKind.STATEMENT, row.party, row.until)
    assert Case.objects.get(pk=case.pk).status == CaseStatus.IN_PROGRESS
    with pytest.raises(ValidationError) as refused:
        called(office, case)
    assert refused.value.code == "kind"


def test_a_supplement_of_who_was_called_is_its_statement(office: Office) -> None:
    case = assigned(office)
    row = called(office, case)
    for party in (office.party("Неко други"), row.party.party):
        intake = actions.Intake(
            subject="Изјашњење",
            channel=IntakeChannel.COUNTER,
            received_at=clock.now(office.organisation),
            parties=[actions.PartyInput(party)],
            documents=[office.document()],
        )
        made = actions.add_supplement(office.viewer(Role.REGISTRY_CLERK), case=case, intake=intake)
        run_everything()
        row.refresh_from_db()
        assert (row.state == StatementState.GIVEN) is (party == row.party.party)
    assert (row.submission, row.manner, row.given_on) == (made, StatementManner.WRITTEN, today(office))


def test_who_was_called_and_did_not_state_had_its_say(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    row = called(office, case)
    assert queries.unheard(handler, case) == [row.party]
    assert row.wait
    end_wait(handler, wait=row.wait, end=WaitEnd.EXPIRED, note="Није се изјаснила.")
    run_everything()
    row.refresh_from_db()
    assert row.state == StatementState.MISSED
    assert queries.unheard(handler, case) == []


def test_an_oral_statement_makes_its_record_and_ends_the_wait(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    row = called(office, case)
    note_statement(
        handler, case=case, party=row.party, on=today(office), said="Простор је мањи.\nМерила сам.",
        manner=StatementManner.ORAL, called=row,
    )  # fmt: skip
    run_everything()
    row.refresh_from_db()
    assert row.wait
    assert row.document
    row.document.refresh_from_db()
    assert "Мерила сам." in row.document.text
    assert (row.state, row.wait.end) == (StatementState.GIVEN, WaitEnd.ANSWERED)
    listed = papers_of(desk.case_file(handler, case.pk))
    assert [paper.document for paper in listed if paper.kind is PaperKind.OFFICE] == [row.document]
    with pytest.raises(ValidationError) as refused:
        note_statement(
            handler, case=case, party=row.party, on=today(office), said="x", manner=StatementManner.WRITTEN, called=row
        )
    assert refused.value.code == "state"


@pytest.mark.parametrize("heard", ["", "given", "left-out"])
@pytest.mark.law("statement.before-adverse")
def test_signing_against_a_party_that_had_no_say_warns_and_is_told(
    office: Office, client_as: SignIn, heard: str
) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    if heard == "given":
        note_statement(
            handler, case=case, party=party_of(case), on=today(office), said="Простор је мањи.",
            manner=StatementManner.WRITTEN,
        )  # fmt: skip
    elif heard:
        leave_out(handler, case=case, party=party_of(case), why="Чињенице су из захтева странке.")
    act = approved(office, case)
    for role in (Role.SIGNATORY, Role.UNIT_HEAD):
        assert (WARNS in page_of(client_as, act, role)) is not bool(heard)
    check = client_as(Role.SIGNATORY).get(reverse("registry:sign-check"), {"act": str(act.pk)}).content.decode()
    assert (WARNS in check) is not bool(heard)
    actions.sign_act(office.viewer(Role.SIGNATORY), act=act)
    told = Entry.objects.filter(case_id=case.pk, verb="act.unheard")
    assert told.exists() is not bool(heard)
    assert Case.objects.get(pk=case.pk).outcome == "refused"


def test_a_decision_for_the_party_or_the_offices_own_setting_warns_of_nothing(
    office: Office, client_as: SignIn
) -> None:
    assert WARNS not in page_of(client_as, approved(office, assigned(office), "granted"))
    act = approved(office, assigned(office))
    setting = BY_NAME["statement_before_adverse"]
    set_law(office.viewer(Role.HEAD_OF_ADMINISTRATION), setting=setting, value=False, reason="мишљење правне службе")
    assert WARNS not in page_of(client_as, act)


def test_any_decision_in_a_case_begun_against_a_party_is_adverse(office: Office, client_as: SignIn) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    begin_ex_officio(handler, case=case, initiative=Initiative.AGAINST, on=today(office))
    assert WARNS in page_of(client_as, approved(office, Case.objects.get(pk=case.pk), "granted"))


@pytest.mark.parametrize(
    ("kind", "outcome", "initiative", "against"),
    [
        ("decision", "refused", None, True),
        ("decision", "partly-granted", "favour", True),
        ("decision", "granted", "request", False),
        ("decision", "dismissed", None, False),
        ("decision", "granted", "against", True),
        ("decision", "discontinued", "against", False),
        ("decision", "", "against", False),
        ("notice", "", "against", False),
        ("conclusion", "refused", None, False),
    ],
)
def test_which_decisions_go_against_a_party(kind: str, outcome: str, initiative: str | None, against: bool) -> None:
    assert rules.adverse(kind, outcome, initiative) is against


def test_what_is_refused(office: Office) -> None:
    case, handler, now = assigned(office), office.viewer(Role.HANDLER), today(office)
    party, stranger = party_of(case), party_of(assigned(office))
    written = StatementManner.WRITTEN
    deeds: list[tuple[str, Callable[[], object]]] = [
        ("about", lambda: call_statement(handler, case=case, party=party, about=" ", until=now)),
        ("until", lambda: call_statement(handler, case=case, party=party, about="x", until=now - timedelta(days=1))),
        ("party", lambda: call_statement(handler, case=case, party=stranger, about="x", until=now)),
        ("said", lambda: note_statement(handler, case=case, party=party, on=now, said=" ", manner=written)),
        (
            "on",
            lambda: note_statement(
                handler, case=case, party=party, on=now + timedelta(days=1), said="x", manner=written
            ),
        ),
        ("why", lambda: leave_out(handler, case=case, party=party, why=" ")),
    ]
    for code, deed in deeds:
        with pytest.raises(ValidationError) as refused:
            deed()
        assert refused.value.code == code
    assert not PartyStatement.objects.exists()


def test_only_who_handles_the_case_calls_and_notes(office: Office) -> None:
    case, now = assigned(office), today(office)
    party = party_of(case)
    deeds: list[Callable[[Viewer], object]] = [
        lambda viewer: call_statement(viewer, case=case, party=party, about="x", until=now),
        lambda viewer: note_statement(viewer, case=case, party=party, on=now, said="x", manner=StatementManner.WRITTEN),
        lambda viewer: leave_out(viewer, case=case, party=party, why="x"),
    ]
    for role in (Role.REGISTRY_CLERK, Role.SIGNATORY, Role.INSPECTOR):
        for deed in deeds:
            with pytest.raises(NotAllowed):
                deed(office.viewer(role))


def test_the_pages_call_note_and_leave_out_once(office: Office, client_as: SignIn) -> None:
    case, browser = assigned(office), client_as(Role.HANDLER)
    party = party_of(case)
    list_ = reverse("registry:statements", args=[case.pk])
    assert "још се није изјаснила" in browser.get(list_).content.decode()
    call = reverse("registry:statement-call", args=[case.pk, party.pk])
    until = f"{today(office) + timedelta(days=5):%d.%m.%Y}"
    assert browser.post(call, {"about": "", "until": until}).status_code == 422
    filled = {"about": ABOUT, "until": until, "form_key": "one"}
    assert [browser.post(call, filled).status_code for _again in range(2)] == [302, 302]
    stated = reverse("registry:statement-given", args=[case.pk, party.pk])
    said = {"on": f"{today(office):%d.%m.%Y}", "manner": "oral", "said": "Простор је мањи.", "form_key": "two"}
    assert browser.post(stated, said).status_code == 302
    [row] = PartyStatement.objects.all()
    assert (row.state, row.said) == (StatementState.GIVEN, "Простор је мањи.")
    page = browser.get(list_).content.decode()
    assert all(words in page for words in (ABOUT, "Простор је мањи.", "усмено", "Записник"))
    out = reverse("registry:statement-left-out", args=[case.pk, party.pk])
    assert browser.post(out, {"why": "Хитно, по закону.", "form_key": "three"}).status_code == 302
