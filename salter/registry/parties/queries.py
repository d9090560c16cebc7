"""The parties of a case with their dates and representatives, in four queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from salter.calendars.deadlines import final_for_all
from salter.organisations.access import Viewer
from salter.registry import queries
from salter.registry.models import Attachment, Case, CaseParty, PartyChange, Remedy, Representative, Service
from salter.registry.parties.rules import Happened, presence


@dataclass(frozen=True, slots=True)
class Served:
    """The dates of a party of one act, and from when that act is final for everybody."""

    service: Service
    final_for_all: date | None


@dataclass(frozen=True, slots=True)
class PartyFile:
    """A part in a case: its acts with their dates, who stood or stands for it, what happened; the oldest first."""

    part: CaseParty
    served: list[Served]
    representatives: list[Representative]
    changes: list[PartyChange]

    @property
    def undone(self) -> set[UUID]:
        """Those of the changes that were taken back."""
        return {row.undoes_id for row in self.changes if row.undoes_id}

    @property
    def entered_by_mistake(self) -> bool:
        """Whether it never was a party: what brought it into the case was taken back."""
        happened = [Happened(row.kind, row.on, row.pk not in self.undone) for row in self.changes]
        return presence(happened, None).never


def parties_with_services(case: Case) -> list[PartyFile]:
    """Each part in a case, in the order of entry."""
    found = Service.objects.filter(act__case=case).select_related("act", "waiver", "representative")
    found = found.defer("waiver__text")
    rows = list(found.order_by("act__sub_number", "id"))
    acts: dict[UUID, list[Service]] = defaultdict(list)
    for row in rows:
        acts[row.act_id].append(row)
    final = {act: _final(of_act) for act, of_act in acts.items()}
    standing = (
        Representative.objects.filter(case_party__case=case).select_related("authority").order_by("from_on", "id")
    )
    stand = list(standing.defer("authority__text"))
    happened = PartyChange.objects.filter(case_party__case=case).select_related("paper", "undoes").defer("paper__text")
    changes = list(happened.order_by("id"))
    return [
        PartyFile(
            part,
            [Served(row, final[row.act_id]) for row in rows if row.case_party_id == part.pk],
            [row for row in stand if row.case_party_id == part.pk],
            [row for row in changes if row.case_party_id == part.pk],
        )
        for part in case.parties.select_related("party", "successor_of").order_by("id")
    ]


def _final(rows: list[Service]) -> date | None:
    """Who has no remedy does not keep an act from being final."""
    return final_for_all(row.final_on for row in rows if row.remedy != Remedy.NONE)


def papers_of(case: Case) -> list[Attachment]:
    """What came with a case, in the order in which it came."""
    rows = case.attachments.filter(submission__isnull=False).select_related("document", "submission")
    return list(rows.defer("document__text").order_by("submission__sub_number", "position", "id"))


def service_of(viewer: Viewer, case_id: UUID, service_id: UUID) -> tuple[Case, Service]:
    """The dates of one party of one act, in a case that the viewer may see.

    Raises Case.DoesNotExist, Service.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    return case, Service.objects.select_related("act", "case_party").get(pk=service_id, act__case=case)


def part_of(viewer: Viewer, case_id: UUID, part_id: UUID) -> CaseParty:
    """A party of a case that the viewer may see.

    Raises Case.DoesNotExist, CaseParty.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    return CaseParty.objects.select_related("case", "party").get(pk=part_id, case=case)


def change_of(viewer: Viewer, case_id: UUID, change_id: UUID) -> PartyChange:
    """What was entered of a party, in a case that the viewer may see.

    Raises Case.DoesNotExist, PartyChange.DoesNotExist.
    """
    rows = PartyChange.objects.select_related("case_party__case")
    return rows.get(pk=change_id, case_party__case=queries.case(viewer, case_id))


def representative_of(viewer: Viewer, case_id: UUID, representative_id: UUID) -> Representative:
    """Who stands for a party, in a case that the viewer may see.

    Raises Case.DoesNotExist, Representative.DoesNotExist.
    """
    rows = Representative.objects.select_related("case_party__case")
    return rows.get(pk=representative_id, case_party__case=queries.case(viewer, case_id))


def consignments(case: Case) -> dict[UUID, UUID]:
    """By what the newest act that was sent went to each part in a case, or to who receives for it: one query."""
    rows = Service.objects.filter(act__case=case, delivery_id__isnull=False).order_by("delivery_id")
    return {part: delivery for part, delivery in rows.values_list("case_party_id", "delivery_id") if delivery}
