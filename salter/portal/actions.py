"""What a citizen does on the portal, and publishing the forms for it: one function a thing, each journalled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.documents import actions as documents
from salter.documents import blobs, intake
from salter.documents.models import Document, Source
from salter.documents.paper import Language
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.actions import party_of_account, with_party
from salter.organisations.models import Party, Role
from salter.portal import answers as reading
from salter.portal import paper, queries
from salter.portal.definition import (
    OBTAINS,
    PARTY,
    Definition,
    ObtainedBy,
    Question,
    QuestionType,
    Value,
    ex_officio,
    kept,
)
from salter.portal.definitions import newest
from salter.portal.models import Draft, DraftFile, FormVersion
from salter.portal.seats import Seat, seat
from salter.registry import actions as registry
from salter.registry.models import Case, CaseParty, ConductedIn, DataBasis, IntakeChannel, Procedure, Submission
from salter.registry.obtaining.rules import EX_OFFICIO
from salter.registry.speaking.actions import asked_with_the_request

ASKED_HERE = "Затражено на порталу, при подношењу захтева."
REQUEST_NAME, SUPPLEMENT_NAME = "zahtev.pdf", "dopuna.pdf"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody hands in: its name, the media type that came with it, and its bytes."""

    name: str
    media_type: str
    content: BinaryIO


@transaction.atomic
def publish_form(viewer: Viewer, *, procedure: Procedure, definition: Definition) -> FormVersion:
    """Publish a version of a procedure's form; the same version again changes nothing.

    Raises NotAllowed, and ValidationError (code `version`) when that version has another content already.
    """
    require(viewer, Role.ADMINISTRATOR)
    content = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    form, fresh = FormVersion.objects.get_or_create(
        organisation=viewer.organisation,
        procedure=procedure,
        version=definition.version,
        defaults={"definition": content, "published_at": clock.now(viewer.organisation)},
    )
    if not fresh:
        if form.definition != content:
            raise ValidationError(
                _("Version %(version)s of this form is published with another content. Give the new one a new number."),
                code="version",
                params={"version": definition.version},
            )
        return form
    record(
        viewer,
        "form.published",
        subject=("form", form.pk),
        body={"procedure": procedure.code, "version": definition.version},
    )
    return form


def publish_bundled(viewer: Viewer) -> list[FormVersion]:
    """Publish the forms that Šalter brings along, for every procedure that is conducted here."""
    rows = Procedure.objects.filter(organisation=viewer.organisation, conducted_in=ConductedIn.SALTER).order_by("code")
    chosen = [(procedure, newest(procedure.code)) for procedure in rows]
    return [publish_form(viewer, procedure=each, definition=form) for each, form in chosen if form is not None]


@transaction.atomic
def start_draft(viewer: Viewer, *, procedure: Procedure) -> Draft:
    """Begin a request with the newest form of a procedure.

    Raises NotAllowed for who has no citizen's account, ValidationError (code `elsewhere`) when it is not taken in here.
    """
    if viewer.account is None or not viewer.account.citizen:
        raise NotAllowed(_("Requests are sent from a citizen's account."))
    form = queries.form_of(viewer, procedure)
    if form is None:
        raise ValidationError(_("This procedure is not conducted here, so no request can be sent."), code="elsewhere")
    now = clock.now(viewer.organisation)
    draft = Draft.objects.create(
        organisation=viewer.organisation, form=form, account=viewer.account, created_at=now, changed_at=now
    )
    record(viewer, "request.started", subject=("draft", draft.pk), body={"procedure": procedure.code})
    return draft


@transaction.atomic
def answer(viewer: Viewer, *, draft: Draft, question: str, raw: reading.Raw) -> Value:
    """Check and keep the answer to a question of the form; answers that no longer apply stay until sending.

    Raises ValidationError (see `answers.check_answer`; `sent` when the request has been sent).
    """
    draft = _locked(viewer, draft)
    definition = queries.definition_of(draft.form)
    asked = _asked(definition, question)
    known = queries.answers(draft, definition, queries.files(draft))
    if asked.type is QuestionType.FILES:
        raw = known.get(question, [])
    value = reading.check_answer(asked, raw, today=clock.today(viewer.organisation), answers=known)
    draft.answers = {**draft.answers, question: value}
    _touch(viewer, draft)
    record(viewer, "request.answered", subject=("draft", draft.pk), body={"question": question})
    return value


