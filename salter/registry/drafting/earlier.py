"""“As in case …”: an earlier act of the same procedure as the beginning of another, without its people."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from salter.organisations.access import Viewer
from salter.organisations.models import Organisation, PartyKind
from salter.registry import acts, queries
from salter.registry.drafting.depersonalise import Known, depersonalised
from salter.registry.looks import look_at_case
from salter.registry.models import Act, ActKind, ActStatus, Case, CaseParty

MOST = 20
FRESH = ("legal_basis", "remedy")
"""Parts that the office writes for each case itself, by its parties and its settings of today."""
IDENTIFIERS = {"jmbg": "ЈМБГ", "pib": "ПИБ", "mb": "матични број"}


def earlier(viewer: Viewer, case: Case, kind: ActKind) -> list[Act]:
    """The newest signed acts of that kind in other cases of the same procedure that the viewer may see."""
    return list(_earlier(viewer, case, kind).order_by("-id")[:MOST])


def of_number(viewer: Viewer, case: Case, kind: ActKind, number: str) -> list[Act]:
    """Those of the case with a number, in any spelling.

    Raises ValidationError for a number that no visible case has, and for a case that has no such act.
    """
    found = queries.case_of_code(viewer, number)
    if found is None:
        raise ValidationError(_("No case that you may see has this number."), code="number")
    rows = list(_earlier(viewer, case, kind).filter(case=found).order_by("-id"))
    if not rows:
        raise ValidationError(
            _("Case %(number)s has no signed act of this kind, is of another procedure, or is this very case.")
            % {"number": found.number},
            code="number",
        )
    return rows


def one(viewer: Viewer, case: Case, kind: ActKind, act_id: UUID) -> Act:
    """One of them; reading its text is a look at its case. Raises Act.DoesNotExist."""
    found = _earlier(viewer, case, kind).get(pk=act_id)
    look_at_case(viewer, found.case_id)
    return found


def _earlier(viewer: Viewer, case: Case, kind: ActKind) -> QuerySet[Act]:
    signed = (ActStatus.SIGNED, ActStatus.DISPATCHED)
    same = Case.objects.visible_to(viewer).filter(procedure=case.procedure_id, procedure__isnull=False)
    like = same.exclude(pk=case.pk)
    rows = Act.objects.filter(organisation=viewer.organisation, kind=kind, status__in=signed, case__in=like)
    return rows.select_related("case")


def as_in(organisation: Organisation, act: Act, fresh: dict[str, str]) -> dict[str, str]:
    """The parts of an earlier act for another case; what the office writes itself is `fresh`."""
    about = known(organisation, act.case)
    copied = {
        part.key: depersonalised(str(act.content.get(part.key, "")), about)
        for part in acts.PARTS[act.kind]
        if part.key not in FRESH
    }
    return {**fresh, **copied}


def known(organisation: Organisation, case: Case) -> Known:
    """What a case knows of its people."""
    rows = list(case.parties.select_related("party").order_by("id"))
    numbers = [("број предмета", number) for number in (case.number, case.external_number) if number]
    own = [organisation.name_cyr, organisation.body_cyr, organisation.seat_cyr]
    return Known(_names(rows), _addresses(rows), [*numbers, *_identifiers(rows)], own)


def _places(rows: list[CaseParty]) -> Iterable[tuple[str, CaseParty]]:
    """Each party with what tells it from the others in the name of a gap."""
    return [(f" {place}" if len(rows) > 1 else "", row) for place, row in enumerate(rows, start=1)]


def _names(rows: list[CaseParty]) -> list[tuple[str, str]]:
    found = []
    for place, row in _places(rows):
        what = "назив странке" if row.party.kind == PartyKind.COMPANY else "име странке"
        found += [(f"{what}{place}", name) for name in dict.fromkeys((row.name, row.party.name))]
        if row.representative:
            found.append((f"име заступника{place}", row.representative))
    return found


def _addresses(rows: list[CaseParty]) -> list[tuple[str, str]]:
    both = [(place, address) for place, row in _places(rows) for address in (row.address, row.party.address)]
    return [(f"адреса странке{place}", address) for place, address in dict.fromkeys(both) if address]


def _identifiers(rows: list[CaseParty]) -> list[tuple[str, str]]:
    found = []
    for place, row in _places(rows):
        kind = IDENTIFIERS.get(row.party.identifier_kind, "ознака странке")
        told = ((kind, row.party.identifier), ("телефон", row.party.phone), ("е-пошта", row.party.email))
        found += [(f"{name}{place}", text) for name, text in told if text]
    return found
