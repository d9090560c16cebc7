"""Pages of the way of a case within the office: what was handed over, the internal delivery book, who held a case."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry import steps
from salter.registry.forms import OfficeForm
from salter.registry.looks import look_at_case, look_at_delivery_book
from salter.registry.models import CaseStatus
from salter.registry.navigation import READERS
from salter.registry.views.common import TONES, case_step, case_url, do_form, done_once, show
from salter.registry.work import actions, queries
from salter.registry.work.forms import DayForm, ReturnForm
from salter.registry.work.handing import RECEIVERS
from salter.registry.work.views.assigning import told
from salter.ui.formats import format_date


@page(*RECEIVERS)
def inbox(request: OfficeRequest) -> HttpResponse:
    """What was handed over to me and to my unit; a POST confirms the receipt of the ticked cases."""
    form = OfficeForm(request.POST or None)
    here = reverse("registry:inbox")

    def do() -> tuple[str, str]:
        return here, _confirm(request, request.POST.getlist("case"))

    answered = do_form(request, form, do)
    if answered:
        return answered
    rows, more = queries.inbox(request.viewer)
    context = {"rows": rows, "more": more, "shown": queries.SHOWN, "form": OfficeForm(), "staff": request.viewer.staff}
    return show(request, "registry/inbox.html", context, bad=bool(form.errors))


def _confirm(request: OfficeRequest, identifiers: list[str]) -> str:
    """What was done with the chosen cases, in words; what was refused is told beside."""
    taken = queries.ticked(request.viewer, identifiers)
    if not taken.cases:
        raise ValidationError(_("Tick the cases that have come to you."), code="none")
    bulk = actions.confirm_receipt(request.viewer, cases=taken.cases)
    for words in told(bulk.refused):
        messages.warning(request, words)
    count = len(bulk.done)
    said = ngettext("Receipt of %(count)s case confirmed.", "Receipt of %(count)s cases confirmed.", count)
    return said % {"count": count} if count else ""


@require_POST
@page(*RECEIVERS)
def receive(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Confirm the receipt of one case."""
    case = registry.case(request.viewer, case_id)
    return done_once(request, lambda: (case_url(case), _confirm(request, [str(case.pk)])))


@page(*RECEIVERS)
def give_back(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Send a case back that is not for me or my unit."""
    case = registry.case(request.viewer, case_id)
    form = ReturnForm(request.POST or None)
    form.fields["reason"].widget.attrs["autofocus"] = True

    def run() -> tuple[str, str]:
        back = actions.return_case(request.viewer, case=case, reason=form.cleaned_data["reason"])
        assert back.unit is not None
        words = {"number": case.number, "unit": f"{back.unit.mark} {back.unit.name}"}
        return reverse("registry:inbox"), _("Case %(number)s was returned to %(unit)s.") % words

    answered = do_form(request, form, run)
    if answered:
        return answered
    text = _("A person returns it to the head of the unit, a unit to where it came from.")
    words = {"title": _("Returning the case"), "button": _("Return the case"), "text": text}
    context = {"case": case, "form": form, "tone": TONES[CaseStatus(case.status)], **words}
    return show(request, "registry/do.html", context, bad=bool(form.errors))


@page(*steps.ASSIGNERS)
def undo(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Take an assignment back that nobody has confirmed."""
    case = registry.case(request.viewer, case_id)
    form = OfficeForm(request.POST or None)

    def do() -> str:
        actions.undo_assignment(request.viewer, case=case)
        return _("The assignment was taken back.")

    text = _("The case goes back to who had it before. If work on it had begun, it stays in progress.")
    title = _("Taking the assignment back")
    return case_step(request, case, form, do, title=title, button=_("Take the assignment back"), text=text)


@page(*READERS)
def held(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Who had a case when."""
    case = registry.case(request.viewer, case_id)
    look_at_case(request.viewer, case_id)
    context = {"case": case, "rows": queries.held(request.viewer, case), "tone": TONES[CaseStatus(case.status)]}
    return show(request, "registry/held.html", context)


@page(*queries.BOOK_READERS)
def delivery_book(request: OfficeRequest) -> HttpResponse:
    """A day of the internal delivery book."""
    today = clock.today(request.organisation)
    form = DayForm(request.GET if "day" in request.GET else None, initial={"day": today})
    day = form.cleaned_data["day"] if form.is_bound and form.is_valid() else today
    look_at_delivery_book(request.viewer, day)
    after = request.GET.get("after", "")
    lines, following = queries.delivery_book(request.viewer, day, after)
    context = {
        "lines": lines,
        "form": form,
        "day": day,
        "before": _address(day - timedelta(days=1)),
        "next": _address(day + timedelta(days=1)) if day < today else "",
        "next_url": f"{_address(day)}&after={following}" if following else "",
        "previous_url": _address(day) if after else "",
    }
    return show(request, "registry/delivery_book.html", context, bad=bool(form.errors))


def _address(day: date) -> str:
    return f"{reverse('registry:delivery-book')}?day={format_date(day).replace(' ', '')}"
