"""What was entered of a party or its representative by mistake is taken back: as if it had not been, and both told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.mailbox import actions as mailbox
from salter.mailbox.models import DeliveryState
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.portal import queries as portal
from salter.registry.actions import dispatch_act, dispatch_to
from salter.registry.models import (
    Case,
    CaseParty,
    ChangeKind,
    Clock,
    Deadline,
    PartyChange,
    PartyRole,
    Representative,
    RepresentativeKind,
    Service,
    Wait,
    WaitKind,
)
from salter.registry.parties.actions import note_appeal
from salter.registry.parties.changing import join, rewrite
from salter.registry.parties.letters import letters_for
from salter.registry.parties.representing import appoint, end_representation
from salter.registry.parties.rules import Happened, Presence, presence
from salter.registry.parties.services import parties_of
from salter.registry.parties.standing import cases_of
from salter.registry.parties.undoing import undo_change, undo_representative
from salter.registry.waiting.actions import begin_wait
from tests.registry.scenes import SignIn
from tests.registry.test_actions import signed
from tests.registry.test_clocks import asked_to_correct
from tests.registry.test_parties import by_post, handed, of_two
from tests.registry.test_party_changes import died, heir, joined, known, left, moved, parts, renamed
from tests.support.office import Office

FIRST, LATER = date(2026, 11, 2), date(2026, 11, 9)
WHY = "Унето код погрешне странке."


@pytest.mark.parametrize(
    ("happened", "succeeded", "expected"),
    [
        ("", None, Presence()),
        ("name", None, Presence()),
        ("death", None, Presence(died_on=FIRST)),
        ("-death", None, Presence()),
        ("-death death", None, Presence(died_on=LATER)),
        ("left", None, Presence(left_on=FIRST)),
        ("left joined", None, Presence(joined_on=LATER)),
        ("left -joined", None, Presence(left_on=FIRST)),
        ("joined", None, Presence(FIRST)),
        ("joined left", None, Presence(FIRST, left_on=LATER)),
        ("-joined", None, Presence(FIRST, left_on=FIRST, never=True)),
        ("-succeeded -name", None, Presence(FIRST, left_on=FIRST, never=True)),
        ("-joined joined", None, Presence(LATER)),
        ("", LATER, Presence(left_on=LATER)),
        ("-left", LATER, Presence(left_on=LATER)),
        ("death", LATER, Presence(died_on=FIRST)),
    ],
)
def test_how_a_party_stands_by_what_of_its_history_stands(
    happened: str, succeeded: date | None, expected: Presence
) -> None:
    rows = [
        Happened(word.removeprefix("-"), day, not word.startswith("-"))
        for word, day in zip(happened.split(), (FIRST, LATER), strict=False)
    ]
    assert presence(rows, succeeded) == expected


def last_change() -> PartyChange:
    return PartyChange.objects.order_by("id")[PartyChange.objects.count() - 1]


def undone(office: Office, change: PartyChange | None = None) -> PartyChange:
    """What was entered last is taken back."""
    return undo_change(office.viewer(Role.HANDLER), change=change or last_change(), reason=WHY)


def as_it_stands(case: Case) -> list[Any]:
    """The parties who are in a case or were, its letters, and what it waits for."""
    fresh = Case.objects.get(pk=case.pk)
    rows = [row for row in parties_of(fresh) if row.is_in]
    letters = letters_for(case.organisation, rows, clock.today(case.organisation))
    return [
        [(row.pk, row.name, row.address, row.joined_on, row.successor_of_id) for row in rows],
        [(letter.party.pk, letter.name, letter.address) for letter in letters],
        sorted(fresh.party_ids),
        (fresh.notified_on, fresh.unnotified_since, fresh.status),
        list(Service.objects.filter(act__case=case).order_by("id").values()),
    ]


@pytest.mark.parametrize("deed", [renamed, moved, died, left, heir, joined], ids=lambda deed: deed.__name__)
@pytest.mark.parametrize("place", [0, 1])
def test_what_is_entered_and_taken_back_leaves_everything_as_it_was(
    office: Office, deed: Callable[[Office, CaseParty], object], place: int
) -> None:
    case = of_two(office)
    act = signed(office, case)
    before = as_it_stands(case)
    deed(office, parts(case)[place])
    change = last_change()
    assert as_it_stands(case) != before
    row = undone(office)
    assert as_it_stands(case) == before
    assert (row.undoes, row.kind, row.reason, row.on) == (change, ChangeKind.TAKEN_BACK, WHY, change.on)
    entry = Entry.objects.get(verb="party.taken-back")
    assert (entry.body["happened"], entry.body["recipient"]) == (change.kind, str(change.case_party.party_id))
    assert WHY not in str(entry.body)
    assert len(by_post(office, act)) == 2, "each party gets the decision"


def test_the_death_of_the_wrong_party_does_not_make_a_case_notified(office: Office) -> None:
    case = of_two(office)
    second = parts(case)[1]
    act = signed(office, case)
    one, _other = by_post(office, act)
    handed(office, one, clock.today(office.organisation))
    died(office, second)
    case.refresh_from_db()
    assert case.notified_on is not None
    undone(office)
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.notified_on, fresh.unnotified_since) == (None, clock.today(office.organisation))


def test_what_was_signed_or_sent_on_it_keeps_it_and_the_way_out_is_said(office: Office) -> None:
    case = of_two(office)
    first = parts(case)[0]
    died(office, first)
    by_post(office, signed(office, case))
    with pytest.raises(ValidationError) as refused:
        undone(office)
    assert refused.value.code == "rests"
    assert "поново" in refused.value.messages[0]
    handler = office.viewer(Role.HANDLER)
    again = join(handler, case=case, party=first.party, role=PartyRole(first.role), known=known(office))
    assert (again.pk, again.is_in, again.joined_on) == (first.pk, True, clock.today(office.organisation))
    assert len(letters_for(office.organisation, parts(case), clock.today(office.organisation))) == 2


def test_the_newest_is_taken_back_first(office: Office) -> None:
    case = of_two(office)
    first = parts(case)[0]
    one, two = renamed(office, first, "Мила Прва"), renamed(office, first, "Мила Друга")
    moved(office, first)
    death = died(office, first)
    heir(office, first)
    succession = last_change()
    for change in (one, death):
        with pytest.raises(ValidationError) as refused:
            undone(office, change)
        assert refused.value.code == "rests"
    for change in (two, one, succession, death):
        undone(office, change)
    first.refresh_from_db()
    assert (first.name, first.is_in) == ("Мила Ведрић", True)
    with pytest.raises(ValidationError) as refused:
        undone(office, death)
    assert refused.value.code == "undone"
    with pytest.raises(ValidationError) as refused:
        undone(office, PartyChange.objects.get(undoes=death))
    assert refused.value.code == "undone"
    with pytest.raises(IntegrityError), transaction.atomic():
        PartyChange.objects.filter(undoes=death).update(undoes=None)


def test_only_who_may_enter_takes_back_and_with_a_reason(office: Office) -> None:
    case = of_two(office)
    death = died(office, parts(case)[0])
    with pytest.raises(ValidationError) as refused:
        undo_change(office.viewer(Role.HANDLER), change=death, reason=" ")
    assert refused.value.code == "reason"
    for role in (Role.SIGNATORY, Role.INSPECTOR, Role.ARCHIVIST):
        with pytest.raises(NotAllowed):
            undo_change(office.viewer(role), change=death, reason=WHY)
    assert not PartyChange.objects.filter(kind=ChangeKind.TAKEN_BACK).exists()


def test_who_was_entered_by_mistake_sees_nothing_and_nothing_is_awaited_of_it(office: Office) -> None:
    case, handler = of_two(office), office.viewer(Role.HANDLER)
    citizen = office.viewer(Role.CITIZEN)
    stranger = office.party("Туђа Особа")
    stranger.account = office.citizen
    stranger.save(update_fields=["account"])
    part = join(handler, case=case, party=stranger, role=PartyRole.INTERESTED, known=known(office))
    citizen = office.viewer(Role.CITIZEN)
    assert [row.pk for row in portal.my_cases(citizen)] == [case.pk]
    today = clock.today(office.organisation)
    begin_wait(handler, case=case, kind=WaitKind.OTHER, party=part, until=today + timedelta(days=8), note="Изјава")
    undone(office)
    assert [row.pk for row in portal.my_cases(citizen)] == []
    case.refresh_from_db()
    assert (Wait.objects.get().end, case.status) == ("withdrawn", "in_progress")
    before = [row.pk for row in parties_of(case) if row.is_in]
    join(handler, case=case, party=stranger, role=PartyRole.INTERESTED, known=known(office))
    assert [row.pk for row in parties_of(case) if row.is_in] == [*before, part.pk], "the right one may come later"


def stands_for(office: Office, part: CaseParty, **more: Any) -> Representative:
    """An attorney of a party."""
    given: dict[str, Any] = {"party": office.party("Вера Заступник"), "kind": RepresentativeKind.ATTORNEY, **more}
    today = clock.today(office.organisation)
    return appoint(office.viewer(Role.HANDLER), case_party=part, ground="пуномоћје", from_on=today, **given)


def never_stood(office: Office, row: Representative) -> Representative:
    """It was a mistake."""
    return undo_representative(office.viewer(Role.HANDLER), representative=row, reason=WHY)


def test_a_representative_by_mistake_gets_no_letter_and_service_on_it_is_none(office: Office) -> None:
    case = of_two(office)
    first, second = parts(case)
    lawyer, today = stands_for(office, first), clock.today(office.organisation)
    act = signed(office, case)
    astray, right = by_post(office, act)
    for letter in (astray, right):
        handed(office, letter, today)
    case.refresh_from_db()
    assert case.notified_on == today
    kept = Service.objects.filter(case_party=second).values().get()
    never_stood(office, lawyer)
    row = Service.objects.get(act=act, case_party=first)
    assert (row.served_on, row.until, row.final_on, row.delivery_id) == (None, None, None, None)
    assert Service.objects.filter(case_party=second).values().get() == kept
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.notified_on, fresh.unnotified_since) == (None, today)
    sent = dispatch_to(office.viewer(Role.REGISTRY_CLERK), service=row)
    assert sent.recipient == first.party
    handed(office, sent, today)
    row.refresh_from_db()
    assert (row.served_on, row.representative) == (today, None)
    entry = Entry.objects.get(verb="representative.mistaken")
    assert (entry.body["acts"], lawyer.name in str(entry.body)) == (1, False)
    with pytest.raises(ValidationError) as refused:
        never_stood(office, lawyer)
    assert refused.value.code == "undone"
    assert stands_for(office, first).pk != lawyer.pk, "entered again when it is right"


def test_what_the_party_acted_upon_stays_served(office: Office) -> None:
    case = of_two(office)
    first = parts(case)[0]
    lawyer, today = stands_for(office, first), clock.today(office.organisation)
    act = signed(office, case)
    letters = by_post(office, act)
    handed(office, letters[0], today)
    row = Service.objects.get(act=act, case_party=first)
    note_appeal(office.viewer(Role.HANDLER), service=row, on=today)
    never_stood(office, lawyer)
    row.refresh_from_db()
    assert (row.served_on, row.appealed_on) == (today, today)


def test_an_ended_representation_may_be_a_mistake_too(office: Office) -> None:
    case = of_two(office)
    first = parts(case)[0]
    lawyer, handler = stands_for(office, first), office.viewer(Role.HANDLER)
    end_representation(handler, representative=lawyer, on=clock.today(office.organisation), reason="опозив")
    never_stood(office, lawyer)
    letters = letters_for(office.organisation, parts(case), clock.today(office.organisation))
    assert first.party in [letter.party for letter in letters]


def test_what_waits_in_the_mailbox_of_the_wrong_person_is_called_back(office: Office) -> None:
    case = of_two(office)
    first = parts(case)[0]
    person = office.party("Вера Заступник")
    person.account = office.citizen
    person.save(update_fields=["account"])
    lawyer = stands_for(office, first, party=person)
    citizen = office.viewer(Role.CITIZEN)
    assert cases_of(citizen, before=None, most=9) == [case.pk]
    [astray, _right] = dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=signed(office, case))
    assert astray.state == DeliveryState.IN_MAILBOX
    never_stood(office, lawyer)
    assert cases_of(citizen, before=None, most=9) == []
    astray.refresh_from_db()
    assert (astray.state, astray.result, astray.settled_note) == (DeliveryState.FAILED, "recalled", WHY)
    told = Entry.objects.get(verb="delivery.called-back", subject_id=astray.pk)
    assert told.body["recipient"] == str(person.pk)
    with pytest.raises(ValidationError) as refused:
        mailbox.open_receipt(citizen, delivery=astray)
    assert refused.value.code == "state"


def test_the_correction_runs_again_from_service_on_the_party(office: Office) -> None:
    case = of_two(office)
    first = parts(case)[0]
    lawyer, today = stands_for(office, first), clock.today(office.organisation)
    act = asked_to_correct(office, case)
    letters = by_post(office, act)
    handed(office, letters[0], today)
    assert Deadline.objects.get(kind=Clock.CORRECTION).ended_on is None
    never_stood(office, lawyer)
    old = Deadline.objects.get(kind=Clock.CORRECTION)
    assert (old.ended_on, old.end) == (today, WHY)
    sent = dispatch_to(office.viewer(Role.REGISTRY_CLERK), service=Service.objects.get(act=act, case_party=first))
    handed(office, sent, today)
    run_everything()
    [running] = Deadline.objects.filter(kind=Clock.CORRECTION, ended_on=None)
    assert (running.party, running.from_on) == (first, today)


def test_the_pages_take_back_and_show_both(office: Office, client_as: SignIn) -> None:
    case = of_two(office)
    first, second = parts(case)
    death, lawyer = died(office, first), stands_for(office, second)
    client = client_as(Role.HANDLER)
    page = reverse("registry:case-parties", args=[case.pk])
    undo = reverse("registry:party-undo", args=[case.pk, death.pk])
    mistake = reverse("registry:representative-mistake", args=[case.pk, lawyer.pk])
    shown = client.get(page).content.decode()
    assert undo in shown
    assert mistake in shown
    for address in (undo, mistake):
        assert client.get(address).status_code == 200
        assert client.post(address, {"reason": ""}).status_code == 422
        answered = client.post(address, {"reason": WHY}, follow=True)
        assert answered.redirect_chain[-1][0] == page, answered.content.decode()
    shown = client.get(page).content.decode()
    assert undo not in shown
    assert mistake not in shown
    assert shown.count(WHY) == 2
    change = rewrite(
        office.viewer(Role.HANDLER), case_party=first, kind=ChangeKind.NAME, after="Мила Друга", known=known(office)
    )
    signed(office, case)
    told = client.get(reverse("registry:party-undo", args=[case.pk, change.pk])).content.decode()
    assert "Решење" in told, "what rests on it is said before anything is typed"
    other = of_two(office)
    assert client.get(reverse("registry:party-undo", args=[other.pk, change.pk])).status_code == 404


def test_the_button_says_what_it_does(office: Office, client_as: SignIn) -> None:
    death = died(office, parts(of_two(office))[0])
    page = client_as(Role.HANDLER).get(reverse("registry:party-undo", args=[death.case_party.case_id, death.pk]))
    assert "Повуците унос" in page.content.decode(), "not the word by which incoming mail goes back to be registered"
