"""Starting a mailing, trying again what failed in it, and handing it over: the worker does the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.mailbox import posting
from salter.mailbox import rules as mailbox_rules
from salter.mailbox.actions import CLERKS
from salter.mailbox.models import Channel, Delivery, DeliveryState, Medium
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.registry.dispatching import letters as posted
from salter.registry.dispatching.printing import SIZES
from salter.registry.mailings import queries
from salter.registry.mailings.work import make_mailing
from salter.registry.models import Act, LetterState, Mailing, MailingLetter, MailingState

BATCH = 1000
LANGUAGES = ("sr", "sr-latn")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a mailing takes: signed acts, of one procedure only or of all, and letters that wait for the post already;
    and how it is printed. `channel`: by which all acts go; None: as usual for each party."""

    acts: bool = True
    procedure: UUID | None = None
    waiting: bool = True
    channel: Channel | None = None
    covers: bool = True
    envelope: str = ""
    slips: bool = True
    both_sides: bool = False
    language: str = "sr"


@transaction.atomic
def start_mailing(viewer: Viewer, *, wanted: Wanted) -> Mailing:
    """Take what waits and is in no other mailing, and have it dispatched and printed.

    Raises NotAllowed, and ValidationError (codes `nothing`, `channel`, `envelope`, `language`).
    """
    require(viewer, *CLERKS)
    assert viewer.account is not None
    _check(wanted)
    list(Channel.objects.select_for_update().filter(organisation=viewer.organisation).order_by("pk"))  # one at a time
    mailing = Mailing.objects.create(
        organisation=viewer.organisation,
        channel=wanted.channel,
        covers=wanted.covers,
        envelope=wanted.envelope,
        slips=wanted.slips,
        both_sides=wanted.both_sides,
        language=wanted.language,
        asked_by=viewer.account,
        asked_at=clock.now(viewer.organisation),
    )
    rows = list(_rows(viewer, mailing, wanted))
    if not rows:
        raise ValidationError(
            _("Nothing of that waits: no signed act, and no letter that is not in another batch already."),
            code="nothing",
        )
    MailingLetter.objects.bulk_create(rows, batch_size=BATCH)
    acts = sum(row.delivery_id is None for row in rows)
    body = {"acts": acts, "letters": len(rows) - acts, "channel": wanted.channel.code if wanted.channel else ""}
    record(viewer, "mailing.started", subject=("mailing", mailing.pk), body=body)
    make_mailing.defer(organisation=viewer.organisation.pk, mailing=str(mailing.pk))
    return mailing


def _check(wanted: Wanted) -> None:
    if wanted.channel and wanted.channel.medium not in mailbox_rules.ON_PAPER:
        raise ValidationError(_("Nothing is printed for that channel."), code="channel")
    if wanted.envelope and wanted.envelope not in SIZES:
        raise ValidationError(_("Choose the size of the envelopes."), code="envelope")
    if wanted.language not in LANGUAGES:
        raise ValidationError(_("Choose the script of what is printed."), code="language")


def _rows(viewer: Viewer, mailing: Mailing, wanted: Wanted) -> Iterator[MailingLetter]:
    """A row for each letter that waits, then for each act, in the order in which they came to wait."""
    common = {"organisation": viewer.organisation, "mailing": mailing}
    position = 0
    if wanted.waiting:
        medium = wanted.channel.medium if wanted.channel else Medium.POST
        on_paper = posted.waiting(viewer).filter(channel__medium=medium)
        for delivery, act in on_paper.values_list("pk", "subject_id"):
            position += 1
            state = LetterState.READY
            yield MailingLetter(**common, position=position, act_id=act, delivery_id=delivery, state=state)
    if wanted.acts:
        for act in queries.acts_that_wait(viewer, wanted.procedure).values_list("pk", flat=True):
            position += 1
            yield MailingLetter(**common, position=position, act_id=act, state=LetterState.WAITING)


@transaction.atomic
def try_again(viewer: Viewer, *, mailing: Mailing) -> int:
    """What could not be made is dispatched or printed once more, in a volume of its own; gives how many letters.

    A letter that has gone to the post or into another mailing meanwhile stays as it is. Raises NotAllowed, and
    ValidationError (code `nothing`).
    """
    require(viewer, *CLERKS)
    mailing = Mailing.objects.select_for_update().get(pk=mailing.pk)
    failed = mailing.letters.filter(state=LetterState.FAILED).select_related("delivery")
    rows = [row for row in failed.order_by("position", "id") if _can_again(row)]
    if not rows or mailing.state not in (MailingState.READY, MailingState.HANDED):
        raise ValidationError(_("Nothing in this batch waits to be tried again."), code="nothing")
    for row in rows:
        row.state = LetterState.READY if row.delivery_id else LetterState.WAITING
        row.problem = row.detail = ""
    MailingLetter.objects.bulk_update(rows, ["state", "problem", "detail"], batch_size=BATCH)
    mailing.state = MailingState.SENDING
    mailing.save(update_fields=["state"])
    record(viewer, "mailing.again", subject=("mailing", mailing.pk), body={"letters": len(rows)})
    make_mailing.defer(organisation=viewer.organisation.pk, mailing=str(mailing.pk))
    return len(rows)


def _can_again(row: MailingLetter) -> bool:
    """Whether a letter that failed is not seen to in another way."""
    others = MailingLetter.objects.filter(organisation=row.organisation_id).exclude(pk=row.pk)
    delivery: Delivery | None = row.delivery
    if delivery is None:
        signed = Act.objects.filter(pk=row.act_id, status="signed").exists()
        return signed and not others.filter(act_id=row.act_id, state=LetterState.WAITING).exists()
    taken = others.filter(delivery=delivery, state__in=[LetterState.READY, LetterState.PRINTED]).exists()
    return delivery.state == DeliveryState.SENT and delivery.post_day_id is None and not taken


@transaction.atomic
def hand_over(viewer: Viewer, *, mailing: Mailing, first_number: str = "") -> Mailing:
    """The printed letters go to the post today: each gets its line in the delivery book, and a registered number of a
    series that begins with `first_number`. The list is made by the worker.

    Raises NotAllowed, and ValidationError (codes `state`, `number`).
    """
    require(viewer, *CLERKS)
    mailing = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if mailing.state != MailingState.READY or not mailing.letters.filter(state=LetterState.PRINTED).exists():
        raise ValidationError(_("This batch is not ready to be handed over, or was handed over already."), code="state")
    mailing.next_number = mailbox_rules.registered_number(first_number)
    if mailing.next_number:
        mailbox_rules.following_number(mailing.next_number)
    mailing.state, mailing.post_day = MailingState.HANDING, posting.open_day(viewer)
    mailing.save(update_fields=["state", "post_day", "next_number"])
    body = {"day": mailing.post_day.day.isoformat(), "number": mailing.next_number}
    record(viewer, "mailing.handing", subject=("mailing", mailing.pk), body=body)
    make_mailing.defer(organisation=viewer.organisation.pk, mailing=str(mailing.pk))
    return mailing
