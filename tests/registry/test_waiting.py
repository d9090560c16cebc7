"""What a case waits for: only that interrupts it, and only who was asked ends it."""

from __future__ import annotations

import importlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from salter.journal.actions import record
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import PairState, Party, PartyPair, Role
from salter.organisations.tenancy import owner_scope, uuid7
from salter.registry import actions, counter
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import (
    Act,
    ActKind,
    Case,
    CaseMove,
    CaseParty,
    CaseStatus,
    IntakeChannel,
    PartyRole,
    Submission,
    Wait,
    WaitEnd,
    WaitKind,
)
from salter.registry.waiting import rules
from salter.registry.waiting.actions import begin_wait, end_wait
from tests.registry.scenes import SignIn, assigned, interrupted
from tests.support.office import Office
from tests.support.scene import citizen, registered


def second_party(office: Office, case: Case, name: str = "Стојан Пешић") -> CaseParty:
    """Another party of a case."""
    party = office.party(name)
    return CaseParty.objects.create(
        organisation=office.organisation, case=case, party=party, role=PartyRole.OPPOSING, name=party.name
    )


def sends(office: Office, case: Case, party: Party | None) -> Submission:
    """A supplement of somebody."""
    intake = actions.Intake(
        subject="Допуна",
        channel=IntakeChannel.POST,
        received_at=case.received_at,
        parties=[actions.PartyInput(party)] if party else [],
    )
    return actions.add_supplement(office.viewer(Role.REGISTRY_CLERK), case=case, intake=intake)


def status_of(case: Case) -> str:
    """As it is now."""
    return Case.objects.get(pk=case.pk).status


def waits(office: Office, case: Case, kind: WaitKind, party: CaseParty | None = None) -> Wait:
    """What the handler notes."""
    return begin_wait(office.viewer(Role.HANDLER), case=case, kind=kind, party=party, note="проба")


