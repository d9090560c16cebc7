"""Pages of many letters in one go: begin, how far it is, its letters and files, hand it over."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from salter.documents.sending import send
from salter.mailbox import queries as mailbox
from salter.mailbox import rules as mailbox_rules
from salter.mailbox.actions import CLERKS
from salter.organisations.pages import OfficeRequest, number_of, page
from salter.registry.dispatching import letters as posted
from salter.registry.forms import OfficeForm
from salter.registry.mailings import actions, queries
from salter.registry.mailings.forms import HandOverForm, MailingForm
from salter.registry.mailings.wording import problem_of
from salter.registry.models import WORKING, LetterState, MailingState
from salter.registry.views.common import do_form, show

SHOWN, LETTERS = 40, 100


@require_GET
@page(*CLERKS)
def mailings(request: OfficeRequest) -> HttpResponse:
    """The batches of the office, newest first."""
    return show(request, "registry/mailings.html", {"rows": queries.mailings(request.viewer)[:SHOWN]})


@page(*CLERKS)
def mailing_new(request: OfficeRequest) -> HttpResponse:
    """What a batch takes and what is printed; a POST begins it."""
    viewer = request.viewer
    language = "sr-latn" if request.LANGUAGE_CODE == "sr-latn" else "sr"
    form = MailingForm(
        request.POST or None,
        count=queries.acts_that_wait(viewer).count(),
        procedures=queries.procedures_that_wait(viewer),
        channels=[row for row in mailbox.channels(viewer) if row.medium in mailbox_rules.ON_PAPER],
        initial={"acts": "all", "channel": "", "language": language},
    )

    def do() -> tuple[str, str]:
        started = actions.start_mailing(viewer, wanted=form.wanted())
        return reverse("registry:mailing", args=[started.pk]), ""

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"form": form, "waiting": posted.waiting(viewer).count()}
    return show(request, "registry/mailing_new.html", context, bad=bool(form.errors))


@require_GET
@page(*CLERKS)
def mailing(request: OfficeRequest, mailing_id: UUID) -> HttpResponse:
    """How far a batch is and its files; asked again by the page itself while the worker has it."""
    viewer = request.viewer
    found = queries.mailing(viewer, mailing_id)
    running, progress = found.state in WORKING, queries.progress(found)
    failed = queries.letters(viewer, found, LetterState.FAILED)[:LETTERS]
    context = {
        "mailing": found,
        "progress": progress,
        "files": queries.files(found),
        "running": running,
        "ready": found.state == MailingState.READY,
        "failed": [(row, problem_of(row)) for row in failed] if progress.failed else [],
        "form": OfficeForm(),
    }
    part = running and request.headers.get("HX-Request")
    return show(request, "registry/parts/mailing_progress.html" if part else "registry/mailing.html", context)


@require_GET
@page(*CLERKS)
def mailing_letters(request: OfficeRequest, mailing_id: UUID) -> HttpResponse:
    """Every letter of a batch with its state and what became of it, in the order of the papers."""
    viewer = request.viewer
    found = queries.mailing(viewer, mailing_id)
    start = number_of(request.GET.get("from", ""))
    rows = list(queries.letters(viewer, found)[start : start + LETTERS + 1])
    here = reverse("registry:mailing-letters", args=[found.pk])
    context = {
        "mailing": found,
        "rows": [(row, problem_of(row)) for row in rows[:LETTERS]],
        "next_url": f"{here}?from={start + LETTERS}" if len(rows) > LETTERS else "",
        "previous_url": f"{here}?from={max(start - LETTERS, 0)}" if start else "",
    }
    return show(request, "registry/mailing_letters.html", context)


@require_GET
@page(*CLERKS)
def mailing_file(request: OfficeRequest, mailing_id: UUID, kind: str, volume: int) -> HttpResponseBase:
    """A file of a batch, if the viewer may see every case in it."""
    found = queries.file(request.viewer, mailing_id, kind, volume)
    return send(found.document, download="download" in request.GET)


@require_POST
@page(*CLERKS)
def mailing_again(request: OfficeRequest, mailing_id: UUID) -> HttpResponse:
    """Try once more what could not be made."""
    viewer = request.viewer
    found = queries.mailing(viewer, mailing_id)
    form = OfficeForm(request.POST)

    def do() -> tuple[str, str | Promise]:
        count = actions.try_again(viewer, mailing=found)
        words = ngettext("%(count)s letter is tried again.", "%(count)s letters are tried again.", count)
        return reverse("registry:mailing", args=[found.pk]), words % {"count": count}

    return do_form(request, form, do) or show(
        request, "registry/mailing_hand.html", {"mailing": found, "form": form, "again": True}, bad=True
    )


@page(*CLERKS)
def mailing_hand(request: OfficeRequest, mailing_id: UUID) -> HttpResponse:
    """Hand a batch over: its letters get their lines in the delivery book, and their numbers."""
    viewer = request.viewer
    found = queries.mailing(viewer, mailing_id)
    if request.method != "POST" and found.state != MailingState.READY:
        raise Http404
    form = HandOverForm(request.POST or None)

    def do() -> tuple[str, str]:
        actions.hand_over(viewer, mailing=found, first_number=form.cleaned_data["first_number"])
        return reverse("registry:mailing", args=[found.pk]), _("The letters are being entered into the delivery book.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"mailing": found, "form": form, "progress": queries.progress(found)}
    return show(request, "registry/mailing_hand.html", context, bad=bool(form.errors))
