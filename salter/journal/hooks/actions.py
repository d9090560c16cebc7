"""What the administrator does with webhooks; each deed writes its journal entry."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.journal.hooks import calling, queries
from salter.journal.hooks.sending import first_position
from salter.journal.models import Hook, HookCall, Paused
from salter.organisations import clock
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role
from salter.organisations.sealed import seal

MOST = 50
"""So many hooks an office has at most."""


@transaction.atomic
def keep_hook(viewer: Viewer, *, hook: Hook | None = None, name: str, url: str, verbs: Sequence[str]) -> Hook:
    """Set up a hook, or change one. A new one, and one that leads to another host, gets a fresh secret to be shown
    (`new_secret` does that); it is told what happens from now on.

    Raises NotAllowed, Hook.DoesNotExist, ValidationError with codes `practice`, `name`, `url`, `verbs`, `many`.
    """
    require(viewer, Role.ADMINISTRATOR)
    fresh = hook is None
    row = _mine(viewer, hook) if hook else Hook(organisation=viewer.organisation, next_at=clock.real_now())
    _check(viewer, row, name, url, verbs)
    if fresh:
        row.position = first_position(viewer.organisation)
        row.secret = seal(calling.new_secret(), str(row.pk))
    elif urlsplit(row.url).netloc != urlsplit(url).netloc:
        row.secret = seal(calling.new_secret(), str(row.pk))  # the old one stays with who has it
    row.name, row.url, row.verbs = name, url, sorted(verbs)
    row.save(force_insert=fresh)  # locked above: nothing of what a worker noted meanwhile is written over
    body = {"name": name, "host": urlsplit(url).netloc, "verbs": ", ".join(row.verbs)}
    record(viewer, "hook.set", subject=("hook", row.pk), body=body)
    return row


@transaction.atomic
def new_secret(viewer: Viewer, *, hook: Hook) -> str:
    """Give the hook another secret, and say it: it is not shown again. Raises NotAllowed."""
    row = _mine(viewer, hook)
    secret = calling.new_secret()
    row.secret = seal(secret, str(row.pk))
    row.save(update_fields=["secret"])
    record(viewer, "hook.secret_given", subject=("hook", row.pk), body={"name": row.name})
    return secret


@transaction.atomic
def pause(viewer: Viewer, *, hook: Hook) -> Hook:
    """Call it no more; what happens meanwhile waits. Raises NotAllowed."""
    row = _mine(viewer, hook)
    row.paused, row.claimed_until = Paused.BY_HAND, None
    row.save(update_fields=["paused", "claimed_until"])
    record(viewer, "hook.paused", subject=("hook", row.pk), body={"name": row.name, "why": str(Paused.BY_HAND)})
    return row


@transaction.atomic
def resume(viewer: Viewer, *, hook: Hook) -> Hook:
    """Call it at once, from where it stopped. Raises NotAllowed."""
    row = _mine(viewer, hook)
    _go_on(row, row.position)
    record(viewer, "hook.resumed", subject=("hook", row.pk), body={"name": row.name})
    return row


@transaction.atomic
def skip(viewer: Viewer, *, hook: Hook) -> Hook:
    """Go on behind the entry that it refuses. Raises NotAllowed, ValidationError when it refuses none."""
    row = _mine(viewer, hook)
    refused = HookCall.objects.filter(organisation=viewer.organisation, hook=row).order_by("-id").first()
    if refused is None or not refused.problem or refused.index < row.position:
        raise ValidationError(_("Nothing is refused at the moment: there is nothing to leave out."), code="skip")
    _go_on(row, refused.index + 1)
    record(viewer, "hook.skipped", subject=("hook", row.pk), body={"name": row.name, "entry": str(refused.entry_id)})
    return row


@transaction.atomic
def replay(viewer: Viewer, *, hook: Hook, call: HookCall) -> Hook:
    """Tell it once more everything from the entry of a call on. Raises NotAllowed."""
    row = _mine(viewer, hook)
    _go_on(row, min(row.position, call.index))
    record(viewer, "hook.replayed", subject=("hook", row.pk), body={"name": row.name, "entry": str(call.entry_id)})
    return row


@transaction.atomic
def remove(viewer: Viewer, *, hook: Hook) -> None:
    """Forget a hook and its calls. Raises NotAllowed."""
    row = _mine(viewer, hook)
    record(viewer, "hook.removed", subject=("hook", row.pk), body={"name": row.name})
    row.delete()


def _mine(viewer: Viewer, hook: Hook) -> Hook:
    require(viewer, Role.ADMINISTRATOR)
    return Hook.objects.select_for_update().get(organisation=viewer.organisation, pk=hook.pk)


def _go_on(row: Hook, position: int) -> None:
    """From there, at once; a call that is under way changes nothing any more."""
    row.position, row.paused, row.claimed_until = position, "", None
    row.failures, row.failing_since, row.next_at = 0, None, clock.real_now()
    row.save()


def _check(viewer: Viewer, row: Hook, name: str, url: str, verbs: Sequence[str]) -> None:
    if viewer.organisation.practice:
        raise ValidationError(_("Nothing leaves a practice office: it calls no program outside."), code="practice")
    place = urlsplit(url)
    if place.scheme not in ("https", "http") or not place.hostname or place.username or place.password:
        raise ValidationError(_("Write the whole address, beginning with https://, without a password."), code="url")
    unknown = set(verbs) - {verb.code for verb in queries.verbs()}
    if not verbs or unknown:
        raise ValidationError(_("Choose at least one thing to be told of."), code="verbs")
    others = Hook.objects.filter(organisation=viewer.organisation).exclude(pk=row.pk)
    if others.filter(name=name).exists():
        raise ValidationError(_("Another webhook has this name."), code="name")
    if row._state.adding and others.count() >= MOST:
        raise ValidationError(_("An office has at most %(most)s webhooks.") % {"most": MOST}, code="many")
