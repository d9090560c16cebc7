"""Cells of a book on pages. A book is one document in one script, so all of its words follow the reader's."""

from datetime import date

from django import template
from django.template import Context

from salter.organisations import clock
from salter.registry.actions.working_days import uncertain
from salter.registry.books.lines import Cell
from salter.ui.templatetags.salter import script, sr_date

register = template.Library()


@register.filter
def book_cell(cell: Cell) -> str:
    """A cell as people read it; nothing for an empty one."""
    return sr_date(cell) if isinstance(cell, date) else script(cell)


@register.simple_tag(takes_context=True)
def year_unknown(context: Context, day: date | None) -> bool:
    """Whether a deadline falls into a coming year whose Government days off nobody has entered yet."""
    office = context["request"].organisation
    return uncertain(office, day, clock.today(office))
