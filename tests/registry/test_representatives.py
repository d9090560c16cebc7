"""Who stands for a party gets its letters, and service there counts for that party alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.mailbox.models import Result
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Party, Role
from salter.organisations.tenancy import uuid7
from salter.registry.actions import dispatch_to
from salter.registry.acts import _people
from salter.registry.desk import Narrow
from salter.registry.dispatching.actions import send_again
from salter.registry.dispatching.letters import addressed
from salter.registry.finding.queries import find
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import CaseParty, PartyRole, Representative, RepresentativeKind, Service
from salter.registry.parties.changing import Known, leave, note_death
from salter.registry.parties.letters import addressees
from salter.registry.parties.queries import papers_of
from salter.registry.parties.representing import appoint, end_representation
from salter.registry.parties.undoing import undo_representative
from salter.ui.templatetags.salter import sr_date
from tests.registry.scenes import SignIn
from tests.registry.test_acting import last, stands_in
from tests.registry.test_actions import signed
from tests.registry.test_parties import by_post, dates, handed, of_two
from tests.registry.test_results import entered
from tests.support.office import Office

GROUND = "пуномоћје од 3. 11. 2026."


def stands_for(office: Office, part: CaseParty, party: Party | None = None, **more: Any) -> Representative:
    """An attorney of a party from today on."""
    given: dict[str, Any] = {"kind": RepresentativeKind.ATTORNEY, "ground": GROUND, **more}
    return appoint(
        office.viewer(Role.HANDLER),
        case_party=part,
        party=party or office.party("Вера Заступник"),
        from_on=given.pop("from_on", clock.today(office.organisation)),
        **given,
    )


@given(st.data())
def test_everybody_gets_one_letter_and_each_party_is_in_exactly_one(data: st.DataObject) -> None:
    persons = [Party(pk=uuid7(), name=f"лице {place}") for place in range(6)]
    who = st.sampled_from(persons)
    rows = [
        CaseParty(pk=uuid7(), party=party, name=party.name, role=data.draw(st.sampled_from(PartyRole)))
        for party in data.draw(st.lists(who, min_size=1, max_size=5))
    ]
    found: dict[UUID, Representative] = {}
    for row in rows:
        by = data.draw(st.none() | who)
        if by and by != row.party:
            found[row.pk] = Representative(pk=uuid7(), case_party=row, party=by, name=by.name)
    letters = addressees(rows, found, {})
    assert len({letter.party.pk for letter in letters}) == len(letters)
    served = [part.row.party_id for letter in letters for part in letter.parts]
    assert sorted(served) == sorted({row.party_id for row in rows}), "each person once, and nobody is left out"
    for letter in letters:
        for part in letter.parts:
            goes_to = part.representative.party_id if part.representative else part.row.party_id
            assert goes_to == letter.party.pk
            own = [row.pk for row in rows if row.party_id == part.row.party_id]
            assert part.representative is None or part.representative.case_party_id in own


@pytest.mark.law("delivery.representative")
def test_service_on_the_representative_counts_for_that_party_and_no_other(office: Office) -> None:
    case = of_two(office)
    first, second = case.parties.order_by("id")
    lawyer = stands_for(office, first)
    act, today = signed(office, case), clock.today(office.organisation)
    one, other = by_post(office, act)
    assert [one.recipient, other.recipient] == [lawyer.party, second.party]
    handed(office, one, today)
    rows = {row.case_party_id: row for row in Service.objects.filter(act=act)}
    assert (rows[first.pk].served_on, rows[first.pk].representative) == (today, lawyer)
    assert rows[first.pk].until is not None
    assert (rows[second.pk].served_on, rows[second.pk].until, rows[second.pk].representative) == (None, None, None)
    case.refresh_from_db()
    assert case.notified_on is None
    handed(office, other, today)
    case.refresh_from_db()
    assert case.notified_on == today


def test_who_receives_for_two_parties_gets_one_letter_for_both(office: Office) -> None:
    case = of_two(office)
    lawyer = office.party("Вера Заступник")
    for part in case.parties.order_by("id"):
        stands_for(office, part, lawyer, kind=RepresentativeKind.JOINT)
    act, today = signed(office, case), clock.today(office.organisation)
    [letter] = by_post(office, act)
    assert letter.recipient == lawyer
    handed(office, letter, today)
    assert [served for served, _until, _final in dates(case).values()] == [today, today]


def test_a_party_that_stands_for_another_gets_one_letter_for_itself_and_the_other(office: Office) -> None:
    case = of_two(office)
    first, second = case.parties.order_by("id")
    stands_for(office, second, first.party)
    act = signed(office, case)
    assert [letter.recipient for letter in by_post(office, act)] == [first.party]
    assert {row.case_party_id: row.representative_id is not None for row in act.services.all()} == {
        first.pk: False,
        second.pk: True,
    }


def test_letters_go_to_the_party_again_when_the_representation_is_over(office: Office) -> None:
    case = of_two(office)
    first, _second = case.parties.order_by("id")
    today = clock.today(office.organisation)
    stands_for(office, first, until_on=today + timedelta(days=5))
    lawyer = Representative.objects.get()
    act = signed(office, case)
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=6)):
        assert first.party in [letter.recipient for letter in by_post(office, act)]
    with pytest.raises(ValidationError) as refused:
        end_representation(
            office.viewer(Role.HANDLER), representative=lawyer, on=today + timedelta(days=5), reason="Опозив."
        )
    assert refused.value.code == "on"
    ended = end_representation(office.viewer(Role.HANDLER), representative=lawyer, on=today, reason="Опозив.")
    assert (ended.until_on, ended.end_reason) == (today, "Опозив.")
    assert Entry.objects.get(verb="representative.ended").body["until_on"] == today.isoformat()


def test_the_newest_who_receives_gets_the_letter_and_who_does_not_receive_none(office: Office) -> None:
    case = of_two(office)
    first, second = case.parties.order_by("id")
    today = clock.today(office.organisation)
    stands_for(office, first, office.party("Стари Заступник"), from_on=today - timedelta(days=30))
    newer = stands_for(office, first, office.party("Нови Заступник"))
    stands_for(office, first, office.party("Саветник Без Пријема"), receives=False)
    stands_for(office, second, office.party("Будући Заступник"), from_on=today + timedelta(days=1))
    recipients = [letter.recipient for letter in by_post(office, signed(office, case))]
    assert recipients == [newer.party, second.party]


def test_where_the_office_reads_the_law_otherwise_letters_go_to_the_party(office: Office) -> None:
    case = of_two(office)
    first, second = case.parties.order_by("id")
    stands_for(office, first)
    setting = BY_NAME["representative_receives"]
    assert not setting.verified
    set_law(office.viewer(Role.HEAD_OF_ADMINISTRATION), setting=setting, value=False, reason="правно мишљење")
    assert [row.recipient for row in by_post(office, signed(office, case))] == [first.party, second.party]


def test_the_printed_act_names_the_representative_and_the_party(office: Office) -> None:
    case = of_two(office)
    first, second = case.parties.order_by("id")
    stands_for(office, first)
    act = signed(office, case)
    assert act.document
    printed = act.document.sha256
    lines = [", ".join(block) for block in _people(act)]
    assert lines[0].startswith(f"Вера Заступник, заступник: {first.name}")
    assert lines[1].startswith(second.name)
    end_representation(
        office.viewer(Role.HANDLER),
        representative=Representative.objects.get(),
        on=clock.today(office.organisation),
        reason="Опозив.",
    )
    act.refresh_from_db()
    assert act.document
    assert act.document.sha256 == printed, "what was printed stays as it was"


def test_what_cannot_be_a_representation_is_refused(office: Office) -> None:
    case = of_two(office)
    first, _second = case.parties.order_by("id")
    today = clock.today(office.organisation)
    lawyer = stands_for(office, first, paper=papers_of(case)[0].document)

    def code(**given: Any) -> str | None:
        with pytest.raises(ValidationError) as refused:
            stands_for(office, first, **given)
        return refused.value.code

    assert lawyer.authority is not None
    assert code(party=first.party) == "who"
    assert code(party=lawyer.party) == "who"
    other = office.party("Други Заступник")
    assert code(party=other, ground=" ") == "ground"
    assert code(party=other, until_on=today - timedelta(days=1)) == "until"
    assert code(party=other, paper=office.document(text="Из другог предмета.")) == "paper"
    with pytest.raises(NotAllowed):
        appoint(
            office.viewer(Role.ARCHIVIST),
            case_party=first,
            party=other,
            kind=RepresentativeKind.ATTORNEY,
            ground=GROUND,
            from_on=today,
        )
    receiving = stands_for(office, first, other, kind=RepresentativeKind.RECEIVING, receives=False)
    assert receiving.receives, "who is appointed to receive letters receives them"


def test_the_party_is_told_of_its_representative_and_the_search_finds_the_name(office: Office) -> None:
    case = of_two(office)
    first, _second = case.parties.order_by("id")
    stands_for(office, first)
    entry = Entry.objects.get(verb="representative.appointed")
    assert entry.body["recipient"] == str(first.party_id)
    assert "Вера" not in str(entry.body)
    run_everything()
    found = find(office.viewer(Role.REGISTRY_CLERK), "Zastupnik", Narrow(status="all"))
    assert [hit.line.pk for hit in found.hits] == [case.pk]


def test_the_pages_enter_a_representative_and_its_end(office: Office, client_as: SignIn) -> None:
    case = of_two(office)
    first, second = case.parties.order_by("id")
    client = client_as(Role.HANDLER)
    page = reverse("registry:case-parties", args=[case.pk])
    new = reverse("registry:representative-new", args=[case.pk, first.pk])
    sent = {"kind": "attorney", "ground": GROUND, "from_on": "3. 11. 2026.", "receives": "yes"}
    refused = client.post(new, sent)
    assert refused.status_code == 422
    assert "Упишите име" in refused.content.decode()
    again = client.post(new, {**sent, "name": "Вера Заступник", "until_on": "2. 11. 2026."})
    assert again.status_code == 422
    answered = client.post(new, {**sent, "name": "Вера Заступник", "form_key": "k"}, follow=True)
    assert answered.redirect_chain[-1][0] == page
    row = Representative.objects.get()
    assert (row.name, row.from_on, row.until_on) == ("Вера Заступник", date(2026, 11, 3), None)
    shown = answered.content.decode()
    assert "Вера Заступник" in shown
    assert "непроверено" in shown
    assert "Вера Заступник" in client.get(reverse("registry:case", args=[case.pk])).content.decode()
    known = client.post(new, {**sent, "who": str(second.party_id), "form_key": "l"})
    assert known.status_code == 302
    assert Representative.objects.filter(party=second.party).count() == 1
    end = reverse("registry:representative-end", args=[case.pk, row.pk])
    day = sr_date(clock.today(office.organisation))
    client.post(end, {"on": day, "reason": "Опозив пуномоћја.", "form_key": "m"})
    assert "Опозив пуномоћја." in client.get(page).content.decode()
    other = of_two(office)
    assert client.get(end.replace(str(case.pk), str(other.pk))).status_code == 404
    assert client.get(new.replace(str(case.pk), str(other.pk))).status_code == 404


def test_the_page_of_dispatch_says_whom_it_goes_to_and_for_whom(office: Office, client_as: SignIn) -> None:
    case = of_two(office)
    first, _second = case.parties.order_by("id")
    stands_for(office, first)
    act = signed(office, case)
    client = client_as(Role.REGISTRY_CLERK)
    for address in (reverse("registry:dispatch"), reverse("registry:dispatch-act", args=[act.pk])):
        shown = client.get(address).content.decode()
        assert "Вера Заступник" in shown
        assert f"за: {first.name}" in shown


def test_the_envelope_bears_the_representative_s_address_and_a_second_letter_goes_there_too(office: Office) -> None:
    case = of_two(office)
    first, second = case.parties.order_by("id")
    lawyer = stands_for(office, first)
    act = signed(office, case)
    one, other = by_post(office, act)
    assert [letter.name for letter in addressed([one, other])] == [lawyer.name, second.name]
    again = send_again(
        office.viewer(Role.REGISTRY_CLERK), delivery=entered(office, one, Result.MOVED), channel=one.channel
    )
    assert [letter.name for letter in addressed([again])] == [lawyer.name]
    handed(office, again, clock.today(office.organisation))
    row = Service.objects.get(act=act, case_party=first)
    assert (row.served_on, row.representative) == (clock.today(office.organisation), lawyer)
    assert Service.objects.get(act=act, case_party=second).served_on is None


@pytest.mark.parametrize("what", ["ended", "mistaken", "another"])
def test_what_came_back_goes_to_who_receives_for_the_party_by_now(office: Office, what: str) -> None:
    case = of_two(office)
    first = case.parties.order_by("id")[0]
    lawyer, handler, clerk = stands_for(office, first), office.viewer(Role.HANDLER), office.viewer(Role.REGISTRY_CLERK)
    act, today = signed(office, case), clock.today(office.organisation)
    came_back = entered(office, by_post(office, act)[0], Result.UNKNOWN)
    if what == "mistaken":
        undo_representative(handler, representative=lawyer, reason="Погрешно лице.")
        with pytest.raises(ValidationError) as refused:
            send_again(clerk, delivery=came_back, channel=came_back.channel)
        assert refused.value.code == "nobody"
        assert dispatch_to(clerk, service=Service.objects.get(act=act, case_party=first)).recipient == first.party
        return
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=2)):
        end_representation(handler, representative=lawyer, on=today, reason="опозив")
        other = stands_for(office, first, office.party("Нови Заступник")) if what == "another" else None
        again = send_again(clerk, delivery=came_back, channel=came_back.channel)
        assert again.recipient == (other.party if other else first.party)
        handed(office, again, clock.today(office.organisation))
    row = Service.objects.get(act=act, case_party=first)
    assert (row.representative, row.served_on is None) == (other, False)


@pytest.mark.parametrize("deed", [note_death, leave])
def test_what_came_back_is_not_sent_again_to_who_is_gone(office: Office, deed: Callable[..., object]) -> None:
    case = of_two(office)
    first = case.parties.order_by("id")[0]
    came_back = entered(office, by_post(office, signed(office, case))[0], Result.UNKNOWN)
    today = clock.today(office.organisation)
    deed(office.viewer(Role.HANDLER), case_party=first, known=Known(today, "извод"))
    with pytest.raises(ValidationError) as refused:
        send_again(office.viewer(Role.REGISTRY_CLERK), delivery=came_back, channel=came_back.channel)
    assert refused.value.code == "nobody"
    came_back.refresh_from_db()
    assert came_back.settled_at is None


def test_a_deputy_enters_a_representative_in_the_place_of_the_absent_handler(office: Office) -> None:
    case = of_two(office)
    stands_in(office, Role.HANDLER, Role.SIGNATORY)
    appoint(
        office.viewer(Role.SIGNATORY),
        case_party=case.parties.order_by("id")[0],
        party=office.party("Вера Заступник"),
        kind=RepresentativeKind.ATTORNEY,
        ground=GROUND,
        from_on=clock.today(office.organisation),
    )
    assert last("representative.appointed").body["for"] == office.people[Role.HANDLER].name
