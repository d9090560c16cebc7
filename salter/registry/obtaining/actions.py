"""Noting what the body obtains itself, asking for it, and what came: each deed is written into the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.documents.actions import keep_as_it_came, keep_own
from salter.documents.models import Document, Source
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.actions.cases import lock_open, may_handle
from salter.registry.clocks import actions as clocks
from salter.registry.models import (
    Attachment,
    Case,
    CaseParty,
    CaseStatus,
    Clock,
    DataBasis,
    DataEnd,
    DataRequest,
    DataState,
    DataWay,
    PartyRole,
    Submission,
    Wait,
    WaitEnd,
    WaitKind,
)
from salter.registry.obtaining import papers
from salter.registry.obtaining.connectors import CONNECTORS, usable
from salter.registry.obtaining.connectors.contract import Answer, NoAnswer, Question, Sent
from salter.registry.obtaining.connectors.files import FILES, read_answer
from salter.registry.waiting.actions import begin_wait, end_wait

AT_WORK = (CaseStatus.IN_PROGRESS, CaseStatus.INTERRUPTED)
AGAIN = "затражено поново"
"""Why the clock of an earlier asking no longer runs; kept in the file, so in the language of the office."""
NOTHING_FOUND = "у евиденцији нема података"
POSITION = 1000
"""Behind whatever came with the submission that a paper of the office stands after."""


@dataclass(frozen=True, slots=True)
class Needed:
    """A datum that the body obtains: what, from which record, who keeps it, on what ground and basis, about whom."""

    what: str
    basis: DataBasis
    keeper: str = ""
    register: str = ""
    ground: str = ""
    party: CaseParty | None = None
    consent_on: date | None = None
    submission: Submission | None = None


@transaction.atomic
def note_needed(viewer: Viewer, *, case: Case, needed: Sequence[Needed]) -> list[DataRequest]:
    """Note what of official records the case needs.

    Raises NotAllowed, and ValidationError with codes `what`, `consent`, `party`, `known` (it is noted already).
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    if not needed:
        raise ValidationError(_("Choose what the body obtains itself."), code="what")
    noted: set[tuple[str, UUID | None]] = set(
        case.data_requests.exclude(state=DataState.WITHOUT).values_list("what", "party")
    )
    rows = []
    for one in needed:
        _check(viewer, case, one)
        key = (one.what.strip()[:300], one.party.pk if one.party else None)
        if key in noted:
            raise ValidationError(_("“%(what)s” is noted already.") % {"what": key[0]}, code="known")
        noted.add(key)
        rows.append(_note(viewer, case, one))
    return rows


def _check(viewer: Viewer, case: Case, one: Needed) -> None:
    if not one.what.strip():
        raise ValidationError(_("Write which datum is needed."), code="what")
    if one.party and one.party.case_id != case.pk:
        raise ValidationError(_("Choose a party of this case."), code="party")
    if one.basis == DataBasis.CONSENT and one.consent_on is None:
        raise ValidationError(_("Write on which day the party agreed."), code="consent")
    if one.consent_on and one.consent_on > clock.today(viewer.organisation):
        raise ValidationError(_("The day on which the party agreed is not in the future."), code="consent")


def _note(viewer: Viewer, case: Case, one: Needed) -> DataRequest:
    row = DataRequest.objects.create(
        organisation=viewer.organisation,
        case=case,
        party=one.party,
        what=one.what.strip()[:300],
        register=one.register.strip()[:200],
        keeper=one.keeper.strip()[:200],
        ground=one.ground.strip()[:300],
        basis=one.basis,
        consent_on=one.consent_on if one.basis == DataBasis.CONSENT else None,
        submission=one.submission,
        noted_at=clock.now(viewer.organisation),
        name=viewer.name,
    )
    _record(viewer, "data.noted", row, {"what": row.what}, basis=row.basis)
    return row


