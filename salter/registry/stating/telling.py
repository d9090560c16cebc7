"""Telling whoever drafts, approves or signs a decision against a party that somebody had no say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salter.calendars import law
from salter.calendars.law import cited
from salter.journal.actions import record
from salter.organisations.access import Viewer
from salter.registry.models import Act, ActStatus, CaseParty
from salter.registry.stating import queries
from salter.ui.templatetags.salter import language, script


@dataclass(frozen=True, slots=True)
class Unheard:
    """Who had no say before a decision, and the place in the law."""

    names: list[str]
    article: str


def unheard(viewer: Viewer, act: Act) -> Unheard | None:
    """What to warn of before this act is signed; None when there is nothing to say."""
    if act.status in (ActStatus.SIGNED, ActStatus.DISPATCHED, ActStatus.WITHDRAWN):
        return None
    names = [row.name for row in queries.unheard_before(viewer, act)]
    return Unheard(names, script(cited(law.STATEMENT_BEFORE_ADVERSE.article, language()))) if names else None


def note_signed_unheard(viewer: Viewer, act: Act, parties: Sequence[CaseParty]) -> None:
    """A decision was signed all the same: the history says so, for the head and for the appeal."""
    names = [row.name for row in parties]
    if names:
        record(
            viewer,
            "act.unheard",
            subject=("act", act.pk),
            case_id=act.case_id,
            body={"sub_number": act.sub_number, "count": len(names)},
            personal={"names": ", ".join(names)},
        )
