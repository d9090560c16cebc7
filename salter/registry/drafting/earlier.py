"""“As in case …”: an earlier act of the same procedure as the beginning of another, without its people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from salter.organisations.access import Viewer
from salter.organisations.models import Organisation, Party, PartyKind
from salter.registry import acts, queries
from salter.registry.drafting.depersonalise import Known, depersonalised
from salter.registry.looks import look_at_case
from salter.registry.models import (
    Act,
    ActKind,
    ActStatus,
    Case,
    CaseParty,
    ChangeKind,
    PartyChange,
    Representative,
)

MOST = 20
FRESH = ("legal_basis", "remedy", "title")
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


def as_in(organisation: Organisation, act: Act, fresh: dict[str, str], language: str | None = None) -> dict[str, str]:
    """The parts of an earlier act for another case; what the office writes itself is `fresh`."""
    about = known(organisation, act.case)
    copied = {
        part.key: depersonalised(str(act.content.get(part.key, "")), about)
        for part in acts.parts_of(act.kind, act.language if act.language == language else None)
        if part.key.removesuffix(f"_{part.language}") not in FRESH
    }
    return {**fresh, **copied}


def known(organisation: Organisation, case: Case) -> Known:
    """What a case knows of its people: the parties, also under former names and addresses, and who stands for them."""
    rows = list(case.parties.select_related("party").order_by("id"))
    standing = list(Representative.objects.filter(case_party__case=case).select_related("party").order_by("id"))
    told = [*_parties(rows, _former(case)), *_representatives(rows, standing)]
    numbers = [("број предмета", number) for number in (case.number, case.external_number) if number]
    own = [organisation.name_cyr, organisation.body_cyr, organisation.seat_cyr]
    return Known(
        [(one.of_name, name) for one in told for name in one.names],
        [(one.of_address, address) for one in told for address in one.addresses],
        [*numbers, *(number for one in told for number in _identifiers(one))],
        own,
    )


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody of a case: the names of the gaps, and what is known."""

    of_name: str
    of_address: str
    place: str
    names: list[str]
    addresses: list[str]
    party: Party


def _former(case: Case) -> dict[UUID, list[PartyChange]]:
    """Names and addresses that parties of a case had in between."""
    found: dict[UUID, list[PartyChange]] = defaultdict(list)
    kinds = (ChangeKind.NAME, ChangeKind.ADDRESS)
    for row in PartyChange.objects.filter(case_party__case=case, kind__in=kinds).order_by("id"):
        found[row.case_party_id].append(row)
    return found


def _parties(rows: list[CaseParty], former: dict[UUID, list[PartyChange]]) -> Iterator[_Person]:
    for place, row in _places(rows):
        what = "назив странке" if row.party.kind == PartyKind.COMPANY else "име странке"
        were = {
            kind: [text for one in former.get(row.pk, ()) if one.kind == kind for text in (one.before, one.after)]
            for kind in (ChangeKind.NAME, ChangeKind.ADDRESS)
        }
        names = _each(row.name, row.party.name, *were[ChangeKind.NAME])
        addresses = _each(row.address, row.party.address, *were[ChangeKind.ADDRESS])
        yield _Person(f"{what}{place}", f"адреса странке{place}", place, names, addresses, row.party)


def _representatives(rows: list[CaseParty], standing: list[Representative]) -> Iterator[_Person]:
    """Who stands for a party, or stood, or was entered by mistake, and who was written at its name only."""
    for place, row in _places(rows):
        of_name, of_address = f"име заступника{place}", f"адреса заступника{place}"
        if row.representative:
            yield _Person(of_name, of_address, place, [row.representative], [], Party())
        for one in standing:
            if one.case_party_id == row.pk:
                names, addresses = _each(one.name, one.party.name), _each(one.address, one.party.address)
                yield _Person(of_name, of_address, place, names, addresses, one.party)


def _places(rows: list[CaseParty]) -> Iterable[tuple[str, CaseParty]]:
    """Each party with what tells it from the others in the name of a gap."""
    return [(f" {place}" if len(rows) > 1 else "", row) for place, row in enumerate(rows, start=1)]


def _each(*texts: str) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]


def _identifiers(one: _Person) -> Iterator[tuple[str, str]]:
    party = one.party
    kind = IDENTIFIERS.get(party.identifier_kind, "ознака странке")
    told = ((kind, party.identifier), ("телефон", party.phone), ("е-пошта", party.email))
    yield from ((f"{name}{one.place}", text) for name, text in told if text)
