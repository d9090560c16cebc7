"""An official who may not act in a case does nothing in it, in nobody's place either; the head decides."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from salter.journal.models import Entry
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, viewer_of
from salter.organisations.models import Role, Staff
from salter.organisations.tenancy import uuid7
from salter.registry import actions, desk, steps
from salter.registry.clocks.actions import begin_ex_officio
from salter.registry.minutes.actions import write_note
from salter.registry.models import (
    Act,
    ActKind,
    AskedBy,
    Assignment,
    Case,
    CaseStatus,
    Initiative,
    LinkKind,
    Recusal,
    WaitKind,
)
from salter.registry.recusing import queries
from salter.registry.recusing.actions import Substitute, ask_recusal, decide_recusal
from salter.registry.relating.actions import relate
from salter.registry.waiting.actions import begin_wait
from salter.registry.work.actions import assign_many
from salter.registry.work.notes.actions import comment
from tests.registry.scenes import TEXTS, SignIn, assigned
from tests.support.office import Office

WHY = "Службеник је брат странке."


def asked(office: Office, case: Case, staff: Staff, **given: Any) -> Recusal:
    said = {"asked_by": AskedBy.OTHERS, "reason": WHY, "on": clock.today(office.organisation), **given}
    return ask_recusal(office.viewer(Role.REGISTRY_CLERK), case=case, staff=staff, **said)


def another(office: Office) -> Staff:
    """One more handler of the same unit."""
    return organisations.add_staff(
        office.viewer(Role.ADMINISTRATOR),
        username=f"{office.organisation.code}-{random.randrange(10**9)}",
        name="Друга Обрада",
        unit=office.units["IV-02"],
        title="обрађивач",
        roles=[Role.HANDLER],
    )


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def stand_in(office: Office, absent: Staff, deputy: Staff) -> None:
    today = clock.today(office.organisation)
    organisations.give_mandate(
        office.viewer(Role.ADMINISTRATOR),
        absent=absent,
        deputy=deputy,
        number="031-9/2026",
        ground="Решење о замени",
        valid_from=today,
        valid_to=today + timedelta(days=2),
    )


def deeds(office: Office, case: Case) -> list[Callable[[Viewer], object]]:
    """What people do in a case, by every kind of rule that stands before it."""
    unit, free = office.units["IV-02"], another(office)
    other = office.register().case
    today = clock.today(office.organisation)
    content = {"text": "Обавештавамо вас."}
    return [
        lambda viewer: actions.draft_act(viewer, case=case, kind=ActKind.NOTICE, title="Обавештење", content=content),
        lambda viewer: begin_wait(viewer, case=case, kind=WaitKind.DATA, note="Извод."),
        lambda viewer: write_note(viewer, case=case, about="Увиђај", text="Био сам."),
        lambda viewer: comment(viewer, case=case, text="Погледајте."),
        lambda viewer: begin_ex_officio(viewer, case=case, initiative=Initiative.FAVOUR, on=today),
        lambda viewer: actions.assign(viewer, case=case, unit=unit, staff=free),
        lambda viewer: actions.change_status(viewer, case=case, status=CaseStatus.DISMISSED, reason="не"),
        lambda viewer: actions.set_disposition(viewer, case=case, disposition="изворно"),
        lambda viewer: actions.cancel_case(viewer, case=case, reason="Погрешно."),
        lambda viewer: actions.note_paper(viewer, case=case, title="Копија плана", sheets=1, place="соба 4"),
        lambda viewer: actions.restrict_case(viewer, case=case, staff=[], reason="Лични подаци."),
        lambda viewer: relate(viewer, case=case, other=other, kind=LinkKind.PARTY),
        lambda viewer: relate(viewer, case=other, other=case, kind=LinkKind.PARTY),
    ]


def refused(deed: Callable[[Viewer], object], viewer: Viewer, case: Case) -> bool:
    """Whether a deed of a viewer is refused and leaves nothing in the journal of the case."""
    before = Entry.objects.filter(case_id=case.pk).count()
    try:
        with transaction.atomic():
            deed(viewer)
    except NotAllowed:
        return Entry.objects.filter(case_id=case.pk).count() == before
    return False


@pytest.mark.law("recusal.stops")
@pytest.mark.parametrize(
    "role",
    [Role.HANDLER, Role.UNIT_HEAD, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION],
)
def test_who_is_recused_does_nothing_whatever_the_role(office: Office, role: Role) -> None:
    case = assigned(office)
    staff = office.people[role]
    ask_recusal(
        office.viewer(role),
        case=case,
        staff=staff,
        asked_by=AskedBy.OFFICIAL,
        on=clock.today(office.organisation),
        reason=WHY,
    )
    for deed in deeds(office, again(case)):
        assert refused(deed, office.viewer(role), case)


def test_not_in_the_place_of_a_colleague_and_no_deputy_in_the_own_place(office: Office) -> None:
    case, recused, free = assigned(office), office.people[Role.HANDLER], another(office)
    head = office.people[Role.UNIT_HEAD]
    asked(office, case, recused)
    stand_in(office, head, recused)  # the recused person stands in for the head, who could handle
    stand_in(office, recused, free)  # a colleague stands in for the recused person
    for staff in (recused, free):
        viewer = viewer_for(office, staff)
        assert viewer.stand_ins
        for deed in deeds(office, again(case))[:3]:
            assert refused(deed, viewer, case)
    viewer = viewer_for(office, recused)
    file = desk.case_file(viewer, case.pk)
    assert steps.main_step(viewer, file) is None
    assert {step.code for step in steps.more_steps(viewer, file)} <= {"held", "recusals", "looks"}


def viewer_for(office: Office, staff: Staff) -> Viewer:
    return viewer_of(staff.account, office.organisation)


def test_the_signatory_and_the_head_who_approves_are_recused_too(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    act = actions.draft_act(handler, case=case, kind=ActKind.DECISION, title="Решење", content=TEXTS, outcome="granted")
    actions.submit_act(handler, act=act)
    row = asked(office, case, office.people[Role.UNIT_HEAD])
    with pytest.raises(NotAllowed):
        actions.approve_act(office.viewer(Role.UNIT_HEAD), act=Act.objects.get(pk=act.pk))
    decide_recusal(office.viewer(Role.HEAD_OF_ADMINISTRATION), recusal=row, granted=False, note="Није сродник.")
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=Act.objects.get(pk=act.pk))
    asked(office, case, office.people[Role.SIGNATORY])
    with pytest.raises(NotAllowed):
        actions.sign_act(office.viewer(Role.SIGNATORY), act=Act.objects.get(pk=act.pk))


def test_the_unit_has_the_case_until_the_head_gives_it_to_a_substitute(office: Office) -> None:
    case, head = assigned(office), office.viewer(Role.HEAD_OF_ADMINISTRATION)
    row, free = asked(office, case, office.people[Role.HANDLER]), another(office)
    case = again(case)
    assert (case.handler, case.unit, case.status) == (None, office.units["IV-02"], CaseStatus.IN_PROGRESS)
    assert [found.pk for found in queries.to_decide(head)] == [row.pk]
    with pytest.raises(ValidationError) as missing:
        decide_recusal(head, recusal=row, granted=True, note="Закључак 12")
    assert missing.value.code == "staff"
    mine = Substitute(office.units["IV-02"], office.people[Role.HANDLER])
    with pytest.raises(ValidationError) as himself:
        decide_recusal(head, recusal=row, granted=True, note="Закључак 12", substitute=mine)
    assert himself.value.code == "staff"
    with pytest.raises(NotAllowed):
        decide_recusal(office.viewer(Role.UNIT_HEAD), recusal=row, granted=False, note="Не.")
    goes = Substitute(office.units["IV-02"], free)
    decide_recusal(head, recusal=row, granted=True, note="Закључак 12", substitute=goes)
    case = again(case)
    assert (case.handler, case.recused) == (free, [office.people[Role.HANDLER].pk])
    assert Assignment.objects.filter(case=case).order_by("-id")[0].staff == free
    assert not queries.to_decide(head).exists()
    with pytest.raises(ValidationError) as back:
        actions.assign(office.viewer(Role.UNIT_HEAD), case=case, unit=office.units["IV-02"], staff=mine.staff)
    assert back.value.code == "staff"
    bulk = assign_many(office.viewer(Role.UNIT_HEAD), cases=[case], unit=office.units["IV-02"], staff=mine.staff)
    assert (len(bulk.done), len(bulk.refused)) == (0, 1)


def test_a_refused_recusal_gives_the_case_back_unless_somebody_has_got_it(office: Office) -> None:
    head, handler = office.viewer(Role.HEAD_OF_ADMINISTRATION), office.people[Role.HANDLER]
    case = assigned(office)
    decide_recusal(head, recusal=asked(office, case, handler), granted=False, note="Нема разлога.")
    case = again(case)
    assert (case.handler, case.recused) == (handler, None)
    begin_wait(office.viewer(Role.HANDLER), case=case, kind=WaitKind.DATA, note="Извод.")
    row, free = asked(office, case, handler), another(office)
    actions.assign(office.viewer(Role.UNIT_HEAD), case=again(case), unit=office.units["IV-02"], staff=free)
    decide_recusal(head, recusal=row, granted=False, note="Нема разлога.")
    assert again(case).handler == free
    with pytest.raises(ValidationError) as twice:
        decide_recusal(head, recusal=row, granted=False, note="Опет.")
    assert twice.value.code == "decided"


@pytest.mark.law("recusal.decided")
def test_on_the_recusal_of_the_head_the_mayor_decides(office: Office) -> None:
    case, head = assigned(office), office.people[Role.HEAD_OF_ADMINISTRATION]
    row = asked(office, case, head)
    assert not queries.to_decide(office.viewer(Role.HEAD_OF_ADMINISTRATION)).exists()
    assert queries.to_decide(office.viewer(Role.MAYOR)).exists()
    with pytest.raises(NotAllowed):
        decide_recusal(office.viewer(Role.HEAD_OF_ADMINISTRATION), recusal=row, granted=False, note="Не.")
    decide_recusal(office.viewer(Role.MAYOR), recusal=row, granted=True, note="Закључак 1")
    assert again(case).handler == office.people[Role.HANDLER]


def test_what_is_refused(office: Office) -> None:
    case, handler = assigned(office), office.people[Role.HANDLER]
    now = clock.today(office.organisation)
    for code, given in (
        ("reason", {"reason": " "}),
        ("on", {"on": now + timedelta(days=1)}),
        ("party", {"asked_by": AskedBy.PARTY}),
    ):
        with pytest.raises(ValidationError) as refused_so:
            asked(office, case, handler, **given)
        assert refused_so.value.code == code
    with pytest.raises(NotAllowed):
        ask_recusal(
            office.viewer(Role.SIGNATORY), case=case, staff=handler, asked_by=AskedBy.OTHERS, on=now, reason=WHY
        )
    asked(office, case, handler, asked_by=AskedBy.PARTY, party=case.parties.get())
    with pytest.raises(ValidationError) as known:
        asked(office, case, handler)
    assert known.value.code == "known"


def test_the_database_holds_it_against_whatever_writes(office: Office) -> None:
    case, staff = assigned(office), office.people[Role.HANDLER]
    asked(office, case, staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(handler=staff)
    last = Entry.objects.filter(case_id=case.pk).order_by("-id")[0]
    for account, lets in ((staff.account, False), (office.account(Role.UNIT_HEAD), True)):
        last.pk, last.actor = uuid7(), account
        last._state.adding = True
        try:
            with transaction.atomic():
                last.save(force_insert=True)
            assert lets
        except IntegrityError:
            assert not lets


def test_the_pages_ask_and_decide(office: Office, client_as: SignIn) -> None:
    case, browser = assigned(office), client_as(Role.HANDLER)
    place = reverse("registry:recusals", args=[case.pk])
    assert "Изузеће службеника" in browser.get(place).content.decode()
    said = {
        "staff": str(office.people[Role.HANDLER].pk),
        "asked_by": "official",
        "on": f"{clock.today(office.organisation):%d.%m.%Y}",
    }
    wrong = browser.post(place, {**said, "reason": ""})
    assert (wrong.status_code, "Упишите разлог" in wrong.content.decode()) == (422, True)
    assert browser.post(place, {**said, "reason": WHY, "form_key": "one"}).status_code == 302
    page = browser.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert "У овом предмету не радите ништа" in page
    status = reverse("registry:status", args=[case.pk])
    assert browser.post(status, {"status": "dismissed", "reason": "не", "form_key": "st"}).status_code == 403
    head, free = client_as(Role.HEAD_OF_ADMINISTRATION), another(office)
    listed = head.get(reverse("registry:recusals-waiting")).content.decode()
    decide = reverse("registry:recusal-decide", args=[Recusal.objects.get(case=case).pk])
    assert decide in listed
    given = {"granted": "yes", "substitute": str(free.pk), "note": "Закључак 3", "form_key": "two"}
    assert [head.post(decide, given).status_code for _again in range(2)] == [302, 404]
    assert again(case).handler == free
