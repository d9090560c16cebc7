"""Bars drawn on the server, each in the row of a table whose numbers say the same."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 180, 14


def bar(lower: int, upper: int, most: int) -> SafeString:
    """One bar of a column whose longest stands for `most`; the upper part is hatched, so that no colour is needed."""
    unit = WIDTH / most if most else 0
    low, high = lower * unit, upper * unit
    return format_html(
        '<svg width="{0}" height="{1}" viewBox="0 0 {0} {1}" aria-hidden="true" focusable="false">'
        '<rect width="{2}" height="{1}" fill="var(--sl-info)"/>{3}</svg>',
        WIDTH,
        HEIGHT,
        f"{low:.1f}",
        _hatched(low, high) if upper else "",
    )


def _hatched(left: float, width: float) -> SafeString:
    """A part with a frame and slanted lines."""
    lines = " ".join(
        f"M{left + step:.1f} {HEIGHT}L{min(left + step + HEIGHT, left + width):.1f} "
        f"{max(0.0, HEIGHT - (left + width - left - step)):.1f}"
        for step in range(0, int(width), 5)
    )
    return format_html(
        '<rect x="{}" y="0.5" width="{}" height="{}" fill="none" stroke="var(--sl-accent)"/>'
        '<path d="{}" fill="none" stroke="var(--sl-accent)" stroke-width="1.5"/>',
        f"{left:.1f}",
        f"{width:.1f}",
        HEIGHT - 1,
        lines,
    )
