"""The pages as a citizen's browser without JavaScript uses them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

import salter
from salter.organisations.actions import open_account
from salter.organisations.models import Role
from salter.portal import actions, queries, seats
from salter.portal.definition import path
from salter.portal.models import Draft
from salter.registry.models import Case, ConductedIn, Procedure, Submission, Wait, WaitEnd, WaitKind
from tests.support.office import Office

from .scenes import AID, begun, filled, pdf, sent_file, viewer

ClientAs = Callable[[Role], Client]


def text(response: Any) -> str:
    """The words of a page, spaces made plain."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def question_url(draft: Draft, code: str) -> str:
    return reverse("portal:question", args=[draft.pk, code])


def posted(value: Any, code: str) -> dict[str, Any]:
    """An answer of the scene as the form sends it."""
    if isinstance(value, list) and code == "post-address":
        return {f"answer_{part}": each for part, each in zip(("street", "postal_code", "place"), value, strict=True)}
    return {"answer": value}


def test_the_catalogue_shows_areas_and_marks_what_is_unverified_or_elsewhere(office: Office, client: Client) -> None:
    page = client.get("/services/")
    assert page.status_code == 200
    words = text(page)
    assert "Једнократна новчана помоћ" in words
    assert "Комунални послови" in words
    assert words.count("непроверено") == 1  # all of them are: said once, with what it means
    assert "Тако је са свим услугама на овој страни" in words
    assert "води се на другом месту" in words
    assert "Jednokratna novčana pomoć" in text(client.get("/sr-latn/services/"))
    assert "One-time financial aid" in text(client.get("/en/services/"))


def test_where_some_services_are_verified_each_other_one_is_marked(office: Office, client: Client) -> None:
    first, second = Procedure.objects.filter(code__in=["P036", "P050"]).order_by("code")
    Procedure.objects.exclude(pk__in=[first.pk, second.pk]).update(public=False)
    Procedure.objects.filter(pk=first.pk).update(verified=True)
    words = text(client.get("/services/"))
    assert words.count("непроверено") == 2  # beside the other one, and where it is said what it means
    assert "Тако је са свим услугама" not in words
    Procedure.objects.update(verified=True)
    assert "непроверено" not in text(client.get("/services/"))


@pytest.mark.parametrize("q", ["новчана помоћ", "novcana pomoc", "NOVČANA", "financial aid", "P050"])
def test_a_service_is_found_in_either_script(office: Office, client: Client, q: str) -> None:
    assert "Једнократна новчана помоћ" in text(client.get("/services/", {"q": q}))


@pytest.mark.parametrize("q", ["јавна површина", "javna povrsina", "Р036", "p036", "тезга"])
def test_a_service_is_found_whatever_the_ending_by_what_its_form_says_and_by_a_code_typed_in_cyrillic(
    office: Office, client: Client, q: str
) -> None:
    assert "на јавној површини" in text(client.get("/services/", {"q": q}))


def test_a_search_without_result_says_what_to_do(office: Office, client: Client) -> None:
    words = text(client.get("/services/", {"q": "вангла"}))
    assert "Ниједна услуга нема ове речи" in words
    assert "Једнократна" not in words


def test_a_procedure_that_is_not_public_is_not_there(office: Office, client: Client) -> None:
    Procedure.objects.filter(code="P050").update(public=False)
    assert "Једнократна новчана" not in text(client.get("/services/"))
    assert client.get("/services/P050/").status_code == 404
    assert client.get("/services/P999/").status_code == 404


def test_the_start_page_says_who_obtains_what_how_long_and_what_is_unverified(office: Office, client: Client) -> None:
    words = text(client.get("/services/P036/"))
    for expected in (
        "Ко може да тражи",
        "Скица површине са мерама",
        "Шта прибављамо сами",
        "Агенција за привредне регистре",
        "Ви бирате ко прибавља",
        "30 дана, чл. 145. ст. 2. Закона о општем управном поступку",
        "Још нема довољно предмета да бисмо рекли (0 од 5)",
        "непроверено",
        "Започните",
    ):
        assert expected in words, expected


def test_what_really_takes_how_long_is_measured_on_decided_cases(office: Office, client: Client) -> None:
    for days in (2, 3, 4, 5, 9):
        case = office.register().case
        Case.objects.filter(pk=case.pk).update(resolved_at=case.received_at + timedelta(days=days))
    words = text(client.get("/services/P036/"))
    assert "Најчешће 4 дана" in words
    assert "девет од десет за највише 9 дана" in words
    assert "Мерено на 5 решених предмета" in words
    assert "без дана на које је управа чекала исправку или изјаву" in words