@transaction.atomic
def attach(viewer: Viewer, *, draft: Draft, question: str, uploads: Sequence[Upload]) -> list[DraftFile]:
    """Take files in for a question, all of them or none; they are stored when this returns.

    Raises ValidationError with the code of the refusal (intake.UploadRefused) or `limit`, `sent`.
    """
    draft = _locked(viewer, draft)
    asked = _asked(queries.definition_of(draft.form), question)
    if asked.type is not QuestionType.FILES:
        raise ValidationError(_("This question does not take files."), code="question")
    there = DraftFile.objects.filter(draft=draft, question=question).count()
    reading.check_answer(asked, ["file"] * (there + len(uploads)), today=clock.today(viewer.organisation))
    made = [
        DraftFile.objects.create(
            organisation=viewer.organisation, draft=draft, question=question, document=take_upload(viewer, upload)
        )
        for upload in uploads
    ]
    for file in made:
        record(
            viewer,
            "request.file-added",
            subject=("draft", draft.pk),
            body={"question": question, "sha256": file.document.sha256},
        )
    _touch(viewer, draft)
    return made


def take_upload(viewer: Viewer, upload: Upload) -> Document:
    """Check a file and store it. Raises ValidationError with the code of the refusal; then nothing is kept."""
    try:
        return documents.take_in(
            viewer,
            name=upload.name,
            content=upload.content,
            source=Source.UPLOAD,
            declared_media_type=upload.media_type,
            policy=intake.CITIZENS,
        )
    except intake.UploadRefused as refused:
        raise ValidationError(refused.message, code=refused.code) from refused
    except blobs.TooLarge as refused:
        raise ValidationError(
            _("The file is too large. Nothing was kept. Send a smaller one."), code="too_large"
        ) from refused


@transaction.atomic
def remove_file(viewer: Viewer, *, draft: Draft, file_id: UUID) -> None:
    """Take a file out of a request that is not sent.

    Raises DraftFile.DoesNotExist, ValidationError (code `sent`).
    """
    draft = _locked(viewer, draft)
    file = DraftFile.objects.get(draft=draft, pk=file_id)
    file.delete()
    draft.answers = {code: value for code, value in draft.answers.items() if code != file.question}
    _touch(viewer, draft)
    record(viewer, "request.file-removed", subject=("draft", draft.pk), body={"question": file.question})


@transaction.atomic
def discard(viewer: Viewer, *, draft: Draft) -> None:
    """Forget a request that was not sent, with its answers.

    Raises ValidationError (code `sent`).
    """
    draft = _locked(viewer, draft)
    record(viewer, "request.discarded", subject=("draft", draft.pk), body={})
    draft.delete()


@transaction.atomic
def submit(viewer: Viewer, *, draft: Draft, language: Language = "sr", spoken: str = "") -> Submission:
    """Send a request: the system makes its paper, and the registry registers it as a new case. Done once.

    `spoken` is the language beside Serbian in which the party asks the procedure to be conducted.

    A request that was sent already gives the submission it became. Raises ValidationError (code `incomplete` with the
    questions as params, or what the registry refuses).
    """
    draft = _own(viewer, draft)
    sent: Submission | None = draft.submission
    if sent is not None:
        return sent
    definition = queries.definition_of(draft.form)
    files = queries.files(draft)
    known = kept(definition, queries.answers(draft, definition, files))
    _check_complete(viewer, definition, known)
    procedure, now = draft.form.procedure, clock.now(viewer.organisation)
    party = party_of_account(viewer)
    papers = [file.document for file in files if file.question in known]
    made = paper.request(
        viewer,
        party=party,
        procedure=procedure,
        definition=definition,
        answers=known,
        documents=papers,
        at=now,
        language=language,
    )
    request = documents.keep_own(viewer, name=REQUEST_NAME, data=made, media_type="application/pdf")
    submission = registry.register_case(
        with_party(viewer, party),
        registry.Intake(
            subject=reading.subject_line(definition, known, procedure.name_cyr),
            channel=IntakeChannel.PORTAL,
            received_at=registry.NOW,
            parties=[_as_party(viewer, party)],
            documents=[request, *papers],
            procedure=procedure,
            answers=_snapshot(definition, known),
        ),
    )
    if spoken:
        asked_with_the_request(viewer, case=submission.case, language=spoken, note=ASKED_HERE)
    _note_sent(viewer, draft, submission, definition, known)
    return submission


def _check_complete(viewer: Viewer, definition: Definition, known: dict[str, Value]) -> None:
    problems = reading.problems(definition, known, clock.today(viewer.organisation))
    if problems:
        raise ValidationError(
            _("Some questions still need an answer."), code="incomplete", params={"questions": list(problems)}
        )


def _as_party(viewer: Viewer, party: Party) -> registry.PartyInput:
    account = viewer.account
    return registry.PartyInput(party, representative=account.display_name if account and account.company_name else "")


def _snapshot(definition: Definition, known: dict[str, Value]) -> dict[str, object]:
    """What the case keeps: the answers for machines, and the same readable without the form."""
    lines = [{"question": line.label, "answer": line.value} for line in reading.summary(definition, known)]
    return {
        "procedure": definition.procedure,
        "version": definition.version,
        "answers": known,
        "summary": lines,
        EX_OFFICIO: _who_obtains(definition, known),
    }


