"""Pages of data ex officio: those of a case, and the open ones of the office."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from salter.calendars import law
from salter.calendars.law import cited
from salter.documents import blobs, intake
from salter.documents.actions import take_in
from salter.documents.models import Document, Source
from salter.documents.sending import send_bytes
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.looks import look_at_case
from salter.registry.models import Case, CaseStatus, DataBasis, DataEnd, DataRequest, DataState, DataWay, Submission
from salter.registry.obtaining import actions, queries
from salter.registry.obtaining.actions import Needed
from salter.registry.obtaining.cards import TONES as DATA_TONES
from salter.registry.obtaining.connectors import usable
from salter.registry.obtaining.connectors.files import LIMIT
from salter.registry.obtaining.forms import (
    AccessForm,
    AnswerFileForm,
    AskForm,
    CameForm,
    DataForm,
    EndForm,
    ProposedForm,
    SeenForm,
)
from salter.registry.obtaining.queries import Narrow
from salter.registry.obtaining.rules import Proposal
from salter.registry.obtaining.standing import matters, request_access
from salter.registry.parties.services import present_parties
from salter.registry.plan import READERS as ASKS
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, do_form, show
from salter.ui.formats import format_date
from salter.ui.templatetags.salter import language, script


def _at(case: Case) -> str:
    return reverse("registry:data", args=[case.pk])


@page(*HANDLERS)
def data(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """The data of a case: what is noted, and what the form of the request and the catalogue name besides."""
    viewer = request.viewer
    case = registry.case(viewer, case_id)
    rows = queries.of_case(case)
    needs = queries.needs(viewer, case, [row.what for row in rows])
    # What is sent again was noted meanwhile: it must still be a choice, so that it leads to where it went first.
    offered = queries.needs(viewer, case, []) if request.method == "POST" else needs
    form = ProposedForm(request.POST or None, proposals=offered.proposals)

    def do() -> tuple[str, str | Promise]:
        needed = [_needed(one, needs.submission) for one in form.picked()]
        made = len(actions.note_needed(viewer, case=case, needed=needed))
        return _at(case), ngettext("%(count)s datum is noted.", "%(count)s data are noted.", made) % {"count": made}

    answered = do_form(request, form, do)
    if answered:
        return answered
    look_at_case(viewer, case_id)
    context = {
        **_about(case),
        "rows": [(row, DATA_TONES[DataState(row.state)]) for row in rows],
        "form": form,
        "proposed": any(one.basis for one in needs.proposals),
        "open_choices": [one for one in needs.proposals if not one.basis],
    }
    return show(request, "registry/data_of_case.html", context, bad=bool(form.errors))


def _needed(one: Proposal, submission: Submission | None) -> Needed:
    """What the party chose in its form was chosen on the day on which it sent that."""
    chosen = submission if one.chosen else None
    on = timezone.localdate(chosen.received_at) if chosen and one.basis == DataBasis.CONSENT else None
    return Needed(one.what, DataBasis(one.basis), keeper=one.keeper, consent_on=on, submission=chosen)


def _about(case: Case) -> dict[str, Any]:
    """What every page of the data of a case says."""
    return {
        "case": case,
        "tone": TONES[CaseStatus(case.status)],
        "duty": script(cited(law.EX_OFFICIO_DUTY.article, language())),
        "works": case.status in actions.AT_WORK and not (case.closed_at or case.cancelled_at),
    }


@page(*HANDLERS)
def new(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Note a datum that neither the form nor the catalogue names."""
    case = registry.case(request.viewer, case_id)
    given = {"what": request.GET.get("what", "")[:300]}
    form = DataForm(request.POST or None, parties=present_parties(case), initial=given)

    def do() -> tuple[str, str | Promise]:
        actions.note_needed(request.viewer, case=case, needed=[form.needed()])
        return _at(case), _("It is noted.")

    text = _("What official records hold the body obtains itself; the party is asked only for the rest.")
    return _deed(request, case, form, do, title=_("Note a datum"), button=_("Note it"), text=text)