def test_a_request_that_waited_for_the_citizen_does_not_make_the_office_slower(office: Office, client: Client) -> None:
    for days, waited in ((2, 0), (3, 0), (4, 0), (5, 0), (40, 36)):
        case = office.register().case
        since, decided = case.received_at + timedelta(days=1), case.received_at + timedelta(days=days)
        Case.objects.filter(pk=case.pk).update(resolved_at=decided)
        if waited:
            over = since + timedelta(days=waited)
            Wait.objects.create(
                organisation=office.organisation,
                case=case,
                kind=WaitKind.CORRECTION,
                interrupts=True,
                since=since.date(),
                ended_at=over,
                end=WaitEnd.ANSWERED,
            )
    words = text(client.get("/services/P036/"))
    assert "Најчешће 4 дана" in words
    assert "девет од десет за највише 5 дана" in words


def test_a_procedure_conducted_elsewhere_says_where_and_is_not_started(office: Office, client_as: ClientAs) -> None:
    elsewhere = Procedure.objects.filter(conducted_in=ConductedIn.CEOP).first()
    assert elsewhere is not None
    client = client_as(Role.CITIZEN)
    words = text(client.get(f"/services/{elsewhere.code}/"))
    assert "ЦЕОП" in words
    assert "Започните" not in words
    start = f"/services/{elsewhere.code}/start/"
    assert client.get(start).headers["Location"] == f"/services/{elsewhere.code}/"
    assert client.post(start).headers["Location"] == f"/services/{elsewhere.code}/"
    assert not Draft.objects.exists()


