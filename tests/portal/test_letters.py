"""A citizen writes to the body: kept while written, received once, registered by a clerk, followed to its number."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from salter.documents.actions import content
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.mailbox import actions as mailbox
from salter.mailbox.models import Delivery
from salter.organisations import clock, kept
from salter.organisations.access import NotAllowed
from salter.organisations.actions import party_of_account, with_party
from salter.organisations.models import FunctionMode, KeptForm, Mode, Role
from salter.portal.actions import Upload
from salter.portal.letters import actions, queries, rules
from salter.portal.letters.actions import Words
from salter.portal.models import Letter
from salter.registry import actions as registry
from salter.registry import numbering
from salter.registry.incoming.queries import files as files_of
from salter.registry.incoming.queries import likely_case
from salter.registry.models import Case, Door, Incoming, IncomingState, IntakeChannel, Submission
from salter.signatures.actions import trust
from salter.signatures.profile import verify_sealed
from tests.support.office import Office
from tests.support.scene import registered, signed

from .scenes import pdf, sent_file, upload, viewer

SignIn = Callable[[Role], Client]
WORDS = Words("Оштећен тротоар", "У Липовој улици фали пет плоча.")


def text(response: Any) -> str:
    """The words of a page, spaces made plain."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def begun(office: Office, words: Words = WORDS, files: int = 1, **more: Any) -> Letter:
    """A letter that is not sent yet."""
    uploads = [upload(pdf(), f"prilog-{place}.pdf") for place in range(files)]
    return actions.begin(viewer(office), words=words, uploads=uploads, **more)


def sent(office: Office, words: Words = WORDS, files: int = 1, **more: Any) -> Letter:
    """A letter on the shelf."""
    return actions.send(viewer(office), letter=begun(office, words, files, **more))


def my_case(office: Office) -> Case:
    """A case of the citizen."""
    asking = viewer(office)
    party = party_of_account(asking)
    return registered(office, "Захтев за заузеће", party).case


def answerable(office: Office) -> Delivery:
    """A letter of the office in the citizen's case, taken from the mailbox."""
    [delivery] = registry.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=signed(office, my_case(office)))
    return mailbox.open_receipt(viewer(office), delivery=delivery)


def verbs(letter: Letter) -> list[str]:
    """What the journal says of it, in order."""
    return list(Entry.objects.filter(subject_id=letter.pk).order_by("id").values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("sent_before", "expected"),
    [
        ([], None),
        ([timedelta(minutes=1)] * (rules.HOURLY_LIMIT - 1), None),
        ([timedelta(hours=2)] * 50, None),
        ([timedelta(minutes=50), *[timedelta(minutes=1)] * (rules.HOURLY_LIMIT - 1)], timedelta(minutes=10)),
    ],
)
def test_how_often_letters_may_be_sent(sent_before: list[timedelta], expected: timedelta | None) -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    allowed = rules.next_allowed([now - ago for ago in sent_before], now)
    assert allowed == (now + expected if expected else None)


def test_a_letter_lands_on_the_shelf_with_its_paper_and_files(office: Office) -> None:
    letter = sent(office)
    row = letter.incoming
    assert row is not None
    assert (row.door, row.state, row.subject, row.text) == (
        Door.MAILBOX,
        IncomingState.WAITING,
        WORDS.subject,
        WORDS.text,
    )
    assert row.received_at == letter.sent_at
    assert row.sender_name == office.account(Role.CITIZEN).display_name
    names = [file.document.name for file in files_of(row)]
    assert names == ["pismo.pdf", "prilog-0.pdf"]
    assert content(files_of(row)[0].document).startswith(b"%PDF")
    assert verbs(letter) == ["letter.begun", "letter.file-added", "letter.sent"]
    entry = Entry.objects.get(verb="letter.sent")
    assert entry.body["documents"] == [file.document.sha256 for file in files_of(row)]


def test_sent_twice_it_is_there_once(office: Office) -> None:
    letter = begun(office)
    first = actions.send(viewer(office), letter=letter)
    again = actions.send(viewer(office), letter=letter)
    assert (first.number, first.incoming_id) == (again.number, again.incoming_id)
    assert Incoming.objects.count() == 1
    assert verbs(letter).count("letter.sent") == 1


