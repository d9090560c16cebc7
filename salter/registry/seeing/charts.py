"""Bars drawn on the server: a picture beside the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT, FOOT = 720, 200, 24


def stacked(bars: Sequence[tuple[str, int, int]], title: str) -> SafeString:
    """Bars of (label, lower part, upper part); the upper part is hatched, so that it is told without colour."""
    most = max([lower + upper for _label, lower, upper in bars], default=0) or 1
    step = WIDTH / max(len(bars), 1)
    drawn = format_html_join("", "{}", ((_bar(place, bar, step, most),) for place, bar in enumerate(bars)))
    hatch = mark_safe(  # constant
        '<defs><pattern id="late" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="var(--sl-ground)"/>'
        '<rect width="3" height="6" fill="var(--sl-accent)"/></pattern></defs>'
    )
    return format_html(
        '<svg class="sl-chart" viewBox="0 0 {} {}" width="100%" role="img" aria-label="{}">{}{}</svg>',
        WIDTH,
        HEIGHT + FOOT,
        title,
        hatch,
        drawn,
    )


def _bar(place: int, bar: tuple[str, int, int], step: float, most: int) -> SafeString:
    label, lower, upper = bar
    room = HEIGHT - 20
    low, high = lower * room / most, upper * room / most
    left, width = place * step + step * 0.15, step * 0.7
    return format_html(
        '<rect x="{0}" y="{1}" width="{2}" height="{3}" fill="var(--sl-ink)"/>'
        '<rect x="{0}" y="{4}" width="{2}" height="{5}" fill="url(#late)" stroke="var(--sl-accent)" '
        'stroke-width="{6}"/>'
        '<text x="{7}" y="{8}" text-anchor="middle" font-size="13" fill="currentColor">{9}</text>'
        '<text x="{7}" y="{10}" text-anchor="middle" font-size="13" fill="currentColor">{11}</text>',
        f"{left:.1f}",
        f"{HEIGHT - low:.1f}",
        f"{width:.1f}",
        f"{low:.1f}",
        f"{HEIGHT - low - high:.1f}",
        f"{high:.1f}",
        1 if upper else 0,
        f"{left + width / 2:.1f}",
        HEIGHT + 17,
        label,
        f"{HEIGHT - low - high - 5:.1f}",
        lower + upper,
    )
