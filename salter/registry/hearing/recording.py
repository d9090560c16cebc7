"""The record of a hearing, and who signed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.actions.cases import lock, may_handle
from salter.registry.hearing import papers, rules, wording
from salter.registry.hearing.actions import recipients, still_summoned, to_change
from salter.registry.models import (
    Attachment,
    Hearing,
    HearingCame,
    HearingOutcome,
    HearingState,
    RecordSigned,
)
from salter.ui.formats import format_date

POSITION = 1000
"""Behind whatever came with the submission that a paper of the office stands after."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the record of a hearing says: from when to when, who came, what was said and objected, how it ended."""

    began: time
    ended: time
    came: Mapping[UUID, HearingCame]
    said: str
    outcome: HearingOutcome
    objections: str = ""
    others_present: str = ""


@transaction.atomic
def write_record(viewer: Viewer, *, hearing: Hearing, minutes: Minutes) -> Hearing:
    """Write the record: it is a paper of the case at once, to be printed, read and signed; it is not changed.

    Raises NotAllowed, and ValidationError with codes `state`, `began`, `ended`, `came`, `said`.
    """
    viewer, row = to_change(viewer, hearing)
    people = still_summoned(row)
    if {one.pk for one in people} != set(minutes.came):
        raise ValidationError(_("Say of each person who is summoned whether the person came."), code="came")
    if not minutes.said.strip():
        raise ValidationError(_("Write what was said at the hearing."), code="said")
    row.starts_at, row.ends_at = _times(viewer, row, minutes)
    for one in people:
        one.came = minutes.came[one.pk]
        one.save(update_fields=["came"])
    row.said, row.objections = minutes.said.strip(), minutes.objections.strip()
    row.others_present, row.outcome = minutes.others_present.strip()[:500], minutes.outcome
    row.state, row.recorded_at = HearingState.HELD, clock.now(viewer.organisation)
    row.record = papers.record_of(viewer, row, people)
    row.save()
    Attachment.objects.create(
        organisation=viewer.organisation, case=row.case, document=row.record, position=POSITION, label=wording.RECORD
    )
    present = sum(one.came == HearingCame.PRESENT for one in people)
    record(
        viewer,
        "hearing.held",
        subject=("hearing", row.pk),
        case_id=row.case_id,
        body={
            "on": timezone.localdate(row.starts_at).isoformat(),
            "hearing_outcome": row.outcome,
            "present": present,
            "summoned": len(people),
            "recipients": recipients(people),
        },
    )
    return row


def _times(viewer: Viewer, hearing: Hearing, minutes: Minutes) -> tuple[datetime, datetime]:
    """From when to when it was, on its day; nothing is recorded before it has happened."""
    on = timezone.localdate(hearing.starts_at)
    if not rules.within(minutes.began, minutes.ended):
        raise ValidationError(_("A hearing ends after it began. Look at both hours."), code="ended")
    began, ended = (timezone.make_aware(datetime.combine(on, at)) for at in (minutes.began, minutes.ended))
    if ended > clock.now(viewer.organisation):
        words = _("The hearing of %(day)s has not been yet. Write the record when it is over, or postpone it.")
        raise ValidationError(
            words % {"day": format_date(on)}, code="ended" if on <= clock.today(viewer.organisation) else "began"
        )
    return began, ended


@transaction.atomic
def note_signatures(viewer: Viewer, *, hearing: Hearing, signed: Mapping[UUID, tuple[RecordSigned, str]]) -> Hearing:
    """Note of each who was present whether the person signed the record by hand, or refused and why; once.

    Raises NotAllowed, and ValidationError with codes `state`, `signed`, `why`.
    """
    viewer = may_handle(viewer, hearing.case)
    case = lock(hearing.case)
    row = Hearing.objects.select_for_update(of=("self",)).get(pk=hearing.pk)
    row.case = case
    present = [one for one in still_summoned(row) if one.came == HearingCame.PRESENT]
    if row.state != HearingState.HELD or all(one.signed for one in present):
        raise ValidationError(_("It is noted already who signed the record, or there is none yet."), code="state")
    if {one.pk for one in present} != set(signed):
        raise ValidationError(_("Say of each who was present whether the person signed."), code="signed")
    for one in present:
        one.signed, note = signed[one.pk]
        one.sign_note = note.strip()[:300]
        if one.signed == RecordSigned.REFUSED and not one.sign_note:
            words = _("Write why %(name)s did not sign.") % {"name": one.name}
            raise ValidationError(words, code="why")
        one.save(update_fields=["signed", "sign_note"])
    refused = [f"{one.name} ({one.sign_note})" for one in present if one.signed == RecordSigned.REFUSED]
    record(
        viewer,
        "hearing.signed",
        subject=("hearing", row.pk),
        case_id=row.case_id,
        body={"signed": len(present) - len(refused), "refused": len(refused)},
        personal={"who": ", ".join(refused)},
    )
    return row