@page(*HANDLERS)
def ask(request: OfficeRequest, case_id: UUID, data_id: UUID) -> HttpResponse:
    """Ask for a datum, for the first time or again."""
    row = queries.one(request.viewer, case_id, data_id)
    form = AskForm(
        request.POST or None,
        connectors=usable(request.organisation),
        initial={"on": clock.today(request.organisation)},
    )

    def do() -> tuple[str, str | Promise]:
        if connector := form.connector():
            return _at(row.case), _after(actions.ask_by_connector(request.viewer, data=row, connector=connector))
        way = DataWay(form.cleaned_data["way"])
        asked = actions.ask(request.viewer, data=row, way=way, on=form.cleaned_data["on"])
        assert asked.deadline
        words = {"day": format_date(asked.deadline.due_on)}
        if way == DataWay.LETTER:
            return _at(row.case), _("The letter is made; sign it and send it. The answer is due on %(day)s.") % words
        return _at(row.case), _("It is noted. The answer is due on %(day)s.") % words

    again = row.state == DataState.ASKED
    title = _("Ask for it again") if again else _("Ask for the datum")
    return _deed(request, row.case, form, do, title=title, button=title, text=_named(row))


def _after(row: DataRequest) -> str | Promise:
    """What a connector has brought."""
    if row.state == DataState.GOT:
        return _("The record answered; what it says is noted and is among the papers of the case.")
    if row.state == DataState.WITHOUT:
        return _("The record answered that it holds nothing about it.")
    if row.letter:
        return _("The file for the keeper is made. Bring the answer in when it comes.")
    return row.note


@page(*HANDLERS)
def answer(request: OfficeRequest, case_id: UUID, data_id: UUID) -> HttpResponse:
    """Bring in the keeper's answer to the file of a question."""
    row = queries.one(request.viewer, case_id, data_id)
    form = AnswerFileForm(request.POST or None, request.FILES if request.method == "POST" else None)

    def do() -> tuple[str, str | Promise]:
        content = form.cleaned_data["file"].read(LIMIT + 1)
        return _at(row.case), _after(actions.bring_answer(request.viewer, data=row, content=content))

    title = _("Bring the answer in")
    return _deed(request, row.case, form, do, title=title, button=title, text=_named(row))


@page(*HANDLERS)
def came(request: OfficeRequest, case_id: UUID, data_id: UUID) -> HttpResponse:
    """What was asked for came."""
    row = queries.one(request.viewer, case_id, data_id)
    files = request.FILES if request.method == "POST" else None
    form = CameForm(request.POST or None, files, initial={"on": clock.today(request.organisation)})

    def do() -> tuple[str, str | Promise]:
        given = form.cleaned_data
        document = _taken(request.viewer, given["document"])
        actions.receive(request.viewer, data=row, on=given["on"], answer=given["answer"], document=document)
        return _at(row.case), _("It is noted, and the clock has stopped.")

    return _deed(request, row.case, form, do, title=_("It came"), button=_("Note what came"), text=_named(row))


def _taken(viewer: Viewer, file: Any) -> Document | None:
    """The file, taken in; None without one. Raises ValidationError (code `documents`)."""
    if not file:
        return None
    name, content, media_type = file.name or "", cast(Any, file.file), file.content_type or ""
    try:
        return take_in(viewer, name=name, content=content, source=Source.UPLOAD, declared_media_type=media_type)
    except intake.UploadRefused as refused:
        raise ValidationError(refused.message, code="documents") from refused
    except blobs.TooLarge as refused:
        words = _("The file “%(name)s” is too large. Nothing was kept.") % {"name": name}
        raise ValidationError(words, code="documents") from refused


