"""Pages of the state's mailbox beside ours, and of notices by e-mail: what a person does there is entered here."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salter.mailbox import noticing
from salter.mailbox.actions import CLERKS
from salter.mailbox.models import Delivery, DeliveryState, Medium
from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry import desk
from salter.registry.dispatching import state_package
from salter.registry.dispatching.forms import EmailForm
from salter.registry.views.common import do_form, show


@require_GET
@page(*CLERKS)
def state_mailbox(request: OfficeRequest) -> HttpResponse:
    """What waits to be sent by the state's mailbox, or for its receipt."""
    rows = list(state_package.awaiting(request.viewer)[: desk.PAGE + 1])
    context = {"rows": rows[: desk.PAGE], "more": len(rows) > desk.PAGE}
    return show(request, "registry/state_mailbox.html", context)


@require_GET
@page(*CLERKS)
def state_all(request: OfficeRequest) -> FileResponse:
    """All of them in one file."""
    rows = list(state_package.awaiting(request.viewer)[: state_package.AT_ONCE])
    if not rows:
        raise Http404
    return _answer(request, rows)


@require_GET
@page(*CLERKS)
def state_one(request: OfficeRequest, delivery_id: UUID) -> FileResponse:
    """One of them, with its list of one."""
    return _answer(request, [state_package.one(request.viewer, delivery_id)])


def _answer(request: OfficeRequest, rows: list[Delivery]) -> FileResponse:
    name = f"esanduce-{clock.today(request.organisation).isoformat()}.zip"
    return FileResponse(state_package.package(rows), as_attachment=True, filename=name, content_type="application/zip")


@page(*CLERKS)
def email_notice(request: OfficeRequest, delivery_id: UUID) -> HttpResponse:
    """Tell the recipient by e-mail that a consignment is on its way; nobody is served by that."""
    viewer = request.viewer
    delivery = desk.delivery(viewer, delivery_id)
    if request.method != "POST" and (delivery.state != DeliveryState.SENT or delivery.channel.medium == Medium.EMAIL):
        raise Delivery.DoesNotExist
    sends = bool(settings.EMAIL_HOST) and not viewer.organisation.practice
    form = EmailForm(request.POST or None, sends=sends, initial={"address": delivery.recipient.email})

    def do() -> tuple[str, str | Promise]:
        data = form.cleaned_data
        how = noticing.How(data["how"])
        noticing.send_notice(viewer, delivery=delivery, address=data["address"], how=how)
        return reverse("registry:handover", args=[delivery.pk]), _("The notice is noted. Nobody is served by it.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"delivery": delivery, "form": form, "sends": sends}
    return show(request, "registry/email_notice.html", context, bad=bool(form.errors))
