"""The steps of a list for disposal up to the order to destroy; the worker does the rest (destroying.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from salter.archive.disposal import queries, rules
from salter.archive.disposal.queries import COMMISSION, PROPOSERS
from salter.archive.disposal.rules import Step
from salter.archive.models import LISTED, Disposal, DisposalItem, DisposalState
from salter.documents.models import Document
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Approval:
    """The written approval of the public archive."""

    number: str
    on: date
    by: str
    document: Document


@transaction.atomic
def propose(viewer: Viewer, *, note: str = "") -> Disposal:
    """Begin a list with every case that the viewer sees, whose time is over and that nothing holds.

    Raises NotAllowed, ValidationError (code `none`).
    """
    _person(viewer, *PROPOSERS)
    # Two who begin at once: the second waits, and finds the cases on the list of the first.
    Organisation.objects.select_for_update(no_key=True).get(pk=viewer.organisation.pk)
    units = list(queries.free(viewer))
    if not units:
        raise ValidationError(_("Nothing may be proposed now: no case is over its time, or each is held."), code="none")
    year = clock.today(viewer.organisation).year
    rows = Disposal.objects.filter(organisation=viewer.organisation, year=year)
    disposal = Disposal.objects.create(
        organisation=viewer.organisation,
        year=year,
        ordinal=(rows.aggregate(highest=Max("ordinal"))["highest"] or 0) + 1,
        note=note.strip()[:300],
        proposed_at=clock.now(viewer.organisation),
        proposed_by=viewer.account,
        proposed_name=viewer.name,
    )
    DisposalItem.objects.bulk_create(
        DisposalItem(organisation=viewer.organisation, disposal=disposal, archive_unit=unit) for unit in units
    )
    tell(viewer, "disposal.proposed", disposal, cases=len(units))
    return disposal


@transaction.atomic
def exclude(viewer: Viewer, *, item: DisposalItem, why: str) -> DisposalItem:
    """Take a case off a list; it stays there with the reason. Raises NotAllowed, ValidationError (`state`, `why`)."""
    disposal = _locked(viewer, item.disposal, Step.EXCLUDE)
    row = DisposalItem.objects.select_for_update(of=("self",)).select_related("archive_unit__case").get(pk=item.pk)
    if row.excluded_why:
        raise ValidationError(_("This case is excluded already."), code="state")
    put_off(viewer, disposal, row, _said(why, _("Write why the case is excluded."), code="why")[:300])
    return row


def put_off(viewer: Viewer, disposal: Disposal, row: DisposalItem, why: str) -> None:
    """Write down that a case is not on the list any more; part of another step."""
    row.excluded_why, row.excluded_at = why, clock.now(viewer.organisation)
    row.excluded_by = viewer.name
    row.save(update_fields=["excluded_why", "excluded_at", "excluded_by"])
    tell(viewer, "disposal.excluded", disposal, personal={"why": why}, case=str(row.archive_unit.case.number))


@transaction.atomic
def send(viewer: Viewer, *, disposal: Disposal) -> Disposal:
    """Put the list before the commission. Raises NotAllowed, ValidationError (codes `state`, `empty`)."""
    row = _locked(viewer, disposal, Step.SEND)
    require(viewer, *PROPOSERS)
    row.state = DisposalState.REVIEW
    row.save(update_fields=["state"])
    tell(viewer, "disposal.sent", row, cases=_not_empty(row))
    return row


@transaction.atomic
def accept(viewer: Viewer, *, disposal: Disposal, comment: str = "") -> Disposal:
    """A member of the commission, who did not propose the list, finds that it may go to the public archive.

    Raises NotAllowed, ValidationError (codes `state`, `own`, `empty`).
    """
    row = _to_review(viewer, disposal)
    cases = _not_empty(row)
    _reviewed(viewer, row, DisposalState.ACCEPTED, comment.strip())
    tell(viewer, "disposal.accepted", row, cases=cases)
    return row


@transaction.atomic
def give_back(viewer: Viewer, *, disposal: Disposal, comment: str) -> Disposal:
    """The same finds that it is to be put together otherwise, and says what.

    Raises NotAllowed, ValidationError (codes `state`, `own`, `comment`).
    """
    row = _to_review(viewer, disposal)
    said = _said(comment, _("Write what is to be changed."), code="comment")
    _reviewed(viewer, row, DisposalState.DRAFT, said)
    tell(viewer, "disposal.returned", row, personal={"comment": row.comment})
    return row


def _to_review(viewer: Viewer, disposal: Disposal) -> Disposal:
    row = _locked(viewer, disposal, Step.REVIEW)
    if viewer.account == row.proposed_by:
        raise ValidationError(
            _("You proposed this list, so another person reviews it. You may still exclude cases or withdraw it."),
            code="own",
        )
    return row


def _reviewed(viewer: Viewer, row: Disposal, state: DisposalState, comment: str) -> None:
    row.state, row.comment = state, comment[:1000]
    row.reviewed_at, row.reviewed_by = clock.now(viewer.organisation), viewer.account
    row.reviewed_name = viewer.name
    row.save(update_fields=["state", "comment", "reviewed_at", "reviewed_by", "reviewed_name"])


@transaction.atomic
def approve(viewer: Viewer, *, disposal: Disposal, approval: Approval) -> Disposal:
    """Enter the written approval of the public archive. What it did not approve is excluded before, with that reason.

    Raises NotAllowed, ValidationError (codes `state`, `empty`, `number`, `on`, `by`).
    """
    row = _locked(viewer, disposal, Step.APPROVE)
    require(viewer, *PROPOSERS)
    cases = _not_empty(row)
    row.approval_number = _said(approval.number, _("Write the number of the approval."), code="number")[:60]
    row.approval_by = _said(approval.by, _("Write which archive approved it."), code="by")[:200]
    if not row.proposed_at.date() <= approval.on <= clock.today(viewer.organisation):
        raise ValidationError(_("The approval is dated between the proposal and today."), code="on")
    row.state, row.approval_on, row.approval = DisposalState.APPROVED, approval.on, approval.document
    row.approved_at, row.approved_by = clock.now(viewer.organisation), viewer.account
    row.approved_name = viewer.name
    row.save()
    on, sha256 = approval.on.isoformat(), approval.document.sha256
    tell(viewer, "disposal.approved", row, cases=cases, approval=row.approval_number, on=on, sha256=sha256)
    return row


@transaction.atomic
def order(viewer: Viewer, *, disposal: Disposal) -> Disposal:
    """Have everything on the list destroyed; ordered by somebody other than who entered the approval.

    Raises NotAllowed, ValidationError (codes `state`, `own`, `empty`, `recused`).
    """
    from salter.archive.disposal.tasks import destroy

    row = _locked(viewer, disposal, Step.ORDER)
    if viewer.account == row.approved_by:
        raise ValidationError(_("You entered the approval, so another person orders the destruction."), code="own")
    cases = _not_empty(row)
    if viewer.staff and row.items.filter(LISTED, archive_unit__case__recused__contains=[viewer.staff.pk]).exists():
        raise ValidationError(_("You are recused from a case on this list. Another person orders it."), code="recused")
    row.state, row.ordered_at, row.ordered_by = DisposalState.DESTROYING, clock.now(viewer.organisation), viewer.account
    row.ordered_name = viewer.name
    row.save(update_fields=["state", "ordered_at", "ordered_by", "ordered_name"])
    tell(viewer, "disposal.ordered", row, cases=cases, approval=row.approval_number)
    destroy.defer(organisation=viewer.organisation.pk, disposal=str(row.pk))
    return row


@transaction.atomic
def withdraw(viewer: Viewer, *, disposal: Disposal, why: str) -> Disposal:
    """Give a list up; its cases may stand on another one. Raises NotAllowed, ValidationError (codes `state`, `why`)."""
    row = _locked(viewer, disposal, Step.WITHDRAW)
    said = _said(why, _("Write why the list is withdrawn."), code="why")[:300]
    now = clock.now(viewer.organisation)
    row.items.filter(LISTED).update(excluded_why=said, excluded_at=now, excluded_by=viewer.name)
    row.state = DisposalState.WITHDRAWN
    row.save(update_fields=["state"])
    tell(viewer, "disposal.withdrawn", row, personal={"why": said})
    return row


def _person(viewer: Viewer, *roles: Any) -> None:
    require(viewer, *roles)
    if viewer.account is None:
        raise NotAllowed(_("A person does this, not a program."))


def _locked(viewer: Viewer, disposal: Disposal, step: Step) -> Disposal:
    """The list, locked, in a state in which the step is taken. Raises NotAllowed, ValidationError (code `state`)."""
    _person(viewer, *COMMISSION)
    row = Disposal.objects.select_for_update(of=("self",)).get(organisation=viewer.organisation, pk=disposal.pk)
    queries.sees_all(viewer, row)
    if row.state not in rules.FROM[step]:
        words = _("This list is “%(state)s” by now. Look at it again.") % {"state": row.get_state_display()}
        raise ValidationError(words, code="state")
    return row


def _not_empty(row: Disposal) -> int:
    cases: int = row.items.filter(LISTED).count()
    if not cases:
        raise ValidationError(_("Every case of this list is excluded. Withdraw it."), code="empty")
    return cases


def _said(text: str, words: Any, *, code: str) -> str:
    if not text.strip():
        raise ValidationError(words, code=code)
    return text.strip()


def tell(
    viewer: Viewer, verb: str, disposal: Disposal, *, personal: dict[str, Any] | None = None, **body: object
) -> None:
    """Write a step of the list into the journal."""
    subject = ("disposal", disposal.pk)
    record(viewer, verb, subject=subject, body={"number": disposal.number, **body}, personal=personal)
