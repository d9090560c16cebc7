"""Versions of a draft: kept, compared, returned with a comment; two people at one draft lose nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from salter.journal.models import Entry
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.drafting import queries
from salter.registry.drafting.actions import keep_beside
from salter.registry.models import Act, ActReturn, ActStatus, ActVersion, Case, VersionHow
from tests.registry.scenes import TEXTS, SignIn, act_of, assigned
from tests.support.office import Office

FORM = {"title": "Решење", "outcome": "granted", **TEXTS}


def revised(office: Office, act: Act, reasoning: str, role: Role = Role.HANDLER, **more: Any) -> Act:
    """The draft with another reasoning, saved by the person of a role."""
    content = {**TEXTS, "reasoning": reasoning}
    return actions.revise_act(office.viewer(role), act=act, title="Решење", content=content, outcome="granted", **more)


def page(name: str, act: Act, *more: int) -> str:
    """The address of a page of an act."""
    return reverse(f"registry:{name}", args=[act.case_id, act.pk, *more])


def numbers(act: Act) -> list[tuple[int, str, bool]]:
    """Number, how, and whether kept beside, oldest first."""
    return list(act.versions.order_by("number").values_list("number", "how", "beside"))


def test_each_saved_text_stays_with_who_and_when(office: Office) -> None:
    act = act_of(office, upto="draft")
    act = revised(office, act, "Друго.")
    act = revised(office, act, "Треће.", Role.UNIT_HEAD)
    rows = queries.versions(office.viewer(Role.HANDLER), act)
    assert [(row.number, row.by.name, row.content["reasoning"], row.based_on) for row in rows] == [
        (3, office.people[Role.UNIT_HEAD].name, "Треће.", 2),
        (2, office.people[Role.HANDLER].name, "Друго.", 1),
        (1, office.people[Role.HANDLER].name, TEXTS["reasoning"], None),
    ]
    assert act.version == 3


def test_what_changes_nothing_makes_no_version(office: Office) -> None:
    act = act_of(office, upto="draft")
    entries = Entry.objects.count()
    assert revised(office, act, TEXTS["reasoning"], version=1).version == 1
    assert numbers(act) == [(1, "typed", False)]
    assert Entry.objects.count() == entries


def test_line_ends_of_a_browser_are_no_change(office: Office, client_as: SignIn) -> None:
    act = act_of(office, upto="draft")
    act = revised(office, act, "Први ред.\nДруги ред.")
    sent = {**FORM, "reasoning": "Први ред.\r\nДруги ред.", "version": "2", "then": "save"}
    assert client_as(Role.HANDLER).post(page("act", act), sent).status_code == 302
    assert len(numbers(act)) == 2


def test_a_comment_stays_with_the_version_that_was_returned(office: Office, client_as: SignIn) -> None:
    act = act_of(office, upto="submitted")
    head = office.viewer(Role.UNIT_HEAD)
    actions.return_act(head, act=act, note="Образложите боље.")
    act = revised(office, Act.objects.get(pk=act.pk), "Боље образложено.")
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    actions.return_act(head, act=act, note="Још мало.")
    kept = ActReturn.objects.order_by("at", "id").values_list("version__number", "note", "by__name")
    assert list(kept) == [(1, "Образложите боље.", head.staff.name), (2, "Још мало.", head.staff.name)]  # type: ignore[union-attr]  # the head has a post
    actions.submit_act(office.viewer(Role.HANDLER), act=Act.objects.get(pk=act.pk))
    shown = client_as(Role.UNIT_HEAD).get(page("act-version", act, 1)).content.decode()
    assert "Образложите боље." in shown
    assert "Још мало." not in shown
    listed = client_as(Role.UNIT_HEAD).get(page("act-versions", act)).content.decode()
    assert listed.index("Још мало.") < listed.index("Образложите боље.")


def test_the_approver_sees_what_was_changed_since_it_was_returned(office: Office, client_as: SignIn) -> None:
    act = act_of(office, upto="submitted")
    actions.return_act(office.viewer(Role.UNIT_HEAD), act=act, note="Образложите боље.")
    act = revised(office, Act.objects.get(pk=act.pk), "Захтев је потпуно основан.")
    actions.submit_act(office.viewer(Role.HANDLER), act=act)
    client = client_as(Role.UNIT_HEAD)
    wanted = page("act-compare", act) + "?before=1&amp;after=2"
    assert wanted in client.get(page("act", act)).content.decode()
    shown = client.get(page("act-compare", act), {"before": "1", "after": "2"})
    assert [str(part.label) for part in shown.context["compared"] if part.changes] == ["Образложење"]
    assert "<ins>" in shown.content.decode()
    assert "Образложите боље." in shown.content.decode()


def test_comparison_says_in_words_what_was_removed_and_added(office: Office, client_as: SignIn) -> None:
    act = act_of(office, upto="draft")
    act = revised(office, act, "Захтев је уредан <b>.")
    shown = client_as(Role.HANDLER).get(page("act-compare", act), {"before": "1", "after": "2"}).content.decode()
    assert "[уклоњено:" in shown
    assert "[додато:" in shown
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


@pytest.mark.parametrize("asked", [{}, {"before": "1"}, {"before": "1", "after": "9"}, {"before": "x", "after": "1"}])
def test_versions_that_are_not_there_cannot_be_compared(
    office: Office, client_as: SignIn, asked: dict[str, str]
) -> None:
    act = act_of(office, upto="draft")
    response = client_as(Role.HANDLER).get(page("act-compare", act), asked)
    assert response.status_code == 422
    assert "Изаберите једну од верзија" in response.content.decode()
    assert client_as(Role.HANDLER).get(page("act-version", act, 9)).status_code == 404


def test_versions_open_only_through_their_own_case_and_to_who_sees_it(office: Office, client_as: SignIn) -> None:
    act, other = act_of(office, upto="draft"), assigned(office)
    for name, more in (("act-versions", []), ("act-version", [1])):
        wrong = reverse(f"registry:{name}", args=[other.pk, act.pk, *more])
        assert client_as(Role.HANDLER).get(wrong).status_code == 404
    assert client_as(Role.CITIZEN).get(page("act-versions", act)).status_code == 403
    actions.restrict_case(office.viewer(Role.REGISTRY_HEAD), case=act.case, staff=[], reason="Лични подаци")
    assert client_as(Role.REGISTRY_CLERK).get(page("act-versions", act)).status_code == 404


def both_open(office: Office, client_as: SignIn) -> tuple[Act, Client, Client]:
    """A draft that the handler and the head have opened in version 1."""
    act = act_of(office, upto="draft")
    return act, client_as(Role.HANDLER), client_as(Role.UNIT_HEAD)


def test_the_second_of_two_is_told_who_saved_when_and_sees_both(office: Office, client_as: SignIn) -> None:
    act, handler, head = both_open(office, client_as)
    head.post(page("act", act), {**FORM, "reasoning": "Начелник пише.", "version": "1", "then": "save"})
    sent = {**FORM, "reasoning": "Обрађивач пише.", "version": "1", "then": "submit", "form_key": "двоје"}
    answer = handler.post(page("act", act), sent)
    assert answer["location"] == page("act-version", act, 3)
    assert handler.post(page("act", act), sent)["location"] == answer["location"]
    act.refresh_from_db()
    assert (act.version, act.status, act.content["reasoning"]) == (2, ActStatus.DRAFT, "Начелник пише.")
    assert numbers(act) == [(1, "typed", False), (2, "typed", False), (3, "typed", True)]
    shown = handler.get(answer["location"]).content.decode()
    for words in (office.people[Role.UNIT_HEAD].name, "Начелник пише.", "Обрађивач пише.", "Ништа није изгубљено"):
        assert words in shown
    assert Entry.objects.get(verb="act.kept").body["version"] == 3


def test_one_goes_on_from_the_own_text(office: Office, client_as: SignIn) -> None:
    act, handler, head = both_open(office, client_as)
    head.post(page("act", act), {**FORM, "reasoning": "Начелник пише.", "version": "1", "then": "save"})
    handler.post(page("act", act), {**FORM, "reasoning": "Обрађивач пише.", "version": "1", "then": "save"})
    form = handler.get(page("act", act), {"from": "3"}).context["form"]
    assert (form["reasoning"].value(), form["version"].value()) == ("Обрађивач пише.", 2)
    sent = {**FORM, "reasoning": "Обоје пишу.", "version": "2", "then": "save"}
    assert handler.post(page("act", act) + "?from=3", sent).status_code == 302
    made = ActVersion.objects.get(act=act, number=4)
    assert (made.how, made.based_on, made.taken_from) == (VersionHow.MERGED, 2, 3)
    act.refresh_from_db()
    assert (act.version, act.content["reasoning"]) == (4, "Обоје пишу.")


def test_an_earlier_text_can_be_taken_over(office: Office, client_as: SignIn) -> None:
    act = revised(office, act_of(office, upto="draft"), "Друго.")
    client = client_as(Role.HANDLER)
    form = client.get(page("act", act), {"from": "1"}).context["form"]
    assert form["reasoning"].value() == TEXTS["reasoning"]
    assert client.post(page("act", act) + "?from=1", {**FORM, "version": "2", "then": "save"}).status_code == 302
    made = ActVersion.objects.get(act=act, number=3)
    assert (made.how, made.taken_from, made.content["reasoning"]) == ("copied", 1, TEXTS["reasoning"])
    assert client.get(page("act", act), {"from": "77"}).status_code == 404


def test_who_changed_nothing_leaves_nothing_behind(office: Office, client_as: SignIn) -> None:
    act, handler, head = both_open(office, client_as)
    head.post(page("act", act), {**FORM, "reasoning": "Начелник пише.", "version": "1", "then": "save"})
    answer = handler.post(page("act", act), {**FORM, "version": "1", "then": "submit"}, follow=True)
    assert "Ништа нисте променили" in answer.content.decode()
    assert numbers(act) == [(1, "typed", False), (2, "typed", False)]
    act.refresh_from_db()
    assert act.status == ActStatus.DRAFT


def test_what_was_written_while_the_draft_was_submitted_is_kept(office: Office, client_as: SignIn) -> None:
    act, handler, _head = both_open(office, client_as)
    actions.submit_act(office.viewer(Role.UNIT_HEAD), act=act)
    answer = handler.post(page("act", act), {**FORM, "reasoning": "Касно пише.", "version": "1", "then": "save"})
    assert answer["location"] == page("act-version", act, 2)
    shown = handler.get(answer["location"]).content.decode()
    assert "Касно пише." in shown
    act.refresh_from_db()
    assert (act.status, act.version, act.content) == (ActStatus.SUBMITTED, 1, TEXTS)


def test_who_lost_the_case_while_writing_gets_the_words_back(office: Office, client_as: SignIn) -> None:
    act, handler, _head = both_open(office, client_as)
    Case.objects.filter(pk=act.case_id).update(handler=office.people[Role.UNIT_HEAD])
    answer = handler.post(page("act", act), {**FORM, "reasoning": "Више није мој.", "version": "1", "then": "save"})
    assert answer.status_code == 422
    assert "Више није мој." in answer.content.decode()
    assert len(numbers(act)) == 1
    with pytest.raises(NotAllowed):
        keep_beside(office.viewer(Role.HANDLER), act=act, title="Решење", content={}, version=1)


def test_a_version_that_never_was_is_refused(office: Office) -> None:
    act = act_of(office, upto="draft")
    with pytest.raises(ValidationError) as refused:
        keep_beside(office.viewer(Role.HANDLER), act=act, title="Друго", content={}, version=9)
    assert refused.value.code == "version"


def test_an_act_from_before_keeps_its_text_when_it_is_changed(office: Office, client_as: SignIn) -> None:
    act = act_of(office, upto="draft")
    ActVersion.objects.all().delete()
    Act.objects.filter(pk=act.pk).update(version=4)
    act.refresh_from_db()
    assert client_as(Role.HANDLER).get(page("act-versions", act)).status_code == 200
    assert client_as(Role.HANDLER).get(page("act-version", act, 4)).status_code == 200
    act = revised(office, act, "Ново.")
    assert numbers(act) == [(4, "before", False), (5, "typed", False)]
    first = act.versions.get(number=4)
    assert (first.content, first.by.pk) == (TEXTS, act.author_id)