def test_starting_asks_to_sign_in_and_comes_back(office: Office, client: Client) -> None:
    answer = client.get("/services/P050/start/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/?next=/services/P050/start/"


def test_staff_do_not_send_requests(office: Office, client_as: ClientAs) -> None:
    clerk = client_as(Role.REGISTRY_CLERK)
    assert clerk.get("/services/P050/start/").status_code == 403
    assert clerk.get("/my/").status_code == 403
    assert "на шалтеру их заводите" in text(clerk.get("/services/P050/"))


def test_the_whole_way_from_start_to_receipt(office: Office, client_as: ClientAs) -> None:
    client = client_as(Role.CITIZEN)
    assert "Мила Ведрић" in text(client.get("/services/P050/start/"))
    at = client.post("/services/P050/start/").headers["Location"]
    walked = []
    while not at.endswith("/check/"):
        page = client.get(at)
        assert page.status_code == 200
        assert "<h1" in page.content.decode()
        code = at.rstrip("/").rsplit("/", 1)[1]
        walked.append(code)
        at = client.post(at, posted(AID[code], code)).headers["Location"]
    assert walked == list(AID)
    check = client.get(at)
    for expected in (
        "Проверите одговоре",
        "45.000,00 РСД",
        "Главна 12, 11000 Ведрово",
        "дечји додатак",
        "Пореска управа",
    ):
        assert expected in text(check), expected
    done = client.post(at)
    sent = client.get(done.headers["Location"])
    submission = Submission.objects.get()
    for expected in (
        "Ваш захтев је примљен",
        submission.case.number,
        submission.submission_number,
        "Шта је следеће",
    ):
        assert expected in text(sent), expected
    receipt = client.get(reverse("portal:receipt", args=[submission.pk, "pdf"]))
    assert receipt.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(receipt).startswith(b"%PDF")
    stated = json.loads(client.get(reverse("portal:receipt", args=[submission.pk, "json"])).content)
    assert stated["submission_number"] == submission.submission_number
    assert client.get(f"/my/receipts/{submission.pk}.xml").status_code == 404


def test_sending_twice_registers_once(office: Office, client_as: ClientAs) -> None:
    draft, client = filled(office), client_as(Role.CITIZEN)
    address = reverse("portal:check", args=[draft.pk])
    first, second = client.post(address), client.post(address)
    assert first.headers["Location"] == second.headers["Location"] == reverse("portal:sent", args=[draft.pk])
    assert Case.objects.count() == 1
    for place in ("check", "phone", "leave"):
        assert client.get(f"/requests/{draft.pk}/{place}/").headers["Location"].endswith("/sent/")


def test_a_wrong_answer_stays_typed_with_the_message_linked(office: Office, client_as: ClientAs) -> None:
    draft, client = begun(office), client_as(Role.CITIZEN)
    actions.answer(viewer(office), draft=draft, question="reason", raw="illness")
    page = client.post(question_url(draft, "members"), {"answer": "пет"})
    body = page.content.decode()
    assert page.status_code == 422
    assert "Упишите само број, цифрама" in body
    assert 'href="#id_answer"' in body
    assert 'value="пет"' in body
    assert "<title>Грешка:" in body
    assert client.post("/sr-latn" + question_url(draft, "members"), {"answer": "31"}).status_code == 422
    draft.refresh_from_db()
    assert "members" not in draft.answers


def test_an_empty_choice_and_a_missing_date_lead_to_their_first_field(office: Office, client_as: ClientAs) -> None:
    client = client_as(Role.CITIZEN)
    page = client.post(question_url(begun(office), "reason"), {})
    assert 'href="#id_answer_0"' in page.content.decode()
    draft = begun(office, "P036")
    wrong = client.post(question_url(draft, "from"), {"answer_day": "31", "answer_month": "2", "answer_year": "2027"})
    assert wrong.status_code == 422
    assert "Тај дан не постоји" in text(wrong)


def test_a_question_off_the_way_leads_to_the_first_open_one(office: Office, client_as: ClientAs) -> None:
    draft, client = begun(office), client_as(Role.CITIZEN)
    for code in ("damage-date", "nema"):
        assert client.get(question_url(draft, code)).headers["Location"] == question_url(draft, "reason")


def test_a_change_from_the_check_comes_back_and_asks_what_it_opens(office: Office, client_as: ClientAs) -> None:
    draft, client = filled(office), client_as(Role.CITIZEN)
    back = reverse("portal:check", args=[draft.pk])
    assert client.post(question_url(draft, "members") + "?change=1", {"answer": "4"}).headers["Location"] == back
    opened = client.post(question_url(draft, "reason") + "?change=1", {"answer": "disaster"})
    assert opened.headers["Location"] == question_url(draft, "damage-date") + "?change=1"
    check = client.get(back)
    assert "На нека питања још треба одговорити" in text(check)
    refused = client.post(back)
    assert refused.status_code == 422
    assert "Када се то догодило? – Упишите дан, месец и годину." in text(refused)
    assert not Case.objects.exists()


def test_going_on_later_leads_to_where_it_was_left(office: Office, client_as: ClientAs) -> None:
    draft, client = begun(office), client_as(Role.CITIZEN)
    resume = reverse("portal:resume", args=[draft.pk])
    assert resume in client.get("/my/").content.decode()
    assert client.get(resume).headers["Location"] == question_url(draft, "reason")
    actions.answer(viewer(office), draft=draft, question="reason", raw="illness")
    assert client.get(resume).headers["Location"] == question_url(draft, "story")
    full = filled(office)
    assert client.get(reverse("portal:resume", args=[full.pk])).headers["Location"].endswith("/check/")
    actions.submit(viewer(office), draft=full)
    assert client.get(reverse("portal:resume", args=[full.pk])).headers["Location"].endswith("/sent/")


def test_every_question_says_how_many_there_are(office: Office, client_as: ClientAs) -> None:
    draft, client = begun(office, "P036"), client_as(Role.CITIZEN)
    definition = queries.definition_of(draft.form)
    first, most = definition.questions[0].code, len(path(definition, {}))
    assert f"питање 1 од најмање {most}" in text(client.get(question_url(draft, first)))
    full = filled(office)
    definition = queries.definition_of(full.form)
    most = len(path(definition, queries.answers(full, definition, queries.files(full))))
    assert f"питање 1 од {most}" in text(client.get(question_url(full, definition.questions[0].code)))


def test_what_need_not_be_given_says_so(office: Office, client_as: ClientAs) -> None:
    client = client_as(Role.CITIZEN)
    case = actions.submit(viewer(office), draft=filled(office)).case
    words = text(client.get(reverse("portal:supplement", args=[case.pk])))
    assert "Довољна је једна реченица или једна датотека" in words
    assert words.count("(није обавезно)") == 2
    assert "(није обавезно)" not in text(client.get(question_url(begun(office, "P036"), "sketch")))
    assert "(није обавезно)" in text(client.get(question_url(filled(office), "medical")))


def test_files_are_kept_listed_shown_and_removed(office: Office, client_as: ClientAs) -> None:
    draft, client = filled(office), client_as(Role.CITIZEN)
    address = question_url(draft, "medical")
    assert client.post(address, {"answer": [sent_file(pdf(), "nalaz.pdf")], "more": "1"}).headers["Location"] == address
    assert "nalaz.pdf" in text(client.get(address))
    file = queries.files(draft)[0]
    shown = client.get(reverse("portal:file", args=[draft.pk, file.pk]))
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert client.post(address, {"answer": [sent_file(pdf(), "drugi.pdf")]}).headers["Location"].endswith("/check/")
    assert "nalaz.pdf, drugi.pdf" in text(client.get(reverse("portal:check", args=[draft.pk])))
    assert client.post(address, {"remove": str(file.pk)}).headers["Location"] == address
    assert client.post(address, {"remove": "x"}).status_code == 404
    assert [row.document.name for row in queries.files(draft)] == ["drugi.pdf"]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "prazno.pdf", "празна"),
        (b"MZ\x90\x00program", "slika.pdf", "slika.pdf"),
        (b"<html><script>alert(1)</script>", "strana.html", "strana.html"),
        (pdf("tajna"), "zakljucan.pdf", "закључан"),
        (b"%PDF-1.7\n" + b"0" * (20 << 20), "veliko.pdf", "20 MB"),
    ],
)
def test_a_refused_file_says_why_at_its_field(
    office: Office, client_as: ClientAs, data: bytes, name: str, words: str
) -> None:
    draft, client = filled(office), client_as(Role.CITIZEN)
    page = client.post(question_url(draft, "medical"), {"answer": [SimpleUploadedFile(name, data)]})
    assert page.status_code == 422
    assert words in text(page)
    assert "govuk-error-message" in page.content.decode()
    assert queries.files(draft) == []


