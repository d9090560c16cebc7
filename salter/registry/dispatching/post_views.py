"""Pages of the post: letters of today, the delivery book by day, what is printed for it, and slips that come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from salter.documents.paper import Language
from salter.documents.sending import send_bytes
from salter.mailbox import posting
from salter.mailbox.actions import CLERKS
from salter.mailbox.models import UNDELIVERED, Delivery, DeliveryState
from salter.organisations import clock
from salter.organisations.pages import OfficeRequest, number_of, page
from salter.registry.dispatching import letters, printing
from salter.registry.dispatching.letters import Letter
from salter.registry.dispatching.post_forms import PostForm, SlipForm, StrikeForm
from salter.registry.views.common import do_form, show
from salter.ui.formats import format_date

AT_ONCE = 100
"""Letters on one page; the rest follows when these are handed over."""
LISTED = 1000
"""Lines in one file of a day's list."""
DAYS = 60
WAITING = "waiting"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(*CLERKS)
def post(request: OfficeRequest) -> HttpResponse:
    """Letters that wait for the post office; a POST hands the ticked ones over."""
    viewer = request.viewer
    found = list(letters.waiting(viewer)[: AT_ONCE + 1])
    form = PostForm(request.POST or None, letters=letters.addressed(found[:AT_ONCE]), choose=True)

    def do() -> tuple[str, str | Promise]:
        chosen = form.chosen()
        if not chosen:
            raise ValidationError(_("Tick the letters that go to the post."), code="letters")
        day = posting.hand_to_post(viewer, letters=chosen)
        words = ngettext("%(count)s letter is in the book.", "%(count)s letters are in the book.", len(chosen))
        return reverse("registry:outgoing-day", args=[day.day.isoformat()]), words % {"count": len(chosen)}

    answered = do_form(request, form, do) if found else None
    if answered:
        return answered
    context = {
        "form": form,
        "rows": list(form.rows()),
        "more": len(found) > AT_ONCE,
        "days": letters.days(viewer)[:DAYS],
        "sizes": [(size, size.upper()) for size in printing.SIZES],
    }
    return show(request, "registry/outgoing.html", context, bad=bool(form.errors))


@page(*CLERKS)
def post_day(request: OfficeRequest, day: str) -> HttpResponse:
    """A day of the delivery book, a stretch at a time; a POST keeps its registered numbers."""
    viewer, after = request.viewer, number_of(request.GET.get("after", ""))
    found, rows = letters.of_day(viewer, _day(day), after, AT_ONCE)
    form = PostForm(request.POST or None, letters=letters.addressed(rows), choose=False)
    here = reverse("registry:outgoing-day", args=[day])

    def do() -> tuple[str, str | Promise]:
        changed = posting.note_numbers(viewer, day=found, letters=form.changed())
        words = ngettext("%(count)s number is kept.", "%(count)s numbers are kept.", changed)
        return f"{here}?after={after}" if after else here, words % {"count": changed}

    answered = do_form(request, form, do)
    if answered:
        return answered
    sizes = [(size, size.upper()) for size in printing.SIZES]
    last = rows[-1].post_ordinal or 0 if rows else after
    context = {
        "day": found,
        "form": form,
        "rows": list(form.rows()),
        "sizes": sizes,
        "struck": letters.struck(viewer, found),
        "after": after,
        "parts": list(range(0, max(found.count, 1), LISTED)),
        "next_url": f"{here}?after={last}" if last < found.count else "",
        "previous_url": f"{here}?after={max(after - AT_ONCE, 0)}" if after else "",
    }
    return show(request, "registry/outgoing_day.html", context, bad=bool(form.errors))


@page(*CLERKS)
def post_strike(request: OfficeRequest, delivery_id: UUID) -> HttpResponse:
    """Strike a line of the delivery book: the letter had not gone, and waits for the post again."""
    viewer = request.viewer
    found = letters.in_book(viewer, delivery_id)
    assert found.post_day
    day = found.post_day.day
    form = StrikeForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        letters.strike(viewer, delivery=found, reason=form.cleaned_data["reason"])
        return reverse("registry:outgoing-day", args=[day.isoformat()]), _(
            "The line is struck; the letter waits again."
        )

    answered = do_form(request, form, do)
    if answered:
        return answered
    return show(request, "registry/outgoing_strike.html", {"letter": found, "form": form}, bad=bool(form.errors))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


@require_GET
@page(*CLERKS)
def post_print(request: OfficeRequest, day: str, what: str) -> HttpResponse:
    """What is printed for a day of post, or for the letters that wait: envelopes, return slips, the list."""
    viewer, office = request.viewer, request.organisation
    language: Language = "sr-latn" if request.LANGUAGE_CODE == "sr-latn" else "sr"
    if day == WAITING:
        on = clock.today(office)
        found = letters.addressed(list(letters.waiting(viewer)[:AT_ONCE]))
        return _papers(request, what, found, on, language)
    after = number_of(request.GET.get("after", ""))
    book, rows = letters.of_day(viewer, _day(day), after, LISTED if what.startswith("list.") else AT_ONCE)
    found, name = letters.addressed(rows), f"posta-{book.day.isoformat()}"
    if what == "list.pdf":
        data = printing.post_list_pdf(office, book, found, language)
        return send_bytes(data, name=f"{name}.pdf", media_type="application/pdf")
    if what == "list.xlsx":
        return send_bytes(printing.post_list_xlsx(book, found, language), name=f"{name}.xlsx", media_type=XLSX)
    return _papers(request, what, found, book.day, language)


def _papers(request: OfficeRequest, what: str, found: Sequence[Letter], on: date, language: Language) -> HttpResponse:
    office, size = request.organisation, request.GET.get("size", "c5")
    if not found or size not in printing.SIZES:
        raise Http404
    if what == "envelopes.pdf":
        data = printing.envelopes_pdf(office, found, size=size, on=on, language=language)
    elif what == "slips.pdf" and any(one.delivery.slip_code for one in found):
        data = printing.slips_pdf(office, found, on=on, language=language)
    else:
        raise Http404
    return send_bytes(data, name=f"{on.isoformat()}-{what}", media_type="application/pdf")


@page(*CLERKS)
def slips(request: OfficeRequest) -> HttpResponse:
    """A return slip came back: its code leads to its consignment."""
    viewer = request.viewer
    form = SlipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = letters.of_code(viewer, form.cleaned_data["code"])
        refusal = _refusal(found)
        if found and not refusal:
            return redirect(reverse("registry:handover", args=[found.pk]) + "?back=slips")
        form.refuse(ValidationError(refusal, code="slip"))
    return show(request, "registry/slips.html", {"form": form}, bad=bool(form.errors))


def _refusal(found: Delivery | None) -> str:
    if found is None:
        return _("No letter of this office has that code. Compare it with the slip, letter by letter.")
    if found.state in (DeliveryState.SENT, *UNDELIVERED):
        return ""
    words = {
        "number": found.case_number,
        "name": found.recipient.name,
        "state": found.get_state_display(),
        "day": format_date(found.served_on) if found.served_on else "",
    }
    return _("The letter of %(number)s to %(name)s is entered already: %(state)s %(day)s") % words
