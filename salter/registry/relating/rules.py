"""What a case is to another, seen from either side: pure."""

from __future__ import annotations

from salter.registry.models import LinkKind

OPPOSITE = {
    LinkKind.EARLIER: LinkKind.LATER,
    LinkKind.LATER: LinkKind.EARLIER,
    LinkKind.CONTINUED: LinkKind.CONTINUES,
    LinkKind.CONTINUES: LinkKind.CONTINUED,
    LinkKind.SETTLES: LinkKind.DEPENDS,
    LinkKind.DEPENDS: LinkKind.SETTLES,
    LinkKind.PARTY: LinkKind.PARTY,
    LinkKind.OTHER: LinkKind.OTHER,
}
"""What the first case is to the second, when the second is that to the first."""
