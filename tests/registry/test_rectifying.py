"""An obvious error of a signed act is corrected by a ruling, and the act says so wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from salter.calendars.deadlines import LegalSettings
from salter.documents.actions import content
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.actions import enter_party
from salter.organisations.models import PartyKind, Role
from salter.organisations.tenancy import uuid7
from salter.registry import actions
from salter.registry.desk import case_file
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import Act, ActStatus, Attachment, ErrorKind, Rectification, Remedy, Service, Way
from salter.registry.papers.listing import papers_of
from salter.registry.parties.services import serve
from salter.registry.rectifying import queries
from salter.registry.rectifying.actions import Mistake, draft_rectification
from salter.registry.rectifying.rules import can_be_corrected, may_appeal
from tests.registry.scenes import SignIn, act_of
from tests.registry.test_actions import signed
from tests.registry.test_layout_word import text_of
from tests.registry.test_parties import served_on_both
from tests.support.office import Office

WRONG = Mistake(ErrorKind.NUMBER, "диспозитив, тачка 1", "КП 12/1", "КП 21/1")


@pytest.mark.parametrize(
    ("kind", "status", "possible"),
    [
        ("decision", "signed", True),
        ("decision", "dispatched", True),
        ("conclusion", "signed", True),
        ("decision", "draft", False),
        ("decision", "approved", False),
        ("decision", "withdrawn", False),
        ("notice", "dispatched", False),
    ],
)
def test_what_is_corrected_by_a_ruling(kind: str, status: str, possible: bool) -> None:
    assert can_be_corrected(kind, status) is possible


def test_only_who_is_worse_off_appeals_unless_the_office_reads_the_law_otherwise() -> None:
    one, other = uuid7(), uuid7()
    assert may_appeal(one, [str(one)], LegalSettings())
    assert not may_appeal(other, [str(one)], LegalSettings())
    assert may_appeal(other, [], LegalSettings(rectified_appeal_if_worse=False))


def sign(office: Office, act: Act) -> Act:
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    return actions.sign_act(office.viewer(Role.SIGNATORY), act=act)


def rectified(office: Office, act: Act, **given: Any) -> Rectification:
    return draft_rectification(office.viewer(Role.HANDLER), act=act, mistake=WRONG, **given)


def refused(deed: Callable[[], object]) -> str | None:
    with pytest.raises(ValidationError) as error:
        deed()
    return error.value.code


@pytest.mark.law("rectification.obvious")
def test_a_signed_ruling_stands_with_the_act_that_it_corrects(office: Office) -> None:
    act = act_of(office, upto="dispatched")
    before = (act.case.status, act.case.outcome, act.document_id)
    row = rectified(office, act)
    for words in (WRONG.place, WRONG.wrong, WRONG.right):
        assert words in row.ruling.content["disposition"]
    assert not Attachment.objects.filter(act=act).exists(), "a draft corrects nothing"
    sign(office, row.ruling)
    row.refresh_from_db()
    act = Act.objects.get(pk=act.pk)
    assert (act.case.status, act.case.outcome, act.document_id) == before, "what was decided stays"
    assert row.note
    assert WRONG.right in text_of(content(row.note))
    papers = papers_of(case_file(office.viewer(Role.HANDLER), act.case_id))
    noted = next(paper for paper in papers if paper.document == row.note)
    assert noted.sub_number == act.sub_number, "it stands with the corrected act"
    entry = Entry.objects.get(verb="act.rectified")
    assert entry.body["ruling"] == row.ruling.sub_number
    assert [one.pk for one in queries.of_act(act)] == [row.pk]
    assert Service.objects.filter(act=row.ruling).count() == Service.objects.filter(act=act).count()


@pytest.mark.law("rectification.effect")
@pytest.mark.parametrize(
    ("from_act", "words"), [(True, "од дана од кога дејствује исправљени акт"), (False, "обавештена")]
)
def test_from_when_it_has_effect_is_a_setting(office: Office, from_act: bool, words: str) -> None:
    act = act_of(office, upto="signed")
    if not from_act:
        setting = BY_NAME["rectified_from_act"]
        set_law(office.viewer(Role.HEAD_OF_ADMINISTRATION), setting=setting, value=False, reason="Мишљење.")
    assert words in rectified(office, act).ruling.content["disposition"]


@pytest.mark.law("rectification.appeal")
def test_each_party_appeals_against_it_only_where_it_is_worse_off(office: Office) -> None:
    _case, first, second = served_on_both(office)
    before = (first.until, second.until)
    row = rectified(office, Act.objects.get(pk=first.act_id), worse_for=[second.case_party])
    assert second.case_party.name in row.ruling.content["remedy"]
    assert first.case_party.name not in row.ruling.content["remedy"]
    sign(office, row.ruling)
    remedies = {one.case_party_id: one.remedy for one in Service.objects.filter(act=row.ruling)}
    assert remedies == {first.case_party_id: Remedy.NONE, second.case_party_id: Remedy.APPEAL}
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.until, second.until) == before, "the periods of the corrected act are its own"


def test_to_nobodys_disadvantage_there_is_no_appeal_and_the_ruling_says_so(office: Office) -> None:
    act = act_of(office, upto="signed")
    row = rectified(office, act)
    assert "жалба није дозвољена" in row.ruling.content["remedy"]
    sign(office, row.ruling)
    assert set(Service.objects.filter(act=row.ruling).values_list("remedy", flat=True)) == {Remedy.NONE}


@pytest.mark.parametrize(
    ("mistake", "code"),
    [
        (Mistake(ErrorKind.NAME, " ", "а", "б"), "place"),
        (Mistake(ErrorKind.NAME, "увод", " ", "б"), "wrong"),
        (Mistake(ErrorKind.NAME, "увод", "а", " "), "right"),
        (Mistake(ErrorKind.NAME, "увод", "а ", " а"), "right"),
    ],
)
def test_what_says_nothing_is_refused(office: Office, mistake: Mistake, code: str) -> None:
    act = act_of(office, upto="signed")
    deed = lambda: draft_rectification(office.viewer(Role.HANDLER), act=act, mistake=mistake)  # noqa: E731
    assert refused(deed) == code
    assert not Rectification.objects.exists()


def test_a_draft_is_changed_and_others_do_not_correct(office: Office) -> None:
    act, other = act_of(office, upto="draft"), act_of(office, upto="signed")
    assert refused(lambda: rectified(office, act)) == "act"
    assert refused(lambda: rectified(office, other, worse_for=[act.case.parties.get()])) == "worse"
    with pytest.raises(NotAllowed):
        draft_rectification(office.viewer(Role.REGISTRY_CLERK), act=other, mistake=WRONG)
    row = rectified(office, other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rectification.objects.filter(pk=row.pk).update(right=row.wrong)


def test_the_page_drafts_it_and_the_corrected_act_shows_it(office: Office, client_as: SignIn) -> None:
    act, client = act_of(office, upto="signed"), client_as(Role.HANDLER)
    page = reverse("registry:act", args=[act.case_id, act.pk])
    address = reverse("registry:rectify", args=[act.case_id, act.pk])
    assert address in client.get(page).content.decode()
    wrong = client.post(address, {"kind": "number", "place": "тачка 1", "wrong": "12", "right": "12"})
    assert (wrong.status_code, Rectification.objects.count()) == (422, 0)
    assert "Упишите" not in wrong.content.decode()
    answer = client.post(address, {"kind": "number", "place": "тачка 1", "wrong": "КП 12", "right": "КП 21"})
    row = Rectification.objects.select_related("ruling").get()
    assert answer.headers["Location"] == reverse("registry:act", args=[act.case_id, row.ruling_id])
    assert "Исправка је у нацрту" in client.get(page).content.decode()
    sign(office, row.ruling)
    shown = client.get(page).content.decode()
    assert "Исправљено закључком" in shown
    assert "КП 21" in shown
    ruling = client.get(answer.headers["Location"]).content.decode()
    assert page in ruling, "and the ruling leads to it"


def test_a_draft_that_is_given_up_corrects_nothing(office: Office) -> None:
    act = act_of(office, upto="signed")
    row = rectified(office, act)
    actions.withdraw_act(office.viewer(Role.HANDLER), act=row.ruling)
    assert queries.of_act(act) == []
    assert Act.objects.get(pk=row.ruling_id).status == ActStatus.WITHDRAWN


def test_the_party_sees_it_once_the_act_has_reached_it(office: Office) -> None:
    _case, first, _second = served_on_both(office)
    row = rectified(office, Act.objects.get(pk=first.act_id))
    party = frozenset({first.case_party.party_id})
    assert queries.for_parties(first.act.case, party) == []
    sign(office, row.ruling)
    assert [one.pk for one in queries.for_parties(first.act.case, party)] == [row.pk]
    assert queries.for_parties(first.act.case, frozenset({uuid7()})) == []
    Service.objects.filter(pk=first.pk).update(served_on=None)
    assert queries.for_parties(first.act.case, party) == [], "only who has the act reads what stands in it"


def test_the_portal_shows_it_to_the_party_alone(office: Office, client_as: SignIn) -> None:
    party = enter_party(
        office.viewer(Role.REGISTRY_CLERK), kind=PartyKind.PERSON, name="Мила Ведрић", account=office.citizen
    )
    case = office.register(party=party).case
    unit, staff = office.units["IV-02"], office.people[Role.HANDLER]
    case = actions.assign(office.viewer(Role.REGISTRY_CLERK), case=case, unit=unit, staff=staff)
    act = signed(office, case)
    address = reverse("portal:case", args=[case.pk])
    sign(office, rectified(office, act).ruling)
    assert "Исправљене грешке" not in client_as(Role.CITIZEN).get(address).content.decode()
    row = act.services.get()
    serve(
        office.viewer(Role.REGISTRY_CLERK),
        act=act,
        case_party=row.case_party,
        on=clock.today(office.organisation),
        way=Way.HANDED,
        starts_deadlines=True,
    )
    page = client_as(Role.CITIZEN).get(address).content.decode()
    for words in ("Исправљене грешке", WRONG.wrong, WRONG.right, WRONG.place):
        assert words in page
    assert client_as(Role.COMPANY).get(address).status_code == 404
