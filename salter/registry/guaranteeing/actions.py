"""Drafting guarantee acts, noting their end, referring to them from later cases, and what decisions say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.registry import acts, deadlines, wording_second
from salter.registry import queries as registry
from salter.registry.actions.acts import draft_act, revise_act
from salter.registry.actions.cases import lock, lock_open, may_handle
from salter.registry.guaranteeing import papers, queries, rules
from salter.registry.guaranteeing.queries import SIGNED, number_of
from salter.registry.models import (
    Act,
    ActKind,
    ActStatus,
    Case,
    Extent,
    Guarantee,
    GuaranteeAnswer,
    GuaranteeGround,
    GuaranteeUse,
    Outcome,
)


@dataclass(frozen=True, slots=True)
class Promised:
    """What a guarantee act promises, on which facts, by which special law, and for how long.

    `months` is None where the special law says nothing: then the office's legal setting counts.
    """

    law: str
    article: str
    promised: str
    facts: str
    months: int | None = None
    months_law: str = ""


@transaction.atomic
def draft_guarantee(viewer: Viewer, *, case: Case, promise: Promised) -> Guarantee:
    """Draft a guarantee act in the case in which it was asked for; approved, signed and served, it binds.

    Raises NotAllowed, and ValidationError with codes `extent` (the office issues none, the case is decided), `law`,
    `article`, `promised`, `facts`, `months`, `months_law`, `case-closed`.
    """
    viewer = may_handle(viewer, case)
    case = lock_open(case)
    _check(promise)
    usual = rules.usual_months(deadlines.settings_of(viewer.organisation))
    row = Guarantee(
        organisation=viewer.organisation,
        law=promise.law.strip()[:300],
        article=promise.article.strip()[:100],
        promised=promise.promised.strip()[:1000],
        facts=promise.facts.strip()[:1000],
        months=promise.months or usual,
        months_law=promise.months_law.strip()[:300] if promise.months else "",
    )
    row.act = draft_act(
        viewer,
        case=case,
        kind=ActKind.DECISION,
        title=papers.title(case),
        content=papers.content(viewer, row, case),
        outcome=Outcome.GRANTED,
        extent=Extent.GUARANTEE,
    )
    row.save(force_insert=True)
    return row


def _check(promise: Promised) -> None:
    """Raise ValidationError for what a guarantee act does not say."""
    wanted = {
        "law": (promise.law, _("Name the special law that provides for guarantee acts; without one none is issued.")),
        "article": (promise.article, _("Write the article of the special law.")),
        "promised": (promise.promised, _("Write what the act will contain that the body binds itself to issue.")),
        "facts": (promise.facts, _("Write the facts that the promise assumes.")),
    }
    for code, (text, words) in wanted.items():
        if not text.strip():
            raise ValidationError(words, code=code)
    if promise.months is None:
        return
    if not 1 <= promise.months <= 600:
        raise ValidationError(_("Write a number of months between 1 and 600."), code="months")
    if not promise.months_law.strip():
        raise ValidationError(_("Write the law and the article that set another period."), code="months_law")


@transaction.atomic
def end_guarantee(viewer: Viewer, *, guarantee: Guarantee, on: date, why: str) -> Guarantee:
    """Note that a guarantee act was annulled or revoked; later requests no longer have it.

    Raises NotAllowed, and ValidationError with codes `over`, `on`, `why`.
    """
    viewer = may_handle(viewer, guarantee.act.case)
    row = Guarantee.objects.select_for_update(of=("self",)).select_related("act__case").get(pk=guarantee.pk)
    if row.act.status not in SIGNED or row.act.signed_at is None:
        raise ValidationError(_("It is not signed: withdraw the draft."), code="over")
    if row.ended_on:
        raise ValidationError(_("Its end is noted already."), code="over")
    if not timezone.localdate(row.act.signed_at) <= on <= clock.today(viewer.organisation):
        raise ValidationError(_("The day lies between the signing and today."), code="on")
    if not why.strip():
        raise ValidationError(_("Write by which act it was annulled or revoked, and on what ground."), code="why")
    row.ended_on, row.ended_why, row.ended_by = on, why.strip()[:500], viewer.name
    row.save(update_fields=["ended_on", "ended_why", "ended_by"])
    record(
        viewer,
        "guarantee.ended",
        subject=("guarantee", row.pk),
        case_id=row.act.case_id,
        body={"sub_number": row.act.sub_number, "on": on.isoformat()},
        personal={"reason": row.ended_why},
    )
    return row


@transaction.atomic
def refer(viewer: Viewer, *, case: Case, guarantee: Guarantee) -> GuaranteeUse:
    """Note in a later case of its party that a guarantee act is referred to: its decisions must then say of it.

    Raises NotAllowed, and ValidationError (code `guarantee`) where it is none of the case's, or is there already.
    """
    viewer = may_handle(viewer, case)
    if not registry.may_see(viewer, guarantee.act.case):
        raise NotAllowed(_("You may not see the case of this guarantee act."))
    case = lock_open(case)
    found = {one.row.pk: one for one in queries.offered(viewer, case)}
    if guarantee.pk not in found or found[guarantee.pk].row.ended_on:
        words = _("A case refers to a signed guarantee act that was given to its party in the same matter.")
        raise ValidationError(words, code="guarantee")
    if any(one.guarantee_id == guarantee.pk for one in queries.uses(case)):
        raise ValidationError(_("The case refers to it already."), code="guarantee")
    row = GuaranteeUse.objects.create(
        organisation=viewer.organisation,
        guarantee=guarantee,
        case=case,
        at=clock.now(viewer.organisation),
        name=viewer.name,
    )
    body = {"number": number_of(guarantee)}
    record(viewer, "guarantee.referred", subject=("guarantee-use", row.pk), case_id=case.pk, body=body)
    return row


@transaction.atomic
def unrefer(viewer: Viewer, *, use: GuaranteeUse, why: str) -> GuaranteeUse:
    """Take a reference back that was a mistake; the row stays. Raises NotAllowed, ValidationError (code `why`)."""
    viewer = may_handle(viewer, use.case)
    lock(use.case)
    row = GuaranteeUse.objects.select_for_update(of=("self",)).get(pk=use.pk)
    if row.removed_at:
        raise ValidationError(_("The reference is taken back already."), code="why")
    if not why.strip():
        raise ValidationError(_("Write why the case does not refer to it."), code="why")
    row.removed_at, row.removed_by, row.removed_why = clock.now(viewer.organisation), viewer.name, why.strip()[:300]
    row.save(update_fields=["removed_at", "removed_by", "removed_why"])
    record(
        viewer,
        "guarantee.unreferred",
        subject=("guarantee-use", row.pk),
        case_id=row.case_id,
        body={"number": number_of(use.guarantee)},
        personal={"reason": row.removed_why},
    )
    return row


@transaction.atomic
def answer(
    viewer: Viewer, *, act: Act, use: GuaranteeUse, ground: GuaranteeGround, why: str = "", law: str = ""
) -> GuaranteeAnswer:
    """Say in the draft of a decision whether it is as promised, or on which ground it departs.

    The words go into its explanation, in the place of those that were said before. Raises NotAllowed, and
    ValidationError with codes `act-status`, `guarantee`, `ground` (the request came in time), `why`, `law`.
    """
    viewer = may_handle(viewer, act.case)
    case = lock_open(act.case)
    act = Act.objects.select_for_update(of=("self",)).select_related("case").get(pk=act.pk)
    _answerable(act, use)
    given = queries.standing(case, use)
    if given.until is None or not rules.fits(ground, queries.requested_on(viewer.organisation, case), given.until):
        raise ValidationError(_("The request came within the period, so it has not passed."), code="ground")
    if ground != GuaranteeGround.KEPT and not why.strip():
        raise ValidationError(_("Write why the decision departs from the guarantee act."), code="why")
    if ground == GuaranteeGround.OTHER and not law.strip():
        raise ValidationError(_("Name the law and the article that give this ground."), code="law")
    departs = ground != GuaranteeGround.KEPT
    row = queries.answers(act).get(use.pk) or GuaranteeAnswer(organisation=viewer.organisation, act=act, use=use)
    before, row.said = row.said, papers.answer(use.guarantee, ground, why, law)
    former = row.ground
    row.ground, row.why = ground, why.strip()[:1000] if departs else ""
    row.law = law.strip()[:300] if ground == GuaranteeGround.OTHER else ""
    row.save()
    _write(viewer, act, (before, row.said), use, (former, ground))
    number = number_of(use.guarantee)
    if departs:
        record(
            viewer,
            "guarantee.departed",
            subject=("act", act.pk),
            case_id=case.pk,
            body={"number": number, "sub_number": act.sub_number, "guarantee_ground": ground},
            personal={"why": row.why},
        )
    else:
        body = {"number": number, "sub_number": act.sub_number}
        record(viewer, "guarantee.kept", subject=("act", act.pk), case_id=case.pk, body=body)
    return row


def _answerable(act: Act, use: GuaranteeUse) -> None:
    if act.status != ActStatus.DRAFT:
        raise ValidationError(_("It is said while the decision is a draft."), code="act-status")
    if act.kind != ActKind.DECISION or act.extent == Extent.GUARANTEE or use.case_id != act.case_id or use.removed_at:
        raise ValidationError(
            _("Only a decision of the case says how it stands to the guarantee act."), code="guarantee"
        )


def _write(viewer: Viewer, act: Act, said: tuple[str, str], use: GuaranteeUse, grounds: tuple[str, str]) -> None:
    """Put the words into the explanation, in the second language too."""
    content = {**act.content, "reasoning": papers.put(str(act.content.get("reasoning") or ""), *said)}
    if act.language:
        key, number = acts.second_key("reasoning", act.language), number_of(use.guarantee)
        before, after = (wording_second.of_guarantee(number, one, act.language) if one else "" for one in grounds)
        if after:
            content[key] = papers.put(str(act.content.get(key) or ""), before, after)
    revise_act(viewer, act=act, title=act.title, content=content, outcome=act.outcome, version=act.version)
