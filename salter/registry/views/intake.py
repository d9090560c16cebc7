"""The counter: a paper in, a number out, both hands on the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.documents.sending import send
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Party
from salter.organisations.pages import OfficeRequest, page
from salter.registry import counter, desk, numbers, printing, queries, receipts
from salter.registry.actions import Intake, LooksRegistered
from salter.registry.desk import Narrow
from salter.registry.duplicates import From
from salter.registry.forms import IntakeForm, PartyForm, SupplementForm, party_forms
from salter.registry.forms.base import mark_text, procedure_text
from salter.registry.forms.cases import uuid_or_none
from salter.registry.forms.intake import PARTIES, PaperForm, Way
from salter.registry.looks import look_at_case
from salter.registry.models import Case, CaseStatus, IntakeChannel, Reception, Submission
from salter.registry.navigation import CLERKS, READERS
from salter.registry.speaking.actions import ASKED_WITH_IT, asked_with_the_request
from salter.registry.speaking.forms import offered
from salter.registry.views import from_incoming
from salter.registry.views.common import do_form, show, with_receipt
from salter.registry.views.paper import (
    Paper,
    chosen_case,
    facts_of,
    new_case,
    sender_of,
    sender_of_case,
    senders,
)
from salter.registry.waiting.queries import asked_of_a_party, open_waits
from salter.registry.waiting.rules import OF_A_PARTY

CANDIDATES = 8
PAGES = {Way.COUNTER: "registry:register", Way.POST: "registry:post", Way.ORAL: "registry:oral"}


@page(*CLERKS)
def intake(request: OfficeRequest) -> HttpResponse:
    """The first question: a new case, or a supplement to one? One field finds the case, the party, or nothing yet."""
    viewer = request.viewer
    q, row = request.GET.get("q", "").strip()[:200], from_incoming.chosen(request)
    carried = {"incoming": str(row.pk)} if row else {}
    if not q:
        context: dict[str, Any] = {"q": "", "place": counter.place_of(viewer)}
        return show(request, "registry/intake.html", {**context, "incoming": row, "carried": urlencode(carried)})
    case = queries.case_of_code(viewer, q)
    found = [case] if case else desk.page_of(viewer, Narrow(status="all", q=q))
    waiting = asked_of_a_party(viewer, [one.pk for one in found])
    cases = _waiting_first(found, waiting)[:CANDIDATES]
    parties = [] if case else list(queries.parties(viewer, q, limit=CANDIDATES))
    start = {"party": str(parties[0].pk)} if len(parties) == 1 else {"name": q} if _is_name(q) else {}
    if not cases and not parties:
        return redirect(f"{reverse('registry:register')}?{urlencode({**(start or {'missing': q}), **carried})}")
    context = {
        "q": q,
        "cases": cases,
        "waiting": waiting,
        "parties": parties,
        "incoming": row,
        "start": urlencode({**start, **carried}),
        "carried": urlencode(carried),
    }
    return show(request, "registry/intake.html", context)


def _waiting_first(cases: Sequence[Case], waiting: Container[UUID]) -> list[Case]:
    """Cases that wait for a paper of a party stand first: the paper in hand is likely what they wait for."""
    return sorted(cases, key=lambda case: case.pk not in waiting)


def _is_name(q: str) -> bool:
    return numbers.parse(q).kind is numbers.NumberKind.UNKNOWN and not any(letter.isdigit() for letter in q)


@page(*CLERKS)
def register(request: OfficeRequest) -> HttpResponse:
    """The dense form of a new case; sent once, it gives the number."""
    return _entry(request, Way.COUNTER)


@page(*CLERKS)
def post(request: OfficeRequest) -> HttpResponse:
    """The morning's post: entry after entry on one page, new cases and supplements, with the list of the day below."""
    return _entry(request, Way.POST)


@page(*CLERKS)
def oral(request: OfficeRequest) -> HttpResponse:
    """What a party says at the counter, put on record for its signature."""
    return _entry(request, Way.ORAL)


def _entry(request: OfficeRequest, way: Way) -> HttpResponse:
    """One paper by one of the three pages."""
    paper, last = Paper(request, from_incoming.chosen(request)), _last(request) if way == Way.POST else None
    form, parties = _forms(request, way, paper, last)
    sent = request.method == "POST" and "find" not in request.POST

    def do() -> tuple[str, str]:
        submission = _register(request, paper, form, parties)
        return _after(request, way, form, submission), ""

    answered = None
    if sent and _complete(form, parties):
        answered = _asking(paper, form, do)
    if answered:
        return answered
    bad = sent and not paper.question
    context = {**_page_of(request, way, form, parties, bad=bad), **paper.context(), "last": last}
    return show(request, "registry/register.html", context, bad=bad)


