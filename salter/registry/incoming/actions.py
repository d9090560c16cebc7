"""What doors and clerks do with what came in: one function a deed, atomic, each writes its journal entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.registry.actions.intake import Intake, add_supplement, register_case
from salter.registry.incoming.letters import storable
from salter.registry.models import (
    INCOMING_READERS,
    Case,
    Door,
    Incoming,
    IncomingFile,
    IncomingState,
    Submission,
)
from salter.registry.scans import checks

OPEN_STATES = (IncomingState.WAITING, IncomingState.UNCLEAR)


@dataclass(frozen=True, slots=True)
class FileInput:
    """A stored document of what came in, and what was found about it: `{"code": …, …words}` each."""

    document: Document
    findings: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why a person must look: a declared code of `reasons`, and the words that its sentence needs."""

    reason: str
    words: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Content:
    """What a door read. `unclear` sends it to a person first."""

    subject: str = ""
    text: str = ""
    sender_name: str = ""
    sender_address: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    unclear: Unclear | None = None

    def columns(self) -> dict[str, Any]:
        """The same as columns of a row; what is too long is cut there, never in the original."""
        return {
            "subject": _fit(self.subject, 500),
            "text": storable(self.text),
            "sender_name": _fit(self.sender_name, 200),
            "sender_address": _fit(self.sender_address, 320),
            "facts": self.facts,
            "state": IncomingState.UNCLEAR if self.unclear else IncomingState.WAITING,
            "reason": self.unclear.reason if self.unclear else "",
            "reason_words": self.unclear.words if self.unclear else {},
        }


@dataclass(frozen=True, slots=True)
class Part:
    """A paper of a batch; `key` names its place in it."""

    key: str
    content: Content
    file: FileInput


def _fit(text: str, length: int) -> str:
    return " ".join(storable(text).split())[:length]


def found(viewer: Viewer, *, door: Door, source_key: str) -> Incoming | None:
    """What was taken in before from that source under that key."""
    return Incoming.objects.filter(organisation=viewer.organisation, door=door, source_key=source_key).first()


@transaction.atomic
def take_in(
    viewer: Viewer, *, door: Door, source_key: str, received_at: datetime, content: Content, files: Sequence[FileInput]
) -> tuple[Incoming, bool]:
    """Put what came in on the shelf, once: under a known key the first one comes back, and False.

    A door does it, in nobody's name (`Viewer(organisation)`) or in that of who stands there. The first of `files` is
    the untouched original. Whoever removes or marks it at the source does so after this has been committed.
    """
    if before := found(viewer, door=door, source_key=source_key):
        return before, False
    incoming = Incoming(
        organisation=viewer.organisation,
        door=door,
        source_key=source_key,
        received_at=received_at,
        taken_at=clock.now(viewer.organisation),
        **content.columns(),
    )
    try:
        with transaction.atomic():
            incoming.save(force_insert=True)
    except IntegrityError:  # at the same moment by another worker
        return Incoming.objects.get(organisation=viewer.organisation, door=door, source_key=source_key), False
    _put_files(viewer, incoming, files)
    record(
        viewer,
        "incoming.taken",
        subject=("incoming", incoming.pk),
        body={
            "door": door.value,
            "state": incoming.state,
            "reason": incoming.reason,
            "documents": [file.document.sha256 for file in files],
        },
        personal={"subject": incoming.subject, "sender": incoming.sender_name or incoming.sender_address},
    )
    return incoming, True


def _put_files(viewer: Viewer, incoming: Incoming, files: Sequence[FileInput], start: int = 0) -> None:
    rows = [
        IncomingFile(
            organisation=viewer.organisation,
            incoming=incoming,
            document=file.document,
            position=position,
            findings=[*file.findings],
        )
        for position, file in enumerate(files, start)
    ]
    IncomingFile.objects.bulk_create(rows)


@transaction.atomic
def read_again(viewer: Viewer, *, incoming: Incoming, content: Content, files: Sequence[FileInput]) -> Incoming:
    """What a door understood when it read the original once more; `files` are those after the original.

    What a clerk has registered or set aside meanwhile stays as it is.
    """
    row = _locked(viewer, incoming)
    if row.state not in OPEN_STATES:
        return row
    row.files.filter(position__gt=0).delete()
    _put_files(viewer, row, files, start=1)
    for name, value in content.columns().items():
        setattr(row, name, value)
    row.save()
    record(viewer, "incoming.read", subject=("incoming", row.pk), body={"state": row.state, "reason": row.reason})
    return row


@transaction.atomic
def split_up(viewer: Viewer, *, incoming: Incoming, content: Content, parts: Sequence[Part]) -> Incoming:
    """Put the papers of a batch on the shelf, each by itself, beside those of before; the batch keeps the original.

    What a clerk has registered or set aside meanwhile stays as it is.
    """
    row = _locked(viewer, incoming)
    if row.state not in OPEN_STATES:
        return row
    papers = [*row.facts.get("parts", []), *(str(_take_part(viewer, row, part).pk) for part in parts)]
    for name, value in content.columns().items():
        setattr(row, name, value)
    row.facts = {**row.facts, "parts": papers}
    if papers and not content.unclear:
        row.state = IncomingState.SPLIT
    row.save()
    record(
        viewer,
        "incoming.split",
        subject=("incoming", row.pk),
        body={"papers": len(papers), "state": row.state, "reason": row.reason},
    )
    return row


