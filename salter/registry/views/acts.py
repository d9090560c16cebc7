"""Acts: drafting, approving, signing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from salter.documents.rendering import RenderFailed
from salter.documents.sending import secure, send
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.organisations.presence import level_to_sign
from salter.registry import actions, acts, desk, plan, queries, wording, wording_second
from salter.registry.actions.acts import is_own
from salter.registry.deciding.beginning import beginning, offered
from salter.registry.drafting import earlier
from salter.registry.drafting import queries as drafts
from salter.registry.drafting.actions import keep_beside
from salter.registry.drafting.layouts.actions import lay_out
from salter.registry.drafting.layouts.queries import usable
from salter.registry.drafting.views import act_of, version_url
from salter.registry.forms import ActForm, OfficeForm, ReturnForm
from salter.registry.guaranteeing.cards import guarantees_of
from salter.registry.jointly import queries as jointly
from salter.registry.looks import look_at_case, look_at_document
from salter.registry.models import Act, ActKind, ActStatus, ActVersion, Case, Extent, LayoutVersion
from salter.registry.navigation import APPROVERS, READERS
from salter.registry.obtaining.telling import own_duty
from salter.registry.parties.services import present_parties
from salter.registry.rectifying import queries as rectifications
from salter.registry.rectifying.rules import can_be_corrected
from salter.registry.stating.telling import unheard
from salter.registry.steps import Standing, handles_for
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import ACT_TONES, case_url, do_form, done_once, show
from salter.signatures.common import TimestampUnavailable

RESULTS = "registry-sign-results"


def act_url(act: Act) -> str:
    """The page of an act."""
    return reverse("registry:act", args=[act.case_id, act.pk])


@page(*HANDLERS)
def new(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Choose the kind of act, then write its lawful parts; what the case knows is written already."""
    viewer = request.viewer
    case = queries.case(viewer, case_id)
    kind = request.GET.get("kind", "")
    if kind not in ActKind.values:
        named = [(title, kind, ActKind(kind).label) for title, kind in plan.acts_named(viewer, case)]
        context = {"case": case, "kinds": ActKind.choices, "named": named, "extents": offered(viewer, case)}
        return show(request, "registry/act_kind.html", context)
    chosen, extent = ActKind(kind), request.GET.get("extent", "")
    if extent == Extent.GUARANTEE:
        return redirect("registry:guarantee-new", case_id)
    extent = extent if chosen == ActKind.DECISION and extent in Extent.values else ""
    parties = present_parties(case)
    written = {**wording.content(chosen, request.organisation, case, parties), **beginning(case, extent)}
    if case.language:
        second = wording_second.content(chosen, request.organisation, case, parties, case.language)
        written |= {acts.second_key(key, case.language): text for key, text in second.items()}
    source = _source(viewer, case, chosen, request.GET.get("as", ""))
    if source:
        written = {**earlier.as_in(request.organisation, source, written, case.language), "outcome": source.outcome}
    title = request.GET.get("title", "")[:300] or wording.title(chosen, case, extent)
    layouts = usable(viewer, chosen)
    told: dict[str, Any] = {"kind": chosen, "layouts": layouts, "extent": extent, "language": case.language}
    form = ActForm(request.POST or None, initial={"title": title, **written}, **told)

    def do() -> tuple[str, str]:
        data = form.cleaned_data
        act = actions.draft_act(
            viewer,
            case=case,
            kind=chosen,
            title=data["title"],
            content=form.content(),
            outcome=form.outcome(),
            source=source,
            extent=extent,
            rest=form.rest(),
        )
        return _after_writing(request, act, form)

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"case": case, "form": form, "kind": chosen, "act": None, "versions": [], "like": source}
    context["gaps"] = acts.gaps_in(chosen, _as_shown(form), case.language)
    context["untranslated"] = acts.untranslated_in(chosen, case.language, _as_shown(form))
    context["own_duty"] = own_duty(viewer, case, chosen, None)
    context["in_place"], context["extent"] = handles_for(viewer, case), extent
    return show(request, "registry/act_form.html", context, bad=bool(form.errors))


def _source(viewer: Viewer, case: Case, kind: ActKind, act_id: str) -> Act | None:
    """The earlier act that the new one begins with. Raises Act.DoesNotExist."""
    if not act_id:
        return None
    try:
        return earlier.one(viewer, case, kind, UUID(act_id))
    except ValueError as error:
        raise Act.DoesNotExist from error