@transaction.atomic
def ask(viewer: Viewer, *, data: DataRequest, way: DataWay, on: date, connector: str = "") -> DataRequest:
    """The datum is asked for on a day; the keeper's clock runs from it, and the case waits. Asked again, it runs anew.

    A letter is made and kept in the case; `ask_by_connector` asks a connector. Raises NotAllowed, and ValidationError
    with codes `basis`, `keeper`, `on`, `state`, `status`, `way`.
    """
    viewer, case, row = _locked(viewer, data)
    _may_ask(viewer, case, row, way, on)
    _may_connect(viewer, way, connector)
    _stop_clock(viewer, row, AGAIN)
    row.state, row.way, row.asked_on, row.asked_by = DataState.ASKED, way, on, viewer.name
    row.times += 1
    row.connector = connector
    row.deadline = clocks.begin(viewer, case, Clock.DATA, on, party=row.party, cause_id=None)
    if way == DataWay.LETTER:
        row.letter = _attached(viewer, row, papers.letter(viewer, row), _letter_label(row))
    row.wait = _wait(viewer, case, row)
    row.save()
    due = row.deadline.due_on.isoformat()
    _record(viewer, "data.asked", row, {"what": row.what}, data_way=str(row.way), on=on.isoformat(), due=due)
    return row


def _may_ask(viewer: Viewer, case: Case, row: DataRequest, way: DataWay, on: date) -> None:
    """Raise ValidationError for what cannot be asked for so."""
    _at_work(case)
    if row.basis == DataBasis.WISH:
        raise ValidationError(
            _("The party wishes to obtain this itself. Note it anew if that has changed."), code="basis"
        )
    if way == DataWay.SEEN:
        raise ValidationError(_("What is looked at is not asked for: note what you saw."), code="way")
    if way == DataWay.LETTER and not row.keeper:
        raise ValidationError(
            _("A letter needs the body that keeps the record. Note the datum anew with it."), code="keeper"
        )
    if row.asked_on and on < row.asked_on:
        raise ValidationError(_("It was asked for before on a later day."), code="on")
    _on(viewer, case, on)


def _may_connect(viewer: Viewer, way: DataWay, connector: str) -> None:
    if (way == DataWay.CONNECTOR) != bool(connector):
        raise ValidationError(_("Choose how it is asked for."), code="way")
    if connector and connector not in [one.code for one in usable(viewer.organisation)]:
        raise ValidationError(_("This office cannot ask by this connector."), code="way")


@transaction.atomic
def ask_by_connector(viewer: Viewer, *, data: DataRequest, connector: str) -> DataRequest:
    """Ask by a connector, today. It answers at once, or gives a file for the keeper; while the keeper does not answer,
    the clock runs, and the note says so.

    Raises as `ask`.
    """
    row = ask(viewer, data=data, way=DataWay.CONNECTOR, on=clock.today(viewer.organisation), connector=connector)
    try:
        said = CONNECTORS[connector].ask(viewer.organisation, question_of(viewer, row))
    except NoAnswer as silent:
        row.note = str(silent)[:300]
        row.save(update_fields=["note"])
        return row
    if isinstance(said, Sent):
        file = keep_own(viewer, name=said.name, data=said.data, media_type=said.media_type)
        row.letter = _attached(viewer, row, file, _letter_label(row))
        row.save(update_fields=["letter"])
        return row
    return _answered(viewer, row, said)


@transaction.atomic
def bring_answer(viewer: Viewer, *, data: DataRequest, content: bytes) -> DataRequest:
    """The keeper's answer to the file of a question: kept as it came, with what it says as data.

    Raises NotAllowed, and ValidationError with codes `file` (it answers something else, or cannot be read), `state`.
    """
    viewer, _case, row = _locked(viewer, data)
    if row.state != DataState.ASKED or row.connector != FILES.code:
        raise ValidationError(_("This datum was not asked for by a file."), code="state")
    answer = read_answer(content, str(row.pk))
    name = f"odgovor-{row.pk}.json"
    kept = keep_as_it_came(
        viewer, name=name, content=BytesIO(content), source=Source.UPLOAD, media_type="application/json"
    )
    return _answered(viewer, row, answer, kept)


