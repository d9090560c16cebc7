"""Settling how long a closed case is kept, and opening a closed case again."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.calendars.law import Rule
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.acting import Actor, Allowed, capacity
from salter.organisations.models import Duty, Role
from salter.registry import rules as life
from salter.registry.actions.cases import lock
from salter.registry.actions.closing import disposition_of, kept_long_enough, least_of
from salter.registry.closing import rules
from salter.registry.models import Case, CaseStatus, Closing, RetentionRule
from salter.registry.moving import move
from salter.registry.recusing.rules import refuse_recused, unless_recused
from salter.registry.rules import Disposition, Status

SETTLES = (Role.REGISTRY_HEAD, Role.ARCHIVIST, Role.HEAD_OF_ADMINISTRATION)
"""Who answers for how long cases are kept."""


@transaction.atomic
def settle_retention(
    viewer: Viewer, *, case: Case, retention: RetentionRule, kept_until: date | None = None, reason: str = ""
) -> Closing:
    """Say how long a closed case is kept: where it was left open, where it was wrong, or until another last day.

    What replaces something known, and a last day beside the computed one, needs a reason. Raises NotAllowed,
    ValidationError with codes `not-closed`, `archived`, `retention`, `until`, `reason`.
    """
    require(viewer, *SETTLES)
    case = _closed(case)
    closing = holding(viewer, case)
    kept_long_enough(viewer, case.class_code, retention)
    if kept_until:
        _may_be_kept_until(viewer, case, retention, kept_until)
    reason = reason.strip()[:300]
    before = (closing.retention_id, closing.kept_until)
    if before == (retention.pk, kept_until):
        raise ValidationError(_("It is set so already."), code="retention")
    if not reason and (kept_until or before != (None, None)):
        raise ValidationError(_("Write why it is kept so."), code="reason")
    _keep(viewer, case, closing, retention, kept_until, reason)
    body = {
        "retention": retention.expression,
        "retention_verified": retention.verified,
        "until": kept_until.isoformat() if kept_until else "",
    }
    kept = {"reason": reason} if reason else None
    record(viewer, "case.retention", subject=("case", case.pk), case_id=case.pk, body=body, personal=kept)
    return closing


def _keep(
    viewer: Viewer, case: Case, closing: Closing, retention: RetentionRule, kept_until: date | None, reason: str
) -> None:
    """Write it into the closing and into the case."""
    closing.retention, closing.kept_until, closing.kept_reason = retention, kept_until, reason
    closing.settled_at, closing.settled_name = clock.now(viewer.organisation), viewer.name
    if closing.disposition.startswith(Disposition.AD_ACTA):
        closing.disposition = disposition_of(retention)
    closing.save(update_fields=["retention", "kept_until", "kept_reason", "settled_at", "settled_name", "disposition"])
    case.retention, case.retention_open, case.disposition = retention, None, closing.disposition
    case.version += 1
    case.save(update_fields=["retention", "retention_open", "disposition", "version"])


def _may_be_kept_until(viewer: Viewer, case: Case, retention: RetentionRule, until: date) -> None:
    """Raise ValidationError (code `until`) for a last day that the class or the retention excludes."""
    assert case.closed_at is not None
    closed, mark = timezone.localdate(case.closed_at), least_of(viewer, case.class_code)
    if retention.years is None:
        raise ValidationError(_("What is kept permanently has no last day. Leave it empty."), code="until")
    if until <= closed:
        raise ValidationError(_("The last day lies after the day on which the case was closed."), code="until")
    if mark and mark.minimum_years and until < rules.years_later(closed, mark.minimum_years):
        raise ValidationError(
            _("Class %(code)s is kept for at least %(years)s years from the day on which the case was closed.")
            % {"code": case.class_code, "years": mark.minimum_years},
            code="until",
        )
    if until < rules.years_later(closed, retention.years):
        raise ValidationError(
            _("The chosen retention, %(retention)s, ends later. For less, choose another row of the schedule.")
            % {"retention": retention.expression},
            code="until",
        )


@transaction.atomic
def reopen(viewer: Viewer, *, case: Case, ground: Rule, reason: str) -> Case:
    """Open a closed case again: work on it goes on, or only the closing is undone. What was decided, said and served
    stays in its history; the strict date stays, too. What the archive has taken over is not opened again.

    Raises NotAllowed, ValidationError with codes `not-closed`, `archived`, `ground`, `reason`.
    """
    viewer = may_reopen(viewer, case)
    case = _closed(case)
    reason = reason.strip()[:300]
    if ground.code not in rules.GROUNDS:
        raise ValidationError(_("Choose the ground."), code="ground")
    if not reason:
        raise ValidationError(_("Write why the case is opened again."), code="reason")
    now, closing = clock.now(viewer.organisation), holding(viewer, case)
    closing.opened_at, closing.opened_by, closing.opened_name = now, viewer.account, viewer.name
    closing.opened_rule, closing.opened_reason = ground.code, reason
    closing.save(update_fields=["opened_at", "opened_by", "opened_name", "opened_rule", "opened_reason"])
    case.closed_at = case.retention = case.retention_open = None
    case.disposition = ""
    case.version += 1
    case.save(update_fields=["closed_at", "retention", "retention_open", "disposition", "version"])
    body, personal = {"ground": ground.code, "status": case.status}, {"reason": reason}
    if rules.goes_on(ground):
        move(viewer, case, to=Status.IN_PROGRESS, rule=ground, reason=reason, at=now)
        body["status"] = case.status
        record(viewer, "case.reopened", subject=("case", case.pk), case_id=case.pk, body=body, personal=personal)
    else:
        record(viewer, "case.closing-undone", subject=("case", case.pk), case_id=case.pk, body=body, personal=personal)
    return case


def reopened_by(case: Case) -> Allowed:
    """Who opens a closed case again: who heads its unit, the registry office, or the administration."""

    def allowed(actor: Actor) -> bool:
        heads = actor.has(Role.UNIT_HEAD) and case.unit_id in actor.units
        return heads or actor.has(Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION)

    return unless_recused(case, allowed)


def may_reopen(viewer: Viewer, case: Case) -> Viewer:
    """The viewer in the capacity in which the case is opened again: as oneself or as a head's deputy who gives cases
    to people. Raises NotAllowed."""
    refuse_recused(viewer, case)
    refusal = _("Only the head of the registry office, or of the unit, opens a closed case again.")
    return capacity(viewer, Duty.ASSIGN, reopened_by(case), refusal)


def _closed(case: Case) -> Case:
    """The case, locked, as long as it is closed and the archive has not taken it over. Raises ValidationError."""
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if locked.status == CaseStatus.ARCHIVED:
        words = _("The archive has taken case %(number)s over: it stays as it is. Register what came as a new case.")
        raise ValidationError(words % {"number": locked.number}, code="archived")
    locked = lock(locked)
    if locked.closed_at is None or locked.status not in life.DECIDED:
        raise ValidationError(_("Case %(number)s is not closed.") % {"number": locked.number}, code="not-closed")
    return locked


def holding(viewer: Viewer, case: Case) -> Closing:
    """The closing that holds; a case that an earlier release closed gets its row from what stands in the case."""
    found = Closing.objects.filter(organisation=viewer.organisation, case=case, opened_at=None).first()
    if found:
        return found
    assert case.closed_at is not None
    return Closing.objects.create(
        organisation=viewer.organisation,
        case=case,
        at=case.closed_at,
        class_code=case.class_code,
        disposition=case.disposition,
        retention_id=case.retention_id,
    )
