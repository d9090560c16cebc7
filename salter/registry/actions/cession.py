"""Ceding a misdirected submission to the competent body, with notice to the party."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Role, Staff
from salter.registry import rules, wording
from salter.registry.actions.cases import lock_open, may_handle
from salter.registry.models import Act, ActKind, ActStatus, Case, Cession
from salter.registry.moving import move

BEFORE = (ActStatus.DRAFT, ActStatus.SUBMITTED, ActStatus.APPROVED, ActStatus.SIGNED)


@transaction.atomic
def cede_case(viewer: Viewer, *, case: Case, body: str, address: str = "", reason: str) -> Cession:
    """Cede a case that is another body's: resolved here as transferred, with the disposition “уступљено – body”.

    The notice to the party, if it is known, is written and goes to the head of unit for approval, then to signature and
    dispatch; until it is dispatched the case cannot be put away. Raises NotAllowed, ValidationError (codes `body`,
    `reason`, `status`, `open-acts`).
    """
    viewer, author = _may_cede(viewer, case)
    case = lock_open(case)
    if not body.strip():
        raise ValidationError(_("Write the body that is competent."), code="body")
    if not reason.strip():
        raise ValidationError(_("Write why that body is competent."), code="reason")
    if case.acts.filter(status__in=BEFORE).exists():
        raise ValidationError(
            _("An act of this case is on its way. Dispatch or withdraw it before the case is ceded."), code="open-acts"
        )
    before = case.status
    _resolve(viewer, case, reason)
    case.disposition = rules.write_disposition(rules.Disposition.TRANSFERRED, body)[:100]
    case.unit = case.unit or author.unit
    notice = _notice(viewer, case, author, body.strip(), reason.strip()) if case.parties.exists() else None
    case.version += 1
    case.save(update_fields=["disposition", "unit", "last_sub", "version"])
    cession = Cession.objects.create(
        organisation=viewer.organisation,
        case=case,
        body=body.strip(),
        address=address.strip(),
        reason=reason.strip(),
        at=clock.now(viewer.organisation),
        name=viewer.name,
        notice=notice,
    )
    record(
        viewer,
        "case.ceded",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"body": cession.body, "before": before, "act": notice.sub_number if notice else None},
        personal={"reason": cession.reason},
    )
    return cession


def _may_cede(viewer: Viewer, case: Case) -> tuple[Viewer, Staff]:
    """The registry office cedes what it sees is not for us; later the handler does, or the head of the unit."""
    if viewer.staff is None:
        raise NotAllowed(_("Only a member of staff cedes cases."))
    author = viewer.staff
    if not (viewer.has(Role.REGISTRY_HEAD) or (viewer.has(Role.REGISTRY_CLERK) and case.handler_id is None)):
        viewer = may_handle(viewer, case)
    return viewer, author


def _resolve(viewer: Viewer, case: Case, reason: str) -> None:
    """To resolved, by the allowed steps. Raises ValidationError (code `status`)."""
    if not rules.path(case.status, rules.Status.RESOLVED):
        raise ValidationError(_("Only a case that is not decided yet can be ceded."), code="status")
    outcome = rules.Outcome.TRANSFERRED
    move(viewer, case, to=rules.Status.RESOLVED, rule=rules.CEDE, outcome=outcome, reason=reason.strip())


def _notice(viewer: Viewer, case: Case, author: Staff, body: str, reason: str) -> Act:
    """The notice to the party, ready for approval."""
    now = clock.now(viewer.organisation)
    case.last_sub += 1
    notice = Act.objects.create(
        organisation=viewer.organisation,
        case=case,
        sub_number=case.last_sub,
        kind=ActKind.NOTICE,
        title=f"Обавештење о уступању: {case.subject}"[:300],
        status=ActStatus.SUBMITTED,
        content={"text": wording.ceded(case, body, reason)},
        author=author,
        author_for_id=viewer.acting_for.absent if viewer.acting_for else None,
        created_at=now,
        submitted_at=now,
    )
    for verb in ("act.drafted", "act.submitted"):
        record(
            viewer,
            verb,
            subject=("act", notice.pk),
            case_id=case.pk,
            body={"sub_number": notice.sub_number, "kind": ActKind.NOTICE.value},
        )
    return notice
