"""Pages of public delivery for the office: put on the board, what hangs there, take down, print."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salter.documents.paper import Language
from salter.documents.sending import send_bytes
from salter.mailbox import queries as mailbox
from salter.mailbox.actions import CLERKS
from salter.mailbox.models import Delivery
from salter.organisations.pages import OfficeRequest, page
from salter.registry.dispatching import notices, printing, queries
from salter.registry.dispatching.notice_forms import NoticeForm, TakeDownForm
from salter.registry.models import PublicNotice
from salter.registry.views.common import do_form, show
from salter.ui.formats import format_date

DOWN = "down"


@page(*CLERKS)
def publish(request: OfficeRequest, delivery_id: UUID) -> HttpResponse:
    """Deliver publicly what did not arrive; the failed attempts are shown."""
    viewer = request.viewer
    delivery = queries.one(viewer, delivery_id)
    if request.method != "POST" and delivery.settled_at:
        raise Delivery.DoesNotExist
    form = NoticeForm(request.POST or None, initial=asdict(notices.usual(viewer, delivery)))

    def do() -> tuple[str, str | Promise]:
        made = notices.publish(viewer, delivery=delivery, notice=form.notice())
        words = _("It is on the notice board until %(day)s. Print it for the board in the building.")
        return reverse("registry:notices"), words % {"day": format_date(made.until)}

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"delivery": delivery, "attempts": mailbox.attempts(delivery), "form": form}
    return show(request, "registry/notice_publish.html", context, bad=bool(form.errors))


@require_GET
@page(*CLERKS)
def board(request: OfficeRequest) -> HttpResponse:
    """What hangs on the board, by pages; by the other tab what hung there."""
    state, before = request.GET.get("state", ""), request.GET.get("before", "")
    hanging = state != DOWN
    rows, following = notices.a_page_of(request.viewer, hanging=hanging, before=before)
    here = reverse("registry:notices")
    own = here if hanging else f"{here}?state={DOWN}"
    context = {
        "rows": rows,
        "hanging": hanging,
        "tabs": [
            {"label": _("On the board"), "url": here, "current": hanging},
            {"label": _("Taken down"), "url": f"{here}?state={DOWN}", "current": not hanging},
        ],
        "next_url": f"{own}{'?' if hanging else '&'}before={following}" if following else "",
        "previous_url": own if before else "",
    }
    return show(request, "registry/notices.html", context)


@page(*CLERKS)
def take_down(request: OfficeRequest, notice_id: UUID) -> HttpResponse:
    """Take a notice down before its day."""
    viewer = request.viewer
    notice = notices.notice_of(viewer, notice_id)
    if request.method != "POST" and notice.taken_down_at:
        raise PublicNotice.DoesNotExist
    form = TakeDownForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        notices.take_down(viewer, notice=notice, reason=form.cleaned_data["reason"])
        return reverse("registry:notices"), _("The notice is taken down. Nobody was served by it.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    context: dict[str, Any] = {"notice": notice, "form": form}
    return show(request, "registry/notice_down.html", context, bad=bool(form.errors))


@require_GET
@page(*CLERKS)
def notice_pdf(request: OfficeRequest, notice_id: UUID) -> HttpResponse:
    """The notice for the board in the building."""
    notice = notices.notice_of(request.viewer, notice_id)
    language: Language = "sr-latn" if request.LANGUAGE_CODE == "sr-latn" else "sr"
    data = printing.notice_pdf(request.organisation, notice, language)
    return send_bytes(data, name=f"oglas-{notice.published_on.isoformat()}.pdf", media_type="application/pdf")
