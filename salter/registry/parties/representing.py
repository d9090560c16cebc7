"""Representatives of the parties of a case: appointed by a document, for a time; journalled, never deleted."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.journal.actions import record
from salter.organisations.access import Viewer
from salter.organisations.models import Party
from salter.registry.actions.cases import lock
from salter.registry.models import CaseParty, Representative, RepresentativeKind
from salter.registry.parties.actions import may_enter, paper_of
from salter.registry.parties.letters import representing


@transaction.atomic
def appoint(
    viewer: Viewer,
    *,
    case_party: CaseParty,
    party: Party,
    kind: RepresentativeKind,
    ground: str,
    from_on: date,
    until_on: date | None = None,
    paper: Document | None = None,
    receives: bool = True,
) -> Representative:
    """Enter who stands for a party, by what (`ground`, and `paper` of the case if it came), from when until when.

    Letters that went out already stay as they went. Raises NotAllowed, and ValidationError with codes `who`, `ground`,
    `paper`, `until`.
    """
    viewer = may_enter(viewer, case_party.case)
    case = lock(case_party.case)
    if party.pk == case_party.party_id:
        raise ValidationError(_("Nobody is the own representative. Choose another person."), code="who")
    if not ground.strip():
        raise ValidationError(_("Write by what the person represents the party."), code="ground")
    if until_on and until_on < from_on:
        raise ValidationError(_("The last day cannot lie before the first."), code="until")
    if any(row.party_id == party.pk for row in representing([case_party], from_on)):
        raise ValidationError(_("This person represents the party already."), code="who")
    made = Representative.objects.create(
        organisation=viewer.organisation,
        case_party=case_party,
        party=party,
        kind=kind,
        name=party.name,
        address=party.address,
        ground=ground.strip()[:300],
        authority=paper_of(case, paper),
        receives=receives or kind == RepresentativeKind.RECEIVING,
        from_on=from_on,
        until_on=until_on,
    )
    _told(
        viewer,
        "representative.appointed",
        made,
        {"name": made.name, "party": case_party.name, "ground": made.ground},
        from_on=from_on.isoformat(),
    )
    return made


@transaction.atomic
def end_representation(viewer: Viewer, *, representative: Representative, on: date, reason: str) -> Representative:
    """The representation ends: `on` is its last day. Letters go to the party again from the day after.

    Raises NotAllowed, and ValidationError with codes `on`, `reason`.
    """
    viewer = may_enter(viewer, representative.case_party.case)
    lock(representative.case_party.case)
    row = Representative.objects.select_related("case_party").get(pk=representative.pk)
    if not reason.strip():
        raise ValidationError(_("Write why the representation ends."), code="reason")
    if on < row.from_on:
        raise ValidationError(_("The last day cannot lie before the first."), code="on")
    if row.until_on and row.until_on <= on:
        raise ValidationError(_("The representation has ended by that day already."), code="on")
    row.until_on, row.end_reason = on, reason.strip()[:300]
    row.save(update_fields=["until_on", "end_reason"])
    _told(
        viewer,
        "representative.ended",
        row,
        {"name": row.name, "party": row.case_party.name, "reason": row.end_reason},
        until_on=on.isoformat(),
    )
    return row


def _told(viewer: Viewer, verb: str, row: Representative, personal: dict[str, str], **days: str) -> None:
    part = row.case_party
    record(
        viewer,
        verb,
        subject=("case", part.case_id),
        case_id=part.case_id,
        body={"recipient": str(part.party_id), "represents_as": row.kind, "receives": row.receives, **days},
        personal=personal,
    )
