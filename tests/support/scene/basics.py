"""What most objects begin with: a party, a case, a signed act, a closed case."""

from __future__ import annotations

from salter.journal.tasks import run_everything
from salter.mailbox import actions as mailbox
from salter.mailbox.models import Delivery
from salter.organisations import actions as organisations
from salter.organisations.models import Party, PartyKind, Role
from salter.registry import actions
from salter.registry.models import Act, ActKind, Case, IntakeChannel, Procedure, RetentionRule, Submission
from tests.support.office import Office

DECISION = {
    "legal_basis": "На основу члана 136. ЗУП, Општинска управа доноси решење.",
    "disposition": "Усваја се захтев.\nОдобрава се заузеће јавне површине од 6 m².",
    "reasoning": "Странка је поднела захтев са потребним прилозима. Чињенице су утврђене увидом.",
    "remedy": "Против овог решења може се изјавити жалба у року од 15 дана од дана достављања.",
}


def citizen(office: Office) -> Party:
    """The citizen with an account, as a party."""
    return organisations.enter_party(
        office.viewer(Role.REGISTRY_CLERK), kind=PartyKind.PERSON, name="Мила Ведрић", account=office.citizen
    )


def registered(office: Office, subject: str, party: Party) -> Submission:
    """A case at the counter, assigned to the handler."""
    intake = actions.Intake(
        subject=subject,
        channel=IntakeChannel.COUNTER,
        received_at=office.ago(minutes=5),
        parties=[actions.PartyInput(party)],
        documents=[office.document()],
        procedure=Procedure.objects.get(organisation=office.organisation, code="P036"),
    )
    submission = actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake)
    submission.case = actions.assign(
        office.viewer(Role.UNIT_HEAD),
        case=submission.case,
        unit=office.units["IV-02"],
        staff=office.people[Role.HANDLER],
    )
    return submission


def signed(office: Office, case: Case, kind: ActKind = ActKind.DECISION) -> Act:
    """An act of the case, drafted, approved and signed by those who do it."""
    handler, decides = office.viewer(Role.HANDLER), kind == ActKind.DECISION
    content = DECISION if decides else {"text": "Обавештавамо вас о току поступка."}
    outcome = "granted" if decides else ""
    title = "Решење" if decides else "Обавештење"
    act = actions.draft_act(handler, case=case, kind=kind, title=title, content=content, outcome=outcome)
    actions.submit_act(handler, act=act)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    return actions.sign_act(office.viewer(Role.SIGNATORY), act=act)


def closed(office: Office, case: Case) -> tuple[Case, Delivery]:
    """The case decided, delivered into the mailbox, taken, and closed."""
    [delivery] = actions.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=signed(office, case))
    delivery = mailbox.open_receipt(office.viewer(Role.CITIZEN), delivery=delivery)
    run_everything()
    rule = RetentionRule.objects.filter(years=5).first()
    assert rule is not None
    handler = office.viewer(Role.HANDLER)
    case.refresh_from_db()
    return actions.close_case(handler, case=case, class_code=case.class_code, retention=rule), delivery
