"""Drafting the ruling by which an obvious error of a signed act is corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.organisations.access import Viewer
from salter.registry.actions.acts import draft_act
from salter.registry.actions.cases import lock_open, may_handle
from salter.registry.models import Act, ActKind, CaseParty, ErrorKind, Rectification
from salter.registry.rectifying import papers, rules


@dataclass(frozen=True, slots=True)
class Mistake:
    """What stands where in an act, and what should."""

    kind: ErrorKind
    place: str
    wrong: str
    right: str


@transaction.atomic
def draft_rectification(
    viewer: Viewer, *, act: Act, mistake: Mistake, worse_for: Sequence[CaseParty] = ()
) -> Rectification:
    """Draft the ruling that corrects an error; it is approved, signed and served as every ruling, and only then stands.

    `worse_for`: the parties to whose disadvantage it is. Raises NotAllowed, and ValidationError with codes `act` (only
    a signed decision or ruling is corrected), `place`, `wrong`, `right`, `worse`, `case-closed`.
    """
    viewer = may_handle(viewer, act.case)
    case = lock_open(act.case)
    act = Act.objects.select_related("case").get(pk=act.pk)
    _check(act, mistake, worse_for)
    row = Rectification(
        organisation=viewer.organisation,
        act=act,
        kind=mistake.kind,
        place=mistake.place.strip()[:200],
        wrong=mistake.wrong.strip()[:500],
        right=mistake.right.strip()[:500],
        worse_for=[str(party.pk) for party in worse_for],
    )
    written = papers.content(viewer, row, worse_for)
    title = f"{papers.TITLE}: {papers.named(act)}"[:300]
    row.ruling = draft_act(viewer, case=case, kind=ActKind.CONCLUSION, title=title, content=written)
    row.save(force_insert=True)
    return row


def _check(act: Act, mistake: Mistake, worse_for: Sequence[CaseParty]) -> None:
    """Raise ValidationError for what is not corrected so."""
    if not rules.can_be_corrected(act.kind, act.status):
        raise ValidationError(
            _("Only a signed decision or ruling is corrected by a ruling. A draft is simply changed."), code="act"
        )
    if not mistake.place.strip():
        raise ValidationError(_("Write where in the act the error stands."), code="place")
    if not mistake.wrong.strip():
        raise ValidationError(_("Write the words as they stand in the act."), code="wrong")
    if not mistake.right.strip():
        raise ValidationError(_("Write the words as they should stand."), code="right")
    if mistake.wrong.strip() == mistake.right.strip():
        raise ValidationError(_("These are the same words: nothing would be corrected."), code="right")
    if any(party.case_id != act.case_id for party in worse_for):
        raise ValidationError(_("Choose parties of this case."), code="worse")
