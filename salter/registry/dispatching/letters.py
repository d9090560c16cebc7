"""Letters on paper: those that wait for the post, those of a day of its book, and to whom each is addressed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from salter.mailbox import posting
from salter.mailbox.actions import CLERKS
from salter.mailbox.models import Delivery, DeliveryState, Medium, PostDay, StruckLine
from salter.mailbox.rules import ON_PAPER
from salter.organisations.access import Viewer, require
from salter.organisations.models import Party
from salter.registry.models import Case, CaseParty, LetterState, MailingLetter, Representative, Service
from salter.registry.printing import clean_code

IN_BATCH = (LetterState.READY, LetterState.PRINTED)
"""A batch has it, and hands it over together with its others."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A consignment on paper with the address block of the one person that it goes to."""

    delivery: Delivery
    name: str
    address: tuple[str, ...]

    @property
    def in_one_line(self) -> str:
        """The address for a list."""
        return ", ".join(self.address)


def _of_clerks(viewer: Viewer) -> QuerySet[Delivery]:
    require(viewer, *CLERKS)
    rows = Delivery.objects.filter(organisation=viewer.organisation)
    rows = rows.filter(case_id__in=Case.objects.visible_to(viewer).values("pk"))
    return rows.select_related("channel", "recipient")


def waiting(viewer: Viewer) -> QuerySet[Delivery]:
    """Letters on paper that are not handed to the post or a courier yet and are in no batch, oldest first."""
    rows = _of_clerks(viewer).filter(channel__medium__in=ON_PAPER, state=DeliveryState.SENT, post_day=None)
    batch = MailingLetter.objects.filter(organisation=viewer.organisation, delivery=OuterRef("pk"))
    return rows.exclude(Exists(batch.filter(state__in=IN_BATCH))).order_by("id")


def days(viewer: Viewer) -> QuerySet[PostDay]:
    """The days of the delivery book, newest first."""
    require(viewer, *CLERKS)
    return PostDay.objects.filter(organisation=viewer.organisation).order_by("-day")


def of_day(viewer: Viewer, day: date, after: int = 0, most: int = 1000) -> tuple[PostDay, list[Delivery]]:
    """A day of the book and the first of its letters behind an ordinal that the viewer may see, in its order.

    Raises PostDay.DoesNotExist.
    """
    found = days(viewer).get(day=day)
    rows = _of_clerks(viewer).filter(post_day=found, post_ordinal__gt=after).order_by("post_ordinal")
    return found, list(rows[:most])


def in_book(viewer: Viewer, delivery_id: UUID) -> Delivery:
    """A letter in the delivery book, in a case that the viewer may see. Raises NotAllowed, Delivery.DoesNotExist."""
    rows = _of_clerks(viewer).filter(post_day__isnull=False, state=DeliveryState.SENT)
    return rows.select_related("post_day").get(pk=delivery_id)


def struck(viewer: Viewer, day: PostDay) -> list[StruckLine]:
    """The struck lines of a day, of letters that the viewer may see, in their order."""
    rows = StruckLine.objects.filter(organisation=viewer.organisation, day=day, delivery__in=_of_clerks(viewer))
    return list(rows.select_related("delivery__recipient").order_by("ordinal"))


@transaction.atomic
def strike(viewer: Viewer, *, delivery: Delivery, reason: str) -> StruckLine:
    """Strike a line of the delivery book: the letter waits again, and the batch that it was in has it no more.

    Raises as `posting.strike`.
    """
    line = posting.strike(viewer, delivery=delivery, reason=reason)
    printed = MailingLetter.objects.filter(organisation=viewer.organisation, delivery=line.delivery, state__in=IN_BATCH)
    printed.update(state=LetterState.ELSEWHERE)
    return line


def of_code(viewer: Viewer, code: str) -> Delivery | None:
    """The newest consignment with the code of a return slip, or with a registered number, however it was typed."""
    rows = _of_clerks(viewer).exclude(channel__medium=Medium.MAILBOX)
    number = "".join(code.upper().split())
    found = rows.filter(slip_code=clean_code(code)).first() if clean_code(code) else None
    return found or (rows.filter(registered_number=number).order_by("-id").first() if number else None)


def addressed(rows: Sequence[Delivery]) -> list[Letter]:
    """Each consignment with the name and address that its party, or who receives for it, has in the case; one query."""
    parts = Service.objects.filter(delivery_id__in=[row.pk for row in rows])
    parts = parts.select_related("case_party", "representative").order_by("-case_party_id")
    known = {part.delivery_id: part.representative or part.case_party for part in parts}
    return [_letter(row, known.get(row.pk, row.recipient)) for row in rows]


def _letter(row: Delivery, who: CaseParty | Representative | Party) -> Letter:
    return Letter(row, who.name, address_lines(who.address))


def address_lines(address: str) -> tuple[str, ...]:
    """An address as it stands on an envelope: the street, then the place; what is written in lines keeps them."""
    parts: Iterable[str] = address.splitlines() if "\n" in address else address.split(",", 1)
    return tuple(part.strip() for part in parts if part.strip())
