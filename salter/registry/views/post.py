"""Dispatch of signed acts, and the return receipts that come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from salter.mailbox import queries as mailbox
from salter.mailbox.models import UNDELIVERED, Channel, Delivery, DeliveryState, Medium, Result
from salter.mailbox.rules import NOT_CHOSEN
from salter.organisations import clock
from salter.organisations.merging import account_of, kept_for
from salter.organisations.models import Party
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, desk, queries
from salter.registry.dispatching import queries as results
from salter.registry.dispatching.actions import enter_result
from salter.registry.dispatching.forms import ResultForm
from salter.registry.forms import DispatchForm
from salter.registry.models import Act, ActStatus, IntakeChannel
from salter.registry.navigation import CLERKS
from salter.registry.parties.letters import Addressee, everybody, letters_of, receivers
from salter.registry.parties.services import parties_of
from salter.registry.views.common import do_form, show
from salter.registry.views.paper import take_in_all


@page(*CLERKS)
def dispatch(request: OfficeRequest) -> HttpResponse:
    """Signed acts to send, and consignments whose return receipt is awaited."""
    viewer = request.viewer
    channels = list(mailbox.channels(viewer))
    acts = list(desk.acts_to_dispatch(viewer)[: desk.PAGE])
    parts = [row for act in acts for row in act.case.parties.all()]
    found = receivers(request.organisation, parts, clock.today(request.organisation))
    kept = kept_for(everybody(parts, found))
    rows = [(act, _plan(letters_of(act, act.case.parties.all(), found, kept), channels, kept)) for act in acts]
    awaited = desk.receipts_awaited(viewer)[: desk.PAGE]
    context = {"rows": rows, "awaited": awaited, "undelivered": results.count(viewer, desk.MANY)}
    return show(request, "registry/dispatch.html", context)


def _plan(letters: Iterable[Addressee], channels: list[Channel], kept: Mapping[UUID, Party]) -> list[dict[str, Any]]:
    """By which channel each person gets it, when none is chosen."""
    return [
        {"party": letter, "channel": desk.usual_channel(channels, account_of(letter.party, kept))} for letter in letters
    ]


@page(*CLERKS)
def dispatch_act(request: OfficeRequest, act_id: UUID) -> HttpResponse:
    """What will be sent to whom and how; a POST sends it."""
    viewer = request.viewer
    found = queries.act(viewer, act_id)
    if request.method != "POST" and found.status != ActStatus.SIGNED:
        raise Act.DoesNotExist
    channels = [row for row in mailbox.channels(viewer) if row.medium not in NOT_CHOSEN]
    parts = parties_of(found.case)
    found_by = receivers(viewer.organisation, parts, clock.today(viewer.organisation))
    kept = kept_for(everybody(parts, found_by))
    letters = letters_of(found, parts, found_by, kept)
    people = [letter.parts[0].row for letter in letters if letter.parts]
    form = DispatchForm(request.POST or None, channels=channels, parties=people, initial={"channel": ""})

    def do() -> tuple[str, str]:
        sent = len(actions.dispatch_act(viewer, act=found, channel=form.chosen(), each=form.each()))
        words = ngettext("Dispatched to %(count)s party.", "Dispatched to %(count)s parties.", sent)
        return reverse("registry:dispatch"), words % {"count": sent}

    answered = do_form(request, form, do)
    if answered:
        return answered
    plan = _plan(letters, channels, kept)
    context = {"act": found, "case": found.case, "plan": plan, "form": form}
    return show(request, "registry/dispatch_act.html", context, bad=bool(form.errors))


@page(*CLERKS)
def handover(request: OfficeRequest, delivery_id: UUID) -> HttpResponse:
    """Enter what the return receipt says: handed over, refused, not taken, …; also when it was entered wrongly."""
    viewer = request.viewer
    delivery = desk.delivery(viewer, delivery_id)
    if request.method != "POST" and delivery.state not in (DeliveryState.SENT, *UNDELIVERED):
        raise Delivery.DoesNotExist
    form = ResultForm(
        request.POST or None,
        request.FILES or None,
        delivery=delivery,
        initial={"on": clock.today(request.organisation)},
    )

    def do() -> tuple[str, str]:
        proof, data = form.cleaned_data["proof"], form.cleaned_data
        kept = take_in_all(viewer, [proof], IntakeChannel.POST) if proof else []
        given = {"on": data["on"], "note": data["note"], "number": data.get("number", "")}
        result = Result(data["result"])
        done = enter_result(viewer, delivery=delivery, result=result, proof=kept[0] if kept else None, **given)
        if done.state in UNDELIVERED:
            waits = _("It is entered. Nobody is served by it: say what is done next.")
            return reverse("registry:undelivered-one", args=[done.pk]), waits
        back = "registry:slips" if request.GET.get("back") == "slips" else "registry:dispatch"
        whose = {"number": done.case_number, "name": done.recipient.name}
        return reverse(back), _("The return receipt of %(number)s is entered: %(name)s.") % whose

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {
        "delivery": delivery,
        "documents": [row.document for row in delivery.documents.select_related("document").order_by("position")],
        "state": delivery.channel.medium == Medium.EXTERNAL,
        "waits": delivery.state == DeliveryState.SENT,
        "form": form,
        "recorded": results.recorded(delivery.channel),
    }
    return show(request, "registry/handover.html", context, bad=bool(form.errors))