def test_what_is_missing_is_told_and_nothing_is_sent(office: Office) -> None:
    letter = begun(office, Words("", ""), files=0)
    assert set(actions.problems(letter)) == {"subject", "text"}
    with pytest.raises(ValidationError) as refused:
        actions.send(viewer(office), letter=letter)
    assert refused.value.code == "incomplete"
    assert not Incoming.objects.exists()
    only_file = begun(office, Words("Извод", ""), files=1)
    assert actions.problems(only_file) == {}


def test_a_sent_letter_is_never_changed(office: Office) -> None:
    letter = sent(office)
    for change in (
        lambda: actions.write(viewer(office), letter=letter, words=Words("Друго", "Друго")),
        lambda: actions.forget(viewer(office), letter=letter),
        lambda: actions.remove_file(viewer(office), letter=letter, file_id=letter.files.get().pk),
    ):
        with pytest.raises(ValidationError) as refused:
            change()
        assert refused.value.code == "sent"
    letter.refresh_from_db()
    assert (letter.subject, letter.files.count()) == (WORDS.subject, 1)


def test_limits_are_told_and_keep_what_was_there(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = begun(office, files=rules.FILES_LIMIT)
    with pytest.raises(ValidationError, match="највише 10 датотека"):
        actions.write(viewer(office), letter=letter, words=WORDS, uploads=[upload(pdf())])
    monkeypatch.setattr(rules, "BYTES_LIMIT", 100)
    other = begun(office, files=0)
    with pytest.raises(ValidationError, match="заједно веће"):
        actions.write(viewer(office), letter=other, words=Words("Ново", "Ново"), uploads=[upload(pdf())])
    with pytest.raises(ValidationError, match="закључан"):
        actions.write(viewer(office), letter=other, words=WORDS, uploads=[upload(pdf("tajna"))])
    with pytest.raises(ValidationError, match="знакова"):
        actions.write(viewer(office), letter=other, words=Words("Тема", "а" * (rules.TEXT_LIMIT + 1)))
    other.refresh_from_db()
    assert (other.subject, other.files.count(), letter.files.count()) == (WORDS.subject, 0, rules.FILES_LIMIT)


def test_who_sends_too_much_waits_and_the_letter_is_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "HOURLY_LIMIT", 2)
    sent(office)
    sent(office)
    third = begun(office)
    with pytest.raises(ValidationError, match="сачувано") as refused:
        actions.send(viewer(office), letter=third)
    assert refused.value.code == "often"
    assert Letter.objects.get(pk=third.pk).sent_at is None
    monkeypatch.setattr(rules, "UNSENT_LIMIT", 1)
    with pytest.raises(ValidationError) as too_many:
        begun(office)
    assert too_many.value.code == "unsent"


def test_everybody_sees_their_own_only(office: Office, other_office: Office) -> None:
    letter = sent(office)
    other = viewer(office, office.account(Role.COMPANY))
    with pytest.raises(Letter.DoesNotExist):
        queries.letter(other, letter.pk)
    with pytest.raises(Letter.DoesNotExist):
        actions.confirmation(other, letter=letter)
    assert not queries.letters(other).exists()
    with pytest.raises(NotAllowed):
        actions.begin(office.viewer(Role.REGISTRY_CLERK), words=WORDS)


def test_a_clerk_registers_it_as_a_case_under_the_number_of_its_confirmation(office: Office, client_as: SignIn) -> None:
    letter = sent(office)
    clerk = client_as(Role.REGISTRY_CLERK)
    page = clerk.get(reverse("registry:incoming-one", args=[letter.incoming_id]))
    assert letter.number in text(page)
    address = f"{reverse('registry:register')}?incoming={letter.incoming_id}"
    form = clerk.get(address).context
    first = form["parties"][0].initial
    assert first["known"] == str(party_of_account(viewer(office)).pk)
    answer = clerk.post(address, {**filled(form), "matter": "P036"})
    assert answer.status_code == 302, text(answer)
    run_everything()
    submission = Submission.objects.get(submission_number=letter.number)
    assert submission.channel == IntakeChannel.MAILBOX
    assert submission.received_at.replace(second=0, microsecond=0) == (
        letter.sent_at or submission.received_at
    ).replace(second=0, microsecond=0)
    assert submission.case.party_ids == [party_of_account(viewer(office)).pk]
    assert list(submission.attachments.values_list("label", flat=True)) == ["pismo.pdf", "prilog-0.pdf"]
    words = text(client_as(Role.CITIZEN).get(reverse("portal:letter", args=[letter.pk])))
    assert submission.case.number in words
    assert "заведено" in words