@page(*HANDLERS)
def seen(request: OfficeRequest, case_id: UUID, data_id: UUID) -> HttpResponse:
    """The record was looked at: an official note of it is made."""
    row = queries.one(request.viewer, case_id, data_id)
    form = SeenForm(request.POST or None, initial={"on": clock.today(request.organisation)})

    def do() -> tuple[str, str | Promise]:
        given = form.cleaned_data
        actions.look_up(request.viewer, data=row, on=given["on"], answer=given["answer"])
        return _at(row.case), _("The official note is made and is among the papers of the case.")

    title = _("Look into the record")
    return _deed(request, row.case, form, do, title=title, button=_("Make the official note"), text=_named(row))


@page(*HANDLERS)
def end(request: OfficeRequest, case_id: UUID, data_id: UUID) -> HttpResponse:
    """A datum is no longer awaited."""
    row = queries.one(request.viewer, case_id, data_id)
    form = EndForm(request.POST or None)

    def do() -> tuple[str, str | Promise]:
        given = form.cleaned_data
        actions.end(request.viewer, data=row, why=DataEnd(given["why"]), note=given["note"])
        return _at(row.case), _("It is noted that the case goes on without it.")

    warning = _("The party may still not be asked for it where an official record is kept.")
    words = {"title": _("End without it"), "button": _("End without it"), "text": _named(row), "warning": warning}
    return _deed(request, row.case, form, do, **words)


def _named(row: DataRequest) -> str:
    return " · ".join(filter(None, (row.what, row.register, row.keeper)))


def _deed(request: OfficeRequest, case: Case, form: Any, do: Any, **words: Any) -> HttpResponse:
    """The page of one deed; what follows is the page of the data of the case."""
    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {**_about(case), "form": form, **words}
    return show(request, "registry/data_do.html", context, bad=bool(form.errors))


@page(*ASKS)
def access(request: OfficeRequest) -> HttpResponse:
    """The body's request for standing access, made of the catalogue: first what it will name, then the paper."""
    form = AccessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            pdf = request_access(request.viewer, recipient=given["recipient"], number=given["number"])
        except ValidationError as refused:
            form.refuse(refused)
        else:
            return send_bytes(pdf, name="zahtev-za-pristup.pdf", media_type="application/pdf")
    context = {"matters": matters(request.viewer), "form": form}
    return show(request, "registry/data_access.html", context, bad=bool(form.errors))


@require_GET
@page(*HANDLERS)
def open_data(request: OfficeRequest) -> HttpResponse:
    """What is asked for and what is still to be asked for, the most urgent first."""
    viewer = request.viewer
    usual = "me" if viewer.has(Role.HANDLER) else "unit"
    given = request.GET
    narrow = Narrow(given.get("who", usual), given.get("state", DataState.ASKED.value), given.get("after", ""))
    rows, following = queries.open_data(viewer, narrow)
    words = ngettext("%(count)s datum", "%(count)s data", len(rows)) % {"count": len(rows)}
    context = {
        "rows": rows,
        "asked": narrow.state != DataState.NEEDED,
        "tabs": _tabs(narrow),
        "next_url": _address(narrow, after=following) if following else "",
        "previous_url": _address(narrow) if narrow.after else "",
        "shown": words,
    }
    return show(request, "registry/data_open.html", context)


def _tabs(narrow: Narrow) -> list[dict[str, Any]]:
    whose = {"me": _("mine"), "unit": _("of my unit"), "all": _("all that I may see")}
    states = {DataState.ASKED.value: _("Asked for"), DataState.NEEDED.value: _("Not asked for yet")}
    return [
        {
            "label": f"{label}, {words}",
            "url": _address(Narrow(who, state)),
            "current": (who, state) == (narrow.who, narrow.state),
            "count": None,
        }
        for state, label in states.items()
        for who, words in whose.items()
    ]


def _address(narrow: Narrow, *, after: str = "") -> str:
    said = {"who": narrow.who, "state": narrow.state, "after": after}
    return f"{reverse('registry:data-open')}?{urlencode({key: value for key, value in said.items() if value})}"
