"""Opening dossiers, changing what they say, putting cases in and taking them out, closing and opening again.

What is written into the journal of a case does not name the dossier: its readers need not see that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, require
from salter.organisations.models import Role, Staff, Unit
from salter.registry import queries as registry
from salter.registry.filing import queries
from salter.registry.models import INSIDE, Case, Dossier, DossierAccess, DossierCase, DossierKind
from salter.registry.recusing.rules import refuse_recused
from salter.ui.script import fold

WRITERS = (
    Role.REGISTRY_CLERK,
    Role.REGISTRY_HEAD,
    Role.HANDLER,
    Role.UNIT_HEAD,
    Role.HEAD_OF_ADMINISTRATION,
)
"""Who keeps dossiers: of those that they see."""
LOCK = 0x646F7369


@dataclass(frozen=True, slots=True)
class About:
    """What a dossier says of itself."""

    kind: DossierKind
    name: str
    unit: Unit
    keeper: Staff
    access: DossierAccess = DossierAccess.UNIT
    named: Sequence[Staff] = ()
    note: str = ""


@transaction.atomic
def open_dossier(viewer: Viewer, *, about: About) -> Dossier:
    """Open a dossier under the next number of the year. Raises NotAllowed, ValidationError (codes `name`, `keeper`)."""
    require(viewer, *WRITERS)
    _check(about)
    now, year = clock.now(viewer.organisation), clock.today(viewer.organisation).year
    row = Dossier(organisation=viewer.organisation, year=year, ordinal=_next(viewer, year))
    row.opened_at, row.opened_by = now, viewer.name
    _write(row, about)
    row.save(force_insert=True)
    _told(viewer, "dossier.opened", row, name=row.name)
    return row


def _next(viewer: Viewer, year: int) -> int:
    """The next number; two who open a dossier at one moment wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, viewer.organisation.pk])
    rows = Dossier.objects.filter(organisation=viewer.organisation, year=year)
    return (rows.aggregate(last=Max("ordinal"))["last"] or 0) + 1


def _check(about: About) -> None:
    if not about.name.strip():
        raise ValidationError(_("Write whom or what the dossier is about."), code="name")
    if not about.keeper.active:
        raise ValidationError(_("Choose somebody who works here."), code="keeper")
    if not about.unit.active:
        raise ValidationError(_("This unit is closed. Choose another."), code="unit")


def _write(row: Dossier, about: About) -> None:
    row.kind, row.name, row.name_fold = about.kind, about.name.strip()[:200], fold(about.name.strip()[:200])[:250]
    row.note, row.unit, row.keeper = about.note.strip()[:500], about.unit, about.keeper
    row.access = about.access
    row.named = [person.pk for person in about.named] if about.access == DossierAccess.NAMED else []


@transaction.atomic
def change_dossier(viewer: Viewer, *, dossier: Dossier, about: About) -> Dossier:
    """Change what a dossier says of itself, and who sees it. Raises NotAllowed, ValidationError as for opening."""
    row = _locked(viewer, dossier)
    _check(about)
    _write(row, about)
    row.save()
    _told(viewer, "dossier.changed", row, name=row.name)
    return row


@transaction.atomic
def put_in(viewer: Viewer, *, dossier: Dossier, cases: Sequence[Case]) -> list[DossierCase]:
    """Put cases into an open dossier; what lies there already stays. Gives the new rows.

    Raises NotAllowed, and ValidationError with codes `closed`, `cancelled`.
    """
    row = _locked(viewer, dossier)
    if row.closed_at:
        raise ValidationError(_("The dossier is closed. Open it again first."), code="closed")
    for case in cases:
        _may_file(viewer, case)
    wrong = [case.number for case in cases if case.cancelled_at]
    if wrong:
        words = _("A cancelled entry goes into no dossier: %(numbers)s.") % {"numbers": ", ".join(wrong)}
        raise ValidationError(words, code="cancelled")
    there = set(row.rows.filter(INSIDE, case__in=[case.pk for case in cases]).values_list("case_id", flat=True))
    return [_put(viewer, row, case) for case in cases if case.pk not in there]


def _put(viewer: Viewer, dossier: Dossier, case: Case) -> DossierCase:
    now = clock.now(viewer.organisation)
    row = DossierCase.objects.create(
        organisation=viewer.organisation, dossier=dossier, case=case, at=now, name=viewer.name
    )
    record(viewer, "case.filed", subject=("dossier-case", row.pk), case_id=case.pk)
    return row


@transaction.atomic
def take_out(viewer: Viewer, *, row: DossierCase, why: str) -> DossierCase:
    """Take a case out of a dossier; the row stays. Raises NotAllowed, ValidationError (codes `why`, `closed`)."""
    dossier = _locked(viewer, row.dossier)
    _may_file(viewer, row.case)
    if dossier.closed_at:
        raise ValidationError(_("The dossier is closed. Open it again first."), code="closed")
    if not why.strip():
        raise ValidationError(_("Write why the case is taken out."), code="why")
    one = DossierCase.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if one.removed_at:
        raise ValidationError(_("The case was taken out already."), code="why")
    one.removed_at, one.removed_by, one.removed_why = clock.now(viewer.organisation), viewer.name, why.strip()[:300]
    one.save(update_fields=["removed_at", "removed_by", "removed_why"])
    record(viewer, "case.unfiled", subject=("dossier-case", one.pk), case_id=one.case_id)
    _told(viewer, "dossier.case-out", dossier, why=one.removed_why)
    return one


@transaction.atomic
def close_dossier(viewer: Viewer, *, dossier: Dossier, why: str) -> Dossier:
    """Close a dossier: nothing is put in or taken out. Raises NotAllowed, ValidationError (codes `why`, `closed`)."""
    row = _locked(viewer, dossier)
    if row.closed_at:
        raise ValidationError(_("The dossier is closed already."), code="closed")
    row.closed_at, row.closed_why = clock.now(viewer.organisation), _why(why)
    row.save(update_fields=["closed_at", "closed_why"])
    _told(viewer, "dossier.closed", row, why=row.closed_why)
    return row


@transaction.atomic
def reopen_dossier(viewer: Viewer, *, dossier: Dossier, why: str) -> Dossier:
    """Open a closed dossier again. Raises NotAllowed, ValidationError (codes `why`, `closed`)."""
    row = _locked(viewer, dossier)
    if not row.closed_at:
        raise ValidationError(_("The dossier is open."), code="closed")
    reason = _why(why)
    row.closed_at, row.closed_why = None, ""
    row.save(update_fields=["closed_at", "closed_why"])
    _told(viewer, "dossier.reopened", row, why=reason)
    return row


def _why(why: str) -> str:
    if not why.strip():
        raise ValidationError(_("Write the reason."), code="why")
    return why.strip()[:300]


def _locked(viewer: Viewer, dossier: Dossier) -> Dossier:
    """The dossier, locked. Raises NotAllowed for who does not keep dossiers or may not see this one."""
    require(viewer, *WRITERS)
    if not queries.visible(viewer).filter(pk=dossier.pk).exists():
        raise NotAllowed(_("You may not see this dossier."))
    return Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)


def _may_file(viewer: Viewer, case: Case) -> None:
    refuse_recused(viewer, case)
    if not registry.may_see(viewer, case):
        raise NotAllowed(_("You may not see this case."))


def _told(viewer: Viewer, verb: str, row: Dossier, **personal: str) -> None:
    record(viewer, verb, subject=("dossier", row.pk), body={"number": row.number}, personal=personal)
