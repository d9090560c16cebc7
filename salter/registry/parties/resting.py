"""What rests on something that was entered of a party, so that it is not taken back any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from salter.mailbox.models import Delivery
from salter.registry.models import (
    Act,
    Appeal,
    Case,
    CaseParty,
    ChangeKind,
    HearingPerson,
    Inspection,
    PartyChange,
    PartyStatement,
    Recusal,
    Representative,
    Service,
    Submission,
    Withdrawal,
)
from salter.registry.parties.rules import ENTRIES
from salter.ui.formats import format_date


def standing_changes(part: CaseParty) -> QuerySet[PartyChange]:
    """What was entered of a party and not taken back, the oldest first."""
    rows = part.changes.exclude(kind=ChangeKind.TAKEN_BACK).filter(undone_by=None)
    return rows.order_by("id")


def succeeded_on(part: CaseParty) -> date | None:
    """Since when somebody is in the place of a party; who was entered by mistake is not."""
    entered = PartyChange.objects.filter(case_party__successor_of=part, kind=ChangeKind.SUCCEEDED, undone_by=None)
    return entered.order_by("id").values_list("on", flat=True).first()


def refuse_where_it_rests(case: Case, part: CaseParty, change: PartyChange) -> None:
    """Raise ValidationError (code `rests`) with the words of what rests on it, and of what is done instead."""
    words = resting(case, part, change)
    if words is not None:
        raise ValidationError(words, code="rests")


def resting(case: Case, part: CaseParty, change: PartyChange) -> str | None:
    """What rests on it, and what is done instead; None where nothing does."""
    return next(_resting(case, part, change), None)


def _resting(case: Case, part: CaseParty, change: PartyChange) -> Iterator[str]:
    yield from _built_on(part, change)
    if case.closed_at and case.closed_at >= change.at:
        yield _("The case was closed after this was entered. Open it again first.")
    yield from _gone_out(case, change)
    if change.kind in ENTRIES:
        yield from _done_by(case, part, change)


def _built_on(part: CaseParty, change: PartyChange) -> Iterator[str]:
    """Later entries of the same party: the newest is taken back first."""
    later = standing_changes(part).filter(pk__gt=change.pk)
    if change.kind not in ENTRIES:
        later = later.filter(kind=change.kind)
    newest = later.last()
    if newest:
        yield _("“%(what)s” of %(day)s was entered after this. Take that back first.") % {
            "what": newest.get_kind_display(),
            "day": format_date(newest.on),
        }
    if change.kind in (ChangeKind.DEATH, ChangeKind.LEFT, *ENTRIES):
        rows = PartyChange.objects.filter(case_party__successor_of=part, kind=ChangeKind.SUCCEEDED, undone_by=None)
        successor = rows.select_related("case_party").order_by("id").last()
        if successor:
            yield _("%(name)s was entered in the place of this party. Take that back first.") % {
                "name": successor.case_party.name
            }


AGAIN = gettext_lazy("Enter the party again instead, as another party of the case; it gets what is sent after that.")
LEAVES = gettext_lazy("Enter instead that the party left the case.")
INSTEAD: dict[str, Promise] = {
    ChangeKind.NAME: gettext_lazy("Enter the right name as a new one instead."),
    ChangeKind.ADDRESS: gettext_lazy("Enter the right address as a new one instead."),
    ChangeKind.DEATH: AGAIN,
    ChangeKind.LEFT: AGAIN,
    ChangeKind.JOINED: LEAVES,
    ChangeKind.SUCCEEDED: LEAVES,
}


def _gone_out(case: Case, change: PartyChange) -> Iterator[str]:
    """Acts that were signed, and letters that were sent, as the parties stood then."""
    act = Act.objects.filter(case=case, signed_at__gte=change.at).order_by("signed_at").first()
    if act and act.signed_at:
        words = {"title": act.title, "day": format_date(timezone.localdate(act.signed_at))}
        yield _("“%(title)s” was signed on %(day)s, as the parties stood then.") % words + f" {INSTEAD[change.kind]}"
    sent = Delivery.objects.filter(case_id=case.pk, sent_at__gte=change.at).order_by("sent_at").first()
    if sent and sent.sent_at:
        words = {"title": sent.title, "day": format_date(timezone.localdate(sent.sent_at))}
        yield _("“%(title)s” was sent on %(day)s, as the parties stood then.") % words + f" {INSTEAD[change.kind]}"


def _done_by(case: Case, part: CaseParty, change: PartyChange) -> Iterator[str]:
    """What who came into the case did, or what was done with it."""
    found: list[tuple[Callable[[], bool], str]] = [
        (
            Submission.objects.filter(case=case, sender=part.party_id, registered_at__gte=change.at).exists,
            _("a paper of it was registered"),
        ),
        (
            Service.objects.filter(case_party=part).exclude(served_on=None, delivery_id=None).exists,
            _("an act was sent to it"),
        ),
        (
            Representative.objects.filter(case_party=part, mistaken_at=None).exists,
            _("a representative of it is entered"),
        ),
        (HearingPerson.objects.filter(case_party=part).exists, _("it is summoned to a hearing")),
        (PartyStatement.objects.filter(party=part).exists, _("its statement is entered")),
        (Withdrawal.objects.filter(party=part).exists, _("its withdrawal is entered")),
        (Appeal.objects.filter(party=part).exists, _("its appeal is entered")),
        (Recusal.objects.filter(party=part).exists, _("a recusal that it asked for is entered")),
        (Inspection.objects.filter(party=part).exists, _("its look into the file is entered")),
    ]
    for exists, words in found:
        if exists():
            yield _("This party has its part in the case: %(what)s. %(instead)s") % {
                "what": words,
                "instead": INSTEAD[change.kind],
            }
