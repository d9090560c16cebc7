"""The parties of a case with their dates, in two queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from salter.calendars.deadlines import final_for_all
from salter.organisations.access import Viewer
from salter.registry import queries
from salter.registry.models import Attachment, Case, CaseParty, Remedy, Service


@dataclass(frozen=True, slots=True)
class Served:
    """The dates of a party of one act, and from when that act is final for everybody."""

    service: Service
    final_for_all: date | None


def parties_with_services(case: Case) -> list[tuple[CaseParty, list[Served]]]:
    """Each part in a case with its acts, the oldest first."""
    found = Service.objects.filter(act__case=case).select_related("act", "waiver").defer("waiver__text")
    rows = list(found.order_by("act__sub_number", "id"))
    acts: dict[UUID, list[Service]] = defaultdict(list)
    for row in rows:
        acts[row.act_id].append(row)
    final = {act: _final(of_act) for act, of_act in acts.items()}
    parts = case.parties.select_related("party").order_by("id")
    return [(part, [Served(row, final[row.act_id]) for row in rows if row.case_party_id == part.pk]) for part in parts]


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