def filled(context: Any) -> dict[str, Any]:
    """The clerk's form as it is prefilled, in the fields of a browser."""
    sent_: dict[str, Any] = {"form_key": uuid4().hex}
    for form in [context["form"], *context.get("parties", [])]:
        for bound in form:
            value = bound.value()
            if value is None or value is False or bound.name in ("documents", "form_key"):
                continue
            if isinstance(value, datetime):
                day, time = value.strftime("%d.%m.%Y"), value.strftime("%H:%M")
                sent_ |= {f"{bound.html_name}_0": day, f"{bound.html_name}_1": time, bound.html_name: f"{day} {time}"}
            else:
                sent_[bound.html_name] = value
    return sent_


def test_about_an_own_case_it_is_offered_as_its_supplement(office: Office, client_as: SignIn) -> None:
    case = my_case(office)
    letter = sent(office, Words("Допуна", "Шаљем доказ.", case))
    assert letter.incoming is not None
    assert likely_case(office.viewer(Role.REGISTRY_CLERK), letter.incoming) == case
    clerk = client_as(Role.REGISTRY_CLERK)
    address = f"{reverse('registry:supplement', args=[case.pk])}?incoming={letter.incoming_id}"
    answer = clerk.post(address, filled(clerk.get(address).context))
    assert answer.status_code == 302, text(answer)
    submission = case.submissions.get(sub_number=1)
    assert (submission.submission_number, submission.sender_id) == (letter.number, case.party_ids[0])
    citizen = client_as(Role.CITIZEN)
    words = text(citizen.get(reverse("portal:letter", args=[letter.pk])))
    assert numbering.sub_number(office.organisation, case, 1) in words
    run_everything()
    assert citizen.get(reverse("portal:receipt", args=[submission.pk, "pdf"])).status_code == 200


def test_a_case_of_somebody_else_cannot_be_chosen(office: Office, client_as: SignIn) -> None:
    foreign = office.register().case
    answer = client_as(Role.CITIZEN).post(
        reverse("portal:write"), {"subject": "Тема", "text": "Текст", "case": str(foreign.pk)}
    )
    letter = Letter.objects.first()
    assert letter is None or letter.case_id is None
    assert answer.status_code in (302, 422)


def test_an_answer_goes_to_the_case_of_the_letter(office: Office, client_as: SignIn) -> None:
    delivery = answerable(office)
    citizen = client_as(Role.CITIZEN)
    address = f"{reverse('portal:write')}?answer={delivery.pk}"
    assert address in citizen.get(reverse("mailbox:message", args=[delivery.pk])).content.decode()
    page = text(citizen.get(address))
    assert delivery.title in page
    answer = citizen.post(address, {"subject": "Одговор", "text": "Слажем се.", "form_key": "a"})
    letter = Letter.objects.get()
    assert answer.headers["Location"] == reverse("portal:letter-check", args=[letter.pk])
    citizen.post(answer.headers["Location"])
    letter.refresh_from_db()
    assert letter.delivery == delivery
    assert letter.incoming is not None
    likely = likely_case(office.viewer(Role.REGISTRY_CLERK), letter.incoming)
    assert likely is not None
    assert likely.pk == delivery.case_id
    assert "На ово писмо сте већ одговарали" in text(citizen.get(address))


def test_a_letter_whose_receipt_waits_is_not_answered_yet(office: Office, client_as: SignIn) -> None:
    [delivery] = registry.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=signed(office, my_case(office)))
    answer = client_as(Role.CITIZEN).get(f"{reverse('portal:write')}?answer={delivery.pk}")
    assert answer.headers["Location"] == reverse("mailbox:message", args=[delivery.pk])
    assert client_as(Role.COMPANY).get(f"{reverse('portal:write')}?answer={delivery.pk}").status_code == 404


