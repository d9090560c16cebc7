"""Handing letters to the post or a courier: a line of the delivery book for each, under the day's next ordinal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.mailbox import rules
from salter.mailbox.actions import CLERKS
from salter.mailbox.models import Delivery, DeliveryState, PostDay, StruckLine
from salter.organisations import clock
from salter.organisations.access import Viewer, require

NOT_AGAIN = timedelta(days=365)
"""The post gives a number again only later than this."""


@transaction.atomic
def hand_to_post(viewer: Viewer, *, letters: Mapping[UUID, str], book: PostDay | None = None) -> PostDay:
    """Letters go to the post office, each with its registered number (empty: it comes later): today, or into the book
    of a day that was opened when the first of them were handed over.

    Raises ValidationError with code `letters` when one of them was handed over already or is not on paper (then
    none is), `number` for a wrong or used number.
    """
    require(viewer, *CLERKS)
    day = PostDay.objects.select_for_update().get(pk=(book or open_day(viewer)).pk)
    rows = Delivery.objects.select_for_update(of=("self",)).filter(
        pk__in=letters, channel__medium__in=rules.ON_PAPER, state=DeliveryState.SENT, post_day=None
    )
    found = list(rows.order_by("id"))
    if not found or len(found) != len(letters):
        raise ValidationError(
            _("Some of these letters were handed over meanwhile. Open the page again; nothing was written."),
            code="letters",
        )
    _number(viewer, found, letters)
    for ordinal, row in enumerate(found, day.count + 1):
        row.post_day, row.post_ordinal = day, ordinal
    Delivery.objects.bulk_update(found, ["post_day", "post_ordinal", "registered_number"])
    day.count += len(found)
    day.save(update_fields=["count"])
    for row in found:
        _told(viewer, row, day)
    return day


def open_day(viewer: Viewer) -> PostDay:
    """Today's page of the delivery book."""
    today = clock.today(viewer.organisation)
    return PostDay.objects.get_or_create(organisation=viewer.organisation, day=today)[0]


@transaction.atomic
def note_numbers(viewer: Viewer, *, day: PostDay, letters: Mapping[UUID, str]) -> int:
    """Enter the registered numbers that the post office gave on a day, or correct them; gives how many changed.

    Raises ValidationError with code `number`.
    """
    require(viewer, *CLERKS)
    rows = Delivery.objects.select_for_update(of=("self",)).filter(pk__in=letters, post_day=day)
    found = [row for row in rows.order_by("id") if row.registered_number != letters[row.pk].strip()]
    before = {row.pk: row.registered_number for row in found}
    _number(viewer, found, letters)
    changed = [row for row in found if row.registered_number != before[row.pk]]
    Delivery.objects.bulk_update(changed, ["registered_number"])
    for row in changed:
        _told(viewer, row, day)
    return len(changed)


@transaction.atomic
def strike(viewer: Viewer, *, delivery: Delivery, reason: str) -> StruckLine:
    """A letter was entered into the delivery book and had not gone: its line is struck, and it waits again.

    The ordinal is not given again. Raises NotAllowed, rules.WrongState when the letter is in no book, or something is
    known of it already, and ValidationError (code `reason`).
    """
    require(viewer, *CLERKS)
    if not reason.strip():
        raise ValidationError(_("Write why the line is struck."), code="reason")
    row = Delivery.objects.select_for_update(of=("self",)).select_related("post_day").get(pk=delivery.pk)
    if row.post_day is None or row.post_ordinal is None or row.state != DeliveryState.SENT:
        raise rules.WrongState
    line = StruckLine.objects.create(
        organisation=viewer.organisation,
        day=row.post_day,
        ordinal=row.post_ordinal,
        delivery=row,
        registered_number=row.registered_number,
        reason=reason.strip()[:300],
        at=clock.now(viewer.organisation),
        name=viewer.name[:200],
    )
    row.post_day = row.post_ordinal = None
    row.registered_number = ""
    row.save(update_fields=["post_day", "post_ordinal", "registered_number"])
    body = {"day": line.day.day.isoformat(), "ordinal": line.ordinal, "number": line.registered_number}
    personal = {"reason": line.reason}
    record(viewer, "delivery.struck", subject=("delivery", row.pk), case_id=row.case_id, body=body, personal=personal)
    return line


def _number(viewer: Viewer, rows: Sequence[Delivery], letters: Mapping[UUID, str]) -> None:
    given: dict[str, UUID] = {}
    for row in rows:
        row.registered_number = rules.registered_number(letters[row.pk])
        if row.registered_number and given.setdefault(row.registered_number, row.pk) != row.pk:
            raise _used(row.registered_number, row.case_number)
    since = clock.now(viewer.organisation) - NOT_AGAIN
    others = Delivery.objects.filter(
        organisation=viewer.organisation, registered_number__in=list(given), sent_at__gte=since
    )
    for other in others.exclude(pk__in=[row.pk for row in rows]):
        raise _used(other.registered_number, other.case_number)


def _used(number: str, case_number: str) -> ValidationError:
    return ValidationError(
        _("The number %(number)s belongs to the letter of %(case_number)s already. Compare it with the sticker.")
        % {"number": number, "case_number": case_number},
        code="number",
    )


def _told(viewer: Viewer, row: Delivery, day: PostDay) -> None:
    body = {"day": day.day.isoformat(), "ordinal": row.post_ordinal, "number": row.registered_number}
    record(viewer, "delivery.posted", subject=("delivery", row.pk), case_id=row.case_id, body=body)
