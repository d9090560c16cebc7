"""Reading webhooks; the first argument is always the viewer, permission is inside."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from salter.journal.models import Hook, HookCall, Log
from salter.journal.sealing import size_of
from salter.journal.verbs import Verb, all_verbs
from salter.organisations.access import Viewer, require
from salter.organisations.models import Role

SHOWN = 50


def verbs() -> list[Verb]:
    """What a program may be told of: what the party is told of, too."""
    return [verb for verb in all_verbs() if verb.public]


def hooks(viewer: Viewer) -> QuerySet[Hook]:
    """The office's webhooks by name. Raises NotAllowed."""
    require(viewer, Role.ADMINISTRATOR)
    return Hook.objects.filter(organisation=viewer.organisation).order_by("name", "id")


def hook(viewer: Viewer, hook_id: UUID) -> Hook:
    """One of them. Raises NotAllowed, Hook.DoesNotExist."""
    return hooks(viewer).get(pk=hook_id)


def calls(viewer: Viewer, hook: Hook, before: UUID | None = None) -> list[HookCall]:
    """Its newest calls, one more than a page when there are older ones; `before` is the last of the page before."""
    require(viewer, Role.ADMINISTRATOR)
    rows = HookCall.objects.filter(organisation=viewer.organisation, hook=hook).order_by("-id")
    return list((rows.filter(id__lt=before) if before else rows)[: SHOWN + 1])


def call(viewer: Viewer, hook: Hook, call_id: UUID) -> HookCall:
    """One call of a hook. Raises NotAllowed, HookCall.DoesNotExist."""
    require(viewer, Role.ADMINISTRATOR)
    return HookCall.objects.get(organisation=viewer.organisation, hook=hook, pk=call_id)


def behind(hook: Hook) -> int:
    """How many entries of the offices' log the hook has still to be led past; not all of them are for it."""
    return max(0, size_of(Log.OFFICES) - hook.position)