def test_set_aside_the_citizen_reads_why_and_it_can_be_taken_back(office: Office, client_as: SignIn) -> None:
    from salter.registry.incoming import actions as shelf

    letter = sent(office)
    assert letter.incoming is not None
    clerk, citizen = client_as(Role.REGISTRY_CLERK), client_as(Role.CITIZEN)
    aside = reverse("registry:incoming-aside", args=[letter.incoming_id])
    assert "чита разлог" in text(clerk.get(aside))
    clerk.post(aside, {"reason": "Реклама", "form_key": "a"})
    here = reverse("portal:letter", args=[letter.pk])
    assert "Реклама" in text(citizen.get(here))
    assert "Реклама" not in text(Client().get(f"/status/{letter.number}/"))
    shelf.take_back(office.viewer(Role.REGISTRY_CLERK), incoming=letter.incoming)
    assert "Реклама" not in text(citizen.get(here))


def test_by_the_number_of_the_confirmation_everybody_sees_where_it_is(office: Office, client: Client) -> None:
    letter = sent(office)
    answer = client.get("/status/", {"number": letter.number.lower().replace("-", " ")})
    assert answer.headers["Location"] == f"/status/{letter.number}/"
    words = text(client.get(f"/status/{letter.number}/"))
    assert "чека да га службеник заведе" in words
    assert WORDS.subject not in words


def test_the_confirmation_is_sealed_and_made_once(office: Office) -> None:
    letter = sent(office)
    made = actions.confirmation(viewer(office), letter=letter)
    assert actions.confirmation(viewer(office), letter=letter).pk == made.pk
    judged = verify_sealed(content(made), trust().anchors)
    assert judged.outcome == "valid", judged
    assert verbs(letter)[-1] == "letter.confirmed"
    with pytest.raises(Letter.DoesNotExist):
        actions.confirmation(viewer(office), letter=begun(office))


def test_pages_from_writing_to_the_confirmation(office: Office, client_as: SignIn) -> None:
    citizen = client_as(Role.CITIZEN)
    address = reverse("portal:write")
    assert "Ни" in text(citizen.get(address))
    values = {"subject": "Тема", "text": "", "papers": sent_file(pdf()), "form_key": "k", "more": "1"}
    answer = citizen.post(address, values)
    letter = Letter.objects.get()
    here = reverse("portal:letter", args=[letter.pk])
    assert answer.headers["Location"] == here
    values["papers"] = sent_file(pdf())
    words = text(citizen.get(here))
    assert "skica.pdf" in words
    assert citizen.post(here, {"subject": "", "text": ""}).headers["Location"] == f"{here}?missing=1"
    missing = citizen.get(f"{here}?missing=1")
    assert "Напишите у неколико речи о чему је реч" in text(missing)
    answer = citizen.post(here, {"subject": "Тема", "text": "Текст"})
    assert answer.headers["Location"] == reverse("portal:letter-check", args=[letter.pk])
    assert "Текст" in text(citizen.get(answer.headers["Location"]))
    done = citizen.post(answer.headers["Location"])
    letter.refresh_from_db()
    assert done.headers["Location"] == f"{here}?sent=1"
    assert letter.number in text(citizen.get(done.headers["Location"]))
    assert citizen.get(reverse("portal:letter-confirmation", args=[letter.pk])).status_code == 200
    assert citizen.post(answer.headers["Location"]).headers["Location"] == f"{here}?sent=1"
    assert Incoming.objects.count() == 1


def test_the_same_form_twice_begins_one_letter(office: Office, client_as: SignIn) -> None:
    citizen = client_as(Role.CITIZEN)
    values = {"subject": "Тема", "text": "Текст", "form_key": "k"}
    first = citizen.post(reverse("portal:write"), values)
    second = citizen.post(reverse("portal:write"), values)
    assert first.headers["Location"] == second.headers["Location"]
    assert Letter.objects.count() == 1
    other = citizen.post(reverse("portal:write"), {**values, "text": "Други"})
    assert other.status_code == 422
    assert "Други" in other.content.decode()


