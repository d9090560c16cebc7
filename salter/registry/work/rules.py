"""What assigning does to a case: pure rules. The preview shows them, and the deed holds to them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salter.registry.models import Case, CaseStatus
from salter.registry.recusing.rules import recused

MOST = 500
"""So many cases are assigned at once: one transaction, one page."""

CLOSED, THERE = _("stays: it is closed or cancelled"), _("stays: it is there already")
CONFIRMED = _("stays: its receipt is confirmed, or it is closed")
NOT_HERE = _("stays: it was handed over to somebody else")
RECUSED = _("stays: the person is recused from it")
RECUSED_SELF = _("stays: you are recused from it")
UNAUTHORISED = _("stays: the person is not authorised to conduct it, and the office gives it to no other")
GOES, BEGINS = _("goes over"), _("goes over and is then in progress")


@dataclass(frozen=True, slots=True)
class Effect:
    """What assigning does to a case, in words; empty where it is not known yet to whom."""

    moves: bool
    words: str | Promise = ""


def effect(case: Case, unit: UUID | None, staff: UUID | None) -> Effect:
    """What becomes of a case that is assigned to a unit and perhaps a person; `unit` None: not chosen yet."""
    if case.cancelled_at or case.closed_at or case.status == CaseStatus.ARCHIVED:
        return Effect(False, CLOSED)
    if unit is None:
        return Effect(True)
    if staff and staff in recused(case):
        return Effect(False, RECUSED)
    if (case.unit_id, case.handler_id) == (unit, staff):
        return Effect(False, THERE)
    return Effect(True, BEGINS if staff and case.status == CaseStatus.FORMED else GOES)
