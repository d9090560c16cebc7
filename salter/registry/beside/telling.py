"""What the state's system must be told of a case: no more than three fields, each to be copied (decision 026)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.mailbox.models import Delivery
from salter.registry.beside.words import ToTell
from salter.registry.models import Act, ActKind, ActStatus, Case, CaseParty, Outcome
from salter.ui.formats import format_date

SIGNED = (ActStatus.SIGNED, ActStatus.DISPATCHED)


def to_enter(case: Case, parties: Sequence[CaseParty]) -> list[ToTell]:
    """Of a paper that was entered here by hand: what is entered there, where it then gets its number."""
    if case.external_number:
        return []
    found = [ToTell("subject", _("Subject matter"), case.subject)]
    if parties:
        found.append(ToTell("sender", _("Party"), parties[0].name))
    received = format_date(timezone.localdate(case.received_at))
    return [*found, ToTell("received", _("Received"), received)]


def to_tell(case: Case, acts: Sequence[Act], deliveries: Sequence[Delivery]) -> list[ToTell]:
    """Of a case that the state's system knows: how it ended, the day of the decision, the day on which it was sent."""
    decisions = [act for act in acts if act.kind == ActKind.DECISION and act.status in SIGNED]
    if not case.external_number or not decisions:
        return []
    act = decisions[-1]
    ended = case.disposition or str(Outcome(act.outcome).label if act.outcome in Outcome.values else "")
    found = [ToTell("status", _("How the case ended"), ended)] if ended else []
    if act.signed_at:
        found.append(ToTell("decided", _("Day of the decision"), format_date(timezone.localdate(act.signed_at))))
    sent = [delivery.sent_at for delivery in deliveries if delivery.subject_id == act.pk and delivery.sent_at]
    if sent:
        found.append(ToTell("sent", _("Sent on"), format_date(timezone.localdate(min(sent)))))
    return found