def test_a_required_attachment_must_be_there(office: Office, client_as: ClientAs) -> None:
    draft, client = begun(office, "P036"), client_as(Role.CITIZEN)
    page = client.post(question_url(draft, "sketch"), {})
    assert page.status_code == 422
    assert "Додајте датотеку" in text(page)


def test_anothers_draft_case_and_receipt_are_not_there(office: Office, client_as: ClientAs) -> None:
    draft = filled(office)
    submission = actions.submit(viewer(office), draft=draft)
    open_draft = begun(office)
    stranger = Client()
    stranger.force_login(open_account(username="stranac", name="Други Грађанин"))
    document = submission.attachments.get().document_id
    for address in (
        question_url(open_draft, "reason"),
        reverse("portal:check", args=[open_draft.pk]),
        reverse("portal:sent", args=[draft.pk]),
        reverse("portal:leave", args=[open_draft.pk]),
        reverse("portal:receipt", args=[submission.pk, "pdf"]),
        reverse("portal:case", args=[submission.case_id]),
        reverse("portal:supplement", args=[submission.case_id]),
        reverse("portal:document", args=[submission.case_id, document]),
        reverse("portal:case", args=[uuid4()]),
    ):
        assert stranger.get(address).status_code == 404, address
        assert Client().get(address).status_code == 302, address
    assert stranger.post(question_url(open_draft, "reason"), {"answer": "illness"}).status_code == 404
    assert submission.case.number not in text(stranger.get("/my/"))


def test_stopping_keeps_everything_and_forgetting_is_said_before(office: Office, client_as: ClientAs) -> None:
    draft, client = filled(office), client_as(Role.CITIZEN)
    leave = reverse("portal:leave", args=[draft.pk])
    assert "не може се опозвати" in text(client.get(leave)) or "не може опозвати" in text(client.get(leave))
    assert "није послато" in text(client.get("/my/"))
    assert "Већ сте започели" in text(client.get("/services/P050/start/"))
    assert client.post(leave).headers["Location"] == "/my/"
    assert not Draft.objects.exists()


def test_the_status_needs_only_the_receipt_number_and_tells_nothing_personal(office: Office, client: Client) -> None:
    draft = filled(office)
    submission = actions.submit(viewer(office), draft=draft)
    typed = submission.submission_number.lower().replace("-", " ")
    found = client.get("/status/", {"number": typed})
    assert found.headers["Location"] == f"/status/{submission.submission_number}/"
    words = text(client.get(found.headers["Location"]))
    assert "Ваш захтев је заведен и чека службеника" in words
    assert f"заведен под бројем {submission.case.number}" in words
    assert f"Број поднеска {submission.submission_number}" in words
    for secret in ("Мила", "Ведрић", "Операција", "болест"):
        assert secret not in words, secret