def _as_shown(form: ActForm) -> dict[str, Any]:
    """What stands in the fields of a form."""
    return {field.name: field.value() for field in form.visible_fields()}


def _after_writing(request: OfficeRequest, act: Act, form: ActForm) -> tuple[str, str]:
    if form.layouts:
        lay_out(request.viewer, act=act, version=form.layout())
    if request.POST.get("then") == "submit":
        actions.submit_act(request.viewer, act=act)
        return act_url(act), _("The act is submitted for approval.")
    return act_url(act), _("The draft is saved.")


@page(*READERS)
def act(request: OfficeRequest, case_id: UUID, act_id: UUID) -> HttpResponse:
    """An act: its draft as a form for who may change it, else its page with what can be done with it."""
    viewer = request.viewer
    found = act_of(viewer, case_id, act_id)
    at = Standing(viewer, desk.case_file(viewer, case_id))
    writes = at.handles and not at.over
    if writes and (found.status == ActStatus.DRAFT or request.method == "POST"):
        return _draft(request, found, at)
    context = {**_about(at, found), "note_form": ReturnForm(), "once": OfficeForm()}
    if request.method == "POST":
        return _not_saved(request, found, context)
    return show(request, "registry/act.html", context)


def _not_saved(request: OfficeRequest, found: Act, context: dict[str, Any]) -> HttpResponse:
    """What was written by somebody who handles the case no longer stands on the page, to be copied."""
    sent = ActForm(request.POST, kind=ActKind(found.kind), extent=found.extent, language=found.language)
    typed = [
        (field.label, field.data)
        for field in sent.visible_fields()
        if field.name not in ("outcome", "layout") and field.data
    ]
    refused = _("You do not handle this case, so what you wrote is not saved. It stands below: copy it.")
    return show(request, "registry/act.html", {**context, "refused": refused, "typed": typed}, bad=True)


def _act(viewer: Viewer, case_id: UUID, act_id: UUID) -> Act:
    found = queries.act(viewer, act_id)
    if found.case_id != case_id:
        raise Act.DoesNotExist
    return found


def _about(at: Standing, found: Act) -> dict[str, Any]:
    """What the page of an act shows, and which of its deeds this viewer has."""
    signs = found.status == ActStatus.APPROVED and at.signs
    approves = found.status == ActStatus.SUBMITTED and at.approves and not is_own(at.viewer, found)
    return {
        "case": found.case,
        "act": found,
        "tone": ACT_TONES[ActStatus(found.status)],
        "parts": [
            (part.label, found.content.get(part.key, ""))
            for part in acts.parts_of(found.kind, found.language)
            if part.plain != acts.REST or found.content.get(part.key)
        ],
        "approves": approves and not at.over,
        "signs": signs and not at.over,
        "unheard": unheard(at.viewer, found),
        "own_duty": own_duty(at.viewer, found.case, found.kind, found.content),
        "returns": (approves or signs) and not at.over,
        "in_place": at.in_place_of(found) if (approves or signs) and not at.over else None,
        **_joint(at.viewer, found),
        **guarantees_of(found),
        "corrections": rectifications.of_act(found),
        "corrects": rectifications.by_ruling(found) if found.kind == ActKind.CONCLUSION else None,
        "rectifies": at.handles_open and not at.over and can_be_corrected(found.kind, found.status),
        "dispatches": found.status == ActStatus.SIGNED and at.clerk,
        "deliveries": [row for row in at.file.deliveries if row.subject_id == found.pk],
        "versions": (versions := drafts.versions(at.viewer, found)),
        "last_return": drafts.last_return(versions),
        "untranslated": acts.untranslated(found),
        "one_form": bool(found.language and found.layout and not found.layout_second),
    }


def _joint(viewer: Viewer, found: Act) -> dict[str, Any]:
    """The other cases that the act decides, as far as the viewer sees them."""
    parts, top = jointly.parts(found), jointly.leading_act(found)
    seen = [row for row in parts if queries.may_see(viewer, row.case)]
    top = top if top and queries.may_see(viewer, top.case) else None
    return {"joint_parts": seen, "joint_hidden": len(seen) < len(parts), "joint_of": top}


