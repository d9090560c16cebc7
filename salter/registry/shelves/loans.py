"""Paper cases are lent against a slip and come back."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation
from salter.registry import deadlines
from salter.registry.models import OUT, Case, Loan
from salter.registry.shelves import rules
from salter.registry.shelves.actions import KEEPERS
from salter.ui.formats import format_date


def longest_for(organisation: Organisation) -> date:
    """The last day that a slip of today may name."""
    return rules.longest(clock.today(organisation), deadlines.settings_of(organisation).loan_years)


@transaction.atomic
def lend(viewer: Viewer, *, case: Case, to: str, until_on: date, purpose: str = "") -> Loan:
    """Lend the papers of a case, with the next number of the year for the slip. The caller has found the case visible.

    Raises NotAllowed, ValidationError with codes `cancelled`, `lent`, `to`, `until`.
    """
    require(viewer, *KEEPERS)
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    _may_lend(viewer, case, to, until_on)
    today = clock.today(viewer.organisation)
    # Not FOR UPDATE: every row that anybody writes refers to the organisation and would have to wait for us.
    Organisation.objects.select_for_update(no_key=True).get(pk=viewer.organisation.pk)
    rows = Loan.objects.filter(organisation=viewer.organisation, year=today.year)
    loan = Loan.objects.create(
        organisation=viewer.organisation,
        case=case,
        year=today.year,
        ordinal=(rows.aggregate(last=Max("ordinal"))["last"] or 0) + 1,
        to=to.strip()[:200],
        purpose=purpose.strip()[:300],
        lent_on=today,
        until_on=until_on,
        by=viewer.account,
        name=viewer.name,
    )
    body, personal = {"slip": loan.number, "until": until_on.isoformat()}, {"to": loan.to, "purpose": loan.purpose}
    record(viewer, "case.lent", subject=("loan", loan.pk), case_id=case.pk, body=body, personal=personal)
    return loan


def _may_lend(viewer: Viewer, case: Case, to: str, until_on: date) -> None:
    """Raise ValidationError for what is wrong."""
    if case.cancelled_at:
        words = _("A cancelled entry has no papers: %(numbers)s.")
        raise ValidationError(words % {"numbers": case.number}, code="cancelled")
    out = case.loans.filter(OUT).first()
    if out:
        words = _("The papers are lent already, to %(to)s by slip %(number)s. Take them back first.")
        raise ValidationError(words % {"to": out.to, "number": out.number}, code="lent")
    if not to.strip():
        raise ValidationError(_("Write to whom the papers are lent."), code="to")
    last = longest_for(viewer.organisation)
    if not clock.today(viewer.organisation) <= until_on <= last:
        words = _("The day lies between today and %(day)s: no slip names a later one.")
        raise ValidationError(words % {"day": format_date(last)}, code="until")


@transaction.atomic
def give_back(viewer: Viewer, *, loan: Loan, on: date, note: str = "") -> Loan:
    """The papers of a case are back. Raises NotAllowed, ValidationError (codes `returned`, `on`)."""
    require(viewer, *KEEPERS)
    loan = Loan.objects.select_for_update(of=("self",)).get(pk=loan.pk)
    if loan.returned_on:
        raise ValidationError(_("It is back already."), code="returned")
    if not loan.lent_on <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the loan and today."), code="on")
    loan.returned_on, loan.returned_name, loan.note = on, viewer.name, note.strip()[:300]
    loan.save(update_fields=["returned_on", "returned_name", "note"])
    body, personal = {"slip": loan.number, "on": on.isoformat()}, {"note": loan.note}
    record(viewer, "loan.returned", subject=("loan", loan.pk), case_id=loan.case_id, body=body, personal=personal)
    return loan
