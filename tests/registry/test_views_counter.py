"""The counter's pages: first question, morning's post, duplicates, places, envelopes, sheets, labels, undoing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from salter.documents.models import Document
from salter.organisations.models import Party, PartyKind, Role
from salter.registry import actions, counter
from salter.registry.models import Case, CaseStatus, CounterPlace, Manner, OutageSheet, Reception, Submission
from tests.registry.scenes import SignIn, assigned, interrupted, resolved
from tests.registry.test_views_intake import URL, paper
from tests.support.office import Office
from tests.support.scene import came_in

POST = "/cases/new/post/"


@pytest.fixture
def clerk(client_as: SignIn) -> Client:
    return client_as(Role.REGISTRY_CLERK)


def letter(**changes: Any) -> dict[str, Any]:
    """What a clerk types for a letter of the morning's post."""
    return paper(**{"form_key": str(uuid4()), "channel": "post", **changes})


def test_the_morning_post_is_entered_without_leaving_the_page(office: Office, clerk: Client) -> None:
    case = assigned(office)
    first = clerk.post(POST, letter(**{"party-0-name": "Прва Странка"}), follow=True)
    assert first.redirect_chain[0][0].startswith(POST)
    assert first.context["last"].case == Case.objects.latest("ordinal")
    assert "5. 1. 2026. 09:30" in str(first.context["form"]["received_at"])
    assert not first.context["form"]["matter"].value()
    supplement = letter(belongs=str(case.number).lower(), matter="", subject="", **{"party-0-name": ""})
    second = clerk.post(POST, supplement, follow=True)
    added = Submission.objects.get(case=case, sub_number=1)
    assert second.context["last"] == added
    assert (added.subject, added.sender_id) == ("Допуна", case.party_ids[0])
    page = second.content.decode()
    assert [row.submission for row in second.context["entries"]] == [added, first.context["last"]]
    assert page.count(added.case.number) > 1
    third = clerk.post(POST, letter(same="on", subject="Иста ствар", **{"party-0-name": "Трећа Странка"}), follow=True)
    assert third.context["form"]["subject"].value() == "Иста ствар"
    assert third.context["form"]["matter"].value().startswith("P036")
    assert third.context["form"]["same"].value()


def test_in_the_post_a_number_that_nobody_has_is_refused_at_its_field(office: Office, clerk: Client) -> None:
    response = clerk.post(POST, letter(belongs="999/2026", matter=""))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"belongs"}
    assert "999/2026" in response.content.decode()
    nothing = clerk.post(POST, letter(matter=""))
    assert set(nothing.context["form"].errors) == {"matter"}
    archived = resolved(office)
    Case.objects.filter(pk=archived.pk).update(status=CaseStatus.ARCHIVED)
    over = clerk.post(POST, letter(belongs=archived.number))
    assert set(over.context["form"].errors) == {"belongs"}


def test_the_same_paper_again_is_a_question_that_can_be_answered_in_three_ways(office: Office, clerk: Client) -> None:
    clerk.post(URL, paper(sender_reference="03-5"))
    case = Case.objects.get()
    asked = clerk.post(URL, paper(form_key="2", sender_reference="03 5"))
    page = asked.content.decode()
    assert asked.status_code == 200
    assert [row["case"] for row in asked.context["question"]] == [case]
    assert reverse("registry:registered", args=[case.pk, case.submissions.get().pk]) in page
    assert Case.objects.count() == 1
    assert Party.objects.count() == 1
    another = {"another": asked.context["another"]}
    assert clerk.post(URL, paper(form_key="2", sender_reference="03 5", **another)).status_code == 302
    assert Case.objects.count() == 2
    again = clerk.post(URL, paper(form_key="3", sender_reference="03 5", **another))
    assert len(again.context["question"]) == 1, "what came since then is asked about"
    supplement = paper(form_key="3", sender_reference="03 5", supplement_to=str(case.pk))
    assert clerk.post(URL, supplement).status_code == 302
    assert Submission.objects.get(sub_number=1).case == case
    assert Case.objects.count() == 2


