"""Drafting a decision for several cases, and saying which."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations.access import NotAllowed, Viewer
from salter.registry import deadlines, wording
from salter.registry import queries as registry
from salter.registry.actions.acts import draft_act
from salter.registry.actions.cases import lock, lock_open, may_handle
from salter.registry.jointly import queries
from salter.registry.models import OPEN, Act, ActKind, ActStatus, Case, Joining, JointPart

TITLE = "Заједничко решење"


@transaction.atomic
def draft_jointly(viewer: Viewer, *, case: Case, joinings: Sequence[Joining]) -> Act:
    """Draft one decision for a leading case and cases that are joined to it; it goes the way of every decision.

    Raises NotAllowed, and ValidationError with codes `cases` (none is chosen, one is not joined or not open),
    `drafted`, `setting`, `status`.
    """
    handling = may_handle(viewer, case)
    if not deadlines.settings_of(viewer.organisation).joint_decisions:
        raise ValidationError(_("By the legal settings the office does not make such decisions."), code="setting")
    joined = _joined(viewer, case, joinings)
    case = lock_open(case)
    if case.status not in OPEN:
        raise ValidationError(_("The leading case is decided already."), code="status")
    if case.acts.filter(kind=ActKind.DECISION, status__in=queries.ON_THE_WAY).exists():
        raise ValidationError(_("A decision is being drafted in this case already."), code="drafted")
    title = f"{TITLE}: {case.subject}"[:300]
    content = _content(viewer, case, [one for _who, one in joined])
    act = draft_act(handling, case=case, kind=ActKind.DECISION, title=title, content=content)
    _set(handling, act, joined)
    return act


@transaction.atomic
def choose_cases(viewer: Viewer, *, act: Act, joinings: Sequence[Joining]) -> Act:
    """Say anew which cases a joint decision that is a draft decides; its words stay as they are.

    Raises NotAllowed, and ValidationError with codes `cases` and `act` (it is no draft any more).
    """
    handling = may_handle(viewer, act.case)
    joined = _joined(viewer, act.case, joinings)
    lock(act.case)
    act = Act.objects.select_for_update(of=("self",)).select_related("case").get(pk=act.pk)
    if act.status != ActStatus.DRAFT:
        raise ValidationError(_("The decision is no draft any more. Have it returned first."), code="act")
    act.joint_parts.all().delete()
    _set(handling, act, joined)
    return act


def _joined(viewer: Viewer, case: Case, joinings: Sequence[Joining]) -> list[tuple[Viewer, Case]]:
    """The joined cases, each with the viewer in the capacity in which it is handled.

    Raises NotAllowed or ValidationError unless each is led by the case, open, and handled and seen by the viewer.
    """
    if not joinings:
        raise ValidationError(_("Choose at least one of the cases that are conducted with this one."), code="cases")
    joined = []
    for joining in joinings:
        if joining.leading_id != case.pk or joining.separated_on:
            raise ValidationError(_("Choose only cases that are conducted with this one."), code="cases")
        if not registry.may_see(viewer, joining.joined):
            raise NotAllowed(_("You may not see both of the cases."))
        joined.append((may_handle(viewer, joining.joined), joining.joined))
        if joining.joined.status not in OPEN:
            words = _("Case %(number)s is decided already.") % {"number": joining.joined.number}
            raise ValidationError(words, code="cases")
    return joined


def _set(viewer: Viewer, act: Act, joined: Sequence[tuple[Viewer, Case]]) -> None:
    """The act decides these cases: the log of each of them says so, and that of the leading one."""
    JointPart.objects.bulk_create(
        [JointPart(organisation=viewer.organisation, act=act, case=case) for _who, case in joined]
    )
    body = {"sub_number": act.sub_number, "cases": len(joined)}
    for who, case in ((viewer, act.case), *joined):
        record(who, "act.joint", subject=("act", act.pk), case_id=case.pk, body=body)


def _content(viewer: Viewer, case: Case, cases: Sequence[Case]) -> dict[str, str]:
    """The introduction names every party and every number."""
    everybody = [party for one in (case, *cases) for party in one.parties.select_related("party").order_by("id")]
    written = wording.content(ActKind.DECISION, viewer.organisation, case, everybody)
    numbers = ", ".join(one.number for one in (case, *cases))
    joint = f"Овим решењем одлучује се заједно у предметима број: {numbers}.\n"
    return {
        **written,
        "legal_basis": wording.introduction_of_all(viewer.organisation, case, everybody),
        "reasoning": joint,
    }
