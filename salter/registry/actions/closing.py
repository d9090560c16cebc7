"""Putting a case away: with its class mark, its disposition and, where it is known already, its retention."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry import rules
from salter.registry.actions.cases import lock_open, may_handle
from salter.registry.hearing.queries import convened_in
from salter.registry.models import ActStatus, Case, ClassMark, Closing, RetentionRule
from salter.registry.reference import years_expression
from salter.registry.relating.queries import undecided
from salter.registry.rules import Disposition

UNFINISHED = (ActStatus.DRAFT, ActStatus.SUBMITTED, ActStatus.APPROVED, ActStatus.SIGNED)
UNTIL_SETTLED = "рок се утврђује"
"""How long a case is kept whose retention is not known yet, in the words of the book."""


@transaction.atomic
def close_case(
    viewer: Viewer, *, case: Case, class_code: str, retention: RetentionRule | None, note: str = "", sent_to: str = ""
) -> Case:
    """Close a decided case with class mark and retention, which no closed case may lack (regulation.md 1.7).

    Where nobody knows yet how long it is kept, `retention` is None and `note` says why: it is kept, and is settled
    later (`closing.actions`). The disposition is а/а, or the body to which the originals went. Raises NotAllowed,
    ValidationError with codes `open-acts`, `status`, `hearing`, `joined`, `class-mark`, `retention`.
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    _may_close(viewer, case, class_code, retention)
    kept = retention.expression if retention else "утврђује се"
    case.class_code, case.retention = class_code, retention
    case.retention_open = None if retention else True
    case.closed_at = clock.now(viewer.organisation)
    case.disposition = disposition_of(retention, sent_to)
    case.version += 1
    case.save(update_fields=["class_code", "retention", "retention_open", "closed_at", "disposition", "version"])
    closing = Closing.objects.create(
        organisation=viewer.organisation,
        case=case,
        at=case.closed_at,
        by=viewer.account,
        name=viewer.name,
        class_code=class_code,
        disposition=case.disposition,
        retention=retention,
        note="" if retention else note.strip()[:300],
    )
    verified = retention is not None and retention.verified
    body = {"class": class_code, "retention": kept, "retention_verified": verified, "disposition": case.disposition}
    note_kept = {"note": closing.note} if closing.note else None
    record(viewer, "case.closed", subject=("case", case.pk), case_id=case.pk, body=body, personal=note_kept)
    return case


def disposition_of(retention: RetentionRule | None, sent_to: str = "") -> str:
    """What the book says of a closed case."""
    if sent_to.strip():
        return rules.write_disposition(Disposition.ORIGINAL, sent_to)[:100]
    return rules.write_disposition(Disposition.AD_ACTA, retention.expression if retention else UNTIL_SETTLED)[:100]


def _may_close(viewer: Viewer, case: Case, class_code: str, retention: RetentionRule | None) -> None:
    """Raise ValidationError for what is missing; all of it can be mended by who works on the case."""
    if case.acts.filter(status__in=UNFINISHED).exists():
        raise ValidationError(
            _("An act of this case is not dispatched yet. Dispatch or withdraw it first."), code="open-acts"
        )
    if case.status not in rules.DECIDED:
        raise ValidationError(_("Only a resolved, discontinued or dismissed case is closed."), code="status")
    if convened_in(case):
        words = _("A hearing is convened in this case. Write its record, or call it off.")
        raise ValidationError(words, code="hearing")
    if undecided(case):
        words = _("Cases that are joined to this one are not decided. Decide each alike, or separate it.")
        raise ValidationError(words, code="joined")
    if not class_code:
        raise ValidationError(_("Choose the class mark."), code="class-mark")
    if retention:
        kept_long_enough(viewer, class_code, retention)


def least_of(viewer: Viewer, class_code: str) -> ClassMark | None:
    """The class as the plan has it today, with its least retention."""
    marks = ClassMark.objects.filter(organisation=viewer.organisation, code=class_code, active=True)
    return marks.order_by("-verified", "-edition").first()


def kept_long_enough(viewer: Viewer, class_code: str, retention: RetentionRule) -> None:
    """Raise ValidationError for less than the least retention of the class, where the plan states one."""
    mark = least_of(viewer, class_code)
    if mark and rules.kept_too_short(retention.years, mark.minimum_years, mark.kept_permanently):
        least = years_expression(None if mark.kept_permanently else mark.minimum_years)
        raise ValidationError(
            _("Class %(code)s is kept at least: %(least)s. Choose a longer one, or “to be determined”.")
            % {"code": class_code, "least": least},
            code="retention",
        )
