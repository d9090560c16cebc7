"""Taking a whole case: as one ZIP at once, as one PDF from the worker. Both are written down."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.journal.actions import record
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.registry import queries
from salter.registry.looks import look_at_case
from salter.registry.models import Case, CaseCopy
from salter.registry.papers.work import make_case_copy

LANGUAGES = ("sr", "sr-latn")


@transaction.atomic
def take_case(viewer: Viewer, *, case: Case, papers: int) -> None:
    """Write down that somebody of the office takes the whole case with them as a ZIP. Raises NotAllowed."""
    if not queries.may_see(viewer, case):
        raise NotAllowed(_("Only who may see the case takes it."))
    look_at_case(viewer, case.pk)
    body = {"format": "ZIP", "papers": papers}
    record(viewer, "case.taken", subject=("case", case.pk), case_id=case.pk, body=body)


@transaction.atomic
def ask_case_copy(viewer: Viewer, *, case: Case, language: str = "sr") -> CaseCopy:
    """Ask for the whole case as one PDF, as it stands now; the worker makes it.

    Raises NotAllowed, and ValidationError (code `language`).
    """
    if not queries.may_see(viewer, case) or viewer.account is None:
        raise NotAllowed(_("Only who may see the case takes it."))
    if language not in LANGUAGES:
        raise ValidationError(_("Choose the script of the contents."), code="language")
    look_at_case(viewer, case.pk)
    copy = CaseCopy.objects.create(
        organisation=viewer.organisation,
        case=case,
        language=language,
        asked_by=viewer.account,
        asked_at=clock.now(viewer.organisation),
    )
    record(viewer, "case.copy-asked", subject=("case", case.pk), case_id=case.pk, body={"copy": str(copy.pk)})
    make_case_copy.defer(organisation=viewer.organisation.pk, copy=str(copy.pk))
    return copy
