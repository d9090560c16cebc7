"""What was found, drawn: marked words, and the state of a case as the list of cases has it."""

from collections.abc import Iterable
from datetime import date
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from salter.registry.finding.highlight import Part
from salter.registry.lines import Line
from salter.registry.templatetags.case_lines import Drawn

register = template.Library()


@register.filter
def marked(parts: Iterable[Part]) -> SafeString:
    """A text with the found words marked."""
    pieces = (f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in parts)
    return mark_safe("".join(pieces))  # each piece is escaped


@register.simple_tag
def state_of(line: Line, today: date) -> SafeString:
    """Where a case stands and its deadline."""
    drawn = Drawn(today, False)
    restricted = drawn.restricted[line.confidentiality]
    return mark_safe(f"{restricted}{drawn.status(line)} {drawn.due(line)}")  # drawn from what is escaped
