"""What a kind of decision asks before it is drafted, and what it brings when it is signed; the case is locked."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations.access import Viewer
from salter.registry import deadlines
from salter.registry import rules as life
from salter.registry.deciding import queries, rules
from salter.registry.models import OPEN, Act, ActKind, Case, CaseStatus
from salter.registry.moving import move
from salter.registry.rules import Status


def may_be_drafted(viewer: Viewer, case: Case, kind: str, extent: str) -> None:
    """Raise ValidationError (code `extent`) where no decision of that kind can be made in the case now."""
    if not extent:
        return
    if kind != ActKind.DECISION or extent not in rules.KINDS:
        raise ValidationError(_("Only a decision is partial, supplementary or a guarantee act."), code="extent")
    if not rules.made_here(extent, deadlines.settings_of(viewer.organisation)):
        raise ValidationError(_("By the legal settings the office does not make such decisions."), code="extent")
    whole = any(act.extent == rules.WHOLE for act in queries.standing(case))
    if rules.of(extent).needs_decision and not whole:
        raise ValidationError(
            _("A supplementary decision supplements one that is signed, and there is none. Draft a decision."),
            code="extent",
        )
    if rules.of(extent).needs_open and case.status not in OPEN:
        if extent == rules.GUARANTEE:
            words = _("The case is decided. A guarantee act is asked for in a case of its own, which is undecided.")
            raise ValidationError(words, code="extent")
        raise ValidationError(
            _("The case is decided, so no part is left. What was left out is decided by a supplementary decision."),
            code="extent",
        )


def begin_supplement(viewer: Viewer, case: Case, extent: str) -> None:
    """A decided case goes on for what it has left undecided; its strict date stays."""
    if not rules.of(extent).needs_decision or case.status not in life.DECIDED:
        return
    move(viewer, case, to=Status.IN_PROGRESS, rule=life.SUPPLEMENTARY)
    body = {"ground": life.SUPPLEMENTARY.code, "status": case.status}
    record(viewer, "case.reopened", subject=("case", case.pk), case_id=case.pk, body=body, personal={"reason": ""})


def decided(viewer: Viewer, case: Case, act: Act) -> None:
    """The case takes what its decision brings: a partial one leaves it open, with all of its deadline."""
    before = [one for one in queries.standing(case) if one.pk not in {act.pk, *queries.replaced_by(act)}]
    whole = any(one.extent == rules.WHOLE for one in before)
    if rules.of(act.extent).leaves_open and (case.status not in OPEN or not whole):
        _decided_in_part(viewer, case, act)
        return
    kept = before if act.extent else [one for one in before if one.extent == rules.PARTIAL]
    outcome = rules.together([*(one.outcome for one in kept), act.outcome])
    to = life.status_after(outcome)
    if not life.path(case.status, to):
        raise ValidationError(
            _("A case that is “%(status)s” cannot be decided.") % {"status": CaseStatus(case.status).label},
            code="status",
        )
    rule = life.DECIDE if to is Status.RESOLVED else None
    move(viewer, case, to=to, rule=rule, act=act, outcome=outcome, at=act.signed_at)


def _decided_in_part(viewer: Viewer, case: Case, act: Act) -> None:
    if case.status not in OPEN:
        raise ValidationError(
            _("The case is decided by now, so a part of it cannot be decided. Withdraw the draft."), code="status"
        )
    if case.status == CaseStatus.FORMED:
        move(viewer, case, to=Status.IN_PROGRESS, act=act, at=act.signed_at)
    record(
        viewer,
        "case.decided-in-part",
        subject=("act", act.pk),
        case_id=case.pk,
        body={"sub_number": act.sub_number, "due": case.due_on.isoformat() if case.due_on else ""},
        personal={"rest": act.rest},
    )
