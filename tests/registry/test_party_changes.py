"""Parties who die, change name or address, come, leave and are succeeded: each alone, and what was printed stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry.actions import dispatch_to
from salter.registry.acts import _people
from salter.registry.models import (
    Case,
    CaseParty,
    ChangeKind,
    PartyChange,
    PartyRole,
    RepresentativeKind,
    Service,
)
from salter.registry.models import Remedy as RemedyChoice
from salter.registry.parties.actions import note_appeal, set_remedy, take_back, waive
from salter.registry.parties.changing import Known, join, leave, note_death, rewrite, succeed
from salter.registry.parties.queries import papers_of
from salter.registry.parties.representing import appoint
from salter.ui.templatetags.salter import sr_date
from tests.registry.scenes import SignIn
from tests.registry.test_actions import signed
from tests.registry.test_parties import by_post, dates, handed, of_two, served_on_both
from tests.support.office import Office


def known(office: Office, **more: Any) -> Known:
    """Something that is so since today, by an extract."""
    return Known(clock.today(office.organisation), "извод из евиденције", **more)


def parts(case: Case) -> list[CaseParty]:
    """The parties of a case, in the order of entry."""
    return list(case.parties.select_related("party").order_by("id"))


def renamed(office: Office, part: CaseParty, name: str = "Мила Рибникар") -> PartyChange:
    """The party bears another name."""
    handler = office.viewer(Role.HANDLER)
    return rewrite(handler, case_party=part, kind=ChangeKind.NAME, after=name, known=known(office))


def moved(office: Office, part: CaseParty) -> PartyChange:
    """The party lives elsewhere."""
    handler = office.viewer(Role.HANDLER)
    return rewrite(handler, case_party=part, kind=ChangeKind.ADDRESS, after="Нова 3, Измишљено", known=known(office))


def died(office: Office, part: CaseParty) -> PartyChange:
    """The party has died."""
    return note_death(office.viewer(Role.HANDLER), case_party=part, known=known(office))


def left(office: Office, part: CaseParty) -> PartyChange:
    """The party leaves the case."""
    return leave(office.viewer(Role.HANDLER), case_party=part, known=known(office))


def heir(office: Office, part: CaseParty, name: str = "Ненад Наследник") -> CaseParty:
    """Somebody comes in the place of the party."""
    return succeed(office.viewer(Role.HANDLER), case_party=part, party=office.party(name), known=known(office))


def joined(office: Office, part: CaseParty) -> CaseParty:
    """Another party comes into its case."""
    party, role = office.party("Дара Касна"), PartyRole.INTERESTED
    return join(office.viewer(Role.HANDLER), case=part.case, party=party, role=role, known=known(office))


def represented(office: Office, part: CaseParty) -> object:
    """Somebody stands for the party."""
    return appoint(
        office.viewer(Role.HANDLER),
        case_party=part,
        party=office.party("Вера Заступник"),
        kind=RepresentativeKind.ATTORNEY,
        ground="пуномоћје",
        from_on=clock.today(office.organisation),
    )


def _service(part: CaseParty) -> Service:
    return Service.objects.get(case_party=part)


def appealed(office: Office, part: CaseParty) -> object:
    """The party has appealed."""
    return note_appeal(office.viewer(Role.HANDLER), service=_service(part), on=clock.today(office.organisation))


def waived(office: Office, part: CaseParty) -> object:
    """The party has given its appeal up."""
    return waive(office.viewer(Role.HANDLER), service=_service(part), on=clock.today(office.organisation))


def mistaken(office: Office, part: CaseParty) -> object:
    """An appeal of the party was entered by mistake."""
    appealed(office, part)
    return take_back(office.viewer(Role.HANDLER), service=_service(part), reason="Погрешно.")


def by_special_law(office: Office, part: CaseParty) -> object:
    """A special law gives the party eight days."""
    remedy = RemedyChoice.APPEAL
    return set_remedy(office.viewer(Role.HANDLER), service=_service(part), remedy=remedy, days=8, rule="чл. 5")


DEEDS = (
    *(renamed, moved, died, left, heir, joined, represented),
    *(appealed, waived, mistaken, by_special_law),
)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
@pytest.mark.parametrize("place", [0, 1])
def test_no_party_s_date_is_another_s(office: Office, deed: Callable[[Office, CaseParty], object], place: int) -> None:
    """Whatever happens to one party, every date and word of the other stays as it was."""
    case, *_services = served_on_both(office)
    mine, other = parts(case)[place], parts(case)[1 - place]
    before = [
        CaseParty.objects.filter(pk=other.pk).values().get(),
        Service.objects.filter(case_party=other).values().get(),
    ]
    deed(office, mine)
    assert [
        CaseParty.objects.filter(pk=other.pk).values().get(),
        Service.objects.filter(case_party=other).values().get(),
    ] == before


def test_another_name_and_address_hold_from_now_on_and_what_was_printed_stays(office: Office) -> None:
    case = of_two(office)
    first, second = parts(case)
    act = signed(office, case)
    assert act.document
    printed, party_name = act.document.sha256, first.party.name
    paper = papers_of(case)[0].document
    handler = office.viewer(Role.HANDLER)
    change = rewrite(
        handler, case_party=first, kind=ChangeKind.NAME, after="Мила Рибникар", known=known(office, paper=paper)
    )
    moved(office, first)
    assert (change.before, change.after, change.paper) == (party_name, "Мила Рибникар", paper)
    act.refresh_from_db()
    assert act.document
    assert act.document.sha256 == printed
    lines = [", ".join(block) for block in _people(act)]
    assert lines[:2] == ["Мила Рибникар, Нова 3, Измишљено", ", ".join(filter(None, (second.name, second.address)))]
    first.party.refresh_from_db()
    assert first.party.name == party_name, "other cases of the person stay"
    case.refresh_from_db()
    assert "ribnikar" in case.search
    assert "vedric" in case.search
    assert [row.verb for row in Entry.objects.filter(verb__in=["party.renamed", "party.moved"])] == [
        "party.renamed",
        "party.moved",
    ]
    assert "Рибникар" not in str(Entry.objects.get(verb="party.renamed").body)


def test_no_letter_goes_to_the_dead_and_no_decision_waits_for_them(office: Office) -> None:
    case = of_two(office)
    first, second = parts(case)
    act, today = signed(office, case), clock.today(office.organisation)
    died(office, first)
    [letter] = by_post(office, act)
    assert letter.recipient == second.party
    handed(office, letter, today)
    case.refresh_from_db()
    assert (case.notified_on, case.unnotified_since) == (today, None)
    assert _service(first).served_on is None
    with pytest.raises(ValidationError) as refused:
        left(office, first)
    assert refused.value.code == "gone"


def test_what_reached_a_party_before_its_death_stays_and_the_case_stays_notified(office: Office) -> None:
    case, _first, _second = served_on_both(office)
    case.refresh_from_db()
    before, notified = dates(case), case.notified_on
    for part in parts(case):
        died(office, part)
    case.refresh_from_db()
    assert (dates(case), case.notified_on, case.unnotified_since) == (before, notified, None)


def test_a_successor_gets_what_never_reached_the_party_with_days_of_its_own(office: Office) -> None:
    case = of_two(office)
    first, second = parts(case)
    act, today = signed(office, case), clock.today(office.organisation)
    letters = {row.recipient_id: row for row in by_post(office, act)}
    handed(office, letters[second.party_id], today)
    before = dates(case)
    died(office, first)
    later = clock.now(office.organisation) + timedelta(days=20)
    with clock.at(office.organisation, later):
        next_day = clock.today(office.organisation)
        one, other = heir(office, first), heir(office, first, "Нада Наследник")
        case.refresh_from_db()
        assert case.unnotified_since == today, "the heirs are still to be notified"
        clerk = office.viewer(Role.REGISTRY_CLERK)
        sent = [dispatch_to(clerk, service=_service(part)) for part in (one, other)]
        assert [row.recipient for row in sent] == [one.party, other.party]
        with pytest.raises(ValidationError) as refused:
            dispatch_to(clerk, service=_service(one))
        assert refused.value.code == "sent"
        for row in sent:
            handed(office, row, next_day)
    found = _service(one)
    assert (found.served_on, found.remedy) == (next_day, RemedyChoice.APPEAL)
    assert found.until
    assert found.until > next_day
    assert {key: days for key, days in dates(case).items() if key in before} == before
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.notified_on, fresh.unnotified_since) == (next_day, None)
    assert (one.role, one.successor_of, one.joined_on) == (first.role, first, next_day)
    assert one.party_id in case.party_ids


def test_the_successor_of_a_party_that_was_served_gets_none_of_its_dates(office: Office) -> None:
    case, _first, _second = served_on_both(office)
    first = parts(case)[0]
    part = heir(office, first)
    assert not Service.objects.filter(case_party=part).exists()
    assert (part.delivered_on, part.appeal_until, part.final_on) == (None, None, None)
    first.refresh_from_db()
    assert first.left_on == clock.today(office.organisation), "a company that went into another has left by that"


def test_who_comes_later_gets_the_acts_that_follow(office: Office) -> None:
    case, _first, _second = served_on_both(office)
    case.refresh_from_db()
    notified = case.notified_on
    part = joined(office, parts(case)[0])
    case.refresh_from_db()
    assert case.notified_on == notified is not None
    assert case.unnotified_since is None
    assert not Service.objects.filter(case_party=part).exists()


def test_who_left_gets_no_later_act_and_the_last_party_does_not_leave(office: Office) -> None:
    case = of_two(office)
    first, second = parts(case)
    left(office, first)
    act = signed(office, case)
    assert [row.case_party for row in act.services.all()] == [second]
    with pytest.raises(ValidationError) as refused:
        left(office, second)
    assert refused.value.code == "last"


def test_what_cannot_be_is_refused_and_leaves_nothing(office: Office) -> None:
    case = of_two(office)
    first, second = parts(case)
    handler, today = office.viewer(Role.HANDLER), clock.today(office.organisation)

    def code(deed: Callable[..., object], **given: Any) -> str | None:
        with pytest.raises(ValidationError) as refused:
            deed(handler, **given)
        return refused.value.code

    name = {"case_party": first, "kind": ChangeKind.NAME}
    assert code(rewrite, **name, after=" ", known=known(office)) == "after"
    assert code(rewrite, **name, after=first.name, known=known(office)) == "after"
    assert code(rewrite, **name, after="Н" * 201, known=known(office)) == "after"
    tomorrow = today + timedelta(days=1)
    assert code(rewrite, **name, after="Ново Име", known=Known(tomorrow, "извод")) == "on"
    assert code(rewrite, **name, after="Ново Име", known=Known(today, " ")) == "reason"
    alien = office.document(text="Из другог предмета.")
    assert code(note_death, case_party=first, known=known(office, paper=alien)) == "paper"
    assert code(succeed, case_party=first, party=first.party, known=known(office)) == "who"
    same = {"case": case, "party": second.party, "role": PartyRole(second.role)}
    assert code(join, **same, known=known(office)) == "who"
    with pytest.raises(NotAllowed):
        note_death(office.viewer(Role.ARCHIVIST), case_party=first, known=known(office))
    assert not PartyChange.objects.exists()
    first.refresh_from_db()
    assert first.is_in


def test_the_pages_enter_what_happens_to_a_party(office: Office, client_as: SignIn) -> None:
    case = of_two(office)
    first, second = parts(case)
    client, today = client_as(Role.HANDLER), sr_date(clock.today(office.organisation))
    page = reverse("registry:case-parties", args=[case.pk])

    def entered(deed: str, part: CaseParty | None, **sent: str) -> str:
        address = reverse(f"registry:{deed}", args=[case.pk, *([part.pk] if part else [])])
        assert client.get(address).status_code == 200
        assert client.post(address, {"reason": ""}).status_code == 422
        given = {"on": today, "reason": "извод", "form_key": f"{deed}-{len(sent)}-{sent.get('kind')}", **sent}
        answered = client.post(address, given, follow=True)
        assert answered.redirect_chain[-1][0] == page, answered.content.decode()
        return answered.content.decode()

    assert "Мила Рибникар" in entered("party-rewrite", first, kind="name", after="Мила Рибникар")
    assert "Нова 3" in entered("party-rewrite", first, kind="address", after="Нова 3")
    assert "Дара Касна" in entered("party-join", None, name="Дара Касна", role="interested")
    entered("party-gone", first, kind="death")
    shown = entered("party-succeed", first, name="Ненад Наследник")
    assert "на месту странке Мила Рибникар" in shown
    gone = reverse("registry:party-gone", args=[case.pk, first.pk])
    assert gone not in shown
    assert "преминула" in client.get(reverse("registry:case", args=[case.pk])).content.decode()
    again = client.post(gone, {"on": today, "reason": "извод", "kind": "left"})
    assert again.status_code == 422


def test_the_clerk_sends_the_act_to_the_successor(office: Office, client_as: SignIn) -> None:
    case = of_two(office)
    first = parts(case)[0]
    act = signed(office, case)
    by_post(office, act)
    service = _service(heir(office, first))
    send = reverse("registry:service-send", args=[case.pk, service.pk])
    page = reverse("registry:case-parties", args=[case.pk])
    assert send not in client_as(Role.HANDLER).get(page).content.decode()
    client = client_as(Role.REGISTRY_CLERK)
    assert send in client.get(page).content.decode()
    assert client.post(send, {"channel": "", "form_key": "s"}).status_code == 302
    assert send not in client.get(page).content.decode()
    assert client.post(send, {"channel": "", "form_key": "t"}).status_code == 422
