"""Carrying unfinished cases over into the next book: under their number, or under a new one, as the office has set.

Under their number nothing is written: they go on. Under a new one each case gets the next number of the new book, and
its line in the old book stays (FormerNumber); what came until then stands there, what comes later in the new book.
"""

from __future__ import annotations

from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal import actions as journal
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import uuid7
from salter.registry import numbering
from salter.registry.models import STILL_OPEN, Case, FormerNumber, Register, RegisterKind

BATCH = 200
"""So many cases are carried over in one transaction: registrations wait for the book no longer than that takes."""


class Carrying(StrEnum):
    """What becomes of the number of a case that is not finished when its book is closed."""

    KEEP = "keep"
    CHANGE = "change"


def rule_of(organisation: Organisation) -> Carrying:
    """The rule that the office has set; it keeps numbers unless it has set another."""
    return Carrying(organisation.settings.get("carry_over", Carrying.KEEP))


@transaction.atomic
def set_carrying(viewer: Viewer, *, rule: Carrying) -> Organisation:
    """Set whether unfinished cases keep their number in the next year."""
    require(viewer, Role.REGISTRY_HEAD)
    office = Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    office.settings = {**office.settings, "carry_over": rule.value}
    office.save(update_fields=["settings"])
    journal.record(viewer, "register.carrying", subject=("register-rule", uuid7()), body={"rule": rule.value})
    return office


def still_open(viewer: Viewer, register: Register) -> int:
    """How many cases of a book are not finished, whoever may see them."""
    return Case.objects.filter(STILL_OPEN, organisation=viewer.organisation, register=register).count()


def may_carry(viewer: Viewer, register: Register) -> Register:
    """The book that cases of a closed book go into.

    Raises NotAllowed, and ValidationError with codes `keep`, `book`.
    """
    require(viewer, Role.REGISTRY_HEAD)
    office = Organisation.objects.get(pk=viewer.organisation.pk)
    if rule_of(office) is Carrying.KEEP:
        raise ValidationError(_("The office keeps the numbers: unfinished cases go on under them."), code="keep")
    into = Register.objects.filter(
        organisation=viewer.organisation, kind=RegisterKind.BASIC, year=register.year + 1, closed_at__isnull=True
    ).first()
    if register.closed_at is None or into is None:
        raise ValidationError(
            _("Close the book of %(year)s and open that of %(next)s first; then its cases are carried over.")
            % {"year": register.year, "next": register.year + 1},
            code="book",
        )
    return into


@transaction.atomic
def carry_over(viewer: Viewer, *, register: Register, most: int = BATCH) -> int:
    """Give the next unfinished cases of a closed book new numbers in the next one; gives how many.

    Called again, it goes on with the ones after them.

    Raises NotAllowed, and ValidationError with codes `keep`, `book`.
    """
    into = may_carry(viewer, register)
    rows = Case.objects.filter(STILL_OPEN, organisation=viewer.organisation, register=register)
    cases = list(rows.select_for_update(of=("self",)).select_related("unit").order_by("ordinal")[:most])
    if not cases:
        return 0
    into = Register.objects.select_for_update(of=("self",)).get(pk=into.pk)  # the counter is locked last
    lines = [_carried(viewer, case, register, into, place) for place, case in enumerate(cases, 1)]
    FormerNumber.objects.bulk_create(lines)
    Case.objects.bulk_update(cases, ["register", "ordinal", "year", "number", "number_keys", "version"])
    _journal(viewer, lines)
    into.last_ordinal += len(cases)
    into.save(update_fields=["last_ordinal"])
    return len(cases)


def _carried(viewer: Viewer, case: Case, register: Register, into: Register, place: int) -> FormerNumber:
    """The line that stays, while the case takes its new number."""
    ordinal = into.last_ordinal + place
    new = numbering.template(viewer.organisation, case.class_code, into.year, case.unit.mark if case.unit else "")
    number = new.text.replace(numbering.PLACEHOLDER, str(ordinal))
    line = FormerNumber(
        organisation=viewer.organisation,
        case=case,
        register=register,
        ordinal=case.ordinal,
        number=case.number,
        last_sub=case.last_sub,
        into=into,
        new_number=number,
        carried_at=clock.now(viewer.organisation),
        carried_by=viewer.account,
    )
    case.register, case.ordinal, case.year, case.number = into, ordinal, into.year, number
    case.number_keys += [key.replace(numbering.PLACEHOLDER, str(ordinal)) for key in new.keys]
    case.version += 1
    return line


def _journal(viewer: Viewer, lines: list[FormerNumber]) -> None:
    journal.record_all(
        viewer,
        (
            journal.fields(
                viewer,
                "case.carried",
                subject=("case", line.case_id),
                case_id=line.case_id,
                body={"before": line.number, "number": line.new_number, "year": line.into.year},
            )
            for line in lines
        ),
    )
