"""A deputy acts in somebody's place: what the mandate gives, what it never gives, and that both names are said."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from salter.journal.models import Entry
from salter.organisations import acting, clock, kept
from salter.organisations import actions as organisations
from salter.organisations.access import NotAllowed, StandIn, Viewer
from salter.organisations.models import AuthorisationKind, Duty, Mandate, Organisation, Role, Staff, Unit
from salter.registry import actions, acts, queries
from salter.registry.actions.acts import approved_by, signed_by
from salter.registry.actions.cases import assigned_by, handled_by
from salter.registry.history import timeline
from salter.registry.models import Act, ActKind, ActStatus, Case
from salter.signatures.actions import issue_test_credentials
from tests.documents.test_rendering import text_of
from tests.support.office import Office

CONTENT = {"text": "Обавештавамо вас да је захтев примљен у рад."}
ROOT = Path(acting.__file__).parents[1]


def stands_in(office: Office, absent: Role, deputy: Role, *duties: Duty) -> Mandate:
    today = clock.today(office.organisation)
    return organisations.give_mandate(
        office.viewer(Role.ADMINISTRATOR),
        absent=office.people[absent],
        deputy=office.people[deputy],
        number="031-7/2026",
        ground="Решење о замени",
        valid_from=today,
        valid_to=today + timedelta(days=3),
        duties=[duty.value for duty in duties] or Duty.values,
    )


@pytest.fixture
def case(office: Office) -> Case:
    """A case that the handler has."""
    head = office.viewer(Role.REGISTRY_HEAD)
    return actions.assign(
        head, case=office.register().case, unit=office.units["IV-02"], staff=office.people[Role.HANDLER]
    )


def notice(viewer: Viewer, case: Case) -> Act:
    return actions.draft_act(viewer, case=case, kind=ActKind.NOTICE, title="Обавештење", content=CONTENT)


def last(verb: str) -> Entry:
    entry = Entry.objects.filter(verb=verb).order_by("id").last()
    assert entry is not None
    return entry


def test_a_deputy_handles_and_the_journal_says_both_names(office: Office, case: Case) -> None:
    with pytest.raises(NotAllowed):
        notice(office.viewer(Role.SIGNATORY), case)
    stands_in(office, Role.HANDLER, Role.SIGNATORY)
    act = notice(office.viewer(Role.SIGNATORY), case)
    assert (act.author, act.author_for) == (office.people[Role.SIGNATORY], office.people[Role.HANDLER])
    entry = last("act.drafted")
    assert entry.body["for"] == office.people[Role.HANDLER].name
    assert entry.body["mandate"] == "031-7/2026"
    with translation.override("sr"):
        [item] = timeline([entry])
    assert item["who"] == "Лице signatory замењује: Лице handler, решење о замени бр. 031-7/2026"
    own = notice(office.viewer(Role.HANDLER), case)
    assert own.author_for is None
    assert "for" not in last("act.drafted").body


def test_pages_say_in_whose_place_the_deputy_acts(
    office: Office, case: Case, client_as: Callable[[Role], Client]
) -> None:
    """The case, the new draft and the saved one; never to who handles the case oneself, or may only read it."""
    act = notice(office.viewer(Role.HANDLER), case)
    pages = {
        "case": reverse("registry:case", args=[case.pk]),
        "new": f"{reverse('registry:act-new', args=[case.pk])}?kind=notice",
        "draft": reverse("registry:act", args=[case.pk, act.pk]),
    }
    said = "Овде поступате као замена за: Лице handler, решење о замени бр. 031-7/2026"
    assert not any(said in client_as(Role.HANDLER).get(page).content.decode() for page in pages.values())
    deputy = client_as(Role.SIGNATORY)
    assert said not in deputy.get(pages["case"]).content.decode()
    stands_in(office, Role.HANDLER, Role.SIGNATORY)
    assert [name for name, page in pages.items() if said not in deputy.get(page).content.decode()] == []


def test_who_approves_for_the_head_is_told_so_on_the_act(
    office: Office, case: Case, client_as: Callable[[Role], Client]
) -> None:
    act = notice(office.viewer(Role.HANDLER), case)
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    stands_in(office, Role.UNIT_HEAD, Role.SIGNATORY, Duty.APPROVE)
    page = client_as(Role.SIGNATORY).get(reverse("registry:act", args=[case.pk, act.pk])).content.decode()
    assert "Овде поступате као замена за: Лице unit-head" in page
    actions.approve_act(office.viewer(Role.SIGNATORY), act=act)
    page = client_as(Role.SIGNATORY).get(reverse("registry:act", args=[case.pk, act.pk])).content.decode()
    assert "Овде поступате" not in page  # it waits for the own signature now


def test_a_deputy_finds_the_cases_and_what_is_to_be_confirmed(
    office: Office, case: Case, client_as: Callable[[Role], Client]
) -> None:
    office.register("Предмет другога")
    deputy, inbox = client_as(Role.SIGNATORY), f'href="{reverse("registry:inbox")}"'
    assert inbox not in deputy.get(reverse("registry:home")).content.decode()
    stands_in(office, Role.HANDLER, Role.SIGNATORY)
    home = deputy.get(reverse("registry:home")).content.decode()
    assert inbox in home
    assert f'href="{reverse("registry:cases")}?who=for&amp;sort=due"' in home
    listed = deputy.get(reverse("registry:cases"), {"who": "for", "sort": "due"})
    assert [row.number for row in listed.context["rows"]] == [case.number]
    [tab] = [tab for tab in listed.context["tabs"] if tab["current"]]
    assert (tab["label"], tab["count"]) == ("Уместо других", "1")
    none = client_as(Role.HANDLER).get(reverse("registry:cases"), {"who": "for"})
    assert none.context["rows"] == []


def test_a_mandate_gives_only_its_duties(office: Office, case: Case) -> None:
    stands_in(office, Role.HANDLER, Role.SIGNATORY, Duty.ASSIGN, Duty.APPROVE, Duty.SIGN)
    with pytest.raises(NotAllowed):
        notice(office.viewer(Role.SIGNATORY), case)


def test_a_mandate_that_has_ended_gives_nothing_and_the_refusal_names_it(office: Office, case: Case) -> None:
    mandate = stands_in(office, Role.HANDLER, Role.SIGNATORY)
    notice(office.viewer(Role.SIGNATORY), case)
    now = clock.now(office.organisation)
    organisations.end_mandate(office.viewer(Role.ADMINISTRATOR), mandate=mandate)
    with clock.at(office.organisation, now + timedelta(hours=1)):
        deputy = office.viewer(Role.SIGNATORY)
        assert deputy.stand_ins == ()
        with translation.override("en"), pytest.raises(NotAllowed, match=r"no\. 031-7/2026.*has ended"):
            notice(deputy, case)


ENDED = "решење о замени бр. 031-7/2026"


@pytest.mark.parametrize("who", [Role.SIGNATORY, Role.SECOND_INSTANCE])
def test_a_decision_approved_an_hour_after_the_end_is_refused_in_words_and_stays_as_it_was(
    office: Office, case: Case, client_as: Callable[[Role], Client], who: Role
) -> None:
    """Also by who sees the case no longer."""
    act = notice(office.viewer(Role.HANDLER), case)
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    mandate = stands_in(office, Role.UNIT_HEAD, who, Duty.APPROVE)
    deputy, now = client_as(who), clock.now(office.organisation)
    page = deputy.get(reverse("registry:act", args=[case.pk, act.pk]))
    assert 'value="approve"' in page.content.decode()
    organisations.end_mandate(office.viewer(Role.ADMINISTRATOR), mandate=mandate)
    with clock.at(office.organisation, now + timedelta(hours=1)):
        answer = deputy.post(reverse("registry:act-do", args=[case.pk, act.pk]), {"deed": "approve", "form_key": "one"})
    assert answer.status_code == 403
    assert ENDED in answer.content.decode()
    assert "Ништа није промењено" in answer.content.decode()
    act.refresh_from_db()
    assert (act.status, act.approved_by) == (ActStatus.SUBMITTED, None)
    assert actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act).status == ActStatus.APPROVED


@pytest.mark.parametrize("deputy", [Role.SIGNATORY, Role.SECOND_INSTANCE])
def test_what_a_deputy_wrote_until_after_the_end_is_kept(
    office: Office, case: Case, client_as: Callable[[Role], Client], deputy: Role
) -> None:
    mandate = stands_in(office, Role.HANDLER, deputy)
    browser, address = client_as(deputy), f"{reverse('registry:act-new', args=[case.pk])}?kind=notice"
    assert browser.get(address).status_code == 200
    organisations.end_mandate(office.viewer(Role.ADMINISTRATOR), mandate=mandate)
    written = "Дуго писано обавештење"
    answer = browser.post(address, {"title": "Обавештење", "text": written, "form_key": "one"})
    assert answer.status_code == 403
    assert ENDED in answer.content.decode()
    assert not Act.objects.filter(case=case).exists()
    account = office.people[deputy].account
    [form] = kept.all_of(account)
    assert form.fields["text"] == [written]
    assert reverse("organisations:kept", args=[form.pk]) in answer.content.decode()


def test_only_mandates_that_hold_now_are_read(office: Office, case: Case) -> None:
    """One ended an hour ago, one yesterday, one begins tomorrow, one is of somebody who has left."""
    today, now = clock.today(office.organisation), clock.now(office.organisation)
    day = timedelta(days=1)
    gone = organisations.add_staff(
        office.viewer(Role.ADMINISTRATOR), username="gone", name="Бивши", title="", unit=office.units["IV-02"], roles=[]
    )
    Staff.objects.filter(pk=gone.pk).update(active=False)
    handler, deputy = office.people[Role.HANDLER], office.people[Role.SIGNATORY]
    over = {
        "an-hour-ago": (handler, today - day, today + day, now - timedelta(hours=1)),
        "yesterday": (handler, today - 2 * day, today - day, None),
        "tomorrow": (handler, today + day, today + 2 * day, None),
        "left": (gone, today, today, None),
    }
    holding = {"first-day": (handler, today, today + day, None), "last-day": (handler, today - day, today, None)}
    for number, (absent, begins, ends, ended_at) in over.items():
        Mandate.objects.create(
            organisation=office.organisation,
            absent=absent,
            deputy=deputy,
            number=number,
            ground="x",
            valid_from=begins,
            valid_to=ends,
            ended_at=ended_at,
        )
    viewer = office.viewer(Role.SIGNATORY)
    assert viewer.stand_ins == ()
    assert acting.find(viewer, Duty.HANDLE, handled_by(case)) is None
    for number, (absent, begins, ends, _none) in holding.items():
        Mandate.objects.create(
            organisation=office.organisation,
            absent=absent,
            deputy=deputy,
            number=number,
            ground="x",
            valid_from=begins,
            valid_to=ends,
        )
    assert {one.number for one in office.viewer(Role.SIGNATORY).stand_ins} == set(holding)


def test_who_left_is_not_stood_in_for(office: Office, case: Case) -> None:
    stands_in(office, Role.HANDLER, Role.SIGNATORY)
    organisations.deactivate_staff(office.viewer(Role.ADMINISTRATOR), staff=office.people[Role.HANDLER], reason="x")
    assert office.viewer(Role.SIGNATORY).stand_ins == ()


def test_nobody_approves_the_own_act_by_way_of_a_mandate(office: Office, case: Case) -> None:
    """The handler stands in for the head of unit: neither the handler's act nor the head's goes through that way."""
    stands_in(office, Role.UNIT_HEAD, Role.HANDLER)
    for author in (Role.HANDLER, Role.UNIT_HEAD):
        act = notice(office.viewer(author), case)
        actions.submit_act(office.viewer(author), act=act)
        with pytest.raises(NotAllowed):
            actions.approve_act(office.viewer(Role.HANDLER), act=act)


def test_what_a_deputy_wrote_for_the_head_is_the_heads_own_act(office: Office, case: Case) -> None:
    stands_in(office, Role.UNIT_HEAD, Role.SIGNATORY, Duty.HANDLE)
    act = notice(office.viewer(Role.SIGNATORY), case)
    assert act.author_for == office.people[Role.UNIT_HEAD]
    actions.submit_act(office.viewer(Role.SIGNATORY), act=act)
    with pytest.raises(NotAllowed):
        actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)


def test_a_deputy_approves_finds_what_waits_and_the_act_keeps_the_mandate(office: Office, case: Case) -> None:
    act = notice(office.viewer(Role.HANDLER), case)
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    assert act not in queries.acts_waiting(office.viewer(Role.SIGNATORY), ActStatus.SUBMITTED)
    mandate = stands_in(office, Role.UNIT_HEAD, Role.SIGNATORY, Duty.APPROVE)
    deputy = office.viewer(Role.SIGNATORY)
    assert act in queries.acts_waiting(deputy, ActStatus.SUBMITTED)
    act = actions.approve_act(deputy, act=act)
    assert (act.approved_by, act.approved_for, act.approved_mandate) == (
        office.people[Role.SIGNATORY],
        office.people[Role.UNIT_HEAD],
        mandate,
    )


def test_a_deputy_signs_under_the_own_authorisation_and_the_paper_names_both(office: Office, case: Case) -> None:
    act = notice(office.viewer(Role.HANDLER), case)
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    head = office.people[Role.UNIT_HEAD]
    stands_in(office, Role.SIGNATORY, Role.UNIT_HEAD, Duty.SIGN)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    with pytest.raises(NotAllowed):  # without an authorisation of the own
        actions.sign_act(office.viewer(Role.UNIT_HEAD), act=act)
    _authorise(office, head)
    act = actions.sign_act(office.viewer(Role.UNIT_HEAD), act=act)
    assert (act.signatory, act.signed_for) == (head, office.people[Role.SIGNATORY])
    assert act.document is not None
    assert last("act.signed").body["for"] == office.people[Role.SIGNATORY].name
    printed = " ".join(text_of(acts.render_act(act)).split())
    for words in (
        head.name,
        office.people[Role.SIGNATORY].name,
        "решење о замени број 031-7/2026",
        "По овлашћењу број 031-2/2026",
    ):
        assert words in printed


def _authorise(office: Office, staff: Staff) -> None:
    today = clock.today(office.organisation)
    admin = office.viewer(Role.ADMINISTRATOR)
    issue_test_credentials(admin, staff=staff)
    organisations.give_authorisation(
        admin, staff=staff, kind=AuthorisationKind.DECIDE, number="031-2/2026", issued_on=today, valid_from=today
    )


def test_a_case_goes_neither_to_who_left_nor_to_a_closed_unit(office: Office, case: Case) -> None:
    admin, head = office.viewer(Role.ADMINISTRATOR), office.viewer(Role.REGISTRY_HEAD)
    organisations.deactivate_staff(admin, staff=office.people[Role.HANDLER], reason="x")
    gone = Staff.objects.get(pk=office.people[Role.HANDLER].pk)
    with translation.override("en"):
        with pytest.raises(ValidationError, match="no longer works here"):
            actions.assign(head, case=case, unit=office.units["IV-02"], staff=gone)
        Unit.objects.filter(pk=office.units["IV"].pk).update(active=False)
        closed = Unit.objects.get(pk=office.units["IV"].pk)
        with pytest.raises(ValidationError, match="is closed"):
            actions.assign(head, case=case, unit=closed, staff=None)


def test_pages_of_cases_open_to_a_deputy_and_those_of_the_administration_do_not(
    office: Office, case: Case, client_as: Callable[[Role], Client]
) -> None:
    assert client_as(Role.SIGNATORY).get(reverse("registry:act-new", args=[case.pk])).status_code == 403
    stands_in(office, Role.HANDLER, Role.SIGNATORY)
    stands_in(office, Role.HEAD_OF_ADMINISTRATION, Role.SIGNATORY)
    deputy = client_as(Role.SIGNATORY)
    assert deputy.get(reverse("registry:act-new", args=[case.pk])).status_code == 200
    assert deputy.get(reverse("registry:approve")).status_code == 200
    for closed in ("organisations:mandates", "registry:looks", "registry:calendar"):
        assert deputy.get(reverse(closed)).status_code == 403, closed


def test_substitution_never_lets_anyone_do_what_neither_could() -> None:
    """Random posts, mandates and cases; seeded, so that a failure comes again."""
    dice, acted = random.Random(34), 0
    units, people = [uuid4() for _ in range(4)], [uuid4() for _ in range(5)]

    def post() -> dict[str, Any]:
        roles = frozenset(role.value for role in dice.sample(list(Role), dice.randint(0, 3)))
        return {"roles": roles, "units": frozenset(dice.sample(units, dice.randint(0, 3)))}

    def stand_in(absent: UUID) -> StandIn:
        duties = frozenset(dice.sample(Duty.values, dice.randint(0, 4)))
        return StandIn(uuid4(), "1", absent, "x", duties, **post())

    for _ in range(5000):
        me, others = people[0], people[1:]
        own = post()
        viewer = Viewer(
            Organisation(pk=1),
            staff=Staff(pk=me),
            roles=own["roles"],
            unit_ids=own["units"],
            stand_ins=tuple(stand_in(one) for one in dice.sample(others, dice.randint(0, 3))),
        )
        case = Case(handler_id=dice.choice([*people, None]), unit_id=dice.choice([*units, None]))
        rules = {
            Duty.HANDLE: handled_by(case),
            Duty.APPROVE: approved_by(case),
            Duty.ASSIGN: assigned_by,
            Duty.SIGN: signed_by(case),
        }
        for duty, allowed in rules.items():
            found = acting.find(viewer, duty, allowed)
            itself = allowed(acting.oneself(viewer))
            if found is None:
                assert not itself
            elif found.acting_for is None:
                assert itself
            else:
                acted += 1
                one = found.acting_for
                assert not itself
                assert one in viewer.stand_ins
                assert duty in one.duties
                assert allowed(acting.absent_of(one))
    assert acted > 500


def test_no_deed_forgets_in_whose_place_it_is_done() -> None:
    """Whoever asks `may_handle` goes on under the viewer that it gives."""
    asked = {"may_handle", "may_assign", "may_enter", "_may_keep", "_may_approve", "_may_sign"}
    forgetful = []
    for path in sorted([*ROOT.glob("registry/**/actions.py"), *ROOT.glob("registry/actions/*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            call = node.value if isinstance(node, ast.Expr) else None
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in asked:
                forgetful.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert forgetful == []