def _answered(viewer: Viewer, row: DataRequest, said: Answer, kept: Document | None = None) -> DataRequest:
    """What a connector says: obtained, or nothing stands in the record."""
    today = clock.today(viewer.organisation)
    row.answer_data = {"found": said.found, "facts": [list(fact) for fact in said.facts]}
    row.note = ""
    if said.found:
        document = kept or papers.note_of_looking(viewer, row, today, said.words)
        _got(viewer, row, today, said.words, document)
        return row
    if kept:
        row.document = _attached(viewer, row, kept, row.what)
    row.save()
    return end(viewer, data=row, why=DataEnd.NO_RECORD, note=NOTHING_FOUND)


def question_of(viewer: Viewer, row: DataRequest) -> Question:
    """What a connector is told, and nothing else."""
    party = row.party.party if row.party else None
    assert row.asked_on
    assert row.deadline
    return Question(
        id=str(row.pk),
        what=row.what,
        register=row.register,
        keeper=row.keeper,
        ground=row.ground,
        basis=row.basis,
        case_number=row.case.number,
        body=viewer.organisation.body_cyr,
        person=row.party.name if row.party else "",
        identifier_kind=party.identifier_kind if party else "",
        identifier=party.identifier if party else "",
        asked_on=row.asked_on,
        due_on=row.deadline.due_on,
    )


def _at_work(case: Case) -> None:
    if case.status not in AT_WORK:
        raise ValidationError(_("Data are obtained in a case that is in progress."), code="status")


def _on(viewer: Viewer, case: Case, on: date) -> None:
    if not timezone.localdate(case.received_at) <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the receipt of the case and today."), code="on")


@transaction.atomic
def receive(
    viewer: Viewer, *, data: DataRequest, on: date, answer: str, document: Document | None = None
) -> DataRequest:
    """What was asked for came, or the party brought it: its words, its file, or both; the clock is met.

    Raises NotAllowed, and ValidationError with codes `answer`, `on`, `state`.
    """
    viewer, case, row = _locked(viewer, data)
    if row.state == DataState.NEEDED and row.basis != DataBasis.WISH:
        raise ValidationError(
            _("It was not asked for yet: ask for it, or note what you saw in the record."), code="state"
        )
    if row.asked_on and on < row.asked_on:
        raise ValidationError(_("It cannot have come before it was asked for."), code="on")
    _on(viewer, case, on)
    _got(viewer, row, on, answer, document)
    return row


@transaction.atomic
def look_up(viewer: Viewer, *, data: DataRequest, on: date, answer: str) -> DataRequest:
    """The record was looked at on a day: an official note of what stands in it is made and kept in the case.

    Raises NotAllowed, and ValidationError with codes `answer`, `basis`, `on`, `state`, `status`.
    """
    viewer, case, row = _locked(viewer, data)
    _at_work(case)
    if row.basis == DataBasis.WISH:
        raise ValidationError(
            _("The party wishes to obtain this itself. Note it anew if that has changed."), code="basis"
        )
    if row.asked_on and on < row.asked_on:
        raise ValidationError(_("It cannot have come before it was asked for."), code="on")
    _on(viewer, case, on)
    if row.asked_on is None:
        row.asked_on, row.asked_by = on, viewer.name
    row.way, row.times = DataWay.SEEN, row.times or 1
    note = papers.note_of_looking(viewer, row, on, answer.strip()) if answer.strip() else None
    _got(viewer, row, on, answer, note)
    return row


def _got(viewer: Viewer, row: DataRequest, on: date, answer: str, document: Document | None) -> None:
    if not answer.strip() and document is None:
        raise ValidationError(_("Write what the record says, or add the file that came."), code="answer")
    row.state, row.got_on, row.answer = DataState.GOT, on, answer.strip()
    if document:
        row.document = _attached(viewer, row, document, row.what)
    if row.deadline and not (row.deadline.met_on or row.deadline.ended_on):
        clocks.met(viewer, row.deadline, on)
    row.save()
    _end_wait(viewer, row, WaitEnd.ANSWERED)
    _record(viewer, "data.got", row, {"what": row.what}, data_way=str(row.way), on=on.isoformat())


