"""From the draft to the return receipt, by the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from salter.organisations.models import Authorisation, Role
from salter.registry import actions
from salter.registry.forms.acts import ActForm
from salter.registry.models import Act, ActKind, ActStatus
from tests.registry.scenes import TEXTS, SignIn, act_of, assigned
from tests.support.office import Office


def do(client: Client, act: Act, deed: str, **more: str) -> Any:
    """Press a button on the page of an act."""
    return client.post(reverse("registry:act-do", args=[act.case_id, act.pk]), {"deed": deed, **more})


@pytest.mark.law("act.ground-decision", "act.ground-ruling")
@pytest.mark.parametrize(("kind", "article"), [("decision", "136"), ("conclusion", "144")])
def test_the_article_that_is_proposed_says_that_it_was_not_read_while_it_stands_there(
    office: Office, client_as: SignIn, kind: str, article: str
) -> None:
    url, client = reverse("registry:act-new", args=[assigned(office).pk]), client_as(Role.HANDLER)
    form = client.get(url, {"kind": kind}).context["form"]
    assert f"На основу члана {article}. Закона о општем" in form["legal_basis"].value()
    told = str(form["legal_basis"].help_text)
    assert f"чл. {article}. Закона о општем управном поступку" in told
    assert "непроверено" in told
    other = ActForm(kind=ActKind(kind), initial={"legal_basis": "На основу члана 5. посебног закона"})
    assert "непроверено" not in str(other["legal_basis"].help_text)


def test_a_decision_begins_with_what_the_case_knows(office: Office, client_as: SignIn) -> None:
    organisation = office.organisation
    organisation.settings = {"legal": {"appeal_days": 8}}
    organisation.save()
    case = assigned(office)
    url = reverse("registry:act-new", args=[case.pk])
    client = client_as(Role.HANDLER)
    assert client.get(url).status_code == 200
    form = client.get(url, {"kind": "decision"}).context["form"]
    assert "члана 136." in form["legal_basis"].value()
    assert organisation.body_cyr in form["legal_basis"].value()
    assert "8 дана" in form["remedy"].value()
    letter = client.get(url, {"kind": "request-to-correct"}).context["form"]
    assert "члан 59." in letter["text"].value()


def test_the_whole_way_of_a_decision(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    handler, head, signatory = client_as(Role.HANDLER), client_as(Role.UNIT_HEAD), client_as(Role.SIGNATORY)
    clerk = client_as(Role.REGISTRY_CLERK)
    new = reverse("registry:act-new", args=[case.pk]) + "?kind=decision"
    sent = {"title": "Решење о заузећу", "form_key": "k", **TEXTS}
    assert handler.post(new, {**sent, "then": "save"}).status_code == 302
    handler.post(new, {**sent, "then": "save"})
    act = Act.objects.get()
    page = reverse("registry:act", args=[case.pk, act.pk])
    lacking = handler.post(page, {**sent, "form_key": "", "reasoning": "", "then": "submit"})
    assert lacking.status_code == 422
    assert TEXTS["disposition"] in lacking.content.decode()
    assert handler.post(page, {**sent, "form_key": "", "outcome": "granted", "then": "submit"}).status_code == 302
    assert do(handler, act, "approve").status_code == 403
    assert do(head, act, "return", note="").status_code == 422
    assert do(head, act, "return", note="Образложите боље").status_code == 302
    assert "Образложите боље" in handler.get(page).content.decode()
    assert do(handler, act, "submit").status_code == 302
    assert do(head, act, "approve").status_code == 302
    assert client_as(Role.HANDLER).get(reverse("registry:act-pdf", args=[case.pk, act.pk])).content.startswith(b"%PDF")
    assert do(signatory, act, "sign").status_code == 302
    assert do(signatory, act, "sign").status_code == 422
    dispatch = reverse("registry:dispatch-act", args=[act.pk])
    assert clerk.get(dispatch).context["plan"][0]["channel"].medium == "post"
    assert clerk.post(dispatch, {"channel": ""}).status_code == 302
    act.refresh_from_db()
    assert act.status == ActStatus.DISPATCHED


def test_the_return_receipt_of_the_post_is_entered(office: Office, client_as: SignIn) -> None:
    act_of(office, upto="dispatched")
    clerk = client_as(Role.REGISTRY_CLERK)
    waiting = clerk.get(reverse("registry:dispatch")).context["awaited"]
    url = reverse("registry:handover", args=[waiting[0].pk])
    refused = clerk.post(url, {"result": "handed", "on": "1. 1. 2020."})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"on"}
    today = clerk.get(url).context["form"]["on"].value()
    assert clerk.post(url, {"result": "handed", "on": today.isoformat(), "note": "Преузела лично"}).status_code == 302
    assert list(clerk.get(reverse("registry:dispatch")).context["awaited"]) == []


def test_many_are_signed_at_once_and_a_failure_is_named(office: Office, client_as: SignIn) -> None:
    acts = [act_of(office) for _place in range(3)]
    other = acts[1].case
    type(other).objects.filter(pk=other.pk).update(class_code="999")
    Authorisation.objects.filter(staff=office.people[Role.SIGNATORY]).update(classes=[acts[0].case.class_code])
    client, check = client_as(Role.SIGNATORY), reverse("registry:sign-check")
    chosen = {"act": [str(act.pk) for act in acts]}
    assert len(client.get(check, chosen).context["acts"]) == 3
    assert not Act.objects.filter(status=ActStatus.SIGNED).exists()
    result = client.post(check, {**chosen, "form_key": "once"}, follow=True)
    lines = result.context["results"]
    assert [bool(line["failed"]) for line in lines] == [False, True, False]
    assert "999" in lines[1]["failed"]
    assert Act.objects.filter(status=ActStatus.SIGNED).count() == 2
    assert Act.objects.filter(status=ActStatus.APPROVED).count() == 1


def test_nothing_ticked_leads_back_to_the_list(office: Office, client_as: SignIn) -> None:
    response = client_as(Role.SIGNATORY).get(reverse("registry:sign-check"), {"act": ["x"]})
    assert response.status_code == 302


def test_an_act_opens_only_through_its_own_case(office: Office, client_as: SignIn) -> None:
    act, other = act_of(office), assigned(office)
    client = client_as(Role.HANDLER)
    assert client.get(reverse("registry:act", args=[act.case_id, act.pk])).status_code == 200
    for name in ("act", "act-pdf"):
        assert client.get(reverse(f"registry:{name}", args=[other.pk, act.pk])).status_code == 404


def test_what_cannot_be_printed_says_which_characters(office: Office, client_as: SignIn) -> None:
    act = act_of(office, upto="draft")
    texts = {**TEXTS, "disposition": "Одобрава се \N{GEORGIAN LETTER AN}"}
    actions.revise_act(office.viewer(Role.HANDLER), act=act, title="Решење", content=texts, outcome="granted")
    response = client_as(Role.HANDLER).get(reverse("registry:act-pdf", args=[act.case_id, act.pk]))
    assert response.status_code == 422
    assert "\N{GEORGIAN LETTER AN}" in response.content.decode()
