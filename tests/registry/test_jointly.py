"""One decision for several cases: one act, and each case and party keeps its service, period, deadline and status."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.documents.actions import content
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.appeals import actions as appeals
from salter.registry.appeals.receiving import Filing
from salter.registry.jointly import queries
from salter.registry.jointly.actions import choose_cases, draft_jointly
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import Act, ActKind, Case, CaseStatus, Filed, Joining, JointPart, Service, Way
from salter.registry.parties.services import serve
from salter.registry.relating.actions import join, separate
from tests.registry.scenes import TEXTS, SignIn, assigned
from tests.registry.test_layout_word import text_of
from tests.support.office import Office

NAMES = ("Мила Ведрић", "Стојан Пешић", "Рада Перић")


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def case_of(office: Office, name: str) -> Case:
    case = office.register(party=office.party(name)).case
    unit, staff = office.units["IV-02"], office.people[Role.HANDLER]
    return actions.assign(office.viewer(Role.REGISTRY_CLERK), case=case, unit=unit, staff=staff)


def three(office: Office) -> tuple[Case, list[Joining]]:
    """A case that leads two others, each of a party of its own."""
    leading, *others = (case_of(office, name) for name in NAMES)
    today = clock.today(office.organisation)
    rows = [
        join(office.viewer(Role.HANDLER), leading=leading, joined=case, on=today, ground="Закључак 7")
        for case in others
    ]
    return leading, rows


def drafted(office: Office, leading: Case, joinings: list[Joining]) -> Act:
    handler = office.viewer(Role.HANDLER)
    act = draft_jointly(handler, case=leading, joinings=joinings)
    written = {**TEXTS, "legal_basis": act.content["legal_basis"], "reasoning": act.content["reasoning"]}
    return actions.revise_act(handler, act=act, title=act.title, content=written, outcome="granted")


def approved(office: Office, act: Act) -> Act:
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    return actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)


def sign(office: Office, act: Act) -> Act:
    return actions.sign_act(office.viewer(Role.SIGNATORY), act=approved(office, act))


def refused(deed: Callable[[], object]) -> str | None:
    with pytest.raises(ValidationError) as error:
        deed()
    return error.value.code


def handed(office: Office, service: Service) -> Service:
    return serve(
        office.viewer(Role.REGISTRY_CLERK),
        act=service.act,
        case_party=service.case_party,
        on=clock.today(office.organisation),
        way=Way.HANDED,
        starts_deadlines=True,
    )


@pytest.mark.law("decision.joint")
def test_one_signed_act_decides_each_case_and_no_partys_date_is_anothers(office: Office) -> None:
    leading, joinings = three(office)
    cases = [leading, *(row.joined for row in joinings)]
    before = [(case.due_on, case.number) for case in map(again, cases)]
    act = drafted(office, leading, joinings)
    for case, name in zip(cases, NAMES, strict=True):
        assert name in act.content["legal_basis"]
        assert case.number in act.content["reasoning"]
    act = sign(office, act)
    acts = [act, *(row.own for row in queries.parts(act))]
    assert [one.document_id for one in acts if one] == [act.document_id] * 3
    assert [(case.due_on, case.number) for case in map(again, cases)] == before
    assert act.document
    printed = text_of(content(act.document))
    assert all(name in printed for name in NAMES)
    for one in acts:
        assert one
        case = again(one.case)
        assert (case.status, case.outcome) == (CaseStatus.RESOLVED, "granted")
        assert case.unnotified_since == clock.today(office.organisation)
        assert one.services.get().case_party.case_id == case.pk, "each case has services of its own parties alone"
        assert Entry.objects.filter(verb="act.signed", case_id=case.pk).count() == 1
        assert one.versions.exists()
    first, second, third = (one.services.get() for one in acts if one)
    first = handed(office, first)
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=9)):
        second = handed(office, second)
    third.refresh_from_db()
    assert first.until
    assert second.until
    assert second.until > first.until
    assert (third.served_on, third.until) == (None, None)
    assert [bool(again(case).notified_on) for case in cases].count(True) == 2


def test_an_appeal_in_one_case_leaves_the_others_as_they_are(office: Office) -> None:
    leading, joinings = three(office)
    act = sign(office, drafted(office, leading, joinings))
    first, second, _third = [act.services.get(), *(row.own.services.get() for row in queries.parts(act) if row.own)]
    first, second = handed(office, first), handed(office, second)
    filing = Filing(clock.today(office.organisation), Filed.COUNTER)
    row = appeals.receive(office.viewer(Role.HANDLER), service=second, filing=filing)
    assert row.case_id == second.act.case_id
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.final_on is None, second.final_on) == (False, None)


def test_a_case_that_goes_its_own_way_stops_the_signing_and_is_taken_out(office: Office) -> None:
    leading, joinings = three(office)
    act = drafted(office, leading, joinings)
    today = clock.today(office.organisation)
    separate(office.viewer(Role.HANDLER), joining=joinings[0], on=today, ground="Закључак 9")
    act = approved(office, act)
    assert refused(lambda: actions.sign_act(office.viewer(Role.SIGNATORY), act=act)) == "joint"
    assert again(leading).status == CaseStatus.IN_PROGRESS
    handler = office.viewer(Role.HANDLER)
    assert refused(lambda: choose_cases(handler, act=act, joinings=joinings[1:])) == "act"
    actions.return_act(office.viewer(Role.SIGNATORY), act=act, note="Изоставити раздвојен предмет.")
    joinings[0].refresh_from_db()
    assert refused(lambda: choose_cases(handler, act=act, joinings=joinings)) == "cases"
    choose_cases(handler, act=act, joinings=joinings[1:])
    act = sign(office, Act.objects.get(pk=act.pk))
    assert [again(row.joined).status for row in joinings] == [CaseStatus.IN_PROGRESS, CaseStatus.RESOLVED]
    assert not joinings[0].joined.acts.exists()


def test_what_cannot_be_decided_together_is_refused(office: Office) -> None:
    leading, joinings = three(office)
    handler, other = office.viewer(Role.HANDLER), assigned(office)
    assert refused(lambda: draft_jointly(handler, case=leading, joinings=[])) == "cases"
    assert refused(lambda: draft_jointly(handler, case=other, joinings=joinings)) == "cases"
    with pytest.raises(NotAllowed):
        draft_jointly(office.viewer(Role.REGISTRY_CLERK), case=leading, joinings=joinings)
    drafted(office, leading, joinings)
    assert refused(lambda: draft_jointly(handler, case=leading, joinings=joinings)) == "drafted"


def test_an_office_may_set_that_it_makes_none(office: Office) -> None:
    leading, joinings = three(office)
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    set_law(head, setting=BY_NAME["joint_decisions"], value=False, reason="Мишљење.")
    assert refused(lambda: draft_jointly(office.viewer(Role.HANDLER), case=leading, joinings=joinings)) == "setting"
    assert not JointPart.objects.exists()


def test_the_pages_draft_it_and_each_act_leads_to_the_others(office: Office, client_as: SignIn) -> None:
    leading, joinings = three(office)
    client = client_as(Role.HANDLER)
    address = reverse("registry:joint", args=[leading.pk])
    assert address in client.get(reverse("registry:related", args=[leading.pk])).content.decode()
    page = client.get(address).content.decode()
    assert all(row.joined.number in page for row in joinings)
    assert client.post(address, {"form_key": "без"}).status_code == 422
    answer = client.post(address, {"cases": [str(joinings[0].joined_id)]})
    act = leading.acts.get(kind=ActKind.DECISION)
    assert answer.headers["Location"] == reverse("registry:act", args=[leading.pk, act.pk])
    client.post(address, {"cases": [str(row.joined_id) for row in joinings]})
    assert len(queries.parts(act)) == 2
    actions.revise_act(
        office.viewer(Role.HANDLER), act=act, title=act.title, content={**act.content, **TEXTS}, outcome="granted"
    )
    sign(office, Act.objects.get(pk=act.pk))
    page = client.get(answer.headers["Location"]).content.decode()
    own = queries.parts(act)[0].own
    assert own
    there = reverse("registry:act", args=[own.case_id, own.pk])
    assert there in page
    assert answer.headers["Location"] in client.get(there).content.decode()
