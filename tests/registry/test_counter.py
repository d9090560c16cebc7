"""What a counter does beside the ordinary paper: records, closed envelopes, outages, places, undoing, ceding."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from salter.documents.actions import content
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions, counter, printing
from salter.registry.actions import How, Intake, LooksRegistered, PartyInput
from salter.registry.actions.counter import USUAL
from salter.registry.looks import look_at_case
from salter.registry.models import (
    Act,
    ActStatus,
    Case,
    CaseStatus,
    EnvelopeEnd,
    IntakeChannel,
    Manner,
    OutageSheet,
    Reception,
    Submission,
)
from tests.documents.test_rendering import text_of
from tests.registry.scenes import assigned, interrupted, resolved
from tests.support.office import Office


def paper(office: Office, **changes: Any) -> Intake:
    """A paper in the hand of a clerk."""
    intake = Intake(
        subject="Захтев за сечу стабла",
        channel=IntakeChannel.COUNTER,
        received_at=office.ago(minutes=3),
        parties=[PartyInput(office.party("Ђорђе Шљивић"))],
        class_code="352",
    )
    return replace(intake, **changes)


def take(office: Office, how: How = USUAL, **changes: Any) -> Reception:
    """Taken in by the clerk."""
    submission = actions.take_paper(office.viewer(Role.REGISTRY_CLERK), intake=paper(office, **changes), how=how)
    return Reception.objects.select_related("submission__case").get(submission=submission)


def refused(code: str, deed: Callable[[], object]) -> str:
    """The deed is refused with this code; what it says."""
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        deed()
    assert caught.value.code == code
    return " ".join(caught.value.messages)


def test_who_took_it_in_and_where_is_kept_even_when_the_counter_closes(office: Office) -> None:
    clerk, head = office.viewer(Role.REGISTRY_CLERK), office.viewer(Role.REGISTRY_HEAD)
    place = actions.open_place(head, code="ЛИП", name="Месна канцеларија Липовац")
    actions.sit_down(clerk, place=place)
    reception = take(office)
    assert (reception.name, str(reception.place)) == (clerk.name, "Месна канцеларија Липовац")
    entry = Entry.objects.get(verb="submission.taken-in", case_id=reception.submission.case_id)
    assert (entry.body["clerk"], entry.body["place"]) == (clerk.name, "Месна канцеларија Липовац")
    actions.close_place(head, place=place)
    assert counter.place_of(clerk) is None
    reception.refresh_from_db()
    assert str(reception.place) == "Месна канцеларија Липовац"
    assert refused("code", lambda: actions.open_place(head, code="ЛИП", name="Друга"))
    with pytest.raises(NotAllowed):
        actions.open_place(clerk, code="X", name="Друга")


def test_two_counters_write_into_one_register(office: Office) -> None:
    head, clerk = office.viewer(Role.REGISTRY_HEAD), office.viewer(Role.REGISTRY_CLERK)
    actions.sit_down(clerk, place=actions.open_place(head, code="1", name="Липовац"))
    actions.sit_down(head, place=actions.open_place(head, code="2", name="Дубрава"))
    actions.take_paper(clerk, intake=paper(office))
    actions.take_paper(head, intake=paper(office))
    assert list(Case.objects.order_by("ordinal").values_list("ordinal", flat=True)) == [1, 2]
    assert [str(row.place) for row in Reception.objects.order_by("at", "id")] == ["Липовац", "Дубрава"]


def test_what_is_said_becomes_a_record_that_the_party_signs(office: Office) -> None:
    reception = take(office, How(manner=Manner.ORAL, statement="Тражим да се посече стабло.\nНагнуто је."))
    assert reception.record is not None
    submission = reception.submission
    assert [row.document_id for row in submission.attachments.all()] == [reception.record_id]
    pdf = content(reception.record)
    text = " ".join(text_of(pdf).split())
    for words in ("Записник", "Тражим да се посече стабло.", "Ђорђе Шљивић", submission.case.number, reception.name):
        assert words in text
    with pikepdf.open(BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
    clerk = office.viewer(Role.REGISTRY_CLERK)
    assert [row.pk for row in counter.unsigned_records(clerk)] == [reception.pk]
    actions.note_signed_record(clerk, reception=reception)
    assert list(counter.unsigned_records(clerk)) == []
    refused("record", lambda: actions.note_signed_record(clerk, reception=reception))
    other = take(office, How(manner=Manner.ORAL, statement="Друго."))
    actions.note_signed_record(clerk, reception=other, note="Отишла је пре потписа")
    verbs = list(Entry.objects.filter(verb__startswith="record.").order_by("id").values_list("verb", flat=True))
    assert verbs == ["record.signed", "record.refused"]


def test_a_record_without_words_is_refused_and_nothing_is_registered(office: Office) -> None:
    refused("statement", lambda: take(office, How(manner=Manner.ORAL, statement=" ")))
    assert Case.objects.count() == 0


@pytest.mark.parametrize("manner", [Manner.PERSONAL, Manner.TENDER])
def test_a_closed_envelope_is_registered_by_its_outside(office: Office, manner: Manner) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    refused("documents", lambda: take(office, How(manner=manner), documents=[office.document()]))
    handed, opened = take(office, How(manner=manner)), take(office, How(manner=manner))
    assert [row.pk for row in counter.envelopes(clerk)] == [handed.pk, opened.pk]
    refused("note", lambda: actions.end_envelope(clerk, reception=handed, end=EnvelopeEnd.HANDED, note=" "))
    inside = office.document()
    refused(
        "documents",
        lambda: actions.end_envelope(
            clerk, reception=handed, end=EnvelopeEnd.HANDED, note="Комисији", documents=[inside]
        ),
    )
    actions.end_envelope(clerk, reception=handed, end=EnvelopeEnd.HANDED, note="Комисији за јавне набавке")
    actions.end_envelope(clerk, reception=opened, end=EnvelopeEnd.OPENED, note="Пред комисијом", documents=[inside])
    assert list(counter.envelopes(clerk)) == []
    assert [row.document_id for row in opened.submission.attachments.all()] == [inside.pk]
    assert not handed.submission.attachments.exists()
    refused("envelope", lambda: actions.end_envelope(clerk, reception=opened, end=EnvelopeEnd.HANDED, note="Опет"))


def test_the_postmark_is_kept_apart_from_receipt_and_registration(office: Office) -> None:
    now = clock.now(office.organisation).replace(microsecond=0)
    posted = (now - timedelta(days=4)).date()
    refused("envelope", lambda: take(office, How(envelope_kept=True), posted_on=posted))
    refused("posted", lambda: take(office, How(envelope_kept=True), channel=IntakeChannel.POST))
    received = now - timedelta(days=1)
    reception = take(
        office, How(envelope_kept=True), channel=IntakeChannel.POST, posted_on=posted, received_at=received
    )
    case = reception.submission.case
    assert (case.posted_on, case.received_at, case.registered_at >= now) == (posted, received, True)
    assert (reception.posted_on, reception.envelope_kept) == (posted, True)
    supplement = actions.take_paper(
        office.viewer(Role.REGISTRY_CLERK),
        intake=paper(office, channel=IntakeChannel.POST, posted_on=posted),
        how=How(envelope_kept=True),
        case=case,
    )
    assert Reception.objects.get(submission=supplement).posted_on == posted


def test_a_sheet_of_an_outage_is_entered_once_under_its_own_number(office: Office) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    batch = actions.print_sheets(clerk, count=3)
    first, second, third = counter.sheets_of(clerk, batch)
    typed = first.code.lower().replace("-", " ").replace("0", "o")
    at = clock.now(office.organisation).replace(microsecond=0) - timedelta(hours=5)
    reception = take(office, How(sheet=typed), received_at=at)
    submission = reception.submission
    assert (submission.submission_number, submission.received_at) == (first.code, at)
    assert submission.case.number in refused("sheet", lambda: take(office, How(sheet=first.code)))
    refused("sheet", lambda: take(office, How(sheet="0000-0000-0000")))
    actions.spoil_sheet(clerk, code=second.code, reason="Поцепан")
    assert "Поцепан" in refused("sheet", lambda: take(office, How(sheet=second.code)))
    refused("code", lambda: actions.spoil_sheet(clerk, code=first.code, reason="Изгубљен"))
    [row] = counter.sheets(clerk)
    assert (len(row.codes), row.unused) == (3, 1)
    assert third.code in row.codes
    other = take(office).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Reception.objects.filter(pk=other).update(sheet=first)
    text = text_of(printing.sheets_pdf(clerk, counter.sheets_of(clerk, batch)))
    assert all(text.count(sheet.code) == 2 for sheet in (first, second, third))
    refused("count", lambda: actions.print_sheets(clerk, count=101))
    assert OutageSheet.objects.count() == 3


def test_an_own_entry_of_today_is_undone_while_nobody_works_on_it(office: Office) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    case = take(office).submission.case
    refused("reason", lambda: actions.undo_entry(clerk, case=case, reason=" "))
    with pytest.raises(NotAllowed):
        actions.undo_entry(office.viewer(Role.REGISTRY_HEAD), case=case, reason="Није мој")
    actions.undo_entry(clerk, case=case, reason="Двапут заведено")
    case.refresh_from_db()
    assert case.cancelled_by == clerk.account
    assert (case.cancel_reason, case.ordinal) == ("Двапут заведено", 1)
    assert take(office).submission.case.ordinal == 2
    busy = take(office).submission.case
    actions.assign(clerk, case=busy, unit=office.units["IV-02"], staff=office.people[Role.HANDLER])
    refused("too-late", lambda: actions.undo_entry(clerk, case=busy, reason="Погрешно"))
    old = take(office).submission.case
    Case.objects.filter(pk=old.pk).update(registered_at=office.ago(days=1))
    refused("too-late", lambda: actions.undo_entry(clerk, case=old, reason="Погрешно"))


def test_a_misdirected_submission_is_ceded_and_the_party_is_told(office: Office) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    case = take(office, parties=[PartyInput(office.party("Мира Мирић"))]).submission.case
    refused("body", lambda: actions.cede_case(clerk, case=case, body=" ", reason="Ненадлежност"))
    cession = actions.cede_case(clerk, case=case, body="Општина Дубрава", reason="Стабло је на територији те општине.")
    case.refresh_from_db()
    assert (case.status, case.outcome) == (CaseStatus.RESOLVED, "transferred")
    assert case.disposition == "уступљено – Општина Дубрава"
    notice = cession.notice
    assert notice is not None
    assert notice.status == ActStatus.SUBMITTED
    assert "Општина Дубрава" in notice.content["text"]
    head = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    actions.approve_act(head, act=notice)
    actions.sign_act(office.viewer(Role.SIGNATORY), act=notice)
    [delivery] = actions.dispatch_act(clerk, act=Act.objects.get(pk=notice.pk))
    assert delivery.recipient.name == "Мира Мирић"
    refused("status", lambda: actions.cede_case(office.viewer(Role.REGISTRY_HEAD), case=case, body="Х", reason="Y"))


def test_only_who_handles_a_case_cedes_it_later(office: Office) -> None:
    case = assigned(office)
    with pytest.raises(NotAllowed):
        actions.cede_case(office.viewer(Role.REGISTRY_CLERK), case=case, body="Дубрава", reason="Ненадлежност")
    actions.cede_case(office.viewer(Role.HANDLER), case=case, body="Дубрава", reason="Ненадлежност")
    anonymous = take(office, parties=[]).submission.case
    cession = actions.cede_case(office.viewer(Role.REGISTRY_CLERK), case=anonymous, body="Дубрава", reason="Није наше")
    assert cession.notice is None


@pytest.mark.parametrize("status", [CaseStatus.INTERRUPTED, CaseStatus.RESOLVED])
def test_a_supplement_wakes_its_case_and_tells_the_handler_until_the_handler_looks(
    office: Office, status: CaseStatus
) -> None:
    case = interrupted(office) if status == CaseStatus.INTERRUPTED else resolved(office)
    clerk, handler = office.viewer(Role.REGISTRY_CLERK), office.viewer(Role.HANDLER)
    look_at_case(handler, case.pk)
    assert counter.supplements_told(handler) == []
    sender = PartyInput(case.parties.get().party)
    added = actions.take_paper(clerk, intake=paper(office, parties=[sender]), case=case)
    case.refresh_from_db()
    woken = CaseStatus.IN_PROGRESS if status == CaseStatus.INTERRUPTED else status
    assert (case.status, added.sub_number) == (woken, 1)
    assert counter.supplements_told(handler) == [added]
    assert counter.supplements_told(office.viewer(Role.UNIT_HEAD)) == []
    entry = Entry.objects.get(verb="case.supplemented", case_id=case.pk)
    assert entry.body["resumed"] is (status == CaseStatus.INTERRUPTED)
    look_at_case(handler, case.pk)
    assert counter.supplements_told(handler) == []


def test_what_looks_registered_is_found_by_file_number_and_matter_but_not_when_cancelled(office: Office) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    document = office.document()
    first = take(office, documents=[document], sender_reference="03-7/2026").submission
    for again in (
        paper(office, parties=[], subject="Х", documents=[office.document()]),
        paper(office, subject="Нешто треће", sender_reference="03 7/2026"),
        paper(office, subject="Zahtev za seču stabla"),
    ):
        with pytest.raises(LooksRegistered) as asked:
            actions.ask_about(clerk, actions.traits_of(again))
        assert [row.submission for row in asked.value.found] == [first]
        actions.ask_about(clerk, actions.traits_of(again), another={first.pk})
    actions.ask_about(clerk, actions.traits_of(paper(office, subject="Нешто четврто")))
    actions.undo_entry(clerk, case=first.case, reason="Погрешно")
    actions.ask_about(clerk, actions.traits_of(paper(office)))


def test_the_question_never_tells_of_a_case_that_the_clerk_may_not_see(office: Office) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    hidden = take(office).submission.case
    actions.restrict_case(
        office.viewer(Role.REGISTRY_HEAD), case=hidden, staff=[office.people[Role.HANDLER]], reason="осетљиво"
    )
    actions.ask_about(clerk, actions.traits_of(paper(office)))


def test_labels_carry_the_stamp_on_a_roll_and_on_a4(office: Office) -> None:
    clerk = office.viewer(Role.REGISTRY_CLERK)
    rows = [take(office, How(enclosures=4, value="РАТ 530,00"), subject=f"Захтев {n}").submission for n in range(3)]
    found = counter.submissions(clerk, [row.pk for row in rows])
    assert [row.pk for row in found] == [row.pk for row in rows]
    at = clock.now(office.organisation)
    roll = printing.labels_pdf(clerk, found, sheet=False, first=1, at=at)
    sheet = printing.labels_pdf(clerk, found, sheet=True, first=23, at=at)
    with pikepdf.open(BytesIO(roll)) as pdf:
        assert len(pdf.pages) == 3
        width, height = (float(side) * 25.4 / 72 for side in pdf.pages[0].mediabox[2:])
        assert (round(width), round(height)) == (62, 29)
    with pikepdf.open(BytesIO(sheet)) as pdf:
        assert len(pdf.pages) == 2  # two places were left on the first sheet
    for text in (" ".join(text_of(roll).split()), " ".join(text_of(sheet).split())):
        for row in found:
            assert row.case.number in text
            assert row.submission_number in text
        assert "РАТ 530,00" in text
        assert "Прилог: 4" in text


def test_only_the_registry_office_takes_papers_in(office: Office) -> None:
    for role in (Role.HANDLER, Role.INSPECTOR, Role.CITIZEN, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            actions.take_paper(office.viewer(role), intake=paper(office))
    assert Submission.objects.count() == 0


def test_the_printed_code_is_a_full_qr_code_that_telephones_read() -> None:
    """A micro QR code has 11 to 17 modules a side and one corner mark; most cameras see nothing in it."""
    found = re.search(r'viewBox="0 0 (\d+) ', printing.code_picture("7F3K-92QD-0A1B"))
    assert found is not None
    assert int(found[1]) >= 21
