"""Kinds of decisions: a partial one leaves the case open with its deadline, a supplementary one follows another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.documents.actions import content
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.models import Role
from salter.registry import actions, wording
from salter.registry.appeals import actions as appeals
from salter.registry.appeals.receiving import Filing
from salter.registry.deciding import queries
from salter.registry.deciding.beginning import beginning, offered
from salter.registry.deciding.rules import KINDS, in_force, together
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import Act, ActKind, AppealOutcome, Case, CaseStatus, Extent, Filed, Service, Way
from salter.registry.moving import history
from salter.registry.parties.services import serve
from tests.registry.scenes import TEXTS, SignIn, assigned
from tests.registry.test_layout_word import text_of
from tests.support.office import Office

REST = "накнада за заузеће"


@dataclass(frozen=True)
class Decision:
    """A decision as the pure rules see it."""

    extent: str
    name: str


@pytest.mark.parametrize(
    ("signed", "stand"),
    [
        ([], []),
        ([("", "a")], ["a"]),
        ([("", "a"), ("", "b")], ["b"]),
        ([("partial", "a"), ("partial", "b")], ["a", "b"]),
        ([("partial", "a"), ("", "b")], ["a", "b"]),
        ([("", "a"), ("supplementary", "b")], ["a", "b"]),
        ([("partial", "a"), ("", "b"), ("supplementary", "c"), ("", "d")], ["a", "d"]),
        ([("guarantee", "a")], ["a"]),
        ([("guarantee", "a"), ("", "b")], ["b"]),
    ],
)
def test_which_decisions_stand_beside_each_other(signed: Sequence[tuple[str, str]], stand: Sequence[str]) -> None:
    assert [one.name for one in in_force(Decision(*row) for row in signed)] == list(stand)


@pytest.mark.parametrize(
    ("outcomes", "all_of_it"),
    [
        ([], ""),
        ([""], ""),
        (["granted"], "granted"),
        (["granted", "granted"], "granted"),
        (["granted", "refused"], "partly-granted"),
        (["granted", "discontinued"], "partly-granted"),
        (["partly-granted", "refused"], "partly-granted"),
        (["refused", "dismissed"], "refused"),
        (["dismissed", "discontinued"], "discontinued"),
    ],
)
def test_how_several_decisions_decide_a_case(outcomes: Sequence[str], all_of_it: str) -> None:
    assert together(outcomes) == all_of_it


def test_every_kind_begins_with_words_of_its_own() -> None:
    assert set(KINDS) == {"", *Extent.values}
    assert len({kind.title for kind in KINDS.values()}) == len(KINDS)
    for extent in Extent:
        assert KINDS[extent].opening
        assert KINDS[extent].rule.code.startswith("decision.")


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def drafted(office: Office, case: Case, extent: str = "", outcome: str = "granted", rest: str = "") -> Act:
    return actions.draft_act(
        office.viewer(Role.HANDLER),
        case=case,
        kind=ActKind.DECISION,
        title=wording.title(ActKind.DECISION, case, extent),
        content=TEXTS,
        outcome=outcome,
        extent=extent,
        rest=rest,
    )


def sign(office: Office, act: Act) -> Act:
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    return actions.sign_act(office.viewer(Role.SIGNATORY), act=act)


def decided(office: Office, case: Case, extent: str = "", outcome: str = "granted") -> Act:
    return sign(office, drafted(office, case, extent, outcome, REST if extent == "partial" else ""))


def served(office: Office, act: Act) -> None:
    """On every party, today."""
    for row in Service.objects.filter(act=act):
        serve(
            office.viewer(Role.REGISTRY_CLERK),
            act=act,
            case_party=row.case_party,
            on=clock.today(office.organisation),
            way=Way.HANDED,
            starts_deadlines=True,
        )


def refused(deed: Callable[[], object]) -> str | None:
    with pytest.raises(ValidationError) as error:
        deed()
    return error.value.code


@pytest.mark.law("decision.partial")
def test_a_partial_decision_leaves_the_case_open_and_its_deadline_running(office: Office) -> None:
    case = assigned(office)
    before = (case.due_on, case.sign_by)
    act = drafted(office, case, Extent.PARTIAL)
    assert refused(lambda: actions.submit_act(office.viewer(Role.HANDLER), act=act)) == "incomplete"
    actions.revise_act(
        office.viewer(Role.HANDLER), act=act, title=act.title, content=act.content, outcome="granted", rest=REST
    )
    act = sign(office, Act.objects.get(pk=act.pk))
    now = again(case)
    assert (now.status, now.outcome, now.resolved_at) == (CaseStatus.IN_PROGRESS, "", None)
    assert (now.due_on, now.sign_by) == before
    assert act.document
    assert REST in text_of(content(act.document))
    assert [one.rest for one in queries.undecided_parts(now, now.acts.all())] == [REST]
    assert Entry.objects.get(verb="case.decided-in-part").personal["rest"] == REST
    # it is not delivered yet, which stays red; of a part alone no case is decided
    assert now.unnotified_since == clock.today(office.organisation)
    served(office, act)
    now = again(case)
    assert (now.unnotified_since, now.notified_on) == (None, None)


def test_what_is_left_is_decided_by_the_next_one_and_the_case_by_both(office: Office) -> None:
    case = assigned(office)
    first = decided(office, case, Extent.PARTIAL)
    last = decided(office, case, outcome="refused")
    now = again(case)
    assert (now.status, now.outcome) == (CaseStatus.RESOLVED, "partly-granted")
    assert history(now, "sr")[0].move.act == last
    served(office, last)
    assert again(case).notified_on is None, "the partial one has not reached its party"
    served(office, first)
    assert again(case).notified_on == clock.today(office.organisation)
    assert not queries.undecided_parts(now, []), "nothing to read for a case without one"


def test_a_part_is_decided_only_while_something_is_left(office: Office) -> None:
    case = assigned(office)
    late = drafted(office, case, Extent.PARTIAL, rest=REST)
    decided(office, case)
    assert refused(lambda: drafted(office, again(case), Extent.PARTIAL, rest=REST)) == "extent"
    assert offered(office.viewer(Role.HANDLER), again(case)) == [Extent.SUPPLEMENTARY]
    actions.submit_act(office.viewer(Role.HANDLER), act=late)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=late)
    assert refused(lambda: actions.sign_act(office.viewer(Role.SIGNATORY), act=late)) == "status"
    now = again(case)
    assert (now.status, now.outcome) == (CaseStatus.RESOLVED, "granted")


@pytest.mark.law("decision.supplementary")
def test_a_supplementary_decision_follows_a_signed_one_and_the_strict_date_stays(office: Office) -> None:
    case = assigned(office)
    due = case.due_on
    assert refused(lambda: drafted(office, case, Extent.SUPPLEMENTARY)) == "extent"
    assert offered(office.viewer(Role.HANDLER), case) == [Extent.PARTIAL]
    first = decided(office, case)
    served(office, first)
    act = drafted(office, again(case), Extent.SUPPLEMENTARY, outcome="refused")
    now = again(case)
    assert (now.status, now.due_on) == (CaseStatus.IN_PROGRESS, due)
    assert history(now, "sr")[0].move.rule == "case.reopen.supplementary"
    sign(office, act)
    now = again(case)
    assert (now.status, now.outcome, now.notified_on) == (CaseStatus.RESOLVED, "partly-granted", None)
    assert [one.pk for one in queries.standing(now)] == [first.pk, act.pk]
    served(office, act)
    assert again(case).notified_on


@pytest.mark.parametrize("extent", list(Extent))
def test_an_office_may_set_that_it_makes_no_such_decisions(office: Office, extent: Extent) -> None:
    case, setting = assigned(office), BY_NAME[KINDS[extent].setting]
    decided(office, case)
    if setting.default:
        head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
        set_law(head, setting=setting, value=False, reason="Мишљење правне службе.")
    assert extent not in offered(office.viewer(Role.HANDLER), again(case))
    assert refused(lambda: drafted(office, again(case), extent, rest=REST)) == "extent"


def test_only_a_decision_has_such_a_kind(office: Office) -> None:
    case = assigned(office)
    ruling = lambda: actions.draft_act(  # noqa: E731
        office.viewer(Role.HANDLER),
        case=case,
        kind=ActKind.CONCLUSION,
        title="Закључак",
        content=TEXTS,
        extent="partial",
    )
    assert refused(ruling) == "extent"


def test_a_partial_decision_that_is_returned_does_not_lengthen_the_deadline_of_the_rest(office: Office) -> None:
    case = assigned(office)
    due = case.due_on
    act = decided(office, case, Extent.PARTIAL)
    served(office, act)
    handler, clerk = office.viewer(Role.HANDLER), office.viewer(Role.REGISTRY_CLERK)
    assert due
    later = clock.now(office.organisation) + timedelta(days=(due - clock.today(office.organisation)).days - 5)
    row = appeals.receive(
        handler, service=act.services.get(), filing=Filing(clock.today(office.organisation), Filed.COUNTER)
    )
    on = clock.today(office.organisation)
    row = appeals.forward(handler, appeal=row, to_body="Општинско веће", opinion="Неоснована.", on=on)
    with clock.at(office.organisation, later):
        today = clock.today(office.organisation)
        appeals.decided(clerk, appeal=row, outcome=AppealOutcome.RETURNED, on=today, reference="7/2026")
        now = again(case)
        assert (now.status, now.due_on) == (CaseStatus.IN_PROGRESS, due)
        assert queries.standing(now) == []


def test_the_pages_say_what_is_undecided_and_draft_what_the_case_allows(office: Office, client_as: SignIn) -> None:
    case, client = assigned(office), client_as(Role.HANDLER)
    new = reverse("registry:act-new", args=[case.pk])
    assert "?kind=decision&amp;extent=partial" in client.get(new).content.decode()
    page = client.get(f"{new}?kind=decision&extent=partial").content.decode()
    assert "Делимично решење" in page
    assert 'name="rest"' in page
    sent = {**TEXTS, "title": "Делимично решење", "outcome": "granted", "rest": REST, "then": "save"}
    answer = client.post(f"{new}?kind=decision&extent=partial", sent)
    act = case.acts.get()
    assert (answer.status_code, act.extent, act.rest) == (302, "partial", REST)
    sent["rest"] = "такса"
    client.post(reverse("registry:act", args=[case.pk, act.pk]), sent)
    act.refresh_from_db()
    assert act.rest == "такса"
    sign(office, act)
    page = client.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert "такса" in page
    assert "Одлучено о делу" in page
    decided(office, case)
    assert "Одлучено о делу" not in client.get(reverse("registry:case", args=[case.pk])).content.decode()
    words = beginning(again(case), Extent.SUPPLEMENTARY)["disposition"]
    assert "[[" in words
    assert "решење број" in words
    page = client.get(f"{new}?kind=decision&extent=supplementary").content.decode()
    assert "Допунско решење" in page
