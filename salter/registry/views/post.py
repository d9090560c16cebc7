"""Dispatch of signed acts, and the return receipts that come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from salter.organisations.merging import account_of, kept_for
from salter.organisations.models import Party
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, desk, queries
from salter.registry.forms import DispatchForm, HandoverForm
from salter.registry.models import Act, ActStatus, CaseParty
from salter.registry.navigation import CLERKS
from salter.registry.parties.services import one_each, parties_of
from salter.registry.views.common import do_form, show


@page(*CLERKS)
def dispatch(request: OfficeRequest) -> HttpResponse:
    """Signed acts to send, and consignments whose return receipt is awaited."""
    viewer = request.viewer
    channels = list(mailbox.channels(viewer))
    acts = list(desk.acts_to_dispatch(viewer)[: desk.PAGE])
    kept = kept_for(row.party for act in acts for row in act.case.parties.all())
    rows = [(act, _plan(act.case.parties.all(), channels, kept)) for act in acts]
    context = {"rows": rows, "awaited": desk.receipts_awaited(viewer)[: desk.PAGE]}
    return show(request, "registry/dispatch.html", context)


def _plan(parts: Iterable[CaseParty], channels: list[Channel], kept: Mapping[UUID, Party]) -> list[dict[str, Any]]:
    """By which channel each party gets it, when none is chosen."""
    return [
        {"party": row, "channel": desk.usual_channel(channels, account_of(row.party, kept))}
        for row in one_each(parts, kept)
    ]


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
    parts = parties_of(found.case)
    plan = _plan(parts, channels, kept_for(row.party for row in parts))
    context = {"act": found, "case": found.case, "plan": plan, "form": form}
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
