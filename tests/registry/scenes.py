"""Scenes for the tests of the registry's pages, made by the actions themselves."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.models import Act, ActKind, Case, CaseStatus, WaitKind
from salter.registry.waiting.actions import begin_wait
from tests.support.office import Office

SignIn = Callable[[Role], Client]
TEXTS = {
    "legal_basis": "На основу члана 136. Закона о општем управном поступку доноси",
    "disposition": "Одобрава се заузеће јавне површине.",
    "reasoning": "Захтев је основан.",
    "remedy": "Жалба у року од 15 дана.",
}


def assigned(office: Office) -> Case:
    """A case in progress with the handler."""
    case = office.register().case
    unit, staff = office.units["IV-02"], office.people[Role.HANDLER]
    return actions.assign(office.viewer(Role.REGISTRY_CLERK), case=case, unit=unit, staff=staff)


def interrupted(office: Office, case: Case | None = None) -> Case:
    """A case that its handler has interrupted until its party corrects the submission."""
    case = case or assigned(office)
    kind, party = WaitKind.CORRECTION, case.parties.order_by("id").first()
    begin_wait(office.viewer(Role.HANDLER), case=case, kind=kind, party=party, note="чека се допуна")
    return Case.objects.get(pk=case.pk)


def resolved(office: Office) -> Case:
    """A case whose handler has noted by hand that it was granted."""
    return actions.change_status(
        office.viewer(Role.HANDLER),
        case=assigned(office),
        status=CaseStatus.RESOLVED,
        reason="одлучено у систему државе",
        outcome="granted",
    )


def act_of(office: Office, *, upto: str = "approved") -> Act:
    """A decision in a case of its own, as far as `upto`: draft, submitted, approved, signed or dispatched."""
    handler = office.viewer(Role.HANDLER)
    steps = ["draft", "submitted", "approved", "signed", "dispatched"]
    reach = steps.index(upto)
    act = actions.draft_act(
        handler, case=assigned(office), kind=ActKind.DECISION, title="Решење", content=TEXTS, outcome="granted"
    )
    if reach >= 1:
        act = actions.submit_act(handler, act=act)
    if reach >= 2:
        act = actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    if reach >= 3:
        act = actions.sign_act(office.viewer(Role.SIGNATORY), act=act)
    if reach >= 4:
        actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=act)
    return Act.objects.select_related("case").get(pk=act.pk)
