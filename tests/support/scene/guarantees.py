"""Guarantee acts, and a later case that refers to one."""

from __future__ import annotations

from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.guaranteeing.actions import Promised, draft_guarantee, refer
from salter.registry.legal.actions import set_law
from salter.registry.legal.rules import BY_NAME
from salter.registry.models import Act, Case, Guarantee, GuaranteeUse
from tests.support.office import Office


def issues(office: Office) -> None:
    """The office has set that it issues guarantee acts."""
    head, setting = office.viewer(Role.HEAD_OF_ADMINISTRATION), BY_NAME["guarantee_acts"]
    set_law(head, setting=setting, value=True, reason="Посебан закон.")


def promise(about: str = "одобрава се заузеће 20 м² јавне површине", months: int | None = None) -> Promised:
    """What is promised by a law that is made up."""
    law = "Закон о јавним површинама („Службени гласник РС“, бр. 1/2026)"
    return Promised(law, "члан 8.", about, "тротоар је шири од 3 м", months, "члан 9. истог закона" if months else "")


def given(office: Office, case: Case, about: str = "одобрава се заузеће 20 м² јавне површине") -> Guarantee:
    """A signed guarantee act in the case."""
    unit, staff = office.units["IV-02"], office.people[Role.HANDLER]
    case = actions.assign(office.viewer(Role.REGISTRY_CLERK), case=case, unit=unit, staff=staff)
    row = draft_guarantee(office.viewer(Role.HANDLER), case=case, promise=promise(about))
    actions.submit_act(office.viewer(Role.HANDLER), act=row.act)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=row.act)
    actions.sign_act(office.viewer(Role.SIGNATORY), act=row.act)
    return Guarantee.objects.select_related("act__case").get(pk=row.pk)


def guaranteed(office: Office, case: Case, about: str) -> GuaranteeUse:
    """The party of the case has a guarantee act from an earlier one, to which the case refers."""
    issues(office)
    row = given(office, office.register(about, party=case.parties.order_by("id")[0].party).case, about)
    return refer(office.viewer(Role.HANDLER), case=case, guarantee=row)


def drafted_only(office: Office, case: Case) -> Act:
    """A guarantee act that is not signed."""
    return draft_guarantee(office.viewer(Role.HANDLER), case=case, promise=promise()).act
