"""Setting who decides on appeals."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.registry.legal.actions import SETS_LAW
from salter.registry.models import ClassMark, Competence, Procedure, SecondInstance


@dataclass(frozen=True, slots=True)
class Matter:
    """In what a body decides; none of the three: in everything that nothing closer is set for."""

    procedure: Procedure | None = None
    class_code: str = ""
    competence: str = ""


@transaction.atomic
def set_second_instance(
    viewer: Viewer, *, matter: Matter, body: str, to_body: str, ground: str, address: str = ""
) -> SecondInstance:
    """Note which body decides on appeals, and by what; what was noted for the same matter before ends.

    Drafts and letters that exist stay as they are. Raises NotAllowed, and ValidationError with codes `body`, `to_body`,
    `ground`, `matter`, `class`.
    """
    require(viewer, *SETS_LAW)
    _check(viewer, matter, body, to_body, ground)
    now = clock.now(viewer.organisation)
    same = SecondInstance.objects.filter(
        organisation=viewer.organisation,
        procedure=matter.procedure,
        class_code=matter.class_code,
        competence=matter.competence,
        ended_at=None,
    )
    same.update(ended_at=now, ended_by=viewer.name)
    row = SecondInstance.objects.create(
        organisation=viewer.organisation,
        procedure=matter.procedure,
        class_code=matter.class_code,
        competence=matter.competence,
        body=body.strip()[:200],
        to_body=to_body.strip()[:200],
        address=address.strip()[:200],
        ground=ground.strip()[:300],
        at=now,
        name=viewer.name,
    )
    _record(viewer, "second-instance.set", row, ground=row.ground)
    return row


def _check(viewer: Viewer, matter: Matter, body: str, to_body: str, ground: str) -> None:
    """Raise ValidationError for what is missing or does not fit together."""
    if sum(map(bool, (matter.procedure, matter.class_code, matter.competence))) > 1:
        raise ValidationError(_("Choose one of them: a procedure, a class, or the kind of tasks."), code="matter")
    marks = ClassMark.objects.filter(organisation=viewer.organisation)
    if matter.class_code and not marks.filter(code__startswith=matter.class_code).exists():
        raise ValidationError(_("There is no class with this mark. Look at the classification plan."), code="class")
    if matter.competence and matter.competence not in Competence.values:
        raise ValidationError(_("Choose one of the kinds of tasks."), code="matter")
    if not body.strip():
        raise ValidationError(_("Write which body decides on the appeal."), code="body")
    if not to_body.strip():
        raise ValidationError(_("Write the body as the instruction on the remedy names it."), code="to_body")
    if not ground.strip():
        raise ValidationError(_("Write by what law or act it decides."), code="ground")


@transaction.atomic
def end_second_instance(viewer: Viewer, *, row: SecondInstance) -> SecondInstance:
    """It is no longer so; what is set less closely counts. Raises NotAllowed, ValidationError (code `ended`)."""
    require(viewer, *SETS_LAW)
    row = SecondInstance.objects.select_for_update(of=("self",)).get(pk=row.pk, organisation=viewer.organisation)
    if row.ended_at:
        raise ValidationError(_("This has ended already."), code="ended")
    row.ended_at, row.ended_by = clock.now(viewer.organisation), viewer.name
    row.save(update_fields=["ended_at", "ended_by"])
    _record(viewer, "second-instance.ended", row)
    return row


def _record(viewer: Viewer, verb: str, row: SecondInstance, **body: str) -> None:
    matter = row.procedure.code if row.procedure else row.class_code or row.competence
    record(viewer, verb, subject=("second-instance", row.pk), body={"to_body": row.body, "matter": matter, **body})
