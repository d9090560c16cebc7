"""A representative with an account follows the case of the party for which it may act today, and nothing else."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from salter.journal.tasks import run_everything
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import Viewer, viewer_of
from salter.organisations.models import Party, PartyKind, Role
from salter.portal import actions, queries, seats
from salter.registry import actions as registry
from salter.registry.models import (
    Case,
    CaseParty,
    IntakeChannel,
    PartyRole,
    Representative,
    RepresentativeKind,
    Submission,
    Wait,
    WaitKind,
)
from salter.registry.parties.changing import Known, join, note_death
from salter.registry.parties.representing import appoint, end_representation
from salter.registry.waiting.actions import begin_wait
from tests.documents.test_rendering import text_of
from tests.registry.scenes import SignIn
from tests.support.office import Office
from tests.support.scene import registered

from .scenes import pdf, sent_file, upload

ATTORNEY = RepresentativeKind.ATTORNEY
PARTY, OTHER = "Стојан Пешић", "Рада Перић"


def citizen(office: Office) -> Party:
    """The citizen with an account, as the office knows her."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    return organisations.enter_party(clerk, kind=PartyKind.PERSON, name="Мила Ведрић", account=office.citizen)


def eyes(office: Office) -> Viewer:
    """The citizen as the next request would see her."""
    return viewer_of(office.account(Role.CITIZEN), office.organisation)


def stands_for(
    office: Office,
    case: Case,
    kind: RepresentativeKind = ATTORNEY,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Representative:
    """The citizen represents the first party of a case."""
    return appoint(
        office.viewer(Role.REGISTRY_CLERK),
        case_party=case.parties.order_by("id")[0],
        party=citizen(office),
        kind=kind,
        ground="пуномоћје",
        from_on=from_on or clock.today(office.organisation),
        until_on=until_on,
    )


def case_of(office: Office, name: str = PARTY) -> Case:
    """A case of somebody without an account, with the handler."""
    return registered(office, f"Захтев: {name}", office.party(name)).case


def page(client: Client, name: str, *values: object) -> Any:
    """A page of the portal."""
    return client.get(reverse(f"portal:{name}", args=values))


def asked(office: Office, case: Case) -> Wait:
    """The case waits for a statement of its first party."""
    part = case.parties.order_by("id")[0]
    return begin_wait(office.viewer(Role.HANDLER), case=case, kind=WaitKind.STATEMENT, party=part, note="изјава")


def test_the_case_is_listed_for_the_party_and_followed(office: Office, client_as: SignIn) -> None:
    case, unseen = case_of(office), case_of(office, OTHER)
    stands_for(office, case)
    asked(office, case)
    asked(office, unseen)
    client = client_as(Role.CITIZEN)
    listed = page(client, "my").content.decode()
    assert case.number in listed
    assert f"за: {PARTY}" in listed
    assert "чека вас" in listed
    assert OTHER not in listed
    assert unseen.number not in listed
    shown = page(client, "case", case.pk).content.decode()
    assert f"Овај предмет пратите за: {PARTY}" in shown
    assert "zahtev.txt" in shown
    assert "заступник, пуномоћник, од" in shown
    assert "2026.." not in shown
    latin = client.get(f"/sr-latn/my/{case.pk}/").content.decode()
    assert "pratite za: Stojan Pešić" in latin
    [paper] = [row.document_id for row in case.attachments.all()]
    assert page(client, "document", case.pk, paper).status_code == 200
    assert page(client, "case", unseen.pk).status_code == 404
    assert page(client, "supplement", unseen.pk).status_code == 404
    assert page(client_as(Role.COMPANY), "case", case.pk).status_code == 404


def test_a_supplement_for_the_party_ends_what_the_party_was_asked_for(office: Office, client_as: SignIn) -> None:
    case = case_of(office)
    join(
        office.viewer(Role.REGISTRY_CLERK),
        case=case,
        party=office.party(OTHER),
        role=PartyRole.INTERESTED,
        known=Known(case.received_at.date(), "изјава"),
    )
    stands_for(office, case)
    wait = asked(office, case)
    other = case.parties.get(name=OTHER)
    untouched = begin_wait(office.viewer(Role.HANDLER), case=case, kind=WaitKind.STATEMENT, party=other, note="изјава")
    client = client_as(Role.CITIZEN)
    form = page(client, "supplement", case.pk).content.decode()
    assert f"Предајете за: {PARTY}" in form
    assert "За кога предајете" not in form
    sent = {"text": "Изјава моје странке.", "papers": [sent_file(pdf())]}
    answer = client.post(reverse("portal:supplement", args=[case.pk]), sent)
    assert answer.status_code == 302
    made = Submission.objects.get(case=case, sub_number=1)
    assert made.sender == case.parties.order_by("id")[0].party
    wait.refresh_from_db()
    untouched.refresh_from_db()
    assert wait.submission == made
    assert untouched.ended_at is None
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get(reverse("portal:receipt", args=[made.pk, "json"])).status_code == 200
    first = made.attachments.order_by("position")[0].document
    words = text_of(client.get(reverse("portal:document", args=[case.pk, first.pk])).getvalue())
    assert PARTY in words
    assert "Мила Ведрић" in words


def test_when_the_representation_is_over_nothing_is_seen_any_more(office: Office, client_as: SignIn) -> None:
    case, today = case_of(office), clock.today(office.organisation)
    row = stands_for(office, case)
    client = client_as(Role.CITIZEN)
    client.post(reverse("portal:supplement", args=[case.pk]), {"text": "Изјава."})
    made = Submission.objects.get(case=case, sub_number=1)
    [paper] = [one.document_id for one in made.attachments.all()]
    end_representation(office.viewer(Role.REGISTRY_CLERK), representative=row, on=today, reason="опозив")
    addresses = [
        reverse("portal:case", args=[case.pk]),
        reverse("portal:supplement", args=[case.pk]),
        reverse("portal:document", args=[case.pk, paper]),
        reverse("portal:supplement-sent", args=[made.pk]),
        reverse("portal:receipt", args=[made.pk, "json"]),
    ]
    assert [client.get(address).status_code for address in addresses] == [200] * 5, "the last day is still one"
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=1)):
        assert [client.get(address).status_code for address in addresses] == [404] * 5
        assert client.post(addresses[1], {"text": "Још нешто."}).status_code == 404
        assert case.number not in page(client, "my").content.decode()
        with pytest.raises(Case.DoesNotExist):
            actions.supplement(eyes(office), case=case, text="Још нешто.", uploads=[upload(pdf())])


