"""What a draft of each kind of decision begins with, and which kinds a case allows now."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils import timezone

from salter.organisations.access import Viewer
from salter.registry import numbering
from salter.registry.deciding import queries, rules
from salter.registry.deciding.making import may_be_drafted
from salter.registry.models import Act, ActKind, Case, Extent
from salter.ui.formats import format_date


def beginning(case: Case, extent: str) -> Mapping[str, str]:
    """The first words of the operative part and of the explanation; what is open is a gap."""
    kind = rules.of(extent)
    if not kind.opening:
        return {}
    act = _supplemented(case) if kind.needs_decision else None
    return {"disposition": kind.opening.replace("{act}", _named(act)), "reasoning": kind.reasoning}


def _supplemented(case: Case) -> Act | None:
    whole = [act for act in queries.standing(case) if act.extent == rules.WHOLE]
    return whole[-1] if whole else None


def _named(act: Act | None) -> str:
    if act is None or act.signed_at is None:
        return "решење [[број и датум]]"
    number = numbering.sub_number(act.organisation, act.case, act.sub_number)
    return f"решење број {number} од {format_date(timezone.localdate(act.signed_at))}"


def offered(viewer: Viewer, case: Case) -> list[Extent]:
    """The kinds beside the decision in the whole that can be drafted in the case now."""
    return [extent for extent in Extent if _allowed(viewer, case, extent)]


def _allowed(viewer: Viewer, case: Case, extent: Extent) -> bool:
    try:
        may_be_drafted(viewer, case, ActKind.DECISION, extent)
    except ValidationError:
        return False
    return True