def _draft(request: OfficeRequest, found: Act, at: Standing) -> HttpResponse:
    """The form of a draft; it may begin with the words of another version (`?from=`)."""
    versions = drafts.versions(request.viewer, found)
    number = request.GET.get("from", "")
    source = drafts.chosen(versions, int(number)) if number.isdecimal() else None
    begins = source or found
    written = {"title": begins.title, "outcome": begins.outcome, "version": found.version, **begins.content}
    written["rest"] = found.rest
    layouts = _layouts(request.viewer, found)
    mine = found.layout.layout_id if found.layout else None
    written["layout"] = next((str(row.pk) for row in layouts if row.layout_id == mine), "")
    kind = ActKind(found.kind)
    told: dict[str, Any] = {"kind": kind, "layouts": layouts, "extent": found.extent, "language": found.language}
    form = ActForm(request.POST or None, initial=written, **told)

    def do() -> tuple[str, str]:
        return _revised(request, found, form, source)

    answered = do_form(request, form, do)
    if answered:
        return answered
    context = {"case": found.case, "form": form, "kind": kind, "act": found, "once": OfficeForm()}
    context["extent"] = found.extent
    context |= {"versions": versions, "source": source, "gaps": acts.gaps_in(kind, _as_shown(form), found.language)}
    context["untranslated"] = acts.untranslated_in(kind, found.language, _as_shown(form))
    context["one_form"] = bool(found.language and found.layout and not found.layout_second)
    context["unheard"] = unheard(request.viewer, found)
    context["in_place"] = at.in_place_of()
    context["own_duty"] = own_duty(request.viewer, found.case, found.kind, found.content)
    context |= guarantees_of(found)
    return show(request, "registry/act_form.html", context, bad=bool(form.errors))


def _revised(request: OfficeRequest, found: Act, form: ActForm, source: ActVersion | None) -> tuple[str, str]:
    """The draft as it was written; when somebody else has saved meanwhile, it is kept beside and both are shown."""
    title, content, version = form.cleaned_data["title"], form.content(), form.cleaned_data["version"]
    try:
        actions.revise_act(
            request.viewer,
            act=found,
            title=title,
            content=content,
            outcome=form.outcome(),
            version=version,
            taken_from=source.number if source else None,
            rest=form.rest(),
        )
    except ValidationError as error:
        if version is None or getattr(error, "code", "") not in ("version", "act-status"):
            raise
        kept = keep_beside(
            request.viewer, act=found, title=title, content=content, outcome=form.outcome(), version=version
        )
        if kept:
            return version_url(kept), ""
        return act_url(found), _(
            "Somebody has changed this act meanwhile. You had changed nothing: read it as it is now."
        )
    return _after_writing(request, found, form)


def _layouts(viewer: Viewer, found: Act) -> list[LayoutVersion]:
    """The templates that a draft may take; the one that it has stays, also when it is out of use."""
    rows = list(usable(viewer, found.kind))
    kept = [found.layout] if found.layout and found.layout.layout_id not in {row.layout_id for row in rows} else []
    return rows + kept


@page(*READERS)
def pdf(request: OfficeRequest, case_id: UUID, act_id: UUID) -> HttpResponse:
    """The act as a page: the signed document, or how it would look if it were signed now."""
    found = _act(request.viewer, case_id, act_id)
    if found.document:
        look_at_document(request.viewer, case_id, found.document)
        return send(found.document)
    look_at_case(request.viewer, case_id)
    try:
        data = acts.render_act(found)
    except RenderFailed as failed:
        return show(request, "registry/act_unprintable.html", {"act": found, "reason": str(failed)}, bad=True)
    return secure(HttpResponse(data, content_type="application/pdf"), len(data), pdf=True)


def to_sign(request: OfficeRequest, values: dict[str, Any]) -> str:
    """The level of assurance that signing needs here; looking and everything else need none."""
    signs = request.method == "POST" and ("act_id" not in values or request.POST.get("deed") == "sign")
    return level_to_sign(request.organisation) if signs else ""


