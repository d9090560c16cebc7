"""Drafting, approving and signing acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.acting import Allowed, capacity
from salter.organisations.models import Authorisation, AuthorisationKind, Duty, Party, Role
from salter.organisations.rules import first_covering
from salter.registry import acts
from salter.registry.actions.cases import lock_open, may_handle
from salter.registry.deciding import making
from salter.registry.drafting import versions
from salter.registry.guaranteeing.checks import check_answered
from salter.registry.hearing.queries import check_convened
from salter.registry.jointly.signing import lock_together, may_be_signed, signed_for_each
from salter.registry.models import Act, ActKind, ActStatus, Case, CaseParty, Extent
from salter.registry.parties.services import expect, told_alone
from salter.registry.rectifying.signing import rectified
from salter.registry.recusing.rules import refuse_recused, unless_recused
from salter.registry.stating.queries import unheard_before
from salter.registry.stating.telling import note_signed_unheard
from salter.registry.waiting.actions import wait_for_correction
from salter.signatures.actions import sign_and_seal

SIGNED = ("authorisation", "signatory", "signed_at", "signed_for", "sign_mandate")


@transaction.atomic
def draft_act(
    viewer: Viewer,
    *,
    case: Case,
    kind: ActKind,
    title: str,
    content: Mapping[str, Any],
    outcome: str = "",
    source: Act | None = None,
    extent: str = "",
    rest: str = "",
    for_party: CaseParty | None = None,
    for_other: Party | None = None,
) -> Act:
    """Begin an act of a case from its template; it takes the next sub-number.

    `content` has the written parts (acts.PARTS); `source` is the act of another case whose words they began with.
    `extent` is the kind of a decision, `rest` what a partial one leaves undecided. A supplementary one takes a decided
    case back to work. It goes to all parties, or to one alone (`for_party`), or to who is none (`for_other`).
    Raises NotAllowed, ValidationError (code `extent`).
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    making.may_be_drafted(viewer, case, kind, extent)
    if viewer.staff is None:
        raise NotAllowed(_("Only a member of staff drafts acts."))
    making.begin_supplement(viewer, case, extent)
    case.last_sub += 1
    case.version += 1
    case.save(update_fields=["last_sub", "version"])
    act = Act.objects.create(
        organisation=viewer.organisation,
        case=case,
        sub_number=case.last_sub,
        kind=kind,
        extent=extent,
        rest=_rest(extent, rest),
        title=title,
        outcome=outcome,
        content=dict(content),
        language=case.language,
        for_party=for_party,
        for_other=for_other,
        author=viewer.staff,
        author_for_id=viewer.acting_for.absent if viewer.acting_for else None,
        created_at=clock.now(viewer.organisation),
    )
    versions.keep(viewer, act, source=source)
    _record(viewer, "act.drafted", act, as_in=source.case.number if source else "")
    return act


def _rest(extent: str, rest: str) -> str:
    """Only a partial decision leaves something."""
    return rest.strip()[:500] if extent == Extent.PARTIAL else ""


@transaction.atomic
def revise_act(
    viewer: Viewer,
    *,
    act: Act,
    title: str,
    content: Mapping[str, Any],
    outcome: str = "",
    version: int | None = None,
    taken_from: int | None = None,
    from_word: versions.Remarks | None = None,
    rest: str | None = None,
) -> Act:
    """Change a draft; nothing but a draft can be changed. What it was before stays as a version.

    `taken_from` is the version whose words the change began with; `from_word`: it was written in Word, with what is to
    be remarked; `rest`: what a partial decision leaves undecided. What changes nothing writes nothing.
    Raises NotAllowed, and ValidationError (code `version`) when it is no longer the `version` that was changed: then
    drafting.actions.keep_beside keeps what was written.
    """
    act = _locked(act, ActStatus.DRAFT)
    viewer = may_handle(viewer, act.case)
    left = act.rest if rest is None else _rest(act.extent, rest)
    if (title, outcome, dict(content)) == versions.text_of(act) and left == act.rest:
        return act
    if version is not None and version != act.version:
        raise ValidationError(
            _("Somebody has changed this draft meanwhile. Copy what you wrote, open the draft again and add it there."),
            code="version",
        )
    before = versions.current(act)
    source = act.versions.get(number=taken_from) if taken_from else None
    act.title, act.content, act.outcome, act.rest = title, dict(content), outcome, left
    act.version = versions.next_number(act)
    act.save(update_fields=["title", "content", "outcome", "rest", "version"])
    kept = versions.keep(viewer, act, based_on=before.number, taken_from=source, from_word=from_word)
    _record(viewer, "act.revised", act, version=kept.number, how=kept.how)
    return act


