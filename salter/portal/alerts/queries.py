"""Whom an entry of the journal concerns, and what a notice may still say when it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from salter.journal.models import Entry
from salter.mailbox.models import Delivery, DeliveryState
from salter.organisations.access import Viewer, viewer_of
from salter.organisations.merging import accounts_of
from salter.portal import queries as portal
from salter.portal.models import Alert, AlertChoice, AlertKind
from salter.registry.models import ActKind, Case, CaseParty, Wait
from salter.registry.parties.standing import in_force
from salter.registry.waiting.rules import OF_A_PARTY

KINDS = {
    "case.registered": AlertKind.REGISTERED,
    "case.from-state": AlertKind.REGISTERED,
    "wait.begun": AlertKind.ASKED,
    "act.signed": AlertKind.DECIDED,
    "delivery.arrived": AlertKind.MAILBOX,
}
"""What people are told of. Everything else they find on the page of the case."""


def choice_of(viewer: Viewer) -> AlertChoice | None:
    """What the viewer has chosen; None for no notices."""
    return AlertChoice.objects.filter(organisation=viewer.organisation, account=viewer.account).first()


def kind_of(entry: Entry) -> AlertKind | None:
    """What a notice of an entry says; None for what nobody is told of by e-mail."""
    kind, body = KINDS.get(entry.verb), entry.body
    if kind is AlertKind.DECIDED and body.get("kind") != ActKind.DECISION:
        return None
    if kind is AlertKind.ASKED and body.get("waits_for") not in OF_A_PARTY:
        return None
    return kind


def wanted(entry: Entry, kind: AlertKind) -> QuerySet[AlertChoice]:
    """The choices of those whom an entry concerns."""
    rows = AlertChoice.objects.filter(organisation=entry.organisation)
    return rows.filter(account_id__in=_accounts(entry, kind)).order_by("id")


def _accounts(entry: Entry, kind: AlertKind) -> set[int]:
    if kind is AlertKind.MAILBOX:
        owner = Delivery.objects.filter(pk=entry.subject_id).values_list("account_id", flat=True).first()
        return {owner} if owner else set()
    parts = CaseParty.objects.filter(case=entry.case_id).select_related("party")
    wait = Wait.objects.filter(pk=entry.subject_id).first() if kind is AlertKind.ASKED else None
    parts = parts.filter(pk=wait.party_id) if wait and wait.party_id else parts
    still_in = [part for part in parts if part.is_in]
    stand = in_force(entry.organisation).filter(case_party__in=[part.pk for part in still_in]).select_related("party")
    found = accounts_of([part.party for part in still_in] + [row.party for row in stand])
    return {account for account in found.values() if account}


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says of where: the number, and the case (None: look into the mailbox)."""

    number: str
    case_id: UUID | None = None


def told(alert: Alert) -> Told | None:
    """What a notice says now; None when it is over or is not its reader's any more, so that nothing is sent."""
    entry = Entry.objects.filter(organisation=alert.organisation, pk=alert.entry_id).first()
    if entry is None or _is_over(alert, entry):
        return None
    viewer = viewer_of(alert.account, alert.organisation)
    try:
        case = portal.my_case(viewer, entry.case_id) if entry.case_id else None
    except Case.DoesNotExist:
        case = None
    if alert.kind == AlertKind.MAILBOX:
        return Told(_number(viewer, case) if case else str(entry.body["case_number"]))
    return Told(_number(viewer, case), case.pk) if case and not case.cancelled_at else None


def _is_over(alert: Alert, entry: Entry) -> bool:
    """Whether what happened was answered or taken meanwhile."""
    if alert.kind == AlertKind.MAILBOX:
        own = Delivery.objects.filter(pk=entry.subject_id, account=alert.account, state=DeliveryState.IN_MAILBOX)
        return not own.exists()
    return alert.kind == AlertKind.ASKED and not Wait.objects.filter(pk=entry.subject_id, ended_at=None).exists()


def _number(viewer: Viewer, case: Case) -> str:
    """The number on the reader's own receipt, which says nothing of what the case is about; else that of the case."""
    own = portal.my_submissions(viewer, case)
    return own[0].submission_number if own else case.number