def test_a_supplement_that_came_already_is_asked_about_too(office: Office, clerk: Client) -> None:
    case = assigned(office)
    url = reverse("registry:supplement", args=[case.pk])
    sent = {"subject": "Доказ о уплати", "sender": str(case.party_ids[0]), "channel": "post"}
    sent |= {"received_at": "5. 1. 2026. 8:00"}
    assert clerk.post(url, {**sent, "form_key": "1"}).status_code == 302
    asked = clerk.post(url, {**sent, "form_key": "2"})
    assert (asked.status_code, len(asked.context["question"])) == (200, 1)
    answer = {**sent, "form_key": "2", "another": asked.context["another"]}
    assert clerk.post(url, answer).status_code == 302
    assert Submission.objects.filter(case=case).count() == 3


def test_only_own_files_that_hang_on_nothing_are_kept(office: Office, clerk: Client) -> None:
    foreign = office.register().attachments.get().document
    clerk.post(URL, paper(kept=[str(foreign.pk), "not-an-id"], **{"party-0-name": "Нова Странка"}))
    assert Case.objects.latest("ordinal").attachments.count() == 0


def test_the_kind_of_a_party_follows_from_its_number_or_name(office: Office, clerk: Client) -> None:
    for name, kind in (("ЈКП Чистоћа", "company"), ("Elektro d.o.o. Vedrovo", "company"), ("Јован Јовић", "person")):
        clerk.post(URL, paper(form_key=name, **{"party-0-name": name, "party-0-kind": ""}))
        assert Party.objects.get(name=name).kind == PartyKind(kind)


def test_a_known_party_of_a_name_is_offered_at_once(office: Office, clerk: Client) -> None:
    known = office.party("Ђорђе Њежић")
    page = clerk.get(URL, {"name": "djordje nj"}).content.decode()
    assert f'name="party-0-known" value="{known.pk}"' in page


def test_the_first_question_puts_cases_that_wait_first_and_keeps_the_item_of_another_door(
    office: Office, clerk: Client
) -> None:
    party = office.party("Ђорђе Њежић")
    first = office.register("Први захтев", party=party).case
    unit, staff = office.units["IV-02"], office.people[Role.HANDLER]
    waiting = interrupted(
        office, actions.assign(office.viewer(Role.REGISTRY_CLERK), case=first, unit=unit, staff=staff)
    )
    office.register("Други захтев", party=party)
    item = str(came_in(office, "Допис").pk)
    response = clerk.get("/cases/new/", {"q": "njezic", "incoming": item})
    assert [case.pk for case in response.context["cases"]][0] == waiting.pk
    assert response.content.decode().count(f"incoming={item}") >= 2
    gone = clerk.get("/cases/new/", {"q": "Непознат Неко", "incoming": item})
    assert f"incoming={item}" in gone["Location"]


def test_what_waits_on_the_shelf_is_asked_about_and_has_its_clerk(office: Office, clerk: Client) -> None:
    row = came_in(office, "Молба за копију")
    fields = paper(channel="email", subject="Молба за копију", **{"party-0-name": "Мила Ведрић"})
    clerk.post(URL, paper(form_key="0", subject="Молба за копију", **{"party-0-name": "Мила Ведрић"}))
    address = f"{URL}?incoming={row.pk}"
    asked = clerk.post(address, {**fields, "form_key": "1"})
    assert (asked.status_code, len(asked.context["question"])) == (200, 1)
    assert clerk.post(address, {**fields, "form_key": "1", "another": asked.context["another"]}).status_code == 302
    submission = Submission.objects.get(incoming=row)
    assert Reception.objects.get(submission=submission).name == office.people[Role.REGISTRY_CLERK].name