def _take_part(viewer: Viewer, batch: Incoming, part: Part) -> Incoming:
    content = replace(part.content, facts={**part.content.facts, "batch": str(batch.pk)})
    row, _fresh = take_in(
        viewer,
        door=Door(batch.door),
        source_key=f"{batch.source_key}#{part.key}",
        received_at=batch.received_at,
        content=content,
        files=[part.file],
    )
    return row


def is_open(viewer: Viewer, incoming: Incoming) -> bool:
    """Whether it still waits for somebody; locked until the end of the transaction."""
    return _locked(viewer, incoming).state in OPEN_STATES


def check_parts(viewer: Viewer, row: Incoming) -> None:
    """A batch is not registered as a whole beside its papers."""
    parts = Incoming.objects.filter(organisation=viewer.organisation, pk__in=row.facts.get("parts", []))
    if parts.exclude(state=IncomingState.SET_ASIDE).exists():
        raise ValidationError(
            _("This batch was split into its papers. Register those; or set all of them aside first."), code="incoming"
        )


@transaction.atomic
def register_incoming(viewer: Viewer, *, incoming: Incoming, intake: Intake, case: Case | None = None) -> Submission:
    """Register what came in, as a new case or as a supplement to `case`, with all of its documents.

    Raises NotAllowed, and ValidationError: code `incoming` when somebody was faster, else as `register_case`.
    """
    row = to_settle(viewer, incoming)
    check_parts(viewer, row)
    files = list(row.files.select_related("document"))
    intake = replace(intake, documents=[*(file.document for file in files), *intake.documents])
    submission = add_supplement(viewer, case=case, intake=intake) if case else register_case(viewer, intake)
    row.state, row.submission = IncomingState.REGISTERED, submission
    settle(viewer, row)
    if row.door == Door.SCAN:
        checks.ask(viewer, submission=submission, scans=[(file.document, file.findings) for file in files])
    record(
        viewer,
        "incoming.registered",
        subject=("incoming", row.pk),
        case_id=submission.case.pk,
        body={"door": row.door, "submission": submission.submission_number},
    )
    return submission


@transaction.atomic
def set_aside(viewer: Viewer, *, incoming: Incoming, reason: str) -> Incoming:
    """Not for us: it is kept with the reason, and can be taken back.

    Raises NotAllowed, ValidationError (codes `reason`, `incoming`).
    """
    row = to_settle(viewer, incoming)
    if not reason.strip():
        raise ValidationError(_("Write why it is set aside."), code="reason")
    row.state, row.set_aside_reason = IncomingState.SET_ASIDE, reason.strip()[:300]
    settle(viewer, row)
    body = {**_named(row), "reason": row.set_aside_reason}
    record(viewer, "incoming.set_aside", subject=("incoming", row.pk), body=body, personal={"subject": row.subject})
    return row


def _named(row: Incoming) -> dict[str, Any]:
    """What an entry names it by without telling of anybody: its door, the number that its sender holds, the
    fingerprints of its files."""
    found = row.files.values_list("document__sha256", flat=True)
    return {"door": row.door, "number": row.facts.get("number", ""), "documents": list(found)}


@transaction.atomic
def take_back(viewer: Viewer, *, incoming: Incoming) -> Incoming:
    """What was set aside, or a batch that was split, waits again.

    Raises NotAllowed, ValidationError (code `incoming`).
    """
    require(viewer, *INCOMING_READERS)
    row = _locked(viewer, incoming)
    if row.state not in (IncomingState.SET_ASIDE, IncomingState.SPLIT):
        raise ValidationError(_("It is not set aside any more."), code="incoming")
    row.state = IncomingState.UNCLEAR if row.reason else IncomingState.WAITING
    row.set_aside_reason, row.settled_at, row.settled_by = "", None, None
    row.save()
    record(
        viewer,
        "incoming.taken_back",
        subject=("incoming", row.pk),
        body=_named(row),
        personal={"subject": row.subject},
    )
    return row


@transaction.atomic
def retry(viewer: Viewer, *, incoming: Incoming) -> Incoming:
    """Ask its door to read the original once more, in the background; the door's reader of `incoming.retried` does.

    Raises NotAllowed, ValidationError (code `incoming`).
    """
    row = to_settle(viewer, incoming)
    record(viewer, "incoming.retried", subject=("incoming", row.pk), body={"door": row.door})
    return row


def _locked(viewer: Viewer, incoming: Incoming) -> Incoming:
    rows = Incoming.objects.select_for_update(of=("self",))
    return rows.get(organisation=viewer.organisation, pk=incoming.pk)


def to_settle(viewer: Viewer, incoming: Incoming) -> Incoming:
    """The row, locked, that nobody has settled yet. Raises NotAllowed, ValidationError (code `incoming`)."""
    require(viewer, *INCOMING_READERS)
    row = _locked(viewer, incoming)
    if row.state not in OPEN_STATES:
        raise ValidationError(
            _("Somebody was faster: it is registered or set aside already. Go back to the list."), code="incoming"
        )
    return row


def settle(viewer: Viewer, row: Incoming) -> None:
    """Write who has settled it and when; within the transaction that locked it (`to_settle`)."""
    row.settled_at, row.settled_by = clock.now(viewer.organisation), viewer.account
    row.save()
