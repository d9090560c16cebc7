"""Clauses of finality, legal force and enforceability: for one party and one act, and only where they are true."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.registry.actions.cases import lock
from salter.registry.appeals import papers
from salter.registry.models import Attachment, Clause, ClauseKind, Remedies, Service
from salter.registry.parties.actions import may_enter
from salter.registry.parties.services import standing_of

POSITION = 1000


def since(service: Service, kind: ClauseKind) -> date | None:
    """From when the act has that quality for the party, as its row says."""
    return {
        ClauseKind.FINAL: service.final_on,
        ClauseKind.FORCE: service.force_on,
        ClauseKind.ENFORCEABLE: service.enforceable_on,
    }[kind]


@transaction.atomic
def put_clause(viewer: Viewer, *, service: Service, kind: ClauseKind) -> Clause:
    """Print a clause of an act for a party; it becomes a paper of the case.

    Counted anew before it is printed. Raises NotAllowed, and ValidationError with codes `not-true` (by the facts of
    this party it is not so, or not yet) and `court` (an administrative dispute is noted for the case).
    """
    viewer = may_enter(viewer, service.act.case)
    case = lock(service.act.case)
    rows = Service.objects.select_for_update(of=("self",)).select_related("act__case", "case_party")
    row = rows.get(pk=service.pk, organisation=viewer.organisation)
    now = standing_of(viewer.organisation, row)
    row.final_on, row.force_on, row.enforceable_on = now.final_from, now.force_from, now.enforceable_from
    day = since(row, kind)
    if day is None or day > clock.today(viewer.organisation):
        raise ValidationError(_("By the days of this party it is not so, or not yet."), code="not-true")
    if kind == ClauseKind.FORCE and Remedies.objects.filter(case=case).exclude(dispute="").exists():
        raise ValidationError(
            _("An administrative dispute is noted for the case; whether the act binds is not ours to say."),
            code="court",
        )
    clause = Clause.objects.create(
        organisation=viewer.organisation,
        service=row,
        kind=kind,
        since=day,
        document=papers.clause(viewer, row, kind, day),
        put_at=clock.now(viewer.organisation),
        name=viewer.name,
    )
    label = f"{papers.CLAUSES[kind][0]}: {row.case_party.name}"[:300]
    Attachment.objects.create(
        organisation=viewer.organisation, case=case, document=clause.document, position=POSITION, label=label
    )
    record(
        viewer,
        "clause.put",
        subject=("clause", clause.pk),
        case_id=case.pk,
        body={"clause": kind.value, "sub_number": row.act.sub_number, "since": day.isoformat()},
        personal={"party": row.case_party.name},
    )
    return clause
