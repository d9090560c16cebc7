"""Pages of what became of letters: what did not arrive, and what a result means in law on each channel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salter.mailbox import actions as mailbox
from salter.mailbox import queries as mailbox_queries
from salter.mailbox import rules as mailbox_rules
from salter.mailbox.actions import CLERKS, SETS_LAW
from salter.mailbox.models import Delivery, Effect, Result
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import desk
from salter.registry.dispatching import actions, queries
from salter.registry.dispatching.forms import ConsequenceForm, NextForm
from salter.registry.views.common import do_form, show

READS_CHANNELS = (*CLERKS, Role.HEAD_OF_ADMINISTRATION, Role.ADMINISTRATOR, Role.INSPECTOR)


@require_GET
@page(*CLERKS)
def undelivered(request: OfficeRequest) -> HttpResponse:
    """Letters that did not arrive; each waits until somebody says what is done next."""
    found = list(queries.undelivered(request.viewer)[: desk.PAGE + 1])
    context = {"rows": found[: desk.PAGE], "more": len(found) > desk.PAGE}
    return show(request, "registry/undelivered.html", context)


@page(*CLERKS)
def undelivered_one(request: OfficeRequest, delivery_id: UUID) -> HttpResponse:
    """One letter that did not arrive: how it was tried, and what is done next."""
    viewer = request.viewer
    delivery = queries.one(viewer, delivery_id)
    if request.method != "POST" and delivery.settled_at:
        raise Delivery.DoesNotExist
    form = NextForm(request.POST or None, channels=queries.ways(viewer, delivery.recipient))

    def do() -> tuple[str, str | Promise]:
        channel = form.channel()
        if channel is None:
            mailbox.settle(viewer, delivery=delivery, note=form.cleaned_data["note"])
            return reverse("registry:undelivered"), _("It is noted that nothing more is sent.")
        actions.send_again(viewer, delivery=delivery, channel=channel)
        return reverse("registry:undelivered"), _("It is sent again.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    by_hand = bool(mailbox_rules.RESULTS[delivery.channel.medium])
    context = {
        "delivery": delivery,
        "attempts": mailbox_queries.attempts(delivery),
        "form": form,
        "by_hand": by_hand,
    }
    return show(request, "registry/undelivered_one.html", context, bad=bool(form.errors))


@require_GET
@page(*READS_CHANNELS)
def channels(request: OfficeRequest) -> HttpResponse:
    """Every channel with what it means in law, and what each result of a delivery means."""
    context = {"channels": queries.meanings(request.viewer), "may_set": request.viewer.has(*SETS_LAW)}
    return show(request, "registry/channels.html", context)


@page(*SETS_LAW)
def channel_result(request: OfficeRequest, channel_id: UUID, result: str) -> HttpResponse:
    """Record what a result means in law on a channel."""
    viewer = request.viewer
    channel = mailbox_queries.channels(viewer).get(pk=channel_id)
    if result in mailbox_rules.HANDED_OVER or result not in mailbox_rules.RESULTS[channel.medium]:
        raise Http404
    which = Result(result)
    recorded = mailbox_queries.consequence(channel, which)
    initial: dict[str, Any] = {"effect": recorded.effect if recorded else Effect.NONE.value}
    form = ConsequenceForm(request.POST or None, initial={**initial, "ground": recorded.ground if recorded else ""})

    def do() -> tuple[str, str | Promise]:
        effect, ground = Effect(form.cleaned_data["effect"]), form.cleaned_data["ground"]
        mailbox.set_consequence(viewer, channel=channel, result=which, effect=effect, ground=ground)
        return reverse("registry:channels"), _("It is recorded. What was entered before stays as it is.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"channel": channel, "result": which, "recorded": recorded, "form": form}
    return show(request, "registry/channel_result.html", context, bad=bool(form.errors))
