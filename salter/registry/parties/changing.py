"""What happens to the parties of a case: another name or address, death, who comes in, leaves or succeeds.

The case keeps its parties as rows: nobody is deleted, acts that were printed and dates that were given out stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Party
from salter.registry.actions.cases import lock
from salter.registry.models import Case, CaseParty, ChangeKind, PartyChange, PartyRole
from salter.registry.parties.actions import may_enter, paper_of
from salter.registry.parties.services import inherit, parties_of, refresh
from salter.ui.script import fold

LONGEST = {ChangeKind.NAME: 200, ChangeKind.ADDRESS: 300}


@dataclass(frozen=True, slots=True)
class Known:
    """Since when something is so, by what it is known, and the paper of the case, if it came."""

    on: date
    reason: str
    paper: Document | None = None

    @property
    def said(self) -> str:
        """The reason as it is kept."""
        return self.reason.strip()[:300]


@transaction.atomic
def rewrite(
    viewer: Viewer,
    *,
    case_party: CaseParty,
    kind: ChangeKind,
    after: str,
    known: Known,
) -> PartyChange:
    """Another name or address of a party in this case from now on; other cases and the list of parties stay.

    Raises NotAllowed, and ValidationError with codes `after`, `on`, `reason`, `paper`.
    """
    assert kind in LONGEST
    viewer, case, part = _locked(viewer, case_party, known)
    before, after = (part.name if kind == ChangeKind.NAME else part.address), after.strip()
    if not after or len(after) > LONGEST[kind]:
        raise ValidationError(_("Write the new name or address."), code="after")
    if after == before:
        raise ValidationError(_("It is written so already."), code="after")
    change = PartyChange(case_party=part, kind=kind, before=before, after=after)
    if kind == ChangeKind.ADDRESS:
        part.address = after
        part.save(update_fields=["address"])
        return _noted(
            viewer, "party.moved", case, change, known, {"party": part.name, "address": after, "reason": known.said}
        )
    part.name = after
    part.save(update_fields=["name"])
    _find_by(case, after)
    return _noted(
        viewer, "party.renamed", case, change, known, {"former": before, "party": after, "reason": known.said}
    )


@transaction.atomic
def note_death(viewer: Viewer, *, case_party: CaseParty, known: Known) -> PartyChange:
    """A party has died, or ceased to exist: no letter goes to it, and no decision waits to reach it.

    Raises NotAllowed, and ValidationError with codes `gone`, `on`, `reason`, `paper`.
    """
    viewer, case, part = _locked(viewer, case_party, known)
    _still_in(part)
    part.died_on = known.on
    part.save(update_fields=["died_on"])
    change = PartyChange(case_party=part, kind=ChangeKind.DEATH)
    _noted(viewer, "party.died", case, change, known, {"party": part.name, "reason": known.said})
    refresh(case)
    return change


@transaction.atomic
def leave(viewer: Viewer, *, case_party: CaseParty, known: Known) -> PartyChange:
    """A party leaves the case. The last one does not: then the procedure itself is ended by a ruling.

    Raises NotAllowed, and ValidationError with codes `gone`, `last`, `on`, `reason`, `paper`.
    """
    viewer, case, part = _locked(viewer, case_party, known)
    _still_in(part)
    if not any(row.is_in for row in parties_of(case) if row.pk != part.pk and row.role != PartyRole.SENDER):
        raise ValidationError(
            _("This is the only party. End the procedure by a ruling instead, or enter who comes in its place."),
            code="last",
        )
    part.left_on = known.on
    part.save(update_fields=["left_on"])
    change = PartyChange(case_party=part, kind=ChangeKind.LEFT)
    _noted(viewer, "party.left", case, change, known, {"party": part.name, "reason": known.said})
    refresh(case)
    return change


@transaction.atomic
def join(
    viewer: Viewer,
    *,
    case: Case,
    party: Party,
    role: PartyRole,
    known: Known,
) -> CaseParty:
    """A person or company becomes a party of a case that runs. Acts that were signed before are not for it.

    Raises NotAllowed, and ValidationError with codes `who`, `on`, `reason`, `paper`.
    """
    viewer, case = _of_case(viewer, case, known)
    part = _enter(viewer, case, party, role, known.on)
    change = PartyChange(case_party=part, kind=ChangeKind.JOINED, after=part.name)
    _noted(viewer, "party.joined", case, change, known, {"party": part.name, "reason": known.said})
    refresh(case)
    return part


@transaction.atomic
def succeed(
    viewer: Viewer,
    *,
    case_party: CaseParty,
    party: Party,
    known: Known,
) -> CaseParty:
    """An heir or a legal successor comes in the place of a party; of several each is entered.

    What never reached the party is to reach the successor. What reached it stays, and none of its dates goes over.
    Raises NotAllowed, and ValidationError with codes `who`, `on`, `reason`, `paper`.
    """
    viewer, case, before = _locked(viewer, case_party, known)
    part = _enter(viewer, case, party, PartyRole(before.role), known.on, successor_of=before)
    if before.is_in:
        before.left_on = known.on
        before.save(update_fields=["left_on"])
    inherit(viewer, case_party=before, successor=part)
    change = PartyChange(case_party=part, kind=ChangeKind.SUCCEEDED, before=before.name, after=part.name)
    _noted(
        viewer,
        "party.succeeded",
        case,
        change,
        known,
        {"former": before.name, "party": part.name, "reason": known.said},
    )
    refresh(case)
    return part


def _locked(viewer: Viewer, case_party: CaseParty, known: Known) -> tuple[Viewer, Case, CaseParty]:
    """The case first, as everything that changes dates does; then the party as it is now."""
    viewer, case = _of_case(viewer, case_party.case, known)
    return viewer, case, CaseParty.objects.select_for_update(of=("self",)).get(pk=case_party.pk, case=case)


def _of_case(viewer: Viewer, case: Case, known: Known) -> tuple[Viewer, Case]:
    viewer = may_enter(viewer, case)
    case = lock(case)
    if not known.reason.strip():
        raise ValidationError(_("Write by what it is known."), code="reason")
    if known.on > clock.today(viewer.organisation):
        raise ValidationError(_("This day has not come yet."), code="on")
    return viewer, case


def _still_in(part: CaseParty) -> None:
    if not part.is_in:
        raise ValidationError(_("This party has died or left the case already."), code="gone")


def _enter(
    viewer: Viewer, case: Case, party: Party, role: PartyRole, on: date, *, successor_of: CaseParty | None = None
) -> CaseParty:
    """A part in a locked case; who had left comes back. Raises ValidationError (code `who`) for one that is in it."""
    part = case.parties.filter(party=party, role=role).first()
    if part and (part.is_in or part == successor_of):
        raise ValidationError(_("This person or company plays that part in the case already."), code="who")
    part = part or CaseParty(
        organisation=viewer.organisation, case=case, party=party, role=role, name=party.name, address=party.address
    )
    part.joined_on, part.left_on, part.died_on, part.successor_of = on, None, None, successor_of
    part.save()
    if party.pk not in case.party_ids:
        case.party_ids = [*case.party_ids, party.pk]
        case.save(update_fields=["party_ids"])
    _find_by(case, party.name)
    return part


def _find_by(case: Case, name: str) -> None:
    """The case is found by the new name too; the old one stays."""
    if fold(name) not in case.search:
        case.search = f"{case.search} {fold(name)}"
        case.save(update_fields=["search"])


def _noted(
    viewer: Viewer, verb: str, case: Case, change: PartyChange, known: Known, personal: dict[str, str]
) -> PartyChange:
    """Keep what happened, and tell it."""
    case.version += 1
    case.save(update_fields=["version"])
    change.organisation, change.at = viewer.organisation, clock.now(viewer.organisation)
    change.on, change.reason, change.paper = known.on, known.said, paper_of(case, known.paper)
    change.by, change.name = viewer.account, viewer.name
    change.save(force_insert=True)
    record(
        viewer,
        verb,
        subject=("case", case.pk),
        case_id=case.pk,
        body={"recipient": str(change.case_party.party_id), "on": known.on.isoformat()},
        personal=personal,
    )
    return change
