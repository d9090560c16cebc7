"""What the state's system says of a case: its number and status there, and what it has entered of it."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations.access import Viewer, require
from salter.organisations.models import Party, Role
from salter.registry import deadlines
from salter.registry.actions.cases import lock
from salter.registry.beside.judging import key_of
from salter.registry.beside.reading import EXTERNAL, cases_under, external_keys
from salter.registry.bringing.writing import midnight
from salter.registry.clocks.queries import adjusted_of
from salter.registry.legal import queries as legal
from salter.registry.models import Case, PartyRole
from salter.ui.script import fold


@transaction.atomic
def note_external(viewer: Viewer, *, case: Case, system: str, number: str, status: str, at: datetime) -> Case:
    """Note the number and status that the state's system gave this case (companion mode).

    Raises NotAllowed, ValidationError (code `external` when another case bears the number).
    """
    require(viewer, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.HANDLER)
    case = lock(case)
    key = key_of(number)
    other = cases_under(viewer, [(key, number)]).get(key) if key and key != key_of(case.external_number) else None
    if other and other.pk != case.pk and not other.cancelled_at:
        words = _("Case %(number)s bears this number already. Is the number mistyped, or are they one paper?")
        raise ValidationError(words % {"number": other.number}, code="external")
    case.external_system, case.external_number, case.external_status, case.external_at = system, number, status, at
    kept = [key for key in case.number_keys if not key.startswith(EXTERNAL)]
    case.number_keys = [*kept, *external_keys(number)]
    if fold(number) not in case.search:
        case.search = f"{case.search} {fold(number)}"
    _save(case, "external_system", "external_number", "external_status", "external_at", "number_keys", "search")
    record(
        viewer,
        "case.external",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"system": system, "external_number": number, "status": status},
    )
    return case


@transaction.atomic
def correct_as_told(
    viewer: Viewer, *, case: Case, subject: str = "", received_on: date | None = None, party: Party | None = None
) -> Case:
    """Correct matter, day of receipt or first party by what the state's system says.

    A deadline that came of the procedure follows the day; one that somebody set, or that came otherwise, stays.
    Raises NotAllowed, ValidationError (code `served` when something was served on the party already).
    """
    require(viewer, Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
    case = lock(case)
    before = {"subject": case.subject, "received": timezone.localdate(case.received_at).isoformat()}
    personal: dict[str, object] = {}
    if subject:
        case.subject, personal["subject"] = subject[:500], [before["subject"], subject[:500]]
    if received_on:
        office = legal.as_counted(viewer.organisation, case)
        old = deadlines.of(office, case)
        case.received_at = midnight(received_on)
        if case.procedure and case.due_on == old.due_on:
            due = deadlines.of(office, case)
            case.due_on, case.sign_by = due.due_on, due.sign_by
            case.adjusted_on = adjusted_of(viewer, case)
    if party:
        personal["party"] = _put_party(viewer, case, party)
    names = " ".join(case.parties.order_by("id").values_list("name", flat=True))
    case.search = fold(f"{case.subject} {names} {case.external_number} {case.sender_reference}")
    _save(case, "subject", "received_at", "due_on", "sign_by", "adjusted_on", "party_ids", "search")
    body = {"received": [before["received"], received_on.isoformat()]} if received_on else {}
    record(viewer, "case.as-told", subject=("case", case.pk), case_id=case.pk, body=body, personal=personal)
    return case


def _put_party(viewer: Viewer, case: Case, party: Party) -> list[str]:
    """The party in the place of the first one; gives both names."""
    party.save(force_insert=True)
    row = case.parties.order_by("id").first()
    if row is None:
        row = case.parties.model(organisation=viewer.organisation, case=case, role=PartyRole.APPLICANT)
    elif row.delivered_on:
        words = _("Something was served on %(name)s already. Correct the party in the state's system.")
        raise ValidationError(words % {"name": row.name}, code="served")
    before, former = row.name, row.party_id
    row.party, row.name, row.address, row.representative = party, party.name, party.address, ""
    row.save()
    case.party_ids = [*(key for key in case.party_ids if key != former), party.pk]
    return [before, party.name]


def _save(case: Case, *columns: str) -> None:
    case.version += 1
    case.save(update_fields=[*columns, "version"])
