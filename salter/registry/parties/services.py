"""Service of acts: each party of a case has a row for each act, and nothing else writes its dates (decision 033)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from salter.calendars.deadlines import LegalSettings
from salter.journal.actions import record
from salter.organisations.access import Viewer
from salter.organisations.merging import kept_for
from salter.organisations.models import Organisation
from salter.registry import deadlines
from salter.registry.appeals.fates import appealed_and_judged_by, fate_of, replaced
from salter.registry.deciding.rules import in_force
from salter.registry.models import Act, ActKind, Case, CaseParty, Extent, PartyRole, Representative, Service, Way
from salter.registry.models import Remedy as RemedyChoice
from salter.registry.parties.letters import meant, one_each, people
from salter.registry.parties.rules import Facts, Remedy, Standing, standing, usual_remedy
from salter.registry.rectifying.rules import may_appeal


def parties_of(case: Case) -> list[CaseParty]:
    """The parts in a case, in the order of entry."""
    return list(case.parties.select_related("party").order_by("id"))


def present_parties(case: Case) -> list[CaseParty]:
    """The parts in a case without those who have died or left it: whom forms offer."""
    return present(parties_of(case))


def present(parties: Iterable[CaseParty]) -> list[CaseParty]:
    """Of these parts those who have neither died nor left."""
    return [row for row in parties if row.is_in]


@transaction.atomic
def expect(viewer: Viewer, *, act: Act) -> list[Service]:
    """At signing: each party of the case is to be served, and a decision is not issued until all are (Art. 145(1))."""
    settings = deadlines.settings_of(viewer.organisation)
    remedy, days, rule = usual_remedy(act.kind, settings)
    everybody = meant(act, parties_of(act.case))
    parties = {row.pk for row in _to_notify(everybody)}
    rows = one_each(row for row in everybody if row.is_in)
    parties -= without_appeal(act, parties, settings)
    for_party = {"remedy": remedy.value, "remedy_days": days, "remedy_rule": rule}
    made = [
        Service(
            organisation=viewer.organisation,
            act=act,
            case_party=row,
            **(for_party if row.pk in parties else {}),
        )
        for row in rows
    ]
    Service.objects.bulk_create(made)
    if act.kind == ActKind.DECISION and made:
        refresh(act.case)
    return made


def without_appeal(act: Act, parties: Collection[UUID], settings: LegalSettings) -> set[UUID]:
    """Those parties that have no appeal against an act because it corrects an error, and not to their disadvantage."""
    row = act.corrects.first() if act.kind == ActKind.CONCLUSION else None
    return set() if row is None else {one for one in parties if not may_appeal(one, row.worse_for, settings)}


def told_alone(act: Act) -> dict[str, Any]:
    """What an entry about an act says of who is told of it: nothing where all parties are, else the one it is for."""
    if act.for_party_id is None and act.for_other_id is None:
        return {}
    return {"recipients": [str(row.party_id) for row in meant(act, parties_of(act.case))]}


def _to_notify(rows: Sequence[CaseParty]) -> list[CaseParty]:
    """Whoever only sent the paper is no party beside those who are."""
    parties = [row for row in rows if row.role != PartyRole.SENDER]
    return parties or list(rows)


@transaction.atomic
def serve(
    viewer: Viewer,
    *,
    act: Act,
    case_party: CaseParty,
    on: date,
    way: Way,
    starts_deadlines: bool,
    ground: str = "",
    delivery_id: UUID | None = None,
) -> Service:
    """The act reached that party on a day. The first service counts, and one that starts deadlines before all others.

    Dates of other parties and of other acts stay as they are.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=act.case_id)
    service = _row(viewer, act, case_party)
    if service.served_on is not None and (service.starts_deadlines or not starts_deadlines):
        return service
    service.served_on, service.way, service.starts_deadlines = on, way, starts_deadlines
    service.ground, service.delivery_id = ground[:300], delivery_id or service.delivery_id
    apply(viewer.organisation, service)
    _record_service(viewer, service)
    refresh(case)
    return service


def _row(viewer: Viewer, act: Act, case_party: CaseParty) -> Service:
    """The row of a party; an act that was signed before parties had rows gets it now."""
    remedy, days, rule = usual_remedy(act.kind, deadlines.settings_of(viewer.organisation))
    row, _made = Service.objects.select_related("act", "case_party").get_or_create(
        organisation=viewer.organisation,
        act=act,
        case_party=case_party,
        defaults={"remedy": remedy.value, "remedy_days": days, "remedy_rule": rule},
    )
    return row


def inherit(viewer: Viewer, *, case_party: CaseParty, successor: CaseParty) -> None:
    """What was signed and never reached a party is to reach who comes in its place; no date goes over."""
    unserved = Service.objects.filter(case_party=case_party, served_on=None).order_by("id")
    rows = [
        Service(
            organisation=viewer.organisation,
            act_id=row.act_id,
            case_party=successor,
            remedy=row.remedy,
            remedy_days=row.remedy_days,
            remedy_rule=row.remedy_rule,
            enforce_note=row.enforce_note,
        )
        for row in unserved
    ]
    Service.objects.bulk_create(rows, ignore_conflicts=True)  # who comes back may have some of them


