"""Reading the portal: what is offered, what the viewer has begun and sent, and where a request is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from salter.calendars import deadlines as periods
from salter.calendars.law import Certainty
from salter.documents.models import Document
from salter.journal import merkle, proofs
from salter.journal import queries as journal
from salter.journal.canonical import hash_of
from salter.journal.head_format import hashes
from salter.journal.models import Entry, Head
from salter.mailbox import queries as mailbox
from salter.mailbox.models import Delivery, DeliveryState
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.portal import rules
from salter.portal.definition import Definition, QuestionType, Value
from salter.portal.models import Draft, DraftFile, FormVersion
from salter.portal.seats import SHOWN_CASES, Seat, seat
from salter.registry import deadlines, receipts
from salter.registry import queries as registry
from salter.registry.hearing.queries import of_parties
from salter.registry.models import Case, CaseParty, ConductedIn, Hearing, Procedure, Submission
from salter.registry.waiting.queries import asked_of, waits_of_parties
from salter.ui.script import fold, sort_key

MEASURED_CASES = 500


@dataclass(frozen=True, slots=True)
class Area:
    """Procedures of one area, in the order of the azbuka."""

    name: str
    procedures: Sequence[Procedure]


def catalogue(viewer: Viewer, q: str = "") -> list[Area]:
    """The public procedures by area; `q` is looked for in either script and whatever its endings, in name, area, code
    and what the form of the procedure says at its beginning."""
    words = [rules.stem(word) for word in fold(q).split()]
    told = _introductions(viewer) if words else {}
    areas: dict[str, list[Procedure]] = {}
    for procedure in registry.procedures(viewer, public_only=True):
        names = f"{procedure.name_cyr} {procedure.name_en} {procedure.area} {told.get(procedure.pk, '')}"
        text = fold(f"{names} {procedure.code} {procedure.code.replace('P', 'R')}")  # on a Cyrillic keyboard P is Р
        if all(word in text for word in words):
            areas.setdefault(procedure.area, []).append(procedure)
    return [
        Area(name, sorted(areas[name], key=lambda procedure: sort_key(procedure.name_cyr)))
        for name in sorted(areas, key=sort_key)
    ]


def _introductions(viewer: Viewer) -> dict[UUID, str]:
    """What the newest published form of each procedure says at its beginning, by procedure."""
    rows = FormVersion.objects.filter(organisation=viewer.organisation, published_at__isnull=False)
    newest = rows.order_by("procedure_id", "-version").distinct("procedure_id")
    return {key: " ".join(intro.values()) for key, intro in newest.values_list("procedure_id", "definition__intro")}


def procedure(viewer: Viewer, code: str) -> Procedure:
    """A public procedure by its code.

    Raises Procedure.DoesNotExist.
    """
    return registry.procedures(viewer, public_only=True).get(code=code)


def form_of(viewer: Viewer, procedure: Procedure) -> FormVersion | None:
    """The newest published form of a procedure that is conducted here; None when nothing can be handed in here."""
    if procedure.conducted_in != ConductedIn.SALTER:
        return None
    rows = FormVersion.objects.filter(organisation=viewer.organisation, procedure=procedure, published_at__isnull=False)
    return rows.order_by("-version").first()


def definition_of(form: FormVersion) -> Definition:
    """The form's definition."""
    return Definition.model_validate(form.definition)


@dataclass(frozen=True, slots=True)
class LegalPeriod:
    """How long the office may take by law: days, the rule's place, whether verified, and the date if sent today."""

    days: int
    rule: str
    verified: bool
    due_on: date | None


def legal_period(viewer: Viewer, procedure: Procedure) -> LegalPeriod:
    """The strict period of a procedure: its own, else that of ZUP Art. 145."""
    due = deadlines.of_case(viewer.organisation, procedure, clock.today(viewer.organisation))
    if procedure.deadline_days:
        return LegalPeriod(procedure.deadline_days, due.rule, due.verified, due.due_on)
    settings = deadlines.settings_of(viewer.organisation)
    period, rule = periods.decision_period(procedure.direct_decision, settings)
    return LegalPeriod(period.amount, rule.article, rule.certainty is Certainty.VERIFIED, due.due_on)