@require_POST
@page(*READERS, assurance=to_sign)
def do(request: OfficeRequest, case_id: UUID, act_id: UUID) -> HttpResponse:
    """Submit, withdraw, approve, return or sign one act."""
    viewer = request.viewer
    found = _act(viewer, case_id, act_id)
    deed = request.POST.get("deed", "")
    note = ReturnForm(request.POST) if deed == "return" else None
    if note and not note.is_valid():
        context = {**_about(Standing(viewer, desk.case_file(viewer, case_id)), found), "note_form": note}
        return show(request, "registry/act.html", {**context, "form": note, "once": OfficeForm()}, bad=True)

    def run() -> tuple[str, str | Promise]:
        return _deed(viewer, found, deed, note)

    try:
        return done_once(request, run)
    except (ValidationError, TimestampUnavailable, RenderFailed) as error:
        context = {**_about(Standing(viewer, desk.case_file(viewer, case_id)), found), "note_form": ReturnForm()}
        return show(request, "registry/act.html", {**context, "refused": said(error), "once": OfficeForm()}, bad=True)


def _deed(viewer: Viewer, act: Act, deed: str, note: ReturnForm | None) -> tuple[str, str | Promise]:
    if deed == "submit":
        actions.submit_act(viewer, act=act)
        return act_url(act), _("The act is submitted for approval.")
    if deed == "withdraw":
        actions.withdraw_act(viewer, act=act)
        return case_url(act.case), _("The draft is withdrawn; its sub-number stays used.")
    if deed == "approve":
        actions.approve_act(viewer, act=act)
        return reverse("registry:approve"), _("The act is approved and waits for signature.")
    if note:
        actions.return_act(viewer, act=act, note=note.cleaned_data["note"])
        return case_url(act.case), _("The act is returned to its author.")
    if deed == "sign":
        actions.sign_act(viewer, act=act)
        return act_url(act), _("The act is signed, sealed and time-stamped.")
    raise ValidationError(_("This is not something that can be done with an act."), code="deed")


def said(error: BaseException) -> str:
    """The words of what went wrong."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, TimestampUnavailable):
        return _("The time-stamp could not be had, so nothing is signed. Try again in a while.")
    return str(error)


@page(*APPROVERS)
def approve(request: OfficeRequest) -> HttpResponse:
    """Acts of my units that wait for my approval."""
    rows = queries.acts_waiting(request.viewer, ActStatus.SUBMITTED)[: desk.PAGE]
    return show(request, "registry/approve.html", {"acts": rows})


@page(Role.SIGNATORY)
def sign(request: OfficeRequest) -> HttpResponse:
    """Acts that wait for signature: open one, or tick many."""
    rows = queries.acts_waiting(request.viewer, ActStatus.APPROVED).select_related("approved_by", "case__unit")
    return show(request, "registry/sign.html", {"acts": rows[: desk.PAGE]})


@page(Role.SIGNATORY, assurance=to_sign)
def sign_check(request: OfficeRequest) -> HttpResponse:
    """What will be signed, one line each; a POST signs them all."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = desk.chosen_acts(request.viewer, ActStatus.APPROVED, sent.getlist("act"))
    form = OfficeForm(request.POST or None)

    def run() -> tuple[str, str]:
        request.session[RESULTS] = [_sign_one(request.viewer, act) for act in chosen]
        return reverse("registry:sign-result"), ""

    answered = do_form(request, form, run)
    if answered:
        return answered
    if not chosen:
        messages.warning(request, _("Tick the acts to sign first. What was signed meanwhile is no longer in the list."))
        return redirect("registry:sign")
    silent = [(act, found) for act in chosen if (found := unheard(request.viewer, act))]
    context = {"acts": chosen, "form": form, "unheard_acts": silent}
    return show(request, "registry/sign_check.html", context, bad=bool(form.errors))


def _sign_one(viewer: Viewer, act: Act) -> dict[str, str]:
    """Sign one of many: its failure is named, and the others go on."""
    line = {"title": act.title, "number": act.case.number, "url": act_url(act), "failed": ""}
    try:
        with transaction.atomic():
            actions.sign_act(viewer, act=act)
    except (ValidationError, NotAllowed, TimestampUnavailable, RenderFailed) as error:
        line["failed"] = said(error)
    return line


@page(Role.SIGNATORY)
def sign_result(request: OfficeRequest) -> HttpResponse:
    """What became of each act."""
    results = request.session.get(RESULTS, [])
    failed = [line for line in results if line["failed"]]
    done = len(results) - len(failed)
    words = ngettext("%(count)s act is signed", "%(count)s acts are signed", done) % {"count": done}
    return show(request, "registry/sign_result.html", {"results": results, "failed": failed, "words": words})
