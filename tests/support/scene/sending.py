"""Letters that were sent."""

from __future__ import annotations

from uuid import UUID

from salter.mailbox import actions as mailbox
from salter.mailbox import posting
from salter.mailbox.models import Channel, Delivery, Medium, Result
from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.tenancy import uuid7
from salter.registry import actions, numbering
from salter.registry.dispatching import notices
from salter.registry.dispatching.actions import enter_result
from salter.registry.mailings.actions import Wanted, start_mailing
from salter.registry.mailings.work import step as print_step
from salter.registry.models import ActKind, Case
from tests.support.office import Office
from tests.support.scene.basics import signed


def came_back(office: Office, case: Case) -> Delivery:
    """A letter of the case that the post brought back."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    [sent] = actions.dispatch_act(clerk, act=signed(office, case, ActKind.NOTICE))
    posting.hand_to_post(clerk, letters={sent.pk: ""})
    return enter_result(clerk, delivery=sent, result=Result.MOVED, on=clock.today(office.organisation))


def sent_also(office: Office, posted: Delivery, medium: Medium) -> Delivery:
    """The same letter by another channel."""
    return mailbox.send(
        office.viewer(Role.REGISTRY_CLERK),
        channel=Channel.objects.get(organisation=office.organisation, medium=medium),
        recipient=posted.recipient,
        subject=(posted.subject_type, posted.subject_id),
        case_id=posted.case_id or uuid7(),
        case_number=posted.case_number,
        title=posted.title,
        documents=[row.document for row in posted.documents.all()],
        slip_code=numbering.receipt_number(),
    )


def in_book(office: Office, posted: Delivery) -> UUID:
    """A letter that is in the delivery book for the post."""
    sent = sent_also(office, posted, Medium.POST)
    posting.hand_to_post(office.viewer(Role.REGISTRY_CLERK), letters={sent.pk: ""})
    return sent.pk


def printed(office: Office, posted: Delivery) -> UUID:
    """A batch of one letter for the courier, ready to be handed over."""
    courier = sent_also(office, posted, Medium.COURIER).channel
    wanted = Wanted(acts=False, channel=courier, envelope="c5")
    mailing = start_mailing(office.viewer(Role.REGISTRY_CLERK), wanted=wanted)
    while print_step(mailing.pk):
        pass
    return mailing.pk


def on_board(office: Office, case: Case) -> UUID:
    """A letter of the case that is delivered publicly."""
    clerk, delivery = office.viewer(Role.REGISTRY_CLERK), came_back(office, case)
    return notices.publish(clerk, delivery=delivery, notice=notices.usual(clerk, delivery)).pk