@transaction.atomic
def submit_act(viewer: Viewer, *, act: Act) -> Act:
    """Hand a complete draft to the head of unit for approval.

    Raises ValidationError: `incomplete`, naming the lawful parts that are missing (Art. 141 ZUP), `gaps`, or
    `guarantee` while a decision says nothing of the guarantee act to which its case refers.
    """
    act = _locked(act, ActStatus.DRAFT)
    viewer = may_handle(viewer, act.case)
    missing = acts.missing_parts(act)
    if missing:
        names = ", ".join(str(name) for name in missing)
        raise ValidationError(_("The act lacks: %(parts)s.") % {"parts": names}, code="incomplete")
    _without_gaps(act)
    check_answered(act)
    act.status, act.submitted_at, act.returned_note = ActStatus.SUBMITTED, clock.now(viewer.organisation), ""
    act.save(update_fields=["status", "submitted_at", "returned_note"])
    _record(viewer, "act.submitted", act)
    return act


def _without_gaps(act: Act) -> None:
    """Raise ValidationError (code `gaps`) naming what is still to be filled in."""
    if open_gaps := acts.gaps_of(act):
        names = ", ".join(f"{label}: {', '.join(names)}" for label, names in open_gaps)
        raise ValidationError(_("Fill in what is still open. %(gaps)s.") % {"gaps": names}, code="gaps")


@transaction.atomic
def approve_act(viewer: Viewer, *, act: Act) -> Act:
    """The head of unit approves; nobody approves the own act, nor that of whom one stands in for."""
    act = _locked(act, ActStatus.SUBMITTED)
    viewer = _may_approve(viewer, act)
    act.status, act.approved_by, act.approved_at = ActStatus.APPROVED, viewer.staff, clock.now(viewer.organisation)
    one = viewer.acting_for
    act.approved_for_id, act.approved_mandate_id = (one.absent, one.mandate) if one else (None, None)
    act.save(update_fields=["status", "approved_by", "approved_at", "approved_for", "approved_mandate"])
    _record(viewer, "act.approved", act)
    return act


@transaction.atomic
def return_act(viewer: Viewer, *, act: Act, note: str) -> Act:
    """Send an act back to its author with what to change; the note stays with the version."""
    act = _locked(act, ActStatus.SUBMITTED, ActStatus.APPROVED)
    viewer = _may_sign(viewer, act.case) if act.status == ActStatus.APPROVED else _may_approve(viewer, act)
    versions.keep_return(viewer, act, note)
    act.status, act.returned_note, act.approved_by, act.approved_at = ActStatus.DRAFT, note, None, None
    act.approved_for, act.approved_mandate = None, None
    act.save(
        update_fields=["status", "returned_note", "approved_by", "approved_at", "approved_for", "approved_mandate"]
    )
    _record(viewer, "act.returned", act, {"note": note}, version=act.version)
    return act


@transaction.atomic
def withdraw_act(viewer: Viewer, *, act: Act) -> Act:
    """Give a draft up; its sub-number stays used, as every number does."""
    act = _locked(act, ActStatus.DRAFT)
    viewer = may_handle(viewer, act.case)
    act.status = ActStatus.WITHDRAWN
    act.save(update_fields=["status"])
    _record(viewer, "act.withdrawn", act)
    return act


def approved_by(case: Case) -> Allowed:
    """Who may approve acts of a case: the head of its unit, or the head of administration."""
    heads = (Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)
    return unless_recused(case, lambda actor: actor.has(*heads) and case.unit_id in actor.units)


def signed_by(case: Case) -> Allowed:
    """Who may sign acts of a case; an authorisation to decide is asked for beside."""
    return unless_recused(case, lambda actor: actor.has(Role.SIGNATORY))


