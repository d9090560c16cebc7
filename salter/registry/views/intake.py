"""The counter: a paper in, a number out, both hands on the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO, cast
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.documents import blobs
from salter.documents import intake as checking
from salter.documents.actions import take_in
from salter.documents.models import Document, Source
from salter.documents.sending import send
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Party, PartyKind
from salter.organisations.pages import OfficeRequest, page
from salter.registry import desk, numbering, numbers, queries, receipts
from salter.registry.actions import Intake, PartyInput
from salter.registry.forms import IntakeForm, PartyForm, SupplementForm, party_forms
from salter.registry.forms.base import mark_text, procedure_text
from salter.registry.forms.cases import uuid_or_none
from salter.registry.forms.intake import PARTIES, PaperForm
from salter.registry.looks import look_at_case
from salter.registry.models import IntakeChannel, PartyRole, Submission
from salter.registry.navigation import CLERKS, READERS
from salter.registry.views import from_incoming
from salter.registry.views.common import do_form, show, with_receipt

CANDIDATES = 8


@page(*CLERKS)
def intake(request: OfficeRequest) -> HttpResponse:
    """The first question: a new case, or a supplement to one? One field finds the case, the party, or nothing yet."""
    q = request.GET.get("q", "").strip()[:200]
    viewer, row = request.viewer, from_incoming.chosen(request)
    if not q:
        return show(request, "registry/intake.html", {"q": "", "incoming": row})
    case = queries.case_of_code(viewer, q)
    cases = [case] if case else desk.page_of(viewer, desk.Narrow(status="all", q=q))[:CANDIDATES]
    parties = [] if case else list(queries.parties(viewer, q, limit=CANDIDATES))
    if not cases and not parties:
        asked = urlencode({"name": q} if _is_name(q) else {"missing": q})
        return redirect(f"{reverse('registry:register')}?{asked}{from_incoming.carried(row)}")
    context = {"q": q, "cases": cases, "parties": parties, "name": q if _is_name(q) else "", "incoming": row}
    return show(request, "registry/intake.html", context)


def _is_name(q: str) -> bool:
    return numbers.parse(q).kind is numbers.NumberKind.UNKNOWN and not any(letter.isdigit() for letter in q)


@page(*CLERKS)
def register(request: OfficeRequest) -> HttpResponse:
    """The dense form of a new case; sent once, it gives the number."""
    viewer, row = request.viewer, from_incoming.chosen(request)
    form = IntakeForm(
        request.POST or None,
        request.FILES or None,
        procedures=queries.procedures(viewer),
        marks=queries.class_marks(viewer),
        units=queries.units(viewer),
        initial=_initial(request) | from_incoming.paper(row),
    )
    from_incoming.fix_channel(form, row)
    first = _first_party(request) or from_incoming.party(row)
    parties = party_forms(request.POST or None, found=_found(request), initial=first)
    finding = request.method == "POST" and "find" in request.POST
    complete = not finding and request.method == "POST" and _complete(form, parties)

    def do() -> tuple[str, str]:
        submission = from_incoming.register(request, row, _new(viewer, form, parties))
        return _registered_url(submission), ""

    answered = do_form(request, form, do) if complete else None
    if answered:
        return answered
    bad = request.method == "POST" and not finding
    context = {
        "form": form,
        "parties": parties,
        "first_party": parties[0],
        "incoming": row,
        "bad": bad,
        "files_again": bad and bool(request.FILES),
        "missing": request.GET.get("missing", "")[:200],
        "open_more": any(party.errors or (party.is_bound and party.filled) for party in parties[1:]),
    }
    return show(request, "registry/register.html", context, bad=bad)


def _initial(request: OfficeRequest) -> dict[str, Any]:
    """Now by the organisation's clock, and what the previous entry had when that is wanted (`like`)."""
    initial: dict[str, Any] = {"received_at": clock.now(request.organisation)}
    like = uuid_or_none(request.GET.get("like", ""))
    if like is None:
        return initial
    case = queries.case(request.viewer, like)
    mark = next((row for row in queries.class_marks(request.viewer) if row.code == case.class_code), None)
    matter = procedure_text(case.procedure) if case.procedure else mark_text(mark) if mark else case.class_code
    unit = str(case.unit_id) if case.unit_id else ""
    return {**initial, "matter": matter, "subject": case.subject, "channel": case.channel, "unit": unit}


def _first_party(request: OfficeRequest) -> list[dict[str, Any]]:
    known = request.GET.get("party", "")
    return [{"known": known, "name": request.GET.get("name", "")[:200]}] if known or "name" in request.GET else []


def _found(request: OfficeRequest) -> list[list[Party]]:
    """The known parties to offer in each form: the one chosen before, and those of the name typed."""
    found = []
    for place in range(PARTIES):
        chosen = request.POST.get(f"party-{place}-known") or (request.GET.get("party", "") if place == 0 else "")
        name = request.POST.get(f"party-{place}-name", "").strip()
        key = uuid_or_none(chosen)
        rows = list(desk.known_party(request.viewer, key)) if key else []
        if len(name) > 1:
            rows += [row for row in queries.parties(request.viewer, name, limit=6) if row.pk != key]
        found.append(rows)
    return found


def _complete(form: IntakeForm, parties: Sequence[PartyForm]) -> bool:
    """Whether everything typed holds; every form is checked, so that all errors show at once."""
    fine = all([form.is_valid(), *(party.is_valid() for party in parties)])
    named = any(party.filled or party.errors for party in parties)
    if not named and not form.cleaned_data.get("anonymous"):
        parties[0].add_error("name", ValidationError(_("Write who sends the paper."), code="party"))
        return False
    return fine