def test_a_refused_file_keeps_the_words_on_the_page(office: Office, client_as: SignIn) -> None:
    program = SimpleUploadedFile("igra.exe", b"MZ" + bytes(50), "application/octet-stream")
    answer = client_as(Role.CITIZEN).post(
        reverse("portal:write"), {"subject": "Тема", "text": "Дуго писмо", "papers": program, "form_key": "k"}
    )
    assert answer.status_code == 422
    assert "Дуго писмо" in text(answer)
    assert "igra.exe" in text(answer)
    assert not Letter.objects.exists()


def test_half_written_it_stands_among_what_is_begun(office: Office, client_as: SignIn) -> None:
    citizen = client_as(Role.CITIZEN)
    citizen.post(reverse("portal:write"), {"subject": "Пола писма", "text": "", "form_key": "k", "later": "1"})
    assert "Пола писма" in text(citizen.get(reverse("portal:my")))
    assert "Пола писма" in text(citizen.get(reverse("portal:letters")))
    letter = Letter.objects.get()
    citizen.post(reverse("portal:letter-forget", args=[letter.pk]))
    assert not Letter.objects.exists()


def test_an_unread_answer_of_the_office_marks_the_letter(office: Office) -> None:
    case = my_case(office)
    letter = sent(office, Words("Питање", "Када?", case))
    assert letter.incoming is not None
    intake = registry.Intake(
        subject="Питање",
        channel=IntakeChannel.MAILBOX,
        received_at=clock.now(office.organisation),
        submission_number=letter.number,
    )
    from salter.registry.incoming.actions import register_incoming

    register_incoming(office.viewer(Role.REGISTRY_CLERK), incoming=letter.incoming, intake=intake, case=case)
    rows = list(queries.letters(viewer(office)))
    assert queries.with_answers(viewer(office), rows) == set()
    case.refresh_from_db()
    registry.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=signed(office, case))
    assert queries.with_answers(viewer(office), rows) == {letter.pk}


def test_a_session_that_ends_loses_no_word_and_no_file(office: Office) -> None:
    mark = {kept.MARK: kept.mark_of(office.account(Role.CITIZEN))}
    values = {"subject": "Тема", "text": "Писано сат времена", "papers": [sent_file(pdf(), "a.pdf")], "form_key": "k"}
    away = Client()
    answer = away.post(reverse("portal:write"), {**values, **mark})
    assert answer.headers["Location"].startswith("/sign-in/")
    away.force_login(office.account(Role.CITIZEN))
    waiting = KeptForm.objects.get()
    page = away.get(reverse("portal:write"), {kept.KEPT: str(waiting.pk)})
    assert "Писано сат времена" in page.content.decode()
    assert "a.pdf" in page.content.decode()


def test_the_handler_sees_in_the_case_that_a_letter_waits(office: Office, client_as: SignIn) -> None:
    delivery = answerable(office)
    sent(office, Words("Одговор", "Ево."), answers=delivery)
    page = text(client_as(Role.HANDLER).get(reverse("registry:case", args=[delivery.case_id])))
    assert "Странка је писала органу" in page


def test_the_page_never_claims_to_be_the_state_s(office: Office, client_as: SignIn) -> None:
    citizen, address = client_as(Role.CITIZEN), reverse("portal:write")
    plain = text(citizen.get(address))
    assert "Није ни еСандуче ни портал еУправа" in plain
    assert "у државном систему" not in plain
    FunctionMode.objects.filter(function="register").update(mode=Mode.COMPANION)
    assert "у државном систему" in text(citizen.get(address))


def test_a_company_s_letter_names_who_represents_it(office: Office) -> None:
    account = office.account(Role.COMPANY)
    writer = viewer(office, account)
    letter = actions.begin(writer, words=WORDS, uploads=[Upload("a.txt", "text/plain", BytesIO(b"a"))])
    letter = actions.send(writer, letter=letter)
    assert letter.incoming is not None
    assert letter.incoming.sender_name == account.company_name
    assert letter.incoming.facts["representative"] == account.display_name
    assert with_party(writer, party_of_account(writer)).party_ids
