"""A joint decision is signed: each joined case gets it as an act of its own, served on its own parties."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations.access import Viewer
from salter.organisations.models import Authorisation
from salter.registry.actions.cases import lock
from salter.registry.deciding import making
from salter.registry.drafting import versions
from salter.registry.jointly.queries import parts
from salter.registry.models import OPEN, Act, Case, Joining, JointPart
from salter.registry.parties.services import expect
from salter.registry.recusing.rules import refuse_recused

TAKEN = (
    *("kind", "title", "status", "outcome", "content", "script", "author_id", "author_for_id", "created_at"),
    *("submitted_at", "approved_by_id", "approved_at", "approved_for_id", "approved_mandate_id", "signatory_id"),
    *("signed_at", "signed_for_id", "sign_mandate_id", "document_id", "layout_id", "language", "layout_second_id"),
)
"""What the act of a joined case has from the one that was signed; its authorisation is looked for by its own class."""
Authorised = Callable[[Viewer, Case], Authorisation]


def lock_together(act: Act) -> tuple[Case, list[JointPart]]:
    """The case of an act and those that it decides too, locked in one order."""
    rows = parts(act)
    found = {key: lock(Case(pk=key)) for key in sorted({act.case_id, *(row.case_id for row in rows)})}
    for row in rows:
        row.case = found[row.case_id]
    return found[act.case_id], rows


def may_be_signed(viewer: Viewer, act: Act, rows: list[JointPart], authorised: Authorised) -> None:
    """Raise NotAllowed, or ValidationError (code `joint`) naming the case that cannot be decided with the others."""
    for row in rows:
        refuse_recused(viewer, row.case)
        authorised(viewer, row.case)
        lasting = Joining.objects.filter(leading=act.case_id, joined=row.case_id, separated_on=None)
        if row.case.status not in OPEN or row.case.closed_at or not lasting.exists():
            raise ValidationError(
                _("Case %(number)s is decided, or conducted by itself again. Return the act and take the case out.")
                % {"number": row.case.number},
                code="joint",
            )


def signed_for_each(viewer: Viewer, act: Act, rows: list[JointPart], authorised: Authorised) -> list[Act]:
    """The act of each joined case: the same document under its own number, with its own services and status."""
    return [_signed(viewer, act, row, authorised) for row in rows]


def _signed(viewer: Viewer, act: Act, row: JointPart, authorised: Authorised) -> Act:
    case = row.case
    case.last_sub += 1
    case.version += 1
    case.save(update_fields=["last_sub", "version"])
    authorisation = authorised(viewer, case)
    taken = {name: getattr(act, name) for name in TAKEN}
    own = Act.objects.create(
        organisation=viewer.organisation, case=case, sub_number=case.last_sub, authorisation=authorisation, **taken
    )
    versions.keep(viewer, own, source=act)
    row.own = own
    row.save(update_fields=["own"])
    assert own.document
    body = {"kind": own.kind, "sub_number": own.sub_number, "outcome": own.outcome, "sha256": own.document.sha256}
    record(
        viewer,
        "act.signed",
        subject=("act", own.pk),
        case_id=case.pk,
        body={**body, "authorisation": authorisation.number},
    )
    expect(viewer, act=own)
    making.decided(viewer, case, own)
    return own
