"""Taking back what was entered of a party, or of its representative, by mistake.

Nothing is deleted: the history shows what was entered and that it was taken back. What rests on it must not have been
signed or sent: what went out into the world is not made undone by a word of ours.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.mailbox import actions as mailbox
from salter.mailbox.models import Delivery
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.actions.cases import lock
from salter.registry.clocks.actions import dropped
from salter.registry.models import (
    RUNNING,
    Case,
    CaseParty,
    ChangeKind,
    Clock,
    Deadline,
    PartyChange,
    Representative,
    Service,
)
from salter.registry.parties.actions import may_enter
from salter.registry.parties.resting import refuse_where_it_rests, standing_changes, succeeded_on
from salter.registry.parties.rules import Happened, Presence, presence
from salter.registry.parties.services import apply, refresh
from salter.registry.waiting.actions import no_longer_asked


@transaction.atomic
def undo_change(viewer: Viewer, *, change: PartyChange, reason: str) -> PartyChange:
    """What was entered of a party was a mistake: the party stands as if it had not been entered; both stay told.

    Of changes that build on each other the newest is taken back first. Raises NotAllowed, and ValidationError with
    codes `reason`, `undone` (it is taken back already), `rests` (something that rests on it was signed, sent, entered;
    the words say what).
    """
    viewer = may_enter(viewer, change.case_party.case)
    case = lock(change.case_party.case)
    part = CaseParty.objects.select_for_update(of=("self",)).get(pk=change.case_party_id, case=case)
    change = PartyChange.objects.get(pk=change.pk, case_party=part)
    reason = _reason(reason)
    if change.kind == ChangeKind.TAKEN_BACK or PartyChange.objects.filter(undoes=change).exists():
        raise ValidationError(_("This is taken back already."), code="undone")
    refuse_where_it_rests(case, part, change)
    undoing = PartyChange.objects.create(
        organisation=viewer.organisation,
        case_party=part,
        kind=ChangeKind.TAKEN_BACK,
        before=change.after,
        after=change.before,
        on=change.on,
        reason=reason,
        undoes=change,
        at=clock.now(viewer.organisation),
        by=viewer.account,
        name=viewer.name,
    )
    _restore(viewer, case, part, change, reason)
    case.version += 1
    case.save(update_fields=["version", "party_ids"])
    refresh(case)
    record(
        viewer,
        "party.taken-back",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"recipient": str(part.party_id), "happened": change.kind, "on": change.on.isoformat()},
        personal={"party": part.name, "reason": reason},
    )
    return undoing


def _restore(viewer: Viewer, case: Case, part: CaseParty, change: PartyChange, reason: str) -> None:
    """The part as it stood without what was taken back."""
    if change.kind == ChangeKind.NAME:
        part.name = change.before
        part.save(update_fields=["name"])
    elif change.kind == ChangeKind.ADDRESS:
        part.address = change.before
        part.save(update_fields=["address"])
    elif _stands(part).never:
        _was_never_in(viewer, case, part, reason)


def _stands(part: CaseParty) -> Presence:
    """Write since when a part is in its case, by what of its history stands."""
    every = list(part.changes.exclude(kind=ChangeKind.TAKEN_BACK).order_by("id"))
    standing = {row.pk for row in standing_changes(part)}
    happened = [Happened(row.kind, row.on, row.pk in standing) for row in every]
    found = presence(happened, succeeded_on(part))
    part.joined_on, part.left_on, part.died_on = found.joined_on, found.left_on, found.died_on
    part.save(update_fields=["joined_on", "left_on", "died_on"])
    return found


def _was_never_in(viewer: Viewer, case: Case, part: CaseParty, reason: str) -> None:
    """Who was entered by mistake sees nothing of the case, is asked for nothing, and keeps nobody out."""
    if not case.parties.filter(party=part.party_id).exclude(pk=part.pk).exists():
        case.party_ids = [party for party in case.party_ids if party != part.party_id]
    Service.objects.filter(case_party=part, served_on=None, delivery_id=None).delete()  # as inherited
    no_longer_asked(viewer, case=case, party=part, why=reason)
    for row in Deadline.objects.filter(RUNNING, case=case, party=part).order_by("id"):
        dropped(viewer, row, reason)
    before = part.successor_of
    if before is not None:
        part.successor_of = None
        part.save(update_fields=["successor_of"])
        _stands(before)


@transaction.atomic
def undo_representative(viewer: Viewer, *, representative: Representative, reason: str) -> Representative:
    """A representative was entered by mistake: it never stood for the party.

    Letters go to the party, and the portal shows the person nothing. Service on it was no service on the party: those
    acts are to be sent to the party itself, and a period to correct runs from that service. What the party has acted
    upon, and what bears a clause, stays as it is. Raises NotAllowed, and ValidationError (codes `reason`, `undone`).
    """
    viewer = may_enter(viewer, representative.case_party.case)
    case = lock(representative.case_party.case)
    row = Representative.objects.select_for_update(of=("self",)).get(pk=representative.pk)
    reason = _reason(reason)
    if row.mistaken_at:
        raise ValidationError(_("This is taken back already."), code="undone")
    row.mistaken_at, row.end_reason = clock.now(viewer.organisation), reason
    row.save(update_fields=["mistaken_at", "end_reason"])
    part = row.case_party
    services = Service.objects.filter(representative=row, appealed_on=None, waived_on=None, clauses=None)
    services = services.select_related("act").order_by("id")
    for service in services:
        _call_back(viewer, service, reason)
        _was_not_served(viewer, service, reason)
    refresh(case)
    record(
        viewer,
        "representative.mistaken",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"recipient": str(part.party_id), "represents_as": row.kind, "acts": len(services)},
        personal={"name": row.name, "party": part.name, "reason": reason},
    )
    return row


def _call_back(viewer: Viewer, service: Service, reason: str) -> None:
    """What lies unopened in the mailbox of who has nothing to do with it; one letter for others, too, stays."""
    others = Service.objects.filter(delivery_id=service.delivery_id).exclude(representative=service.representative_id)
    if service.delivery_id and not others.exists():
        mailbox.call_back(viewer, delivery=Delivery.objects.get(pk=service.delivery_id), why=reason)


def _was_not_served(viewer: Viewer, service: Service, reason: str) -> None:
    """A letter to who did not represent the party: it is to be sent to the party, and its days run from then."""
    service.served_on, service.delivery_id = None, None
    service.way, service.ground, service.starts_deadlines = "", "", False
    apply(viewer.organisation, service)
    clocks = Deadline.objects.filter(
        RUNNING, kind=Clock.CORRECTION, cause_id=service.act_id, party=service.case_party_id
    )
    for row in clocks:
        row.cause_id = None  # it runs again from service on the party
        row.save(update_fields=["cause_id"])
        dropped(viewer, row, reason)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Write what was entered wrongly."), code="reason")
    return reason.strip()[:300]