def test_a_record_is_made_from_its_page_and_signed_on_the_next(office: Office, clerk: Client) -> None:
    assert clerk.post("/cases/new/record/", paper(statement="")).status_code == 422
    done = clerk.post("/cases/new/record/", paper(statement="Тражим копију."), follow=True)
    reception = Reception.objects.get()
    assert (reception.manner, reception.submission.channel) == (Manner.ORAL, "counter")
    page = done.content.decode()
    assert reverse("registry:document", args=[reception.submission.case_id, reception.record_id]) in page
    listed = clerk.get("/cases/new/envelopes/").content.decode()
    assert reception.submission.case.number in listed
    signed = clerk.post(reverse("registry:record", args=[reception.pk]), {"form_key": "s", "note": ""}, follow=True)
    assert "странка је потписала" in signed.content.decode()


def test_an_envelope_waits_on_its_list_until_it_is_handed_over(office: Office, clerk: Client) -> None:
    sent = paper(manner="tender", channel="post", posted_on="3. 1. 2026.", envelope_kept="on")
    assert clerk.post(URL, sent).status_code == 302
    reception = Reception.objects.get()
    url = reverse("registry:envelope", args=[reception.pk])
    assert url in clerk.get("/cases/new/envelopes/").content.decode()
    assert clerk.post(url, {"form_key": "1", "end": "handed", "note": ""}).status_code == 422
    done = clerk.post(url, {"form_key": "2", "end": "handed", "note": "Комисији"}, follow=True)
    assert url not in done.content.decode()
    submission = reception.submission
    page = clerk.get(reverse("registry:registered", args=[submission.case_id, submission.pk])).content.decode()
    for words in ("Комисији", "3. 1. 2026.", "коверат се чува"):
        assert words in page


def test_from_the_end_of_an_entry_and_from_a_receipt_that_waits_one_comes_to_the_case(
    office: Office, clerk: Client, settings: Any
) -> None:
    settings.SALTER_TSA_URL = "http://127.0.0.1:9/"
    submission = office.register()
    case = reverse("registry:case", args=[submission.case_id])
    page = clerk.get(reverse("registry:registered", args=[submission.case_id, submission.pk])).content.decode()
    assert f'<p class="sl-big-number"><span class="sl-case-number"><span><a class="govuk-link" href="{case}"' in page
    late = clerk.get(reverse("registry:receipt", args=[submission.case_id, submission.pk]))
    assert late.status_code == 503
    assert case in late.content.decode()


def test_a_file_with_a_closed_envelope_is_refused_at_its_field(office: Office, clerk: Client) -> None:
    file = SimpleUploadedFile("понуда.txt", b"x", content_type="text/plain")
    response = clerk.post(URL, paper(manner="personal", documents=[file]))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"documents"}
    assert Document.objects.count() == 0


def test_sheets_are_printed_entered_and_spoiled(office: Office, clerk: Client) -> None:
    printed = clerk.post("/cases/new/sheets/", {"deed": "print", "count": "3", "form_key": "1"}, follow=True)
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    first, second, _third = OutageSheet.objects.order_by("code")
    response = clerk.post(URL, paper(sheet=first.code, received_at="2. 1. 2026. 7:15"), follow=True)
    assert first.code in response.content.decode()
    again = clerk.post(URL, paper(form_key="2", sheet=first.code, subject="Друго"))
    assert set(again.context["form"].errors) == {"sheet"}
    assert again.context["form"].open_rare
    spoil = {"deed": "spoil", "code": second.code, "reason": "Мокар", "form_key": "3"}
    assert clerk.post("/cases/new/sheets/", spoil).status_code == 302
    assert clerk.post("/cases/new/sheets/", {**spoil, "form_key": "4"}).status_code == 422
    assert clerk.post("/cases/new/sheets/", {"deed": "print", "count": "0", "form_key": "5"}).status_code == 422
    assert counter.sheets(office.viewer(Role.REGISTRY_CLERK))[0].unused == 1


