"""Two entries of one party: one stands for the other; undone as long as nothing was served because of it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.mailbox.models import Delivery
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.merging import Contradiction, contradiction
from salter.organisations.models import PairState, Party, PartyPair, Role

WORDS: dict[Contradiction, str | Promise] = {
    Contradiction.SAME: _("Choose two different entries."),
    Contradiction.KIND: _("One is a person and the other a company, so they cannot be the same."),
    Contradiction.IDENTIFIER: _(
        "Their numbers differ, so they are two different ones. Correct the wrong number first."
    ),
    Contradiction.ACCOUNTS: _("Both have an account of their own, so nobody could say who gets the decision."),
    Contradiction.KEEP_OTHER: _("Keep the entry that has the number or the account."),
}


def _both(viewer: Viewer, kept: Party, other: Party) -> tuple[Party, Party]:
    """Both entries, locked in one order, so that two who decide at the same moment do not wait for each other."""
    rows = Party.objects.select_for_update(of=("self",)).filter(
        organisation=viewer.organisation, pk__in=[kept.pk, other.pk]
    )
    found = {party.pk: party for party in rows.order_by("pk")}
    return found[kept.pk], found[other.pk]


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Write how you know it."), code="reason")
    return reason.strip()


@transaction.atomic
def merge_parties(viewer: Viewer, *, kept: Party, other: Party, reason: str) -> PartyPair:
    """`kept` stands for `other` from now on.

    Raises NotAllowed, and ValidationError with codes `reason`, `merged`, or a Contradiction.
    """
    require(viewer, Role.REGISTRY_HEAD)
    reason = _reason(reason)
    kept, other = _both(viewer, kept, other) if kept.pk != other.pk else (kept, other)
    against = contradiction(kept, other)
    if against:
        raise ValidationError(str(WORDS[against]), code=against.value)
    merged = PartyPair.objects.filter(organisation=viewer.organisation, state=PairState.MERGED)
    if merged.filter(Q(other__in=[kept, other]) | Q(kept=other)).exists():
        words = _("One of them was merged already. Keep the entry that stands for others, or undo that first.")
        raise ValidationError(words, code="merged")
    pair = _decided(viewer, kept, other, PairState.MERGED, reason)
    record(
        viewer,
        "party.merged",
        subject=("party", pair.kept_id),
        body={"pair": str(pair.pk), "other_id": str(pair.other_id)},
        personal={"kept": pair.kept.name, "other": pair.other.name, "reason": reason},
    )
    return pair


@transaction.atomic
def keep_apart(viewer: Viewer, *, kept: Party, other: Party, reason: str) -> PartyPair:
    """They are two different ones, and are not suggested again. Raises NotAllowed, ValidationError (code `reason`)."""
    require(viewer, Role.REGISTRY_HEAD)
    reason = _reason(reason)
    pair = _decided(viewer, kept, other, PairState.APART, reason)
    record(
        viewer,
        "party.apart",
        subject=("party", pair.kept_id),
        body={"pair": str(pair.pk), "other_id": str(pair.other_id)},
        personal={"kept": pair.kept.name, "other": pair.other.name, "reason": reason},
    )
    return pair


def _decided(viewer: Viewer, kept: Party, other: Party, state: PairState, reason: str) -> PartyPair:
    return PartyPair.objects.create(
        organisation=viewer.organisation,
        kept=kept,
        other=other,
        state=state,
        reason=reason,
        decided_at=clock.now(viewer.organisation),
        decided_by=viewer.account,
    )


def served_since(pair: PartyPair) -> bool:
    """Whether something went to the account of the one because it stands for the other."""
    rows = Delivery.objects.filter(organisation=pair.organisation_id, recipient=pair.other_id)
    return rows.filter(account=pair.kept.account_id, account__isnull=False, sent_at__gte=pair.decided_at).exists()


@transaction.atomic
def undo_merge(viewer: Viewer, *, pair: PartyPair, reason: str) -> PartyPair:
    """The two stand for themselves again, with everything that they had.

    Raises NotAllowed, and ValidationError with codes `reason`, `not-merged`, `served`.
    """
    require(viewer, Role.REGISTRY_HEAD)
    reason = _reason(reason)
    found = (
        PartyPair.objects.select_for_update(of=("self",))
        .select_related("kept", "other")
        .get(pk=pair.pk, organisation=viewer.organisation)
    )
    if found.state != PairState.MERGED:
        raise ValidationError(_("They are not merged."), code="not-merged")
    if served_since(found):
        words = _("A paper was served on the account because they are merged. That cannot be taken back any more.")
        raise ValidationError(words, code="served")
    found.state, found.undone_at, found.undo_reason = PairState.UNDONE, clock.now(viewer.organisation), reason
    found.save(update_fields=["state", "undone_at", "undo_reason"])
    pair = found
    record(
        viewer,
        "party.unmerged",
        subject=("party", pair.kept_id),
        body={"pair": str(pair.pk), "other_id": str(pair.other_id)},
        personal={"kept": pair.kept.name, "other": pair.other.name, "reason": reason},
    )
    return found
