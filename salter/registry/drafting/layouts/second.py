"""Which template of the office prints the second language of an act."""

from __future__ import annotations

from salter.registry.models import LayoutVersion


def in_second(version: LayoutVersion | None, language: str | None) -> LayoutVersion | None:
    """What prints the second language beside a version: the newest approved one of the same name and kind."""
    if version is None or not language:
        return None
    own = version.layout
    rows = LayoutVersion.objects.filter(organisation=own.organisation_id, approved_at__isnull=False)
    same = rows.filter(layout__kind=own.kind, layout__name=own.name, layout__language=language, layout__retired_at=None)
    return same.select_related("layout").order_by("-number").first()