def test_a_clerk_says_where_he_sits_and_the_label_tells(office: Office, client_as: SignIn) -> None:
    clerk, head = client_as(Role.REGISTRY_CLERK), client_as(Role.REGISTRY_HEAD)
    new = {"deed": "open", "code": "ЛИП", "name": "Месна канцеларија Липовац", "address": "Липовац 1"}
    assert clerk.post("/cases/new/place/", {**new, "form_key": "0"}).status_code == 403
    assert head.post("/cases/new/place/", {**new, "form_key": "1"}).status_code == 302
    assert head.post("/cases/new/place/", {**new, "form_key": "2"}).status_code == 422
    place = CounterPlace.objects.get()
    assert clerk.post("/cases/new/place/", {"deed": "sit", "place": str(place.pk), "form_key": "3"}).status_code == 302
    assert "Липовац" in clerk.get("/cases/new/").content.decode()
    done = clerk.post(URL, paper(), follow=True).content.decode()
    assert "Месна канцеларија Липовац" in done
    submission = Submission.objects.get()
    label = clerk.get(reverse("registry:label", args=[submission.case_id, submission.pk])).content.decode()
    assert "Месна канцеларија Липовац" in label
    assert head.post("/cases/new/place/", {"close": str(place.pk)}).status_code == 302
    assert clerk.post("/cases/new/place/", {"close": str(place.pk)}).status_code == 403


def test_labels_are_printed_for_ticked_entries(office: Office, clerk: Client) -> None:
    clerk.post(URL, paper())
    submission = Submission.objects.get()
    for kind in ("roll", "a4"):
        response = clerk.get("/cases/new/labels/", {"submission": str(submission.pk), "paper": kind, "first": "x"})
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")
    assert clerk.get("/cases/new/labels/", {"submission": str(uuid4())}).status_code == 404


def test_an_own_entry_is_taken_back_from_the_list_of_the_day(office: Office, client_as: SignIn) -> None:
    clerk = client_as(Role.REGISTRY_CLERK)
    clerk.post(POST, letter())
    case = Case.objects.get()
    undo = reverse("registry:undo", args=[case.pk])
    assert undo in clerk.get(POST).content.decode()
    assert clerk.post(undo, {"form_key": "1", "reason": ""}).status_code == 422
    assert client_as(Role.REGISTRY_HEAD).post(undo, {"form_key": "2", "reason": "Х"}).status_code == 403
    assert clerk.post(undo, {"form_key": "3", "reason": "Двапут"}).status_code == 302
    page = clerk.get(POST).content.decode()
    assert undo not in page
    assert f"<s>{case.number}</s>" in page


def test_a_case_is_ceded_from_its_page(office: Office, client_as: SignIn) -> None:
    clerk = client_as(Role.REGISTRY_CLERK)
    clerk.post(URL, paper())
    case = Case.objects.get()
    url = reverse("registry:cede", args=[case.pk])
    assert url in clerk.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert clerk.post(url, {"form_key": "1", "body": "", "reason": ""}).status_code == 422
    assert clerk.post(url, {"form_key": "2", "body": "Општина Дубрава", "reason": "Њена улица"}).status_code == 302
    page = clerk.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert "уступљено – Општина Дубрава" in page
    assert url not in page


def test_the_handler_sees_what_came_until_the_case_is_opened(office: Office, client_as: SignIn) -> None:
    case, handler = assigned(office), client_as(Role.HANDLER)
    url = reverse("registry:supplement", args=[case.pk])
    sent = {"subject": "Доказ о уплати", "sender": "", "channel": "post", "received_at": "5. 1. 2026. 8:00"}
    page = client_as(Role.REGISTRY_CLERK).get(url).content.decode()
    assert office.people[Role.HANDLER].name in page
    client_as(Role.REGISTRY_CLERK).post(url, {**sent, "form_key": "1"})
    assert "Доказ о уплати" in handler.get("/office/").content.decode()
    handler.get(reverse("registry:case", args=[case.pk]))
    assert "Доказ о уплати" not in handler.get("/office/").content.decode()