def sent_by(
    viewer: Viewer, *, act: Act, case_party: CaseParty, delivery_id: UUID, representative: Representative | None = None
) -> None:
    """The consignment that the act went to a party by, or to its representative: handed over, that party is served."""
    service = _row(viewer, act, case_party)
    service.delivery_id, service.representative = delivery_id, representative
    service.save(update_fields=["delivery_id", "representative"])


def standing_of(organisation: Organisation, service: Service) -> Standing:
    """What follows from what the row says happened."""
    became = fate_of(organisation, service)
    facts = Facts(
        remedy=Remedy(service.remedy),
        days=service.remedy_days,
        served_on=service.served_on,
        counts=service.starts_deadlines,
        waived_on=service.waived_on,
        appealed_on=service.appealed_on,
        enforced_at_once=bool(service.enforce_note),
        fate=became.fate,
        told_on=became.told_on,
        court_days=became.court_days,
        disputed=became.disputed,
    )
    return standing(facts, deadlines.calendar_of(organisation))


def apply(organisation: Organisation, service: Service) -> Service:
    """Write what follows from the row into the row."""
    found = standing_of(organisation, service)
    service.until, service.final_on = found.until, found.final_from
    service.force_on, service.enforceable_on = found.force_from, found.enforceable_from
    service.save()
    for judged in appealed_and_judged_by(service):  # our ruling on its appeal binds the party from its own day
        apply(organisation, judged)
    return service


def _record_service(viewer: Viewer, service: Service) -> None:
    last = service.until.isoformat() if service.until else ""
    if not last:
        _told(viewer, "act.served", service)
    elif service.remedy == RemedyChoice.APPEAL:
        _told(viewer, "party.served", service, appeal_until=last)
    else:
        _told(viewer, "act.remedy", service, remedy=service.remedy, remedy_until=last)


def _told(viewer: Viewer, verb: str, service: Service, **words: str) -> None:
    act = service.act
    assert service.served_on is not None
    record(
        viewer,
        verb,
        subject=("case", act.case_id),
        case_id=act.case_id,
        body={
            "recipient": str(service.case_party.party_id),
            "delivered_on": service.served_on.isoformat(),
            "sub_number": act.sub_number,
            **words,
        },
    )


def reached(act: Act, delivery_id: UUID, recipient: UUID) -> list[CaseParty]:
    """The parties that a consignment of an act reached when it was handed over."""
    rows = Service.objects.filter(act=act, delivery_id=delivery_id).select_related("case_party__party")
    found = [row.case_party for row in rows]
    if found:
        return found
    return one_each(row for row in meant(act, parties_of(act.case)) if row.party_id == recipient)


def refresh(case: Case) -> None:
    """Write the summaries that the API, the portal and the books read: of each party the newest decision that reached
    it, and of the case whether all are notified of its newest decision. Nothing else writes them."""
    parts = parties_of(case)
    who = people(parts, kept_for([part.party for part in parts]))
    rows = Service.objects.filter(act__case=case, act__kind=ActKind.DECISION).exclude(act__in=replaced(case))
    rows = rows.select_related("act")
    services = list(rows.order_by("act__signed_at", "act_id"))
    newest = {who[row.case_party_id]: row for row in services if row.served_on}
    for part in parts:
        _summarise(part, newest.get(who[part.pk]))
    by_act: dict[UUID, list[Service]] = {}
    for row in services:
        by_act.setdefault(row.act_id, []).append(row)
    decisions = in_force(rows[0].act for rows in by_act.values())
    _summarise_case(case, [(act, by_act[act.pk]) for act in decisions], parts)


def _summarise(part: CaseParty, row: Service | None) -> None:
    appeal = row is not None and row.remedy in (RemedyChoice.APPEAL, RemedyChoice.OBJECTION)
    dates = (row.served_on, row.until if appeal else None, row.final_on) if row else (None, None, None)
    if dates != (part.delivered_on, part.appeal_until, part.final_on):
        part.delivered_on, part.appeal_until, part.final_on = dates
        part.save(update_fields=["delivered_on", "appeal_until", "final_on"])


def _summarise_case(case: Case, decisions: list[tuple[Act, list[Service]]], parts: list[CaseParty]) -> None:
    """When all parties were notified of every decision that stands; or since when one of them waits for one.

    Of a partial decision alone no case is decided.
    """
    parties = {part.pk: part.is_in for part in _to_notify(parts)}
    days = [(act, *_notified(rows, parties)) for act, rows in decisions]
    waiting = [timezone.localdate(act.signed_at) for act, _on, waits in days if waits and act.signed_at]
    since = min(waiting) if waiting else None
    whole = any(act.extent != Extent.PARTIAL for act, _rows in decisions)
    told = [on for _act, on, _waits in days if on]
    notified = max(told) if told and len(told) == len(days) and whole else None
    if (notified, since) != (case.notified_on, case.unnotified_since):
        case.notified_on, case.unnotified_since = notified, since
        case.save(update_fields=["notified_on", "unnotified_since"])


def _notified(rows: list[Service], parties: Mapping[UUID, bool]) -> tuple[date | None, bool]:
    """When the last party was notified of a decision, and whether one is still to be."""
    counted = [row for row in rows if row.case_party_id in parties]
    # no decision waits for who has died or left
    days = [row.served_on for row in counted if parties[row.case_party_id] or row.served_on]
    known = [day for day in days if day is not None]
    notified = max(known) if known and len(known) == len(days) else None
    return notified, bool(days) and notified is None