def _who_obtains(definition: Definition, known: dict[str, Value]) -> list[dict[str, str]]:
    """What the office obtains itself, by rule or because the party agreed, and what the party wished to bring."""
    ours = {attachment.code for attachment in ex_officio(definition, known)}
    rows = []
    for each in definition.attachments:
        if each.code in ours:
            basis = DataBasis.CONSENT if each.obtained_by is ObtainedBy.CHOICE else DataBasis.RULE
        elif known.get(f"{each.code}{OBTAINS}") == PARTY:
            basis = DataBasis.WISH
        else:
            continue
        keeper = each.keeper.sr if each.keeper else ""
        rows.append({"code": each.code, "name": each.name.sr, "keeper": keeper, "basis": basis.value})
    return rows


def _note_sent(
    viewer: Viewer, draft: Draft, submission: Submission, definition: Definition, known: dict[str, Value]
) -> None:
    draft.answers, draft.case, draft.submission = known, submission.case, submission
    draft.sent_at = draft.changed_at = clock.now(viewer.organisation)
    draft.save(update_fields=["answers", "case", "submission", "sent_at", "changed_at"])
    subject, case_id = ("draft", draft.pk), submission.case_id
    for attachment in definition.attachments:
        if by := known.get(f"{attachment.code}{OBTAINS}"):
            choice = {"attachment": attachment.name.sr, "by": by}
            record(viewer, "request.consented", subject=subject, case_id=case_id, body=choice)
    sent = {"version": definition.version, "submission": submission.submission_number}
    record(viewer, "request.sent", subject=subject, case_id=case_id, body=sent)


@transaction.atomic
def supplement(
    viewer: Viewer,
    *,
    case: Case,
    text: str,
    uploads: Sequence[Upload],
    language: Language = "sr",
    stands_for: CaseParty | None = None,
) -> Submission:
    """Hand in a supplement to an own case, or for a party that the viewer stands for: words, files, or both.

    Raises Case.DoesNotExist, CaseParty.DoesNotExist; ValidationError (codes `empty`, those of files, `case-closed`).
    """
    taken = seat(viewer, case.pk)
    words = reading.clean_text(text, lines=True)[: reading.LONG_TEXT_LIMIT]
    if not words and not uploads:
        raise ValidationError(_("Write what you hand in, or add a file."), code="empty")
    sender, now = _sender(viewer, taken, stands_for), clock.now(viewer.organisation)
    papers = [take_upload(viewer, upload) for upload in uploads]
    made = paper.supplement(
        viewer,
        party=sender.party,
        by=sender.representative,
        case=taken.case,
        text=words,
        documents=papers,
        at=now,
        language=language,
    )
    letter = documents.keep_own(viewer, name=SUPPLEMENT_NAME, data=made, media_type="application/pdf")
    intake_of = registry.Intake(
        subject=f"Допуна захтева: {taken.case.subject}"[:500],
        channel=IntakeChannel.PORTAL,
        received_at=registry.NOW,
        parties=[sender],
        documents=[letter, *papers],
        answers={"text": words} if words else {},
    )
    return registry.add_supplement(with_party(viewer, sender.party), case=taken.case, intake=intake_of)


def _sender(viewer: Viewer, taken: Seat, part: CaseParty | None) -> registry.PartyInput:
    """Who hands in: the viewer's own party, or one that the viewer stands for, with the viewer's name."""
    if part is None and taken.own:
        return _as_party(viewer, party_of_account(viewer))
    stood = [each for each in taken.stands_for if part is None or each.pk == part.pk]
    if len(stood) != 1 or viewer.account is None:
        raise CaseParty.DoesNotExist
    account = viewer.account
    names = [account.company_name, account.display_name]
    return registry.PartyInput(stood[0].party, representative=", ".join(name for name in names if name)[:200])


def _own(viewer: Viewer, draft: Draft) -> Draft:
    """The draft, locked. Raises Draft.DoesNotExist when it is not the viewer's."""
    # Joined rows are read before the lock is waited for: a submission made meanwhile would not be seen.
    rows = Draft.objects.select_for_update()
    return rows.get(organisation=viewer.organisation, account=viewer.account, pk=draft.pk)


def _locked(viewer: Viewer, draft: Draft) -> Draft:
    found = _own(viewer, draft)
    if found.sent_at:
        raise ValidationError(
            _("This request has been sent. To add something, send a supplement from “My requests”."), code="sent"
        )
    return found


def _asked(definition: Definition, code: str) -> Question:
    try:
        return definition.by_code[code]
    except KeyError:
        raise ValidationError(_("This form has no such question."), code="question") from None


def _touch(viewer: Viewer, draft: Draft) -> None:
    draft.changed_at = clock.now(viewer.organisation)
    draft.save(update_fields=["answers", "changed_at"])