def test_of_several_it_is_chosen_for_whom(office: Office, client_as: SignIn) -> None:
    case = case_of(office)
    clerk, known = office.viewer(Role.REGISTRY_CLERK), Known(case.received_at.date(), "изјава")
    join(clerk, case=case, party=citizen(office), role=PartyRole.APPLICANT, known=known)
    stands_for(office, case, RepresentativeKind.JOINT)
    client, address = client_as(Role.CITIZEN), reverse("portal:supplement", args=[case.pk])
    assert "За кога предајете" in client.get(address).content.decode()
    assert client.post(address, {"text": "Изјава."}).status_code == 422
    part = case.parties.order_by("id")[0]
    for chosen, sender in (("own", citizen(office)), (str(part.pk), part.party)):
        assert client.post(address, {"text": "Изјава.", "stands_for": chosen}).status_code == 302
        made = Submission.objects.filter(case=case).order_by("-sub_number")[0]
        assert made.sender == sender
    stranger = case_of(office, OTHER).parties.get()
    with pytest.raises(CaseParty.DoesNotExist):
        actions.supplement(eyes(office), case=case, text="Изјава.", uploads=[], stands_for=stranger)


def test_at_the_counter_the_paper_of_who_acts_answers_and_of_who_only_receives_does_not(office: Office) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    for kind, answered in ((RepresentativeKind.RECEIVING, False), (ATTORNEY, True)):
        case = case_of(office)
        stands_for(office, case, kind)
        wait = asked(office, case)
        intake = registry.Intake(
            subject="Изјава",
            channel=IntakeChannel.COUNTER,
            received_at=registry.NOW,
            parties=[registry.PartyInput(citizen(office))],
        )
        registry.add_supplement(clerk, case=case, intake=intake)
        wait.refresh_from_db()
        assert (wait.ended_at is not None) is answered, kind