def measured(viewer: Viewer, procedure: Procedure) -> rules.Measured:
    """How long the last decided cases of a procedure took the office; a number about many, so everybody may see it."""
    rows: QuerySet[Case] = QuerySet(Case).filter(
        organisation=viewer.organisation, procedure=procedure, resolved_at__isnull=False, cancelled_at__isnull=True
    )
    cases = list(rows.order_by("-id").values_list("id", "received_at", "resolved_at")[:MEASURED_CASES])
    waits, local = waits_of_parties(viewer.organisation, [case for case, *_ in cases]), timezone.localdate
    return rules.measured(
        [rules.own_days(local(received), local(decided), waits[case]) for case, received, decided in cases if decided]
    )


def drafts(viewer: Viewer, procedure: Procedure | None = None) -> QuerySet[Draft]:
    """The viewer's requests that are not sent yet, newest first."""
    rows = Draft.objects.filter(organisation=viewer.organisation, account=viewer.account, sent_at__isnull=True)
    rows = rows if viewer.account else rows.none()
    rows = rows.filter(form__procedure=procedure) if procedure else rows
    return rows.select_related("form__procedure").order_by("-id")


def draft(viewer: Viewer, draft_id: UUID) -> Draft:
    """One of the viewer's own requests, sent or not.

    Raises Draft.DoesNotExist, for others' as for none.
    """
    if viewer.account is None:
        raise Draft.DoesNotExist
    rows = Draft.objects.select_related("form__procedure", "submission__case")
    return rows.get(organisation=viewer.organisation, account=viewer.account, pk=draft_id)


def files(draft: Draft) -> list[DraftFile]:
    """The files of a draft in the order in which they came."""
    return list(DraftFile.objects.filter(draft=draft).select_related("document").order_by("id"))


def answers(draft: Draft, definition: Definition, files: Iterable[DraftFile]) -> dict[str, Value]:
    """Everything answered so far; a question for files is answered by their names."""
    found: dict[str, Value] = {code: value for code, value in draft.answers.items() if code in definition.by_code}
    for question in definition.questions:
        if question.type is QuestionType.FILES:
            names = [file.document.name for file in files if file.question == question.code]
            if names or question.required:
                found.pop(question.code, None)
            if names:
                found[question.code] = names
    return found


def draft_file(viewer: Viewer, draft_id: UUID, file_id: UUID) -> DraftFile:
    """A file of one of the viewer's own drafts.

    Raises DraftFile.DoesNotExist or Draft.DoesNotExist.
    """
    return DraftFile.objects.select_related("document").get(draft=draft(viewer, draft_id), pk=file_id)


def my_cases(viewer: Viewer, before: UUID | None = None) -> list[Case]:
    """A page of the cases that the viewer is a party of, newest first, and one more to know whether there are older."""
    if not viewer.party_ids:
        return []
    rows = registry.cases(viewer, before=before).select_related("procedure")
    return list(rows[: SHOWN_CASES + 1])


def my_case(viewer: Viewer, case_id: UUID) -> Case:
    """A case that the viewer is a party of, or stands for a party of today.

    Raises Case.DoesNotExist.
    """
    return seat(viewer, case_id).case


def my_submissions(viewer: Viewer, case: Case) -> list[Submission]:
    """What was handed in to a case by the viewer's party, or by one that the viewer stands for, with its documents."""
    return handed_in(seat(viewer, case.pk))


def handed_in(taken: Seat) -> list[Submission]:
    """What was handed in by the parties of a seat."""
    rows = taken.case.submissions.filter(sender_id__in=taken.viewer.party_ids).order_by("sub_number")
    return list(rows.prefetch_related("attachments__document"))


def my_submission(viewer: Viewer, submission_id: UUID) -> Submission:
    """A submission of the viewer's own party, or of one that the viewer stands for in its case.

    Raises Submission.DoesNotExist, Case.DoesNotExist.
    """
    rows = Submission.objects.filter(organisation=viewer.organisation)
    found = rows.select_related("case__unit", "case__procedure", "receipt").get(pk=submission_id)
    if found.sender_id in viewer.party_ids or found.sender_id in seat(viewer, found.case_id).viewer.party_ids:
        return found
    raise Submission.DoesNotExist