def test_a_signed_request_to_correct_waits_for_the_party_it_is_addressed_to(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    other = second_party(office, case)
    content = {"text": "Доставите доказ о уплати."}
    act = actions.draft_act(handler, case=case, kind=ActKind.REQUEST_TO_CORRECT, title="Позив", content=content)
    act = actions.approve_act(office.viewer(Role.UNIT_HEAD), act=actions.submit_act(handler, act=act))
    actions.sign_act(office.viewer(Role.SIGNATORY), act=act)
    wait = Wait.objects.get(case=case)
    asked = case.parties.exclude(pk=other.pk).get()
    assert (wait.kind, wait.party, wait.act, wait.interrupts) == ("correction", asked, act, True)
    assert status_of(case) == "interrupted"
    assert CaseMove.objects.get(case=case, after="interrupted").rule == "case.interrupt.correction"
    for sender in (None, other.party, office.party("Трећа Особа")):
        added = sends(office, case, sender)
        assert status_of(case) == "interrupted"
        assert Entry.objects.filter(verb="case.supplemented", case_id=case.pk).latest("id").body["resumed"] is False
        assert counter.supplements_told(handler)[0] == added
    came = sends(office, case, asked.party)
    wait.refresh_from_db()
    assert (wait.end, wait.submission, status_of(case)) == ("answered", came, "in_progress")
    assert CaseMove.objects.filter(case=case).latest("id").rule == "case.resume.correction"


@pytest.mark.law("case.interrupt.preliminary")
def test_no_supplement_resumes_a_case_that_waits_for_a_preliminary_question(office: Office) -> None:
    case = assigned(office)
    party = case.parties.get()
    wait = waits(office, case, WaitKind.PRELIMINARY)
    for sender in (None, party.party):
        sends(office, case, sender)
        assert status_of(case) == "interrupted"
    end_wait(office.viewer(Role.HANDLER), wait=wait, end=WaitEnd.ANSWERED)
    assert status_of(case) == "in_progress"
    assert CaseMove.objects.filter(case=case).latest("id").rule == "case.resume.preliminary"


@pytest.mark.law("case.resume.preliminary", "case.resume.correction", "case.interrupt.correction")
def test_a_case_goes_on_when_the_last_thing_that_interrupts_it_has_come(office: Office) -> None:
    case = assigned(office)
    first, second = case.parties.get(), second_party(office, case)
    waits(office, case, WaitKind.CORRECTION, first)
    waits(office, case, WaitKind.CORRECTION, second)
    data = waits(office, case, WaitKind.DATA)
    sends(office, case, second.party)
    assert status_of(case) == "interrupted"
    sends(office, case, first.party)
    assert status_of(case) == "in_progress"
    data.refresh_from_db()
    assert data.ended_at is None


def test_a_statement_is_awaited_while_the_case_goes_on(office: Office) -> None:
    case = assigned(office)
    wait = waits(office, case, WaitKind.STATEMENT, case.parties.get())
    assert status_of(case) == "in_progress"
    sends(office, case, case.parties.get().party)
    wait.refresh_from_db()
    assert (wait.end, status_of(case)) == ("answered", "in_progress")
    assert Entry.objects.filter(verb="case.supplemented").latest("id").body["resumed"] is False


def test_the_paper_of_an_entry_that_was_merged_is_that_of_the_party(office: Office) -> None:
    case = interrupted(office)
    kept, head = office.party("Мила Ведрић"), office.viewer(Role.REGISTRY_HEAD)
    PartyPair.objects.create(
        organisation=office.organisation,
        kept=kept,
        other=case.parties.get().party,
        state=PairState.MERGED,
        decided_at=clock.now(office.organisation),
        decided_by=head.account,
        reason="исто лице",
    )
    sends(office, case, kept)
    assert status_of(case) == "in_progress"


def test_a_letter_entered_by_its_name_only_is_of_the_party_of_that_name_but_no_party_stands_for_another(
    office: Office,
) -> None:
    case = assigned(office)
    asked = case.parties.get()
    namesake = second_party(office, case, asked.name)
    waits(office, case, WaitKind.CORRECTION, asked)
    sends(office, case, namesake.party)
    assert status_of(case) == "interrupted"
    sends(office, case, office.party("Mila Vedrić"))
    assert status_of(case) == "in_progress"


def test_what_was_awaited_is_over_when_the_case_goes_on_without_it(office: Office) -> None:
    handler, resumed, decided, cancelled = office.viewer(Role.HANDLER), assigned(office), assigned(office), None
    for case in (resumed, decided):
        waits(office, case, WaitKind.OTHER)
        waits(office, case, WaitKind.DATA)
    actions.change_status(handler, case=resumed, status=CaseStatus.IN_PROGRESS, reason="сметња је престала")
    actions.change_status(handler, case=decided, status=CaseStatus.DISCONTINUED, reason="одустанак")
    cancelled = interrupted(office)
    actions.cancel_case(office.viewer(Role.REGISTRY_HEAD), case=cancelled, reason="погрешан унос")
    assert set(resumed.waits.values_list("kind", "end")) == {("other", "over"), ("data", "")}
    assert set(decided.waits.values_list("kind", "end")) == {("other", "over"), ("data", "over")}
    assert cancelled.waits.get().end == "over"


def test_what_cannot_be_waited_for_is_refused_in_words(office: Office) -> None:
    handler, chief, case = office.viewer(Role.HANDLER), office.viewer(Role.HEAD_OF_ADMINISTRATION), assigned(office)
    stranger, formed = second_party(office, assigned(office)), office.register().case
    yesterday = clock.today(office.organisation) - timedelta(days=1)
    party = case.parties.get()

    def refused(code: str, of: Case, kind: WaitKind, **more: object) -> None:
        with pytest.raises(ValidationError) as error:
            begin_wait(chief, case=of, kind=kind, **{"note": "проба", **more})  # type: ignore[arg-type]
        assert error.value.code == code

    refused("status", formed, WaitKind.PRELIMINARY)
    refused("party", case, WaitKind.CORRECTION)
    refused("party", case, WaitKind.CORRECTION, party=stranger)
    refused("until", case, WaitKind.DATA, until=yesterday)
    refused("note", case, WaitKind.DATA, note="  ")
    wait = begin_wait(handler, case=case, kind=WaitKind.CORRECTION, party=party, note="проба")
    refused("kind", case, WaitKind.CORRECTION, party=party)
    with pytest.raises(ValidationError) as error:
        end_wait(handler, wait=wait, end=WaitEnd.WITHDRAWN)
    assert error.value.code == "note"
    with pytest.raises(NotAllowed):
        end_wait(office.viewer(Role.REGISTRY_CLERK), wait=wait, end=WaitEnd.ANSWERED)
    end_wait(handler, wait=wait, end=WaitEnd.EXPIRED, note="није уређено у року")
    with pytest.raises(ValidationError) as error:
        end_wait(handler, wait=wait, end=WaitEnd.ANSWERED)
    assert error.value.code == "wait-over"


@pytest.mark.law("correction.interrupts")
def test_an_office_may_set_that_a_correction_does_not_interrupt(office: Office) -> None:
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    set_law(head, setting=BY_NAME["correction_interrupts"], value=False, reason="чл. 59. не помиње прекид")
    case = assigned(office)
    wait = waits(office, case, WaitKind.CORRECTION, case.parties.get())
    assert (wait.interrupts, status_of(case)) == (False, "in_progress")
    sends(office, case, case.parties.get().party)
    wait.refresh_from_db()
    assert (wait.end, status_of(case)) == ("answered", "in_progress")


def test_the_hand_interrupts_by_noting_what_is_awaited_only(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    with pytest.raises(ValidationError) as error:
        actions.change_status(office.viewer(Role.HANDLER), case=case, status=CaseStatus.INTERRUPTED, reason="проба")
    assert error.value.code == "status"
    page = client_as(Role.HANDLER).get(reverse("registry:status", args=[case.pk]))
    assert "interrupted" not in dict(page.context["form"].fields["status"].choices)


@pytest.mark.parametrize(("asked", "senders", "ends"), [(None, [], True), ("a", [], False), ("a", ["a", "b"], True)])
def test_who_answers(asked: str | None, senders: list[str], ends: bool) -> None:
    known = {"a": uuid7(), "b": uuid7()}
    assert rules.answers(known[asked] if asked else None, [known[name] for name in senders]) is ends


def test_the_pages_note_and_end_a_wait(office: Office, client_as: SignIn) -> None:
    case, client, url = assigned(office), client_as(Role.HANDLER), "registry:case"
    sent = {"kind": "preliminary", "party": "", "until": "", "note": "Оставински поступак, суд у Ваљеву"}
    assert client.post(reverse("registry:wait", args=[case.pk]), {**sent, "note": ""}).status_code == 422
    wrong = client.post(reverse("registry:wait", args=[case.pk]), {**sent, "kind": "correction"})
    assert set(wrong.context["form"].errors) == {"party"}
    assert client.post(reverse("registry:wait", args=[case.pk]), sent).status_code == 302
    wait = case.waits.get()
    page = client.get(reverse(url, args=[case.pk]))
    assert page.context["main"].url == reverse("registry:wait-end", args=[case.pk, wait.pk])
    assert "Шта се чека" in page.content.decode()
    assert "Оставински поступак" in page.content.decode()
    clerk = client_as(Role.REGISTRY_CLERK).get(reverse(url, args=[case.pk]))
    assert clerk.context["main"] is None
    assert reverse("registry:wait-end", args=[case.pk, wait.pk]) not in clerk.content.decode()
    ended = client_as(Role.HANDLER).post(reverse("registry:wait-end", args=[case.pk, wait.pk]), {"end": "answered"})
    assert ended.status_code == 302
    assert status_of(case) == "in_progress"


def test_the_clerk_is_told_whose_paper_a_case_waits_for(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    second = second_party(office, case)
    waits(office, case, WaitKind.CORRECTION, second)
    page = client_as(Role.REGISTRY_CLERK).get(reverse("registry:supplement", args=[case.pk]))
    assert second.name in page.content.decode().split("</h1>")[1].split("<form")[0]
    assert page.context["form"]["sender"].value() == str(second.party_id)


def test_the_portal_tells_a_citizen_waits_for_you_only_when_it_does(office: Office, client_as: SignIn) -> None:
    party = citizen(office)
    case = registered(office, "Захтев за такси дозволу", party).case
    other = second_party(office, case)
    mine = case.parties.get(party=party)
    client = client_as(Role.CITIZEN)
    number = case.submissions.get().submission_number

    def told() -> tuple[bool, ...]:
        pages = (reverse("portal:my"), reverse("portal:case", args=[case.pk]), reverse("portal:status", args=[number]))
        words = (">чека вас<", "нешто од вас", "нешто од вас")
        return tuple(word in client.get(page).content.decode() for word, page in zip(words, pages, strict=True))

    assert told() == (False, False, False)
    preliminary = waits(office, case, WaitKind.PRELIMINARY)
    assert told() == (False, False, False)
    assert "у прекиду" in client.get(reverse("portal:case", args=[case.pk])).content.decode()
    waits(office, case, WaitKind.CORRECTION, other)
    assert told() == (False, False, False)
    waits(office, case, WaitKind.CORRECTION, mine)
    assert told() == (True, True, True)
    sends(office, case, party)
    assert told() == (False, False, False)
    end_wait(office.viewer(Role.HANDLER), wait=preliminary, end=WaitEnd.ANSWERED)
    waits(office, case, WaitKind.STATEMENT, mine)
    assert told() == (True, True, True)


def carried_over(office: Office) -> None:
    """The migration, run by the owner of the tables in an office that had interrupted cases and no waits."""
    Wait.objects.all().delete()
    before = importlib.import_module("salter.registry.migrations.0041_waits").BEFORE
    with owner_scope(office.organisation.pk), connection.cursor() as cursor:
        cursor.execute(before)


def test_cases_that_were_interrupted_before_wait_for_what_their_history_says(office: Office) -> None:
    asked, hand, done = assigned(office), assigned(office), assigned(office)
    act = actions.draft_act(
        office.viewer(Role.HANDLER), case=asked, kind=ActKind.REQUEST_TO_CORRECT, title="Позив", content={}
    )
    Act.objects.filter(pk=act.pk).update(
        status="signed", signed_at=clock.now(office.organisation), document=office.document()
    )
    waits(office, asked, WaitKind.OTHER)
    waits(office, hand, WaitKind.OTHER)
    carried_over(office)
    first, second = Wait.objects.get(case=asked), Wait.objects.get(case=hand)
    assert (first.kind, first.party, first.act) == ("correction", asked.parties.get(), act)
    assert (second.kind, second.party, second.interrupts) == ("other", None, True)
    assert not Wait.objects.filter(case=done).exists()


def test_of_a_request_to_correct_and_an_interruption_by_hand_the_later_one_is_awaited(office: Office) -> None:
    handler, now = office.viewer(Role.HANDLER), clock.now(office.organisation)
    reason, found = "Чека се пресуда.", []
    for signed_at in (now - timedelta(days=9), now + timedelta(hours=1)):
        case = assigned(office)
        act = actions.draft_act(handler, case=case, kind=ActKind.REQUEST_TO_CORRECT, title="Позив", content={})
        Act.objects.filter(pk=act.pk).update(status="signed", signed_at=signed_at, document=office.document())
        waits(office, case, WaitKind.OTHER)
        body = {"before": "in_progress", "after": "interrupted", "outcome": ""}
        record(
            handler,
            "case.status",
            subject=("case", case.pk),
            case_id=case.pk,
            body=body,
            personal={"reason": reason},
        )
        found.append((case, act))
    carried_over(office)
    (by_hand, _old), (asked, act) = found
    wait = Wait.objects.get(case=by_hand)
    assert (wait.kind, wait.party, wait.act, wait.note) == ("other", None, None, reason)
    assert wait.since == clock.today(office.organisation)
    wait = Wait.objects.get(case=asked)
    assert (wait.kind, wait.party, wait.act, wait.note) == ("correction", asked.parties.get(), act, "")
