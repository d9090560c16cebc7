"""Linking cases, conducting several as one by a ruling, and separating them again.

Each case keeps its number, parties, acts, clocks and status: joining moves none of them, and gives nobody sight of a
case. What is written into the journal of one case does not name the other.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Role
from salter.registry import queries
from salter.registry.actions.acts import draft_act
from salter.registry.actions.cases import lock, lock_open, may_handle
from salter.registry.models import OPEN, Act, ActKind, ActStatus, Case, CaseLink, Joining, LinkKind
from salter.registry.recusing.rules import refuse_recused
from salter.registry.relating.queries import SIGNED, decision_of
from salter.registry.relating.rules import OPPOSITE

CLERKS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)


@transaction.atomic
def relate(viewer: Viewer, *, case: Case, other: Case, kind: LinkKind, note: str = "") -> CaseLink:
    """Note that `other` is something to `case`; also of a closed case. Both are shown the link.

    Raises NotAllowed, and ValidationError (code `other`) for the same case, or a link that is there.
    """
    viewer = _may_relate(viewer, case)
    _both_seen(viewer, case, other)
    case, other = _locked(case, other)
    refuse_recused(viewer, other)
    if case.pk == other.pk:
        raise ValidationError(_("This is the same case. Write the number of another."), code="other")
    there = CaseLink.objects.filter(organisation=viewer.organisation, removed_at=None)
    if (
        there.filter(case=case, other=other, kind=kind).exists()
        or there.filter(case=other, other=case, kind=OPPOSITE[kind]).exists()
    ):
        raise ValidationError(_("The two cases are linked so already."), code="other")
    row = CaseLink.objects.create(
        organisation=viewer.organisation,
        case=case,
        other=other,
        kind=kind,
        note=note.strip()[:300],
        at=clock.now(viewer.organisation),
        name=viewer.name,
    )
    for one in (case, other):
        record(viewer, "case.related", subject=("case-link", row.pk), case_id=one.pk)
    return row


@transaction.atomic
def unrelate(viewer: Viewer, *, link: CaseLink, case: Case, why: str) -> CaseLink:
    """Take a link off, from the page of either case; the row stays. Raises NotAllowed, ValidationError (code `why`)."""
    viewer = _may_relate(viewer, case)
    _both_seen(viewer, link.case, link.other)
    row = CaseLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if row.removed_at:
        raise ValidationError(_("The link is taken off already."), code="why")
    if not why.strip():
        raise ValidationError(_("Write why the link is taken off."), code="why")
    row.removed_at, row.removed_by, row.removed_why = clock.now(viewer.organisation), viewer.name, why.strip()[:300]
    row.save(update_fields=["removed_at", "removed_by", "removed_why"])
    for one in (row.case_id, row.other_id):
        reason = (
            row.removed_why if one == case.pk else ""
        )  # it may name the other case, whose readers need not see this
        record(viewer, "case.unrelated", subject=("case-link", row.pk), case_id=one, personal={"reason": reason})
    return row


@transaction.atomic
def join(viewer: Viewer, *, leading: Case, joined: Case, on: date, ground: str, ruling: Act | None = None) -> Joining:
    """Conduct a case together with a leading one, by a ruling; who handles both does it.

    Raises NotAllowed, and ValidationError with codes `ground`, `joined` (one of them is joined or leads already), `on`,
    `ruling`, `same`, `status`.
    """
    who = may_handle(viewer, joined)
    viewer = may_handle(viewer, leading)
    _both_seen(viewer, leading, joined)
    if leading.pk == joined.pk:
        raise ValidationError(_("This is the same case. Write the number of another."), code="same")
    leading, joined = _locked(leading, joined)
    _check_joining(viewer, leading, joined, on, ground, ruling)
    row = Joining.objects.create(
        organisation=viewer.organisation,
        leading=leading,
        joined=joined,
        on=on,
        ground=ground.strip()[:300],
        ruling=ruling,
        at=clock.now(viewer.organisation),
        name=viewer.name,
    )
    body, personal = {"on": on.isoformat()}, {"reason": row.ground}
    record(who, "case.joined", subject=("joining", row.pk), case_id=joined.pk, body=body, personal=personal)
    record(viewer, "case.leads", subject=("joining", row.pk), case_id=leading.pk, body=body, personal=personal)
    return row


def _check_joining(viewer: Viewer, leading: Case, joined: Case, on: date, ground: str, ruling: Act | None) -> None:
    """Raise ValidationError for what cannot be joined so."""
    if any(case.status not in OPEN or case.closed_at for case in (leading, joined)):
        raise ValidationError(_("Only cases that are not decided yet are conducted as one."), code="status")
    rows = Joining.objects.filter(organisation=viewer.organisation, separated_on=None)
    if rows.filter(joined=joined).exists():
        raise ValidationError(_("This case is joined to another already. Separate it first."), code="joined")
    if rows.filter(joined=leading).exists():
        raise ValidationError(_("The leading case is itself joined to another. Join to that one."), code="joined")
    if rows.filter(leading=joined).exists():
        raise ValidationError(_("This case leads others. Separate them first, or let it lead."), code="joined")
    if ruling and (ruling.case_id != leading.pk or ruling.status not in SIGNED):
        raise ValidationError(_("Choose a signed act of the leading case."), code="ruling")
    if not ground.strip():
        raise ValidationError(_("Write the number of the ruling and why the cases are joined."), code="ground")
    first = max(timezone.localdate(leading.received_at), timezone.localdate(joined.received_at))
    if not first <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the receipt of the later case and today."), code="on")


@transaction.atomic
def separate(viewer: Viewer, *, joining: Joining, on: date, ground: str) -> Joining:
    """Conduct a joined case by itself again.

    Raises NotAllowed, and ValidationError with codes `ground`, `on`, `over`.
    """
    viewer = may_handle(viewer, joining.leading)
    _both_seen(viewer, joining.leading, joining.joined)
    _locked(joining.leading, joining.joined)
    row = Joining.objects.select_for_update(of=("self",)).select_related("leading", "joined").get(pk=joining.pk)
    refuse_recused(viewer, row.joined)
    if row.separated_on:
        raise ValidationError(_("The cases are separated already."), code="over")
    if not ground.strip():
        raise ValidationError(_("Write the number of the ruling and why the cases are separated."), code="ground")
    if not row.on <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the joining and today."), code="on")
    row.separated_on, row.separated_ground, row.separated_by = on, ground.strip()[:300], viewer.name
    row.save(update_fields=["separated_on", "separated_ground", "separated_by"])
    for one in (row.joined_id, row.leading_id):
        body, personal = {"on": on.isoformat()}, {"reason": row.separated_ground}
        record(viewer, "case.separated", subject=("joining", row.pk), case_id=one, body=body, personal=personal)
    return row


@transaction.atomic
def decide_alike(viewer: Viewer, *, joining: Joining) -> Act:
    """Draft in the joined case the decision that was signed in the leading one, so that its parties are served too.

    It goes the way of every decision. Raises NotAllowed, and ValidationError with codes `over`, `none` (nothing signed
    yet), `drafted`.
    """
    viewer = may_handle(viewer, joining.joined)
    _both_seen(viewer, joining.leading, joining.joined)
    case = lock_open(joining.joined)
    if joining.separated_on or case.status not in OPEN:
        raise ValidationError(_("The case is decided, or separated: it goes its own way."), code="over")
    act = decision_of(joining.leading)
    if act is None:
        raise ValidationError(_("No decision is signed in the leading case yet."), code="none")
    begun = (ActStatus.DRAFT, ActStatus.SUBMITTED, ActStatus.APPROVED)
    if case.acts.filter(kind=ActKind.DECISION, status__in=begun).exists():
        raise ValidationError(_("A decision is being drafted in this case already."), code="drafted")
    return draft_act(
        viewer,
        case=case,
        kind=ActKind.DECISION,
        title=act.title,
        content=act.content,
        outcome=act.outcome,
        source=act,
        extent=act.extent,
        rest=act.rest,
    )


def _may_relate(viewer: Viewer, case: Case) -> Viewer:
    refuse_recused(viewer, case)
    return viewer if viewer.has(*CLERKS) else may_handle(viewer, case)


def _both_seen(viewer: Viewer, *cases: Case) -> None:
    """Raise NotAllowed unless the viewer may see every one of the cases."""
    if not all(queries.may_see(viewer, case) for case in cases):
        raise NotAllowed(_("You may not see both of the cases."))


def _locked(first: Case, second: Case) -> tuple[Case, Case]:
    """Two cases, locked in one order, so that two people who want the same ones wait for each other."""
    found = {case.pk: lock(case) for case in sorted((first, second), key=lambda case: case.pk)}
    return found[first.pk], found[second.pk]
