"""Reading the versions of an act."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from salter.organisations.access import Viewer
from salter.registry.drafting.versions import before
from salter.registry.models import Act, ActReturn, ActVersion, Case


def versions(viewer: Viewer, act: Act) -> list[ActVersion]:
    """All versions of an act, newest first, with who saved and who returned them: two queries.

    An act from before versions were kept has one, as it stands.
    """
    rows = list(_kept(viewer, act).order_by("-number"))
    if not any(row.number == act.version for row in rows):
        rows.append(before(act))
    return rows


def chosen(rows: Sequence[ActVersion], number: int) -> ActVersion:
    """The version with a number. Raises ActVersion.DoesNotExist."""
    found = next((row for row in rows if row.number == number), None)
    if found is None:
        raise ActVersion.DoesNotExist
    return found


def _kept(viewer: Viewer, act: Act) -> QuerySet[ActVersion]:
    seen = Case.objects.visible_to(viewer)
    rows = ActVersion.objects.filter(organisation=viewer.organisation, act=act, act__case__in=seen)
    return rows.select_related("by", "source__case").prefetch_related("returns__by")


def last_return(rows: Sequence[ActVersion]) -> ActReturn | None:
    """The newest comment with which an act was returned."""
    found = [one for row in rows for one in row.returns.all()]
    return max(found, key=lambda one: one.at, default=None)