def test_who_died_is_not_followed_for(office: Office) -> None:
    case = case_of(office)
    stands_for(office, case)
    assert [seat.case for seat in seats.seats(eyes(office))] == [case]
    known = Known(case.received_at.date(), "извод")
    note_death(office.viewer(Role.REGISTRY_CLERK), case_party=case.parties.get(), known=known)
    assert seats.seats(eyes(office)) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_never_another_party_and_never_outside_of_the_days(office: Office, seed: int) -> None:
    dice, today = random.Random(seed), clock.today(office.organisation)
    own = registered(office, "Свој", citizen(office)).case
    cases = [case_of(office, name) for name in (PARTY, OTHER, PARTY, "Трећи Човек")]
    rows: list[tuple[Case, RepresentativeKind, date, date | None]] = []
    for case in cases:
        for _one in range(dice.randint(0, 2)):
            first = today + timedelta(days=dice.randint(-3, 4))
            last = None if dice.random() < 0.2 else first + timedelta(days=dice.randint(0, 3))
            kind = dice.choice(list(RepresentativeKind))
            if not any(row[0] == case for row in rows):
                rows.append((case, kind, first, last))
                stands_for(office, case, kind, first, last)
    for days in range(7):
        day = today + timedelta(days=days)
        wanted = {own.pk} | {
            case.pk
            for case, kind, first, last in rows
            if kind != RepresentativeKind.RECEIVING and first <= day and (last is None or day <= last)
        }
        with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=days)):
            viewer = eyes(office)
            assert {seat.case.pk for seat in seats.seats(viewer)} == wanted, (seed, days, rows)
            for case in [own, *cases]:
                if case.pk in wanted:
                    assert queries.my_case(viewer, case.pk) == case
                    assert seats.seat(viewer, case.pk).viewer.party_ids <= viewer.party_ids | set(case.party_ids)
                else:
                    with pytest.raises(Case.DoesNotExist):
                        queries.my_case(viewer, case.pk)


def test_the_list_asks_as_often_for_many_as_for_one(office: Office, client_as: SignIn) -> None:
    client = client_as(Role.CITIZEN)
    stands_for(office, case_of(office))
    registered(office, "Свој", citizen(office))
    page(client, "my")

    def asks() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            page(client, "my")
        return len(found)

    before = asks()
    for name in (PARTY, OTHER, "Трећи Човек"):
        stands_for(office, case_of(office, name))
        registered(office, "Свој", citizen(office))
    assert asks() == before


def test_pages_go_on_where_the_last_one_ended(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "SHOWN_CASES", 2)
    mine = []
    for place in range(5):
        case = registered(office, "Свој", citizen(office)).case if place % 2 else case_of(office)
        if not place % 2:
            stands_for(office, case)
        mine.append(case.pk)
    found, before = [], None
    while rows := seats.seats(eyes(office), before):
        found += [seat.case.pk for seat in rows[:2]]
        before = rows[:2][-1].case.pk
    assert found == mine[::-1]


def test_the_representative_gets_the_notice_too(office: Office) -> None:
    from salter.portal.alerts import actions as alerts
    from salter.portal.alerts.queries import told
    from salter.portal.models import Alert

    case = case_of(office)
    row = stands_for(office, case)
    run_everything()
    alerts.choose(eyes(office), language="sr", site="https://uprava.example")
    asked(office, case)
    run_everything()
    alert = Alert.objects.get()
    said = told(alert)
    assert said is not None
    assert said.case_id == case.pk
    today = clock.today(office.organisation)
    end_representation(office.viewer(Role.REGISTRY_CLERK), representative=row, on=today, reason="опозив")
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=1)):
        assert told(alert) is None
