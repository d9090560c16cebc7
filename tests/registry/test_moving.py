"""Only allowed steps, whoever writes; each is kept with its ground, and the page of the case tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise, product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salter.archive.actions import archive_case
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.organisations.tenancy import uuid7
from salter.registry import actions, rules
from salter.registry.actions.cases import lock
from salter.registry.closing.actions import reopen
from salter.registry.closing.rules import GROUNDS
from salter.registry.models import ActKind, Case, CaseMove, CaseStatus, IntakeChannel, RetentionRule, WaitEnd, WaitKind
from salter.registry.moving import NoWait, move
from salter.registry.rules import Status
from salter.registry.waiting.actions import begin_wait, end_wait
from tests.registry.scenes import TEXTS, SignIn, act_of, assigned, interrupted, resolved
from tests.support.office import Office


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def like(case: Case, status: Status, ordinal: int) -> Case:
    """The row of a case again, under another number, born in a status."""
    again = Case.objects.get(pk=case.pk)
    again.pk, again.ordinal, again.status = uuid7(), ordinal, CaseStatus(status.value)
    again.save(force_insert=True)
    return again


@pytest.mark.law(
    "case.start",
    "case.dismiss",
    "case.discontinue",
    "case.interrupt",
    "case.resolve",
    "case.resume",
    "case.reopen",
    "case.archive",
)
def test_the_database_lets_through_exactly_the_steps_of_the_table(office: Office) -> None:
    case, passed = office.register().case, set()
    born = {status: like(case, status, place) for place, status in enumerate(Status, 100)}
    for before, after in product(Status, Status):
        rows = Case.objects.filter(pk=born[before].pk)
        with suppress(IntegrityError), undone():
            rows.update(status=after.value)
            passed.add((before, after))
    same = {(status, status) for status in Status}  # nothing changes: no step
    assert passed - same == {(one.before, one.after) for one in rules.STEPS}


def steps(case: Case) -> list[tuple[str, str, str]]:
    """The steps that were written, in their order."""
    return list(CaseMove.objects.filter(case=case).order_by("id").values_list("before", "after", "rule"))


@pytest.mark.law("case.resolve.decision")
def test_each_deed_writes_its_steps_with_their_grounds(office: Office) -> None:
    act = act_of(office, upto="dispatched")
    assert steps(act.case) == [
        ("formed", "in_progress", "case.start"),
        ("in_progress", "resolved", "case.resolve.decision"),
    ]
    decided = CaseMove.objects.get(case=act.case, after="resolved")
    signatory = office.viewer(Role.SIGNATORY)
    assert (decided.act_id, decided.at, decided.name) == (act.pk, act.signed_at, signatory.name)
    assert (act.case.outcome, act.case.resolved_at) == ("granted", act.signed_at)


def test_a_decision_in_an_interrupted_case_goes_through_the_work(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    act = actions.draft_act(handler, case=case, kind=ActKind.DECISION, title="Решење", content=TEXTS, outcome="granted")
    act = actions.approve_act(office.viewer(Role.UNIT_HEAD), act=actions.submit_act(handler, act=act))
    interrupted(office, case)
    actions.sign_act(office.viewer(Role.SIGNATORY), act=act)
    assert steps(case)[1:] == [
        ("in_progress", "interrupted", "case.interrupt.correction"),
        ("interrupted", "in_progress", "case.resume"),
        ("in_progress", "resolved", "case.resolve.decision"),
    ]


@pytest.mark.law("case.resolve.cession", "case.start.list", "case.resolve.list")
def test_ceding_and_lists_move_by_the_table_too(office: Office) -> None:
    clerk, head = office.viewer(Role.REGISTRY_CLERK), office.viewer(Role.REGISTRY_HEAD)
    case = office.register().case
    actions.cede_case(head, case=case, body="Дубрава", reason="ненадлежност")
    assert steps(case) == [
        ("formed", "in_progress", "case.start"),
        ("in_progress", "resolved", "case.resolve.cession"),
    ]
    assert CaseMove.objects.get(case=case, after="resolved").reason == "ненадлежност"
    opened = actions.open_list(clerk, title="Уверења", class_code="352")
    actions.close_list(clerk, act_list=opened)
    listed = Case.objects.get(pk=opened.case_id)
    assert [rule for _before, _after, rule in steps(listed)] == ["case.start.list", "case.resolve.list"]
    assert listed.resolved_at


@pytest.mark.law("case.resolve.answer")
def test_resolving_by_hand_sets_the_moment_and_the_outcome_and_reopening_clears_both(office: Office) -> None:
    case, handler = resolved(office), office.viewer(Role.HANDLER)
    assert (case.status, case.outcome) == ("resolved", "granted")
    assert case.resolved_at == CaseMove.objects.get(case=case, after="resolved").at
    case = actions.change_status(handler, case=case, status=CaseStatus.IN_PROGRESS, reason="поништено")
    assert (case.outcome, case.resolved_at) == ("", None)
    case = actions.change_status(handler, case=case, status=CaseStatus.DISMISSED, reason="ненадлежност")
    assert (case.outcome, bool(case.resolved_at)) == ("dismissed", True)


def test_the_register_of_administrative_cases_asks_how_a_case_ended(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    assert case.instance == 1
    for outcome in ("", "dismissed"):
        with pytest.raises(ValidationError) as refused:
            actions.change_status(handler, case=case, status=CaseStatus.RESOLVED, reason="одлучено", outcome=outcome)
        assert refused.value.code == "outcome"
    assert steps(case) == [("formed", "in_progress", "case.start")]
    Case.objects.filter(pk=case.pk).update(instance=None)
    case.refresh_from_db()
    case = actions.change_status(handler, case=case, status=CaseStatus.RESOLVED, reason="одговорено")
    assert (case.outcome, steps(case)[-1][2]) == ("", "case.resolve.answer")


def test_the_hand_does_not_archive_and_takes_one_step_only(office: Office) -> None:
    case, chief = office.register().case, office.viewer(Role.HEAD_OF_ADMINISTRATION)
    for status in (CaseStatus.RESOLVED, CaseStatus.INTERRUPTED, CaseStatus.ARCHIVED, CaseStatus.FORMED):
        with pytest.raises(ValidationError) as refused:
            actions.change_status(chief, case=case, status=status, reason="проба", outcome="granted")
        assert refused.value.code == "status"
    assert steps(case) == []


def test_the_page_tells_how_the_case_came_to_its_status(office: Office, client_as: SignIn) -> None:
    case = interrupted(office)
    page = client_as(Role.HANDLER).get(reverse("registry:case", args=[case.pk])).content.decode()
    assert "Како је дошло до овог статуса" in page
    assert "Предмет је достављен у рад обрађивачу" in page
    assert "чека се допуна" in page


def test_a_ground_that_a_later_release_no_longer_knows_is_still_shown(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    CaseMove.objects.filter(case=case).update(rule="case.forgotten")
    page = client_as(Role.HANDLER).get(reverse("registry:case", args=[case.pk])).content.decode()
    assert "case.forgotten" in page


Deed = Callable[[Office, Case, Any], object]


def by_hand(office: Office, case: Case, data: Any) -> object:
    """A status by hand."""
    status = data.draw(st.sampled_from(list(CaseStatus)))
    outcome = data.draw(st.sampled_from(["", "granted", "refused", "dismissed"]))
    chief = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    return actions.change_status(chief, case=case, status=status, reason="проба", outcome=outcome)


def by_mover(office: Office, case: Case, data: Any) -> object:
    """Whatever a deed of a later room may ask of the mover."""
    to = data.draw(st.sampled_from(list(Status)))
    with transaction.atomic():
        return move(office.viewer(Role.HANDLER), lock(case), to=to)


def wait(office: Office, case: Case, data: Any) -> object:
    """The handler, or the head, waits for something."""
    kind, party = data.draw(st.sampled_from(list(WaitKind))), data.draw(st.sampled_from([None, case.parties.get()]))
    chief = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    return begin_wait(chief, case=case, kind=kind, party=party, note="проба")


def waited(office: Office, case: Case, data: Any) -> object:
    """A wait of the case, also one that is over, is ended."""
    waits = list(case.waits.order_by("id"))
    end = data.draw(st.sampled_from(list(WaitEnd)))
    chief = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    return end_wait(chief, wait=data.draw(st.sampled_from(waits)), end=end, note="проба") if waits else None


def assignment(office: Office, case: Case, data: Any) -> object:
    """To a unit or a person."""
    staff = data.draw(st.sampled_from([None, office.people[Role.HANDLER]]))
    return actions.assign(office.viewer(Role.REGISTRY_CLERK), case=case, unit=office.units["IV-02"], staff=staff)


def supplement(office: Office, case: Case, data: Any) -> object:
    """A paper of the party, or of somebody else."""
    party = data.draw(st.sampled_from([None, case.parties.get().party]))
    intake = actions.Intake(
        subject="Допуна",
        channel=IntakeChannel.POST,
        received_at=case.received_at,
        parties=[actions.PartyInput(party)] if party else [],
    )
    return actions.add_supplement(office.viewer(Role.REGISTRY_CLERK), case=case, intake=intake)


def cession(office: Office, case: Case, data: Any) -> object:
    """To another body."""
    return actions.cede_case(office.viewer(Role.REGISTRY_HEAD), case=case, body="Дубрава", reason="ненадлежност")


def closing(office: Office, case: Case, data: Any) -> object:
    """Put away with a retention."""
    chief, rule = office.viewer(Role.HEAD_OF_ADMINISTRATION), RetentionRule.objects.filter(years=None).first()
    assert rule
    return actions.close_case(chief, case=case, class_code=case.class_code, retention=rule)


def reopening(office: Office, case: Case, data: Any) -> object:
    """Opened again, on any ground."""
    chief, ground = office.viewer(Role.HEAD_OF_ADMINISTRATION), data.draw(st.sampled_from(list(GROUNDS.values())))
    return reopen(chief, case=case, ground=ground, reason="проба")


def archiving(office: Office, case: Case, data: Any) -> object:
    """Into the archive, if it lets it in."""
    return archive_case(office.viewer(Role.ARCHIVIST), case=case)


DEEDS: tuple[Deed, ...] = (
    by_hand,
    by_mover,
    wait,
    waited,
    assignment,
    supplement,
    cession,
    closing,
    reopening,
    archiving,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_done_in_whatever_order_only_allowed_steps_are_taken(office: Office, data: Any) -> None:
    allowed = {(one.before.value, one.after.value) for one in rules.STEPS}
    with undone():
        case = office.register().case
        for deed in data.draw(st.lists(st.sampled_from(DEEDS), max_size=9)):
            with suppress(ValidationError, NotAllowed, NoWait), transaction.atomic():
                deed(office, Case.objects.get(pk=case.pk), data)
            taken = [(before, after) for before, after, _rule in steps(case)]
            now = Case.objects.get(pk=case.pk)
            assert set(taken) <= allowed
            assert all(first[1] == second[0] for first, second in pairwise(taken))
            assert [now.status] == ([taken[-1][1]] if taken else ["formed"])
            assert not taken or taken[0][0] == "formed"
            assert not now.closed_at or now.status in ("resolved", "dismissed", "discontinued", "archived")
            rests = now.waits.filter(interrupts=True, ended_at=None).exists()
            assert rests == (now.status == "interrupted")
            assert now.status not in rules.DECIDED or not now.waits.filter(ended_at=None).exists()
            assert bool(now.resolved_at) == (now.status in ("resolved", "dismissed", "discontinued", "archived"))
