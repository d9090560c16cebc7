"""The counter: one paper in, one number out, whatever is typed or clicked twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from salter.documents.models import Document
from salter.organisations.identifiers import make_test_jmbg
from salter.organisations.models import Party, Role
from salter.registry.models import Case, CaseStatus, Submission
from tests.registry.scenes import SignIn, interrupted
from tests.support.office import Office

URL = "/cases/new/form/"


@pytest.fixture
def clerk(client_as: SignIn) -> Client:
    return client_as(Role.REGISTRY_CLERK)


def paper(**changes: Any) -> dict[str, Any]:
    """What a clerk types for a new case."""
    return {
        "form_key": "first",
        "matter": "P036",
        "subject": "Заузеће тротоара испред радње",
        "channel": "counter",
        "received_at": "5. 1. 2026. 9:30",
        "party-0-name": "Ђорђе Њежић",
        "party-0-kind": "person",
        "party-0-role": "applicant",
        **changes,
    }


def test_a_paper_becomes_a_case_with_its_number_shown_large(office: Office, clerk: Client) -> None:
    file = SimpleUploadedFile("захтев.txt", "Молим.".encode(), content_type="text/plain")
    response = clerk.post(URL, paper(documents=[file], **{"party-1-name": "Ана Анић"}), follow=True)
    case = Case.objects.get()
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count(case.number) > 1
    assert case.procedure is not None
    assert case.procedure.code == "P036"
    assert [party.name for party in case.parties.order_by("id")] == ["Ђорђе Њежић", "Ана Анић"]
    assert [row.document.name for row in case.attachments.all()] == ["захтев.txt"]
    assert case.received_at.isoformat() == "2026-01-05T08:30:00+00:00"


def test_the_same_form_sent_twice_registers_once(office: Office, clerk: Client) -> None:
    first, second = clerk.post(URL, paper()), clerk.post(URL, paper())
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1
    changed = clerk.post(URL, paper(subject="Нешто друго"))
    assert changed.status_code == 409
    assert Case.objects.count() == 1


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(office: Office, clerk: Client) -> None:
    file = SimpleUploadedFile("захтев.txt", b"x", content_type="text/plain")
    response = clerk.post(
        URL,
        paper(matter="", received_at="јуче", documents=[file], **{"party-0-name": "", "party-0-address": "Улица 1"}),
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"matter", "received_at"}
    assert set(response.context["first_party"].errors) == {"name"}
    assert 'href="#id_matter"' in page
    assert 'href="#id_party-0-name"' in page
    for typed in ("Заузеће тротоара испред радње", "јуче", "Улица 1"):
        assert typed in page
    assert response.context["files_again"]
    assert (Case.objects.count(), Document.objects.count(), Party.objects.count()) == (0, 0, 0)


def test_a_sender_is_named_or_said_to_be_unknown(office: Office, clerk: Client) -> None:
    nobody = {"party-0-name": ""}
    refused = clerk.post(URL, paper(matter="", **nobody))
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"matter"}
    assert set(refused.context["first_party"].errors) == {"name"}
    assert not refused.context["open_more"]
    assert clerk.post(URL, paper(anonymous="on", **nobody)).status_code == 302


def test_a_time_in_the_future_is_refused_at_its_field(office: Office, clerk: Client) -> None:
    response = clerk.post(URL, paper(received_at="1. 1. 2090. 8:00"))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"received_at"}


def test_a_refused_file_is_named_and_nothing_is_half_stored(office: Office, clerk: Client) -> None:
    good = SimpleUploadedFile("добар.txt", b"x", content_type="text/plain")
    bad = SimpleUploadedFile("празан.pdf", b"MZ\x90\x00", content_type="application/pdf")
    response = clerk.post(URL, paper(documents=[good, bad]))
    assert response.status_code == 422
    assert "празан.pdf" in str(response.context["form"].errors["documents"])
    assert (Case.objects.count(), Document.objects.count(), Party.objects.count()) == (0, 0, 0)


def test_a_wrong_number_can_be_kept_knowingly(office: Office, clerk: Client) -> None:
    wrong = {"party-0-identifier": "1234567890123"}
    response = clerk.post(URL, paper(**wrong))
    assert response.status_code == 422
    assert set(response.context["first_party"].errors) == {"identifier"}
    assert "party-0-identifier_kept" in response.content.decode()
    kept = {**wrong, "party-0-identifier_kept": "Тако пише у старој личној карти"}
    assert clerk.post(URL, paper(**kept)).status_code == 302
    assert Party.objects.get().identifier_kept == kept["party-0-identifier_kept"]


def test_a_known_party_is_found_while_typing_in_either_script(office: Office, clerk: Client) -> None:
    known = office.party("Ђорђе Њежић")
    asked = {"prefix": "party-0", "party-0-name": "djordje nj"}
    page = clerk.get(reverse("registry:parties"), asked, headers={"HX-Request": "true"}).content.decode()
    assert f'name="party-0-known" value="{known.pk}"' in page
    assert "<html" not in page
    assert clerk.post(URL, paper(**{"party-0-known": str(known.pk)})).status_code == 302
    assert Case.objects.get().party_ids == [known.pk]
    assert Party.objects.count() == 1


def test_without_javascript_a_button_finds_the_party(office: Office, clerk: Client) -> None:
    known = office.party("Ђорђе Њежић")
    response = clerk.post(URL, paper(find="1", **{"party-0-name": "Djordje"}))
    assert response.status_code == 200
    assert f'name="party-0-known" value="{known.pk}"' in response.content.decode()
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "code"), [("П036 · било шта", "P036"), ("352", "352"), ("koriscenje javne povrsine", "P036"), ("xyz", "")]
)
def test_a_procedure_is_found_by_code_or_words(office: Office, clerk: Client, typed: str, code: str) -> None:
    response = clerk.post(URL, paper(matter=typed))
    if not code:
        assert set(response.context["form"].errors) == {"matter"}
        return
    assert response.status_code == 302, response.context["form"].errors
    case = Case.objects.select_related("procedure").get()
    assert (case.procedure.code if case.procedure else case.class_code) == code


def test_the_first_question_finds_the_case_the_party_or_goes_on(office: Office, clerk: Client) -> None:
    submission = office.register(party=office.party("Ђорђе Њежић"))
    ask = reverse("registry:intake")
    for q in (submission.case.number, submission.submission_number.lower(), f"{submission.case.ordinal}/2026"):
        found = clerk.get(ask, {"q": q})
        assert [case.pk for case in found.context["cases"]] == [submission.case.pk], q
    by_name = clerk.get(ask, {"q": "njezic"})
    assert [party.name for party in by_name.context["parties"]] == ["Ђорђе Њежић"]
    new = clerk.get(ask, {"q": "Непознат Неко"})
    assert new.status_code == 302
    assert "Непознат Неко" in clerk.get(new["Location"]).content.decode()
    missing = clerk.get(ask, {"q": "999/2026"}, follow=True).content.decode()
    assert "999/2026" in missing


def test_a_supplement_gets_a_sub_number_and_wakes_the_case(office: Office, clerk: Client) -> None:
    case = interrupted(office)
    url = reverse("registry:supplement", args=[case.pk])
    sender = str(case.parties.get().party_id)
    sent = {"subject": "Доказ о уплати", "sender": sender, "channel": "post", "received_at": "5. 1. 2026. 8:00"}
    assert clerk.post(url, {**sent, "subject": ""}).status_code == 422
    response = clerk.post(url, sent, follow=True)
    assert response.status_code == 200
    added = Submission.objects.get(case=case, sub_number=1)
    assert (added.subject, str(added.sender_id)) == ("Доказ о уплати", sender)
    case.refresh_from_db()
    assert case.status == CaseStatus.IN_PROGRESS
    assert Case.objects.count() == 1


def test_the_next_entry_can_be_like_this_one(office: Office, clerk: Client) -> None:
    case = office.register("Прва хрпа").case
    form = clerk.get(URL, {"like": str(case.pk)}).context["form"]
    assert form["matter"].value().startswith("P036")
    assert form["subject"].value() == "Прва хрпа"


def test_the_label_has_the_fields_of_the_stamp(office: Office, clerk: Client) -> None:
    submission = office.register()
    page = clerk.get(reverse("registry:label", args=[submission.case.pk, submission.pk])).content.decode()
    for words in ("Примљено", "Орг. јед.", "Прилог", "Вредност", submission.case.number, submission.submission_number):
        assert words in page


def test_a_receipt_is_made_for_the_person_at_the_counter(office: Office, clerk: Client) -> None:
    submission = office.register()
    response = clerk.get(reverse("registry:receipt", args=[submission.case.pk, submission.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_identifier_of_the_test_region_is_accepted(office: Office, clerk: Client) -> None:
    assert (
        clerk.post(
            URL, paper(**{"party-0-identifier": make_test_jmbg(date(1985, 5, 5), male=True, sequence=7)})
        ).status_code
        == 302
    )
    assert Party.objects.get().identifier_kind == "jmbg"
