"""The check of a scan by a second person: it is asked for, viewed, confirmed alone or by a sample, or sent back.

A scan is a copy of its paper (Law 94/2017, Art. 10); this check is the office's own control that the copy is whole,
and gives it no more force in law (Art. 11 asks for a qualified seal or signature). How much of a batch is viewed is
therefore a rule that the office sets, not one of ours.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import uuid7
from salter.registry.looks import look_at_document
from salter.registry.models import (
    Case,
    ScanCheck,
    ScanInSample,
    ScanLook,
    ScanSample,
    ScanState,
    Submission,
)
from salter.registry.scans import findings

CHECKERS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)
"""Who may check: any of them that sees the case, but for who registered the scan."""
OPEN = (ScanState.WAITING, ScanState.REFUSED)
MOST = 200
"""So many scans are confirmed together at most."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The office's rule: whether scans are checked; of a batch one in `every` is viewed, never fewer than `least`."""

    on: bool = True
    every: int = 10
    least: int = 3

    def of(self, scans: int) -> int:
        """How many of a batch are viewed."""
        return min(scans, max(self.least, -(-scans // self.every)))


def rule_of(organisation: Organisation) -> Rule:
    """The rule that the office has set, else ours; no law that we have read fixes it."""
    return Rule(**organisation.settings.get("scan_check", {}))


@transaction.atomic
def set_rule(viewer: Viewer, *, rule: Rule) -> Organisation:
    """Set how scans are checked. Raises NotAllowed, ValidationError (code `rule`)."""
    require(viewer, Role.REGISTRY_HEAD)
    if rule.every < 1 or rule.least < 1:
        raise ValidationError(_("Write numbers from 1 on."), code="rule")
    office = Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    office.settings = {**office.settings, "scan_check": asdict(rule)}
    office.save(update_fields=["settings"])
    subject = ("scan-rule", uuid7())
    if rule.on:
        record(viewer, "scans.rule", subject=subject, body={"every": rule.every, "least": rule.least})
    else:
        record(viewer, "scans.rule-off", subject=subject)
    return office


def ask(
    viewer: Viewer, *, submission: Submission, scans: Iterable[tuple[Document, Sequence[dict[str, Any]]]]
) -> list[ScanCheck]:
    """Have scans that `viewer` registers be checked by somebody else, where the office's rule says so; part of the
    registration, which journals it."""
    return ask_always(viewer, submission=submission, scans=scans) if rule_of(viewer.organisation).on else []


def ask_always(
    viewer: Viewer, *, submission: Submission, scans: Iterable[tuple[Document, Sequence[dict[str, Any]]]]
) -> list[ScanCheck]:
    """The same, whatever the rule says now."""
    rows = [
        ScanCheck(
            organisation=viewer.organisation,
            case=submission.case,
            submission=submission,
            document=document,
            findings=[*found],
            scanned_by=viewer.account,
            asked_at=clock.now(viewer.organisation),
        )
        for document, found in scans
    ]
    return ScanCheck.objects.bulk_create(rows)


@transaction.atomic
def view(viewer: Viewer, *, check: ScanCheck, document: Document) -> None:
    """Note that the scan is being shown to the viewer, here and in the access log of the case."""
    require(viewer, *CHECKERS)
    look_at_document(viewer, check.case_id, document)
    ScanLook.objects.get_or_create(
        organisation=viewer.organisation,
        scan=check,
        account=viewer.account,
        defaults={"at": clock.now(viewer.organisation)},
    )


def locked(viewer: Viewer, check: ScanCheck, *states: ScanState) -> ScanCheck:
    """The check, locked, of a case that the viewer sees, in one of `states`.

    Raises NotAllowed, and ValidationError with code `settled`.
    """
    require(viewer, *CHECKERS)
    rows = ScanCheck.objects.select_for_update(of=("self",)).select_related("case", "document")
    row = rows.get(organisation=viewer.organisation, pk=check.pk)
    if not Case.objects.visible_to(viewer).filter(pk=row.case_id).exists():
        raise NotAllowed(_("You do not see the case of this scan."))
    if row.state not in states:
        raise ValidationError(
            _("Somebody was faster: this scan is checked or sent back already. Go back to the list."), code="settled"
        )
    return row


@transaction.atomic
def confirm(viewer: Viewer, *, check: ScanCheck) -> ScanCheck:
    """The scan shows its paper whole and legible. One that was sent back may turn out as good as its paper.

    Raises NotAllowed, and ValidationError with codes `settled`, `own`, `look`.
    """
    row = locked(viewer, check, *OPEN)
    _by_another(viewer, row)
    if not row.looks.filter(account=viewer.account).exists():
        raise ValidationError(_("Look at the scan before you confirm it."), code="look")
    _settle(viewer, row, ScanState.CONFIRMED)
    _tell(viewer, row, "scan.confirmed", {"name": row.document.name})
    return row


@transaction.atomic
def refuse(viewer: Viewer, *, check: ScanCheck, reason: str) -> ScanCheck:
    """The paper must be scanned again; the scan stays in its case, marked. Whoever sees the fault may say so.

    Raises NotAllowed, and ValidationError with codes `settled`, `reason`.
    """
    row = locked(viewer, check, ScanState.WAITING)
    if not reason.strip():
        raise ValidationError(_("Write what is wrong with the scan."), code="reason")
    row.reason = reason.strip()[:300]
    _settle(viewer, row, ScanState.REFUSED)
    _tell(viewer, row, "scan.refused", {"name": row.document.name}, reason=row.reason)
    return row


@transaction.atomic
def draw(viewer: Viewer, *, checks: Sequence[ScanCheck]) -> ScanSample:
    """Put scans into a batch and draw by lot those to be viewed; one with an unreadable page is always among them.

    What is not waiting or is the viewer's own is left out. Raises NotAllowed, ValidationError (code `none`).
    """
    require(viewer, *CHECKERS)
    account = viewer.account
    if account is None:
        raise NotAllowed(_("A person confirms scans, not a program."))
    visible = Case.objects.visible_to(viewer).values("pk")
    given = [check.pk for check in checks][:MOST]
    rows = ScanCheck.objects.filter(
        organisation=viewer.organisation, pk__in=given, state=ScanState.WAITING, case__in=visible
    )
    batch = list(rows.exclude(scanned_by=account).order_by("id"))
    if not batch:
        raise ValidationError(_("Tick scans that others have registered, then go on."), code="none")
    sample = ScanSample.objects.create(
        organisation=viewer.organisation, drawn_by=account, drawn_at=clock.now(viewer.organisation)
    )
    drawn = _drawn(batch, rule_of(viewer.organisation).of(len(batch)))
    ScanInSample.objects.bulk_create(
        ScanInSample(organisation=viewer.organisation, sample=sample, scan=row, drawn=row.pk in drawn) for row in batch
    )
    record(
        viewer,
        "scans.sampled",
        subject=("scan-sample", sample.pk),
        body={"scans": len(batch), "drawn": len(drawn), "checks": [str(row.pk) for row in batch]},
    )
    return sample


def _drawn(batch: Sequence[ScanCheck], wanted: int) -> set[UUID]:
    doubtful = [row.pk for row in batch if any(found["code"] == findings.UNREADABLE_PAGES for found in row.findings)]
    others = [row.pk for row in batch if row.pk not in doubtful]
    more = max(wanted - len(doubtful), 0)
    return {*doubtful, *secrets.SystemRandom().sample(others, min(more, len(others)))}


@transaction.atomic
def confirm_sample(viewer: Viewer, *, sample: ScanSample) -> int:
    """Confirm all scans of a batch that still wait; gives how many. Each drawn one was viewed, and none was bad.

    Raises NotAllowed, and ValidationError with codes `settled`, `look`, `refused`.
    """
    require(viewer, *CHECKERS)
    held = ScanSample.objects.select_for_update(of=("self",)).get(
        organisation=viewer.organisation, pk=sample.pk, drawn_by=viewer.account
    )
    if held.confirmed_at:
        raise ValidationError(_("This batch is confirmed already."), code="settled")
    batch = list(held.scans.select_related("scan"))
    drawn = [row.scan for row in batch if row.drawn]
    _sound(viewer, drawn)
    waiting = ScanCheck.objects.select_for_update(of=("self",)).select_related("document")
    waiting = waiting.filter(organisation=viewer.organisation, pk__in=[row.scan_id for row in batch])
    waiting = waiting.filter(state=ScanState.WAITING, case__in=Case.objects.visible_to(viewer).values("pk"))
    confirmed = list(waiting.order_by("id"))
    for row in confirmed:
        _by_another(viewer, row)
        row.sample = held
        _settle(viewer, row, ScanState.CONFIRMED)
        _tell(
            viewer,
            row,
            "scan.confirmed-by-sample",
            {"name": row.document.name},
            scans=len(batch),
            viewed=len(drawn),
            sample=str(held.pk),
        )
    held.confirmed_at = clock.now(viewer.organisation)
    held.save(update_fields=["confirmed_at"])
    return len(confirmed)


def _sound(viewer: Viewer, drawn: Sequence[ScanCheck]) -> None:
    """Raise unless each of these was viewed and none was sent back."""
    if any(row.state in (ScanState.REFUSED, ScanState.REPLACED) for row in drawn):
        raise ValidationError(
            _("A scan of the sample was sent back, so the others are not taken on trust. Draw a new sample of them."),
            code="refused",
        )
    seen = set(ScanLook.objects.filter(scan__in=drawn, account=viewer.account).values_list("scan_id", flat=True))
    left = sum(row.pk not in seen for row in drawn)
    if left:
        raise ValidationError(_("Still to be viewed: %(count)s.") % {"count": left}, code="look")


def _by_another(viewer: Viewer, row: ScanCheck) -> None:
    if viewer.account is None or row.scanned_by_id == viewer.account.pk:
        raise ValidationError(
            _("You registered this scan yourself, so another person confirms it. You may send it back."), code="own"
        )


def _settle(viewer: Viewer, row: ScanCheck, state: ScanState) -> None:
    row.state, row.settled_by, row.settled_at = state, viewer.account, clock.now(viewer.organisation)
    row.save()


def _tell(viewer: Viewer, row: ScanCheck, verb: str, personal: dict[str, Any], **body: object) -> None:
    record(
        viewer,
        verb,
        subject=("scan-check", row.pk),
        case_id=row.case_id,
        body={"document": row.document.sha256, **body},
        personal=personal,
    )
