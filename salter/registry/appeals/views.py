"""Pages of appeals, objections and clauses at a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from salter.calendars import law
from salter.calendars.law import cited
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.acting import find
from salter.organisations.models import Duty
from salter.organisations.pages import OfficeRequest, page
from salter.registry import queries as registry
from salter.registry.actions.cases import handled_by
from salter.registry.appeals import actions, queries
from salter.registry.appeals.clauses import put_clause
from salter.registry.appeals.forms import (
    AfterForm,
    DismissForm,
    ForwardForm,
    OtherAppealForm,
    OutcomeForm,
    WhyForm,
    WithdrawAppealForm,
    WrongForm,
)
from salter.registry.appeals.receiving import judged_here
from salter.registry.appeals.rules import Deed, deeds
from salter.registry.forms.base import OfficeForm
from salter.registry.looks import look_at_case
from salter.registry.models import Appeal, AppealState, Case, CaseStatus, ClauseKind, DismissalGround
from salter.registry.navigation import READERS
from salter.registry.parties.queries import service_of
from salter.registry.parties.services import present_parties
from salter.registry.parties.views import HOLDERS, may_be_entered
from salter.registry.second_instance import queries as second_instance
from salter.registry.views.acts import act_url
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import TONES, do_form, show
from salter.ui.templatetags.salter import language, script

STATE_TONES = {AppealState.RECEIVED: "action", AppealState.FORWARDED: "waiting", AppealState.ENDED: "done"}
LINKS: dict[Deed, tuple[str, Callable[[], str]]] = {
    Deed.DISMISS: ("appeal-dismiss", lambda: _("Dismiss it by a ruling")),
    Deed.REFUSE: ("appeal-refuse", lambda: _("Refuse the objection by a ruling")),
    Deed.GRANT: ("appeal-grant", lambda: _("Grant it by a new decision")),
    Deed.FORWARD: ("appeal-forward", lambda: _("Forward it with the file")),
    Deed.OUTCOME: ("appeal-outcome", lambda: _("Enter how the second instance decided")),
    Deed.WITHDRAW: ("appeal-withdraw", lambda: _("The party withdrew it")),
    Deed.AFTER: ("appeal-after", lambda: _("What happened afterwards")),
    Deed.MISTAKE: ("appeal-mistake", lambda: _("Entered by mistake")),
}


def _at(case: Case) -> str:
    return reverse("registry:appeals", args=[case.pk])


@require_GET
@page(*READERS)
def appeals(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """What was filed in a case and what became of it; what is true of each act for each party, and its clauses."""
    viewer, case = request.viewer, registry.case(request.viewer, case_id)
    look_at_case(viewer, case_id)
    may = may_be_entered(viewer, case)
    context = {
        "case": case,
        "tone": TONES[CaseStatus(case.status)],
        "rows": [_told(row, _offered(viewer, case, may)) for row in queries.of_case(case)],
        "qualities": queries.qualities(case, clock.today(request.organisation)),
        "may_enter": may,
        "article": script(cited(law.FINAL_FOR_PARTY.article, language())),
    }
    return show(request, "registry/appeals.html", context)


OF_HANDLERS = frozenset({Deed.DISMISS, Deed.REFUSE, Deed.GRANT, Deed.FORWARD})
"""What whoever handles the case does; the registry office enters the rest, too."""


def _offered(viewer: Viewer, case: Case, may: bool) -> frozenset[Deed]:
    """The deeds that the viewer may do at all."""
    handles = viewer.staff is not None and find(viewer, Duty.HANDLE, handled_by(case)) is not None
    return frozenset(Deed if handles else set(Deed) - OF_HANDLERS) if may else frozenset()


def _told(row: Appeal, offered: frozenset[Deed]) -> dict[str, Any]:
    allowed = deeds(row.kind, row.state, judged_here=judged_here(row)) & offered
    allowed = frozenset() if row.mistaken_on else allowed
    return {
        "row": row,
        "tone": "closed" if row.mistaken_on else STATE_TONES[AppealState(row.state)],
        "links": [_link(row, deed) for deed in LINKS if deed in allowed],
    }


def _link(row: Appeal, deed: Deed) -> tuple[str, str]:
    """Where a deed is done; a mistake at an act is taken back at the dates of its party."""
    name, words = LINKS[deed]
    if deed is Deed.MISTAKE and row.service_id:
        return reverse("registry:service-mistake", args=[row.case_id, row.service_id]), words()
    return reverse(f"registry:{name}", args=[row.case_id, row.pk]), words()


@page(*HOLDERS)
def other(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """A party appeals because nothing was decided, or against an act that is not kept here."""
    case = registry.case(request.viewer, case_id)
    form = OtherAppealForm(
        request.POST or None,
        parties=present_parties(case),
        submissions=queries.papers_filed(case),
        initial={"on": clock.today(request.organisation)},
    )

    def do() -> str | Promise:
        row = actions.receive_other(request.viewer, case=case, **form.given())
        if row.in_time is False:
            return _("It is entered. It did not come within its days.")
        return _("It is entered; its clock runs.")

    title = _("Appeal for silence, or against an act that is not kept here")
    text = _("Against an act that is kept here, enter it at the dates of the party.")
    return _deed(request, case, form, do, title=title, button=_("Enter it"), text=text)


def _deed(
    request: OfficeRequest, case: Case, form: OfficeForm, do: Callable[[], str | Promise | tuple[str, str | Promise]],
    **words: Any,
) -> HttpResponse:  # fmt: skip
    """The page of one deed; afterwards the page of the appeals, or where `do` says."""

    def run() -> tuple[str, str | Promise]:
        said = do()
        return said if isinstance(said, tuple) else (_at(case), said)

    answered = do_form(request, form, run)
    if answered:
        return answered
    context = {"case": case, "form": form, "tone": TONES[CaseStatus(case.status)], **words}
    return show(request, "registry/do.html", context, bad=bool(form.errors))


def _about(row: Appeal) -> str:
    """Whose it is and against what."""
    against = row.service.act.title if row.service else row.against
    return ": ".join(filter(None, (row.party.name if row.party else "", against)))


@page(*HANDLERS)
def dismiss(request: OfficeRequest, case_id: UUID, appeal_id: UUID) -> HttpResponse:
    """Draft the ruling by which the body itself dismisses an appeal."""
    row = queries.one(request.viewer, case_id, appeal_id)
    form = DismissForm(request.POST or None, initial={"ground": "late" if row.in_time is False else None})

    def do() -> tuple[str, str]:
        given = form.cleaned_data
        done = actions.dismiss(
            request.viewer, appeal=row, ground=DismissalGround(given["ground"]), why=given["why"]
        )  # fmt: skip
        return _drafted(done)

    words = {"title": _("Dismiss it by a ruling"), "button": _("Draft the ruling"), "text": _about(row)}
    return _deed(request, row.case, form, do, **words)


def _drafted(row: Appeal) -> tuple[str, str]:
    assert row.act
    return act_url(row.act), _("It is drafted; check it and submit it for approval. Signed, it ends the appeal.")


@page(*HANDLERS)
def refuse(request: OfficeRequest, case_id: UUID, appeal_id: UUID) -> HttpResponse:
    """Draft the ruling by which the body refuses an objection."""
    row = queries.one(request.viewer, case_id, appeal_id)
    form = WhyForm(request.POST or None)

    def do() -> tuple[str, str]:
        return _drafted(actions.refuse(request.viewer, appeal=row, why=form.cleaned_data["why"]))

    words = {"title": _("Refuse the objection by a ruling"), "button": _("Draft the ruling"), "text": _about(row)}
    return _deed(request, row.case, form, do, **words)


@page(*HANDLERS)
def grant(request: OfficeRequest, case_id: UUID, appeal_id: UUID) -> HttpResponse:
    """The body grants it itself, by a new decision."""
    row = queries.one(request.viewer, case_id, appeal_id)
    form = WhyForm(request.POST or None)

    def do() -> tuple[str, str]:
        return _drafted(actions.grant(request.viewer, appeal=row, why=form.cleaned_data["why"]))

    warning = _("A decided case is opened for the new decision.")
    words = {"title": _("Grant it by a new decision"), "button": _("Draft the decision"), "text": _about(row)}
    return _deed(request, row.case, form, do, warning=warning, **words)


def _decides(case: Case) -> str:
    """Who decides on appeals of a case, as it is addressed; on one line, to be checked."""
    body = second_instance.of_case(case)
    return ", ".join(filter(None, (body.name, body.address)))[:200]


@page(*HANDLERS)
def forward(request: OfficeRequest, case_id: UUID, appeal_id: UUID) -> HttpResponse:
    """Forward an appeal with the file and the opinion of the body."""
    row = queries.one(request.viewer, case_id, appeal_id)
    initial = {"on": clock.today(request.organisation), "to_body": _decides(row.case)}
    form = ForwardForm(request.POST or None, initial=initial)

    def do() -> str:
        given = {name: form.cleaned_data[name] for name in ("to_body", "opinion", "on")}
        actions.forward(request.viewer, appeal=row, **given)
        return _("The letter with the list of the file is among the papers of the case. Print and sign it.")

    words = {"title": _("Forward it with the file"), "button": _("Make the letter"), "text": _about(row)}
    warning = _("It did not come in time by the days of its party.") if row.in_time is False else ""
    return _deed(request, row.case, form, do, warning=warning, **words)


@page(*HOLDERS)
def outcome(request: OfficeRequest, case_id: UUID, appeal_id: UUID) -> HttpResponse:
    """Enter how the second instance decided."""
    row = queries.one(request.viewer, case_id, appeal_id)
    form = OutcomeForm(request.POST or None, initial={"on": clock.today(request.organisation)})

    def do() -> str:
        actions.decided(request.viewer, appeal=row, **form.given())
        return _("It is entered; the dates of the parties are counted anew.")

    warning = _("Returned for a new procedure, the case is open again and has a new date to decide.")
    words = {"title": _("How the second instance decided"), "button": _("Enter it"), "text": _about(row)}
    return _deed(request, row.case, form, do, warning=warning, **words)


@page(*HOLDERS)
def withdrawn(request: OfficeRequest, case_id: UUID, appeal_id: UUID) -> HttpResponse:
    """The party withdrew its appeal."""
    row = queries.one(request.viewer, case_id, appeal_id)
    form = WithdrawAppealForm(request.POST or None, initial={"on": clock.today(request.organisation)})

    def do() -> str:
        actions.withdraw(request.viewer, appeal=row, on=form.cleaned_data["on"], note=form.cleaned_data["note"])
        return _("It is entered that the party withdrew it.")

    words = {"title": _("The party withdrew it"), "button": _("Enter it"), "text": _about(row)}
    return _deed(request, row.case, form, do, **words)


@page(*HOLDERS)
def after(request: OfficeRequest, case_id: UUID, appeal_id: UUID) -> HttpResponse:
    """The party was notified, the file came back, the party went to court."""
    row = queries.one(request.viewer, case_id, appeal_id)
    names = ("told_on", "file_back_on", "disputed_on")
    form = AfterForm(request.POST or None, initial={name: getattr(row, name) for name in names})

    def do() -> str:
        actions.note_after(request.viewer, appeal=row, **{name: form.cleaned_data[name] for name in names})
        return _("It is entered; the dates of the parties are counted anew.")

    words = {"title": _("What happened afterwards"), "button": _("Enter it"), "text": _about(row)}
    return _deed(request, row.case, form, do, **words)


@page(*HOLDERS)
def mistake(request: OfficeRequest, case_id: UUID, appeal_id: UUID) -> HttpResponse:
    """An appeal was entered by mistake."""
    row = queries.one(request.viewer, case_id, appeal_id)
    form = WrongForm(request.POST or None)

    def do() -> str:
        actions.mistake(request.viewer, appeal=row, why=form.cleaned_data["why"])
        return _("What was entered is taken back.")

    words = {
        "title": _("Entered by mistake"),
        "button": pgettext("what was entered", "Take it back"),
        "text": _about(row),
    }
    return _deed(request, row.case, form, do, **words)


@page(*HOLDERS)
def clause(request: OfficeRequest, case_id: UUID, service_id: UUID, kind: str) -> HttpResponse:
    """Put a clause on a copy of an act for a party."""
    if kind not in ClauseKind.values:
        raise Http404
    chosen, (case, service) = ClauseKind(kind), service_of(request.viewer, case_id, service_id)
    form = OfficeForm(request.POST or None)

    def do() -> str:
        put_clause(request.viewer, service=service, kind=chosen)
        return _("The clause is made and is among the papers of the case; print it to the copy and sign it.")

    title = _("Clause: %(kind)s") % {"kind": chosen.label}
    text = f"{service.case_party.name}: {service.act.title}"
    return _deed(request, case, form, do, title=title, button=_("Make the clause"), text=text)