def test_the_number_of_a_submission_has_one_name_everywhere() -> None:
    """The receipt calls it so (regulation: jedinstveni broj podneska); „број потврде“ sounded like another number."""
    told = {
        path: path.read_text("utf-8") for path in Path(salter.__file__).parent.glob("*/locale/sr/LC_MESSAGES/django.po")
    }
    other = re.compile(r"(?i)број\w*\s+(ове |ваше |те )?потврд")
    assert {path.parts[-4]: other.findall(text) for path, text in told.items() if other.search(text)} == {}
    assert other.search("под бројем потврде 7K2M")


@pytest.mark.parametrize("number", ["AAAA-BBBB-CCCC", "352-1/2026-IV-02"])
def test_an_unknown_number_is_said_kindly(office: Office, client: Client, number: str) -> None:
    page = client.get("/status/", {"number": number})
    assert page.status_code == 404
    assert "Немамо поднесак са овим бројем" in text(page)
    assert client.get("/status/AAAA-BBBB-CCCC/").status_code == 404


def test_an_empty_number_is_refused(office: Office, client: Client) -> None:
    page = client.get("/status/", {"number": " "})
    assert page.status_code == 422
    assert "Упишите број" in text(page)


def test_what_a_clerk_typed_is_not_told_to_who_only_has_the_number(
    office: Office, client: Client, client_as: ClientAs
) -> None:
    from salter.registry.actions import cancel_case

    submission = actions.submit(viewer(office), draft=filled(office))
    cancel_case(office.viewer(Role.REGISTRY_HEAD), case=submission.case, reason="Мила је већ поднела исти захтев")
    anonymous = text(client.get(f"/status/{submission.submission_number}/"))
    assert "Унос је поништен" in anonymous
    assert "Мила" not in anonymous
    own = text(client_as(Role.CITIZEN).get(reverse("portal:case", args=[submission.case_id])))
    assert "Мила је већ поднела" in own


def test_a_supplement_is_sent_once(office: Office, client_as: ClientAs) -> None:
    case, client = actions.submit(viewer(office), draft=filled(office)).case, client_as(Role.CITIZEN)
    address = reverse("portal:supplement", args=[case.pk])
    key = re.search(r'name="form_key" value="(\w+)"', client.get(address).content.decode())
    assert key
    body, paper = {"text": "Шаљем потврду о приходима.", "form_key": key[1]}, pdf()

    def send() -> HttpResponse:
        return client.post(address, {**body, "papers": [sent_file(paper, "potvrda.pdf")]})  # type: ignore[return-value]

    first, second = send(), send()
    assert first.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert "Ваша допуна је примљена" in text(client.get(first.headers["Location"]))
    assert case.submissions.count() == 2
    other = client.post(address, {**body, "text": "Нешто друго"})
    assert other.status_code == 422
    assert case.submissions.count() == 2
    assert client.post(address, {"text": ""}).status_code == 422
    assert "potvrda.pdf" in text(client.get(reverse("portal:case", args=[case.pk])))


def test_lists_cost_the_same_number_of_queries_however_long(
    office: Office, client_as: ClientAs, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_as(Role.CITIZEN)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    first = actions.submit(viewer(office), draft=filled(office))
    page = reverse("portal:case", args=[first.case_id])
    actions.supplement(viewer(office), case=first.case, text="Прва", uploads=[])
    cost("/my/")
    before = cost("/my/"), cost(page), cost("/services/")
    for _each in range(3):
        actions.submit(viewer(office), draft=filled(office))
        begun(office)
        actions.supplement(viewer(office), case=first.case, text="Још", uploads=[])
    assert (cost("/my/"), cost(page), cost("/services/")) == before


def test_my_requests_come_in_pages(office: Office, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "SHOWN_CASES", 2)
    made = [actions.submit(viewer(office), draft=filled(office)).case.number for _each in range(3)]
    client = client_as(Role.CITIZEN)
    first = client.get("/my/")
    assert made[2] in text(first)
    assert made[0] not in text(first)
    more = re.search(r'href="(/my/\?before=[^"]+)"', first.content.decode())
    assert more
    assert made[0] in text(client.get(more[1]))
    assert client.get("/my/?before=x").status_code == 404