def _asking(paper: Paper, form: PaperForm, do: Callable[[], tuple[str, str]]) -> HttpResponse | None:
    """Do it; None when the page is to show errors, or the question, which keeps the files."""
    try:
        return do_form(paper.request, form, do)
    except LooksRegistered:
        paper.keep(form)
    return None


def _forms(
    request: OfficeRequest, way: Way, paper: Paper, last: Submission | None
) -> tuple[IntakeForm, list[PartyForm]]:
    viewer = request.viewer
    form = IntakeForm(
        request.POST or None,
        request.FILES or None,
        way=way,
        procedures=queries.procedures(viewer),
        marks=queries.class_marks(viewer),
        units=queries.units(viewer),
        languages=offered(request.organisation),
        find_case=lambda text: queries.case_of_code(viewer, text),
        initial={**_initial(request, last), **from_incoming.paper(paper.incoming)},
    )
    from_incoming.fix_channel(form, paper.incoming)
    first = _first_party(request) or from_incoming.party(paper.incoming)
    return form, party_forms(request.POST or None, found=_found(request, first), initial=first)


def _page_of(
    request: OfficeRequest, way: Way, form: IntakeForm, parties: Sequence[PartyForm], *, bad: bool
) -> dict[str, Any]:
    return {
        "way": way.value,
        "here": reverse(PAGES[way]),
        "form": form,
        "parties": parties,
        "first_party": parties[0],
        "bad": bad,
        "files_again": bad and bool(request.FILES),
        "missing": request.GET.get("missing", "")[:200],
        "open_more": any(party.errors or (party.is_bound and party.filled) for party in parties[1:]),
        "place": counter.place_of(request.viewer),
        "entries": counter.today(request.viewer) if way == Way.POST else [],
    }


def _register(request: OfficeRequest, paper: Paper, form: IntakeForm, parties: Sequence[PartyForm]) -> Submission:
    """Register the paper, as what the form, or the answer to the question, says. Raises LooksRegistered."""
    viewer, documents = request.viewer, paper.documents(form)
    case = chosen_case(viewer, request)
    if case is None:
        typed = Intake(**facts_of(form, documents))
        paper.ask(typed, sender_of(parties) if any(party.filled for party in parties) else _from_case(form.case))
        case = form.case
    wanted = new_case(viewer, form, parties, documents)
    if case and not wanted.parties:
        wanted = replace(wanted, parties=sender_of_case(case))
    submission = paper.register(wanted, form, case)
    if not case and (asked := form.cleaned_data.get("language", "")):
        asked_with_the_request(viewer, case=submission.case, language=asked, note=ASKED_WITH_IT)
    return submission


def _from_case(case: Case | None) -> From:
    first = sender_of_case(case)[0].party if case and case.party_ids else None
    return From(str(first.pk), first.name, first.identifier) if first else From()


def _after(request: OfficeRequest, way: Way, form: IntakeForm, submission: Submission) -> str:
    """Where it goes on: the morning's post stays on its page."""
    if way != Way.POST:
        return reverse("registry:registered", args=[submission.case.pk, submission.pk])
    same = {"same": "1"} if form.cleaned_data["same"] else {}
    return f"{reverse('registry:post')}?{urlencode({'last': str(submission.pk), **same})}"


def _last(request: OfficeRequest) -> Submission | None:
    """The entry before this one."""
    key = uuid_or_none(request.GET.get("last", ""))
    return counter.own_submission(request.viewer, key) if key else None


def _initial(request: OfficeRequest, last: Submission | None) -> dict[str, Any]:
    """Now by the organisation's clock, and what the entry before had when that is wanted (`like`, `same`)."""
    initial: dict[str, Any] = {"received_at": clock.now(request.organisation)}
    if last:
        initial |= {"received_at": last.received_at}
        if "same" in request.GET:
            initial |= {**_like(request.viewer, last.case), "channel": IntakeChannel.POST, "same": True}
    like = uuid_or_none(request.GET.get("like", ""))
    return {**initial, **_like(request.viewer, queries.case(request.viewer, like))} if like else initial


def _like(viewer: Viewer, case: Case) -> dict[str, Any]:
    """What a case has in common with the next one of its kind."""
    mark = next((row for row in queries.class_marks(viewer) if row.code == case.class_code), None)
    matter = procedure_text(case.procedure) if case.procedure else mark_text(mark) if mark else case.class_code
    unit = str(case.unit_id) if case.unit_id else ""
    return {"matter": matter, "subject": case.subject, "channel": case.channel, "unit": unit}