def my_document(viewer: Viewer, case: Case, document_id: UUID) -> Document:
    """A document that the viewer's party, or one that the viewer stands for, has handed in to a case.

    Raises Document.DoesNotExist, Case.DoesNotExist.
    """
    senders = seat(viewer, case.pk).viewer.party_ids
    rows = Document.objects.filter(attachments__case=case, attachments__submission__sender_id__in=senders)
    found = rows.filter(pk=document_id).first()
    if found is None:
        raise Document.DoesNotExist
    return found


def waiting_messages(viewer: Viewer) -> int:
    """How many receipts wait in the viewer's mailbox to be opened."""
    return mailbox.inbox(viewer).filter(state=DeliveryState.IN_MAILBOX).count()


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a case is, for one of its parties: the sentence, and the entries that this party is told of."""

    case: Case
    standing: rules.Standing
    entries: Sequence[Entry]
    deliveries: Sequence[Delivery]
    hearings: Sequence[Hearing] = ()


@dataclass(frozen=True, slots=True)
class Whose:
    """For whom a case is told: who is told of it, in whose mailbox letters lie, and whose dates are shown."""

    told: frozenset[UUID]
    letters: frozenset[UUID]
    dates: frozenset[UUID]

    @classmethod
    def of_party(cls, party_ids: frozenset[UUID]) -> Self:
        """One party, whoever asks for it."""
        return cls(party_ids, party_ids, party_ids)

    @classmethod
    def of_seat(cls, viewer: Viewer, taken: Seat) -> Self:
        """Somebody with a seat in the case; letters to the party itself do not lie in its representative's mailbox."""
        return cls(taken.viewer.party_ids, viewer.party_ids, taken.parts)


def progress(viewer: Viewer, case: Case, whose: Whose) -> Progress:
    """Where a case is for those of its parties; the caller has found it visible, or knows its receipt number."""
    told = [entry for entry in journal.of_case(viewer, case.pk) if rules.is_told(entry.verb)]
    entries = [entry for entry in told if journal.is_for(entry, whose.told)]
    deliveries = [row for row in mailbox.of_case(viewer, case.pk) if row.recipient_id in whose.letters]
    served = CaseParty.objects.filter(case=case, party_id__in=whose.dates, delivered_on__isnull=False).first()
    asked = asked_of(viewer, [case.pk], whose.told)
    last = entries[-1].at if entries else case.registered_at
    facts = rules.Facts(
        status=case.status,
        since=timezone.localdate(last),
        due_on=case.due_on,
        cancelled=case.cancelled_at is not None,
        closed=case.closed_at is not None,
        waits_in_mailbox=any(row.state == DeliveryState.IN_MAILBOX for row in deliveries),
        delivered_on=served.delivered_on if served else None,
        appeal_until=served.appeal_until if served else None,
        asked=case.pk in asked,
        asked_until=asked.get(case.pk),
    )
    hearings = of_parties(case, whose.dates, clock.now(viewer.organisation))
    return Progress(case, rules.standing(facts, clock.today(viewer.organisation)), entries, deliveries, hearings)


def progress_of(viewer: Viewer, receipt_number: str) -> Progress | None:
    """Where the request of a receipt number is; whoever has the number may ask, and learns nothing personal."""
    submission = registry.submission_status(viewer, rules.receipt_number(receipt_number))
    if submission is None:
        return None
    party = frozenset({submission.sender_id}) if submission.sender_id else frozenset()
    return progress(viewer, submission.case, Whose.of_party(party))


@dataclass(frozen=True, slots=True)
class RegistrationProof:
    """How a registration stands in the log: sealed, under a head, and still as it was sealed."""

    number: str
    index: int | None
    head: Head | None
    unchanged: bool


def registration_proof(viewer: Viewer, number: str) -> RegistrationProof | None:
    """The registration of a receipt number in the log; whoever has the number may ask, and learns nothing personal."""
    submission = registry.submission_status(viewer, number)
    if submission is None:
        return None
    entry = receipts.registration(submission)
    head, proved = proofs.of_entries(viewer.organisation, [entry.pk])
    proof = proved.get(entry.pk)
    if head is None or proof is None:
        return RegistrationProof(number, None, None, unchanged=True)
    path, root = hashes(proof["inclusion_proof"]), bytes.fromhex(head.root)
    holds = merkle.verify_inclusion(hash_of(entry), proof["leaf_index"], head.size, path, root)
    return RegistrationProof(number, proof["leaf_index"], head, unchanged=holds)
