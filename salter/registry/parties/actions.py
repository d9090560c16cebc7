"""What a party does after it was served, and what a special law gives it: entered by who handles the case."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.registry.actions.cases import lock, may_handle
from salter.registry.appeals.receiving import Filing, keep_received, take_back_received
from salter.registry.deadlines import settings_of
from salter.registry.models import AppealKind, Case, Remedy, Service
from salter.registry.parties.services import apply, refresh

CLERKS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
MOST_DAYS = 365


def may_enter(viewer: Viewer, case: Case) -> Viewer:
    """The viewer in the capacity in which what parties do is entered: the registry office, or who handles the case.

    Raises NotAllowed.
    """
    return viewer if viewer.has(*CLERKS) else may_handle(viewer, case)


@transaction.atomic
def note_appeal(viewer: Viewer, *, service: Service, on: date, filing: Filing | None = None) -> Service:
    """The party used its remedy on a day (of posting, where it came by registered post: COUNT_POSTED).

    In time it keeps the act from being final for the party; late it changes nothing. An appeal or an objection gets its
    row and its clock (`appeals.receiving`); `filing` says how it came. Raises NotAllowed, and ValidationError with
    codes `served`, `remedy`, `day`, `used`.
    """
    viewer, case, service = _locked(viewer, service)
    _has_remedy(viewer, service, on)
    _not_used(service)
    service.appealed_on = on
    if service.remedy in AppealKind.values:
        keep_received(viewer, case, service, filing or Filing(received_on=on))
    _kept(viewer, case, service)
    if service.until and on > service.until:
        _noted(viewer, "service.late", service, on, {"party": service.case_party.name})
    else:
        _noted(viewer, "service.appealed", service, on, {"party": service.case_party.name})
    return service


@transaction.atomic
def waive(viewer: Viewer, *, service: Service, on: date, paper: Document | None = None) -> Service:
    """The party gave its remedy up on a day, by a paper of the case: the act is final for it from then on.

    Raises NotAllowed, and ValidationError with codes `served`, `remedy`, `day`, `used`, `paper`.
    """
    viewer, case, service = _locked(viewer, service)
    _has_remedy(viewer, service, on)
    _not_used(service)
    if service.remedy == Remedy.DISPUTE:
        raise ValidationError(_("Only an appeal or an objection is given up."), code="remedy")
    if service.until and on > service.until:
        raise ValidationError(_("The period had expired by that day; nothing was left to give up."), code="day")
    service.waived_on, service.waiver = on, paper_of(case, paper)
    _kept(viewer, case, service)
    _noted(viewer, "service.waived", service, on, {"party": service.case_party.name})
    return service


@transaction.atomic
def take_back(viewer: Viewer, *, service: Service, reason: str) -> Service:
    """What was entered of a party was a mistake: it has neither used its remedy nor given it up.

    Raises NotAllowed, and ValidationError with codes `reason`, `unused`, `gone-on` (the appeal is not with us any more,
    or an act on it is drafted).
    """
    viewer, case, service = _locked(viewer, service)
    if not reason.strip():
        raise ValidationError(_("Write what was entered wrongly."), code="reason")
    if not (service.appealed_on or service.waived_on):
        raise ValidationError(_("Nothing is entered that could be taken back."), code="unused")
    take_back_received(viewer, case, service, reason)
    service.appealed_on = service.waived_on = service.waiver = None
    _kept(viewer, case, service)
    record(
        viewer,
        "service.taken-back",
        subject=("case", case.pk),
        case_id=case.pk,
        body={"recipient": str(service.case_party.party_id), "sub_number": service.act.sub_number},
        personal={"party": service.case_party.name, "reason": reason.strip()[:300]},
    )
    return service


@transaction.atomic
def set_remedy(
    viewer: Viewer, *, service: Service, remedy: Remedy, days: int | None, rule: str, enforce_note: str = ""
) -> Service:
    """Another remedy or another period than the usual one, by a law that is named; other parties keep theirs.

    `enforce_note`: the rule by which the remedy does not stay enforcement. An objection without days has those of the
    legal settings (OBJECTION_PERIOD). Raises NotAllowed, and ValidationError with
    codes `days`, `rule`, `used`.
    """
    viewer, case, service = _locked(viewer, service)
    _not_used(service)
    if remedy == Remedy.OBJECTION and days is None:
        days = settings_of(viewer.organisation).objection_days
    if remedy != Remedy.NONE and not 1 <= (days or 0) <= MOST_DAYS:
        raise ValidationError(_("Write within how many days, from 1 to 365."), code="days")
    if not rule.strip():
        raise ValidationError(_("Write the law and the article that say so."), code="rule")
    service.remedy, service.remedy_days = remedy, None if remedy == Remedy.NONE else days
    service.remedy_rule, service.enforce_note = rule.strip()[:200], enforce_note.strip()[:200]
    _kept(viewer, case, service)
    record(
        viewer,
        "service.remedy",
        subject=("case", case.pk),
        case_id=case.pk,
        body={
            "sub_number": service.act.sub_number,
            "remedy": service.remedy,
            "days": service.remedy_days or 0,
            "rule": service.remedy_rule,
        },
        personal={"party": service.case_party.name},
    )
    return service


def _locked(viewer: Viewer, service: Service) -> tuple[Viewer, Case, Service]:
    """The case first, as everything that changes dates does; then the row as it is now."""
    row = Service.objects.select_related("act__case", "case_party").get(pk=service.pk, organisation=viewer.organisation)
    viewer = may_enter(viewer, row.act.case)
    case = lock(row.act.case)
    row.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))
    return viewer, case, row


def paper_of(case: Case, paper: Document | None) -> Document | None:
    """The paper, when it came with the case. Raises ValidationError (code `paper`)."""
    if paper and not case.attachments.filter(document=paper).exists():
        raise ValidationError(_("Choose a paper of this case."), code="paper")
    return paper


def _not_used(service: Service) -> None:
    if service.appealed_on:
        raise ValidationError(_("It is entered already that this party has used its remedy."), code="used")
    if service.waived_on:
        raise ValidationError(_("It is entered already that this party gave its remedy up."), code="used")


def _has_remedy(viewer: Viewer, service: Service, on: date) -> None:
    if service.served_on is None:
        raise ValidationError(_("The act was not served on this party yet."), code="served")
    if service.until is None:
        raise ValidationError(
            _("No period runs for this party: it has no remedy, or service started none."), code="remedy"
        )
    signed = service.act.signed_at
    if on > clock.today(viewer.organisation) or (signed and on < timezone.localdate(signed)):
        raise ValidationError(_("The day lies between the signature of the act and today."), code="day")


def _kept(viewer: Viewer, case: Case, service: Service) -> None:
    apply(viewer.organisation, service)
    refresh(case)


def _noted(viewer: Viewer, verb: str, service: Service, on: date, personal: dict[str, str]) -> None:
    assert service.until is not None
    record(
        viewer,
        verb,
        subject=("case", service.act.case_id),
        case_id=service.act.case_id,
        body={
            "recipient": str(service.case_party.party_id),
            "sub_number": service.act.sub_number,
            "remedy": service.remedy,
            "done_on": on.isoformat(),
            "remedy_until": service.until.isoformat(),
        },
        personal=personal,
    )
