"""Reading guarantee acts; the first argument is always the viewer. Only those of cases that the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from salter.calendars import deadlines as periods
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Organisation
from salter.registry import deadlines, numbering, queries
from salter.registry.guaranteeing import rules
from salter.registry.guaranteeing.rules import State
from salter.registry.models import REFERRED, Act, ActStatus, Case, Guarantee, GuaranteeAnswer, GuaranteeUse

PAGE = queries.PAGE
SIGNED = (ActStatus.SIGNED, ActStatus.DISPATCHED)


@dataclass(frozen=True, slots=True)
class Given:
    """A guarantee act, from when and until when it binds, and how it stands on a day."""

    row: Guarantee
    issued_on: date | None
    until: date | None
    state: State
    referred: int = 0

    @property
    def number(self) -> str:
        """The number of the act."""
        return number_of(self.row)


def number_of(row: Guarantee) -> str:
    """The number of a guarantee act."""
    return numbering.sub_number(row.act.organisation, row.act.case, row.act.sub_number)


def _visible(viewer: Viewer) -> QuerySet[Guarantee]:
    """Guarantee acts of cases that the viewer may see; those that are signed know when their party was told."""
    seen = Case.objects.visible_to(viewer).values("pk")
    rows = Guarantee.objects.filter(organisation=viewer.organisation, act__case__in=seen)
    rows = rows.exclude(act__status=ActStatus.WITHDRAWN)
    return rows.select_related("act__case__unit", "act__organisation").defer("act__content")


def given(organisation: Organisation, row: Guarantee, on: date, told_on: date | None, referred: int = 0) -> Given:
    """A guarantee act as it stands for a request of that day; it is issued when its party was notified."""
    signed = row.act.status in SIGNED and row.act.signed_at is not None
    issued = (told_on or timezone.localdate(row.act.signed_at)) if signed else None
    until = periods.guaranteed_until(issued, row.months, deadlines.calendar_of(organisation)) if issued else None
    state = rules.state(signed=signed, ended_on=row.ended_on, until=until, on=on)
    return Given(row, issued, until, state, referred)


def _told(organisation: Organisation, rows: Iterable[Guarantee], on: date) -> list[Given]:
    """Each with the day on which its last party was notified, and how many cases refer to it: one query."""
    found = list(rows)
    facts = {
        row["pk"]: row
        for row in Guarantee.objects.filter(pk__in=[row.pk for row in found])
        .values("pk")
        .annotate(
            told=Max("act__services__served_on"),
            referred=Count("uses", filter=Q(uses__removed_at=None), distinct=True),
        )
    }
    return [given(organisation, row, on, facts[row.pk]["told"], facts[row.pk]["referred"]) for row in found]


def register(viewer: Viewer, before: UUID | None = None) -> tuple[list[Given], UUID | None]:
    """A page of the guarantee acts of the office, newest first, and the mark of the next: two queries."""
    rows = _visible(viewer).order_by("-id")
    page = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    shown = _told(viewer.organisation, page[:PAGE], clock.today(viewer.organisation))
    return shown, page[PAGE - 1].pk if len(page) > PAGE else None


def guarantee(viewer: Viewer, guarantee_id: UUID) -> Given:
    """One of them. Raises Guarantee.DoesNotExist."""
    row = _visible(viewer).get(pk=guarantee_id)
    return _told(viewer.organisation, [row], clock.today(viewer.organisation))[0]


def of_act(act: Act) -> Guarantee | None:
    """What a guarantee act promises; None for any other act."""
    return act.guarantees.first() if act.extent == "guarantee" else None


def referring(viewer: Viewer, row: Guarantee) -> list[GuaranteeUse]:
    """The cases that refer to one, as far as the viewer may see them: one query."""
    seen = Case.objects.visible_to(viewer).values("pk")
    return list(row.uses.filter(REFERRED, case__in=seen).select_related("case").order_by("id"))


def requested_on(organisation: Organisation, case: Case) -> date:
    """The day on which the request of a case counts as filed."""
    received = timezone.localdate(case.received_at)
    return periods.submitted_on(received, case.posted_on, deadlines.settings_of(organisation))


def offered(viewer: Viewer, case: Case) -> list[Given]:
    """Guarantee acts that were given to a party of the case in the same matter (class mark, or procedure), signed.

    Two queries, and one where there are none. How they stand is said for the day of this request.
    """
    if not case.party_ids:
        return []
    matter = Q(act__case__class_code=case.class_code)
    if case.procedure_id:
        matter |= Q(act__case__procedure=case.procedure_id)
    rows = _visible(viewer).filter(matter, act__status__in=SIGNED, act__case__party_ids__overlap=case.party_ids)
    found = list(rows.exclude(act__case=case.pk).order_by("-id"))
    return _told(viewer.organisation, found, requested_on(viewer.organisation, case)) if found else []


def uses(case: Case) -> list[GuaranteeUse]:
    """The guarantee acts to which a case refers: one query."""
    rows = GuaranteeUse.objects.filter(REFERRED, organisation=case.organisation_id, case=case)
    return list(rows.select_related("guarantee__act__case__unit", "guarantee__act__organisation").order_by("id"))


def use(viewer: Viewer, case_id: UUID, use_id: UUID) -> GuaranteeUse:
    """A reference of a case that the viewer may see. Raises Case.DoesNotExist, GuaranteeUse.DoesNotExist."""
    case = queries.case(viewer, case_id)
    found = next((one for one in uses(case) if one.pk == use_id), None)
    if found is None:
        raise GuaranteeUse.DoesNotExist
    found.case = case
    return found


def standing(case: Case, one: GuaranteeUse) -> Given:
    """The guarantee act of a reference, as it stands for the request of the case: one query."""
    [found] = _told(case.organisation, [one.guarantee], requested_on(case.organisation, case))
    return found


def answers(act: Act) -> dict[UUID, GuaranteeAnswer]:
    """What a decision says of each guarantee act to which its case refers, by the reference: one query."""
    return {row.use_id: row for row in act.guarantee_answers.all()}


def unanswered(act: Act) -> list[GuaranteeUse]:
    """Guarantee acts of which a decision says nothing yet: two queries, one where the case refers to none."""
    if act.kind != "decision" or not rules.asked(act.extent, deadlines.settings_of(act.organisation)):
        return []
    referred = [one for one in uses(act.case) if not one.guarantee.ended_on]
    said = answers(act) if referred else {}
    return [one for one in referred if one.pk not in said]
