"""Reading in which language a case is and was conducted; cases were found visible."""

from __future__ import annotations

from uuid import UUID

from salter.organisations.access import Viewer
from salter.registry import queries
from salter.registry.models import Act, ActStatus, Case, LanguageChoice

ON_THE_WAY = (ActStatus.SUBMITTED, ActStatus.APPROVED)


def of_case(case: Case) -> list[LanguageChoice]:
    """The changes of a case, newest first: one query."""
    return list(case.languages.select_related("party").order_by("-id"))


def last(case: Case) -> LanguageChoice | None:
    """The last change that stands."""
    return case.languages.filter(undone_at=None).order_by("-id").first()


def one(viewer: Viewer, case_id: UUID, choice_id: UUID) -> LanguageChoice:
    """A change of a case that the viewer may see.

    Raises Case.DoesNotExist, LanguageChoice.DoesNotExist.
    """
    case = queries.case(viewer, case_id)
    found = case.languages.get(pk=choice_id)
    found.case = case
    return found


def otherwise(case: Case) -> list[Act]:
    """Acts that wait for approval or signature in another language than the case is conducted in by now."""
    rows = Act.objects.filter(organisation=case.organisation_id, case=case, status__in=ON_THE_WAY)
    return [act for act in rows.defer("content").order_by("sub_number") if act.language != case.language]