def _new(viewer: Viewer, form: IntakeForm, parties: Sequence[PartyForm]) -> Intake:
    data = form.cleaned_data
    return Intake(
        parties=[_party(viewer, party) for party in parties if party.filled],
        procedure=form.procedure,
        class_code=form.class_code,
        unit=form.chosen_unit(),
        external_number=data["external_number"],
        **_paper(viewer, form),
    )


def _paper(viewer: Viewer, form: PaperForm) -> dict[str, Any]:
    data = form.cleaned_data
    channel = IntakeChannel(data["channel"])
    return {
        "subject": data["subject"],
        "channel": channel,
        "book_year": data.get("book_year") or 0,
        "received_at": data["received_at"],
        "posted_on": data["posted_on"],
        "sender_reference": data["sender_reference"],
        "sender_date": data["sender_date"],
        "documents": take_in_all(viewer, data["documents"], channel),
    }


def take_in_all(viewer: Viewer, files: Sequence[UploadedFile[Any]], channel: IntakeChannel) -> list[Document]:
    """Every file that came with the paper.

    Raises ValidationError (code `documents`) naming the file and why it is refused; then none of them is kept.
    """
    source = Source.EMAIL if channel == IntakeChannel.EMAIL else Source.SCAN
    documents = []
    for file in files:
        try:
            documents.append(
                take_in(
                    viewer,
                    name=file.name or "",
                    content=cast(BinaryIO, file.file),
                    source=source,
                    declared_media_type=file.content_type or "",
                )
            )
        except checking.UploadRefused as refused:
            raise ValidationError(refused.message, code="documents") from refused
        except blobs.TooLarge as refused:
            words = {"name": file.name}
            raise ValidationError(
                _("The file “%(name)s” is too large. Nothing was kept.") % words, code="documents"
            ) from refused
    return documents


def _party(viewer: Viewer, form: PartyForm) -> PartyInput:
    data = form.cleaned_data
    party = form.party() or organisations.enter_party(
        viewer,
        kind=PartyKind(data["kind"] or PartyKind.PERSON),
        name=data["name"],
        identifier=data["identifier"],
        identifier_kept=data["identifier_kept"],
        address=data["address"],
        email=data["email"],
    )
    role = PartyRole(data["role"] or PartyRole.APPLICANT)
    return PartyInput(party, role, data["representative"])


def _registered_url(submission: Submission) -> str:
    return reverse("registry:registered", args=[submission.case.pk, submission.pk])


@page(*CLERKS)
def supplement(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """A paper that belongs to a case: it gets a sub-number, never a new number."""
    viewer = request.viewer
    case, row = queries.case(viewer, case_id), from_incoming.chosen(request)
    parties = list(case.parties.select_related("party"))
    form = SupplementForm(
        request.POST or None,
        request.FILES or None,
        parties=parties,
        initial={
            "received_at": clock.now(request.organisation),
            "subject": _("Supplement"),
            "sender": str(parties[0].party_id) if parties else "",
            **from_incoming.paper(row),
        },
    )
    from_incoming.fix_channel(form, row)

    def do() -> tuple[str, str]:
        sender = form.party()
        senders = [PartyInput(sender.party, PartyRole(sender.role))] if sender else []
        intake = Intake(parties=senders, **_paper(viewer, form))
        submission = from_incoming.register(request, row, intake, case)
        return reverse("registry:registered", args=[case.pk, submission.pk]), ""

    answered = do_form(request, form, do)
    if answered:
        return answered
    files_again = request.method == "POST" and bool(request.FILES)
    context = {"case": case, "form": form, "files_again": files_again, "incoming": row}
    return show(request, "registry/supplement.html", context, bad=bool(form.errors))


@page(*READERS)
def registered(request: OfficeRequest, case_id: UUID, submission_id: UUID) -> HttpResponse:
    """The end of an entry: the number, large; the label, the receipt, and the next one."""
    submission = desk.submission(request.viewer, case_id, submission_id)
    look_at_case(request.viewer, case_id)
    context = {"submission": submission, "case": submission.case, "number": _number(request.viewer, submission)}
    return show(request, "registry/registered.html", context)


def _number(viewer: Viewer, submission: Submission) -> str:
    if not submission.sub_number:
        return str(submission.case.number)
    return numbering.sub_number(viewer.organisation, submission.case, submission.sub_number)


@page(*READERS)
def label(request: OfficeRequest, case_id: UUID, submission_id: UUID) -> HttpResponse:
    """The intake stamp as a label to print (regulation.md 1.8); it is never burnt into the paper's own content."""
    submission = desk.submission(request.viewer, case_id, submission_id)
    look_at_case(request.viewer, case_id)
    context = {
        "submission": submission,
        "case": submission.case,
        "number": _number(request.viewer, submission),
        "attachments": submission.attachments.count(),
    }
    return show(request, "registry/label.html", context)


@page(*CLERKS)
def receipt(request: OfficeRequest, case_id: UUID, submission_id: UUID) -> HttpResponse:
    """The receipt of a submission as PDF, made when it is asked for first."""
    submission = desk.submission(request.viewer, case_id, submission_id)
    return with_receipt(request, submission, lambda: send(receipts.ensure(request.viewer, submission)))