def _first_party(request: OfficeRequest) -> list[dict[str, Any]]:
    known = request.GET.get("party", "")
    asked = bool(known) or "name" in request.GET
    return [{"known": known, "name": request.GET.get("name", "")[:200]}] if asked else []


def _found(request: OfficeRequest, first: Sequence[dict[str, Any]]) -> list[list[Party]]:
    """The known parties to offer in each form: the one chosen before, and those of the name typed."""
    found = []
    for place in range(PARTIES):
        given = first[place] if place < len(first) else {}
        chosen = request.POST.get(f"party-{place}-known") or given.get("known", "")
        name = (request.POST.get(f"party-{place}-name") or given.get("name", "")).strip()
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
    if not named and not form.case and not form.cleaned_data.get("anonymous"):
        parties[0].add_error("name", ValidationError(_("Write who sends the paper."), code="party"))
        return False
    return fine


@page(*CLERKS)
def supplement(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """A paper that belongs to a case: it gets a sub-number, never a new number."""
    viewer, paper = request.viewer, Paper(request, from_incoming.chosen(request))
    case = queries.case(viewer, case_id)
    parties = list(case.parties.select_related("party"))
    waits = [wait.party for wait in open_waits(case) if wait.kind in OF_A_PARTY and wait.party]
    first = next(iter([*waits, *parties]), None)
    form = SupplementForm(
        request.POST or None,
        request.FILES or None,
        parties=parties,
        initial={
            "received_at": clock.now(request.organisation),
            "subject": _("Supplement"),
            "sender": str(first.party_id) if first else "",
            **from_incoming.paper(paper.incoming),
            **from_incoming.sender(paper.incoming, parties),
        },
    )
    from_incoming.fix_channel(form, paper.incoming)

    def do() -> tuple[str, str]:
        documents = paper.documents(form)
        wanted = Intake(parties=senders(form), **facts_of(form, documents))
        sender = wanted.parties[0].party if wanted.parties else None
        paper.ask(wanted, From(str(sender.pk), sender.name, sender.identifier) if sender else From())
        submission = paper.register(wanted, form, case)
        return reverse("registry:registered", args=[case.pk, submission.pk]), ""

    answered = _asking(paper, form, do)
    if answered:
        return answered
    files = request.method == "POST" and bool(request.FILES) and not paper.question
    names = ", ".join(dict.fromkeys(party.name for party in waits))
    context = {"case": case, "form": form, "files_again": files, "waits": names, **paper.context()}
    return show(request, "registry/supplement.html", context, bad=bool(form.errors))


@page(*READERS)
def registered(request: OfficeRequest, case_id: UUID, submission_id: UUID) -> HttpResponse:
    """The end of an entry: the number, large; the label, the receipt, and the next one."""
    submission = desk.submission(request.viewer, case_id, submission_id)
    look_at_case(request.viewer, case_id)
    reception = counter.reception_of(request.viewer, submission)
    context = {
        "submission": submission,
        "case": submission.case,
        "number": printing.number_of(request.organisation, submission),
        "reception": reception,
        "clerk": request.viewer.has(*CLERKS),
        "may_undo": _may_undo(request.viewer, submission, reception),
    }
    return show(request, "registry/registered.html", context)


def _may_undo(viewer: Viewer, submission: Submission, reception: Reception | None) -> bool:
    case = submission.case
    own = viewer.account is not None and reception is not None and reception.by_id == viewer.account.pk
    fresh = case.status == CaseStatus.FORMED and not case.last_sub and case.cancelled_at is None
    return viewer.has(*CLERKS) and own and fresh and not submission.sub_number


@page(*READERS)
def label(request: OfficeRequest, case_id: UUID, submission_id: UUID) -> HttpResponse:
    """The intake stamp as a label to print (regulation.md 1.8); it is never burnt into the paper's own content."""
    submission = desk.submission(request.viewer, case_id, submission_id)
    look_at_case(request.viewer, case_id)
    reception = counter.reception_of(request.viewer, submission)
    counted = reception.enclosures if reception else None
    context = {
        "submission": submission,
        "case": submission.case,
        "number": printing.number_of(request.organisation, submission),
        "attachments": submission.attachments.count() if counted is None else counted,
        "reception": reception,
        "clerk": request.viewer.has(*CLERKS),
        "places": range(1, printing.LABELS_ON_A4 + 1),
    }
    return show(request, "registry/label.html", context)


@page(*CLERKS)
def receipt(request: OfficeRequest, case_id: UUID, submission_id: UUID) -> HttpResponse:
    """The receipt of a submission as PDF, made when it is asked for first."""
    submission = desk.submission(request.viewer, case_id, submission_id)
    return with_receipt(request, submission, lambda: send(receipts.ensure(request.viewer, submission)))
