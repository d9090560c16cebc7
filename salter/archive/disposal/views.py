"""Pages of disposal: what may be proposed, the lists, and their steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from salter.archive.disposal import actions, papers, queries, rules
from salter.archive.disposal.forms import ApprovalForm, OrderForm, ProposeForm, ReviewForm, WhyForm
from salter.archive.disposal.queries import COMMISSION, PROPOSERS
from salter.archive.disposal.rules import Hold, Step
from salter.archive.models import Disposal, DisposalState
from salter.documents import blobs, intake
from salter.documents.actions import take_in
from salter.documents.models import Document, Source
from salter.documents.sending import send, send_bytes
from salter.organisations import clock, reference
from salter.organisations.access import Viewer
from salter.organisations.pages import OfficeRequest, page
from salter.registry.forms import OfficeForm
from salter.registry.queries import identifier
from salter.registry.views.common import do_form, show

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
TONES = {
    DisposalState.DRAFT: "active",
    DisposalState.REVIEW: "waiting",
    DisposalState.ACCEPTED: "waiting",
    DisposalState.APPROVED: "action",
    DisposalState.DESTROYING: "active",
    DisposalState.DESTROYED: "done",
    DisposalState.WITHDRAWN: "closed",
}
HOLDS: dict[Hold, str | Promise] = {
    Hold.LENT: gettext_lazy("the papers are lent"),
    Hold.APPEALED: gettext_lazy("an appeal is under way"),
    Hold.FILED: gettext_lazy("it lies in an open dossier"),
    Hold.LINKED: gettext_lazy("an open case refers to it"),
    Hold.LISTED: gettext_lazy("it stands on a list"),
}


@require_GET
@page(*COMMISSION)
def disposal(request: OfficeRequest) -> HttpResponse:
    """Expired units by lines of the archive book, those that are held back with the reason, and the lists."""
    groups = queries.groups(request.viewer)
    units, size = queries.total(groups)
    held = queries.held(request.viewer)
    context = {
        "groups": groups,
        "units": units,
        "bytes": size,
        "held": [(one.unit, [HOLDS[why] for why in one.why]) for one in held],
        "most": len(held) == queries.SHOWN,
        "lists": [(row, TONES[DisposalState(row.state)]) for row in queries.lists(request.viewer)],
        "proposes": request.viewer.has(*PROPOSERS),
        "on_a_list": rules.MOST,
    }
    return show(request, "archive/disposal.html", context)


@require_GET
@page(*COMMISSION)
def as_pdf(request: OfficeRequest) -> HttpResponse:
    """What may be proposed, as a page."""
    data = papers.pdf(request.organisation, queries.groups(request.viewer))
    return send_bytes(data, name=f"popis-{clock.today(request.organisation)}.pdf", media_type=PDF)


@require_GET
@page(*COMMISSION)
def as_table(request: OfficeRequest) -> HttpResponse:
    """What may be proposed, as a table."""
    data = papers.xlsx(request.organisation, queries.groups(request.viewer))
    return send_bytes(data, name=f"popis-{clock.today(request.organisation)}.xlsx", media_type=XLSX)


@page(*PROPOSERS)
def new(request: OfficeRequest) -> HttpResponse:
    """Begin a list with all that may be proposed."""
    form = ProposeForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        row = actions.propose(request.viewer, note=form.cleaned_data["note"])
        return _url(row), _("List %(number)s is begun. Look through it, then put it before the commission.") % {
            "number": row.number
        }

    title = _("Begin a list for disposal")
    text = _("Every case whose time is over and that nothing holds comes onto it; single ones you exclude afterwards.")
    return _form(request, form, do, reverse("archive:disposal"), title=title, button=_("Begin the list"), text=text)


@require_GET
@page(*COMMISSION)
def one(request: OfficeRequest, disposal_id: UUID) -> HttpResponse:
    """A list: how far it is, what stands on it, what is to be done next."""
    viewer, row = request.viewer, queries.one(request.viewer, disposal_id)
    account = viewer.account
    open_steps = rules.steps(
        row.state, proposed=account == row.proposed_by, entered_approval=account == row.approved_by
    )
    if not viewer.has(*PROPOSERS):
        open_steps = [step for step in open_steps if step not in (Step.SEND, Step.APPROVE)]
    found = queries.items(viewer, row, after=identifier(request.GET.get("after", "")))
    shown = found[: queries.PAGE]
    context = {
        "row": row,
        "tone": TONES[DisposalState(row.state)],
        "steps": [step.value for step in open_steps],
        "waits_for_another": row.state in (DisposalState.REVIEW, DisposalState.APPROVED)
        and not {Step.REVIEW, Step.ORDER}.intersection(open_steps),
        "groups": queries.listed(viewer, row),
        "progress": queries.progress(row),
        "items": shown,
        "next_url": f"?after={shown[-1].pk}" if len(found) > queries.PAGE else "",
    }
    return show(request, "archive/disposal_list.html", context)


@require_GET
@page(*COMMISSION)
def list_pdf(request: OfficeRequest, disposal_id: UUID) -> HttpResponse:
    """A list as a page: once the commission has accepted it, the request to the public archive."""
    row = queries.one(request.viewer, disposal_id)
    data = papers.pdf(request.organisation, queries.listed(request.viewer, row), row)
    return send_bytes(data, name=f"popis-{row.ordinal}-{row.year}.pdf", media_type=PDF)


@require_GET
@page(*COMMISSION)
def list_table(request: OfficeRequest, disposal_id: UUID) -> HttpResponse:
    """A list as a table."""
    row = queries.one(request.viewer, disposal_id)
    data = papers.xlsx(request.organisation, queries.listed(request.viewer, row), row)
    return send_bytes(data, name=f"popis-{row.ordinal}-{row.year}.xlsx", media_type=XLSX)


@require_GET
@page(*COMMISSION)
def approval(request: OfficeRequest, disposal_id: UUID) -> HttpResponse:
    """The approval of the public archive, as it was entered."""
    return _sent(queries.one(request.viewer, disposal_id).approval)


@require_GET
@page(*COMMISSION)
def record(request: OfficeRequest, disposal_id: UUID) -> HttpResponse:
    """The record of destruction."""
    return _sent(queries.one(request.viewer, disposal_id).record)


def _sent(document: Document | None) -> HttpResponse:
    if document is None:
        raise Http404
    return send(document)


@page(*COMMISSION)
def exclude(request: OfficeRequest, disposal_id: UUID, item_id: UUID) -> HttpResponse:
    """Take a case off a list, with the reason."""
    item = queries.item(request.viewer, disposal_id, item_id)
    form = WhyForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        actions.exclude(request.viewer, item=item, why=form.cleaned_data["why"])
        return _url(item.disposal), _("The case is excluded; it stays in the list with the reason.")

    case = item.archive_unit.case
    words = {"title": _("Exclude the case"), "button": _("Exclude it"), "text": f"{case.number} · {case.subject}"}
    return _form(request, form, do, _url(item.disposal), **words)


@page(*PROPOSERS)
def put_before(request: OfficeRequest, disposal_id: UUID) -> HttpResponse:
    """Put a list before the commission."""
    row = queries.one(request.viewer, disposal_id)
    form = OfficeForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        actions.send(request.viewer, disposal=row)
        return _url(row), _("The list waits for a member of the commission, who is another person.")

    title = _("Put the list before the commission")
    return _form(request, form, do, _url(row), title=title, button=_("Put it before them"), text=_named(row))


@page(*COMMISSION)
def review(request: OfficeRequest, disposal_id: UUID) -> HttpResponse:
    """A member of the commission accepts a list, or gives it back."""
    row = queries.one(request.viewer, disposal_id)
    form = ReviewForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        comment = form.cleaned_data["comment"]
        if form.cleaned_data["found"] == "return":
            actions.give_back(request.viewer, disposal=row, comment=comment)
            return _url(row), _("The list went back with your comment.")
        actions.accept(request.viewer, disposal=row, comment=comment)
        return _url(row), _("The list is accepted. Send its PDF to the public archive, and enter the answer here.")

    title = _("Review the list")
    return _form(request, form, do, _url(row), title=title, button=_("Write it down"), text=_named(row))


@page(*PROPOSERS)
def approve(request: OfficeRequest, disposal_id: UUID) -> HttpResponse:
    """Enter the written approval of the public archive."""
    row = queries.one(request.viewer, disposal_id)
    files = request.FILES if request.method == "POST" else None
    form = ApprovalForm(request.POST or None, files, initial={"by": _archive_of(request)})

    def do() -> tuple[str, str | Promise]:
        given = form.cleaned_data
        document = _taken(request.viewer, given["file"])
        told = actions.Approval(given["number"], given["on"], given["by"], document)
        actions.approve(request.viewer, disposal=row, approval=told)
        return _url(row), _("The approval is entered. Another person now orders the destruction.")

    words = {
        "title": _("Enter the approval of the public archive"),
        "button": _("Enter the approval"),
        "text": _("%(list)s What the archive did not approve, exclude first, with its reason.") % {"list": _named(row)},
        "unverified": _("Articles 9 and 16 of the Law on Archival Material, read in a secondary source"),
    }
    return _form(request, form, do, _url(row), **words)


def _archive_of(request: OfficeRequest) -> str:
    code = request.organisation.municipality_code
    found = reference.archive_of(code)[0] if code else None
    return found.name_cyr if found else ""


def _taken(viewer: Viewer, file: Any) -> Document:
    """The approval, taken in. Raises ValidationError (code `documents`)."""
    name, content, media_type = file.name or "", cast(Any, file.file), file.content_type or ""
    try:
        return take_in(viewer, name=name, content=content, source=Source.UPLOAD, declared_media_type=media_type)
    except intake.UploadRefused as refused:
        raise ValidationError(refused.message, code="documents") from refused
    except blobs.TooLarge as refused:
        words = _("The file “%(name)s” is too large. Nothing was kept.") % {"name": name}
        raise ValidationError(words, code="documents") from refused


@page(*COMMISSION)
def order(request: OfficeRequest, disposal_id: UUID) -> HttpResponse:
    """Have everything on the list destroyed."""
    row = queries.one(request.viewer, disposal_id)
    form = OrderForm(request.POST or None, wanted=row.number)

    def do() -> tuple[str, str | Promise]:
        actions.order(request.viewer, disposal=row)
        return _url(row), _("The destruction is ordered. The record waits here when it is done.")

    words = {
        "title": _("Destroy what stands on the list"),
        "button": _("Destroy it for good"),
        "text": _named(row),
        "warning": _(
            "The documents of these cases cannot be asked for from now on, and their bytes go a day later. Nobody can "
            "take that back. Number, title and log of each case stay."
        ),
        "dangerous": True,
    }
    return _form(request, form, do, _url(row), **words)


@page(*COMMISSION)
def withdraw(request: OfficeRequest, disposal_id: UUID) -> HttpResponse:
    """Give a list up."""
    row = queries.one(request.viewer, disposal_id)
    form = WhyForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        actions.withdraw(request.viewer, disposal=row, why=form.cleaned_data["why"])
        return reverse("archive:disposal"), _("The list is withdrawn; its cases may be proposed again.")

    title = _("Withdraw the list")
    return _form(request, form, do, _url(row), title=title, button=title, text=_named(row))


def _named(row: Disposal) -> str:
    cases = queries.progress(row).listed
    return _("List %(number)s, cases on it: %(cases)s.") % {"number": row.number, "cases": cases}


def _url(row: Disposal) -> str:
    return reverse("archive:disposal-list", args=[row.pk])


def _form(
    request: OfficeRequest, form: OfficeForm, do: Callable[[], tuple[str, str | Promise]], leave: str, **words: Any
) -> HttpResponse:
    answered = do_form(request, form, do)
    if answered:
        return answered
    return show(request, "archive/disposal_do.html", {"form": form, "leave": leave, **words}, bad=bool(form.errors))
