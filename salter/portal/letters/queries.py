"""Reading letters; the first argument is always the viewer, and everybody sees their own only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from salter.mailbox import queries as mailbox
from salter.mailbox.models import Delivery, DeliveryState
from salter.organisations.access import Viewer
from salter.organisations.models import Function, FunctionMode, Mode
from salter.portal import queries as portal
from salter.portal.models import Letter, LetterFile
from salter.registry.models import Case, CaseStatus, IncomingState, Submission

SHOWN = 20
OFFERED_CASES = 30


def letters(viewer: Viewer) -> QuerySet[Letter]:
    """The viewer's letters, newest first, with what became of them."""
    rows = Letter.objects.filter(organisation=viewer.organisation, account=viewer.account)
    rows = rows if viewer.account else rows.none()
    return rows.select_related("incoming__submission__case", "case", "delivery").order_by("-id")


def letter(viewer: Viewer, letter_id: UUID) -> Letter:
    """One of the viewer's own letters. Raises Letter.DoesNotExist, for others' as for none."""
    return letters(viewer).get(pk=letter_id)


def unsent(viewer: Viewer) -> QuerySet[Letter]:
    """What the viewer has begun to write."""
    return letters(viewer).filter(sent_at__isnull=True)


def answers_to(viewer: Viewer, delivery: Delivery) -> list[Letter]:
    """What the viewer has begun or sent in answer to a letter of the office."""
    return list(letters(viewer).filter(delivery=delivery)[:SHOWN])


def files(letter: Letter) -> list[LetterFile]:
    """The files of a letter in the order in which they came."""
    return list(letter.files.select_related("document").order_by("id"))


def file(viewer: Viewer, letter_id: UUID, file_id: UUID) -> LetterFile:
    """A file of an own letter. Raises Letter.DoesNotExist, LetterFile.DoesNotExist."""
    return letter(viewer, letter_id).files.select_related("document").get(pk=file_id)


def answerable(viewer: Viewer, delivery_id: UUID) -> Delivery:
    """A letter of the office that the viewer has taken, and may answer.

    Raises Delivery.DoesNotExist, mailbox.NotOpened while its receipt waits.
    """
    delivery = mailbox.message(viewer, delivery_id)
    if delivery.state == DeliveryState.IN_MAILBOX:
        raise mailbox.NotOpened(delivery.pk)
    return delivery


def writable_cases(viewer: Viewer) -> list[Case]:
    """The newest cases of the viewer that a letter may be about."""
    rows = [case for case in portal.my_cases(viewer) if case.cancelled_at is None]
    return [case for case in rows if case.status != CaseStatus.ARCHIVED][:OFFERED_CASES]


def by_number(viewer: Viewer, number: str) -> Letter | None:
    """A sent letter by the code of its confirmation: whoever has it may ask where the letter is."""
    rows = Letter.objects.filter(organisation=viewer.organisation, number=number).exclude(number="")
    return rows.select_related("incoming").first()


def with_answers(viewer: Viewer, rows: Iterable[Letter]) -> set[UUID]:
    """Those whose case has a letter of the office that waits unread in the viewer's mailbox."""
    cases = {row.pk: row.incoming.submission.case_id for row in rows if row.incoming and row.incoming.submission}
    waiting = mailbox.inbox(viewer).filter(state=DeliveryState.IN_MAILBOX, case_id__in=set(cases.values()))
    answered = set(waiting.values_list("case_id", flat=True)) if cases else set()
    return {letter_id for letter_id, case_id in cases.items() if case_id in answered}


@dataclass(frozen=True, slots=True)
class Registered:
    """What a letter became: its submission, and whether the viewer may open the case."""

    submission: Submission
    mine: bool


def registered(viewer: Viewer, letter: Letter) -> Registered | None:
    """The submission that a letter became; None until a clerk has registered it."""
    incoming = letter.incoming
    if incoming is None or incoming.state != IncomingState.REGISTERED or incoming.submission is None:
        return None
    submission = incoming.submission
    return Registered(submission, mine=bool(viewer.party_ids & set(submission.case.party_ids)))


def beside_the_state(viewer: Viewer) -> bool:
    """Whether the office keeps its legal register in the state's system, and this one only beside it."""
    rows = FunctionMode.objects.filter(organisation=viewer.organisation, function=Function.REGISTER)
    return rows.filter(mode=Mode.COMPANION).exists()
