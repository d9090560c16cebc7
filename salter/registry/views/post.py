"""Dispatch of signed acts, and the return receipts that come back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from salter.mailbox import actions as mailbox_actions
from salter.mailbox import queries as mailbox
from salter.mailbox.models import Channel, Delivery, DeliveryState
from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, desk, queries
from salter.registry.forms import DispatchForm, HandoverForm
from salter.registry.models import Act, ActStatus
from salter.registry.navigation import CLERKS
from salter.registry.views.common import do_form, show


@page(*CLERKS)
def dispatch(request: OfficeRequest) -> HttpResponse:
    """Signed acts to send, and consignments whose return receipt is awaited."""
    viewer = request.viewer
    channels = list(mailbox.channels(viewer))
    rows = [(act, _plan(act, channels)) for act in desk.acts_to_dispatch(viewer)[: desk.PAGE]]
    context = {"rows": rows, "awaited": desk.receipts_awaited(viewer)[: desk.PAGE]}
    return show(request, "registry/dispatch.html", context)


def _plan(act: Act, channels: list[Channel]) -> list[dict[str, Any]]:
    """By which channel each party gets it, when none is chosen."""
    return [{"party": row, "channel": desk.usual_channel(channels, row)} for row in act.case.parties.all()]


@page(*CLERKS)
def dispatch_act(request: OfficeRequest, act_id: UUID) -> HttpResponse:
    """What will be sent to whom and how; a POST sends it."""
    viewer = request.viewer
    found = queries.act(viewer, act_id)
    if request.method != "POST" and found.status != ActStatus.SIGNED:
        raise Act.DoesNotExist
    channels = list(mailbox.channels(viewer))
    form = DispatchForm(request.POST or None, channels=channels, initial={"channel": ""})

    def do() -> tuple[str, str]:
        sent = len(actions.dispatch_act(viewer, act=found, channel=form.chosen()))
        words = ngettext("Dispatched to %(count)s party.", "Dispatched to %(count)s parties.", sent)
        return reverse("registry:dispatch"), words % {"count": sent}

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"act": found, "case": found.case, "plan": _plan(found, channels), "form": form}
    return show(request, "registry/dispatch_act.html", context, bad=bool(form.errors))


@page(*CLERKS)
def handover(request: OfficeRequest, delivery_id: UUID) -> HttpResponse:
    """Enter the day that stands on the return receipt."""
    delivery = desk.delivery(request.viewer, delivery_id)
    if request.method != "POST" and delivery.state != DeliveryState.SENT:
        raise Delivery.DoesNotExist
    form = HandoverForm(request.POST or None, initial={"on": clock.today(request.organisation)})
    form.fields["on"].widget.attrs["autofocus"] = True

    def do() -> tuple[str, str]:
        day, note = form.cleaned_data["on"], form.cleaned_data["note"]
        mailbox_actions.record_handover(request.viewer, delivery=delivery, on=day, note=note)
        return reverse("registry:dispatch"), _("The return receipt is entered.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    return show(request, "registry/handover.html", {"delivery": delivery, "form": form}, bad=bool(form.errors))
