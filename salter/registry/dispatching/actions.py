"""Entering what became of a letter, and sending it again; the mailbox writes it down and proves it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.documents.models import Document
from salter.journal.actions import record
from salter.mailbox import actions as mailbox
from salter.mailbox import queries as mailbox_queries
from salter.mailbox import rules as mailbox_rules
from salter.mailbox.actions import CLERKS
from salter.mailbox.models import UNDELIVERED, Channel, Delivery, Effect, Medium, Result
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.merging import accounts_of
from salter.registry import deadlines, numbering
from salter.registry.dispatching import rules
from salter.registry.models import Act, PublicNotice
from salter.registry.parties import services
from salter.registry.parties.letters import Addressee, letters_for, letters_with
from salter.ui.formats import format_date


@transaction.atomic
def enter_result(
    viewer: Viewer,
    *,
    delivery: Delivery,
    result: Result,
    on: date,
    note: str = "",
    proof: Document | None = None,
    number: str = "",
) -> Delivery:
    """What became of a letter. Whether nobody's taking it counts as service is what the office has recorded for that.

    Raises as `mailbox.actions.record_result`; ValidationError (code `day`) while the period after the notice runs.
    """
    served, ground = None, ""
    recorded = mailbox_queries.consequence(delivery.channel, result)
    if recorded and result not in mailbox_rules.HANDED_OVER:
        served, ground = _counts_from(viewer, Effect(recorded.effect), on), recorded.ground
    done = mailbox.record_result(
        viewer,
        delivery=delivery,
        result=result,
        on=on,
        served_on=served,
        ground=ground,
        note=note,
        proof=proof,
        number=number,
    )
    if done.channel.medium == Medium.PUBLIC:  # taken in person while the notice hangs
        at = clock.now(viewer.organisation)
        PublicNotice.objects.filter(delivery=done, taken_down_at=None).update(taken_down_at=at)
    return done


def _counts_from(viewer: Viewer, effect: Effect, on: date) -> date | None:
    office = viewer.organisation
    days = deadlines.settings_of(office).personal_delivery_days
    day = rules.served_on(effect, on, days, deadlines.calendar_of(office))
    if day is not None and day > clock.today(office):
        raise ValidationError(
            _("It counts as served only when the period after the notice is over: enter it after %(day)s.")
            % {"day": format_date(day)},
            code="day",
        )
    return day


def send_again(viewer: Viewer, *, delivery: Delivery, channel: Channel) -> Delivery:
    """Send what was not delivered to the same party once more, by the same or another channel.

    Raises mailbox.rules.WrongState when somebody has seen to it already, ValidationError (codes `no-mailbox`,
    `no-channel`).
    """
    if channel.medium == Medium.PUBLIC:
        raise ValidationError(_("Public delivery needs a ground: choose it by its own button."), code="no-channel")
    if channel.medium == Medium.EMAIL:
        raise ValidationError(_("Nobody is served by an e-mail. Choose how the act is delivered."), code="no-channel")
    return send_in_place(viewer, delivery=delivery, channel=channel)


@transaction.atomic
def send_in_place(viewer: Viewer, *, delivery: Delivery, channel: Channel) -> Delivery:
    """Send in place of what was not delivered, by whatever channel; the service of the party follows the new one.

    It goes to who receives for the party today. Raises also ValidationError (code `nobody`) where nobody is to get it.
    """
    require(viewer, *CLERKS)
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("recipient")
    delivery = rows.get(pk=delivery.pk)
    if delivery.state not in UNDELIVERED or delivery.settled_at:
        raise mailbox_rules.WrongState
    act = Act.objects.select_related("case").get(pk=delivery.subject_id)
    letters = _letters_in_place(viewer, act, delivery, channel)
    accounts = accounts_of([letter.party for letter in letters])
    sent = [_again(viewer, act, delivery, letter, channel, accounts[letter.party.pk]) for letter in letters]
    mailbox.settle(viewer, delivery=delivery, note="", again=sent[0])
    return sent[0]


def _letters_in_place(viewer: Viewer, act: Act, delivery: Delivery, channel: Channel) -> list[Addressee]:
    """Whom it goes to now: who has died or left gets nothing, and who represents nobody any more neither."""
    if act.for_other_id:
        return letters_with(act, [], clock.today(viewer.organisation))
    parts = services.reached(act, delivery.pk, delivery.recipient_id)
    letters = letters_for(viewer.organisation, parts, clock.today(viewer.organisation))
    if not letters:
        words = _(
            "Nobody is to get this letter any more: the party has died or left the case, or it was sent to the wrong "
            "person. Enter that nothing more is sent; what the party or its successor is to get is sent from the page "
            "of the parties."
        )
        raise ValidationError(words, code="nobody")
    if channel.medium == Medium.PUBLIC and len(letters) > 1:
        words = _("The parties get letters of their own by now. Send it to them by another way first.")
        raise ValidationError(words, code="nobody")
    return letters


def _again(
    viewer: Viewer, act: Act, delivery: Delivery, letter: Addressee, channel: Channel, account_id: int | None
) -> Delivery:
    again = mailbox.send(
        viewer,
        channel=channel,
        recipient=letter.party,
        subject=(delivery.subject_type, delivery.subject_id),
        case_id=act.case_id,
        case_number=delivery.case_number,
        title=delivery.title,
        documents=[row.document for row in delivery.documents.select_related("document").order_by("position")],
        account_id=account_id,
        again_of=delivery,
        slip_code=numbering.receipt_number(),
    )
    for part in letter.parts:
        services.sent_by(viewer, act=act, case_party=part.row, delivery_id=again.pk, representative=part.representative)
    body = {"sub_number": act.sub_number, "channel": channel.code, "recipient": str(letter.party.pk)}
    record(viewer, "act.sent-again", subject=("act", act.pk), case_id=act.case_id, body=body)
    return again
