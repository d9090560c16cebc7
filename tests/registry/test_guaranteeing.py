"""Guarantee acts: promised by a special law, referred to later, and departed from only on a ground that is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.calendars.deadlines import LegalSettings, guaranteed_until
from salter.calendars.rules import WorkingCalendar
from salter.documents.actions import content
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions, wording
from salter.registry.desk import case_file
from salter.registry.guaranteeing import queries
from salter.registry.guaranteeing.actions import (
    Promised,
    answer,
    draft_guarantee,
    end_guarantee,
    refer,
    unrefer,
)
from salter.registry.guaranteeing.papers import put
from salter.registry.guaranteeing.rules import State, asked, fits, state, usual_months
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import (
    Act,
    ActKind,
    Case,
    CaseStatus,
    Guarantee,
    GuaranteeGround,
    GuaranteeUse,
    Service,
    Way,
)
from salter.registry.papers.cover import cover, cover_data
from salter.registry.parties.services import serve
from tests.registry.scenes import TEXTS, SignIn, assigned
from tests.registry.test_layout_word import text_of
from tests.registry.test_papers import words as words_of
from tests.support.office import Office
from tests.support.scene.guarantees import given, issues, promise

DAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("signed", "ended_on", "until", "expected"),
    [
        (False, None, None, State.DRAFTED),
        (True, None, DAY, State.BINDS),
        (True, None, DAY - timedelta(days=1), State.PASSED),
        (True, DAY, DAY, State.ENDED),
        (True, DAY + timedelta(days=1), DAY, State.BINDS),
    ],
)
def test_how_a_guarantee_act_stands(signed: bool, ended_on: date | None, until: date | None, expected: State) -> None:
    assert state(signed=signed, ended_on=ended_on, until=until, on=DAY) is expected


def test_only_a_period_that_has_passed_is_a_ground_of_its_own() -> None:
    assert not fits("period", DAY, DAY)
    assert fits("period", DAY + timedelta(days=1), DAY)
    assert fits("facts", DAY, DAY)
    assert asked("", LegalSettings())
    assert not asked("guarantee", LegalSettings())
    assert not asked("", LegalSettings(guarantee_departure_named=False))


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [("", "", "Ново."), ("Прво.\n", "", "Прво.\nНово."), ("Прво. Старо. Друго.", "Старо.", "Прво. Ново. Друго.")],
)
def test_words_are_put_once_and_in_the_place_of_those_before(text: str, before: str, after: str) -> None:
    assert put(text, before, "Ново.") == after


def refused(deed: Callable[[], object]) -> str | None:
    with pytest.raises(ValidationError) as error:
        deed()
    return error.value.code


def later(office: Office, row: Guarantee) -> Case:
    """A later case of the same party in the same matter, with the handler."""
    party = row.act.case.parties.order_by("id")[0].party
    unit, staff = office.units["IV-02"], office.people[Role.HANDLER]
    case = office.register("Захтев за заузеће", party=party).case
    return actions.assign(office.viewer(Role.REGISTRY_CLERK), case=case, unit=unit, staff=staff)


def decision(office: Office, case: Case) -> Act:
    return actions.draft_act(
        office.viewer(Role.HANDLER),
        case=case,
        kind=ActKind.DECISION,
        title=wording.title(ActKind.DECISION, case),
        content=TEXTS,
        outcome="refused",
    )


def referred(office: Office) -> GuaranteeUse:
    """A later case that refers to the guarantee act of its party."""
    issues(office)
    row = given(office, office.register().case)
    refer(office.viewer(Role.HANDLER), case=later(office, row), guarantee=row)
    return queries.uses(Case.objects.exclude(pk=row.act.case_id).get())[0]


def test_what_is_taken_out_of_a_case_names_the_guarantee_act_that_it_refers_to(office: Office) -> None:
    one, handler = referred(office), office.viewer(Role.HANDLER)
    file, number = case_file(handler, one.case_id), queries.number_of(one.guarantee)
    assert cover_data(file, [], "sr")["guarantees"] == number
    assert number in words_of(cover(file, [], "sr"))
    unrefer(handler, use=one, why="Односи се на други локал.")
    assert "guarantees" not in cover_data(file, [], "sr")


@pytest.mark.law("decision.guarantee")
def test_an_office_issues_none_until_it_says_so_and_each_names_its_special_law(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    assert refused(lambda: draft_guarantee(handler, case=case, promise=promise())) == "extent"
    issues(office)
    handler = office.viewer(Role.HANDLER)
    whole = promise()
    for name in ("law", "article", "promised", "facts"):
        lacking = replace(whole, **{name: " "})  # type: ignore[arg-type]  # names of its texts
        assert refused(lambda one=lacking: draft_guarantee(handler, case=case, promise=one)) == name  # type: ignore[misc]
    assert not Guarantee.objects.exists()
    plain = actions.draft_act(
        handler, case=case, kind=ActKind.DECISION, title="Гарантни акт", content=TEXTS, outcome="granted",
        extent="guarantee",
    )  # fmt: skip
    assert refused(lambda: actions.submit_act(handler, act=plain)) == "guarantee"
    with pytest.raises(NotAllowed):
        draft_guarantee(office.viewer(Role.REGISTRY_CLERK), case=case, promise=promise())


@pytest.mark.law("decision.guarantee")
def test_it_is_signed_like_a_decision_says_its_law_and_decides_its_case(office: Office) -> None:
    issues(office)
    row = given(office, office.register().case)
    case = Case.objects.get(pk=row.act.case_id)
    assert (case.status, case.outcome) == (CaseStatus.RESOLVED, "granted")
    assert row.act.document
    printed = " ".join(text_of(content(row.act.document)).split())
    for words in (row.law, row.promised, row.facts):
        assert words in printed
    assert "136" not in row.act.content["legal_basis"], "no article that was not read for it"
    assert row.act.title.startswith("Гарантни акт")


@pytest.mark.law("decision.guarantee-period")
def test_it_binds_from_when_the_party_was_told_for_the_period_of_the_law_or_of_the_setting(office: Office) -> None:
    issues(office)
    row = given(office, office.register().case)
    handler, today = office.viewer(Role.HANDLER), clock.today(office.organisation)
    assert row.months == usual_months(LegalSettings()) == 12
    one = queries.guarantee(handler, row.pk)
    assert (one.issued_on, one.until) == (today, guaranteed_until(today, 12, WorkingCalendar()))
    with clock.at(office.organisation, clock.now(office.organisation) + timedelta(days=10)):
        told = clock.today(office.organisation)
        for service in Service.objects.filter(act=row.act):
            serve(
                office.viewer(Role.REGISTRY_CLERK), act=row.act, case_party=service.case_party, on=told,
                way=Way.HANDED, starts_deadlines=True,
            )  # fmt: skip
        assert queries.guarantee(handler, row.pk).issued_on == told
    setting = BY_NAME["guarantee_years"]
    set_law(office.viewer(Role.HEAD_OF_ADMINISTRATION), setting=setting, value=2, reason="Мишљење.")
    handler = office.viewer(Role.HANDLER)
    assert draft_guarantee(handler, case=assigned(office), promise=promise()).months == 24
    own = draft_guarantee(handler, case=assigned(office), promise=promise(months=6))
    assert (own.months, own.months_law) == (6, "члан 9. истог закона")
    assert "6 мес." in own.act.content["disposition"]
    bare = Promised("Закон", "члан 1.", "одобрава се", "ништа", months=6)
    assert refused(lambda: draft_guarantee(handler, case=assigned(office), promise=bare)) == "months_law"


def test_a_later_request_of_the_same_party_in_the_same_matter_is_shown_it(office: Office, client_as: SignIn) -> None:
    issues(office)
    row = given(office, office.register().case)
    case, handler = later(office, row), office.viewer(Role.HANDLER)
    [one] = queries.offered(handler, case)
    assert (one.row.pk, one.state) == (row.pk, State.BINDS)
    other = office.register("Захтев", party=office.party("Мила Ведрић")).case
    assert queries.offered(handler, other) == []
    client = client_as(Role.HANDLER)
    page = client.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert one.number in page
    assert row.promised in page
    assert (
        client.post(reverse("registry:guarantee-refer", args=[case.pk, row.pk]), {"form_key": "1"}).status_code == 302
    )
    assert [use.guarantee_id for use in queries.uses(case)] == [row.pk]
    assert Entry.objects.get(verb="guarantee.referred").body["number"] == one.number
    assert refused(lambda: refer(handler, case=case, guarantee=row)) == "guarantee"
    assert refused(lambda: refer(office.viewer(Role.HEAD_OF_ADMINISTRATION), case=other, guarantee=row)) == "guarantee"
    assert [use.case_id for use in queries.referring(handler, row)] == [case.pk]


def test_a_reference_that_was_a_mistake_is_taken_back_with_its_reason(office: Office) -> None:
    use, handler = referred(office), office.viewer(Role.HANDLER)
    assert refused(lambda: unrefer(handler, use=use, why=" ")) == "why"
    unrefer(handler, use=use, why="Друга парцела.")
    assert queries.uses(use.case) == []
    actions.submit_act(handler, act=decision(office, use.case))
    assert refer(handler, case=use.case, guarantee=use.guarantee).pk != use.pk


@pytest.mark.law("decision.guarantee-departure")
def test_a_decision_says_whether_it_is_as_promised_and_why_not_in_its_explanation_and_the_log(office: Office) -> None:
    use, handler = referred(office), office.viewer(Role.HANDLER)
    act = decision(office, use.case)
    assert refused(lambda: actions.submit_act(handler, act=act)) == "guarantee"
    refusals = [
        ("ground", GuaranteeGround.PERIOD, "Касно.", ""),
        ("why", GuaranteeGround.FACTS, " ", ""),
        ("law", GuaranteeGround.OTHER, "Разлог.", " "),
    ]
    for code, ground, why, law in refusals:
        deed = partial(answer, handler, act=act, use=use, ground=ground, why=why, law=law)
        assert refused(deed) == code
    answer(handler, act=act, use=use, ground=GuaranteeGround.KEPT)
    kept = Act.objects.get(pk=act.pk).content["reasoning"]
    assert "у складу са гарантним актом" in kept
    answer(handler, act=Act.objects.get(pk=act.pk), use=use, ground=GuaranteeGround.FACTS, why="Тротоар је ужи.")
    act = Act.objects.get(pk=act.pk)
    said = act.content["reasoning"]
    assert "одступа се јер чињенице се разликују" in said
    assert "Тротоар је ужи." in said
    assert "у складу са" not in said, "said anew, in the place of what was said before"
    assert said.startswith(TEXTS["reasoning"])
    entry = Entry.objects.get(verb="guarantee.departed")
    assert (entry.body["guarantee_ground"], entry.body["number"]) == ("facts", queries.number_of(use.guarantee))
    assert Entry.objects.filter(verb="guarantee.kept").count() == 1
    actions.submit_act(handler, act=act)


@pytest.mark.law("decision.guarantee-departure")
def test_an_office_may_set_that_nothing_need_be_said(office: Office) -> None:
    use = referred(office)
    setting = BY_NAME["guarantee_departure_named"]
    set_law(office.viewer(Role.HEAD_OF_ADMINISTRATION), setting=setting, value=False, reason="Мишљење.")
    actions.submit_act(office.viewer(Role.HANDLER), act=Act.objects.get(pk=decision(office, use.case).pk))


def test_after_the_period_it_may_be_departed_from_because_of_that(office: Office) -> None:
    issues(office)
    row = given(office, office.register().case)
    long_ago = clock.now(office.organisation) - timedelta(days=400)
    Act.objects.filter(pk=row.act_id).update(signed_at=long_ago)
    row = Guarantee.objects.select_related("act__case").get(pk=row.pk)
    case, handler = later(office, row), office.viewer(Role.HANDLER)
    assert queries.offered(handler, case)[0].state is State.PASSED
    use, act = refer(handler, case=case, guarantee=row), decision(office, case)
    answer(handler, act=act, use=use, ground=GuaranteeGround.PERIOD, why="Захтев је поднет после рока.")
    assert "није поднет у року" in Act.objects.get(pk=act.pk).content["reasoning"]


def test_what_was_annulled_or_revoked_is_referred_to_no_more(office: Office, client_as: SignIn) -> None:
    use, today = referred(office), clock.today(office.organisation)
    handler, row = office.viewer(Role.HANDLER), use.guarantee
    assert refused(lambda: end_guarantee(handler, guarantee=row, on=today + timedelta(days=1), why="Не.")) == "on"
    assert refused(lambda: end_guarantee(handler, guarantee=row, on=today, why=" ")) == "why"
    sent = {"on": today.strftime("%d.%m.%Y."), "why": "Поништен решењем већа 5/2026."}
    assert client_as(Role.HANDLER).post(reverse("registry:guarantee-end", args=[row.pk]), sent).status_code == 302
    assert queries.guarantee(handler, row.pk).state is State.ENDED
    assert refused(lambda: end_guarantee(handler, guarantee=row, on=today, why="Опет.")) == "over"
    assert Entry.objects.get(verb="guarantee.ended").case_id == row.act.case_id
    actions.submit_act(handler, act=decision(office, use.case))
    assert refused(lambda: refer(handler, case=later(office, row), guarantee=row)) == "guarantee"


def test_the_pages_draft_it_answer_it_and_keep_what_was_typed(office: Office, client_as: SignIn) -> None:
    issues(office)
    case, client = assigned(office), client_as(Role.HANDLER)
    new = reverse("registry:guarantee-new", args=[case.pk])
    chosen = client.get(reverse("registry:act-new", args=[case.pk]) + "?kind=decision&extent=guarantee")
    assert chosen.headers["Location"] == new
    whole = promise()
    sent = {"law": whole.law, "article": whole.article, "promised": whole.promised, "facts": ""}
    wrong = client.post(new, sent)
    assert (wrong.status_code, Guarantee.objects.count()) == (422, 0)
    assert whole.promised in wrong.content.decode()
    assert client.post(new, {**sent, "facts": whole.facts}).status_code == 302
    row = Guarantee.objects.select_related("act").get()
    assert whole.law in client.get(reverse("registry:act", args=[case.pk, row.act_id])).content.decode()
    assert whole.promised in client.get(reverse("registry:guarantees")).content.decode()


def test_the_page_of_a_draft_asks_and_the_answer_stands_there(office: Office, client_as: SignIn) -> None:
    use, client = referred(office), client_as(Role.HANDLER)
    act = decision(office, use.case)
    page = reverse("registry:act", args=[act.case_id, act.pk])
    one = reverse("registry:guarantee-answer", args=[act.case_id, act.pk, use.pk])
    assert one in client.get(page).content.decode()
    wrong = client.post(one, {"ground": "regulation", "why": ""})
    assert wrong.status_code == 422
    assert client.post(one, {"ground": "regulation", "why": "Измењена је одлука о заузећу."}).status_code == 302
    assert "Измењена је одлука о заузећу." in client.get(page).content.decode()


def test_in_hungarian_too_it_is_titled_and_what_stands_in_serbian_alone_is_a_gap(office: Office) -> None:
    issues(office)
    case = assigned(office)
    Case.objects.filter(pk=case.pk).update(language="hu")
    row = draft_guarantee(office.viewer(Role.HANDLER), case=Case.objects.get(pk=case.pk), promise=promise())
    assert row.act.content["title_hu"] == "Garanciális aktus"
    assert row.law in row.act.content["legal_basis_hu"]
    assert refused(lambda: actions.submit_act(office.viewer(Role.HANDLER), act=row.act)) == "gaps"
