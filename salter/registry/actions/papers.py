"""What a case has on paper only: it is noted, moved, and withdrawn when it was noted wrongly."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.registry.actions.cases import lock, may_handle
from salter.registry.models import Case, SheetPaper

CLERKS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)


def _may_keep(viewer: Viewer, case: Case) -> Viewer:
    """The registry office keeps papers, and who handles the case holds them."""
    return viewer if viewer.has(*CLERKS) else may_handle(viewer, case)


def _checked(sheets: int, place: str) -> None:
    if sheets < 1:
        raise ValidationError(_("Write how many sheets the paper has, at least 1."), code="sheets")
    if not place.strip():
        raise ValidationError(_("Write where the paper lies, so that it is found."), code="place")


@transaction.atomic
def note_paper(
    viewer: Viewer, *, case: Case, title: str, sheets: int, place: str, sub_number: int | None = None
) -> SheetPaper:
    """Note an act or attachment that the case has on paper only; without `sub_number` it belongs to the newest.

    Raises NotAllowed, and ValidationError with codes `case-closed`, `sheets`, `place`, `sub-number`.
    """
    viewer = _may_keep(viewer, case)
    case = lock(case)
    _checked(sheets, place)
    sub = case.last_sub if sub_number is None else sub_number
    if sub > case.last_sub:
        raise ValidationError(
            _("The case has come to sub-number %(last)s only.") % {"last": case.last_sub}, code="sub-number"
        )
    paper = SheetPaper.objects.create(
        organisation=viewer.organisation,
        case=case,
        sub_number=sub,
        title=title.strip(),
        sheets=sheets,
        place=place.strip(),
        noted_at=clock.now(viewer.organisation),
        noted_by=viewer.account,
    )
    record(
        viewer,
        "paper.noted",
        subject=("paper", paper.pk),
        case_id=case.pk,
        body={"sub_number": sub, "sheets": sheets, "place": paper.place},
        personal={"title": paper.title},
    )
    return paper


def _locked(viewer: Viewer, paper: SheetPaper) -> tuple[Viewer, SheetPaper]:
    viewer = _may_keep(viewer, paper.case)
    lock(paper.case)
    found = SheetPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk, organisation=viewer.organisation)
    if found.withdrawn_at:
        raise ValidationError(_("The note of this paper was withdrawn."), code="withdrawn")
    return viewer, found


@transaction.atomic
def move_paper(viewer: Viewer, *, paper: SheetPaper, place: str) -> SheetPaper:
    """Note that a paper lies elsewhere now.

    Raises NotAllowed, and ValidationError with codes `case-closed`, `place`, `withdrawn`.
    """
    viewer, found = _locked(viewer, paper)
    _checked(found.sheets, place)
    before, found.place, found.moved_at = found.place, place.strip(), clock.now(viewer.organisation)
    found.save(update_fields=["place", "moved_at"])
    record(
        viewer,
        "paper.moved",
        subject=("paper", found.pk),
        case_id=found.case_id,
        body={"from": before, "place": found.place},
        personal={"title": found.title},
    )
    return found


@transaction.atomic
def withdraw_paper(viewer: Viewer, *, paper: SheetPaper, reason: str) -> SheetPaper:
    """Withdraw what was noted wrongly; the note stays in the history.

    Raises NotAllowed, and ValidationError with codes `case-closed`, `reason`, `withdrawn`.
    """
    viewer, found = _locked(viewer, paper)
    if not reason.strip():
        raise ValidationError(_("Write why the note is withdrawn."), code="reason")
    found.withdrawn_at, found.withdraw_reason = clock.now(viewer.organisation), reason.strip()
    found.save(update_fields=["withdrawn_at", "withdraw_reason"])
    record(
        viewer,
        "paper.withdrawn",
        subject=("paper", found.pk),
        case_id=found.case_id,
        body={"reason": found.withdraw_reason},
        personal={"title": found.title},
    )
    return found