@transaction.atomic
def end(viewer: Viewer, *, data: DataRequest, why: DataEnd, note: str) -> DataRequest:
    """The datum is no longer awaited: the keeper is silent or refuses, the record is empty, the consent is gone.

    Raises NotAllowed, and ValidationError with codes `consent`, `note`, `state`.
    """
    viewer, _case, row = _locked(viewer, data)
    if why == DataEnd.CONSENT_GONE and row.basis != DataBasis.CONSENT:
        raise ValidationError(
            _("The party was not asked for its consent here, so it cannot withdraw it."), code="consent"
        )
    if why in (DataEnd.SILENT, DataEnd.REFUSED, DataEnd.NO_RECORD) and row.state != DataState.ASKED:
        raise ValidationError(
            _("It was not asked for yet, so nobody has answered, refused or kept silent."), code="state"
        )
    if not note.strip():
        raise ValidationError(_("Write what happened, and how the case goes on without it."), code="note")
    row.state, row.end, row.ended_on = DataState.WITHOUT, why, clock.today(viewer.organisation)
    row.note = note.strip()[:300]
    _stop_clock(viewer, row, str(row.note)[:200])
    row.save()
    _end_wait(viewer, row, WaitEnd.EXPIRED if why == DataEnd.SILENT else WaitEnd.WITHDRAWN)
    _record(viewer, "data.ended", row, {"what": row.what, "note": row.note}, data_end=str(row.end))
    return row


def _locked(viewer: Viewer, data: DataRequest) -> tuple[Viewer, Case, DataRequest]:
    """In which capacity it is done; the case and the datum, locked.

    Raises NotAllowed, ValidationError (code `state`) when nothing is awaited.
    """
    viewer = may_handle(viewer, data.case)
    case = lock_open(data.case)
    row = (
        DataRequest.objects.select_for_update(of=("self",))
        .select_related("deadline", "party__party", "wait")
        .get(pk=data.pk)
    )
    row.case = case
    if row.state not in (DataState.NEEDED, DataState.ASKED):
        raise ValidationError(_("This datum is not awaited any more."), code="state")
    return viewer, case, row


def _stop_clock(viewer: Viewer, row: DataRequest, why: str) -> None:
    if row.deadline and not (row.deadline.met_on or row.deadline.ended_on):
        clocks.drop(viewer, deadline=row.deadline, why=why)


def _wait(viewer: Viewer, case: Case, row: DataRequest) -> Wait | None:
    """The case waits for data of other bodies, once however many are asked for; None where a person has noted that."""
    running = case.waits.filter(kind=WaitKind.DATA, party=None, ended_at=None).first()
    if running is None:
        note = ", ".join(filter(None, (row.what, row.keeper)))[:300]
        return begin_wait(viewer, case=case, kind=WaitKind.DATA, note=note)
    return running if case.data_requests.filter(wait=running).exists() else None


def _end_wait(viewer: Viewer, row: DataRequest, how: WaitEnd) -> None:
    """With the last answer the case waits no longer; what a person has noted that it waits for, a person ends."""
    wait = row.wait
    if wait is None or wait.ended_at or row.case.data_requests.filter(state=DataState.ASKED, wait=wait).exists():
        return
    end_wait(viewer, wait=wait, end=how, note=row.note or row.what)


def _attached(viewer: Viewer, row: DataRequest, document: Document, label: str) -> Document:
    """The document among the papers of the case."""
    Attachment.objects.create(
        organisation=viewer.organisation, case=row.case, document=document, position=POSITION, label=label[:300]
    )
    return document


def _letter_label(row: DataRequest) -> str:
    return f"{papers.LETTER}: {row.what}"


def _record(viewer: Viewer, verb: str, row: DataRequest, personal: dict[str, str], **body: str) -> None:
    """A datum is of its party, or else of those who apply: the other parties are not told what is asked about them."""
    record(
        viewer,
        verb,
        subject=("data", row.pk),
        case_id=row.case_id,
        body={"keeper": row.keeper, "recipients": _about(row), **body},
        personal=personal,
    )


def _about(row: DataRequest) -> list[str]:
    if row.party:
        return [str(row.party.party_id)]
    applied = row.case.parties.filter(role=PartyRole.APPLICANT).values_list("party_id", flat=True)
    return sorted({str(party) for party in applied})