def is_own(viewer: Viewer, act: Act) -> bool:
    """Whether the viewer, or somebody whom the viewer stands in for, wrote the act or had it written in his place."""
    selves = viewer.stands_in_for | ({viewer.staff.pk} if viewer.staff else set())
    return bool(selves & {act.author_id, act.author_for_id})


def _may_approve(viewer: Viewer, act: Act) -> Viewer:
    refuse_recused(viewer, act.case)
    refusal = _("The head of the unit approves acts of the unit.")
    found = capacity(viewer, Duty.APPROVE, approved_by(act.case), refusal)
    if is_own(viewer, act):
        raise NotAllowed(_("Nobody approves the own act, nor that of a colleague in whose place one works."))
    return found


def _may_sign(viewer: Viewer, case: Case) -> Viewer:
    refuse_recused(viewer, case)
    refusal = _("This is done by: %(roles)s.") % {"roles": Role.SIGNATORY.label}
    return capacity(viewer, Duty.SIGN, signed_by(case), refusal)


@transaction.atomic
def sign_act(viewer: Viewer, *, act: Act) -> Act:
    """Render, sign, seal and time-stamp an approved act (PAdES B-LTA); the case takes the status that follows.

    A deputy signs with the own key and under the own authorisation; the act names the absent person and the mandate.
    Raises NotAllowed without a valid authorisation to decide for the class of the case; NoCredential;
    TimestampUnavailable (nothing is kept, sign again); ValidationError (code `gaps`) while a gap stands in it.
    """
    viewer = _may_sign(viewer, act.case)
    act = _locked(act, ActStatus.APPROVED)
    _without_gaps(act)
    case, others = lock_together(act)
    refuse_recused(viewer, case)
    may_be_signed(viewer, act, others, _authorisation_to_decide)
    authorisation = _authorisation_to_decide(viewer, case)
    staff = viewer.staff
    if staff is None:
        raise NotAllowed(_("Only a member of staff signs."))
    check_convened(act)
    unheard = unheard_before(viewer, act)
    act.authorisation, act.signatory, act.signed_at = authorisation, staff, clock.now(viewer.organisation)
    one = viewer.acting_for
    act.signed_for_id, act.sign_mandate_id = (one.absent, one.mandate) if one else (None, None)
    pdf = acts.render_act(act)
    act.document = sign_and_seal(viewer, pdf=pdf, name=acts.file_name(act), staff=staff, reason=act.title)
    act.status = ActStatus.SIGNED
    act.save(update_fields=[*SIGNED, "document", "status"])
    _record(
        viewer, "act.signed", act, sha256=act.document.sha256, authorisation=authorisation.number, **told_alone(act)
    )
    expect(viewer, act=act)
    rectified(viewer, act)
    note_signed_unheard(viewer, act, unheard)
    if act.kind == ActKind.DECISION:
        making.decided(viewer, case, act)
        signed_for_each(viewer, act, others, _authorisation_to_decide)
    elif act.kind == ActKind.REQUEST_TO_CORRECT:
        wait_for_correction(viewer, case=case, act=act)
    return act


def _authorisation_to_decide(viewer: Viewer, case: Case) -> Authorisation:
    held = Authorisation.objects.filter(staff=viewer.staff).order_by("valid_from")
    today = clock.today(viewer.organisation)
    found = first_covering(held, kind=AuthorisationKind.DECIDE.value, class_code=case.class_code, on=today)
    if found is None:
        raise NotAllowed(_("You have no valid authorisation to decide in class %(code)s.") % {"code": case.class_code})
    return found


def _locked(act: Act, *expected: ActStatus) -> Act:
    locked = Act.objects.select_for_update(of=("self",)).select_related("case").get(pk=act.pk)
    if locked.status not in expected:
        raise ValidationError(
            _("This act is “%(status)s” by now; open it again to see what can be done.")
            % {"status": ActStatus(locked.status).label},
            code="act-status",
        )
    return locked


def _record(viewer: Viewer, verb: str, act: Act, personal: dict[str, Any] | None = None, **body: Any) -> None:
    record(
        viewer,
        verb,
        subject=("act", act.pk),
        case_id=act.case_id,
        body={"kind": act.kind, "sub_number": act.sub_number, "outcome": act.outcome, **body},
        personal=personal,
    )
