"""Cases that have to do with each other, and cases that are conducted as one: each stays its own, and is shown to
nobody who could not see it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions, moving
from salter.registry import queries as registry
from salter.registry.actions.closing import close_case
from salter.registry.desk import Narrow
from salter.registry.finding.queries import find
from salter.registry.models import Act, ActKind, Case, CaseLink, CaseStatus, Joining, LinkKind, Wait
from salter.registry.relating import queries
from salter.registry.relating.actions import decide_alike, join, relate, separate, unrelate
from salter.registry.relating.rules import OPPOSITE
from tests.registry.scenes import TEXTS, SignIn, assigned
from tests.support.office import OFFICIALS, Office

WHY = "Закључак 7: исти предмет."


def today(office: Office) -> date:
    return clock.today(office.organisation)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def joined(office: Office, leading: Case, other: Case, **given: Any) -> Joining:
    said = {"on": today(office), "ground": WHY, **given}
    return join(office.viewer(Role.HANDLER), leading=leading, joined=other, **said)


def restricted(office: Office, case: Case) -> Case:
    """Seen by its handler only."""
    return actions.restrict_case(office.viewer(Role.REGISTRY_HEAD), case=case, staff=[], reason="Лични подаци.")


def decided(office: Office, case: Case) -> Act:
    handler = office.viewer(Role.HANDLER)
    act = actions.draft_act(handler, case=case, kind=ActKind.DECISION, title="Решење", content=TEXTS, outcome="granted")
    return signed(office, act)


def signed(office: Office, act: Act) -> Act:
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    return actions.sign_act(office.viewer(Role.SIGNATORY), act=act)


def test_what_a_case_is_to_another_is_told_from_either_side() -> None:
    assert set(OPPOSITE) == set(LinkKind)
    assert all(OPPOSITE[OPPOSITE[kind]] == kind for kind in LinkKind)


def test_a_link_is_seen_from_both_and_taken_off_again(office: Office) -> None:
    first, second, handler = assigned(office), assigned(office), office.viewer(Role.HANDLER)
    row = relate(handler, case=second, other=first, kind=LinkKind.EARLIER, note="Исти објекат.")
    [there], [here] = (queries.of_case(handler, case).linked for case in (first, second))
    assert (there.case, there.kind, here.case, here.kind) == (second, LinkKind.LATER, first, LinkKind.EARLIER)
    for pair in ((second, first, LinkKind.EARLIER), (first, second, LinkKind.LATER), (first, first, LinkKind.OTHER)):
        with pytest.raises(ValidationError):
            relate(handler, case=pair[0], other=pair[1], kind=pair[2])
    [found] = find(handler, first.number, Narrow(status="all")).hits
    assert [one.case for one in found.linked] == [second]
    with pytest.raises(ValidationError):
        unrelate(handler, link=row, case=first, why=" ")
    unrelate(handler, link=row, case=first, why="Погрешан предмет.")
    assert not queries.of_case(handler, first)
    relate(handler, case=second, other=first, kind=LinkKind.EARLIER)


@pytest.mark.law("joining.ruling")
def test_a_joined_case_keeps_all_that_is_its_own(office: Office) -> None:
    leading, other = assigned(office), assigned(office)
    act = actions.draft_act(
        office.viewer(Role.HANDLER), case=other, kind=ActKind.NOTICE, title="Обавештење", content={"text": "Текст."}
    )
    before = {name: getattr(again(other), name) for name in ("status", "due_on", "number", "handler_id", "party_ids")}
    parties = list(other.parties.values_list("pk", flat=True))
    joined(office, leading, other)
    assert {name: getattr(again(other), name) for name in before} == before
    assert list(other.parties.values_list("pk", flat=True)) == parties
    assert not leading.parties.filter(pk__in=parties).exists()
    assert Act.objects.get(pk=act.pk).case_id == other.pk
    assert not Wait.objects.filter(case__in=(leading, other)).exists()


def test_what_is_decided_there_is_shown_and_drafted_here_and_served_to_each(office: Office) -> None:
    leading, other, handler = assigned(office), assigned(office), office.viewer(Role.HANDLER)
    row = joined(office, leading, other)
    with pytest.raises(ValidationError) as none:
        decide_alike(handler, joining=row)
    assert none.value.code == "none"
    act = decided(office, leading)
    assert (again(leading).status, again(other).status) == (CaseStatus.RESOLVED, CaseStatus.IN_PROGRESS)
    found = queries.of_case(handler, other).led_by
    assert found
    assert queries.decision_of(found.leading) == act
    alike = decide_alike(handler, joining=row)
    assert (alike.case_id, alike.content, alike.outcome) == (other.pk, act.content, act.outcome)
    with pytest.raises(ValidationError) as twice:
        decide_alike(handler, joining=row)
    assert twice.value.code == "drafted"
    signed(office, alike)
    assert again(other).status == CaseStatus.RESOLVED
    assert moving.history(again(other), "sr")[0].move.act == alike
    assert {service.case_party.case_id for service in alike.services.select_related("case_party")} == {other.pk}


def test_the_leading_case_is_not_closed_while_a_joined_one_is_undecided(office: Office) -> None:
    leading, other = assigned(office), assigned(office)
    row = joined(office, leading, other)
    with pytest.raises(ValidationError):
        actions.cancel_case(office.viewer(Role.REGISTRY_HEAD), case=leading, reason="Погрешно.")
    handler = office.viewer(Role.HANDLER)
    actions.change_status(handler, case=leading, status=CaseStatus.RESOLVED, reason="готово", outcome="granted")
    with pytest.raises(ValidationError) as asks:
        close_case(handler, case=leading, class_code=leading.class_code, retention=None, note="Не зна се.")
    assert asks.value.code == "joined"
    separate(handler, joining=row, on=today(office), ground="Закључак 8")
    closed = close_case(handler, case=again(leading), class_code=leading.class_code, retention=None, note="Не зна се.")
    assert closed.closed_at
    assert again(other).status == CaseStatus.IN_PROGRESS
    assert len(queries.separated(handler, other)) == 1


def test_only_undecided_cases_that_neither_lead_nor_follow_are_joined(office: Office) -> None:
    one, two, three = (assigned(office) for _number in range(3))
    row = joined(office, one, two)
    wrong = [
        ("joined", two, three),  # the leading one follows another
        ("joined", three, two),  # it follows already
        ("joined", three, one),  # it leads
        ("same", three, three),
    ]
    for code, leading, other in wrong:
        with pytest.raises(ValidationError) as refused:
            joined(office, leading, other)
        assert refused.value.code == code
    for code, given in (("ground", {"ground": " "}), ("on", {"on": today(office) + timedelta(days=1)})):
        with pytest.raises(ValidationError) as refused:
            joined(office, one, three, **given)
        assert refused.value.code == code
    with pytest.raises(IntegrityError), transaction.atomic():
        Joining.objects.create(
            organisation=office.organisation, leading=three, joined=two, on=row.on, ground="х", at=row.at, name="х"
        )
    handler = office.viewer(Role.HANDLER)
    actions.change_status(handler, case=three, status=CaseStatus.DISMISSED, reason="не")
    with pytest.raises(ValidationError) as refused:
        joined(office, one, again(three))
    assert refused.value.code == "status"
    for role in (Role.REGISTRY_CLERK, Role.SIGNATORY):
        with pytest.raises(NotAllowed):
            join(office.viewer(role), leading=one, joined=assigned(office), on=row.on, ground=WHY)
    with pytest.raises(ValidationError) as refused:
        separate(handler, joining=row, on=row.on, ground=" ")
    assert refused.value.code == "ground"
    separate(handler, joining=row, on=row.on, ground="Закључак 8")
    with pytest.raises(ValidationError) as refused:
        separate(handler, joining=row, on=row.on, ground="Закључак 8")
    assert refused.value.code == "over"


def test_nobody_gets_sight_of_a_case_by_a_link_or_by_joining(office: Office) -> None:
    """Every role, and the two citizens: what they saw before they see after, and nothing tells of the other case."""
    open_one, hidden = assigned(office), restricted(office, assigned(office))
    viewers = [office.viewer(role) for role in (*OFFICIALS, Role.CITIZEN, Role.COMPANY)]
    seen = [(registry.may_see(viewer, open_one), registry.may_see(viewer, hidden)) for viewer in viewers]
    relate(office.viewer(Role.HANDLER), case=open_one, other=hidden, kind=LinkKind.OTHER)
    joined(office, hidden, open_one)
    for viewer, before in zip(viewers, seen, strict=True):
        assert (registry.may_see(viewer, open_one), registry.may_see(viewer, hidden)) == before
        both = all(before)
        for case, sees in zip((open_one, hidden), before, strict=True):
            assert not sees or bool(queries.of_case(viewer, case)) == both
        assert bool(queries.led_by(viewer, [open_one.pk])) == both
    assert seen.count((True, True)) == 1  # the handler
    told = Entry.objects.filter(case_id=open_one.pk, verb__in=["case.related", "case.joined"])
    assert told.count() == 2
    assert not any(hidden.number in str((entry.body, entry.personal)) for entry in told)
    for viewer, (one, two) in product([office.viewer(Role.UNIT_HEAD)], [(open_one, hidden), (hidden, open_one)]):
        with pytest.raises((NotAllowed, ValidationError)):
            relate(viewer, case=one, other=two, kind=LinkKind.PARTY)


def test_a_joined_case_says_so_wherever_its_number_is_found(office: Office) -> None:
    leading, other, clerk = assigned(office), assigned(office), office.viewer(Role.REGISTRY_CLERK)
    joined(office, leading, other)
    [hit] = find(clerk, other.number, Narrow(status="all")).hits
    assert hit.led_by == leading


def test_the_pages_link_join_and_separate(office: Office, client_as: SignIn) -> None:
    leading, other, browser = assigned(office), assigned(office), client_as(Role.HANDLER)
    on = f"{today(office):%d.%m.%Y}"
    place = reverse("registry:related", args=[leading.pk])
    assert "Овај предмет стоји сам" in browser.get(place).content.decode()
    relating = reverse("registry:relate", args=[leading.pk])
    wrong = browser.post(relating, {"other": "999999/2026", "kind": "party"})
    assert (wrong.status_code, "није нађен" in wrong.content.decode()) == (422, True)
    given = {"other": other.number, "kind": "party", "form_key": "one"}
    assert [browser.post(relating, given).status_code for _again in range(2)] == [302, 302]
    assert CaseLink.objects.filter(case=leading).count() == 1
    joining = reverse("registry:join", args=[leading.pk])
    assert browser.post(joining, {"other": other.number, "on": on, "ground": WHY, "form_key": "two"}).status_code == 302
    page = browser.get(reverse("registry:case", args=[other.pk])).content.decode()
    assert "Води се заједно са" in page
    assert leading.number in page
    found = browser.get(reverse("registry:find"), {"q": other.number}).content.decode()
    assert "Води се заједно са" in found
    row = Joining.objects.get(joined=other)
    alike = reverse("registry:decide-alike", args=[other.pk, row.pk])
    assert browser.post(alike, {"form_key": "three"}).status_code == 422
    decided(office, leading)
    answer = browser.post(alike, {"form_key": "four"})
    act = Act.objects.get(case=other)
    assert answer["Location"] == reverse("registry:act", args=[other.pk, act.pk])
    closing = browser.get(reverse("registry:close", args=[leading.pk])).content.decode()
    assert "предмет који је спојен са овим" in closing
    parting = reverse("registry:separate", args=[leading.pk, row.pk])
    assert browser.post(parting, {"on": on, "ground": "Закључак 8", "form_key": "five"}).status_code == 302
    assert "Поново раздвојено" in browser.get(place).content.decode()
    link = CaseLink.objects.get(case=leading)
    off = reverse("registry:unrelate", args=[other.pk, link.pk])
    assert browser.post(off, {"why": "Грешка.", "form_key": "six"}).status_code == 302
    assert browser.get(off).status_code == 404
